"""Texts that nobody meant as an identifier: every scheme refuses them with a sentence, and nothing else happens."""

import random
import time
from contextlib import suppress
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import Malformed
from schemas.identifiers import oid
from schemas.identifiers.recognise import SCHEMES, read, recognise
from schemas.identifiers.scheme import Scheme
from tests.schemas.identifiers.nonsense import damaged, read_or_refuse, seeds
from tests.schemas.identifiers.published import vectors

# 10⁶ texts a parser are run by `python -m benchmarks encode --random 1000000`; so many show that nothing came loose.
ROUNDS = 1500

NAMES = sorted({vector["scheme"] for vector in vectors("beside_gs1")} | {"vaa"})
OWN: list[Scheme[Any]] = [SCHEMES[name] for name in NAMES]


@pytest.mark.parametrize("scheme", OWN, ids=lambda scheme: scheme.NAME)
@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(scheme: Scheme[Any], text: str) -> None:
    read_or_refuse(scheme, text)


@pytest.mark.parametrize("scheme", OWN, ids=lambda scheme: scheme.NAME)
def test_a_damaged_text_is_read_or_refused(scheme: Scheme[Any]) -> None:
    for text in islice(damaged(random.Random(scheme.NAME), seeds(scheme.NAME)), ROUNDS):
        read_or_refuse(scheme, text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.sampled_from(seeds("oid")))
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
