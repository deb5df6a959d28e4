"""The sentences of `registry/` and of the roof above it, one file for each room of theirs."""
