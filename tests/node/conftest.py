"""Tests of the roof run on both event loops: their transports differ in more than speed."""

import asyncio
from collections.abc import Callable

import pytest

from resolver.edge.serving import new_loop


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Each asynchronous test once on Python's own loop and once on the one that the node uses."""
    return {"asyncio": asyncio.new_event_loop, "uvloop": new_loop}
