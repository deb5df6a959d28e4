"""Messages in a stream: the same whatever pieces they come in, and an end to what cannot be one."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.domains.frames import Frames, framed
from tests.resolver.domains.asking import asked

MESSAGES = [asked("7.example", identity=number) for number in range(3)]
STREAM = b"".join(map(framed, MESSAGES))


@pytest.mark.parametrize(
    "cuts", list(combinations(range(0, len(STREAM) + 1, 3), 2)) + [(n, n) for n in range(len(STREAM))]
)
def test_three_messages_may_arrive_in_any_three_pieces(cuts: tuple[int, int]) -> None:
    frames = Frames()
    first, second = cuts

    got = frames.receive(STREAM[:first]) + frames.receive(STREAM[first:second]) + frames.receive(STREAM[second:])

    assert got == MESSAGES
    assert not frames.broken


def test_octet_by_octet() -> None:
    frames = Frames()

    assert [message for octet in STREAM for message in frames.receive(bytes((octet,)))] == MESSAGES


@pytest.mark.parametrize("length", [0, 11, 4_097, 65_535])
def test_a_length_that_no_question_has_is_the_end(length: int) -> None:
    frames = Frames()

    assert frames.receive(framed(MESSAGES[0]) + length.to_bytes(2, "big")) == [MESSAGES[0]]
    assert frames.broken
    assert frames.receive(STREAM) == []


@given(st.lists(st.binary(min_size=12, max_size=300), max_size=8), st.lists(st.integers(1, 50), max_size=60))
def test_there_and_back(messages: list[bytes], sizes: list[int]) -> None:
    stream = b"".join(map(framed, messages))
    frames = Frames()
    got: list[bytes] = []
    for size in sizes:
        got += frames.receive(stream[:size])
        stream = stream[size:]
    got += frames.receive(stream)

    assert got == messages
