"""Orders: a press of its own process answers, refuses, takes too long, or dies; its orderer goes on in any case."""

import asyncio
import sys

import pytest

from registry.printing.order import order
from registry.printing.press import press
from schemas.errors import Busy, Malformed
from schemas.printing.lines import Thing
from tests.registry.printing.jobs import job


async def test_an_order_is_what_the_press_makes() -> None:
    wanted = job(3, form="svg")

    assert await order(wanted) == press(wanted, lambda _: None)


async def test_progress_comes_along() -> None:
    told: list[int] = []

    await order(job(250, form="svg"), told.append)

    assert told == sorted(told)
    assert set(told) <= {100, 200, 250}


async def test_a_refusal_comes_in_the_press_s_words() -> None:
    things = (Thing("(01)09506000134353"),)

    with pytest.raises(Malformed) as refusal:
        await order(job(form="svg", symbology="gs1-qr", content="element-string", things=things))

    assert refusal.value.sentence == "check digit of AI 01 is 3, expected 2"


async def test_an_order_that_takes_too_long_is_ended() -> None:
    with pytest.raises(Busy) as refusal:
        await order(job(2000, form="svg"), seconds=0.05)

    assert refusal.value.sentence == "2000 labels take longer than 0.05 seconds now: ask for fewer"
    assert refusal.value.retry_after == 30


async def test_a_press_that_dies_is_said_to_have() -> None:
    """A press that cannot even be started as a program answers nothing."""
    with pytest.raises(Busy) as refusal:
        await order(job(1, form="svg"), program=(sys.executable, "-c", "raise SystemExit(7)"))

    assert refusal.value.sentence == "the press ended with status 7 and without an answer"


async def test_orders_go_side_by_side() -> None:
    one, other = await asyncio.gather(order(job(1, form="svg")), order(job(2, form="svg")))

    assert (one, other) == (press(job(1, form="svg"), print), press(job(2, form="svg"), print))
