"""The sentences of the ground floor, `schemas/`, one file for each room of it."""
