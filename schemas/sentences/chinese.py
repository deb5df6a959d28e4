"""The Chinese of a refusal: found among the pairs of the catalogue, filled with the facts of the English sentence."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from schemas.complaint import Incomplete
from schemas.errors import NodeError
from schemas.sentences import words
from schemas.sentences.of_registry.rooms import ROOMS as OF_REGISTRY
from schemas.sentences.of_resolver.rooms import ROOMS as OF_RESOLVER
from schemas.sentences.of_schemas.rooms import ROOMS as OF_SCHEMAS
from schemas.sentences.pattern import Hole, Pattern, joined, unquoted, words_of
from schemas.sentences.room import Room

ROOMS: tuple[Room, ...] = (*OF_REGISTRY, *OF_SCHEMAS, *OF_RESOLVER, words.ROOM)

_DEEPEST = 3
"""How often a sentence may stand in another one; what a stranger nests deeper stays as it came."""
_PLACE = re.compile(r" \(at ((?:character (\d+))?[^()]*)\)$")

_BETWEEN = re.compile(r", | or | and ")


class Catalogue:
    """Pairs, found by a word that few of them have."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        patterns = [Pattern(english, chinese) for english, chinese in pairs]
        counted = Counter(word for pattern in patterns for word in pattern.words)
        self._by_word: dict[str, list[Pattern]] = {}
        for pattern in patterns:
            rarest = min(pattern.words, key=lambda word: (counted[word], word), default="")
            self._by_word.setdefault(rarest, []).append(pattern)

    def fitting(self, text: str) -> list[tuple[Pattern, tuple[str, ...]]]:
        """The pairs that a text fits, and what fills their holes; first the one that says most."""
        likely = [pattern for word in (*words_of(text), "") for pattern in self._by_word.get(word, ())]
        likely.sort(key=lambda pattern: -pattern.size)
        return [(pattern, found) for pattern in likely if (found := pattern.match(text)) is not None]

    def find(self, text: str, inside: "Catalogue | None" = None) -> tuple[Pattern, tuple[str, ...]] | None:
        """The pair that says most of a text; with `inside`, what that says of a sentence within it counts, too."""
        fitting = self.fitting(text)
        if inside is None or len(fitting) < 2:
            return fitting[0] if fitting else None
        return max(fitting, key=lambda each: each[0].size + _said_within(inside, *each))


def _said_within(inside: Catalogue, pattern: Pattern, filling: tuple[str, ...]) -> int:
    """How much of what fills a pattern's holes is known."""
    holes = [part for part in pattern.parts if isinstance(part, Hole) and part.manner == "zh"]
    return sum(found[0].size for hole in holes if (found := inside.find(filling[hole.place])))


def in_chinese(sentence: str) -> str:
    """A refusal in Chinese; the English sentence itself where it has no pair.

    >>> in_chinese("there is no enterprise 'Kiln' (at enterprise)")
    '没有企业“Kiln”（位置：enterprise）'
    >>> in_chinese("what nobody ever said")
    'what nobody ever said'
    """
    # What is wrong with the fields of one row is told in one line, sentence by sentence.
    several = [_alone(each) for each in sentence.split("; ")]
    if len(several) > 1 and None not in several:
        return "；".join(filter(None, several))
    return _alone(sentence) or sentence


def _alone(sentence: str) -> str | None:
    place = _PLACE.search(sentence)
    said = _said(_sentences(), sentence[: place.start()] if place else sentence, 0)
    if said is None or place is None:
        return said
    where = f"第 {place[2]} 个字符" if place[2] else place[1]
    return f"{said}（位置：{where}）"


def refusal_in_chinese(error: NodeError) -> str:
    """The same of an error, which may know more than its sentence."""
    if not isinstance(error, Incomplete):
        return in_chinese(error.sentence)
    pointer, _, chinese, _ = error.complaints[0]
    count = len(error.complaints)
    what = _phrase(error.what, 0)
    more = f"；另有 {count - 1} 处" if count > 1 else ""
    return joined([what, f"有 {count} 处问题：{chinese}（位置：{pointer.lstrip('/')}）{more}"])


def _said(catalogue: Catalogue, text: str, depth: int) -> str | None:
    if (found := catalogue.find(text, _phrases())) is None:
        return None
    pattern, filling = found
    pieces: list[str] = []
    for part in pattern.parts:
        piece = part if isinstance(part, str) else _filled(part, filling, depth)
        # What is empty is said to be that, where a thing is what stands in the hole.
        pieces.append("空" if piece == "“”" and pieces and pieces[-1].endswith("为") else piece)
    return joined(pieces)


def _filled(hole: Hole, filling: tuple[str, ...], depth: int) -> str:
    text = filling[hole.place]
    inner = unquoted(text)
    if hole.manner == "each":
        return "、".join(_phrase(each, depth) for each in _BETWEEN.split(text))
    said = _phrase(text, depth) if hole.manner else text
    if said != text:
        return said
    if hole.manner == "list":
        text = text.replace(", ", "、").replace(" or ", " 或 ").replace(" and ", " 和 ").replace(" with ", "+")
    elif inner != text:
        text = f"“{inner}”"
    return text


def _phrase(text: str, depth: int) -> str:
    if depth >= _DEEPEST:
        return text
    return _said(_phrases(), text, depth + 1) or text


def _pairs(tables: Iterable[Mapping[str, str]]) -> list[tuple[str, str]]:
    return [pair for table in tables for pair in table.items()]


@cache
def _sentences() -> Catalogue:
    return Catalogue(_pairs(room.sentences for room in ROOMS))


@cache
def _phrases() -> Catalogue:
    return Catalogue(_pairs([*(room.phrases for room in ROOMS), *(room.sentences for room in ROOMS)]))
