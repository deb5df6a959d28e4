"""The console on a real socket, and a browser without scripts: it keeps cookies and sends the forms it was shown."""

import html
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import aiohttp
from aiohttp import web

from registry.console import assets, routes
from registry.console.frame import FRAME, Frame
from registry.credentials import Pepper
from registry.group import Group
from registry.jobs.shelf import Shelf
from registry.people.appoint import accept, appoint
from registry.people.oidc import Provider
from registry.people.passwords import Passwords
from registry.store.book import Book
from registry.web.context import CONTEXT, Context
from schemas.account import Account
from tests.support.books import ROOT, Clock
from tests.support.counts import Counts
from tests.support.handle_api import SITE
from tests.support.practice import practice

PASSWORD = "correct horse battery"
_FIELD = re.compile(r'<input[^>]*type="hidden"[^>]*name="form"[^>]*value="([^"]*)"')


class Shown(NamedTuple):
    """A page as it came, after redirects were followed."""

    status: int
    path: str
    text: str
    headers: Mapping[str, str]

    @property
    def words(self) -> str:
        """What a person reads: the page without its tags."""
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", self.text)))

    @property
    def token(self) -> str:
        """What a form of this page carries."""
        found = _FIELD.search(self.text)
        assert found is not None, self.words[:300]
        return found[1]


class Browser:
    """One browser."""

    def __init__(self, port: int, language: str = "en") -> None:
        self.base = f"http://127.0.0.1:{port}"
        jar = aiohttp.CookieJar(unsafe=True)
        self.session = aiohttp.ClientSession(cookie_jar=jar, headers={"Accept-Language": language})
        self.at: Shown | None = None

    async def open(self, path: str, **headers: str) -> Shown:
        """Open a page."""
        return await self._ask("GET", path, None, headers)

    async def send(self, path: str, fields: Mapping[str, object], **headers: str) -> Shown:
        """Send a form of the page that is open."""
        assert self.at is not None
        return await self._ask("POST", path, {"form": self.at.token, **fields}, headers)

    async def raw(self, path: str, fields: Mapping[str, object], **headers: str) -> Shown:
        """Send a form that no page has shown."""
        return await self._ask("POST", path, dict(fields), headers)

    async def sign_in(self, login: str, password: str = PASSWORD, code: str = "") -> Shown:
        """Sign in."""
        await self.open("/console/sign-in")
        return await self.send("/console/sign-in", {"login": login, "password": password, "code": code})

    async def follow(self, address: str) -> Shown:
        """Follow a link that leads elsewhere."""
        async with self.session.get(address) as answer:
            text = (await answer.read()).decode("utf-8", "replace")
            self.at = Shown(answer.status, answer.url.raw_path_qs, text, answer.headers)
        return self.at

    async def _ask(
        self, method: str, path: str, fields: Mapping[str, object] | None, headers: Mapping[str, str]
    ) -> Shown:
        data: aiohttp.FormData | None = None
        if fields is not None:
            data = aiohttp.FormData()
            for name, value in fields.items():
                for each in value if isinstance(value, list | tuple) else [value]:
                    if isinstance(each, bytes):
                        data.add_field(name, each, filename="file", content_type="application/octet-stream")
                    else:
                        data.add_field(name, each)
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        async with self.session.request(method, self.base + path, data=data, headers=sent) as answer:
            text = (await answer.read()).decode("utf-8", "replace")
            self.at = Shown(answer.status, answer.url.raw_path_qs, text, answer.headers)
        return self.at


class House:
    """A server of the console, over a book."""

    def __init__(self, context: Context, passwords: Passwords, port: int) -> None:
        self.context = context
        self.passwords = passwords
        self.port = port
        self._browsers: list[Browser] = []

    def browser(self, language: str = "en") -> Browser:
        """Another browser."""
        browser = Browser(self.port, language)
        self._browsers.append(browser)
        return browser

    async def account(self, account: Account) -> Account:
        """An account whose person has set `PASSWORD`."""
        async with self.context.book.writing() as page:
            _, invitation = await appoint(page, ROOT, self.context.pepper, account)
        hashed = await self.passwords.hashed(PASSWORD)
        async with self.context.book.writing() as page:
            return await accept(page, self.context.pepper, invitation, hashed, "")

    async def close(self) -> None:
        """Close all browsers."""
        for browser in self._browsers:
            await browser.session.close()


@asynccontextmanager
async def console(
    book: Book, clock: Clock, folder: Path, provider: Provider | None = None, port: int = 0
) -> AsyncIterator[House]:
    """The console over a book; files lie in a folder. People may sign in by a provider."""
    passwords = Passwords(memory_kib=8, rounds=1, lanes=1)

    async def level(_: int) -> None:
        """There is no replica to wait for."""

    context = Context(
        book=book,
        group=Group(book, level),
        pepper=Pepper(bytes(32)),
        count=Counts(),
        site=SITE,
        practice=practice(folder),
        clock=clock,
        shelf=Shelf(folder / "jobs"),
        public_base="https://id.example.cn",
    )
    app = web.Application()
    files = assets.load()
    app[CONTEXT] = context
    app[FRAME] = Frame("示例节点", "Sample node", passwords, files, provider)
    app.add_routes(routes.routes(files, "https://id.example.cn"))
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    house = House(context, passwords, site.port)
    try:
        yield house
    finally:
        await house.close()
        await runner.cleanup()
