"""Texts that nobody meant as an identifier: every scheme refuses them with a sentence, and nothing else happens."""

import os
import random
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import Malformed
from schemas.identifiers import oid
from schemas.identifiers.recognise import SCHEMES, read, recognise
from schemas.identifiers.scheme import Scheme
from tests.schemas.identifiers.published import vectors

# 10⁶ texts a parser are run by `NONSENSE=1000000`; so many are enough to see that nothing has come loose.
ROUNDS = int(os.environ.get("NONSENSE", "1500"))

SEEDS = [vector["input"] for vector in vectors("beside_gs1")] + [
    "15NVAA08810000000001123Ab.098",
    "did:bid:12av:zsCdQOkwJr4AyuSVTt45P2Xp09mvBLug==",
    "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
    "MA.156.M0.100204.13351764.S123.M230228.C1",
    "37SUN123456789PART+SERIAL",
    "{joint-iso-itu-t(2) country(16) 156}",
    "/Joint-ISO-ITU-T/16/156",
]
SPICE = "^()\x1d\x1e\x04\\%/?&=#.:_-+0123456789ABCOxyz³７é中\x00\ud800 "
NAMES = sorted({vector["scheme"] for vector in vectors("beside_gs1")} | {"vaa"})
ASKED_BY_NAME = {"iso7064"}
OWN: list[Scheme[Any]] = [SCHEMES[name] for name in NAMES]


def read_or_refuse(scheme: Scheme[Any], text: str) -> None:
    """Recognise and read a text; what is read is recognised, written and explained."""
    likeness = scheme.recognise(text)
    assert likeness is None or likeness.scheme == scheme.NAME
    with suppress(Malformed):
        noun = scheme.parse(text)
        canonical = scheme.canonical(noun)
        assert scheme.components(noun)
        assert all(canonical[part.position - 1 :].startswith(part.text) for part in scheme.explain(noun))
        assert likeness is not None or scheme.NAME in ASKED_BY_NAME


@pytest.mark.parametrize("scheme", OWN, ids=lambda scheme: scheme.NAME)
@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(scheme: Scheme[Any], text: str) -> None:
    read_or_refuse(scheme, text)


@pytest.mark.parametrize("scheme", OWN, ids=lambda scheme: scheme.NAME)
def test_a_damaged_text_is_read_or_refused(scheme: Scheme[Any]) -> None:
    chance = random.Random(scheme.NAME)
    for _ in range(ROUNDS):
        text = list(chance.choice(SEEDS))
        for _ in range(chance.randint(1, 4)):
            place = chance.randint(0, len(text))
            text[place : place + chance.randint(0, 2)] = chance.choices(SPICE, k=chance.randint(0, 2))
        read_or_refuse(scheme, "".join(text))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.sampled_from(SEEDS))
def test_whatever_is_asked_gives_schemes_in_order_and_a_reason(text: str) -> None:
    found = recognise(text)

    assert [likeness.sureness for likeness in found] == sorted((one.sureness for one in found), reverse=True)
    assert len({likeness.scheme for likeness in found}) == len(found)
    assert all(likeness.reason.zh and likeness.reason.en for likeness in found)
    with suppress(Malformed):
        scheme, noun = read(text)
        assert scheme.canonical(noun)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_octets_are_der_or_refused(data: bytes) -> None:
    with suppress(Malformed):
        assert oid.to_der(oid.from_der(data)) == data


# What makes a careless pattern or number think for ever, each as long as the longest text that is looked at.
HEAVY = [
    "did:web:" + "a" * 2000 + "!",
    "did:web:" + "a." * 1000 + "!",
    "did:x:" + "a:" * 1020 + "!",
    "did:key:z" + "Z" * 2000,
    "/" + "a/" * 4000 + " ",
    "{" + "a(1) " * 1600 + "}",
    "1." * 4000,
    "9" * 8000,
    "MA.156." + "a." * 4000,
    "+" + "A" * 8000,
    "[)>\x1e" + "06\x1dA1\x1e" * 1300 + "\x04",
    "A" * 8000,
    "1.2.156." + "中" * 8000,
]


@pytest.mark.parametrize("text", HEAVY, ids=range(len(HEAVY)))
def test_no_text_takes_long(text: str) -> None:
    # The quickest of three: neighbours on the machine slow a run down, none makes it quicker than it is.
    assert min(_seconds_for(text) for _ in range(3)) < 0.5


def _seconds_for(text: str) -> float:
    start = time.process_time()
    recognise(text)
    for scheme in OWN:
        with suppress(Malformed):
            scheme.parse(text)
    return time.process_time() - start
