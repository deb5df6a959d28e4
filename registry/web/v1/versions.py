"""Versions: the entity tag of a record, and the one that a change is meant for (RFC 9110 §8.8.3, §13.1)."""

import re
from collections.abc import Sequence

from aiohttp import web

from registry.web.problems import Stale, Unconditional
from schemas.errors import Conflict, Malformed

_TAG = re.compile(r'\s*(W/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*')
ANY = None
"""`If-Match: *`: whatever the version is."""


def tag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'


def version_meant(request: web.BaseRequest) -> int | None:
    """Which version a change is meant for, by `If-Match`; ANY for `*`.

    Raises:
        Unconditional: the header is missing.
        Malformed: it is not one entity tag.
        Stale: the tag is none that a record can have.
    """
    given = request.headers.getall("If-Match", [])
    if not given:
        raise Unconditional(
            "a change needs If-Match with the ETag of the record as you know it, or * for whatever it is"
        )
    text = ",".join(given)
    if text.strip() == "*":
        return ANY
    found = _TAG.fullmatch(text)
    if found is None:
        raise Malformed(f'cannot read If-Match: {text[:40]}: expected one entity tag, as in "7"')
    if found[1] or not (found[2].isdigit() and found[2].isascii() and len(found[2]) <= 9):
        raise Stale(f"the record is not at {text[:40].strip()}: expected the ETag that it was last answered with")
    return int(found[2])


def known_already(request: web.BaseRequest, version: int) -> bool:
    """Whether the caller has this version, by `If-None-Match`; weak tags count (RFC 9110 §13.1.2)."""
    text = ",".join(request.headers.getall("If-None-Match", []))
    return text.strip() == "*" or str(version) in _opaque(text.split(","))


def stale(error: Conflict) -> Stale:
    """What a verb says of a version, as a failed precondition."""
    return Stale(error.sentence)


def _opaque(tags: Sequence[str]) -> set[str]:
    return {found[2] for each in tags if (found := _TAG.fullmatch(each))}
