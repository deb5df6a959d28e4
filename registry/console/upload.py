"""An upload: a form whose last field is a file, which is read piece by piece as it arrives.

The fields before the file come first, the form's token among them: a file from elsewhere is not read at all.
"""

import hmac
from collections.abc import AsyncIterator, Mapping

import msgspec
from aiohttp import BodyPartReader, web

from registry.console.guard import FORM_FIELD, cookie_of, form_of, require_own_origin, token_of
from registry.web.context import CONTEXT
from schemas.errors import Forbidden, Malformed

_PIECE = 1 << 18
_LONGEST_FIELD = 10_000
_MOST_FIELDS = 20


class Upload(msgspec.Struct, frozen=True):
    """What a form with a file said."""

    fields: Mapping[str, str]
    name: str
    """What the file is called."""
    pieces: AsyncIterator[bytes]
    """The file, as it arrives."""


async def upload_of(request: web.Request) -> Upload:
    """A form of this console with a file as its last field.

    Raises, in this order:
        Forbidden: it was sent from somewhere else, or without the visit's token.
        Malformed: it cannot be read, or has no file.
    """
    require_own_origin(request)
    if request.content_type != "multipart/form-data":
        await form_of(request)
        raise Malformed("the form has no file: choose one (at file)")
    fields: dict[str, str] = {}
    try:
        reader = await request.multipart()
        for _ in range(_MOST_FIELDS):
            part = await reader.next()
            if not isinstance(part, BodyPartReader):
                break
            if part.filename is not None:
                require_token(request, fields)
                if not part.filename:
                    break
                return Upload(fields, part.filename, _pieces(part))
            text = await part.read_chunk(_LONGEST_FIELD)
            fields[part.name or ""] = text.decode("utf-8")
            await part.release()
    except (ValueError, AssertionError, UnicodeDecodeError, KeyError):
        raise Malformed("the form cannot be read") from None
    require_token(request, fields)
    raise Malformed("the form has no file: choose one (at file)")


async def _pieces(part: BodyPartReader) -> AsyncIterator[bytes]:
    while piece := await part.read_chunk(_PIECE):
        yield piece


def require_token(request: web.Request, fields: Mapping[str, str]) -> None:
    """Let a form pass that was made for this visit.

    Raises:
        Forbidden: it was not.
    """
    expected = token_of(request.app[CONTEXT], cookie_of(request))
    if not hmac.compare_digest(expected.encode(), fields.get(FORM_FIELD, "").encode()):
        raise Forbidden("this form is too old, or was not made for this visit: open the page again")
