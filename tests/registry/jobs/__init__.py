"""Jobs: what their files are read as, and what becomes of them, also after a crash."""
