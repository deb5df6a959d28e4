"""Tests of the replica: what it keeps, follows, heals and survives."""
