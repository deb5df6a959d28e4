"""The rooms of the catalogue whose sentences are of `registry/` and `node/`."""

from schemas.sentences.of_registry import (
    enterprises,
    forms,
    identifiers,
    imports,
    labels,
    lists,
    people,
    prefixes,
    requests,
    rules,
    templates,
)
from schemas.sentences.room import Room

ROOMS: tuple[Room, ...] = (
    enterprises.ROOM,
    forms.ROOM,
    identifiers.ROOM,
    imports.ROOM,
    labels.ROOM,
    lists.ROOM,
    people.ROOM,
    prefixes.ROOM,
    requests.ROOM,
    rules.ROOM,
    templates.ROOM,
)
