"""The rooms of the catalogue whose sentences are of `schemas/`."""

from schemas.sentences.of_schemas import codes, documents, epc, gs1, handles, links, parties, printing, rules, tables
from schemas.sentences.room import Room

ROOMS: tuple[Room, ...] = tuple(
    each.ROOM for each in (handles, documents, tables, rules, parties, links, codes, gs1, epc, printing)
)
