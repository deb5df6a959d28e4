"""Runs of mappings as the replica keeps them: from another identifier to the member of a batch that carries it.

Kept under the place of the run (`schemas/batch_mapping.py`): checksum of key and rest (4), then form, last serial and
the key of the batch, packed. All of it follows from the batches, in the same transaction, and is made good from them.
"""

import zlib
from collections.abc import Mapping

import lmdb
import msgspec

from resolver.replica.batch import KeptBatch, batch_of, is_mapped
from resolver.replica.batches import Ordered
from resolver.replica.entry import CHECKSUM_SIZE, Corrupt, intact
from resolver.replica.mappings import Pointer
from schemas.batch_form import Form, in_order
from schemas.batch_mapping import beginning, mapped_runs
from schemas.batch_members import Members
from schemas.errors import Malformed
from schemas.mapping import carried

MARK = b"\0run:"
"""Before the place of a run, in what is told of damage: no key of anything else begins so."""


class KeptRun(msgspec.Struct, frozen=True, array_like=True):
    """A run, and where its batch is."""

    form: Form
    last: int
    batch: bytes


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(KeptRun).decode


def runs_of(key: bytes, kept: KeptBatch | None) -> dict[bytes, bytes]:
    """What is kept of the runs of the batch under a key, by place; nothing of one that is retired or not there."""
    if kept is None or not kept.batch.active:
        return {}
    try:
        runs = mapped_runs(Members(kept.batch))
    except Malformed:  # the registry refuses such; one that comes from elsewhere must not become an accident here
        return {}
    found = {}
    for run in runs:
        place = run.place(kept.batch.first).encode()
        rest = _pack(KeptRun(run.form, kept.batch.last, key))
        found[place] = zlib.crc32(rest, zlib.crc32(place)).to_bytes(CHECKSUM_SIZE, "little") + rest
    return found


def turn(
    page: "lmdb.Transaction[bytes]",
    runs: "lmdb._Database",
    before: Mapping[bytes, bytes],
    now: Mapping[bytes, bytes],
) -> None:
    """Let the members of a batch carry what they carry now."""
    for place in before.keys() - now.keys():
        page.delete(place, db=runs)
    for place, octets in now.items():
        page.put(place, octets, db=runs)


def straighten(page: "lmdb.Transaction[bytes]", runs: "lmdb._Database", batches: "lmdb._Database") -> int:
    """Make the runs what the batches say; how many were not."""
    expected: dict[bytes, bytes] = {}
    for key, octets in page.cursor(batches):
        if is_mapped(octets):
            expected |= runs_of(key, batch_of(key, octets))
    there = dict(iter(page.cursor(runs)))
    wrong = {place for place in there.keys() | expected.keys() if there.get(place) != expected.get(place)}
    if wrong:
        turn(page, runs, {place: there[place] for place in wrong & there.keys()}, expected)
    return len(wrong)


class Runs:
    """The runs as one reader has come to know them: their forms are few, and remembered until it says `forget`."""

    def __init__(self, ordered: Ordered, batches: Ordered) -> None:
        self._ordered = ordered
        self._batches = batches
        self._forms: dict[bytes, list[Form]] = {}

    def forget(self) -> None:
        """What was learnt may be outdated."""
        self._forms = {}

    def pointer(self, key: bytes) -> Pointer | None:
        """The member that carries the identifier with this key; None where none does by its batch.

        Raises:
            Corrupt: a run or its batch cannot be read.
        """
        text = key.decode()
        begin = beginning(text.partition(":")[0], len(text)).encode()
        forms = self._forms.get(begin)
        if forms is None:
            forms = self._learn(begin)
        for form in forms:
            split = form.split(text)
            if split is None or not form.checked(text):
                continue
            family, serial = f"{form.mark}\t{split[0]}\t".encode(), split[1]
            item = self._ordered.floor(begin + family + in_order(serial).encode())
            if item is None or not item[0].startswith(begin + family) or serial > (run := _run_of(*item)).last:
                continue
            if pointer := self._member(run.batch, serial, key):
                return pointer
        return None

    def _member(self, batch: bytes, serial: int, key: bytes) -> Pointer | None:
        item = self._batches.floor(batch)
        if item is None or item[0] != batch:
            raise Corrupt(batch)
        kept = batch_of(*item)
        if kept is None:
            raise Corrupt(batch)
        members = Members(kept.batch)
        # Read as it would be if the member were alone: what was kept by its form is held against what it says.
        if not kept.batch.active or all(mapped.key != key for mapped in carried(members.values(serial))):
            return None
        return Pointer(members.handle(serial).text, kept.serial)

    def _learn(self, begin: bytes) -> list[Form]:
        forms: list[Form] = []
        at = begin
        while (item := self._ordered.ceiling(at)) is not None and item[0].startswith(begin):
            forms.append(_run_of(*item).form)
            at = begin + forms[-1].mark.encode() + b"\n"
        self._forms[begin] = forms
        return forms


def _run_of(place: bytes, octets: bytes) -> KeptRun:
    if len(octets) > CHECKSUM_SIZE and intact(place, octets):
        try:
            return _unpack(octets[CHECKSUM_SIZE:])
        except (msgspec.DecodeError, msgspec.ValidationError):
            pass
    raise Corrupt(MARK + place)
