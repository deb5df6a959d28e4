"""How the sample files are made: the same seed, the same octets."""
