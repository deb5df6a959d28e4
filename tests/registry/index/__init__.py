"""Search and its index, on both databases."""
