"""A prefix: who may name things. Dotted labels, the national node's first.

Labels stay text: a leading zero is part of the name (`88.101.0042` is not `88.101.42`). Prefixes compare label by
label and without regard to the case of ASCII letters, never as strings: `88.118.8` does not hold `88.118.80`.
"""

import re
from functools import lru_cache
from typing import Self

import msgspec

from schemas.errors import Malformed

# draft-chen-epp-identifier-mapping-03: a prefix has 1 to 255 octets.
LONGEST_PREFIX = 255

# The forms seen in the field have digits only; letters, `_` and `-` are what the drafts allow besides and what
# prefixes of other Handle nodes have (`10.SHANGHAI`). Anything wider invites look-alikes.
_PREFIX = re.compile(r"[0-9A-Za-z_-]+(?:\.[0-9A-Za-z_-]+)*")

# What this node grants: an enterprise label under a secondary node (china-node.md §3.1).
_GRANTABLE = re.compile(r"(?:86|88)\.[0-9]{1,6}\.[0-9A-Za-z_-]{1,32}")

PREFIX_AUTHORITY = "0.NA"
"""The prefix whose suffixes are prefixes: the record of `88.1000.1` is `0.NA/88.1000.1` (RFC 3651 §2)."""


class Prefix(msgspec.Struct, frozen=True, order=True, gc=False):
    """Who may name things: dotted labels, kept as they were written.

    >>> Prefix.parse("88.118.07").labels
    ('88', '118', '07')
    >>> Prefix.parse("88.118.8").holds(Prefix.parse("88.118.80"))
    False
    """

    text: str
    """The spelling, as granted or asked."""

    @staticmethod
    def parse(text: str) -> "Prefix":
        """Read a prefix.

        Raises:
            Malformed: the text is not dotted labels, or longer than 255 octets.
        """
        return _parsed(text)

    @classmethod
    def grantable(cls, text: str) -> Self:
        """Read a prefix of the form that a secondary node grants to an enterprise.

        Raises:
            Malformed: the text is not country node, secondary node and enterprise label.
        """
        if not _GRANTABLE.fullmatch(text):
            raise Malformed(
                f"cannot read {text!r} as an enterprise prefix: expected 86 or 88, a secondary node of 1 to 6 digits "
                f"and an enterprise label, as in 88.1000.1"
            )
        return cls(text)

    @property
    def key(self) -> str:
        """What two spellings of one prefix have in common: ASCII letters upper-cased."""
        return self.text.upper()

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of `key`, the widest authority first."""
        return tuple(self.key.split("."))

    def holds(self, other: "Prefix") -> bool:
        """Whether `other` is this prefix or is derived from it, compared label by label."""
        return other.key == self.key or other.key.startswith(self.key + ".")

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Prefix:
    """A prefix; the identifiers of one stream have few, and share them."""
    if not _PREFIX.fullmatch(text):
        raise Malformed(f"cannot read {text[:80]!r} as a prefix: expected labels of digits or letters between dots")
    if len(text) > LONGEST_PREFIX:
        raise Malformed(f"a prefix has at most {LONGEST_PREFIX} octets, got {len(text)}")
    return Prefix(text)
