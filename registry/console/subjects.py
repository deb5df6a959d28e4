"""Subjects: where in the console that is read which a line of the trail is about."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from schemas.trail import Line

_DECIDED = frozenset({"return application", "reject application", "approve application"})
_HANDED_IN = frozenset({"submit application", "take application"}) | _DECIDED
_OF_ENTERPRISES = frozenset(
    {
        "enroll",
        "correct",
        "amend enterprise",
        "suspend enterprise",
        "restore enterprise",
        "close enterprise",
        "reopen enterprise",
        "finish enterprise",
    }
)
_OF_RECORDS = frozenset({"register", "amend", "retire", "revive"})
_MANY = " … "
"""Between the first and the last identifier of a line about many."""


def address_of(line: Line, detail: Mapping[str, Any]) -> str:
    """The page of a decision, of what was applied for, of an enterprise, or of a record; empty where there is none.

    >>> from schemas.trail import Line
    >>> line = Line(1, 0, "person:han", "reviewer", "", "return application", "9f", "", 0, None, None)
    >>> address_of(line, {"decision": 2}), address_of(line, {})
    ('/console/reviews/9f/decisions/2', '/console/reviews/9f')
    """
    if line.verb in _HANDED_IN:
        number = detail.get("decision") if line.verb in _DECIDED else None
        return f"/console/reviews/{line.subject}" + (f"/decisions/{number}" if isinstance(number, int) else "")
    if line.verb in _OF_ENTERPRISES:
        return f"/console/enterprises/{line.subject}"
    if line.verb in _OF_RECORDS and _MANY not in line.subject:
        return f"/console/record?handle={quote(line.subject, safe='')}"
    return ""


def firm_of(line: Line, detail: Mapping[str, Any]) -> str:
    """The id of the enterprise that a line is about, as far as it says so."""
    if line.verb in _OF_ENTERPRISES or line.verb == "expect":
        return line.subject
    named = detail.get("enterprise")
    return named if isinstance(named, str) else ""
