"""Meaning: each scheme's parts in both languages, the other identifiers of a record, nothing that cannot be seen."""

import pytest

from resolver.edge.decide import Kind, Page
from resolver.edge.meaning import MOST_PIECES, meaning_of, others_of
from schemas.mapping import readings
from schemas.preference import Language
from schemas.value import Value
from tests.resolver.edge.stocked import PIECE, mapping
from tests.resolver.test_identify import LEADING


def asked(text: str) -> Page:
    """The page for an identifier of another scheme, read as the surest there is."""
    return Page(Kind.UNMAPPED, text, reading=readings(text)[0])


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("text", LEADING, ids=repr)
def test_every_scheme_says_what_its_parts_mean(text: str, language: Language) -> None:
    meaning = meaning_of(asked(text), language)

    assert meaning is not None
    assert meaning.title
    assert meaning.pieces
    assert all(piece.text and piece.meaning for piece in meaning.pieces)
    assert meaning.text.isprintable()


def test_a_handle_by_its_levels() -> None:
    meaning = meaning_of(Page(Kind.FOUND, "88.1000.1/SN-7"), "en")

    assert meaning is not None
    assert [(piece.text, piece.meaning) for piece in meaning.pieces] == [
        ("88", "national top node"),
        ("1000", "secondary node"),
        ("1", "enterprise node"),
        ("SN-7", "suffix, given by who holds the prefix"),
    ]


@pytest.mark.parametrize(
    ("text", "title", "shown", "first"),
    [
        (
            "\x1d010950600013435221A/B",
            "GS1 element string",
            "<GS>010950600013435221A/B",
            ("^", "FNC1: GS1 data follow"),
        ),
        (
            "[)>\x1e06\x1d15NVAA08810012345678ABC\x1e\x04",
            "VAA",
            "VAA08810012345678ABC",
            ("VAA", "issuing agency: CAICT"),
        ),
        (
            "uscc:91350100M000100Y43",
            "unified social credit code",
            "91350100M000100Y43",
            ("9", "registrar: market regulation"),
        ),
    ],
)
def test_what_is_around_an_identifier_is_left_out(text: str, title: str, shown: str, first: tuple[str, str]) -> None:
    meaning = meaning_of(asked(text), "en")

    assert meaning is not None
    assert (meaning.title, meaning.text) == (title, shown)
    assert (meaning.pieces[0].text, meaning.pieces[0].meaning) == first


def test_what_cannot_be_read_means_nothing() -> None:
    assert meaning_of(Page(Kind.MALFORMED, "hello"), "en") is None


def test_a_long_one_is_cut() -> None:
    meaning = meaning_of(asked("1.2.156." + "1." * 40 + "1"), "en")
    assert meaning is not None
    assert len(meaning.pieces) == 44

    many = meaning_of(asked("2.25." + "1." * 200 + "1"), "en")
    assert many is not None
    assert len(many.pieces) == MOST_PIECES


def test_the_other_identifiers_of_a_record() -> None:
    values = (*map(mapping, PIECE), Value(30, "MAPPING", b"E=9"), Value(31, "URL", b"https://a.example/"))

    others = others_of(values, "en")

    assert [(other.title, other.text, other.href) for other in others[:3]] == [
        ("GS1", "(01)09506000134352(21)A/B", "/(01)09506000134352(21)A/B?noredirect"),
        ("OID", "1.2.156.3001.8", "/oid:1.2.156.3001.8?noredirect"),
        ("Ecode", "100640000123", "/ecode:100640000123?noredirect"),
    ]
    assert len(others) == len(PIECE)
