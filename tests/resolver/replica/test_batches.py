"""Batches in the replica: each member answers as if it were alone, and what is damaged is healed and never served."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from resolver.replica.batch import KeptBatch, batch_key, batch_octets, batch_of
from resolver.replica.batches import MOST_OCTETS, Batches
from resolver.replica.entry import HIDDEN, Corrupt, Entry
from resolver.replica.member import Family
from resolver.replica.render import entry_of
from resolver.replica.scrub import Scrubber
from resolver.replica.writer import Standing
from schemas.batch import Batch
from schemas.batch_members import Members
from schemas.change import Put
from schemas.coding_segments import Check, Definition, Fixed, Segment, Serial
from schemas.value import Value
from tests.resolver.replica.test_follow import running, until
from tests.resolver.replica.test_scrub import HARMS, Patient, harm, swept
from tests.support.feeds import PaperFeed, batch, holding, put, retire, retired

PREFIX = "88.1.1"
SN = Definition((Fixed("SN-"), Serial(6)))
LUHN = Definition((Fixed("sn-"), Serial(6), Check("luhn", (2,)), Fixed("/x")))
URL = Value(1, "URL", b"https://a.example/{suffix}?n={serial}", timestamp=1_700_000_000)
NAME = Value(2, "NAME", '泵 {serial} "{handle}"'.encode(), timestamp=1_700_000_000)
HUSH = Value(300, "NOTE", b"{serial}", permissions=12, timestamp=1_700_000_000)


def member(of: Batch, serial: int, journalled: int) -> Entry:
    """What the record of a member would be, had it been registered alone."""
    values = Members(of).values(serial)
    handle = Members(of).handle(serial).text
    return entry_of(Put.of(handle, values, 1, of.registered_at, of.changed_at, 0), journalled)


def stocked() -> PaperFeed:
    feed = PaperFeed()
    feed.write(holding(PREFIX), holding("88.1.10"))
    feed.write(*(put(f"{PREFIX}/{number}") for number in range(20)))
    feed.write(batch(PREFIX, SN, URL, NAME, HUSH, id="b1", first=10, last=19))
    feed.write(batch(PREFIX, SN, URL, id="b2", first=20, last=999_999))
    feed.write(batch(PREFIX, LUHN, NAME, id="b3", first=1, last=50))
    feed.write(batch("88.1.10", SN, URL, id="b4", first=1, last=5))
    return feed


@pytest.fixture
async def patient(tmp_path: Path) -> Patient:
    """A node that is level."""
    node = Patient(stocked(), tmp_path)
    await node.settle()
    return node


def key(suffix: str, prefix: str = PREFIX) -> bytes:
    return f"{prefix}/{suffix}".encode().upper()


# ---- reading


async def test_a_member_is_read_as_if_it_were_alone_and_its_neighbours_are_not(patient: Patient) -> None:
    b1, b2, b3, b4 = (one.change for one in patient.feed.changes[-4:])
    assert isinstance(b1, Batch)
    assert isinstance(b2, Batch)
    assert isinstance(b3, Batch)
    assert isinstance(b4, Batch)
    find = patient.reader.find

    for serial in (10, 15, 19):
        found = find(key(f"SN-{serial:06}"))
        assert found == member(b1, serial, 23)
        assert found.flags & HIDDEN
        assert b'"index":300' not in found.shown
    assert find(key("SN-000020")) == member(b2, 20, 24)
    assert find(key("SN-999999")) == member(b2, 999_999, 24)
    assert find(key("sn-0000018/x")) == member(b3, 1, 25)
    assert find(key("SN-000005", "88.1.10")) == member(b4, 5, 26)
    for suffix in ("SN-000009", "SN-0000100", "SN-00001O", "SN-0000017/X", "SN-0000018/Y", "SN-0000018", "TN-000010"):
        assert find(key(suffix)) is None, suffix
    assert find(key("SN-000006", "88.1.10")) is None
    assert find(key("SN-000010", "88.1.2")) is None
    assert patient.follower.served is not None
    assert patient.follower.served.standing() == Standing(26, 20, 2, 0, 4)


async def test_values_that_are_not_public_never_enter_the_replica(patient: Patient) -> None:
    patient.reader.refresh()
    item = patient.reader.kept_batches.ceiling(b"")
    while item is not None:
        assert b"NOTE" not in item[1]
        item = patient.reader.kept_batches.ceiling(item[0] + b"\0")


async def test_a_record_of_its_own_comes_first_and_a_retired_batch_leaves_tombstones(patient: Patient) -> None:
    b1, b2 = (one.change for one in patient.feed.changes[-4:-2])
    assert isinstance(b1, Batch)
    assert isinstance(b2, Batch)
    patient.feed.write(
        put(f"{PREFIX}/SN-000012", version=2, before=23),
        retire(f"{PREFIX}/sn-000013", before=23),
        retired(b1, before=23),
    )
    await patient.settle()
    find = patient.reader.find

    own, gone, tombstone, untouched = (find(key(f"SN-0000{number}")) for number in (12, 13, 14, 20))

    assert own == entry_of(put(f"{PREFIX}/SN-000012", version=2, before=23), 27)
    assert gone == entry_of(retire(f"{PREFIX}/sn-000013", before=23), 28)
    assert tombstone is not None
    assert (tombstone.retired, tombstone.version, tombstone.serial, tombstone.changed_at) == (
        True,
        2,
        29,
        b1.changed_at + 60,
    )
    assert untouched == member(b2, 20, 24)


async def test_what_was_learnt_is_forgotten_when_a_batch_comes(patient: Patient) -> None:
    assert patient.reader.find(key("AB-01")) is None
    turn = patient.reader.holdings_turn

    patient.feed.write(batch(PREFIX, Definition((Fixed("AB-"), Serial(2))), id="b5"))
    await patient.settle()

    assert patient.reader.find(key("AB-01")) is not None
    assert patient.reader.holdings_turn != turn


@pytest.mark.parametrize("most_octets", [0, 50_000, MOST_OCTETS])
async def test_many_batches_are_found_whatever_is_remembered(patient: Patient, most_octets: int) -> None:
    runs = [(at, at + 6) for at in range(1, 4_000, 10)]
    definition = Definition((Fixed("M"), Serial(5)))
    patient.feed.write(*(batch(PREFIX, definition, id=f"m{at}", first=at, last=last) for at, last in runs))
    await patient.settle()

    patient.reader.refresh()
    for order in (range(4_010), range(4_009, -1, -1), [number * 1_117 % 4_010 for number in range(4_010)]):
        met = Batches(patient.reader.kept_batches, most_octets)
        found = {number for number in order if met.under(PREFIX.encode()).find(f"M{number:05}") is not None}
        assert found == {number for at, last in runs for number in range(at, last + 1)}


async def test_a_change_that_comes_late_takes_no_newer_ones_place(patient: Patient) -> None:
    writer = await patient.settle()
    newer = retired(batch(PREFIX, SN, URL, NAME, HUSH, id="b1", first=10, last=19), before=23)
    patient.feed.write(newer)
    await patient.settle()

    writer.apply(patient.feed.changes[20:26])
    patient.follower.publish(holdings=True)

    found = patient.reader.find(key("SN-000010"))
    assert found is not None
    assert found.retired


# ---- healing


@pytest.mark.parametrize("name", HARMS)
async def test_a_damaged_batch_is_never_served_and_is_healed_when_it_is_met(patient: Patient, name: str) -> None:
    writer = await patient.settle()
    b2 = patient.feed.changes[-3].change
    assert isinstance(b2, Batch)
    harm(writer, HARMS[name], batch_key(b2), database=b"batches")
    patient.follower.publish(holdings=True)

    if name == "missing":
        assert patient.reader.find(key("SN-000020")) is None
        assert not await patient.scrubber.counts_agree()
        await patient.scrubber.scrub_all()
    else:
        with pytest.raises(Corrupt) as met:
            patient.reader.find(key("SN-000020"))
        assert met.value.key == batch_key(b2)
        assert await patient.scrubber.heal(met.value.key)

    assert patient.reader.find(key("SN-000020")) == member(b2, 20, 24)
    assert patient.scrubber.healed == 1


@pytest.mark.parametrize("name", HARMS)
@pytest.mark.parametrize("look", ["sweep", "compare"])
async def test_damage_that_nobody_meets_is_found(patient: Patient, name: str, look: str) -> None:
    writer = await patient.settle()
    every = [batch_key(one.change) for one in patient.feed.changes if isinstance(one.change, Batch)]
    harm(writer, HARMS[name], *every, database=b"batches")
    patient.follower.publish(holdings=True)

    if look == "sweep":
        await swept(patient)
        assert patient.follower.doubtful is (name != "missing")
    if look == "compare" or name == "missing":
        await patient.scrubber.scrub_all()

    assert patient.scrubber.healed == 4
    with writer.looking() as view:
        for numbered in patient.feed.changes:
            if isinstance(numbered.change, Batch):
                kept = batch_key(numbered.change)
                assert view.get(kept, db=writer.batches) == batch_octets(kept, numbered.serial, numbered.change)


async def test_comparing_removes_batches_that_do_not_belong_there(patient: Patient) -> None:
    writer = await patient.settle()
    stranger = batch(PREFIX, Definition((Fixed("Z"), Serial(3))), id="z")
    strangers = {
        batch_key(stranger): batch_octets(batch_key(stranger), 3, stranger),
        b"88.1.1\0zz": b"x" * 90,
        b"\xff\0": b"",
    }
    for kept, octets in strangers.items():
        harm(writer, lambda _, octets=octets: octets, kept, database=b"batches")  # type: ignore[misc]
    assert not await patient.scrubber.counts_agree()

    await patient.scrubber.scrub_all()

    assert await patient.scrubber.counts_agree()
    assert patient.reader.find(key("Z001")) is None
    assert patient.scrubber.healed == 3


async def test_while_the_feed_is_busy_healing_a_batch_waits(patient: Patient) -> None:
    writer = await patient.settle()
    b2 = patient.feed.changes[-3].change
    assert isinstance(b2, Batch)
    harm(writer, HARMS["flipped"], batch_key(b2), database=b"batches")
    patient.feed.busy = True
    assert not await patient.scrubber.heal(batch_key(b2))
    patient.feed.busy = False
    assert await patient.scrubber.heal(batch_key(b2))


async def test_batches_outlive_a_rebuild_and_heal_by_themselves(tmp_path: Path) -> None:
    feed = stocked()
    async with running(feed, tmp_path) as node:
        scrubber = Scrubber(feed, node.follower)
        looking = asyncio.create_task(scrubber.run(node.stop, every=0.2))
        await node.follower.level_with(len(feed.changes))
        node.follower.ask_for_rebuild("the test wants it")
        await until(lambda: node.level.generation == 2 and node.follower.served is not None)
        writer = node.follower.served
        assert writer is not None
        b2 = feed.changes[-3].change
        assert isinstance(b2, Batch)
        harm(writer, lambda _: None, batch_key(b2), database=b"batches")
        node.follower.publish(holdings=True)

        async with asyncio.timeout(30):
            while node.reader.find(key("SN-000020")) != member(b2, 20, 24):  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.02)
        node.stop.set()
        await looking


# ---- parts


def family(
    *segments: Segment, values: tuple[Value, ...] = (URL, NAME), first: int = 1, last: int = 50, **more: object
) -> Family:
    made = batch(PREFIX, Definition(segments), *values, first=first, last=last, **more)  # type: ignore[arg-type]
    kept = batch_of(batch_key(made), batch_octets(batch_key(made), 7, made))
    assert kept is not None
    return Family(kept)


def answers_as_a_whole(one: Family, serial: int) -> None:
    """The parts give what the member's own entry has."""
    parts = one.parts
    assert parts is not None
    entry, suffix = one.entry(serial), one.members.suffix(serial).encode().upper()
    assert (parts.version, parts.ttl) == (entry.version, entry.ttl)
    assert (parts.shown(suffix), parts.location(suffix)) == (entry.shown, entry.location)


@pytest.mark.parametrize(
    "segments",
    [
        (Fixed("SN-"), Serial(6)),
        (Serial(2),),
        (Fixed("sn/"), Serial(8, "crockford")),
        (Fixed("A&B "), Serial(3), Fixed("<\"'%b\\>")),
        (Fixed("SN"), Serial(4), Check("luhn", (2,)), Check("mod37,36")),
        (Serial(3), Fixed("Qa0z")),
        (Serial(12, "01"), Check("mod1271-36")),
    ],
)
@pytest.mark.parametrize(
    "values",
    [
        (URL, NAME),
        (NAME,),
        (),
        (URL,),
        (Value(1, "URL", b"https://a.example/%20{serial}%b?Qa0z={serial}&{suffix}#Qb0z", timestamp=1),),
        (Value(1, "URL", b"https://a.example/const", timestamp=1), NAME),
        (Value(1, "10320/loc", b"<locations><location href='https://a.example/{serial}'/></locations>", timestamp=1),),
        (Value(1, "URL", b"https://a.example/{serial}", 60, timestamp=1), Value(2, "N", b"x", 9, timestamp=1)),
    ],
)
def test_parts_give_what_whole_entries_have(segments: tuple[Segment, ...], values: tuple[Value, ...]) -> None:
    one = family(*segments, values=values)

    for serial in (1, 2, 9, 10, 49, 50):
        answers_as_a_whole(one, serial)


@pytest.mark.parametrize(
    "one",
    [
        family(Fixed("件"), Serial(3)),
        family(Serial(3, "01件")),
        family(Serial(3, "0ab")),
        family(Serial(3), Check("mod37-2")),
        family(Serial(3), values=(Value(1, "URL", b"https://a.example/{serial}", 2_000_000_000, 1, absolute=True),)),
        family(
            Serial(3), values=tuple(Value(n, f"N{n}", f"Q{letter}0z".encode()) for n, letter in enumerate("abcd", 1))
        ),
    ],
    ids=["chinese text", "chinese serial", "small letters", "a star", "absolute expiry", "every mark taken"],
)
def test_where_there_are_no_parts_members_still_have_entries(one: Family) -> None:
    if one.parts is not None:
        answers_as_a_whole(one, 26)
        pytest.fail("there are parts")
    assert one.entry(26) == member(one.batch, 26, 7)


def test_octets_that_are_no_batch_are_none() -> None:
    made = batch(PREFIX, SN)
    kept = batch_key(made)
    octets = batch_octets(kept, 7, made)

    assert batch_of(kept, octets) == KeptBatch(made, 7, False)
    broken: Callable[[bytes], KeptBatch | None] = lambda octets: batch_of(kept, octets)  # noqa: E731
    assert broken(b"") is None
    assert broken(octets[:-1]) is None
    assert batch_of(kept + b"x", octets) is None
    assert batch_of(kept, batch_octets(kept, 7, msgspec.structs.replace(made, values=()))) is not None
