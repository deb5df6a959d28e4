"""The rooms of the catalogue whose sentences are of `schemas/`."""

from schemas.sentences.room import Room

ROOMS: tuple[Room, ...] = ()
