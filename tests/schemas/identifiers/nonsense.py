"""Texts that nobody meant as an identifier, drawn for every parser; shared by tests and by `benchmarks encode`."""

import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from schemas.errors import Malformed
from schemas.identifiers.scheme import Scheme
from tests.schemas.identifiers.published import vectors

ASKED_BY_NAME = frozenset({"iso7064", "gs1-digital-link-build", "gs1-ons"})
"""Schemes that recognise nothing."""

_VECTORS = [*vectors("gs1"), *vectors("beside_gs1")]
_MORE = {
    "vaa": ["15NVAA08810000000001123Ab.098", "did:vaa:gxAcE6upFw6DNbG3rfngM3VxCNB"],
    "bid": ["did:bid:12av:zsCdQOkwJr4AyuSVTt45P2Xp09mvBLug=="],
    "did": ["did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"],
    "ma": ["MA.156.M0.100204.13351764.S123.M230228.C1"],
    "iso15459": ["37SUN123456789PART+SERIAL"],
    "oid": ["{joint-iso-itu-t(2) country(16) 156}", "/Joint-ISO-ITU-T/16/156"],
    "epc": ["urn:epc:tag:grai-170:3.0614141.12345.a%2Fb"],
    "gs1-epc-binary-dl": ["https://id.example/eh3074257bf7194e4000001a85?a=b#-"],
    "gs1-element-string": ["]C100\x1d"],
    "gs1-ai": ["(10)a\\(b"],
}


def seeds(name: str) -> list[str]:
    """Texts to be damaged for a scheme: those of all schemes, and as many times its own."""
    own = [vector["input"] for vector in _VECTORS if vector["scheme"] == name] + _MORE.get(name, [])
    everything = [vector["input"] for vector in _VECTORS] + [text for more in _MORE.values() for text in more]
    return everything + own * (len(everything) // len(own))


_SPICE = "^()\x1d\x1e\x04\\%/?&=#.:_-+0123456789ABCOxyz³７é中\x00\ud800 "
_ANYTHING = "".join(map(chr, range(0x21, 0x7F))) + _SPICE


def damaged(chance: random.Random, seeds: list[str]) -> Iterator[str]:
    """Good and bad identifiers with one to four stretches replaced, now and then nothing but noise; without end."""
    while True:
        if chance.random() < 0.1:
            yield "".join(chance.choices(_ANYTHING, k=chance.randint(0, 60)))
            continue
        text = list(chance.choice(seeds))
        for _ in range(chance.randint(1, 4)):
            place = chance.randint(0, len(text))
            text[place : place + chance.randint(0, 2)] = chance.choices(_SPICE, k=chance.randint(0, 2))
        yield "".join(text)


def read_or_refuse(scheme: Scheme[Any], text: str) -> bool:
    """Recognise and read a text; what is read is recognised, written and explained. Whether it was read."""
    likeness = scheme.recognise(text)
    assert likeness is None or likeness.scheme == scheme.NAME
    with suppress(Malformed):
        noun = scheme.parse(text)
        canonical = scheme.canonical(noun)
        assert canonical
        assert scheme.components(noun)
        parts = scheme.explain(noun)
        assert parts
        assert all(canonical[part.position - 1 :].startswith(part.text) for part in parts)
        assert likeness is not None or scheme.NAME in ASKED_BY_NAME
        return True
    return False
