"""The name server at its sockets: datagrams, streams in pieces, time-outs, too many of them, healing, whole zones."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import dns.message
import dns.query
import dns.zone
import pytest

from resolver.domains.codes import LONGEST_QUESTION
from resolver.domains.frames import framed
from resolver.domains.transfer import Transfers
from resolver.domains.zones import Zones
from resolver.edge.name_streams import Limits
from resolver.edge.nameserver import NameServing
from resolver.edge.serving import new_loop
from tests.resolver.domains.asking import PUMP, asked, told
from tests.resolver.domains.paper import NameShelf, maps, serving, stocked, url, zones_over

ZONE = "3001.156.2.1.oid-res.org"
WHOLE = "NOERROR AA | NAPTR×2 |"


class Healer:
    """Makes a damaged record anew, or cannot."""

    def __init__(self, shelf: NameShelf, able: bool = True) -> None:
        self.shelf = shelf
        self.able = able
        self.asked: list[bytes] = []

    async def __call__(self, key: bytes) -> bool:
        self.asked.append(key)
        await asyncio.sleep(0.01)
        if self.able:
            self.shelf.put("88.1000.1/PUMP", url("https://a.example/healed"), maps("1.2.156.3001.7"))
        return self.able


@asynccontextmanager
async def at_work(
    folder: Path,
    shelf: NameShelf | None = None,
    *,
    limits: Limits | None = None,
    able: bool = True,
    secondary: bool = False,
    trusted: bool = True,
) -> AsyncIterator[int]:
    """A name server on a free port of its own."""
    shelf = shelf or stocked()
    zones = zones_over(shelf)

    @contextmanager
    def view() -> Iterator[tuple[Zones, int]]:
        yield zones, shelf.serial

    stream = socket.socket()
    stream.bind(("127.0.0.1", 0))
    datagrams = socket.socket(type=socket.SOCK_DGRAM)
    port = int(stream.getsockname()[1])
    datagrams.bind(("127.0.0.1", port))
    datagrams.setblocking(False)
    server = serving(folder, shelf, zones, trusted=trusted)
    transfers = Transfers(lambda _: secondary, view)
    edge = NameServing(server, Healer(shelf, able), datagrams, stream, limits, transfers)
    await edge.open()
    try:
        yield port
    finally:
        await edge.close()


def over_udp(port: int, *questions: bytes) -> list[bytes | None]:
    with socket.socket(type=socket.SOCK_DGRAM) as asking:
        asking.settimeout(2)
        asking.connect(("127.0.0.1", port))
        answers: list[bytes | None] = []
        for question in questions:
            asking.send(question)
            try:
                answers.append(asking.recv(65_535))
            except TimeoutError:
                answers.append(None)
        return answers


async def answers_in(reader: asyncio.StreamReader, count: int) -> list[bytes]:
    return [await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big")) for _ in range(count)]


def on_uvloop(work: Callable[[], object]) -> None:
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(work())  # type: ignore[arg-type]


async def test_datagrams_are_answered(tmp_path: Path) -> None:
    async with at_work(tmp_path) as port:
        said = await asyncio.to_thread(over_udp, port, *(asked(identity=number) for number in range(200)))

    assert [int.from_bytes((answer or b"")[:2], "big") for answer in said] == list(range(200))
    assert {told(answer) for answer in said} == {WHOLE}


def test_the_loop_that_serves_carries_them_too(tmp_path: Path) -> None:
    async def work() -> None:
        async with at_work(tmp_path) as port:
            said = await asyncio.to_thread(over_udp, port, asked(), asked("99." + ZONE))
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(framed(asked()) + framed(asked("16." + ZONE)))
            streamed = await answers_in(reader, 2)
            writer.close()
        assert list(map(told, [*said, *streamed])) == [
            WHOLE,
            "NXDOMAIN AA |  | SOA×1",
            WHOLE,
            "NOERROR AA | NAPTR×30 |",
        ]

    on_uvloop(work)


async def test_datagrams_that_are_no_questions_stop_nothing(tmp_path: Path) -> None:
    async with at_work(tmp_path) as port:
        with socket.socket(type=socket.SOCK_DGRAM) as asking:
            for data in (b"", b"\0", b"\xff" * 11, b"\xff" * 65_000, b"\0" * (LONGEST_QUESTION + 100)):
                asking.sendto(data, ("127.0.0.1", port))
        (said,) = await asyncio.to_thread(over_udp, port, asked())

    assert told(said) == WHOLE


async def test_questions_on_one_connection_are_answered_in_order(tmp_path: Path) -> None:
    stream = b"".join(framed(asked(identity=number)) for number in range(50))
    async with at_work(tmp_path) as port:
        for step in (1, 7, 61, 400, len(stream)):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for at in range(0, len(stream), step):
                writer.write(stream[at : at + step])
                if step < 100:
                    await writer.drain()
            said = await answers_in(reader, 50)
            writer.close()

            assert [int.from_bytes(answer[:2], "big") for answer in said] == list(range(50))
            assert {told(answer) for answer in said} == {WHOLE}


async def test_every_split_of_one_question(tmp_path: Path) -> None:
    question = framed(asked())
    async with at_work(tmp_path) as port:
        for cut in range(1, len(question)):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(question[:cut])
            await writer.drain()
            await asyncio.sleep(0)
            writer.write(question[cut:])
            (said,) = await answers_in(reader, 1)
            writer.close()

            assert told(said) == WHOLE


async def test_who_has_asked_everything_is_still_answered(tmp_path: Path) -> None:
    async with at_work(tmp_path) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(framed(asked()) * 3)
        writer.write_eof()
        said = await reader.read()

    assert said.count(PUMP.split(".")[0].encode()) == 3


@pytest.mark.parametrize(
    "data", [b"\0\0", b"\0\x0b" + b"x" * 11, b"\xff\xff" + b"x" * 100, framed(b"\0" * 2 + b"\x80" + b"\0" * 9)]
)
async def test_what_is_no_question_ends_the_connection(tmp_path: Path, data: bytes) -> None:
    async with at_work(tmp_path) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(framed(asked()) + data)
        said = await asyncio.wait_for(reader.read(), 5)
        writer.close()

    assert said[2:4] == asked()[:2]  # what came before it is answered


async def test_silence_ends_a_connection_and_so_does_a_trickle(tmp_path: Path) -> None:
    async with at_work(tmp_path, limits=Limits(idle_seconds=0.3)) as port:
        silent, _keep = await asyncio.open_connection("127.0.0.1", port)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)

        async def trickle() -> None:
            for octet in framed(asked()) * 9:
                writer.write(bytes((octet,)))
                await asyncio.sleep(0.05)

        trickling = asyncio.ensure_future(trickle())
        began = asyncio.get_running_loop().time()
        await asyncio.wait_for(asyncio.gather(silent.read(), reader.read(), return_exceptions=True), 5)

        assert asyncio.get_running_loop().time() - began < 2
        trickling.cancel()


async def test_one_that_asks_is_not_silent(tmp_path: Path) -> None:
    async with at_work(tmp_path, limits=Limits(idle_seconds=0.4)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(6):
            await asyncio.sleep(0.15)
            writer.write(framed(asked()))
            assert told((await answers_in(reader, 1))[0]) == WHOLE
        writer.close()


async def test_there_are_only_so_many_connections(tmp_path: Path) -> None:
    async with at_work(tmp_path, limits=Limits(connections=3)) as port:
        kept = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        for reader, writer in kept:
            writer.write(framed(asked()))
            await answers_in(reader, 1)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        refused = await asyncio.wait_for(asyncio.gather(reader.read(), return_exceptions=True), 5)
        kept[0][1].close()
        await asyncio.sleep(0.05)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(framed(asked()))

        assert refused[0] == b"" or isinstance(refused[0], ConnectionError)
        assert told((await answers_in(reader, 1))[0]) == WHOLE


async def test_who_does_not_read_is_not_read_from_either(tmp_path: Path) -> None:
    async with at_work(tmp_path, limits=Limits(idle_seconds=1.0)) as port:
        _reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        big = framed(asked("16." + ZONE)) * 50
        sent = 0
        try:
            async with asyncio.timeout(20):
                while sent < 100_000:  # some 400 MB of answers, if they were all made
                    writer.write(big)
                    sent += 50
                    await writer.drain()
        except (ConnectionError, TimeoutError):
            pass
        (said,) = await asyncio.to_thread(over_udp, port, asked())

        assert sent < 100_000
        assert told(said) == WHOLE


@pytest.mark.parametrize(("able", "expected"), [(True, WHOLE), (False, "SERVFAIL |  |")])
async def test_a_damaged_record_is_healed_before_it_is_answered(tmp_path: Path, able: bool, expected: str) -> None:
    shelf = stocked()
    shelf.damage("88.1000.1/PUMP")
    async with at_work(tmp_path, shelf, able=able) as port:
        (said,) = await asyncio.to_thread(over_udp, port, asked())
        if able:
            shelf.damage("88.1000.1/PUMP")
            shelf.turn += 1
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(framed(asked(identity=1)) + framed(asked("12." + ZONE, identity=2)))
        streamed = {answer[:2]: told(answer) for answer in await answers_in(reader, 2)}

    assert told(said) == expected.rstrip()
    assert streamed == {b"\0\1": expected.rstrip(), b"\0\2": WHOLE}


async def test_a_secondary_gets_the_whole_zone_and_nobody_else_does(tmp_path: Path) -> None:
    async with at_work(tmp_path, secondary=True) as port:
        zone = await asyncio.to_thread(transferred, port)
    (tmp_path / "other").mkdir()
    async with at_work(tmp_path / "other") as port:
        with pytest.raises(dns.query.TransferError, match="REFUSED"):
            await asyncio.to_thread(transferred, port)

    assert len(zone.nodes) > 25
    assert len(zone.find_rdataset("ors-dummy.7." + ZONE + ".", "NAPTR")) == 2


def transferred(port: int) -> dns.zone.Zone:
    zone = dns.zone.Zone(ZONE + ".", relativize=False)
    dns.query.inbound_xfr("127.0.0.1", zone, port=port, timeout=10)
    return zone


async def test_other_questions_go_on_beside_a_transfer(tmp_path: Path) -> None:
    async with at_work(tmp_path, secondary=True) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(framed(asked(ZONE, "AXFR", 1)) + framed(asked(identity=2)))
        said = await answers_in(reader, 2)
        writer.close()

    assert {answer[:2] for answer in said} == {b"\0\1", b"\0\2"}


async def test_a_zone_that_is_not_ours_is_not_transferred(tmp_path: Path) -> None:
    async with at_work(tmp_path, secondary=True) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(framed(asked("7." + ZONE, "AXFR")) + framed(asked("example.org", "IXFR")))
        said = await answers_in(reader, 2)
        writer.close()

    assert list(map(told, said)) == ["NOTAUTH |  |", "NOTAUTH |  |"]
