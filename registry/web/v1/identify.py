"""`/api/v1/identify`: what a scanned text can be. It is read, not looked up: nobody learns what is registered."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from aiohttp import web

from registry.web.v1.desk import Routes, query_of, truth
from schemas.errors import Malformed
from schemas.identifiers.opinion import Opinion, by_all, by_scheme
from schemas.identifiers.place import Place
from schemas.identifiers.scheme import Part, Words
from schemas.sentences.chinese import in_chinese


class LikenessDocument(msgspec.Struct, frozen=True):
    """One scheme that a text can be of, and what that scheme makes of it."""

    scheme: str
    sureness: str | None
    """`certain`, `likely` or `possible`; null where the scheme was asked for by name and sees no likeness."""
    reason: Words | None
    """Why the text can be one of the scheme."""
    valid: bool
    canonical: str | None
    components: Mapping[str, str | int | bool | Sequence[str | int] | None]
    """The parts by name; which names there are depends on the scheme."""
    parts: list[Part]
    """The parts of the canonical text, for people."""
    refusal: str | None
    """What is wrong, if the text is not valid."""
    refusal_zh: str | None
    """The same in Chinese."""
    place: Place | None
    """Where in the text that is, where it can be told."""


class IdentityDocument(msgspec.Struct, frozen=True):
    """All that a text can be, the surest first; empty where it is like no identifier."""

    text: str
    likenesses: list[LikenessDocument]


async def get(request: web.Request) -> web.StreamResponse:
    """The schemes that a text can be of, the surest first, with its parts or what is wrong; needs no key."""
    given = query_of(request, "text", "scheme", "no_associations")
    if "text" not in given:
        raise Malformed("which text? expected the parameter text")
    text, associations = given["text"], not truth(given, "no_associations")
    if "scheme" in given:
        opinions = [by_scheme(text, given["scheme"], associations=associations)]
    else:
        opinions = by_all(text, associations=associations)
    document = IdentityDocument(text, [_shown(opinion) for opinion in opinions])
    # The same for everybody, and until the next release.
    headers = {"Cache-Control": "public, max-age=3600"}
    return web.Response(body=msgspec.json.encode(document), content_type="application/json", headers=headers)


def _shown(opinion: Opinion) -> LikenessDocument:
    likeness: Any = opinion.likeness
    return LikenessDocument(
        scheme=opinion.scheme or "",
        sureness=likeness and likeness.sureness.name.lower(),
        reason=likeness and likeness.reason,
        valid=opinion.valid,
        canonical=opinion.canonical,
        components=opinion.components,
        parts=opinion.parts,
        refusal=opinion.refusal,
        refusal_zh=opinion.refusal and in_chinese(opinion.refusal),
        place=opinion.place,
    )


ROUTES: Routes = {
    "/api/v1/identify": {"GET": get},
}
