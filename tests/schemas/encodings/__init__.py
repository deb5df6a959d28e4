"""Tests of the encodings of typed data."""
