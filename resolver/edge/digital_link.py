"""GS1 Digital Links over HTTP: `GET /01/{gtin}` and all the others, compressed ones, and the description file.

The handlers only carry: what is asked is read by `resolver.gs1.asked`, what is known by `levels`, what happens is
decided by `decide`. What clients of a resolver expect of headers: Resolver 1.2.1 §2.2, §2.10, and GS1's own test suite,
which looks for the link to the linkset in the answer to OPTIONS and knows one `Link` line only.
"""

import time
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import hdrs, web

from resolver.edge import heads
from resolver.edge.assets import load
from resolver.edge.desk import Desk
from resolver.edge.link_page import LinkPages
from resolver.edge.page import Nameplate
from resolver.edge.wanting import asked_language, header
from resolver.gs1.asked import LINKSET_JSON, Asked, read
from resolver.gs1.decide import Decision, Offering, Refusal, Turn, Why, decide
from resolver.gs1.description import description
from resolver.gs1.levels import levels_of
from resolver.gs1.linkset import JSON_LD_CONTEXT, json_ld, linkset
from resolver.gs1.wishes import preferred
from resolver.redirect import turn_page
from resolver.replica.entry import Corrupt
from schemas.counting import Channel
from schemas.errors import Busy, Malformed
from schemas.handle import Handle
from schemas.identifiers.gs1.link import DigitalLink
from schemas.preference import language_of
from schemas.target import path_of, target_parts

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

DESCRIPTION_PATH = "/.well-known/gs1resolver"
# What is another room's, or begins with a prefix of handles, is none of these: `88.1000.1/01/…` is a handle.
_OTHERS = r"(?!(?:api|assets|console|health|hrls|metrics)(?:/|$))(?![0-9]+(?:\.[0-9A-Za-z_-]+)+(?:/|$))"
_KEYS = "00|01|253|255|401|402|414|415|417|8003|8004|8006|8010|8013|8017|8018"
PATHS = (
    "/{link:" + _OTHERS + "(?:[^/]*/)*(?:" + _KEYS + ")/(?s:.+)}",
    # Compressed: the bits of a tag at the end of any path, or one segment in the old compression.
    "/{link:" + _OTHERS + r"(?:[^/]*/)*e[hx][0-9A-Za-z_-]{11,}={0,2}/?}",
    "/{link:" + _OTHERS + r"[0-9A-Za-z_-]{4,512}/?}",
)
"""Paths that are Digital Links or mean to be."""

METHODS = "GET, HEAD, OPTIONS"
PREFLIGHT_SECONDS = 86_400
PROBLEM = "application/problem+json"
JSON_LD = "application/ld+json"
_SHOWN = ("text/html", LINKSET_JSON, "application/json", JSON_LD)
"""As what a linkset is shown; a page where nothing is said (§2.10)."""
_SHOWN_REFUSALS = ("text/html", PROBLEM, "application/json", LINKSET_JSON, JSON_LD)
_MOST_HEALINGS = 3
_RETRY_AFTER = 2


class DigitalLinks:
    """One for each worker."""

    def __init__(
        self,
        desk: Desk,
        nameplate: Nameplate | None = None,
        otherwise: Handler | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Open the door for Digital Links.

        Args:
            desk: where to look and to count.
            nameplate: what the node is called.
            otherwise: who answers for one segment that is no Digital Link after all.
            clock: Unix seconds.
        """
        self._desk = desk
        self._base = desk.base
        names = nameplate or Nameplate()
        self._pages = LinkPages(names, load(), desk.base)
        self._description = description(desk.base, names.english)
        self._otherwise = otherwise
        self._clock = clock

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer for a Digital Link; the answer is counted before it is sent."""
        path, query = target_parts(request.raw_path)
        asked: Asked | None = None
        decision: Decision
        try:
            asked = _asked(request)
        except Malformed as refused:
            if self._otherwise is not None and "/" not in path.strip("/"):
                return await self._otherwise(request)
            decision = Refusal(Why.MALFORMED, detail=str(refused))
        else:
            decision = await self._decide(asked)
        response, channel = self._response(decision, asked, path, query, request)
        if decision.outcome is not None:
            try:
                self._desk.count(decision.handle, channel, decision.outcome, self._desk.class_of(request))
            except Busy:  # what cannot be counted is not answered
                return self._response(Refusal(Why.BUSY), asked, path, query, request)[0]
        return response

    async def options(self, request: web.Request) -> web.StreamResponse:
        """What may be asked here, and where the linkset is."""
        headers = {"Server": heads.SERVER, hdrs.VARY: heads.VARY, hdrs.ALLOW: METHODS, **heads.OPEN}
        headers |= {
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        }
        try:
            headers[hdrs.LINK] = self._link(_asked(request))
        except Malformed as refused:
            if request.path != DESCRIPTION_PATH:
                return web.Response(status=400, text=str(refused), headers=headers)
        return web.Response(status=204, headers=headers)

    async def describe(self, _request: web.Request) -> web.Response:
        """The description file."""
        headers = heads.headers("application/json", int(self._clock())) | heads.OPEN
        headers |= {hdrs.CACHE_CONTROL: "max-age=3600", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=self._description, headers=headers)

    def routes(self) -> list[web.RouteDef]:
        """The routes; to be added before the public door's, which take nearly every path."""
        paths = [web.get(path, self.answer) for path in PATHS] + [web.options(path, self.options) for path in PATHS]
        return [web.get(DESCRIPTION_PATH, self.describe), web.options(DESCRIPTION_PATH, self.options), *paths]

    async def _decide(self, asked: Asked) -> Decision:
        for _ in range(_MOST_HEALINGS):
            try:
                levels = levels_of(self._desk.reader, asked.link)
                return decide(asked, levels, self._page_of, int(self._clock()))
            except Corrupt as corrupt:
                if not await self._desk.heal(corrupt.key):
                    break
        return Refusal(Why.BUSY)

    def _page_of(self, handle: Handle) -> str:
        return self._base + path_of(handle.text)

    def _response(
        self, decision: Decision, asked: Asked | None, path: str, query: str, request: web.Request
    ) -> tuple[web.Response, Channel]:
        """The answer, and through which door it counts as given."""
        moment = int(self._clock())
        match decision:
            case Turn():
                assert asked is not None
                return self._turn(decision, asked, moment), Channel.REDIRECT
            case Offering():
                assert asked is not None
                return self._offering(decision, asked, query, request, moment)
            case Refusal():
                return self._refusal(decision, path, query, request, moment)

    def _turn(self, turn: Turn, asked: Asked, moment: int) -> web.Response:
        """A redirect; the plain one is octet for octet what the lane writes."""
        body = turn_page(turn.location)
        handler = f'<{turn.location}>; rel="gs1:handledBy", ' if turn.handed_over else ""
        headers = heads.headers(heads.HTML, moment, heads.VARY_OF_CHOICE) | heads.OPEN
        headers |= {
            hdrs.EXPIRES: heads.expires(moment, turn.stay),
            hdrs.LINK: handler + self._link(asked),
            hdrs.LOCATION: turn.location,
            hdrs.CONTENT_LENGTH: str(len(body)),
        }
        return web.Response(status=307, body=body, headers=headers)

    def _offering(
        self, offering: Offering, asked: Asked, query: str, request: web.Request, moment: int
    ) -> tuple[web.Response, Channel]:
        kind = preferred(header(request, hdrs.ACCEPT), _SHOWN) or LINKSET_JSON
        if kind == "text/html":
            language = language_of(asked_language(query), header(request, hdrs.ACCEPT_LANGUAGE))
            body = self._pages.links(offering, language, query).encode("utf-8", "replace")
            headers, channel = heads.of_page(heads.HTML, moment, language), Channel.PAGE
        else:
            body = (json_ld if kind == JSON_LD else linkset)(offering.contexts, self._base)
            headers, channel = heads.of_page(kind, moment), Channel.HTTP
        context = f'<{JSON_LD_CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="{JSON_LD}"'
        headers |= {hdrs.LINK: f"{self._link(asked)}, {context}", **heads.OPEN}
        return web.Response(status=offering.status, body=body, headers=headers), channel

    def _refusal(
        self, refusal: Refusal, path: str, query: str, request: web.Request, moment: int
    ) -> tuple[web.Response, Channel]:
        if preferred(header(request, hdrs.ACCEPT), _SHOWN_REFUSALS) in ("text/html", ""):
            language = language_of(asked_language(query), header(request, hdrs.ACCEPT_LANGUAGE))
            body = self._pages.refusal(refusal, path, language, query).encode("utf-8", "replace")
            headers, channel = heads.of_page(heads.HTML, moment, language), Channel.PAGE
        else:
            body, headers, channel = _problem(refusal), heads.of_page(PROBLEM, moment), Channel.HTTP
        if refusal.why is Why.BUSY:
            headers[hdrs.RETRY_AFTER] = str(_RETRY_AFTER)
        return web.Response(status=refusal.status, body=body, headers=headers | heads.OPEN), channel

    def _link(self, asked: Asked) -> str:
        """The `Link` of every answer: to the linkset, and from a compressed link to the plain one (§2.3)."""
        plain = f', <{_plain(asked.link, self._base)}>; rel="owl:sameAs"' if asked.compressed else ""
        return heads.link_line(self._base, asked.link.path) + plain


def _asked(request: web.Request) -> Asked:
    path, query = target_parts(request.raw_path)
    return read(path, query, header(request, hdrs.ACCEPT), header(request, hdrs.ACCEPT_LANGUAGE))


def _plain(link: DigitalLink, base: str) -> str:
    return link.at(base)


def _problem(refusal: Refusal) -> bytes:
    """A refusal for machines (RFC 9457)."""
    said = {
        "type": f"urn:idnode:problem:gs1-{refusal.why.value}",
        "title": TITLES[refusal.why],
        "status": refusal.status,
        "code": refusal.why.value,
    }
    return msgspec.json.encode(said | ({"detail": refusal.detail} if refusal.detail else {}))


TITLES = {
    Why.MALFORMED: "This is not a GS1 Digital Link",
    Why.ABSENT: "Nothing is known of this item",
    Why.SUSPENDED: "This item does not answer at present",
    Why.BUSY: "The answer cannot be read now",
}
