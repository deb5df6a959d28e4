"""Texts that nobody meant as GS1 data or EPCs: they are refused with a sentence, and nothing else happens."""

import os
import random
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import Malformed
from schemas.identifiers import gs1_ai, gs1_digital_link, gs1_element_string
from schemas.identifiers.scheme import Scheme
from schemas.identifiers.tags import binary, plus
from tests.schemas.identifiers.test_gs1_vectors import ASKED_BY_NAME, SCHEMES, VECTORS

# 10⁶ texts a parser are run by `GS1_NONSENSE=1000000`; so many are enough to see that nothing has come loose.
ROUNDS = int(os.environ.get("GS1_NONSENSE", "1500"))

SEEDS = [
    *(vector["input"] for vector in VECTORS),
    "urn:epc:tag:grai-170:3.0614141.12345.a%2Fb",
    "https://id.example/eh3074257bf7194e4000001a85?a=b#-",
    "]C100\x1d",
    "(10)a\\(b",
]
SPICE = "^()\x1d\\%/?&=#.:_-+0123456789ABCxyz³７é中\x00\ud800 "


def read_or_refuse(scheme: Scheme[Any], text: str) -> None:
    """Recognise and read a text; what is read is written and explained."""
    likeness = scheme.recognise(text)
    assert likeness is None or likeness.scheme == scheme.NAME
    with suppress(Malformed):
        noun = scheme.parse(text)
        assert scheme.canonical(noun)
        assert scheme.components(noun)
        assert scheme.explain(noun)
        assert likeness is not None or scheme.NAME in ASKED_BY_NAME


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.NAME)
@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(scheme: Scheme[Any], text: str) -> None:
    read_or_refuse(scheme, text)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.NAME)
def test_a_damaged_text_is_read_or_refused(scheme: Scheme[Any]) -> None:
    chance = random.Random(scheme.NAME)
    for _ in range(ROUNDS):
        text = list(chance.choice(SEEDS))
        for _ in range(chance.randint(1, 4)):
            place = chance.randint(0, len(text))
            text[place : place + chance.randint(0, 2)] = chance.choices(SPICE, k=chance.randint(0, 2))
        read_or_refuse(scheme, "".join(text))


@pytest.mark.parametrize("scheme", [gs1_ai, gs1_element_string, gs1_digital_link], ids=lambda scheme: scheme.NAME)
def test_a_damaged_text_without_associations_is_read_or_refused(scheme: Any) -> None:
    chance = random.Random(scheme.NAME)
    for _ in range(ROUNDS):
        text = list(chance.choice(SEEDS))
        place = chance.randint(0, len(text))
        text[place : place + 1] = chance.choices(SPICE, k=1)
        with suppress(Malformed):
            scheme.explain(scheme.parse("".join(text), associations=False))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([*binary.BY_HEADER, *plus.BY_HEADER]), st.binary(max_size=40))
def test_any_octets_behind_a_header_are_a_tag_or_refused(header: int, rest: bytes) -> None:
    data = bytes([header]) + rest
    with suppress(Malformed):
        if header in binary.BY_HEADER:
            tag = binary.read_octets(data)
            assert binary.read_octets(tag.octets) == tag
        else:
            assert plus.read_octets(plus.read_octets(data).octets) == plus.read_octets(data)
