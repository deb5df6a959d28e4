"""Tests of `registry/templates`."""
