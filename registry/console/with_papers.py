"""Forms that bring documents along.

The octets of a document never touch the disk in the open (docs/enterprises.md): a form with documents is read into
memory piece by piece, and no further than the park's longest document.
"""

from collections.abc import Mapping

from aiohttp import BodyPartReader, web

from registry.console.guard import Form, form_of, require_own_origin
from registry.console.upload import require_token
from schemas.errors import Malformed, TooLarge

_PIECE = 1 << 16
_LONGEST_FIELD = 40_000
_MOST_FIELDS = 200


async def form_with_papers(request: web.Request, longest: int) -> tuple[Form, Mapping[str, bytes]]:
    """What a form of this console said, and the documents that came along, by their fields.

    Raises, in this order:
        Forbidden: it was sent from somewhere else, or without the visit's token.
        Malformed: it cannot be read, or has too many or too long fields.
        TooLarge: a document has more octets than `longest`.
    """
    if request.content_type != "multipart/form-data":
        return await form_of(request), {}
    require_own_origin(request)
    fields: dict[str, tuple[str, ...]] = {}
    papers: dict[str, bytes] = {}
    try:
        reader = await request.multipart()
        for _ in range(_MOST_FIELDS):
            part = await reader.next()
            if not isinstance(part, BodyPartReader):
                require_token(request, {name: texts[0] for name, texts in fields.items()})
                return Form(fields), papers
            name = part.name or ""
            if part.filename is not None:
                # The token stands before every file: a file from elsewhere is not read at all.
                require_token(request, {each: texts[0] for each, texts in fields.items()})
                if octets := await _octets(part, longest, name):
                    papers[name] = octets
            else:
                text = (await _octets(part, _LONGEST_FIELD, name)).decode("utf-8")
                fields[name] = (*fields.get(name, ()), text)
    except (ValueError, AssertionError, UnicodeDecodeError, KeyError):
        raise Malformed("the form cannot be read") from None
    raise Malformed(f"a form has at most {_MOST_FIELDS} fields, got more")


async def _octets(part: BodyPartReader, longest: int, name: str) -> bytes:
    octets = bytearray()
    while piece := await part.read_chunk(_PIECE):
        octets += piece
        if len(octets) > longest:
            raise TooLarge(
                f"{name[:80]} has more than {longest} octets, which is the most there can be (at {name[:80]})"
            )
    return bytes(octets)
