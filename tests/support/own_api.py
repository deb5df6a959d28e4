"""`/api/v1` on a real socket, over a book on either database, as the sample park sees it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import aiohttp
import msgspec
import sqlalchemy as sa
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from node.problems import told_as_problems
from registry.credentials import Pepper, issue
from registry.grant import change_standing, grant
from registry.group import Group
from registry.store.book import Book
from registry.store.tables import journal_head
from registry.web.context import CONTEXT, Context
from registry.web.limits import tell_limits
from registry.web.v1 import api
from schemas.change import Mode, PrefixStanding
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Role
from tests.support.books import OTHER, PREFIX, ROOT, Clock
from tests.support.counts import Counts
from tests.support.handle_api import SITE
from tests.support.practice import practice

SUSPENDED = Prefix.parse("88.1000.3")
NODE_OWN = Prefix.parse("88.1000")
DELEGATED = Prefix.parse("88.608.24061301")
NEIGHBOURS = ("88.101.0042", "88.1000.12", "88.1000.31")

NDJSON = "application/x-ndjson"


class Said(NamedTuple):
    """An answer."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return msgspec.json.decode(self.body)

    @property
    def lines(self) -> list[Any]:
        """The body as JSON lines."""
        assert self.body.endswith(b"\n"), self.body[-200:]
        return [msgspec.json.decode(line) for line in self.body.splitlines()]

    @property
    def detail(self) -> tuple[int, str, str]:
        """Status, code and sentence of a problem."""
        assert self.headers["Content-Type"].startswith("application/problem+json"), self.body
        assert self.json["status"] == self.status
        return self.status, self.json["code"], self.json["detail"]


class OwnApi:
    """A server, and a client that asks it."""

    def __init__(self, context: Context, keys: Mapping[str, str], port: int) -> None:
        self.context = context
        self.keys = keys
        self.port = port
        self.session = aiohttp.ClientSession(auto_decompress=False)

    async def ask(self, method: str, target: str, body: Any = None, *, by: str | None = None, **headers: str) -> Said:
        """Ask for a target below `/api/v1`. `by` is whose key; underscores in names of headers are hyphens.

        A body that is not octets nor a stream of them is sent as JSON.
        """
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        if by is not None:
            sent["Authorization"] = f"Bearer {self.keys.get(by, by)}"
        if isinstance(body, dict | list):
            body = msgspec.json.encode(body)
            sent.setdefault("Content-Type", "application/json")
        url = URL(f"http://127.0.0.1:{self.port}/api/v1{target}", encoded=True)
        async with self.session.request(method, url, data=body, headers=sent, allow_redirects=False) as answer:
            return Said(answer.status, await answer.read(), CIMultiDict(answer.headers))

    async def send(self, body: Any, query: str = "", *, by: str = "owner", **headers: str) -> Said:
        """Register a stream of lines."""
        sent: dict[str, str] = {"Content_Type": NDJSON, **headers}
        return await self.ask("POST", f"/identifiers{query}", body, by=by, **sent)

    async def stored(self, *names: str) -> list[str]:
        """Those of these handles that are registered."""
        async with self.context.book.reading() as page:
            found = await page.find_many(Handle.parse(name) for name in names)
        return [record.handle.text for record in found.values()]

    async def serial(self) -> int:
        """Where the journal stands: unchanged when nothing was entered."""
        async with self.context.book.reading() as page:
            return int(await page.scalar(sa.select(journal_head.c.serial)))


@asynccontextmanager
async def serving(book: Book, clock: Clock, **more: Any) -> AsyncIterator[OwnApi]:
    """The API over a book of the two usual prefixes and those of `furnished`."""
    more.setdefault("group", Group(book, _level))
    folder = TemporaryDirectory()
    more.setdefault("practice", practice(Path(folder.name)))
    context = Context(book=book, pepper=Pepper(bytes(32)), count=Counts(), site=SITE, clock=clock, **more)
    app = web.Application(middlewares=[told_as_problems])
    app[CONTEXT] = context
    app.add_routes(api.routes())
    app.on_response_prepare.append(tell_limits)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    own = OwnApi(context, await _keys(context), site.port)
    try:
        yield own
    finally:
        await own.session.close()
        await runner.cleanup()
        folder.cleanup()


async def furnished(book: Book) -> None:
    """Prefixes of neighbours, of the node, one that is suspended and one that lives elsewhere."""
    async with book.writing() as page:
        for text in NEIGHBOURS:
            await grant(page, ROOT, Prefix.parse(text), None)
        await grant(page, ROOT, NODE_OWN, None)
        await grant(page, ROOT, SUSPENDED, None)
        await grant(page, ROOT, DELEGATED, None, Mode.DELEGATED, "https://node.example")
        await page.flush()
        await change_standing(page, ROOT, SUSPENDED, PrefixStanding.SUSPENDED)


async def _keys(context: Context) -> Mapping[str, str]:
    wanted: Mapping[str, tuple[Role, tuple[Prefix, ...]]] = {
        "owner": (Role.ENTERPRISE_APP, (PREFIX,)),
        "stranger": (Role.ENTERPRISE_APP, (OTHER,)),
        "suspended": (Role.ENTERPRISE_APP, (SUSPENDED,)),
        "park": (Role.PARK_ADMIN, ()),
        "auditor": (Role.AUDITOR, ()),
        "reviewer": (Role.REVIEWER, ()),
        "node": (Role.NODE, ()),
    }
    made = {}
    async with context.book.writing() as page:
        for name, (role, prefixes) in wanted.items():
            _, made[name] = await issue(page, ROOT, context.pepper, role, prefixes)
    return made


async def _level(_: int) -> None:
    """There is no replica to wait for."""
