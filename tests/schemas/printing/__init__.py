"""Tests of codes to print as nouns."""
