"""With the lane and without it: the same octets but for the time, the same closing, the same counts, on real sockets.

Each twin at the foot has one check fewer, and the same cases must show it.
"""

import re
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from resolver.edge.clerk import Clerk, Known, Memory
from resolver.edge.desk import Desk
from resolver.edge.lane import Lane
from resolver.replica.entry import CHECKSUM_SIZE, TURNS
from tests.resolver.edge import cases
from tests.resolver.edge.standing import counted, furnished
from tests.resolver.edge.variants import CLERKS, LOOPS, Loop, built, run
from tests.resolver.edge.wire import LAST, Case, differences, with_lane, without_lane


async def compared(
    folder: Path,
    given_cases: Sequence[Case],
    *,
    pure: bool = True,
    pause: float = 0.0,
    clerk: type[Clerk] | None = None,
    lane: type[Lane] = Lane,
    same_counts: bool = True,
) -> int:
    """How many of the cases the two servers answer differently."""
    shelf = furnished()
    ours, theirs = folder / "lane", folder / "routes"
    async with (
        with_lane(ours, shelf, pure=pure, clerk=clerk, lane=lane) as one,
        without_lane(theirs, shelf) as other,
    ):
        found = await differences(given_cases, one, other, pause=pause)
        for case, said, expected in found[:3]:
            sys.stdout.write(f"sent {case!r}\n lane   {said}\n routes {expected}\n\n")
        # The cases that differed were sent once more to both.
        assert not same_counts or counted(ours) == counted(theirs)
        return len(found)


@CLERKS
def test_the_lane_cannot_be_told_from_the_routes_by_any_oddity(tmp_path: Path, pure: bool) -> None:
    built(pure)

    assert run(compared(tmp_path, list(cases.alone()), pure=pure)) == 0


@CLERKS
@pytest.mark.parametrize("seed", range(4))
def test_nor_by_many_together(tmp_path: Path, pure: bool, seed: int) -> None:
    built(pure)

    assert run(compared(tmp_path, list(cases.made(seed, 1200)), pure=pure)) == 0


@CLERKS
@LOOPS
def test_nor_on_another_loop(tmp_path: Path, pure: bool, loop: Loop) -> None:
    built(pure)

    assert run(compared(tmp_path, list(cases.made(99, 500)), pure=pure), loop) == 0


@CLERKS
def test_nor_by_any_split(tmp_path: Path, pure: bool) -> None:
    built(pure)
    usual = cases.plain() + cases.plain(b"88.1000.1/nope") + cases.head(b"/88.1000.1/ONLY-URL", *cases.USUAL[:2]) + LAST
    mixed = (
        cases.plain()
        + cases.head(
            b"/api/handles/88.1000.1/SN-1",
            b"Host: a",
            b"Content-Length: 8",
            b"Content-Type: text/plain",
            method=b"POST",
        )
        + b"GET / x,"
        + cases.plain(b"88.1000.1/SN-1?pretty")
        + cases.plain(b"88.1000.1/RETIRED")
        + LAST
    )
    every = [cases.pieces(octets, [cut]) for octets in (usual, mixed) for cut in range(1, len(octets))]

    assert run(compared(tmp_path, every, pure=pure)) == 0


@CLERKS
def test_nor_when_each_octet_comes_alone(tmp_path: Path, pure: bool) -> None:
    built(pure)
    octets = cases.plain() + cases.plain(b"88.1000.1/SN-1?index=1") + cases.plain(b"88.1000.1/nope") + LAST
    alone = tuple(octets[at : at + 1] for at in range(len(octets)))

    assert run(compared(tmp_path, [alone], pure=pure)) == 0


@CLERKS
def test_many_questions_in_one_piece_get_as_many_answers_in_order(tmp_path: Path, pure: bool) -> None:
    built(pure)
    handles = [b"88.1000.1/N%d" % number for number in range(500)]

    async def ask() -> list[bytes]:
        async with with_lane(tmp_path, furnished(), pure=pure) as server:
            said = await server.ask([b"".join(map(cases.plain, handles)) + LAST])
            assert said.closed
            return re.findall(rb'"handle":"([^"]*)"', said.octets)

    answered = run(ask())

    # The last one is no plain question; it is answered after all others, with white space around its handle.
    assert answered == handles


octets = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(cases.HANDLES),
    st.sampled_from([line + b"\r\n" for line in (*cases.ODD, *cases.USUAL)]),
    st.sampled_from(
        [b"GET ", b" HTTP/1.1\r\n", b"\r\n", b"\r\n\r\n", b"/api/handles/", b"/", b" ", b"\r", b"\n", b"\t"]
    ),
    st.sampled_from([cases.plain(), cases.plain(b"88.1000.1/nope"), cases.head(b"/88.1000.1/ONLY-URL", b"Host: a")]),
)


@CLERKS
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(parts=st.lists(st.lists(octets, max_size=8), min_size=40, max_size=40))
def test_nor_by_what_hypothesis_thinks_of(
    tmp_path_factory: pytest.TempPathFactory, pure: bool, parts: list[list[bytes]]
) -> None:
    built(pure)
    thought = [(b"".join(some), LAST) for some in parts]

    assert run(compared(tmp_path_factory.mktemp("counted"), thought, pure=pure)) == 0


class Lax(Clerk):
    """A clerk that reads octets more kindly than it should: what `kinder` makes of them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.answer = self.kind_answer

    def kind_answer(self, data: bytes, known: Known, memory: Memory) -> bytes | None:
        kinder = self.kinder(data)
        if kinder.count(b"\r\n\r\n") != 1 or not kinder.endswith(b"\r\n\r\n"):
            return None
        return self.answer_in_python(kinder, known, memory)

    def is_plain(self, data: bytes) -> bool:
        return super().is_plain(self.kinder(data))

    def kinder(self, data: bytes) -> bytes:
        return data


class BareLineFeeds(Lax):
    def kinder(self, data: bytes) -> bytes:
        return re.sub(rb"\r?\n", b"\r\n", data)


class SecondHost(Lax):
    def kinder(self, data: bytes) -> bytes:
        return re.sub(rb"(?i)(\r\nhost:[^\r]*)((?:\r\n[^\r]+)*?)\r\nhost:[^\r]*", rb"\1\2", data)


class NoHost(Lax):
    def kinder(self, data: bytes) -> bytes:
        return data if re.search(rb"(?i)\r\nhost:", data) else data.replace(b"\r\n", b"\r\nHost: a\r\n", 1)


class Lengths(Lax):
    def kinder(self, data: bytes) -> bytes:
        return re.sub(rb"(?i)\r\n(content-length|transfer-encoding):[^\r]*", b"", data)


class Closing(Lax):
    def kinder(self, data: bytes) -> bytes:
        return re.sub(rb"(?i)\r\nconnection: ?close", b"", data)


class Queries(Lax):
    def kinder(self, data: bytes) -> bytes:
        return re.sub(rb"^(GET [^ ?]*)\?[^ ]*", rb"\1", data)


class Escapes(Lax):
    def kinder(self, data: bytes) -> bytes:
        return re.sub(rb"^GET ([^ ]*)", lambda target: target[0].replace(b"%", b""), data)


class OldVersion(Lax):
    def kinder(self, data: bytes) -> bytes:
        return data.replace(b" HTTP/1.0\r\n", b" HTTP/1.1\r\n", 1)


class ControlCharacters(Lax):
    def kinder(self, data: bytes) -> bytes:
        return re.sub(rb"[\x00\x01\x7f]", b"", data)


class SpaceBeforeColon(Lax):
    def kinder(self, data: bytes) -> bytes:
        return re.sub(rb" +:", b":", data)


class Folded(Lax):
    def kinder(self, data: bytes) -> bytes:
        return re.sub(rb"\r\n[ \t]+", b" ", data)


class Conditions(Lax):
    def kinder(self, data: bytes) -> bytes:
        return re.sub(rb"(?i)\r\n(if-none-match|origin):[^\r]*", b"", data)


class Absolute(Lax):
    def kinder(self, data: bytes) -> bytes:
        return re.sub(rb"^GET (?:http:)?//[^/ ]+", b"GET ", data)


class Linksets(Lax):
    def kinder(self, data: bytes) -> bytes:
        return re.sub(rb"(?i)\r\naccept:[^\r]*linkset[^\r]*", b"", data)


class EveryLink(Clerk):
    """A clerk that sends everybody where one asker would be sent, also where the record offers variants."""

    def turn(self, path: bytes, known: Known) -> bytes | None:
        self._raw = self.with_flag
        try:
            return super().turn(path, known)
        finally:
            self._raw = self.desk.reader.raw

    def with_flag(self, key: bytes) -> bytes | None:
        octets = self.desk.reader.raw(key)
        if octets is None:
            return None
        rest = octets[CHECKSUM_SIZE : CHECKSUM_SIZE + 1] + bytes([octets[CHECKSUM_SIZE + 1] | TURNS]) + octets[6:]
        return zlib.crc32(rest, zlib.crc32(key)).to_bytes(CHECKSUM_SIZE, "little") + rest


class OldPointers(Clerk):
    """A clerk that believes every pointer, whatever the record has become."""

    def turn(self, path: bytes, known: Known) -> bytes | None:
        return super().turn(path, known) or super().turn(b"/01/09506000149349", known)


class Templates(Lax):
    def kinder(self, data: bytes) -> bytes:
        return data.replace(b"@", b"_")


@pytest.mark.parametrize(
    "clerk",
    [
        BareLineFeeds,
        SecondHost,
        NoHost,
        Lengths,
        Closing,
        Queries,
        Escapes,
        OldVersion,
        ControlCharacters,
        SpaceBeforeColon,
        Folded,
        Conditions,
        Linksets,
        EveryLink,
        OldPointers,
        Templates,
    ],
)
def test_a_clerk_with_one_check_fewer_is_found_out(tmp_path: Path, clerk: type[Clerk]) -> None:
    assert run(compared(tmp_path, list(cases.alone()), clerk=clerk, same_counts=False)) > 0


class Impatient(Lane):
    """A lane that answers whatever aiohttp is about."""

    __slots__ = ()

    def _idle(self) -> bool:
        return self.transport is not None


class NoSecondAccount(Lane):
    """A lane that believes aiohttp's parser to stand between two requests whenever aiohttp waits."""

    __slots__ = ()

    def _idle(self) -> bool:
        return self._waiter is not None and not self._waiter.done() and self.transport is not None


@pytest.mark.parametrize("lane", [Impatient, NoSecondAccount])
def test_a_lane_that_answers_out_of_turn_is_found_out(tmp_path: Path, lane: type[Lane]) -> None:
    slow, cut = cases.plain(b"88.1000.1/SN-1?pretty"), 60
    body = cases.head(b"/api/handles/88.1000.1/SN-1", b"Host: a", b"Content-Length: 400", method=b"POST")
    given_cases: list[Case] = [
        (slow + slow[:cut], cases.plain(), slow[cut:], LAST),
        (body, cases.plain(), b"x" * 400, LAST),
        (slow[:cut], cases.plain(), LAST),
    ]

    assert run(compared(tmp_path, given_cases, lane=lane, same_counts=False)) > 0
    assert run(compared(tmp_path / "good", given_cases)) == 0
