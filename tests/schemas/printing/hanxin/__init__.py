"""Tests of the reader of Han Xin codes."""
