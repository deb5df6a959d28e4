"""What the sample files promise to whoever loads them."""
