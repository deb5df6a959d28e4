"""The published GS1 and EPC vectors: each gives the result it states, valid and invalid, and holds the contract."""

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.errors import Malformed
from schemas.identifiers import (
    epc,
    gln,
    gs1_ai,
    gs1_digital_link,
    gs1_digital_link_build,
    gs1_dl_compressed,
    gs1_element_string,
    gs1_epc_binary_dl,
    gs1_ons,
    gtin,
    sscc,
)
from schemas.identifiers.scheme import Scheme
from tests.schemas.identifiers.nonsense import ASKED_BY_NAME

VECTORS = json.loads((Path(__file__).parent / "vectors" / "gs1.json").read_text("utf-8"))["vectors"]

SCHEMES: tuple[Scheme[Any], ...] = (
    epc,
    gln,
    gs1_ai,
    gs1_digital_link,
    gs1_digital_link_build,
    gs1_dl_compressed,
    gs1_element_string,
    gs1_epc_binary_dl,
    gs1_ons,
    gtin,
    sscc,
)
BY_NAME: dict[str, Any] = {scheme.NAME: scheme for scheme in SCHEMES}
# These translate: what they write is of another scheme.
TRANSLATING = {"gs1-digital-link", "gs1-digital-link-build", "gs1-dl-compressed", "gs1-epc-binary-dl", "gs1-ons"}


def read(vector: dict[str, Any]) -> Any:
    """The vector's text as its scheme's noun; `structure` says that association rules are off."""
    scheme = BY_NAME[vector["scheme"]]
    if "mode" in vector:
        return scheme.parse(vector["input"], associations=vector["mode"] == "associations")
    return scheme.parse(vector["input"])


def of(valid: bool) -> list[dict[str, Any]]:
    return [vector for vector in VECTORS if vector["valid"] is valid and vector["scheme"] in BY_NAME]


def test_every_scheme_of_the_vectors_is_there() -> None:
    assert {vector["scheme"] for vector in VECTORS} == set(BY_NAME)


@pytest.mark.parametrize("vector", of(True), ids=lambda vector: vector["id"])
def test_a_valid_text_is_read_as_published(vector: dict[str, Any]) -> None:
    scheme = BY_NAME[vector["scheme"]]

    noun = read(vector)

    assert scheme.canonical(noun) == vector["canonical"]
    assert vector["components"].items() <= scheme.components(noun).items()


@pytest.mark.parametrize("vector", of(False), ids=lambda vector: vector["id"])
def test_an_invalid_text_is_refused_in_one_sentence(vector: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as refusal:
        read(vector)

    assert " is " in refusal.value.sentence
    assert "\n" not in refusal.value.sentence


@pytest.mark.parametrize("vector", of(True), ids=lambda vector: vector["id"])
def test_a_valid_text_is_recognised_and_explained(vector: dict[str, Any]) -> None:
    scheme = BY_NAME[vector["scheme"]]
    noun = read(vector)
    canonical = scheme.canonical(noun)

    likeness = scheme.recognise(vector["input"])
    parts = scheme.explain(noun)

    assert (likeness is None) is (scheme.NAME in ASKED_BY_NAME)
    assert likeness is None or likeness.scheme == scheme.NAME
    assert parts
    for part in parts:
        assert canonical[part.position - 1 :].startswith(part.text)
        assert part.meaning.zh
        assert part.meaning.en


@pytest.mark.parametrize(
    "vector", [v for v in of(True) if v["scheme"] not in TRANSLATING], ids=lambda vector: vector["id"]
)
def test_the_canonical_text_is_read_as_the_same(vector: dict[str, Any]) -> None:
    assert read(vector | {"input": vector["canonical"]}) == read(vector)
