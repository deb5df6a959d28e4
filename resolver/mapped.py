"""Answering by another identifier of a thing: from its key to the record that carries it, out of the replica alone."""

from typing import Protocol

import msgspec

from resolver import resolve
from resolver.answer import Answer, Delegated, Found, Suspended
from resolver.replica.mappings import Pointer
from schemas.handle import Handle
from schemas.mapping import Mapped, carried


class Shelf(resolve.Shelf, Protocol):
    """What answering by another identifier needs of a replica besides."""

    def pointer(self, key: bytes) -> Pointer | None:
        """Which record carries the other identifier with this key.

        Raises:
            Corrupt: its checksum does not hold.
        """
        ...


class Reached(msgspec.Struct, frozen=True):
    """The record that an identifier leads to, and what a question for it comes to."""

    mapped: Mapped
    handle: Handle
    answer: Answer


def reach(shelf: Shelf, mapped: Mapped) -> Reached | None:
    """The record that carries an identifier; None where none does.

    A record that was found carries it now: one that has dropped it, is retired or is not there is none. A prefix that
    does not answer now, or lives elsewhere, says so as it does to a question for the handle.

    Raises:
        Corrupt: a pointer or an entry is there and its checksum does not hold; heal it and ask again.
    """
    pointer = shelf.pointer(mapped.key)
    if pointer is None:
        return None
    handle = Handle.parse(pointer.handle)
    answer = resolve.resolve(shelf, handle)
    if isinstance(answer, Found):
        # With the serial that the pointer came with, they are of one transaction and nothing needs to be read.
        if answer.entry.serial != pointer.serial and mapped not in carried(answer.entry.values()):
            return None
    elif not isinstance(answer, Delegated | Suspended):
        return None
    return Reached(mapped, handle, answer)
