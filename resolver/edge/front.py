"""The front page `GET /`: where people type or scan an identifier, and find the other doors of the node."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import quote

from aiohttp import hdrs, web

from resolver.edge import heads
from resolver.edge.assets import load
from resolver.edge.page import Nameplate, environment, in_language
from resolver.edge.wanting import asked_language, header
from resolver.edge.words import say
from schemas.errors import Malformed
from schemas.preference import Language, language_of
from schemas.target import parameters, path_of, target_parts

LONGEST = 2048
"""Characters of what is typed; no identifier of any scheme has as many."""


class Front:
    """One for each worker."""

    def __init__(
        self, nameplate: Nameplate, doors: Mapping[str, str] | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        """Open the front page.

        Args:
            nameplate: what the node is called on its pages.
            doors: other rooms of the node to lead to: `console` and `api`, each with its path.
            clock: Unix seconds.
        """
        self._nameplate = nameplate
        self._doors = dict(doors or {})
        self._assets = {name: asset.path for name, asset in load().items()}
        self._page = environment().get_template("front.html")
        self._clock = clock

    async def answer(self, request: web.Request) -> web.Response:
        """The page; where an identifier was typed into it, the way to that identifier's own page.

        Raises:
            Malformed: the query cannot be read, or what was typed is too long.
        """
        _, query = target_parts(request.raw_path)
        moment = int(self._clock())
        language = language_of(asked_language(query), header(request, hdrs.ACCEPT_LANGUAGE))
        # A form writes a blank as `+`.
        typed = parameters(query.replace("+", "%20")).get("identifier", [""])[-1].strip()
        if len(typed) > LONGEST:
            raise Malformed(f"cannot look up {typed[:20]!r}…: expected at most {LONGEST} characters, got {len(typed)}")
        if typed:
            # To the page about it and not to where it leads: a form may only lead within this node (form-action).
            headers = heads.of_page(heads.HTML, moment) | {hdrs.LOCATION: f"{way_to(typed)}?noredirect&lang={language}"}
            return web.Response(status=303, headers=headers)
        body = self._html(language, query).encode("utf-8", "replace")
        return web.Response(body=body, headers=heads.of_page(heads.HTML, moment, language))

    def routes(self) -> list[web.RouteDef]:
        """The route of the front page."""
        return [web.get("/", self.answer)]

    def _html(self, language: Language, query: str) -> str:
        other: Language = "en" if language == "zh-CN" else "zh-CN"
        return self._page.render(
            language=language,
            other_language=other,
            other_language_href=in_language(query, other),
            node=self._nameplate.on(language),
            assets=self._assets,
            t=partial(say, language),
            doors=self._doors,
            longest=LONGEST,
            identifier="",
            json_href="",
        )


def way_to(identifier: str) -> str:
    """The path of an identifier's page, which never begins with two slashes: a browser takes what follows for a host.

    >>> way_to("88.1000.1/a b"), way_to("/evil.example")
    ('/88.1000.1/a%20b', '/%2Fevil.example')
    """
    path = path_of(identifier)
    return "/" + quote(identifier, safe="") if path[1:2] in ("/", "\\") else path
