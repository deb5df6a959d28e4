"""An application: what an enterprise asks of the park: to be entered, to be changed, or to be given a prefix."""

from enum import StrEnum
from typing import Annotated

import msgspec

from schemas.change import Mode
from schemas.life import Standing
from schemas.principal import Principal


class Kind(StrEnum):
    """What is applied for."""

    ENTRY = "entry"
    """To be entered as an enterprise of this node."""
    CHANGE = "change"
    """A full change of the profile (chgAll)."""
    PREFIX = "prefix"
    """A prefix, the first or a further one."""


class Wish(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The prefix that is applied for."""

    prefix: Annotated[str, msgspec.Meta(max_length=255)] = ""
    """As it shall read; empty: the next free one."""
    mode: Mode = Mode.HOSTED
    endpoint: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    """Where a delegated prefix is resolved."""
    purpose: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    """What for, in words for the reviewer."""


class Remark(msgspec.Struct, frozen=True):
    """What a reviewer says of one field, for the applicant to mend."""

    pointer: Annotated[str, msgspec.Meta(max_length=255, pattern="^(/|$)")]
    """Which field: a JSON pointer into the profile; empty: the whole."""
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class Hand(msgspec.Struct, frozen=True):
    """Somebody who has worked on an application."""

    name: str
    """The principal."""
    person: str | None = None
    enterprise: str | None = None

    @classmethod
    def of(cls, who: Principal) -> "Hand":
        """The hand of a principal."""
        return cls(who.name, who.person, who.enterprise)

    def is_of(self, who: Principal) -> bool:
        """Whether a principal is the same one, or has the same person behind it.

        >>> from schemas.principal import Role
        >>> Hand("key:1", "zhang").is_of(Principal("key:2", Role.REVIEWER, person="zhang"))
        True
        """
        return who.name == self.name or (who.person is not None and who.person == self.person)


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """An application, without the profile that it brings, which is read apart."""

    id: str
    kind: Kind
    enterprise: str
    """Whose it is: the id that an enterprise has from its first draft on."""
    standing: Standing
    uscc: str = ""
    title: str = ""
    """The enterprise's name, for lists."""
    wish: Wish | None = None
    hands: tuple[Hand, ...] = ()
    """Everybody who has worked on it: none of them may decide about it."""
    submission: int = 0
    """How many times it was submitted."""
    remarks: tuple[Remark, ...] = ()
    """Of the last review."""
    version: int = 1
    created_at: int = 0
    changed_at: int = 0
    submitted_at: int | None = None
    decided_at: int | None = None

    def applied_by(self, who: Principal) -> bool:
        """Whether a principal had a hand in it, or is of the enterprise that it is about."""
        return any(hand.is_of(who) for hand in self.hands) or (
            who.enterprise is not None and who.enterprise == self.enterprise
        )
