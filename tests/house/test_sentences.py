"""Every sentence that people can meet has its Chinese, and no Chinese is left over from a sentence that is gone."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from schemas.sentences import words
from schemas.sentences.chinese import ROOMS
from schemas.sentences.pattern import Pattern
from schemas.sentences.room import Room
from tests.house.composed import COMPOSED, MSGSPEC, OF_FORMS
from tests.house.sentences import Reader, Sentence, pattern_of
from tests.house.tree import PACKAGES, ROOT, Module, modules, plant
from tests.house.untranslated import NEVER_SEEN


def within(name: str, rooms: Iterable[str]) -> str | None:
    """The room of these that a module is in; the innermost where there are several."""
    return max((room for room in rooms if name == room or name.startswith(f"{room}.")), key=len, default=None)


def said_in(root: Path) -> dict[str, list[Sentence]]:
    """The sentences of each module, apart from those of the catalogue itself."""
    known = modules(root, *PACKAGES)
    reader = Reader(known)
    return {name: list(reader.sentences(module)) for name, module in known.items()}


def covered(rooms: Iterable[Room]) -> set[str]:
    return {pattern_of(english) for room in rooms for english in (*room.sentences, *room.phrases)}


def missing(said: dict[str, list[Sentence]], rooms: Iterable[Room]) -> Iterator[str]:
    """What has no Chinese, as the line that its room of the catalogue would have."""
    known = covered(rooms)
    seen: set[str] = set()
    for name, sentences in said.items():
        if within(name, NEVER_SEEN):
            continue
        for each in sentences:
            if each.pattern not in known and each.pattern not in seen:
                seen.add(each.pattern)
                yield f'"{each.text}": "",  # {each.where}'


@pytest.fixture(scope="module")
def said() -> dict[str, list[Sentence]]:
    return said_in(ROOT)


def test_every_sentence_that_people_can_meet_has_its_chinese(said: dict[str, list[Sentence]]) -> None:
    composed = {
        name: [Sentence(text, name) for text in texts]
        for name, texts in (*COMPOSED.items(), ("msgspec", MSGSPEC + OF_FORMS))
    }
    found = [*missing(said, ROOMS), *missing(composed, ROOMS)]

    assert not found, "these go, with their Chinese, into a room of schemas/sentences:\n" + "\n".join(found)


def test_no_chinese_is_left_over(said: dict[str, list[Sentence]]) -> None:
    spoken = {each.pattern for sentences in said.values() for each in sentences}
    spoken |= {pattern_of(each) for texts in (*COMPOSED.values(), MSGSPEC, OF_FORMS) for each in texts}
    constants = {
        part.value
        for module in modules(ROOT, *PACKAGES).values()
        if not module.name.startswith("schemas.sentences")
        for part in ast.walk(module.tree)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }
    constants |= {
        "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in said.values)
        for module in modules(ROOT, *PACKAGES).values()
        for said in ast.walk(module.tree)
        if isinstance(said, ast.JoinedStr)
    }
    # Verbs and rights are said by the names of their members: READ_HIDDEN is "read hidden".
    constants |= {
        part.id.lower().replace("_", " ")
        for module in modules(ROOT, *PACKAGES).values()
        for part in ast.walk(module.tree)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and part.id.isupper()
    }
    over = [each for room in ROOMS for each in room.sentences if pattern_of(each) not in spoken]
    # What fills a hole may be a word that some function is given.
    over += [each for room in ROOMS for each in room.phrases if pattern_of(each) not in spoken | constants]

    assert over == []


def test_what_is_composed_has_its_words_from_there() -> None:
    """A word of such a sentence that its modules no longer say is one of a sentence that is gone."""
    words_in = {
        name: set(re.findall(r"\w+", " ".join(_texts_of(name).replace("_", " ").split()).lower())) for name in COMPOSED
    }
    gone = {
        (name, word)
        for name, texts in COMPOSED.items()
        for text in texts
        for word in re.findall(r"[^\W\d_]+", re.sub(r"\{[^}]*\}", " ", text).lower())
        if word not in words_in[name]
    }

    assert gone == set()


def _texts_of(name: str) -> str:
    """All texts that stand in a module or the modules of a room, and the names in it."""
    found: list[str] = []
    for each in modules(ROOT, *PACKAGES).values():
        for part in ast.walk(each.tree) if within(each.name, [name]) else ():
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                found.append(part.value)
            elif isinstance(part, ast.Name):
                found.append(part.id)
    return "\n".join(found)


def test_no_sentence_has_two_chinese_ones() -> None:
    every = [pattern_of(each) for room in ROOMS for each in room.sentences]

    assert sorted(each for each in set(every) if every.count(each) > 1) == []


def test_no_phrase_has_two_chinese_ones() -> None:
    """One word for one thing: which of two would be said is chance."""
    found: dict[str, set[str]] = {}
    for room in ROOMS:
        for english, chinese in room.phrases.items():
            found.setdefault(pattern_of(english), set()).add(re.sub(r"\{\w+", "{", chinese))

    assert {english: said for english, said in found.items() if len(said) > 1} == {}


def test_no_room_is_named_that_is_not_there() -> None:
    known = modules(ROOT, *PACKAGES)

    assert [room for room in (*COMPOSED, *NEVER_SEEN) if not any(within(name, [room]) for name in known)] == []


def test_every_chinese_sentence_can_be_filled_and_is_punctuated_as_chinese_is() -> None:
    for room in ROOMS:
        for english, chinese in (*room.sentences.items(), *room.phrases.items()):
            Pattern(english, chinese)
            assert not re.search(r"[\u4e00-\u9fff][,;?!.]", chinese), f"expected full-width punctuation: {chinese}"


ERRORS = '"""Errors, in one tree."""\nclass NodeError(Exception): ...\nclass Malformed(NodeError): ...\n'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('raise Malformed(f"no {id[:80]!r} here (at {place})")', ["no {id!r} here"]),
        ("def f(n): return Malformed(f\"{n} row{'s' if n > 1 else ''}\")", ["{n} rows", "{n} row"]),
        ('_GONE = "it is gone"\ndef f(): raise Malformed(_GONE)', ["it is gone"]),
        ('def f(x):\n    said = f"no {x}"\n    raise Malformed(f"{said}: try")', ["no {x}: try"]),
        (
            'def _more(n: int) -> str:\n    return f", and {n} more" if n else ""\n'
            'def f(n): raise Malformed(f"wrong{_more(n)}")',
            ["wrong{more}", ", and {n} more"],
        ),
        ("class Paused(Malformed):\n    def __init__(self, n): super().__init__(f'wait {n} s')", ["wait {n} s"]),
        ("def f(error): raise Malformed(str(error))", []),
        ('raise ValueError("of no concern to anybody")', []),
    ],
)
def test_sentences_are_read_out_of_the_code(tmp_path: Path, text: str, found: list[str]) -> None:
    files = {"schemas/errors.py": ERRORS, "registry/a.py": f"from schemas.errors import Malformed\n{text}\n"}
    known: dict[str, Module] = modules(plant(tmp_path, files), "schemas", "registry")

    assert [each.text for each in Reader(known).sentences(known["registry.a"])] == found


def test_a_sentence_without_chinese_is_seen(tmp_path: Path) -> None:
    text = 'from schemas.errors import Malformed\nraise Malformed(f"{who} may not fly to {place!r}")\n'
    files = {"schemas/errors.py": ERRORS, "registry/new_room.py": text}

    (line,) = missing(said_in(plant(tmp_path, files)), ROOMS)

    assert line == '"{who} may not fly to {place!r}": "",  # registry.new_room:2'


def test_the_words_are_words() -> None:
    assert words.ROOM.sentences == {}
