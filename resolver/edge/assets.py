"""The few files the pages need beside themselves, in a fixed table: no path from outside ever names a file.

Each is served under a name with a digest of its content, so that a browser may keep it for good and an upgrade shows
at once.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent / "pages"
ROOM = "/assets/"
FOR_GOOD = "public, max-age=31536000, immutable"
_KINDS = {"door.css": "text/css; charset=utf-8", "door.svg": "image/svg+xml"}


class Asset(msgspec.Struct, frozen=True):
    """A file as it is served."""

    path: str
    kind: str
    body: bytes


def load() -> Mapping[str, Asset]:
    """The files by their plain names, read once."""
    loaded = {}
    for name, kind in _KINDS.items():
        body = (FOLDER / name).read_bytes()
        stem, _, ending = name.partition(".")
        loaded[name] = Asset(f"{ROOM}{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{ending}", kind, body)
    return loaded
