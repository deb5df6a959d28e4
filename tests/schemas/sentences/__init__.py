"""Tests of the refusals in Chinese."""
