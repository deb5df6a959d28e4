"""Lifetime counts: what was counted in files of counters that are gone, so that `/metrics` never goes down.

The truth about counts is in the registry; this is a gauge for the operator, without prefixes. Before a file of counters
is discarded its counts are added here and its source is noted, in one atomic exchange of the file: so a source is
counted once, whether or not the discarding itself still happens.
"""

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec

from resolver.collect import Tallied
from schemas.counting import Channel, Class, Outcome

Kinds = Counter[tuple[Channel, Outcome, Class]]


class _Line(msgspec.Struct, frozen=True, array_like=True):
    channel: Channel
    outcome: Outcome
    class_: Class
    count: int


class _Kept(msgspec.Struct, frozen=True):
    totals: list[_Line] = []
    gone: list[str] = []
    """Sources in the totals whose files may still be there."""


def add(path: Path, leaving: Iterable[Tallied], present: Iterable[str]) -> None:
    """Add the counts of files that are about to be discarded; `present` are the sources whose files are there now."""
    kept = _read(path)
    totals = _totals(kept)
    gone = set(kept.gone)
    for tallied in leaving:
        if tallied.source not in gone:
            _count(totals, tallied)
            gone.add(tallied.source)
    lines = [_Line(*kind, count) for kind, count in sorted(totals.items())]
    unfinished = path.with_suffix(".new")
    unfinished.write_bytes(msgspec.json.encode(_Kept(lines, sorted(gone & set(present)))))
    os.replace(unfinished, path)  # noqa: PTH105 - the atomic exchange itself


def counted(path: Path, tallies: Iterable[Tallied]) -> Kinds:
    """All that was ever counted here, by channel, outcome and class."""
    kept = _read(path)
    totals = _totals(kept)
    gone = set(kept.gone)
    for tallied in tallies:
        if tallied.source not in gone:
            _count(totals, tallied)
    return totals


def _count(totals: Kinds, tallied: Tallied) -> None:
    for each in tallied.counted:
        totals[each.channel, each.outcome, each.class_] += each.count


def _totals(kept: _Kept) -> Kinds:
    return Counter({(line.channel, line.outcome, line.class_): line.count for line in kept.totals})


def _read(path: Path) -> _Kept:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Kept)
    except (FileNotFoundError, msgspec.DecodeError):
        return _Kept()  # a gauge that starts at zero again is what a monitoring system expects after a loss
