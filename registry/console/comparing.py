"""Comparing: a profile beside an earlier one, member by member, as those who decide see it: personal data masked."""

from collections.abc import Mapping
from typing import Any

import msgspec

from schemas import divisions, industries
from schemas.masking import is_personal, masked
from schemas.profile import DOCUMENTS, FULL, OF_THE_PARK, Profile, members_of


class Row(msgspec.Struct, frozen=True):
    """One member, as it was and as it is to be."""

    name: str
    """Dotted, as in `contact.phone`."""
    before: Any
    after: Any
    changed: bool
    """By what is kept: two numbers may differ that look the same behind their masks."""
    full: bool
    """Whether only a full change may change it."""
    parks: bool
    """Whether it is the park's to say."""
    personal: bool
    document: bool

    @property
    def pointer(self) -> str:
        """Where remarks say that it is."""
        return "/" + self.name.replace(".", "/")

    @property
    def said(self) -> bool:
        """Whether there is anything to see."""
        return any(side not in (None, "", [], False) for side in (self.before, self.after))


def rows(before: Profile | None, after: Profile, disclosed: Mapping[str, Any] | None = None) -> list[Row]:
    """All members in the order of the form; `disclosed` has the later ones as they are, for those who may see them.

    >>> [row.name for row in rows(Profile(name="甲"), Profile(name="乙")) if row.changed]
    ['name']
    """
    was, becomes = members_of(before or Profile()), members_of(after)
    return [
        Row(
            name,
            masked(name, was[name]),
            masked(name, value) if disclosed is None else disclosed[name],
            was[name] != value,
            name.partition(".")[0] in FULL,
            name in OF_THE_PARK,
            is_personal(name),
            name in DOCUMENTS,
        )
        for name, value in becomes.items()
    ]


def told(name: str, value: object) -> str:
    """What a code in a profile means; empty for what is no code, or none that there is.

    >>> told("industry", "C3982"), told("division", "360121"), told("name", "甲")
    ('电子电路制造', '江西省南昌市南昌县', '')
    """
    if name == "industry":
        found = industries.find(str(value))
        return found.name if found is not None else ""
    return divisions.full_name(str(value)) if name == "division" else ""
