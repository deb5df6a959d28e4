"""Answers: what a question about an identifier can come to. Each is returned; none is raised."""

import msgspec

from resolver.replica.entry import Entry
from schemas.change import Holding


class Found(msgspec.Struct, frozen=True):
    """The record is here."""

    entry: Entry


class Gone(msgspec.Struct, frozen=True):
    """The identifier existed and is retired."""

    entry: Entry


class Missing(msgspec.Struct, frozen=True):
    """The prefix is served here and has no such identifier."""

    holding: Holding


class Suspended(msgspec.Struct, frozen=True):
    """The prefix is known and does not answer now."""

    holding: Holding


class Delegated(msgspec.Struct, frozen=True):
    """The prefix lives at the enterprise's own node: ask there."""

    holding: Holding


class Foreign(msgspec.Struct, frozen=True):
    """The prefix is not served by this node."""


Answer = Found | Gone | Missing | Suspended | Delegated | Foreign
