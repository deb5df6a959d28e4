"""Runs of mappings in the replica: from another identifier to a member of a batch, and healed from the batches."""

from pathlib import Path

import pytest

from resolver.answer import Found
from resolver.mapped import reach
from resolver.replica.batch import batch_key
from resolver.replica.entry import Corrupt
from resolver.replica.mappings import Pointer
from resolver.replica.writer import Writer
from schemas.batch import Batch
from schemas.batch_mapping import mapped_runs
from schemas.batch_members import Members
from schemas.coding_segments import Check, Definition, Fixed, Serial
from schemas.mapping import Mapped
from schemas.value import Value
from tests.resolver.replica.test_scrub import HARMS, Patient, harm, swept
from tests.support.feeds import PaperFeed, batch, holding, put, retired

PREFIX = "88.1.1"
SN = Definition((Fixed("SN-"), Serial(6)))
LUHN = Definition((Fixed("L"), Serial(6), Check("luhn", (2,))))
URL = Value(1, "URL", b"https://a.example/{serial}", timestamp=1_700_000_000)


def mapping(text: str, index: int = 9, permissions: int = 14) -> Value:
    return Value(index, "MAPPING", text.encode(), timestamp=1_700_000_000, permissions=permissions)


def piece(serial: str) -> str:
    return f"(01)06901234567892(21){serial}"


def key(serial: str) -> bytes:
    return f"gs1:/01/06901234567892/21/{serial}".encode()


B1 = batch(PREFIX, SN, URL, mapping(piece("{serial}")), mapping("1.2.156.3001.1{serial}", 10), id="b1", last=999_999)
B2 = batch(PREFIX, LUHN, mapping(piece("{suffix}")), id="b2", first=5, last=50)
B3 = batch(PREFIX, Definition((Fixed("H"), Serial(6))), mapping(piece("H{serial}"), permissions=12), id="b3")


@pytest.fixture
async def patient(tmp_path: Path) -> Patient:
    """A node that is level."""
    feed = PaperFeed()
    feed.write(holding(PREFIX), put(f"{PREFIX}/own"), B1, B2, B3, batch(PREFIX, Definition((Serial(9),)), id="b4"))
    node = Patient(feed, tmp_path)
    await node.settle()
    node.reader.refresh()
    return node


def all_runs(writer: Writer) -> dict[bytes, bytes]:
    with writer.looking() as view, view.cursor(writer._environment.runs) as cursor:
        return dict(iter(cursor))


async def test_another_identifier_leads_to_the_member_that_carries_it(patient: Patient) -> None:
    pointer = patient.reader.pointer

    assert pointer(key("000042")) == Pointer(f"{PREFIX}/SN-000042", 3)
    assert pointer(b"oid:1.2.156.3001.1000042") == Pointer(f"{PREFIX}/SN-000042", 3)
    assert pointer(key("L0000059")) == Pointer(f"{PREFIX}/L0000059", 4)
    for stranger in ("000000", "42", "0000420", "00004X", "L0000058", "L0000042", "L0000513", "H000001"):
        assert pointer(key(stranger)) is None, stranger
    assert pointer(b"oid:1.2.156.3001.1000000") is None
    assert pointer(b"uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6") is None

    reached = reach(patient.reader, Mapped.parse(piece("000042")))
    assert reached is not None
    assert isinstance(reached.answer, Found)
    assert reached.answer.entry == patient.reader.find(f"{PREFIX}/SN-000042".encode())
    assert reach(patient.reader, Mapped.parse("urn:epc:id:sgtin:6901234.056789.000042")) == reached


async def test_what_becomes_of_a_member_becomes_of_its_mapping(patient: Patient) -> None:
    kept = put(f"{PREFIX}/SN-000001", mapping(piece("000001")), version=2, before=3)
    dropped = put(f"{PREFIX}/SN-000002", URL, version=2, before=3)
    patient.feed.write(kept, dropped)
    await patient.settle()

    assert patient.reader.pointer(key("000001")) == Pointer(f"{PREFIX}/SN-000001", 7)
    first, second = (reach(patient.reader, Mapped.parse(piece(f"00000{number}"))) for number in (1, 2))
    assert first is not None
    assert second is None

    patient.feed.write(retired(B1, before=3))
    writer = await patient.settle()

    assert patient.reader.pointer(key("000001")) == Pointer(f"{PREFIX}/SN-000001", 7)
    assert patient.reader.pointer(key("000003")) is None
    assert len(all_runs(writer)) == 1
    await swept(patient)
    assert patient.scrubber.healed == 0


@pytest.mark.parametrize("name", HARMS)
@pytest.mark.parametrize("how", ["met", "swept", "compared"])
async def test_a_damaged_run_is_healed_from_its_batch(patient: Patient, name: str, how: str) -> None:
    writer = await patient.settle()
    before = all_runs(writer)
    place = mapped_runs(Members(B1))[0].place(1).encode()
    harm(writer, HARMS[name], place, database=b"runs")
    patient.follower.publish(holdings=True)

    if name == "missing":
        assert patient.reader.pointer(key("000042")) is None
    else:
        with pytest.raises(Corrupt) as met:
            patient.reader.pointer(key("000042"))
        if how == "met":
            assert await patient.scrubber.heal(met.value.key)
    if how == "swept" or (how, name) == ("met", "missing"):
        await swept(patient)
    if how == "compared":
        await patient.scrubber.scrub_all()

    assert all_runs(writer) == before
    assert patient.scrubber.healed == 1
    assert patient.reader.pointer(key("000042")) == Pointer(f"{PREFIX}/SN-000042", 3)


async def test_runs_that_no_batch_has_are_removed(patient: Patient) -> None:
    writer = await patient.settle()
    before = all_runs(writer)
    harm(writer, lambda _: b"x" * 50, b"gs1\t0030\tstranger", database=b"runs")

    await swept(patient)

    assert all_runs(writer) == before
    assert patient.scrubber.healed == 1


async def test_a_damaged_batch_takes_its_runs_along_until_it_is_healed(patient: Patient) -> None:
    writer = await patient.settle()
    harm(writer, HARMS["flipped"], batch_key(B1), database=b"batches")
    patient.follower.publish(holdings=True)
    with pytest.raises(Corrupt) as met:
        patient.reader.pointer(key("000042"))

    assert met.value.key == batch_key(B1)
    assert await patient.scrubber.heal(met.value.key)
    assert patient.reader.pointer(key("000042")) == Pointer(f"{PREFIX}/SN-000042", 3)


def test_a_batch_whose_mappings_cannot_be_read_here_has_none(tmp_path: Path) -> None:
    """A later release may read more: nothing of it becomes an accident here."""
    strange = batch(PREFIX, SN, mapping("strange {serial}"))
    assert isinstance(strange, Batch)
    writer = Writer(tmp_path, 1 << 24, fresh=True)
    writer.apply([])
    with writer._writing() as page:
        writer._put_batch(page, batch_key(strange), 5, strange)
    assert all_runs(writer) == {}
    writer.close()
