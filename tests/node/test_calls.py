"""Calls to the keeper: answered in any order, asked again when the line breaks, given up in time."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from node.calls import Calls, CallServer
from schemas.errors import Busy


class SmallKeeper:
    """A keeper whose replica is level when the test says so, and that can heal what begins with `88`."""

    def __init__(self) -> None:
        self.serial = 0
        self.moved = asyncio.Condition()
        self.asked: list[int] = []

    async def level(self, serial: int) -> None:
        self.asked.append(serial)
        async with self.moved:
            await self.moved.wait_for(lambda: self.serial >= serial)

    async def heal(self, key: bytes) -> bool:
        return key.startswith(b"88")

    async def move_to(self, serial: int) -> None:
        async with self.moved:
            self.serial = serial
            self.moved.notify_all()


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    return tmp_path / "keeper.sock"


@pytest.fixture
async def keeper(socket: Path) -> AsyncIterator[SmallKeeper]:
    keeper = SmallKeeper()
    server = CallServer(socket, keeper)
    await server.open()
    yield keeper
    await server.close()


async def test_level_returns_when_the_replica_is_there(keeper: SmallKeeper, socket: Path) -> None:
    calls = Calls(socket, 5)
    seven, three = asyncio.create_task(calls.level(7)), asyncio.create_task(calls.level(3))
    await asyncio.sleep(0.05)

    await keeper.move_to(3)
    await asyncio.wait_for(three, 1)
    assert not seven.done()
    await keeper.move_to(9)
    await asyncio.wait_for(seven, 1)
    await calls.level(8)
    await calls.close()


async def test_the_same_question_at_once_is_one(keeper: SmallKeeper, socket: Path) -> None:
    calls = Calls(socket, 5)
    waiting = [asyncio.create_task(calls.level(5)) for _ in range(20)]
    await asyncio.sleep(0.1)

    await keeper.move_to(5)
    await asyncio.gather(*waiting)

    assert keeper.asked == [5]
    await calls.close()


async def test_healing(keeper: SmallKeeper, socket: Path) -> None:
    calls = Calls(socket, 5)

    assert await calls.heal(b"88.1/A\xff\n")
    assert not await calls.heal(b"99/A")
    assert await calls.heal(b"88/" + b"x" * 60_000)
    await calls.close()


async def test_what_is_not_level_in_time_is_busy_and_the_next_question_is_asked_anew(
    keeper: SmallKeeper, socket: Path
) -> None:
    calls = Calls(socket, 0.1)

    with pytest.raises(Busy) as late:
        await calls.level(4)
    assert str(late.value) == (
        "the change is durable but not yet visible on this host: it will be, without being sent again"
    )
    await keeper.move_to(4)
    await calls.level(4)
    await calls.close()


async def test_without_a_keeper_it_is_busy(socket: Path) -> None:
    calls = Calls(socket, 0.1)

    with pytest.raises(Busy):
        await calls.level(1)
    assert not await calls.heal(b"88/A")
    assert not await calls.reached()
    await calls.close()


async def test_a_question_outlives_the_keeper_it_was_put_to(socket: Path) -> None:
    first = SmallKeeper()
    server = CallServer(socket, first)
    await server.open()
    calls = Calls(socket, 5)
    waiting = asyncio.create_task(calls.level(2))
    await asyncio.sleep(0.1)
    assert first.asked == [2]

    await server.close()
    await asyncio.sleep(0.1)
    second = SmallKeeper()
    server = CallServer(socket, second)
    await server.open()
    await second.move_to(2)

    await asyncio.wait_for(waiting, 3)
    assert second.asked == [2]
    await calls.close()
    await server.close()


async def test_without_asking_again_the_question_would_be_lost(socket: Path) -> None:
    """The twin: a line that is not taken up again keeps its caller waiting for nothing."""

    class Forgetful(Calls):
        async def _keep_line(self) -> None:
            try:
                async with asyncio.timeout(0.3):
                    await super()._keep_line()
            except TimeoutError:
                await asyncio.sleep(60)

    server = CallServer(socket, SmallKeeper())
    await server.open()
    calls = Forgetful(socket, 1.0)
    waiting = asyncio.create_task(calls.level(2))
    await asyncio.sleep(0.1)
    await server.close()
    await asyncio.sleep(0.4)
    second = SmallKeeper()
    server = CallServer(socket, second)
    await server.open()
    await second.move_to(2)

    with pytest.raises(Busy):
        await waiting
    await calls.close()
    await server.close()


async def test_strange_lines_do_no_harm(keeper: SmallKeeper, socket: Path) -> None:
    for line in (b"sing\n", b"level x\n", b"heal zz\n", b"\xff\xfe\n", b"level " + b"9" * 300_000):
        reader, writer = await asyncio.open_unix_connection(str(socket))
        writer.write(line)
        writer.write_eof()
        with suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), 2)
        writer.close()
    calls = Calls(socket, 2)
    assert await calls.heal(b"88/A")
    await calls.close()


async def test_only_the_owner_may_call(keeper: SmallKeeper, socket: Path) -> None:
    assert stat.S_IMODE(os.stat(socket).st_mode) == 0o600  # noqa: PTH116 - not worth a thread


async def test_a_long_path_is_reached_through_its_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    path = deep / "keeper.sock"
    assert len(os.fsencode(path)) > 108
    server = CallServer(path, SmallKeeper())
    await server.open()
    calls = Calls(path, 2)

    assert await calls.heal(b"88/A")
    assert await calls.reached()
    await calls.close()
    await server.close()
