"""The public door `GET /{identifier}`: for whoever has scanned a code. A redirect, a page for people, or JSON.

Contract: handle-http.md §7, and docs/decisions/0004-the-public-door.md where that is silent. The handlers only carry:
what is asked is read by `question`, what happens is decided by `decide`, what it looks like is written by `page`.
"""

import random
import time
from collections.abc import Callable
from ipaddress import ip_address

import msgspec
from aiohttp import hdrs, web

from resolver.answer import Answer
from resolver.domains.way import Led as Heard
from resolver.domains.way import Unheard
from resolver.edge import heads, page
from resolver.edge.ask import Ors
from resolver.edge.assets import FOR_GOOD, load
from resolver.edge.decide import Decision, Kind, Listing, Page, Redirect, Visitor, decide
from resolver.edge.desk import Desk
from resolver.edge.opening import Opener
from resolver.edge.page import Nameplate, Pages
from resolver.edge.question import Question, identifier_in
from resolver.edge.wanting import asked_language, header
from resolver.identify import Led, Named, Unmapped, Unread
from resolver.redirect import redirect_page
from resolver.replica.entry import Corrupt
from resolver.templates import answer
from schemas.counting import Channel
from schemas.errors import Busy, Malformed
from schemas.handle import Handle
from schemas.locations import Address
from schemas.mapping import Reading
from schemas.preference import language_of, prefers_json
from schemas.target import parameters, target_parts

PATH = "/{identifier:(?!(?:api|assets|console|health|hrls|metrics)(?:/|$))(?s:.+)}"
"""Every path but those whose first segment is another room's: what these do not know is absent and no identifier.

aiohttp matches the decoded path, in which an identifier may have line feeds; they are refused later, in words.
"""

XML = "text/xml;charset=utf-8"
_MOST_HEALINGS = 3
"""Entries that one question may find corrupt, along a chain of aliases, before it is put off."""
_RETRY_AFTER = 2


class Door:
    """One for each worker."""

    def __init__(
        self,
        desk: Desk,
        nameplate: Nameplate | None = None,
        country_header: str | None = None,
        symbols: str = "",
        ors: Ors | None = None,
        opener: Opener | None = None,
        clock: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Open the door.

        Args:
            desk: where to look and to count.
            nameplate: what the node is called on its pages.
            country_header: the header in which the proxy in front says the visitor's country (ISO 3166 letters), for
                `10320/loc`. Without one no country is known: the node has no table of addresses, and a header nobody
                sets would be the visitor's own word. The proxy must overwrite what a visitor sends.
            symbols: the path under which this host draws the code that leads to an identifier; empty where it does not.
            ors: asks other servers for OIDs that no record here carries; None: nobody is asked.
            opener: says what signed links show; None: they show nothing.
            clock: Unix seconds.
            chance: numbers from 0 up to below 1, for `10320/loc` locations drawn by weight.
        """
        self._desk = desk
        self._assets = load()
        self._pages = Pages(nameplate or Nameplate(), self._assets, symbols)
        self._country_header = country_header
        self._ors = ors
        self._opener = opener
        self._clock = clock
        self._chance = chance

    async def answer(self, request: web.Request) -> web.Response:
        """Answer for an identifier; the answer is counted before it is sent."""
        path, query = target_parts(request.raw_path)
        handle: Handle | None = None
        decision: Decision
        try:
            identifier = identifier_in(path)
        except Malformed as refused:
            decision = Page(Kind.MALFORMED, path.removeprefix("/"), detail=str(refused))
        else:
            handle, decision = await self._meant(identifier, query, request)
        response = self._response(decision, request, query)
        if _has_link(query):
            # Whatever it opens: what is told of a link that is void and of one that is not is kept by no cache.
            response.headers[hdrs.CACHE_CONTROL] = "private, no-store"
            response.headers.popall(hdrs.EXPIRES, None)
        if decision.outcome is None:
            return response
        channel = Channel.REDIRECT if isinstance(decision, Redirect) else Channel.PAGE
        try:
            self._desk.count(handle, channel, decision.outcome, self._desk.class_of(request))
        except Busy:  # what cannot be counted is not answered
            return self._response(Page(Kind.BUSY, handle.text if handle else ""), request, query)
        return response

    async def asset(self, request: web.Request) -> web.Response:
        """A file that the pages need, out of a fixed table."""
        for asset in self._assets.values():
            if asset.path == request.raw_path:
                headers = heads.headers(asset.kind, int(self._clock()))
                headers |= {hdrs.CACHE_CONTROL: FOR_GOOD, "X-Content-Type-Options": "nosniff"}
                return web.Response(body=asset.body, headers=headers)
        raise web.HTTPNotFound

    def routes(self) -> list[web.RouteDef]:
        """The routes of the door; to be added after all others, since they take nearly every path."""
        return [
            *(web.get(asset.path, self.asset) for asset in self._assets.values()),
            web.get(PATH, self.answer),
        ]

    async def _meant(self, identifier: str, query: str, request: web.Request) -> tuple[Handle | None, Decision]:
        """The handle that an identifier of any scheme leads to, and what to do with the question."""
        try:
            identified = await self._desk.identify(identifier)
        except Busy:
            return None, Page(Kind.BUSY, identifier)
        match identified:
            case Named(handle):
                return handle, await self._decide(handle, query, request)
            case Led(reading, reached):
                decision = await self._decide(reached.handle, query, request)
                if isinstance(decision, Page):
                    decision = msgspec.structs.replace(decision, reading=reading)
                return reached.handle, decision
            case Unmapped(reading):
                return None, await self._elsewhere(identifier, reading)
            case Unread(refusal):
                return None, Page(Kind.MALFORMED, identifier, detail=refusal)

    async def _elsewhere(self, identifier: str, reading: Reading) -> Decision:
        """What other servers say of an identifier that no record here carries. What is served here waits for nobody."""
        unmapped = Page(Kind.UNMAPPED, identifier, reading=reading)
        match await self._ors.elsewhere(reading.mapped) if self._ors is not None else None:
            case Heard(leads):
                return msgspec.structs.replace(unmapped, kind=Kind.ORS, leads=leads)
            case Unheard(why):
                return msgspec.structs.replace(unmapped, detail=f"ORS {why}")
        return unmapped

    async def _decide(self, handle: Handle, query: str, request: web.Request) -> Decision:
        """What to do with a question for a handle."""
        try:
            question = Question.read(query)
        except Malformed as refused:
            return Page(Kind.QUESTION, handle.text, detail=str(refused))
        visitor = Visitor(
            accept=header(request, hdrs.ACCEPT),
            address=_address(request.remote),
            country=header(request, self._country_header) if self._country_header else "",
        )
        for _ in range(_MOST_HEALINGS):
            try:
                found = answer(self._desk.reader, handle)
                if question.link and (page := await self._opened(question, handle, found, visitor, request)):
                    return page
                return decide(question, handle, found, visitor, self._desk.reader, int(self._clock()), self._chance())
            except Corrupt as corrupt:
                if not await self._desk.heal(corrupt.key):
                    break
        return Page(Kind.BUSY, handle.text)

    async def _opened(
        self, question: Question, handle: Handle, found: Answer, visitor: Visitor, request: web.Request
    ) -> Page | None:
        """The page of a record with what a signed link shows; None where it shows nothing more than everybody sees.

        Whoever was given a link wants to see what it shows, and is not led on.
        """
        staying = msgspec.structs.replace(question, stay=True, list_urls=False)
        page = decide(staying, handle, found, visitor, self._desk.reader, int(self._clock()), self._chance())
        if self._opener is None or not isinstance(page, Page) or page.kind is not Kind.FOUND:
            return None
        try:
            values = await self._opener(request, handle, question.link, question.of)
        except Busy:
            return Page(Kind.BUSY, handle.text)
        return msgspec.structs.replace(page, values=values, link_used=question.link) if values else None

    def _response(self, decision: Decision, request: web.Request, query: str) -> web.Response:
        moment = int(self._clock())
        match decision:
            case Redirect():
                return _redirect(decision, moment)
            case Listing():
                return web.Response(body=page.xml(decision).encode(), headers=heads.of_page(XML, moment))
            case Page():
                return self._page(decision, request, query, moment)

    def _page(self, shown: Page, request: web.Request, query: str, moment: int) -> web.Response:
        if prefers_json(header(request, hdrs.ACCEPT)):
            body, headers = page.json(shown), heads.of_page(heads.JSON, moment)
        else:
            language = language_of(asked_language(query), header(request, hdrs.ACCEPT_LANGUAGE))
            body = self._pages.html(shown, language, query).encode("utf-8", "replace")
            headers = heads.of_page(heads.HTML, moment, language)
        if shown.kind is Kind.BUSY:
            headers[hdrs.RETRY_AFTER] = str(_RETRY_AFTER)
        return web.Response(body=body, headers=headers, status=shown.status)


def _has_link(query: str) -> bool:
    try:
        return bool(query) and "link" in parameters(query)
    except Malformed:
        return False


def _redirect(redirect: Redirect, moment: int) -> web.Response:
    """A redirect; the plain one is octet for octet what the lane writes."""
    body = redirect_page(redirect.location.encode())
    headers = heads.headers(heads.HTML, moment) | {
        hdrs.EXPIRES: heads.expires(moment, redirect.stay),
        hdrs.LOCATION: redirect.location,
        hdrs.CONTENT_LENGTH: str(len(body)),
    }
    if redirect.personal:
        headers |= {hdrs.CACHE_CONTROL: "private", hdrs.VARY: f"{heads.VARY}, Accept"}
    return web.Response(body=body, headers=headers, status=redirect.status)


def _address(text: str | None) -> Address | None:
    try:
        return ip_address(text.partition("%")[0]) if text else None
    except ValueError:
        return None
