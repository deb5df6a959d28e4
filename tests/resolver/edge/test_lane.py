"""The lane's own promises: exact counts, healing, limits on slow and greedy clients, and when it stands back."""

import asyncio
import socket
from ipaddress import ip_network
from pathlib import Path

import pytest

from resolver.edge.clerk import Clerk, Known, Memory
from resolver.edge.desk import Desk, Sources
from resolver.edge.hall import Limits
from resolver.edge.lane import Lane
from schemas.change import Mode, PrefixStanding
from schemas.counting import Class
from schemas.value import Value
from tests.resolver.edge import cases
from tests.resolver.edge.standing import URL, Healer, PaperShelf, answered, clerk_of, counted, desk_at, furnished
from tests.resolver.edge.variants import CLERKS, LOOPS, Loop, built, run
from tests.resolver.edge.wire import LAST, with_lane

QUICK = Limits(header_seconds=0.3, idle_seconds=0.6)


class Watched(Lane):
    """A lane that says how often it let aiohttp answer."""

    __slots__ = ()
    handed_on = 0

    def _hand_on(self, data: bytes) -> None:
        Watched.handed_on += bool(data)
        super()._hand_on(data)


@CLERKS
@LOOPS
def test_each_answer_is_counted_once(tmp_path: Path, pure: bool, loop: Loop) -> None:
    built(pure)
    asked = [b"88.1000.1/SN-1"] * 30 + [b"88.1000.1/none"] * 20 + [b"88.1000.1/RETIRED"] * 10 + [b"88.1000.ab/x"] * 5

    async def ask() -> None:
        async with with_lane(tmp_path, furnished(), pure=pure, lane=Watched) as server:
            Watched.handed_on = 0
            said = await server.ask([*map(cases.plain, asked), cases.head(b"/88.1000.1/ONLY-URL", b"Host: a")])
            assert said.statuses == [200] * 30 + [404] * 30 + [200] * 5 + [302]
            assert Watched.handed_on == 0

    run(ask(), loop)

    assert counted(tmp_path) == {
        ("88.1000.1", "http", "found", "external"): 30,
        ("88.1000.1", "http", "absent", "external"): 20,
        ("88.1000.1", "http", "retired", "external"): 10,
        ("88.1000.AB", "http", "found", "external"): 5,
        ("88.1000.1", "redirect", "found", "external"): 1,
    }


@CLERKS
def test_digital_links_that_lead_everybody_to_one_place_are_answered_at_once(tmp_path: Path, pure: bool) -> None:
    built(pure)
    at_once = [
        b"/01/09506000134376",
        b"/01/09506000134352",
        b"/01/09506000134376/21/a_B.c-1",
        b"/414/9506000134376",
    ]
    by_the_routes = [
        (b"/01/09506000134376/10/LOT-1", 307),
        (b"/01/09506000134376/21/A_B.c-1", 307),
        (b"/00/395060001343760001", 307),
        (b"/01/09506000149318", 307),
        (b"/01/09506000149301", 404),
        (b"/01/09506000149325", 403),
    ]

    async def ask() -> None:
        async with with_lane(tmp_path, furnished(), pure=pure, lane=Watched) as server:
            Watched.handed_on = 0
            said = await server.ask([cases.head(target, *cases.USUAL) for target in at_once])
            assert (said.statuses, Watched.handed_on) == ([307] * 4, 0)
            for target, status in by_the_routes:
                Watched.handed_on = 0
                said = await server.ask([cases.head(target, *cases.USUAL)])
                assert (said.statuses, Watched.handed_on) == ([status], 1)

    run(ask())

    assert counted(tmp_path)["88.1000.1", "redirect", "found", "external"] == 8


@CLERKS
def test_after_a_slow_request_the_lane_answers_again(tmp_path: Path, pure: bool) -> None:
    built(pure)
    body = cases.head(b"/api/handles/88.1000.1/SN-1", b"Host: a", b"Content-Length: 2", method=b"POST") + b"{}"
    slow = [cases.plain(b"88.1000.1/SN-1?pretty"), body, cases.plain()[:50], cases.plain()[50:]]

    async def ask() -> None:
        async with with_lane(tmp_path, furnished(), pure=pure, lane=Watched) as server:
            for one in ([slow[0]], [slow[1]], slow[2:]):
                Watched.handed_on = 0
                said = await server.ask([*one, *[cases.plain()] * 5], pause=0.02)
                assert len(said.statuses) == 6
                assert Watched.handed_on == len(one)

    run(ask())


@CLERKS
def test_after_chunks_the_lane_stays_away(tmp_path: Path, pure: bool) -> None:
    built(pure)
    chunked = cases.head(b"/api/handles/88.1000.1/SN-1", b"Host: a", b"Transfer-Encoding: chunked", method=b"POST")

    async def ask() -> None:
        async with with_lane(tmp_path, furnished(), pure=pure, lane=Watched) as server:
            Watched.handed_on = 0
            said = await server.ask([chunked + b"0\r\n\r\n", *[cases.plain()] * 3], pause=0.02)
            assert said.statuses == [200] * 4
            assert Watched.handed_on == 4

    run(ask())


@CLERKS
def test_a_corrupt_entry_is_healed_and_never_served(tmp_path: Path, pure: bool) -> None:
    built(pure)

    async def ask(able: bool) -> tuple[list[int], list[bytes], bytes]:
        shelf = furnished()
        async with with_lane(tmp_path / str(able), shelf, pure=pure, able=able) as server:
            said = await server.ask([cases.plain(b"88.1000.1/BROKEN"), cases.plain(b"88.1000.1/BROKEN")], pause=0.02)
            healer = server.desk.heal
            assert isinstance(healer, Healer)
            return said.statuses, healer.asked, said.octets

    assert run(ask(True))[:2] == ([200, 200], [b"88.1000.1/BROKEN"])
    statuses, asked, octets = run(ask(False))
    assert (statuses, asked) == ([503, 503], [b"88.1000.1/BROKEN"] * 2)
    assert b"Retry-After: " in octets
    assert counted(tmp_path / "False") == {}  # what was not answered is not counted


@CLERKS
@pytest.mark.parametrize("at", [*range(0, 60), 80, 200, -1])
def test_a_flipped_bit_anywhere_is_noticed(tmp_path: Path, pure: bool, at: int) -> None:
    built(pure)
    shelf = furnished()
    key = b"88.1000.1/SN-1"
    clerk = clerk_of(desk_at(tmp_path, shelf), pure)
    assert answered(clerk, key) is not None

    for bit in range(8):
        whole = bytearray(shelf.entries[key])
        whole[at] ^= 1 << bit
        shelf.entries[key] = bytes(whole)
        assert answered(clerk, key) is None
        whole[at] ^= 1 << bit
        shelf.entries[key] = bytes(whole)
    for cut in (0, 3, 47, 48, 100):
        shelf.entries[key], kept = shelf.entries[key][:cut], shelf.entries[key]
        assert answered(clerk, key) is None
        shelf.entries[key] = kept


@CLERKS
def test_what_was_learnt_of_a_prefix_goes_when_its_holding_changes(tmp_path: Path, pure: bool) -> None:
    built(pure)
    shelf = furnished()
    clerk = clerk_of(desk_at(tmp_path, shelf), pure)
    assert answered(clerk, b"88.1000.1/SN-1") is not None

    shelf.grant("88.1000.1", standing=PrefixStanding.SUSPENDED)
    assert answered(clerk, b"88.1000.1/SN-1") is None
    shelf.grant("88.1000.1", Mode.MIRRORED)
    assert answered(clerk, b"88.1000.1/SN-1") is not None
    shelf.grant("88.1000.1", Mode.DELEGATED)
    assert answered(clerk, b"88.1000.1/SN-1") is None


@CLERKS
def test_counting_goes_on_in_the_next_file_when_one_is_full(tmp_path: Path, pure: bool) -> None:
    built(pure)
    shelf = PaperShelf()
    desk = desk_at(tmp_path, shelf, capacity=300)
    clerk = clerk_of(desk, pure)
    asked = 0
    for number in range(40):
        shelf.grant(f"88.1000.{number}")
        shelf.put(f"88.1000.{number}/x", URL)
    for _ in range(3):
        for number in range(40):
            # Where the counters move on, one question is left to the routes, which count by themselves.
            asked += answered(clerk, b"88.1000.%d/x" % number) is not None

    assert asked > 100
    assert sum(counted(tmp_path).values()) == asked


@CLERKS
def test_a_source_that_is_known_counts_as_what_it_is(tmp_path: Path, pure: bool) -> None:
    built(pure)
    sources = Sources(((ip_network("127.0.0.0/8"), Class.PROBE),))

    async def ask() -> None:
        async with with_lane(tmp_path, furnished(), pure=pure, sources=sources) as server:
            await server.ask([cases.plain()])

    run(ask())

    assert counted(tmp_path) == {("88.1000.1", "http", "found", "probe"): 1}


@CLERKS
def test_a_proxys_questions_count_for_whom_it_asks(tmp_path: Path, pure: bool) -> None:
    built(pure)
    sources = Sources(((ip_network("203.0.113.0/24"), Class.PROBE),))
    limits = Limits(proxies=(ip_network("127.0.0.0/8"),))
    forwarded = [
        cases.plain(b"88.1000.1/SN-1", f"X-Forwarded-For: {client}".encode())
        for client in ("203.0.113.9", "198.51.100.1")
    ]

    async def ask() -> None:
        async with with_lane(tmp_path, furnished(), pure=pure, sources=sources, limits=limits) as server:
            for piece in forwarded:
                await server.ask([piece])
            await server.ask([b"".join(forwarded)])

    run(ask())

    assert counted(tmp_path) == {
        ("88.1000.1", "http", "found", "probe"): 2,
        ("88.1000.1", "http", "found", "external"): 2,
    }


@CLERKS
def test_who_says_that_they_are_no_outsider_is_believed(tmp_path: Path, pure: bool) -> None:
    built(pure)

    async def ask() -> None:
        async with with_lane(tmp_path, furnished(), pure=pure) as server:
            await server.ask([cases.plain(b"88.1000.1/SN-1", b"Idnode-Class: console")])
            await server.ask([cases.plain(b"88.1000.1/SN-1", b"Idnode-Class: nonsense")])

    run(ask())

    assert counted(tmp_path) == {
        ("88.1000.1", "http", "found", "console"): 1,
        ("88.1000.1", "http", "found", "external"): 1,
    }


@pytest.mark.parametrize(
    ("case", "least", "most"),
    [
        pytest.param([], 0.3, 0.6, id="says nothing"),
        pytest.param([b"GET / HTTP/1.1\r\n"], 0.3, 0.6, id="first head not complete"),
        pytest.param([cases.plain()], 0.6, 2.2, id="silent after an answer"),
        pytest.param([cases.plain(b"88.1000.1/SN-1?pretty")], 0.6, 1.0, id="silent after a slow answer"),
        pytest.param([cases.plain(), cases.plain()[:40]], 0.3, 0.6, id="later head not complete"),
    ],
)
@LOOPS
def test_slow_clients_are_sent_away(tmp_path: Path, case: list[bytes], least: float, most: float, loop: Loop) -> None:
    async def ask() -> float:
        async with with_lane(tmp_path, furnished(), pure=True, limits=QUICK) as server:
            began = asyncio.get_running_loop().time()
            said = await server.ask(case, patience=5)
            assert said.closed
            return asyncio.get_running_loop().time() - began

    # The upper bound leaves room for a busy machine.
    assert least * 0.9 <= run(ask(), loop) <= most + 1.5


def test_a_head_that_trickles_in_is_cut_off(tmp_path: Path) -> None:
    async def ask() -> tuple[int, float]:
        async with with_lane(tmp_path, furnished(), pure=True, limits=QUICK) as server:
            began = asyncio.get_running_loop().time()
            said = await server.ask([b"GET /api/h", *[b"a"] * 200], pause=0.02)
            return len(said.octets), asyncio.get_running_loop().time() - began

    octets, seconds = run(ask())

    assert octets == 0
    assert seconds < 2


def test_a_steady_client_stays_for_longer_than_a_silent_one_may(tmp_path: Path) -> None:
    async def ask() -> list[int]:
        async with with_lane(tmp_path, furnished(), pure=True, limits=QUICK) as server:
            said = await server.ask([cases.plain()] * 10, pause=0.25)
            return said.statuses

    assert run(ask()) == [200] * 10


def test_an_address_has_only_so_many_connections(tmp_path: Path) -> None:
    limits = Limits(connections_per_address=3)

    async def ask() -> tuple[int, int]:
        async with with_lane(tmp_path, furnished(), pure=True, limits=limits) as server:
            assert server.serving is not None
            hall = server.serving.hall
            entered = [hall.enter("192.0.2.1") for _ in range(5)]
            hall.leave("192.0.2.1")
            return sum(entered), sum(hall.enter("192.0.2.1") for _ in range(3))

    assert run(ask()) == (3, 1)


@CLERKS
def test_who_does_not_read_is_not_written_to_without_end(tmp_path: Path, pure: bool) -> None:
    built(pure)

    async def ask() -> int:
        shelf = furnished()
        shelf.put("88.1000.1/SN-1", *[Value(number, "NOTE", b"x" * 60) for number in range(1, 400)])
        async with with_lane(tmp_path, shelf, pure=pure, lane=Watched) as server:
            made = socket.socket()
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            made.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(made, ("127.0.0.1", server.port))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(loop.sock_sendall(made, cases.plain() * 20_000), 1.5)
            assert server.serving is not None
            (lane,) = server.serving.server.connections  # type: ignore[union-attr]
            waiting: int = lane.transport.get_write_buffer_size()  # type: ignore[union-attr]
            made.close()
            return waiting

    # One batch of answers, and one answer of aiohttp's, above the mark at which the transport says stop.
    assert run(ask()) < 64 * 60_000 + 300_000


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (cases.head(b"/api/handles/88.1000.1/" + b"a" * 9000, b"Host: a"), 400),
        (cases.head(b"/api/handles/88.1000.1/SN-1", b"Host: a", b"X: " + b"a" * 9000), 400),
        (cases.head(b"/api/handles/88.1000.1/SN-1", b"Host: a", *[b"X: a"] * 200), 400),
    ],
)
def test_what_is_too_long_is_refused(tmp_path: Path, request_: bytes, status: int) -> None:
    async def ask() -> None:
        async with with_lane(tmp_path, furnished(), pure=True) as server:
            said = await server.ask([request_, LAST])
            assert said.statuses == [status]
            assert said.closed

    run(ask())


def test_a_clerk_that_counts_after_answering_is_found_out(tmp_path: Path) -> None:
    """The twin of exact counting: answers go out uncounted when the counter cannot be reached."""

    class Late(Clerk):
        def __init__(self, desk: Desk) -> None:
            super().__init__(desk)
            self.answer = self.answer_first

        def answer_first(self, data: bytes, known: Known, memory: Memory) -> bytes | None:
            answer = self.answer_in_python(data, known, memory)
            if answer is not None and self._tally.counts[0] % 2:
                self._tally.counts[0] -= 1  # a kill between answer and count
            return answer

    async def ask() -> int:
        async with with_lane(tmp_path, furnished(), pure=True, clerk=Late) as server:
            return len((await server.ask([cases.plain()] * 10)).statuses)

    assert run(ask()) == 10
    assert sum(counted(tmp_path).values()) < 10
