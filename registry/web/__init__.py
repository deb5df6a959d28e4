"""The registry over HTTP: one file for each URL noun."""
