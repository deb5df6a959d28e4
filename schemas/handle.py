"""A handle: prefix, slash, suffix. The node's own form of an identifier.

Spelling is kept; comparison folds ASCII letters only (RFC 3651 §2, handle-http.md §2), so `88.1.1/a` and `88.1.1/A`
name one record while `ä` and `Ä` name two. Every slash after the first belongs to the suffix.
"""

import re
import unicodedata
from typing import Self

import msgspec

from schemas.errors import Malformed
from schemas.prefix import PREFIX_AUTHORITY, Prefix

# handle-wire.md §7: a handle has at most 2,048 octets.
LONGEST_HANDLE = 2048

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# Scripts in which no letter looks like a letter of another one that is allowed here. Greek, Cyrillic, Armenian,
# Cherokee and the like are left out: `а` (Cyrillic) and `a` would be two identifiers that look like one.
_ALLOWED_SCRIPTS = ("CJK ", "HIRAGANA ", "KATAKANA ", "BOPOMOFO ", "HANGUL SYLLABLE ", "IDEOGRAPHIC ")
_LAST_PLAIN_LATIN = "\u017f"


RESERVED_FAMILIES = ("META_", "APP_", "USER_", "GROUP_")
"""How suffix keys begin that describe others: data templates, applications, users, groups (china-node.md §3.1)."""


class Handle(msgspec.Struct, frozen=True, eq=False, gc=False):
    """Prefix and suffix, kept as they were written; equal when their keys are.

    >>> Handle.parse("88.1000.1/SN-a") == Handle.parse("88.1000.1/sn-A")
    True
    """

    prefix: Prefix
    suffix: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a handle, for asking.

        Raises:
            Malformed: no slash, an unreadable prefix, an empty suffix, more than 2,048 octets, or a control
                character.
        """
        prefix, slash, suffix = text.partition("/")
        if not slash:
            raise Malformed(f"cannot read {text[:80]!r} as a handle: expected a slash between prefix and suffix")
        parsed = Prefix.parse(prefix)
        if not suffix:
            raise Malformed(f"cannot read {text[:80]!r} as a handle: the suffix is empty")
        if not suffix.isprintable() and (control := _CONTROL.search(suffix)):
            raise Malformed(
                f"cannot read {text[:80]!r} as a handle: character U+{ord(control[0]):04X} at position "
                f"{len(prefix) + 2 + control.start()} is not allowed"
            )
        if len(text) * 4 > LONGEST_HANDLE and (octets := len(text.encode())) > LONGEST_HANDLE:
            raise Malformed(f"a handle has at most {LONGEST_HANDLE} octets, got {octets}")
        return cls(parsed, suffix)

    @classmethod
    def of_prefix(cls, prefix: Prefix) -> Self:
        """The handle that describes a prefix: `0.NA/88.1000.1`."""
        return cls(Prefix(PREFIX_AUTHORITY), prefix.text)

    @property
    def text(self) -> str:
        """The handle as written."""
        return f"{self.prefix.text}/{self.suffix}"

    @property
    def key(self) -> bytes:
        """The canonical octets: UTF-8 with ASCII letters upper-cased. Records and entries are kept under these."""
        return self.text.encode().upper()

    @property
    def suffix_key(self) -> str:
        """The suffix part of `key`, as text."""
        return fold(self.suffix)

    @property
    def names_prefix(self) -> bool:
        """Whether this is the record of a prefix, `0.NA/…`."""
        return self.prefix.key == PREFIX_AUTHORITY

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Handle) and self.key == other.key

    def __ne__(self, other: object) -> bool:
        # msgspec compares by itself, and by identity here, what is not said: Python would have turned `==` round.
        return not self == other

    def __hash__(self) -> int:
        return hash(self.key)

    def __str__(self) -> str:
        return self.text


def fold(text: str) -> str:
    """Text with its ASCII letters upper-cased and every other character as it was.

    >>> fold("sn-ä")
    'SN-ä'
    """
    return text.upper() if text.isascii() else text.encode().upper().decode()


def registrable(handle: Handle) -> Handle:
    """The same handle, if its suffix may be given to a thing.

    A suffix that is asked for may hold anything; one that is registered must not be mistaken for another:
    printable ASCII, and beyond it composed (NFC) letters, digits and signs of scripts without look-alikes
    (threats.md T22).

    Raises:
        Malformed: the first character that is not allowed, with its place and name.
    """
    suffix = handle.suffix
    if suffix.isascii() and suffix.isprintable():
        if suffix != suffix.strip(" "):
            raise Malformed(f"cannot register {handle.text[:80]!r}: the suffix begins or ends with a space")
        return handle
    if unicodedata.normalize("NFC", suffix) != suffix:
        raise Malformed(f"cannot register {handle.text[:80]!r}: the suffix is not in the composed form NFC")
    for place, character in enumerate(suffix, start=1):
        if not (" " <= character <= "~" or stands_alone(character)):
            raise Malformed(
                f"cannot register {handle.text[:80]!r}: character {place} of the suffix is U+{ord(character):04X} "
                f"({unicodedata.name(character, 'unnamed')}), expected printable ASCII, Latin or Chinese characters"
            )
    if suffix != suffix.strip():
        raise Malformed(f"cannot register {handle.text[:80]!r}: the suffix begins or ends with a space")
    return handle


def stands_alone(character: str) -> bool:
    """Whether a character outside ASCII can be told from every other one that is allowed."""
    if unicodedata.category(character)[0] in "CZM" or unicodedata.normalize("NFKC", character) != character:
        return False
    if character <= _LAST_PLAIN_LATIN:
        return character.isalpha() and character not in "ıĸſ"
    return unicodedata.name(character, "").startswith(_ALLOWED_SCRIPTS)
