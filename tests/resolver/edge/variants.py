"""The variants that every test of the lane runs over: the clerk in Python and in C, uvloop and asyncio's own loop."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest

from resolver.edge.compiled import BUILT
from resolver.edge.serving import new_loop
from tests.support.require import lacking

T = TypeVar("T")
Loop = Callable[[], asyncio.AbstractEventLoop]

CLERKS = pytest.mark.parametrize("pure", [pytest.param(True, id="python"), pytest.param(False, id="c")])
LOOPS = pytest.mark.parametrize(
    "loop", [pytest.param(new_loop, id="uvloop"), pytest.param(asyncio.new_event_loop, id="asyncio")]
)


def run(work: Coroutine[Any, Any, T], loop: Loop = new_loop) -> T:
    """Run to the end, on a loop of this kind."""
    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(work)


def built(pure: bool) -> None:
    """Skip a test over the clerk in C where it was not built."""
    if not pure and BUILT is None:
        lacking("the compiled clerk", "python hatch_build.py, with a C compiler and Python's headers")
