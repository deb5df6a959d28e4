"""Statistics and the yearly evaluation, on both databases."""
