"""Following: level with the Feed whatever comes between, and never without an answer meanwhile."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from resolver.replica.entry import LAYOUT
from resolver.replica.environment import LAYOUT_KEY, Environment, Unreadable
from resolver.replica.follow import Follower
from resolver.replica.level import Level
from resolver.replica.reader import Reader
from resolver.replica.render import entry_of
from resolver.replica.writer import Standing
from schemas.change import Put, Retire
from schemas.errors import Busy
from tests.support.feeds import DisorderlyFeed, PaperFeed, holding, put, retire

MAP = 1 << 26
SOON = 5.0


class Node:
    """A follower at work, and a reader of what it keeps."""

    def __init__(self, feed: PaperFeed, folder: Path) -> None:
        self.feed = feed
        self.folder = folder / "replica"
        self.level = Level.open(folder / "level")
        self.follower = Follower(feed, self.folder, self.level, MAP)
        self.reader = Reader(self.folder, self.level)
        self.wake, self.stop = asyncio.Event(), asyncio.Event()

    def agrees(self) -> bool:
        """Whether everything the Feed knows is read as it should be."""
        for key in self.feed.all_keys():
            newest = self.feed.newest(key)
            assert isinstance(newest.change, Put | Retire)
            if self.reader.find(key) != entry_of(newest.change, newest.serial):
                return False
        return self.reader.serial == len(self.feed.changes)


@asynccontextmanager
async def running(feed: PaperFeed, folder: Path) -> AsyncIterator[Node]:
    """A node whose follower runs."""
    node = Node(feed, folder)
    task = asyncio.create_task(node.follower.run(node.wake, node.stop))
    try:
        yield node
    finally:
        node.stop.set()
        await asyncio.wait_for(task, SOON)
        node.reader.close()
        node.follower.close()


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that must come soon."""
    async with asyncio.timeout(SOON):
        while not true():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


def stocked(records: int, feed: PaperFeed | None = None) -> PaperFeed:
    """A feed with records, every tenth amended and every hundredth retired."""
    feed = feed or PaperFeed()
    feed.write(holding("88.1.1"))
    feed.write(*(put(f"88.1.1/SN-{number}") for number in range(records)))
    feed.write(*(put(f"88.1.1/sn-{number}", version=2, before=2) for number in range(0, records, 10)))
    feed.write(*(retire(f"88.1.1/SN-{number}") for number in range(0, records, 100)))
    return feed


async def test_it_builds_follows_and_wakes_who_waits(tmp_path: Path) -> None:
    async with running(stocked(1_000), tmp_path) as node:
        await asyncio.wait_for(node.follower.level_with(len(node.feed.changes)), SOON)
        assert node.agrees()

        serial = node.feed.write(put("88.1.1/new"))
        waiting = asyncio.create_task(node.follower.level_with(serial))
        later = asyncio.create_task(node.follower.level_with(serial + 1))
        node.wake.set()
        await asyncio.wait_for(waiting, SOON)

        assert node.reader.find(b"88.1.1/NEW") == entry_of(put("88.1.1/new"), serial)
        assert not later.done()
        node.feed.write(holding("88.1.2"))
        await asyncio.wait_for(later, SOON)  # found without a wake: it looks once a second
        assert node.reader.holding("88.1.2") == holding("88.1.2")


async def test_after_a_restart_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    feed = stocked(200)
    async with running(feed, tmp_path) as node:
        await node.follower.level_with(len(feed.changes))
    feed.write(put("88.1.1/new"))
    asked: list[int] = []

    class Watched(PaperFeed):
        async def after(self, serial: int, limit: int):  # type: ignore[no-untyped-def]
            asked.append(serial)
            return await feed.after(serial, limit)

    watched = Watched()
    watched.changes = feed.changes
    async with running(watched, tmp_path) as node:
        await node.follower.level_with(len(feed.changes))
    assert asked[0] == len(feed.changes) - 1


@pytest.mark.parametrize("layout", [None, bytes([LAYOUT - 1]), bytes([LAYOUT + 1])])
async def test_what_another_release_laid_out_is_not_read_but_built_anew(tmp_path: Path, layout: bytes | None) -> None:
    feed = stocked(200)
    async with running(feed, tmp_path) as node:
        await node.follower.level_with(len(feed.changes))
    environment = Environment.open(tmp_path / "replica" / "1", writable=True, map_size=MAP)
    with environment.lmdb.begin(write=True, db=environment.state) as page:
        page.delete(LAYOUT_KEY)
        if layout is not None:
            page.put(LAYOUT_KEY, layout)
    environment.close()

    node = Node(feed, tmp_path)
    assert node.follower.served is None
    with pytest.raises(Unreadable, match=r"1/data\.mdb is laid out as another release has it"):
        Environment.open(tmp_path / "replica" / "1")
    with pytest.raises(Unreadable):
        node.reader.find(b"88.1.1/SN-1")
    await node.follower.step()
    assert node.level.generation == 2
    assert node.agrees()
    node.reader.close()
    node.follower.close()


async def test_pages_that_come_again_and_backwards_converge(tmp_path: Path) -> None:
    feed = stocked(300, DisorderlyFeed())
    async with running(feed, tmp_path) as node:
        await asyncio.wait_for(node.follower.level_with(len(feed.changes)), SOON)
        for number in range(20):
            feed.write(put(f"88.1.1/SN-{number}", version=3, before=number))
            node.wake.set()
            await asyncio.sleep(0)
        await asyncio.wait_for(node.follower.level_with(len(feed.changes)), SOON)

        assert node.agrees()
        assert node.follower.doubtful


async def test_a_page_with_a_gap_is_doubted(tmp_path: Path) -> None:
    node = Node(stocked(10), tmp_path)
    await node.follower.step()
    await node.follower.step()
    before = node.follower.doubtful

    left_out = [node.feed.write(put(f"88.1.1/{number}")) for number in range(4)]
    del node.feed.changes[left_out[1] - 1]
    await node.follower.step()

    assert (before, node.follower.doubtful) == (False, True)
    node.follower.close()


async def test_a_busy_feed_is_asked_again_and_questions_go_on(tmp_path: Path) -> None:
    async with running(stocked(10), tmp_path) as node:
        await node.follower.level_with(len(node.feed.changes))
        node.feed.busy = True
        serial = node.feed.write(put("88.1.1/new"))
        node.wake.set()
        await asyncio.sleep(0.3)
        assert node.reader.find(b"88.1.1/SN-1") is not None
        assert node.reader.find(b"88.1.1/NEW") is None

        node.feed.busy = False
        await asyncio.wait_for(node.follower.level_with(serial), SOON)
        assert node.agrees()


@pytest.mark.parametrize("what", ["folder", "file"])
async def test_deleted_while_running_it_is_built_again_and_workers_see_it(tmp_path: Path, what: str) -> None:
    async with running(stocked(500), tmp_path) as node:
        await node.follower.level_with(len(node.feed.changes))
        assert node.agrees()
        generation = node.level.generation
        if what == "folder":
            shutil.rmtree(node.folder)
        else:
            (node.folder / str(generation) / "data.mdb").unlink()

        serial = node.feed.write(put("88.1.1/meanwhile"))
        node.wake.set()
        await asyncio.wait_for(node.follower.level_with(serial), SOON)
        assert node.agrees()  # before it is built again

        await until(lambda: node.level.generation > generation)
        assert node.agrees()
        fresh = Reader(node.folder, node.level)
        assert fresh.find(b"88.1.1/MEANWHILE") is not None
        fresh.close()
        assert [path.name for path in node.folder.iterdir()] == [str(node.level.generation)]


async def test_cut_while_running_it_is_built_again_without_being_touched(tmp_path: Path) -> None:
    async with running(stocked(500), tmp_path) as node:
        await node.follower.level_with(len(node.feed.changes))
        generation = node.level.generation
        file = node.folder / str(generation) / "data.mdb"
        with file.open("r+b") as cut:
            cut.truncate(8_192)
        node.feed.write(put("88.1.1/meanwhile"))
        node.wake.set()

        await until(lambda: node.level.generation > generation)
        assert node.agrees()


@pytest.mark.parametrize("harm", ["empty", "garbage", "cut", "half built"])
def test_what_cannot_be_read_at_the_start_is_built_again(tmp_path: Path, harm: str) -> None:
    async def build() -> int:
        async with running(stocked(100), tmp_path) as node:
            await node.follower.level_with(len(node.feed.changes))
            assert node.agrees()
            return node.level.generation

    generation = asyncio.run(build())
    folder = tmp_path / "replica" / str(generation)
    file = folder / "data.mdb"
    match harm:
        case "empty":
            file.write_bytes(b"")
        case "garbage":
            file.write_bytes(b"\xa5" * file.stat().st_size)
        case "cut":
            file.write_bytes(file.read_bytes()[:8_192])
        case "half built":
            folder.rename(folder.with_name(f"{generation}.building"))

    assert asyncio.run(build()) == generation + 1


async def test_without_its_level_file_the_newest_generation_is_found(tmp_path: Path) -> None:
    async with running(stocked(100), tmp_path) as node:
        await node.follower.level_with(len(node.feed.changes))
    (tmp_path / "level").unlink()

    node = Node(node.feed, tmp_path)
    assert (node.level.generation, node.level.serial) == (1, len(node.feed.changes))
    assert node.agrees()
    node.follower.close()


async def test_who_waits_is_told_when_the_node_stops(tmp_path: Path) -> None:
    node = Node(PaperFeed(), tmp_path)
    waiting = asyncio.create_task(node.follower.level_with(1))
    await asyncio.sleep(0)
    node.follower.close()

    with pytest.raises(Busy, match="^the node is stopping$"):
        await waiting


async def test_an_empty_feed_makes_an_empty_replica(tmp_path: Path) -> None:
    async with running(PaperFeed(), tmp_path) as node:
        await until(lambda: node.level.generation == 1)
        assert node.reader.find(b"88.1.1/A") is None
        assert node.follower.served is not None
        assert node.follower.served.standing() == Standing(0, 0, 0)


async def test_nothing_stays_open(tmp_path: Path) -> None:
    async with running(stocked(10), tmp_path) as node:
        await node.follower.level_with(len(node.feed.changes))
        node.follower.ask_for_rebuild("the test wants it")
        await until(lambda: node.level.generation == 2)
        assert node.agrees()
    assert [path for path in Environment._opened if path.is_relative_to(tmp_path)] == []
