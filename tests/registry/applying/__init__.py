"""Tests of applications, reviews and filings."""
