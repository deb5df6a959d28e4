"""The rooms of the catalogue whose sentences are of `resolver/`."""

from schemas.sentences.of_resolver import door
from schemas.sentences.room import Room

ROOMS: tuple[Room, ...] = (door.ROOM,)
