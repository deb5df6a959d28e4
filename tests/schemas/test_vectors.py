"""The published handle values: JSON and octets say the same, both ways, to the octet."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from schemas import documents
from schemas.documents import read_values, value_document, values_json
from schemas.value import Reference, Value

VECTORS = json.loads((Path(__file__).parent / "vectors" / "handle_values.json").read_text("utf-8"))["vectors"]


def value_of(wire: dict[str, Any]) -> Value:
    """The value that the vector's fields name."""
    return Value(
        index=wire["index"],
        type=wire["type"],
        data=bytes.fromhex(wire["data"]),
        ttl=wire["ttl"],
        timestamp=wire["timestamp"],
        permissions=int(wire["permissions"], 2),
        absolute=wire["ttlType"] == 1,
        references=tuple(Reference(one["handle"], one["index"]) for one in wire["references"]),
    )


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_a_value_is_written_as_published(vector: dict[str, Any]) -> None:
    value = value_of(vector["wire"])

    assert values_json([value]) == b"[" + msgspec.json.encode(vector["json"]) + b"]"
    assert list(value_document(value).items()) == list(vector["json"].items())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_a_value_is_read_as_published(vector: dict[str, Any]) -> None:
    value = value_of(vector["wire"])
    octets = msgspec.json.encode(vector["json"])

    for extra in ("ignore", "refuse"):
        assert read_values(octets, extra) == documents.Given((value,), None)
        assert read_values(b"[" + octets + b"]", extra) == documents.Given((value,), None)


def test_all_eight_kinds_are_there() -> None:
    assert len(VECTORS) == 8
