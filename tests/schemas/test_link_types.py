"""Link types: every spelling comes to one address, and slips of the pen are seen."""

import pytest

from schemas.errors import Malformed
from schemas.link_types import NAMESPACE, TERMS, compact, link_type, read_link_type, words_of


@pytest.mark.parametrize(
    "text",
    [
        "gs1:pip",
        "https://ref.gs1.org/voc/pip",
        "http://ref.gs1.org/voc/pip",
        "https://www.gs1.org/voc/pip",
        "http://www.gs1.org/voc/pip",
        "https://gs1.org/voc/pip",
        "GS1:pip",
        "HTTPS://GS1.org/voc/pip",
    ],
)
def test_every_spelling_comes_to_one_address(text: str) -> None:
    assert link_type(text) == read_link_type(text) == "https://ref.gs1.org/voc/pip"
    assert compact(link_type(text)) == "gs1:pip"


def test_each_known_term_is_taken_and_has_names() -> None:
    for term in TERMS:
        assert read_link_type(f"gs1:{term}") == NAMESPACE + term
        assert words_of(NAMESPACE + term).zh
        assert words_of(NAMESPACE + term).en


def test_terms_that_came_later_and_other_vocabularies_are_taken() -> None:
    assert read_link_type("gs1:batteryPassport") == "https://ref.gs1.org/voc/batteryPassport"
    assert read_link_type("https://schema.org/review") == "https://schema.org/review"
    assert compact("https://schema.org/review") == "https://schema.org/review"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("gs1:PIP", "linkType is 'gs1:PIP', expected gs1:pip"),
        ("gs1:defaultlink", "linkType is 'gs1:defaultlink', expected gs1:defaultLink"),
        ("gs1:instruction", "linkType is 'gs1:instruction', expected gs1:instructions"),
        ("gs1:tracability", "linkType is 'gs1:tracability', expected gs1:traceability"),
        ("gs1:certificationlnfo", "linkType is 'gs1:certificationlnfo', expected gs1:certificationInfo"),
        ("gs1:supports", "linkType is 'gs1:supports', expected gs1:support"),
        ("gs1:", "term of the linkType is '', expected letters and digits, the first one small"),
        ("gs1:some-thing", "term of the linkType is 'some-thing', expected letters and digits, the first one small"),
        (
            "pip",
            "linkType is 'pip', expected gs1: and a term, as in gs1:pip, or the address of another vocabulary's term "
            "in letters, digits, dots and slashes",
        ),
        (
            "linkset",
            "linkType is 'linkset', expected gs1: and a term, as in gs1:pip, or the address of another vocabulary's "
            "term in letters, digits, dots and slashes",
        ),
        (
            "https://a.example/voc#x",
            "linkType is 'https://a.example/voc#x', expected gs1: and a term, as in gs1:pip, or the address of another "
            "vocabulary's term in letters, digits, dots and slashes",
        ),
    ],
)
def test_slips_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read_link_type(text)

    assert refusal.value.sentence == sentence


def test_known_terms_are_not_taken_for_slips_of_each_other() -> None:
    """The guard: two terms of the vocabulary that were one letter apart would make the second one unusable."""
    assert [term for term in TERMS if read_link_type(f"gs1:{term}") != NAMESPACE + term] == []
    assert read_link_type("gs1:dpi") == f"{NAMESPACE}dpi"


def test_who_asks_may_ask_for_anything() -> None:
    assert link_type("gs1:nosuchlt") == "https://ref.gs1.org/voc/nosuchlt"
    assert link_type("linkset") == "linkset"
    assert link_type("") == ""
