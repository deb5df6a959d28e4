"""Tests of what a question about a GS1 Digital Link comes to."""
