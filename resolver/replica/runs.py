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

# Texts around serials that are passed over to find one whose serials begin as they are asked for.
_PASSED_OVER = 16
_LARGEST = 10**19 - 1


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
        self._lengths: dict[str, list[int]] = {}

    def forget(self) -> None:
        """What was learnt may be outdated."""
        self._forms = {}
        self._lengths = {}

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

    def begins(self, start: bytes) -> bool:
        """Whether a member of a batch carries an identifier whose key begins so and goes on.

        Also where that cannot be told within a few steps: nobody may be told that something is not there which is.

        Raises:
            Corrupt: a run cannot be read.
        """
        text = start.decode()
        scheme = text.partition(":")[0]
        for size in self._lengths_of(scheme):
            begin = beginning(scheme, size).encode()
            forms = self._forms.get(begin)
            if forms is None:
                forms = self._learn(begin)
            if size > len(text) and any(self._has_one(begin, form, text) for form in forms):
                return True
        return False

    def _has_one(self, begin: bytes, form: Form, text: str) -> bool:
        """Whether there is a run of this form some key of which begins with a text."""
        low, high = form.serial
        written, width = text[low:high], high - low
        least, most = (form.number(written.ljust(width, form.characters[end])) for end in (0, -1))
        if least is None or most is None or not _checks(form, text):
            return False
        known = "".join([text[one:other] for one, other in form.constant])
        at = within = f"{form.mark}\t{known}".encode()
        for _ in range(_PASSED_OVER):
            item = self._ordered.ceiling(begin + at)
            if item is None or not item[0].startswith(begin + within):
                return False
            family, _, _ = item[0][len(begin) :].rpartition(b"\t")
            last = self._ordered.floor(begin + family + b"\t" + in_order(min(most, _LARGEST)).encode())
            if last is not None and last[0].startswith(begin + family + b"\t") and _run_of(*last).last >= least:
                return True
            at = family + b"\n"
        return True

    def _lengths_of(self, scheme: str) -> list[int]:
        """How long the keys of a scheme are that runs have."""
        if (lengths := self._lengths.get(scheme)) is None:
            lengths = self._lengths[scheme] = []
            at = begin = f"{scheme}\t".encode()
            while (item := self._ordered.ceiling(at)) is not None and item[0].startswith(begin):
                size = item[0][len(begin) :].partition(b"\t")[0]
                lengths.append(int(size))
                at = begin + size + b"\n"
        return lengths

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


def _checks(form: Form, text: str) -> bool:
    """Whether the check characters hold of which a text has all that they are computed over."""
    for (begin, end), over, characters in form.checkers:
        whole = max(end, *(other for _, other in over)) <= len(text)
        if whole and text[begin:end] != characters("".join([text[one:other] for one, other in over])):
            return False
    return True


def _run_of(place: bytes, octets: bytes) -> KeptRun:
    if len(octets) > CHECKSUM_SIZE and intact(place, octets):
        try:
            return _unpack(octets[CHECKSUM_SIZE:])
        except (msgspec.DecodeError, msgspec.ValidationError):
            pass
    raise Corrupt(MARK + place)
