"""Sharing: partners are let in, by key, enterprise, group or signed link; and what they see, and that they saw it."""
