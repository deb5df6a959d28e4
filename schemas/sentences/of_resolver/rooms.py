"""The rooms of the catalogue whose sentences are of `resolver/`."""

from schemas.sentences.room import Room

ROOMS: tuple[Room, ...] = ()
