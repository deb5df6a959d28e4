"""Guesses: ten are free, then each waits twice as long; what is not held up would go on for ever."""

import pytest

from registry.guesses import FREE_TRIES, Guesses, Guessing
from tests.support.books import Clock


def test_each_further_one_waits_twice_as_long() -> None:
    clock = Clock(0.0)
    guesses = Guesses(clock=clock)
    waits = []
    for _ in range(FREE_TRIES + 12):
        guesses.wrong("from a")
        waits.append(guesses.wait("from a", "for x"))
        clock.now += waits[-1]

    assert waits == [0] * FREE_TRIES + [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert guesses.wait("from b") == 0
    # A year of guessing by one address comes to some 35,000 tries, and none of a day without an hour of quiet is free.
    clock.now += 3_601
    guesses.wrong("from a")
    assert guesses.wait("from a") == 0


def test_who_waits_is_refused_whatever_is_tried() -> None:
    clock = Clock(0.0)
    guesses = Guesses(free=1, clock=clock)
    for _ in range(3):
        guesses.wrong("from a", "for x")

    with pytest.raises(Guessing, match="too many wrong credentials: the next are looked at in 4 s") as refused:
        guesses.require("from b", "for x")
    assert refused.value.retry_after == 4
    guesses.right("for x")
    guesses.require("from b", "for x")
    with pytest.raises(Guessing):
        guesses.require("from a", "for y")


def test_the_twin_without_protection() -> None:
    guesses = Guesses(free=0)
    for _ in range(1_000):
        guesses.require("from a")
        guesses.wrong("from a")


def test_memory_is_bounded() -> None:
    guesses = Guesses(free=1, most=100)
    for number in range(1_000):
        guesses.wrong(f"from {number}")

    assert len(guesses._seen) <= 100
