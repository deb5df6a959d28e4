"""Scrubbing: whatever is missing, corrupt, stale or superfluous becomes what the Feed says, without anybody's help."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from resolver.replica.entry import Corrupt, intact, serial_of
from resolver.replica.environment import TWIN, Environment, Unreadable, kept_under
from resolver.replica.scrub import Scrubber
from resolver.replica.writer import Writer
from schemas.change import Head
from tests.resolver.replica.test_follow import Node, running, stocked, until
from tests.support.feeds import PaperFeed, holding, put, retire

LONG = "88.1.1/" + "长" * 160


def harm(writer: Writer, change: Callable[[bytes], bytes | None], *keys: bytes, database: bytes = b"entries") -> None:
    """Change what is kept under some keys, past everything that checks it; None removes it."""
    environment = Environment.open(writer.path)
    handle = environment.lmdb.open_db(database, create=False)
    with environment.lmdb.begin(write=True, db=handle) as page:
        for key in keys:
            changed = change(page.get(key, b""))
            if changed is None:
                page.delete(key)
            else:
                page.put(key, changed)
    environment.close()


def flipped(octets: bytes) -> bytes:
    """The same octets with one bit changed."""
    at = len(octets) // 2
    return octets[:at] + bytes([octets[at] ^ 4]) + octets[at + 1 :]


def long_feed() -> PaperFeed:
    """Records of which many have long keys with one beginning, before, among and after which others come."""
    feed = stocked(300)
    feed.write(*(put(f"{LONG}{number:03}") for number in range(50)))
    feed.write(
        put(LONG[:-20]), put(LONG[:-10]), put(LONG[:-5]), put(LONG), put(LONG + "长"), put("88.1.1/页"), put("88.1.1/ÿ")
    )
    return feed


class Patient(Node):
    """A node with a scrubber; nothing runs by itself."""

    def __init__(self, feed: PaperFeed, folder: Path) -> None:
        super().__init__(feed, folder)
        self.scrubber = Scrubber(feed, self.follower)

    async def settle(self) -> Writer:
        """Follow to the end."""
        while await self.follower.step():
            pass
        assert self.follower.served is not None
        return self.follower.served


@pytest.fixture
async def patient(tmp_path: Path) -> Patient:
    """A node that is level."""
    node = Patient(long_feed(), tmp_path)
    await node.settle()
    return node


async def swept(node: Patient) -> None:
    while not await node.scrubber.sweep(37):
        pass


HARMS: dict[str, Callable[[bytes], bytes | None]] = {
    "missing": lambda _: None,
    "flipped": flipped,
    "empty": lambda _: b"",
    "cut": lambda octets: octets[:-1],
    "of something else": lambda _: b"x" * 100,
}


@pytest.mark.parametrize("name", HARMS)
async def test_what_a_worker_reports_is_healed(patient: Patient, name: str) -> None:
    for key in (b"88.1.1/SN-7", b"88.1.1/SN-0", (LONG + "007").encode()):
        writer = await patient.settle()
        harm(writer, HARMS[name], kept_under(key))
        patient.follower.publish()
        if name == "missing":
            assert patient.reader.find(key) is None
        else:
            with pytest.raises(Corrupt):
                patient.reader.find(key)

        assert await patient.scrubber.heal(key)
        assert patient.agrees()


@pytest.mark.parametrize("page", [1, 7, 1_000])
@pytest.mark.parametrize("name", HARMS)
async def test_comparing_finds_what_nobody_asked_for(patient: Patient, name: str, page: int) -> None:
    writer = await patient.settle()
    chance = random.Random(7)
    harmed = [*chance.sample(patient.feed.all_keys(), 30), patient.feed.all_keys()[0], patient.feed.all_keys()[-1]]
    harm(writer, HARMS[name], *map(kept_under, set(harmed)))
    patient.follower.publish()

    while not await patient.scrubber.scrub(page):
        pass
    assert patient.agrees()
    assert patient.scrubber.healed == len(set(harmed))

    await patient.scrubber.scrub_all()
    assert patient.scrubber.healed == len(set(harmed))  # and nothing that was good


async def test_comparing_removes_what_does_not_belong_there(patient: Patient) -> None:
    writer = await patient.settle()
    good = await patient.feed.current(b"88.1.1/SN-7")
    assert good is not None
    strangers = [b"0", b"88.1.1/SN-7X", b"88.1.1/ZZZ", b"\xff\xfe", kept_under(b"88.1.1/" + b"Y" * 600)]
    harm(writer, lambda _: b"\0" * 80, *strangers)
    assert not await patient.scrubber.counts_agree()

    await patient.scrubber.scrub_all()

    assert await patient.scrubber.counts_agree()
    assert [patient.reader.raw(key) for key in strangers] == [None] * 5
    assert patient.agrees()


async def test_comparing_brings_what_is_stale_up_to_date(patient: Patient) -> None:
    writer = await patient.settle()
    older = patient.reader.raw(b"88.1.1/SN-11")
    serial = patient.feed.write(put("88.1.1/SN-11", version=2))
    await patient.settle()
    assert older is not None
    harm(writer, lambda _: older, b"88.1.1/SN-11")

    await patient.scrubber.scrub_all()
    assert serial_of(patient.reader.raw(b"88.1.1/SN-11") or b"") == serial


async def test_comparing_leaves_alone_what_comes_meanwhile(patient: Patient) -> None:
    """What is newer than the level from before the Feed was asked is not judged."""
    writer = await patient.settle()

    class Late(PaperFeed):
        """The page is from before a registration that is followed while the page is under way."""

        async def page(self, above: bytes, limit: int):  # type: ignore[no-untyped-def]
            page = await patient.feed.page(above, limit)
            if "88.1.1/LATE" not in {key.decode() for key in patient.feed.all_keys()}:
                patient.feed.write(put("88.1.1/late"))
                await patient.settle()
            return page

    scrubber = Scrubber(Late(), patient.follower)
    await scrubber.scrub()
    await scrubber.scrub()
    assert (scrubber.healed, patient.follower.served is writer, patient.agrees()) == (0, True, True)


async def test_a_generation_that_is_exchanged_while_it_is_compared_is_not_built_once_more(patient: Patient) -> None:
    await patient.settle()
    stop = asyncio.Event()

    class Slow(PaperFeed):
        """While a page is under way, another generation takes the place of the one that is compared."""

        async def head(self) -> Head:
            return await patient.feed.head()

        async def page(self, above: bytes, limit: int):  # type: ignore[no-untyped-def]
            page = await patient.feed.page(above, limit)
            await patient.follower.rebuild()
            stop.set()
            return page

    await Scrubber(Slow(), patient.follower).run(stop)
    await asyncio.sleep(0)  # a rebuild that was asked for would have begun now

    assert patient.level.generation == 2
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_sweeping_finds_every_flipped_bit_without_the_feed(patient: Patient) -> None:
    writer = await patient.settle()
    await swept(patient)
    assert patient.scrubber.healed == 0

    keys = [key for key in patient.feed.all_keys() if len(key) < 440]
    harmed = random.Random(5).sample(keys, 40)
    harm(writer, flipped, *harmed)
    await swept(patient)

    assert patient.scrubber.healed == 40
    assert patient.agrees()


async def test_a_flipped_key_is_found_and_the_record_comes_back(patient: Patient) -> None:
    writer = await patient.settle()
    octets = patient.reader.raw(b"88.1.1/SN-100") or b""
    harm(writer, lambda _: None, b"88.1.1/SN-100")
    harm(writer, lambda _: octets, b"88.1.1/SN-10\xb0")
    patient.follower.publish()
    assert patient.reader.raw(b"88.1.1/SN-100") is None

    await swept(patient)
    assert patient.follower.doubtful
    await patient.scrubber.scrub_all()

    assert patient.agrees()
    assert patient.reader.raw(b"88.1.1/SN-10\xb0") is None


async def test_an_entry_that_cannot_be_found_where_it_is_makes_a_new_replica(patient: Patient) -> None:
    """A key damaged on its page in the file, so that the order is broken: no transaction could write this."""
    writer = await patient.settle()
    file = writer.path / "data.mdb"
    octets = bytearray(file.read_bytes())
    at, places = octets.find(b"88.1.1/SN-155"), 0
    while at >= 0:
        octets[at : at + 13] = b"99.1.1/SN-155"
        at, places = octets.find(b"88.1.1/SN-155", at + 13), places + 1
    assert places
    with file.open("r+b") as there:
        there.write(octets)
    patient.follower.publish()

    with pytest.raises(Unreadable, match="an entry cannot be found where it is$"):
        await swept(patient)


@pytest.mark.parametrize(("database", "key"), [(b"holdings", b"88.1.1"), (b"state", TWIN + b"88.1.1")])
@pytest.mark.parametrize("name", HARMS)
async def test_a_copy_of_a_holding_is_mended(patient: Patient, name: str, database: bytes, key: bytes) -> None:
    writer = await patient.settle()
    harm(writer, HARMS[name], key, database=database)

    await swept(patient)

    other = {b"holdings": (TWIN + b"88.1.1", b"state"), b"state": (b"88.1.1", b"holdings")}[database]
    harm(writer, lambda _: None, other[0], database=other[1])
    patient.follower.publish(holdings=True)
    assert patient.reader.holding("88.1.1") == holding("88.1.1")
    assert await patient.scrubber.heal(b"88.1.1")


async def test_counts_tell_what_is_missing_at_equal_serials_only(patient: Patient) -> None:
    writer = await patient.settle()
    assert await patient.scrubber.counts_agree()
    harm(writer, lambda _: None, b"88.1.1/SN-7")
    assert not await patient.scrubber.counts_agree()

    patient.feed.write(retire("88.1.1/SN-8"))
    assert await patient.scrubber.counts_agree()  # the replica is behind, so its counts say nothing


async def test_while_the_feed_is_busy_healing_waits(patient: Patient) -> None:
    writer = await patient.settle()
    harm(writer, flipped, b"88.1.1/SN-7")
    patient.feed.busy = True
    assert not await patient.scrubber.heal(b"88.1.1/SN-7")
    patient.feed.busy = False
    assert await patient.scrubber.heal(b"88.1.1/SN-7")


async def test_it_gives_way_to_who_registers_in_bulk(patient: Patient) -> None:
    assert patient.scrubber.turn_seconds() == 1.0
    patient.feed.write(*(put(f"88.1.1/MANY-{number}") for number in range(5_000)))
    await patient.settle()

    assert patient.scrubber.turn_seconds() == 5.0
    assert patient.scrubber.turn_seconds() == 1.0


async def test_left_to_itself_it_heals_everything(tmp_path: Path) -> None:
    feed = long_feed()
    async with running(feed, tmp_path) as node:
        scrubber = Scrubber(feed, node.follower)
        looking = asyncio.create_task(scrubber.run(node.stop, every=0.2))
        await node.follower.level_with(len(feed.changes))
        writer = node.follower.served
        assert writer is not None
        harm(writer, lambda _: None, b"88.1.1/SN-7", b"88.1.1/SN-8")
        harm(writer, flipped, b"88.1.1/SN-9", kept_under((LONG + "007").encode()))
        harm(writer, flipped, b"88.1.1", database=b"holdings")
        node.follower.publish(holdings=True)

        def healed() -> bool:
            try:
                return node.agrees()
            except Corrupt:
                return False

        await until(healed)
        assert intact(b"88.1.1/SN-9", node.reader.raw(b"88.1.1/SN-9") or b"")
        node.stop.set()
        await looking


@pytest.mark.parametrize("what", ["rewound", "a prefix too few", "both copies"])
async def test_what_cannot_be_healed_singly_is_built_anew(tmp_path: Path, what: str) -> None:
    feed = long_feed()
    async with running(feed, tmp_path) as node:
        scrubber = Scrubber(feed, node.follower)
        looking = asyncio.create_task(scrubber.run(node.stop, every=0.2))
        await node.follower.level_with(len(feed.changes))
        writer = node.follower.served
        assert writer is not None
        match what:
            case "rewound":
                feed.rewind(200)
            case "a prefix too few":
                harm(writer, lambda _: None, b"88.1.1", database=b"holdings")
                harm(writer, lambda _: None, TWIN + b"88.1.1", database=b"state")
            case "both copies":
                harm(writer, flipped, b"88.1.1", database=b"holdings")
                harm(writer, flipped, TWIN + b"88.1.1", database=b"state")
                assert not await scrubber.heal(b"88.1.1")

        await until(lambda: node.level.generation == 2)
        assert node.agrees()
        assert node.reader.holding("88.1.1") == holding("88.1.1")
        assert node.reader.find(b"88.1.1/SN-250") is None or what != "rewound"
        node.stop.set()
        await looking
