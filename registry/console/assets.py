"""The files that the console's pages need, in a fixed table: no path from outside ever names a file.

Each is served under a name with a digest of its content, so that a browser may keep it for good and an upgrade shows
at once.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import msgspec
from aiohttp import hdrs, web

FOLDER = Path(__file__).parent / "static"
ROOM = "/console/assets/"
FOR_GOOD = "public, max-age=31536000, immutable"
_KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


class Asset(msgspec.Struct, frozen=True):
    """A file as it is served."""

    path: str
    kind: str
    body: bytes


def load() -> Mapping[str, Asset]:
    """The files by their plain names, read once."""
    loaded = {}
    for file in sorted(FOLDER.iterdir()):
        kind = _KINDS.get(file.suffix.removeprefix("."))
        if kind is not None:
            body = file.read_bytes()
            named = f"{file.stem}.{hashlib.sha256(body).hexdigest()[:12]}{file.suffix}"
            loaded[file.name] = Asset(ROOM + named, kind, body)
    return loaded


def routes(assets: Mapping[str, Asset]) -> list[web.RouteDef]:
    """A route for each file."""
    return [web.get(asset.path, _serving(asset)) for asset in assets.values()]


def _serving(asset: Asset) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def serve(_: web.Request) -> web.StreamResponse:
        headers = {hdrs.CONTENT_TYPE: asset.kind, hdrs.CACHE_CONTROL: FOR_GOOD, "X-Content-Type-Options": "nosniff"}
        return web.Response(body=asset.body, headers=headers)

    return serve
