"""Versions: the entity tag of a record, and the one that a change is meant for (RFC 9110 §8.8.3, §13.1)."""

import re
from collections.abc import Sequence
from zlib import crc32

from aiohttp import web

from registry.web.problems import Stale, Unconditional
from schemas.errors import Conflict, Malformed
from schemas.record import Record
from schemas.value import Value

_TAG = re.compile(r'\s*(W/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*')
_MEANT = re.compile(r"([0-9]{1,9})(?:-[0-9]{1,9})?")
ANY = None
"""`If-Match: *`: whatever the version is."""


def tag(record: Record, shown: Sequence[Value] | None = None) -> str:
    """The entity tag of a record, of which these values are shown; None: all of them.

    Where some are left out it tells how many are there, for what is shown to one caller is not what another one gets
    (RFC 9110 §8.8.1): `"7"`, and `"7-2"` for two values of it. Whoever was let in sees some that are not public,
    and not the same ones always: then it tells which.
    """
    if shown is None or len(shown) == len(record.values):
        return tag_of_all(record.version)
    if all(value.public for value in shown):
        return f'"{record.version}-{len(shown)}"'
    which = crc32(b" ".join(b"%d" % value.index for value in shown)) % 10**8
    return f'"{record.version}-{10**8 + which}"'


def tag_of_all(version: int) -> str:
    """The entity tag of a record at this version with all its values."""
    return f'"{version}"'


def version_meant(request: web.BaseRequest) -> int | None:
    """Which version a change is meant for, by `If-Match`, whatever of it was shown; ANY for `*`.

    Raises:
        Unconditional: the header is missing.
        Malformed: it is not one entity tag.
        Stale: the tag is none that a record can have.
    """
    found = _one_tag(request)
    if found is None:
        return ANY
    meant = _MEANT.fullmatch(found[2])
    if found[1] or meant is None:
        raise _stale(found)
    return int(meant[1])


def tag_meant(request: web.BaseRequest) -> str | None:
    """Which entity tag a change is meant for, of a thing whose tags are no numbers; ANY for `*`.

    Raises:
        Unconditional: the header is missing.
        Malformed: it is not one entity tag.
        Stale: the tag is a weak one, which stands for nothing exactly.
    """
    found = _one_tag(request)
    if found is None:
        return ANY
    if found[1]:
        raise _stale(found)
    return found[2]


def _one_tag(request: web.BaseRequest) -> re.Match[str] | None:
    """The one entity tag of `If-Match`; None for `*`.

    Raises:
        Unconditional: the header is missing.
        Malformed: it is not one entity tag.
    """
    given = request.headers.getall("If-Match", [])
    if not given:
        raise Unconditional(
            "a change needs If-Match with the ETag of what is there as you know it, or * for whatever it is"
        )
    text = ",".join(given)
    if text.strip() == "*":
        return None
    found = _TAG.fullmatch(text)
    if found is None:
        raise Malformed(f'cannot read If-Match: {text[:40]}: expected one entity tag, as in "7"')
    return found


def _stale(found: re.Match[str]) -> Stale:
    return Stale(f"it is not at {found[0][:40].strip()}: expected the ETag that it was last answered with")


def tag_if_any(request: web.BaseRequest) -> str | None:
    """As `tag_meant`, where the header may be missing.

    Raises:
        Malformed, Stale: as `tag_meant`.
    """
    return tag_meant(request) if "If-Match" in request.headers else ANY


def version_if_any(request: web.BaseRequest) -> int | None:
    """As `version_meant`, where the header may be missing: an act says by itself from where it goes.

    Raises:
        Malformed, Stale: as `version_meant`.
    """
    return version_meant(request) if "If-Match" in request.headers else ANY


def known_already(request: web.BaseRequest, current: str) -> bool:
    """Whether the caller has what this tag stands for, by `If-None-Match`; weak tags count (RFC 9110 §13.1.2)."""
    text = ",".join(request.headers.getall("If-None-Match", []))
    return text.strip() == "*" or current.strip('"') in _opaque(text.split(","))


def stale(error: Conflict) -> Stale:
    """What a verb says of a version, as a failed precondition."""
    return Stale(error.sentence)


def _opaque(tags: Sequence[str]) -> set[str]:
    return {found[2] for each in tags if (found := _TAG.fullmatch(each))}
