"""One pair: an English sentence with holes, how a text is held against it, and the Chinese sentence that it fills.

Matching looks for one literal after the other and never goes back, so that it takes time in proportion to the text,
whatever stands in the holes (threats.md: ReDoS).
"""

import re
from string import Formatter

_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)
"""What `repr` makes of a text: it says itself where it ends."""
_WORD = re.compile(r"\w+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


class Hole:
    """A hole of the Chinese sentence: which one of the English, and how it is said."""

    def __init__(self, place: int, manner: str) -> None:
        self.place = place
        self.manner = manner


class Pattern:
    """An English sentence with holes and its Chinese one.

    >>> Pattern("there is no {what} {id!r}", "没有{what}{id}").match("there is no park 'it\\\\'s'")
    ('park', "'it\\\\'s'")
    """

    def __init__(self, english: str, chinese: str) -> None:
        """Take both sides; a hole of the Chinese one that the English has not is a mistake of the catalogue."""
        self.english = english
        self.literals, names, self.quoted = _english(english)
        self.parts = _chinese(chinese, names)
        self.size = sum(map(len, self.literals))
        """How much of it is fixed: of two that fit, the one that says more is meant."""

    @property
    def words(self) -> set[str]:
        """Words that stand in every text that fits, whatever fills the holes."""
        found: set[str] = set()
        for place, literal in enumerate(self.literals):
            for word in _WORD.finditer(literal):
                # What touches a hole may be the half of a word.
                if (word.start() > 0 or place == 0) and (word.end() < len(literal) or place == len(self.quoted)):
                    found.add(word[0])
        return found

    def match(self, text: str) -> tuple[str, ...] | None:
        """What fills the holes in a text, or None: it is another sentence."""
        if not text.startswith(self.literals[0]):
            return None
        at, found = len(self.literals[0]), []
        for place, quoted in enumerate(self.quoted):
            following, last = self.literals[place + 1], place == len(self.quoted) - 1
            if quoted:
                end = _end_of_quoted(text, at)
                fits = end > 0 and text.startswith(following, end)
            elif last:
                end = len(text) - len(following)
                fits = end >= at and text.endswith(following)
            else:
                end = _find(text, following, at, before_quote=self.quoted[place + 1])
                fits = end >= 0
            if not fits:
                return None
            found.append(text[at:end])
            at = end + len(following)
        return tuple(found) if at == len(text) else None


def words_of(text: str) -> set[str]:
    """The words of a text, as `Pattern.words` has them."""
    return set(_WORD.findall(text))


def unquoted(text: str) -> str:
    """What `repr` has put between quotes.

    >>> unquoted("'it\\\\'s'"), unquoted("88.1000")
    ("it's", '88.1000')
    """
    if _QUOTED.fullmatch(text) is None:
        return text
    return text[1:-1].replace("\\" + text[0], text[0])


def joined(pieces: list[str]) -> str:
    """Pieces one after the other, with a space where Chinese meets Latin letters or digits.

    >>> joined(["最多", "3", "行，共", "张三", "写入"])
    '最多 3 行，共张三写入'
    """
    whole = ""
    for piece in pieces:
        if whole and piece and _meet(whole[-1], piece[0]):
            whole += " "
        whole += piece
    return whole


def _meet(left: str, right: str) -> bool:
    latin = (left.isascii() and left.isalnum(), right.isascii() and right.isalnum())
    return (latin[0] and _CHINESE.match(right) is not None) or (latin[1] and _CHINESE.match(left) is not None)


def _end_of_quoted(text: str, at: int) -> int:
    found = _QUOTED.match(text, at)
    return found.end() if found else -1


def _find(text: str, literal: str, at: int, *, before_quote: bool) -> int:
    found = text.find(literal, at)
    while before_quote and found >= 0 and text[found + len(literal) : found + len(literal) + 1] not in ("'", '"'):
        found = text.find(literal, found + 1)
    return found


def _english(sentence: str) -> tuple[tuple[str, ...], list[str], tuple[bool, ...]]:
    literals, names, quoted, before = [], [], [], ""
    for literal, name, _, conversion in Formatter().parse(sentence):
        before += literal
        if name is not None:
            literals.append(before)
            names.append(name)
            quoted.append(conversion == "r")
            before = ""
    return (*literals, before), names, tuple(quoted)


def _chinese(sentence: str, names: list[str]) -> tuple[str | Hole, ...]:
    parts: list[str | Hole] = []
    for literal, name, manner, _ in Formatter().parse(sentence):
        if literal:
            parts.append(literal)
        if name is not None:
            parts.append(Hole(names.index(name), manner or ""))
    return tuple(parts)
