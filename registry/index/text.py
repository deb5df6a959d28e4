"""Text as search sees it: what of a record is looked through, how texts are made alike, and what they are cut into.

Both sides are folded (compatibility forms composed, case gone), so that `SN` and `sn` are one, full-width or not.
Whatever is looked for has two characters at least: the index knows stretches of two and three, in every script alike,
so that Chinese needs no dictionary.
"""

import unicodedata
from collections.abc import Iterable, Iterator

from schemas.errors import Malformed
from schemas.template import TEMPLATE_INDEX
from schemas.value import Value

# How much of a record is looked through. What is longer is text to be read, not a name to be found; and nobody shall
# make the index grow without bound.
LONGEST_TEXT = 256
"""Characters of one value."""
LONGEST_RECORD = 1_024
"""Characters of all values of one record together."""

SHORTEST_WORD = 2
LONGEST_QUESTION = 256
MOST_WORDS = 8

# Soft hyphen, zero-width space, joiners, word joiner, byte order mark: nobody sees them, so nobody looks for them.
_UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
# Values of these types say how a record is administered, not what it is.
_ADMINISTRATIVE = "HS_"


def folded(text: str) -> str:
    """A text as it is compared: NFKC and without case (Unicode §3.13, toNFKC_Casefold), unseen characters left out.

    >>> folded("ＳＮ－７ ﬁ ㈱"), folded("Straße")
    ('sn-7 fi (株)', 'strasse')
    """
    if text.isascii():
        return text.lower()
    alike = unicodedata.normalize("NFKC", text.translate(_UNSEEN)).casefold()
    return unicodedata.normalize("NFKC", alike)


def words_of(question: str) -> tuple[str, ...]:
    """The words of a question, folded; a record that is found holds all of them.

    Raises:
        Malformed: the question is too long, has too many words, or a word of one character.
    """
    if len(question) > LONGEST_QUESTION:
        raise Malformed(f"a search has at most {LONGEST_QUESTION} characters, got {len(question)}")
    words = tuple(dict.fromkeys(folded(question).split()))
    if len(words) > MOST_WORDS:
        raise Malformed(f"a search has at most {MOST_WORDS} words, got {len(words)}")
    for word in words:
        if len(word) < SHORTEST_WORD:
            raise Malformed(f"cannot search for {word!r}: expected at least {SHORTEST_WORD} characters in each word")
    return words


def texts_of(values: Iterable[Value]) -> Iterator[tuple[Value, str]]:
    """The values that are looked through, each with the part of its text that is; for everybody's eyes only."""
    left = LONGEST_RECORD
    for value in values:
        if left <= 0:
            return
        if value.public and not _administrative(value) and (text := value.text()):
            seen = text[: min(LONGEST_TEXT, left)]
            left -= len(seen)
            yield value, seen


def _administrative(value: Value) -> bool:
    """Whether it says how a record is kept; what stands under a template is asked for by the template."""
    return value.index == TEMPLATE_INDEX or value.type.upper().startswith(_ADMINISTRATIVE)


def searched(handle: str, values: Iterable[Value]) -> str:
    """All that is looked through of a record: the identifier and its values, a line each, folded.

    No word reaches from one line into the next, for words hold no space.
    """
    return "\n".join([folded(handle), *(folded(text) for _, text in texts_of(values))])


def stretches(text: str) -> set[str]:
    """The stretches of two and of three characters in a folded text, without those that hold a space.

    >>> sorted(stretches("sn 7ab"))
    ['7a', '7ab', 'ab', 'sn']
    """
    found: set[str] = set()
    for word in text.split():
        found.update(word[at : at + 2] for at in range(len(word) - 1))
        found.update(word[at : at + 3] for at in range(len(word) - 2))
    return found


def needed(word: str) -> list[str]:
    """The stretches that a text must have to hold a word; threes where there are some, for they say more.

    >>> needed("sn"), needed("电路板")
    (['sn'], ['电路板'])
    """
    if len(word) == SHORTEST_WORD:
        return [word]
    return sorted({word[at : at + 3] for at in range(len(word) - 2)})
