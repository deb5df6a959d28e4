"""The indicators of the yearly evaluation, as data."""
