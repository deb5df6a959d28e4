"""One journey for each promise made to an enterprise."""
