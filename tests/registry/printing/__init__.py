"""Tests of codes and labels made."""
