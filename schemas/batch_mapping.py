"""Mappings of a batch: other identifiers that its members carry, one each, as runs of keys that count with the serials.

A value of type `MAPPING` with `{serial}` or `{suffix}` in it gives each member a key of its own (`schemas/mapping.py`).
As suffixes do, these keys have a form: the serial in one place, the rest the same in all of them. Where it stands is
found out by trying: each character that a digit of the serial can be is read by the identifier's own scheme, and must
come out in its place and change nothing else. What a scheme reads in another way for some members (a check digit, a
zero in front of a number) is refused by that, and so is what no one scheme reads.
"""

from collections.abc import Iterator

import msgspec

from schemas.batch_form import Checked, Form, Span
from schemas.batch_members import Members
from schemas.batch_overlap import Run
from schemas.batch_pattern import Hole
from schemas.errors import Malformed
from schemas.mapping import Mapped, is_mapping, mapped_by
from schemas.value import Value

LONGEST_PLACE = 480
"""Octets: what the replica takes as a key."""
_PLAIN = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_")


class MappedRun(msgspec.Struct, frozen=True, array_like=True):
    """The keys of one value of a batch, first to last."""

    index: int
    """The value's."""
    scheme: str
    form: Form
    """Of a key, as a text."""
    around: str

    def place(self, first: int) -> str:
        """Under which it is kept: runs of keys of one length stand together, and as batches do among themselves."""
        return f"{beginning(self.scheme, self.form.length)}{self.form.place(self.around, first)}"

    def key(self, serial: int) -> str:
        """The key of the member with a serial."""
        return self.form.write(self.around, serial)


def beginning(scheme: str, length: int) -> str:
    """How the places of runs begin whose keys are of a scheme and so long."""
    return f"{scheme}\t{length:04}\t"


def mapped_runs(members: Members) -> tuple[MappedRun, ...]:
    """The runs of keys that the members of a batch carry.

    Raises:
        Malformed: a value of type MAPPING is the same for all members, has the serial more than once, or is not read
            alike for all of them.
    """
    return tuple(_run_of(members, value) for value in members.batch.values if is_mapping(value))


def first_of(members: Members, run: MappedRun) -> Mapped:
    """The identifier that the first member carries by a run."""
    return _mapped(members, run.index, members.digits(members.batch.first), members.suffix(members.batch.first))


def tried(members: Members, run: MappedRun) -> Iterator[Mapped]:
    """Identifiers among which there is one with each character that each digit of the serial can be."""
    serial, suffix = members.digits(members.batch.first), members.suffix(members.batch.first)
    for place, character in _variations(members):
        turned = _turned(serial, place, character)
        yield _mapped(members, run.index, turned, _within(members, suffix, turned))


def _run_of(members: Members, value: Value) -> MappedRun:
    pattern = next((one for each, one in members.patterned if each is value), None)
    if pattern is None:
        raise Malformed(
            f"value {value.index} maps one identifier to all of these: expected {{serial}} or {{suffix}} in it"
        )
    holes = [piece.name for piece in pattern.pieces if isinstance(piece, Hole)]
    if holes not in (["serial"], ["suffix"]):
        named = ", ".join(f"{{{name}}}" for name in holes)
        raise Malformed(f"value {value.index} maps with {named}, expected {{serial}} or {{suffix}} once")
    if not set(members.digits(members.batch.last)) <= _PLAIN or not members.form.alphabet <= _PLAIN | {"*"}:
        raise Malformed(
            f"value {value.index} cannot map these: their serials have other characters than letters and digits"
        )
    serial, suffix = members.digits(members.batch.first), members.suffix(members.batch.first)
    base = _mapped(members, value.index, serial, suffix)
    key = base.key.decode()
    at = _place_of_serial(members, value, key)
    form = Form(len(key), (at, at + len(serial)), members.form.characters, _checks(members, value, key, at, holes))
    run = MappedRun(value.index, base.scheme, form, form.around(key))
    if serial != members.form.digits(members.batch.first, len(serial)):
        raise Malformed(f"value {value.index} cannot map these: their serials are written in small letters")
    for number in (members.batch.first, (members.batch.first + members.batch.last) // 2, members.batch.last):
        own = _mapped(members, value.index, members.digits(number), members.suffix(number))
        if own.key.decode() != run.key(number):
            raise _otherwise(value, own)
    if len(run.place(members.batch.first).encode()) > LONGEST_PLACE:
        raise Malformed(f"value {value.index} maps identifiers of {len(key)} characters, which is too long for a batch")
    return run


def _place_of_serial(members: Members, value: Value, key: str) -> int:
    """Where the serial begins in a key."""
    serial, suffix = members.digits(members.batch.first), members.suffix(members.batch.first)
    begin: int | None = None
    for place, character in _variations(members):
        turned = _turned(serial, place, character)
        other = _mapped(members, value.index, turned, _within(members, suffix, turned))
        text = other.key.decode()
        different = [at for at, (one, two) in enumerate(zip(key, text, strict=False)) if one != two]
        if len(text) != len(key) or len(different) != 1 or text[different[0]] != character:
            raise _otherwise(value, other)
        if begin is None:
            begin = different[0] - place
        if different[0] - place != begin:
            raise _otherwise(value, other)
    if begin is None:  # a batch of one serial: it stands where its digits do
        begin = key.rfind(serial)
    if begin < 0:
        raise _otherwise(value, Mapped(*key.split(":", 1)))
    return begin


def _checks(members: Members, value: Value, key: str, at: int, holes: list[str]) -> tuple[Checked, ...]:
    """The check characters within a key: there where the whole suffix stands in it as it is."""
    form = members.form
    if holes == ["serial"] or not form.checks:
        return ()
    offset = at - form.serial[0]
    suffix = members.suffix(members.batch.first)
    if suffix.upper() != suffix or key[max(offset, 0) : offset + form.length] != suffix:
        raise Malformed(f"value {value.index} cannot map these: their suffixes do not stand in it as they are written")

    def moved(span: Span) -> Span:
        return span[0] + offset, span[1] + offset

    return tuple(Checked(moved(each.span), each.algorithm, tuple(map(moved, each.over))) for each in form.checks)


def _variations(members: Members) -> Iterator[tuple[int, str]]:
    """Each digit of the serial with each other character that it has in some member."""
    run = Run(members.form, members.around, members.batch.first, members.batch.last)
    begin, end = members.form.serial
    own = run.bounds[0]
    states = {run.start}
    for place in range(begin, end):
        steps = {step for state in states for step in run.steps(place, state)}
        states = {state for _, state in steps}
        for character in sorted({character for character, _ in steps}):
            if character != own[place - begin]:
                yield place - begin, character


def _turned(serial: str, place: int, character: str) -> str:
    return serial[:place] + character + serial[place + 1 :]


def _within(members: Members, suffix: str, serial: str) -> str:
    begin, end = members.form.serial
    return suffix[:begin] + serial + suffix[end:]


def _mapped(members: Members, index: int, serial: str, suffix: str) -> Mapped:
    return mapped_by(next(value for value in members.filled(serial, suffix) if value.index == index))


def _otherwise(value: Value, mapped: Mapped) -> Malformed:
    return Malformed(
        f"value {value.index} is not read alike for all of these: one would be {mapped.scheme} {mapped.text[:80]}"
    )
