"""Differences of two profiles, field by field, for those who decide: side by side, personal data masked."""

from typing import Any

import msgspec

from schemas.masking import masked
from schemas.profile import FULL, Profile, members_of


class Difference(msgspec.Struct, frozen=True):
    """One field, as it was and as it is to be."""

    pointer: str
    before: Any
    after: Any
    full: bool
    """Whether only a full change may do this."""


def differences(before: Profile | None, after: Profile) -> list[Difference]:
    """The fields that differ, in the order of the form; without an earlier profile, those that say something.

    >>> differences(Profile(name="甲"), Profile(name="乙"))
    [Difference(pointer='/name', before='甲', after='乙', full=True)]
    """
    was, becomes = members_of(before or Profile()), members_of(after)
    return [
        Difference(
            "/" + name.replace(".", "/"), masked(name, was[name]), masked(name, value), name.partition(".")[0] in FULL
        )
        for name, value in becomes.items()
        if was[name] != value
    ]
