"""Cursors: where the next page of a list begins, as a text that callers hand back and cannot make up."""

import base64
import binascii
import hashlib
import hmac

from registry.web.context import Context
from schemas.errors import Malformed

_MARK = 16
"""Octets of the signature: as many as nobody guesses."""


def cursor(context: Context, listed: str, at: str) -> str:
    """A cursor into the list named `listed`, behind the element `at`."""
    place = at.encode()
    return base64.urlsafe_b64encode(_mark(context, listed, place) + place).decode().rstrip("=")


def place(context: Context, listed: str, text: str) -> str:
    """Behind which element of the list a cursor points.

    Raises:
        Malformed: it is not one of ours, or belongs to another list.
    """
    try:
        octets = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        octets = b""
    mark, at = octets[:_MARK], octets[_MARK:]
    if not hmac.compare_digest(mark, _mark(context, listed, at)):
        raise Malformed("the cursor is not one that this list was answered with")
    return at.decode()


def _mark(context: Context, listed: str, at: bytes) -> bytes:
    key = context.pepper.key_for("cursors of /api/v1")
    return hmac.digest(key, listed.encode() + b"\n" + at, hashlib.sha256)[:_MARK]
