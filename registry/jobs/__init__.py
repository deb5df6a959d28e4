"""Jobs: long files on their way into the registry: received, looked through, entered, resumed after a crash."""
