"""Paging: a part of a list that is at hand whole, and the way to the part before and behind."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
from aiohttp import web

ROWS = 50
"""In one part."""


class Part(msgspec.Struct, frozen=True):
    """Some rows of a list."""

    rows: Sequence[Any]
    count: int
    """Of the whole list."""
    first: int
    """The number of the first row, counted from 1."""
    before: str = ""
    """The address of the part before; empty where there is none."""
    behind: str = ""


def page_of(request: web.Request, whole: Sequence[Any], rows: int = ROWS) -> Part:
    """The part that `?page=` asks for, counted from 1; what cannot be read asks for the first."""
    text = request.query.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    number = min(max(number, 1), max(1, -(-len(whole) // rows)))
    start = (number - 1) * rows
    return Part(
        whole[start : start + rows],
        len(whole),
        start + 1,
        _address(request, number - 1) if number > 1 else "",
        _address(request, number + 1) if start + rows < len(whole) else "",
    )


def _address(request: web.Request, number: int) -> str:
    given = {name: text for name, text in request.query.items() if name not in ("page", "done")}
    return f"{request.path}?{urlencode({**given, 'page': str(number)})}"
