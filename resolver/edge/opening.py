"""Opening: what a signed link shows of a record beside what everybody sees; somebody else knows, the door only asks."""

from collections.abc import Callable
from typing import Protocol

from aiohttp import web

from schemas.handle import Handle
from schemas.value import Value

Asked = Callable[[tuple[Value, ...]], tuple[Value, ...]]
"""Those of a record's values that were asked for."""


class Opener(Protocol):
    """What the door needs of whoever keeps values that are not public."""

    async def __call__(self, request: web.Request, handle: Handle, link: str, asked: Asked) -> tuple[Value, ...]:
        """The values asked for that a link shows, public ones among them; none where it opens none of them.

        Whoever answers has entered that they were seen.

        Raises:
            Busy: it cannot be looked up, or not be entered that they were seen.
        """
        ...
