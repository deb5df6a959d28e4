"""Outbound: the one way in which the registry asks other servers, and where it must not go."""
