"""Opinions: what is said of a text by one scheme, by all, by the best; and the place that a refusal points at."""

import random

import pytest

from schemas.errors import Malformed
from schemas.identifiers.opinion import best, by_all, by_scheme
from schemas.identifiers.place import Place, place_of
from schemas.identifiers.recognise import LONGEST_TEXT
from tests.schemas.identifiers.published import vectors

VECTORS = [*vectors("gs1"), *vectors("beside_gs1")]


def test_the_best_is_the_surest_that_reads_the_text() -> None:
    # 18 digits are first of all an SSCC; this check digit is wrong, but they hold by ISO 7064 and nobody asks that.
    assert (best("0614141123452").scheme, best("0614141123452").canonical) == ("gtin", "00614141123452")
    assert best("9115220107837941X1").scheme == "uscc"
    assert best("1.2.156.3001").scheme == "oid"


def test_where_none_reads_it_the_surest_ones_refusal_is_given() -> None:
    opinion = best("^0109506000134353")

    assert (opinion.scheme, opinion.valid, opinion.noun) == ("gs1-element-string", False, None)
    assert opinion.refusal == "check digit of AI 01 is 3, expected 2"
    assert (opinion.canonical, opinion.components, opinion.parts) == (None, {}, [])


def test_a_text_like_nothing_is_refused_by_nobody_in_particular() -> None:
    opinion = best("hello")

    assert (opinion.scheme, opinion.refusal) == (None, "text is 'hello', expected an identifier of a known scheme")
    assert by_all("hello") == []


def test_a_text_that_no_symbol_holds_is_not_looked_at() -> None:
    text = "1" * (LONGEST_TEXT + 1)

    assert (
        best(text).refusal == by_scheme(text, "oid").refusal == "length of the text is over 8192, expected at most 8192"
    )


def test_rules_between_identifiers_can_be_left_out() -> None:
    for name in ("gs1-ai", "gs1-digital-link-build"):
        assert by_scheme("(01)12312312312326(3100)123456(3101)123456", name, associations=False).valid
    assert not by_scheme("(01)12312312312326(3100)123456(3101)123456", "gs1-ai").valid
    assert by_scheme("96385074", "gtin", associations=False).valid


def test_an_unknown_scheme_is_the_callers_mistake() -> None:
    with pytest.raises(Malformed, match="scheme is 'morse', expected one of bid, "):
        by_scheme("x", "morse")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_every_vector_is_an_opinion(vector: dict[str, object]) -> None:
    text, name = str(vector["input"]), str(vector["scheme"])

    opinion = by_scheme(text, name, associations=vector.get("mode") != "structure")

    assert opinion.valid is vector["valid"]
    assert bool(opinion.parts) is vector["valid"]


@pytest.mark.parametrize(
    ("scheme", "text", "pointed_at"),
    [
        ("gtin", "0123456789abc", "a"),
        ("gtin", "09506000134377", "7$"),
        ("gs1-ai", "(8010)123456_", "_"),
        ("gs1-ai", "(3910)9870", "9870"),
        ("gs1-ai", "(01)12345678901231(37)123", "^01"),
        ("gs1-ai", "(99)\\(01)x(01)12345678901230", "0$"),
        ("gs1-element-string", "^0112345678901231^70072112252", "2112252"),
        ("gs1-element-string", "^0112345678901231^10a\x1d21\xe9", "\xe9"),
        ("gs1-element-string", "]d20112345678901239", "9$"),
        ("gs1-element-string", "^800302112345678901ABC", "1"),
        ("gs1-digital-link", "https://a/01/02345673", "02345673"),
        ("gs1-digital-link", "https://a/01/12312312312333?99=ABC&999=faux", "999"),
        ("gs1-digital-link", "https://a/01/12312312312333/10/A%5E", "A%5E"),
        ("gs1-digital-link", "https://a/01/12312312312333?10=A", "10"),
        ("oid", "1.40", "40"),
        ("oid", "urn:oid:1.2.03", "03"),
        ("oid", "1..2", ""),
        ("uuid", "919108f752d1-4320-9bac-f847db4148a8", "5"),
        ("uscc", "A1110000600037341L", "L$"),
        ("iso15459", "RR473124828GB", "8"),
        ("epc", "urn:epc:id:sgtin:50712.11123456.1", "50712"),
        ("ecode", "1006A123", "006A"),
        ("ma", "12345", "^123"),
        ("handle", "86.100.1234", None),
        ("gtin", "12345", None),
    ],
)
def test_a_refusal_points_at_its_place(scheme: str, text: str, pointed_at: str | None) -> None:
    place = by_scheme(text, scheme).place

    if pointed_at is None:
        assert place is None
        return
    assert place is not None
    assert text[place.position - 1 : place.position - 1 + place.length] == pointed_at.strip("^$")
    if pointed_at[-1:] == "$":
        assert place.position + place.length - 1 == len(text)


def test_an_empty_arc_is_pointed_at_where_it_is_missing() -> None:
    assert place_of("1..2", "arc 2 of the OID is '', expected a number") == Place(3, 0)
    assert place_of("1.2.", "arc 3 of the OID is '', expected a number") == Place(5, 0)


def test_no_place_is_better_than_a_wrong_one() -> None:
    # Twice there, not there, or with an escape in the quotation: nothing is told.
    assert place_of("aXaX", "part is 'aX', expected something else") is None
    assert place_of("aXb", "character 2 of the GTIN is 'Y', expected a digit") is None
    assert place_of("1.2", "arc 5 of the OID is '7', expected a number") is None
    assert place_of("a\x01b", "character 2 of the DID is '\\x01', expected no blank") is None
    assert place_of("12 12", "length of the text is 12, expected 13") is None


def test_a_damaged_text_is_pointed_at_inside_itself() -> None:
    chance = random.Random(7)
    told = 0
    for vector in VECTORS:
        for _ in range(20):
            text = list(vector["input"])
            at = chance.randint(0, len(text))
            text[at : at + chance.randint(0, 1)] = chance.choices("0Aa.^(%/ é", k=chance.randint(0, 1))
            opinion = by_scheme("".join(text), vector["scheme"])
            if place := opinion.place:
                told += 1
                assert 1 <= place.position <= len(text) + 1
                assert place.position - 1 + place.length <= len(text)
    assert told > 500
