"""The sentences of `resolver/` that people can meet, one file for each room of it."""
