"""Characters in a coding rule: which texts and sets of characters it may have, so that what it makes is registrable."""

from schemas.coding_segments import CHARACTER_SETS
from schemas.errors import Malformed
from schemas.handle import fold, stands_alone

LONGEST_PIECE = 64
MOST_CHARACTERS = 256
_SHOWN = 40


def registrable_text(where: str, what: str, text: str) -> str:
    """The same text, if identifiers may have it.

    Raises:
        Malformed: it is empty, too long, or has a character that no identifier is registered with.
    """
    if not 1 <= len(text) <= LONGEST_PIECE:
        raise Malformed(f"{what} of {where} has {len(text)} characters, expected 1 to {LONGEST_PIECE}")
    for character in text:
        if not (" " <= character <= "~" or stands_alone(character)):
            raise Malformed(
                f"{what} of {where} has U+{ord(character):04X}, expected printable ASCII, Latin or Chinese characters"
            )
    return text


def character_set(where: str, given: str) -> str:
    """The characters of a set, by its name or given one by one.

    Raises:
        Malformed: none, too many, one twice (`a` and `A` are one), a space, or one that no identifier is registered
            with.
    """
    if (named := CHARACTER_SETS.get(given)) is not None:
        return named
    if not 1 <= len(given) <= MOST_CHARACTERS:
        raise Malformed(f"{where} has a set of {len(given)} characters, expected 1 to {MOST_CHARACTERS}")
    seen: set[str] = set()
    for character in given:
        if not ("!" <= character <= "~" or stands_alone(character)):
            raise Malformed(f"the characters of {where} have U+{ord(character):04X}, which no set may have")
        if fold(character) in seen:
            names = ", ".join(CHARACTER_SETS)
            raise Malformed(
                f"the characters of {where} have {character!r} twice, or as a small and a capital letter, which are "
                f"one in an identifier; sets with a name are {names}"
            )
        seen.add(fold(character))
    return given


def shown_set(given: str) -> str:
    """A set of characters in a sentence: its name, or the first of them."""
    return given if len(given) <= _SHOWN else f"{given[:_SHOWN]}…"
