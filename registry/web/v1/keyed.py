"""Keyed: the Idempotency-Key of a request (draft-ietf-httpapi-idempotency-key-header)."""

from aiohttp import web

from schemas.errors import Malformed

LONGEST_KEY = 255


def key_of(request: web.BaseRequest) -> str | None:
    """The key that a request carries, without the quotes that the draft puts around it; None without one.

    Raises:
        Malformed: it has other than 1 to 255 visible ASCII characters, or there are two.
    """
    given = request.headers.getall("Idempotency-Key", [])
    if not given:
        return None
    text = given[0].strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    if len(given) > 1 or not 1 <= len(text) <= LONGEST_KEY or not (text.isascii() and text.isprintable()):
        raise Malformed(f"an Idempotency-Key has 1 to {LONGEST_KEY} visible ASCII characters and comes once")
    return text
