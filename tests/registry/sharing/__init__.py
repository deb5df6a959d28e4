"""Sharing: who is let in, who sees what, and that it stands in the trail."""
