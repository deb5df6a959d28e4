"""Place: where in a text that is what the sentence of its refusal speaks about.

A refusal names its place in words ("character 3 of AI 10", "arc 2 of the OID") and quotes what stands there. The words
lead to a place here, and only if the text really has there what was quoted is it told: no place is better than a wrong
one.
"""

import re
from collections.abc import Iterator

import msgspec

from schemas.identifiers.gs1.application import AI_LENGTHS, APPLICATIONS
from schemas.identifiers.gs1.elements import FNC1, GS1_SYMBOLS

_QUOTED = re.compile(r" is ('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")
_BARE = re.compile(r" is ([^\s',]+), expected")
_NUMBERED = re.compile(r"(?:character|at position|position) (\d+)(?: of (?!AI\b|the base58|the compressed)| is )")
_OF_AI = re.compile(r"(?:character (\d+)|([a-z -]+)) of AI (\d+) is ")
_ARC = re.compile(r"arc (\d+) of the (?:national )?OID is ")
_AI_ITSELF = re.compile(r"AI (\d+) is (?:there|beside|in)\b")
_ELEMENT = re.compile(r"\((\d{2,4})\)((?:[^(\\]|\\\(|\\)*)")
_IN_URI = re.compile(r"(?:/(\d{2,4})/([^/?#]*))|(?:[?&](\d{2,4})=([^&#]*))")

# UPU S10: two letters, eight digits, then the check digit; two letters follow.
_POSTAL_CHECK = 11
# Where the check digit of a value stands that has more behind it.
_CHECK_DIGIT_AT = {"253": 13, "255": 13, "8003": 14, "8006": 14, "8026": 14}


class Place(msgspec.Struct, frozen=True):
    """A stretch of a text."""

    position: int
    """Of its first character, counted from 1."""
    length: int
    """0 where something is missing."""


def place_of(text: str, sentence: str) -> Place | None:
    """The place in a text that the sentence of its refusal speaks about; None where that cannot be told.

    >>> place_of("09506000134377", "check digit of the GTIN is 7, expected 6")
    Place(position=14, length=1)
    >>> place_of("1.2.x", "arc 3 of the OID is 'x', expected a number")
    Place(position=5, length=1)
    >>> place_of("12", "length of the GTIN is 2, expected 8, 12, 13 or 14") is None
    True
    """
    if found := _OF_AI.search(sentence):
        return _in_value(text, sentence, found[3], found[1], found[2] or "")
    if found := _AI_ITSELF.match(sentence):
        places = [at for own, at, _ in _values(text) if own == found[1]]
        between = 0 if text[:1] in (FNC1, "\x1d", "]") else 1
        return Place(places[-1] - between - len(found[1]), len(found[1])) if places else None
    got = _got(sentence)
    if found := _ARC.match(sentence):
        return _arc(text, int(found[1]), got)
    if not got:
        return None
    if found := _NUMBERED.search(sentence):
        return _checked(text, int(found[1]), got)
    subject = sentence.partition(" is ")[0]
    if subject == "check digit of the postal item":
        return _checked(text, _POSTAL_CHECK, got)
    if subject.startswith("beginning "):
        return _checked(text, 1, got)
    if subject.startswith(("check ", "last ")) and (place := _checked(text, len(text) - len(got) + 1, got)):
        return place
    # Numbers that are not quoted (a length, a count) may stand in the text by chance.
    return _only(text, got) if _QUOTED.search(sentence) or subject.startswith(("check ", "piece", "month")) else None


def _got(sentence: str) -> str:
    """What the sentence quotes as being there."""
    if found := _QUOTED.search(sentence):
        quoted = found[1][1:-1]
        # As repr writes it; what would have to be unescaped is looked for nowhere.
        return "" if "\\" in quoted else quoted
    found = _BARE.search(sentence)
    return found[1] if found else ""


def _checked(text: str, position: int, got: str) -> Place | None:
    return Place(position, len(got)) if text[position - 1 : position - 1 + len(got)] == got else None


def _only(text: str, got: str) -> Place | None:
    """Where a stretch stands that is in the text exactly once, and is not all of it."""
    at = text.find(got)
    return Place(at + 1, len(got)) if text.count(got) == 1 and got != text else None


def _arc(text: str, number: int, got: str) -> Place | None:
    at = len("urn:oid:") if text[:8].lower() == "urn:oid:" else 0
    arcs = text[at:].split(".")
    if number > len(arcs) or arcs[number - 1] != got:
        return None
    return Place(at + sum(len(arc) + 1 for arc in arcs[: number - 1]) + 1, len(got))


def _in_value(text: str, sentence: str, ai: str, character: str | None, subject: str) -> Place | None:
    """A place in the value of an application identifier: the character that is meant, or the whole value."""
    values = [(at, value) for own, at, value in _values(text) if own == ai]
    faulty = [(at, value) for at, value in values if APPLICATIONS[ai].value_fault(value) is not None]
    if len(faulty or values) != 1:
        return None
    at, value = (faulty or values)[0]
    got = _got(sentence)
    if character is not None:
        return _checked(text, at + int(character) - 1, got) or _whole(at, value)
    if subject == "check digit":
        return _checked(text, at + _CHECK_DIGIT_AT.get(ai, len(value)) - 1, got) or _whole(at, value)
    return _whole(at, value)


def _whole(at: int, value: str) -> Place | None:
    return Place(at, len(value)) if value else None


def _values(text: str) -> Iterator[tuple[str, int, str]]:
    """Each application identifier in a text of any form: itself, where its value begins, the value as written."""
    if text[:1] == "(":
        yield from ((found[1], found.start(2) + 1, found[2]) for found in _ELEMENT.finditer(text))
    elif text[:4].lower() == "http":
        for found in _IN_URI.finditer(text):
            group = 1 if found[1] else 3
            yield found[group], found.start(group + 1) + 1, found[group + 1]
    else:
        yield from _in_symbol(text)


def _in_symbol(text: str) -> Iterator[tuple[str, int, str]]:
    at = 3 if text[:3] in GS1_SYMBOLS else 1
    flat = text.replace("\x1d", FNC1)
    while at < len(flat):
        ai = flat[at : at + AI_LENGTHS.get(flat[at : at + 2], 2)]
        if (application := APPLICATIONS.get(ai)) is None:
            return
        at += len(ai)
        closing = flat.find(FNC1, at)
        stop = len(flat) if closing < 0 else closing
        if application.fixed:
            stop = min(stop, at + application.fixed)
        yield ai, at + 1, text[at:stop]
        at = stop + (flat[stop : stop + 1] == FNC1)
