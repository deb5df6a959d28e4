"""Documents held against the published schemas, and against the traps of GS1's own ones written out."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec

_FOLDER = Path(__file__).resolve().parents[3] / "schemas" / "published"
_LINKSET, _DESCRIPTION = (
    jsonschema_rs.validator_for(msgspec.json.decode((_FOLDER / f"gs1-{name}.schema.json").read_bytes()))
    for name in ("linkset", "description")
)


def linkset_in(octets: bytes) -> list[dict[str, Any]]:
    """The contexts of a linkset that is valid."""
    document = msgspec.json.decode(octets)
    _LINKSET.validate(document)
    contexts: list[dict[str, Any]] = document["linkset"]
    return contexts


def is_linkset(document: Any) -> bool:
    """Whether a document is a valid linkset."""
    return bool(_LINKSET.is_valid(document))


def description_in(octets: bytes) -> dict[str, Any]:
    """A description file that is valid."""
    document: dict[str, Any] = msgspec.json.decode(octets)
    _DESCRIPTION.validate(document)
    return document


def is_description(document: Any) -> bool:
    """Whether a document is a valid description file."""
    return bool(_DESCRIPTION.is_valid(document))
