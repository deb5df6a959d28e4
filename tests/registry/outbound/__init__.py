"""Outbound: asking other servers, and those that must not be asked."""
