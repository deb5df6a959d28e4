"""Identifier schemes: published vectors, whole sentences, round trips, and texts that must break nobody."""
