"""The published vectors of all schemes but GS1 and EPC: each gives the result it states, and holds the contract."""

from typing import Any

import pytest

from schemas.errors import Malformed
from schemas.identifiers import iso7064
from schemas.identifiers.recognise import SCHEMES, recognise, scheme
from tests.schemas.identifiers.published import vectors

VECTORS = vectors("beside_gs1")
VALID = [vector for vector in VECTORS if vector["valid"]]
INVALID = [vector for vector in VECTORS if not vector["valid"]]

# These translate: what they write is of another scheme.
TRANSLATING = {"ors", "bid-keypair"}


def identity(vector: dict[str, Any]) -> str:
    return str(vector["id"])


def test_every_scheme_of_the_vectors_is_there() -> None:
    named = {vector["scheme"] for vector in [*VECTORS, *vectors("gs1")]}

    assert named <= SCHEMES.keys()
    # The vectors have did:vaa under `bid`; VAA's own codes have none.
    assert SCHEMES.keys() - named == {"vaa"}


@pytest.mark.parametrize("vector", VALID, ids=identity)
def test_a_valid_text_is_read_as_published(vector: dict[str, Any]) -> None:
    own = scheme(vector["scheme"])

    noun = own.parse(vector["input"])

    assert vector["canonical"] in (own.canonical(noun), None)
    assert vector["components"].items() <= own.components(noun).items()


@pytest.mark.parametrize("vector", INVALID, ids=identity)
def test_an_invalid_text_is_refused_in_one_sentence(vector: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as refusal:
        scheme(vector["scheme"]).parse(vector["input"])

    assert ", expected " in refusal.value.sentence or ": expected " in refusal.value.sentence
    assert "\n" not in refusal.value.sentence


@pytest.mark.parametrize("vector", VALID, ids=identity)
def test_a_valid_text_is_recognised_and_explained(vector: dict[str, Any]) -> None:
    own = scheme(vector["scheme"])
    noun = own.parse(vector["input"])
    canonical = own.canonical(noun)

    parts = own.explain(noun)

    assert (own.NAME in [likeness.scheme for likeness in recognise(vector["input"])]) is (own is not iso7064)
    assert parts
    assert [part.position for part in parts] == sorted(part.position for part in parts)
    for part in parts:
        assert canonical[part.position - 1 :].startswith(part.text)
        assert part.meaning.zh
        assert part.meaning.en


@pytest.mark.parametrize("vector", [one for one in VALID if one["scheme"] not in TRANSLATING], ids=identity)
def test_the_canonical_text_is_read_as_the_same(vector: dict[str, Any]) -> None:
    own = scheme(vector["scheme"])
    noun = own.parse(vector["input"])

    assert own.parse(own.canonical(noun)) == noun
