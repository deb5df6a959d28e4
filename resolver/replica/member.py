"""A member of a batch: its entry, as if it had been registered alone, and what that shows, out of parts made before.

What an entry shows and where it leads is cut where members differ: between constant octets stand pieces of the suffix
that was asked for. There are such parts where the members differ in letters and digits alone, which stand for
themselves in JSON and in addresses, and before they are used they are held against whole entries.
"""

import re
from collections.abc import Callable

import msgspec

from resolver.replica.batch import KeptBatch
from resolver.replica.entry import CHANGEFUL, HIDDEN, Entry
from resolver.replica.render import entry_of
from schemas.batch_form import Span
from schemas.batch_members import Members
from schemas.change import Put

_PLAIN = re.compile(r"[0-9A-Z_-]+")
_TRIES = 4

Part = Callable[[bytes], bytes]
"""From the octets of a member's suffix, ASCII letters upper-cased, to a part of its entry."""


class Parts(msgspec.Struct, frozen=True):
    """What the entries of all members of a batch have, as `resolver.replica.entry.Entry` has it for one."""

    version: int
    ttl: int
    shown: Part
    location: Part


class Family:
    """A batch, ready to answer for its members."""

    __slots__ = ("_kept", "_parts", "batch", "members")

    def __init__(self, kept: KeptBatch) -> None:
        self.batch = kept.batch
        self.members = Members(kept.batch)
        self._kept = kept
        self._parts: tuple[Parts | None] | None = None

    def entry(self, serial: int) -> Entry:
        """The entry of the member with a serial."""
        entry = entry_of(self.members.change(serial), self._kept.serial)
        return msgspec.structs.replace(entry, flags=entry.flags | HIDDEN) if self._kept.hidden else entry

    @property
    def parts(self) -> Parts | None:
        """The parts, made when they are first asked for; None where each answer is made as a whole."""
        if self._parts is None:
            self._parts = (_parts_of(self),)
        return self._parts[0]


def _parts_of(family: Family) -> Parts | None:
    members, batch = family.members, family.batch
    first = family.entry(batch.first)
    if not batch.active or first.flags & CHANGEFUL or not _plain(members):
        return None
    for tried in range(_TRIES):
        marked, pieces = _marked(members, tried)
        parts = Parts(first.version, first.ttl, _part(marked.shown, pieces), _part(marked.location, pieces))
        if all(_holds(family, parts, serial) for serial in (batch.first, (batch.first + batch.last) // 2, batch.last)):
            return parts
    return None


def _plain(members: Members) -> bool:
    """Whether members differ in what no encoding and no spelling changes, and have as many octets as characters."""
    spelt = members.suffix(members.batch.first)
    turning = "".join([spelt[begin:end] for begin, end in _spans(members)])
    return spelt.isascii() and bool(_PLAIN.fullmatch("".join(members.form.alphabet))) and turning == turning.upper()


def _spans(members: Members) -> list[Span]:
    """The pieces of a suffix in which members differ, that of the serial first."""
    return [members.form.serial, *(each.span for each in members.form.checks)]


def _marked(members: Members, tried: int) -> tuple[Entry, dict[bytes, Span]]:
    """The entry of a member that cannot be: with marks in the places of those pieces.

    A mark has a Q in front and none behind it, so that no other one begins within it. One that stands in the values
    themselves is found out: they have no pieces in its place.
    """
    spans = _spans(members)
    marks = [f"Q{'abcd'[tried]}{number}z" for number in range(len(spans))]
    suffix = members.suffix(members.batch.first)
    for (begin, end), mark in sorted(zip(spans, marks, strict=True), reverse=True):
        suffix = suffix[:begin] + mark + suffix[end:]
    change = Put.of("88.1/X", members.filled(marks[0], suffix), members.batch.version, 0, 0, 0)
    return entry_of(change, 0), {mark.encode(): span for mark, span in zip(marks, spans, strict=True)}


def _part(octets: bytes, pieces: dict[bytes, Span]) -> Part:
    """Octets with marks in them as what makes a part; usual ones without a loop."""
    marks = b"|".join(pieces)
    constant = re.split(marks, octets)
    spans = [pieces[mark] for mark in re.findall(marks, octets)]
    for at in range(len(spans) - 1, 0, -1):  # what stands together in both is one piece
        if not constant[at] and spans[at - 1][1] == spans[at][0]:
            spans[at - 1 : at + 1] = [(spans[at - 1][0], spans[at][1])]
            del constant[at]
    match spans, constant:
        case [], [whole]:
            return lambda _: whole
        case [(a, b), (c, d)], [before, between, behind] if (a, b) != (c, d):
            return lambda suffix: b"".join((before, suffix[a:b], between, suffix[c:d], behind))
        case [(a, b), (c, d), (e, f)], [before, one, two, behind] if len(set(spans)) > 1:
            return lambda suffix: b"".join((before, suffix[a:b], one, suffix[c:d], two, suffix[e:f], behind))
    if len(set(spans)) == 1:
        begin, end = spans[0]
        return lambda suffix: suffix[begin:end].join(constant)
    form = b"%b".join(piece.replace(b"%", b"%%") for piece in constant)
    return lambda suffix: form % tuple([suffix[begin:end] for begin, end in spans])


def _holds(family: Family, parts: Parts, serial: int) -> bool:
    """Whether the parts give what the member's own entry has."""
    entry, suffix = family.entry(serial), family.members.suffix(serial).encode().upper()
    made = parts.version, parts.ttl, parts.shown(suffix), parts.location(suffix)
    return made == (entry.version, entry.ttl, entry.shown, entry.location)
