"""The past: what was done to an enterprise, to what it applied for and to its prefixes, out of the trail."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from registry.console.subjects import address_of, firm_of
from registry.store.page import Reading
from registry.store.trail import Sealed, about
from schemas.application import Application
from schemas.change import Holding
from schemas.enterprise import Enterprise
from schemas.trail import Line

MOST_LINES = 60
_MOST_SUBJECTS = 400


class Change(msgspec.Struct, frozen=True):
    """One thing that an act changed."""

    name: str
    before: str
    after: str


class Told(msgspec.Struct, frozen=True):
    """A line of the trail as a page shows it."""

    line: Line
    changes: Sequence[Change]
    rest: Sequence[tuple[str, str]]
    """What else its detail says."""
    digest: str
    enterprise: str
    """The id of the enterprise that it is about, as far as it says so."""
    address: str
    """Of the page about its subject; empty where there is none, or it is not known here."""


async def past_of(
    page: Reading, firm: Enterprise, held: Sequence[Holding], applied: Sequence[Application]
) -> list[Told]:
    """The lines about an enterprise, the newest first."""
    subjects = [firm.id, *(each.prefix for each in held), *(each.id for each in applied)][:_MOST_SUBJECTS]
    return [told(each) for each in await about(page, subjects, MOST_LINES)]


def told(sealed: Sealed) -> Told:
    """A line with its detail taken apart: what was and what became of it side by side, and the rest."""
    line = sealed.line
    detail = json.loads(line.detail) if line.detail else {}
    address, firm = address_of(line, detail), firm_of(line, detail)
    changes, rest = [], []
    before, after = detail.pop("before", None), detail.pop("after", None)
    if isinstance(before, dict) and isinstance(after, dict):
        changes += [Change(n, _text(before.get(n)), _text(after.get(n))) for n in sorted(before.keys() | after.keys())]
    elif isinstance(after, dict):
        changes += [Change(name, "", _text(value)) for name, value in sorted(after.items()) if value not in ("", None)]
    elif after is not None:
        rest.append(("after", _text(after)))
    for name, value in sorted(detail.items()):
        # As `registry.alter` and the reviews keep it: a pair, as it was and as it became.
        if isinstance(value, list) and len(value) == 2 and name not in ("changed", "remarks", "hands"):
            changes.append(Change(name, _text(value[0]), _text(value[1])))
        else:
            rest.append((name, _text(value)))
    return Told(line, changes, rest, sealed.digest.hex() if sealed.digest else "", firm, address)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
