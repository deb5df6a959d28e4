"""Texts that nobody meant as GS1 data or EPCs: they are refused with a sentence, and nothing else happens."""

import random
from contextlib import suppress
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import Malformed
from schemas.identifiers import gs1_ai, gs1_digital_link, gs1_element_string
from schemas.identifiers.scheme import Scheme
from schemas.identifiers.tags import binary, plus
from tests.schemas.identifiers.nonsense import damaged, read_or_refuse, seeds
from tests.schemas.identifiers.test_gs1_vectors import SCHEMES

# 10⁶ texts a parser are run by `python -m benchmarks encode --random 1000000`; so many show that nothing came loose.
ROUNDS = 1500


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.NAME)
@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(scheme: Scheme[Any], text: str) -> None:
    read_or_refuse(scheme, text)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.NAME)
def test_a_damaged_text_is_read_or_refused(scheme: Scheme[Any]) -> None:
    for text in islice(damaged(random.Random(scheme.NAME), seeds(scheme.NAME)), ROUNDS):
        read_or_refuse(scheme, text)


@pytest.mark.parametrize("scheme", [gs1_ai, gs1_element_string, gs1_digital_link], ids=lambda scheme: scheme.NAME)
def test_a_damaged_text_without_associations_is_read_or_refused(scheme: Any) -> None:
    for text in islice(damaged(random.Random(scheme.NAME), seeds(scheme.NAME)), ROUNDS):
        with suppress(Malformed):
            scheme.explain(scheme.parse(text, associations=False))


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
