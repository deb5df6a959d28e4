"""The rooms of the catalogue whose sentences are of `registry/` and `node/`."""

from schemas.sentences.of_registry import enterprises
from schemas.sentences.room import Room

ROOMS: tuple[Room, ...] = (enterprises.ROOM,)
