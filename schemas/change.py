"""A change: what the journal holds and every follower applies. One change is the whole new state of one thing."""

from enum import StrEnum
from typing import NamedTuple, Self

import msgspec

from schemas.batch import Batch
from schemas.value import Value, pack_values, unpack_values


class Mode(StrEnum):
    """Where the identifiers of a prefix are kept."""

    HOSTED = "hosted"
    """Here."""
    DELEGATED = "delegated"
    """At the enterprise's own node; a question is referred there."""
    MIRRORED = "mirrored"
    """At the enterprise's own node, with a copy here that answers."""


class PrefixStanding(StrEnum):
    """Whether a prefix answers."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Put(msgspec.Struct, frozen=True, array_like=True, tag="put", gc=False):
    """A record was registered or amended: this is all of it.

    Its values stay packed until somebody asks for them: what is registered by the million is packed once, for table and
    journal alike, and who follows the journal need not make values of it to show them.
    """

    handle: str
    packed: msgspec.Raw
    """The values, as `schemas.value.pack_values` packs them."""
    version: int
    registered_at: int
    changed_at: int
    before: int
    """Serial of the change before this one to the same record; 0 for the first."""

    @classmethod
    def of(
        cls, handle: str, values: tuple[Value, ...], version: int, registered_at: int, changed_at: int, before: int
    ) -> Self:
        """A record with these values."""
        return cls(handle, msgspec.Raw(pack_values(values)), version, registered_at, changed_at, before)

    @property
    def values(self) -> tuple[Value, ...]:
        """All its values, in stored order."""
        return unpack_values(self.packed)


class Retire(msgspec.Struct, frozen=True, array_like=True, tag="retire", gc=False):
    """A record was retired; its identifier is gone for good."""

    handle: str
    version: int
    changed_at: int
    before: int


class Claimed(NamedTuple):
    """What an approved claim says to those who answer: whose identifiers begin like this (`schemas.claim.Stem`)."""

    scheme: str
    text: str
    handler: str = ""
    """The address of the resolver that answers for them where this node knows nothing; empty: there is none."""


class Holding(msgspec.Struct, frozen=True, array_like=True, tag="holding", gc=False):
    """A prefix was granted or its life went on: this is how it stands."""

    prefix: str
    mode: Mode
    standing: PrefixStanding
    enterprise: str | None
    """The enterprise's id; None for the node's own prefixes."""
    holder: str
    """The enterprise's name, as the page for people shows it; empty for the node's own prefixes."""
    endpoint: str | None = None
    """Where a delegated prefix is resolved: the base address of the enterprise's node."""
    stems: tuple[Claimed, ...] = ()
    """OID arcs and GS1 company prefixes that are the enterprise's; with one of its prefixes, whichever it is."""


Change = Put | Retire | Holding | Batch


class Numbered(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A change with its place in the journal."""

    serial: int
    change: Change


class Head(msgspec.Struct, frozen=True):
    """Where a journal stands: what a follower that has applied everything must hold."""

    serial: int
    """The last change's serial; 0 before the first."""
    records: int
    """Identifiers that ever had a record of their own, tombstones included; what batches hold is not counted."""
    holdings: int
    """Prefixes ever granted."""
    batches: int = 0
    """Batches ever registered."""


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(tuple[Change, ...]).decode


def pack(changes: tuple[Change, ...]) -> bytes:
    """Changes as octets, for the journal and for the wire between nodes."""
    return _pack(changes)


def unpack(octets: bytes) -> tuple[Change, ...]:
    """The changes in octets that `pack` made."""
    return _unpack(octets)
