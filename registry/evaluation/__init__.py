"""Statistics, the evaluation's indicators and the report."""
