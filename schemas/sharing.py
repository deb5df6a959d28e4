"""Sharing: who beside its holder may see partner-graded values, of which records, which of them, and until when."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Self

import msgspec

from schemas.errors import Malformed
from schemas.grade import Grade
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.template import TemplateReference
from schemas.value import Value

MOST_PARTS = 500
"""Items, or indexes, that one grant names."""
LONGEST_NOTE = 200
LONGEST_LINK_DAYS = 366
"""A link is held by whoever has it: it ends."""

_GRANTEE = re.compile(r"(key|enterprise|group):([A-Za-z0-9_-]{1,64})")


class To(StrEnum):
    """To whom something is shown."""

    KEY = "key"
    """One API key."""
    ENTERPRISE = "enterprise"
    """Everybody who acts for an enterprise: its keys and its people."""
    GROUP = "group"
    """Everybody who acts for an enterprise of a named group."""
    LINK = "link"
    """Whoever has a signed link."""


class Grantee(msgspec.Struct, frozen=True):
    """To whom a grant is made."""

    to: To
    id: str = ""
    """Of the key, enterprise or group; empty for a link."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `key:ID`, `enterprise:ID`, `group:ID` or `link`.

        >>> Grantee.parse("group:5f")
        Grantee(to=<To.GROUP: 'group'>, id='5f')

        Raises:
            Malformed: it is none of these.
        """
        if text == To.LINK:
            return cls(To.LINK)
        found = _GRANTEE.fullmatch(text)
        if found is None:
            raise Malformed(
                f"cannot read {text[:80]!r} as a partner: expected key:ID, enterprise:ID, group:ID or link (at to)"
            )
        return cls(To(found[1]), found[2])

    @property
    def text(self) -> str:
        """The grantee as it is written."""
        return self.to.value if self.to is To.LINK else f"{self.to.value}:{self.id}"


class Extent(msgspec.Struct, frozen=True, kw_only=True):
    """Which values a grant is about; all conditions hold together."""

    prefix: Prefix
    """Of these records, and of those under prefixes derived from it."""
    suffix: str | None = None
    """The suffix key of the one record that it is about; None: all."""
    template: str = ""
    """Only of records under this template, by its id."""
    items: tuple[str, ...] = ()
    """Only these items of it, by their codes; none: all."""
    indexes: tuple[int, ...] = ()
    """Only values with these indexes; none: all."""

    @property
    def text(self) -> str:
        """What it is about, for the trail and for people."""
        return self.prefix.text if self.suffix is None else f"{self.prefix.text}/{self.suffix}"

    def reaches(self, handle: Handle, values: Sequence[Value]) -> frozenset[int]:
        """The indexes of those of a record's values that it opens: of what is graded for partners, nothing else."""
        if not self.prefix.holds(handle.prefix):
            return frozenset()
        if self.suffix is not None and (handle.prefix.key, handle.suffix_key) != (self.prefix.key, self.suffix):
            return frozenset()
        if self.template:
            under = TemplateReference.among(tuple(values))
            if under is None or under.id != self.template:
                return frozenset()
        return frozenset(
            value.index
            for value in values
            if value.grade is Grade.PARTNER
            and (not self.items or value.type in self.items)
            and (not self.indexes or value.index in self.indexes)
        )


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """One grant. It never changes, but for being revoked."""

    id: str
    extent: Extent
    grantee: Grantee
    note: str
    created_by: str
    created_at: int
    expires_at: int | None = None
    """Unix second; None: until it is revoked."""
    revoked_at: int | None = None

    def holds(self, now: int) -> bool:
        """Whether it opens anything now."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class PartnerGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Enterprises under one name, so that something can be shown to all of them at once."""

    id: str
    enterprise: str | None
    """Whose group it is; None: the park's."""
    name: str
    members: tuple[str, ...]
    """Enterprises by their ids."""
    created_at: int
