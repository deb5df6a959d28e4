"""Tests of the domain name system."""
