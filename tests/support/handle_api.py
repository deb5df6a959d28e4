"""The Handle API of the registry on real sockets, HTTP and HTTPS, over a book on either database."""

import asyncio
import base64
import datetime
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import msgspec
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from yarl import URL

from node import tls
from node.settings import Settings
from node.tls_bridge import TlsBridge
from registry.consult import consult
from registry.credentials import Pepper, issue
from registry.grant import change_standing, grant
from registry.group import Group
from registry.register import Registration, register
from registry.store.book import Book
from registry.web import handle_api
from registry.web.context import CONTEXT, Context
from registry.web.speech import target_of
from schemas.asking import Asking
from schemas.change import PrefixStanding
from schemas.documents import read_values, value_document
from schemas.encodings import admin
from schemas.encodings.admin import ALL_RIGHTS, Admin, Right
from schemas.errors import Absent
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Role
from schemas.site import Interface, Protocol, Server, Site
from schemas.value import SECRET, Value
from tests.support.books import APP, NOON, OTHER, PREFIX, ROOT, STRANGER, Clock
from tests.support.counts import Counts
from tests.support.practice import practice

SUSPENDED = Prefix.parse("88.1000.3")
PASSWORD = "口令: s3cret"
"""Of 300:88.1000.1/ADMIN; has the characters that Basic must not trip over."""

SITE = Site(
    version=1,
    protocol_version=(2, 11),
    serial_number=1,
    primary=True,
    multi_primary=False,
    servers=(
        Server(1, ip_address("127.0.0.1"), b"", (Interface(query=True, admin=True, protocol=Protocol.HTTP, port=80),)),
    ),
)


class Said(NamedTuple):
    """An answer."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    challenges: list[str]

    @property
    def text(self) -> str:
        """The body."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return msgspec.json.decode(self.body)

    @property
    def brief(self) -> tuple[int, str]:
        """Status and body."""
        return self.status, self.text


def basic(user: str, password: str = PASSWORD) -> str:
    """An Authorization header."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def password_of(prefix: str) -> str:
    """Basic as the administrator of a prefix."""
    return basic(f"300%3A{prefix}/ADMIN")


class Api:
    """A server, and a client that asks it."""

    def __init__(self, context: Context, keys: Mapping[str, str], http: str, https: str, folder: Path) -> None:
        self.context = context
        self.keys = keys
        """API keys by whose they are."""
        self.http, self.https, self.folder = http, https, folder
        self.session = aiohttp.ClientSession(auto_decompress=False)

    async def ask(
        self,
        method: str,
        target: str,
        body: Any = None,
        *,
        by: str | None = None,
        plain: bool = False,
        tls: Any = False,
        **headers: str,
    ) -> Said:
        """Ask. `by` is whose key, or a whole Authorization header; `plain` asks over HTTP.

        Underscores in names of headers are hyphens. A body that is not octets is sent as JSON.
        """
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        if by is not None:
            sent["Authorization"] = f"Bearer {self.keys[by]}" if by in self.keys else by
        if body is not None and not isinstance(body, bytes):
            body = msgspec.json.encode(body)
            sent.setdefault("Content-Type", "application/json")
        url = URL((self.http if plain else self.https) + target, encoded=True)
        asked = self.session.request(method, url, data=body, headers=sent, ssl=tls, allow_redirects=False)
        async with asked as answer:
            challenges = answer.headers.getall("WWW-Authenticate", [])
            return Said(answer.status, await answer.read(), dict(answer.headers), list(challenges))


@asynccontextmanager
async def serving(book: Book, folder: Path, clock: Clock, issuing: bool = True, **more: Any) -> AsyncIterator[Api]:
    """The API over a book in which `furnished` has been done, and keys for it unless `issuing` is off."""
    context = Context(
        book=book,
        group=Group(book, _level),
        pepper=Pepper(bytes(32)),
        count=Counts(),
        site=SITE,
        practice=practice(folder),
        clock=clock,
        **more,
    )
    app = web.Application()
    app[CONTEXT] = context
    app.add_routes(handle_api.routes(anybody))
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    files = tls.make_own(Settings(data=folder), datetime.datetime.now(datetime.UTC))
    secured, loop = tls.server_context(files, ask=True), asyncio.get_running_loop()
    inside = runner.server
    assert inside is not None
    bridged = await loop.create_server(lambda: TlsBridge(secured, inside, loop, 5), "127.0.0.1", 0)
    port = bridged.sockets[0].getsockname()[1]
    keys = await _keys(context) if issuing else {}
    api = Api(context, keys, f"http://127.0.0.1:{site.port}", f"https://127.0.0.1:{port}", folder)
    try:
        yield api
    finally:
        await api.session.close()
        bridged.close()
        await runner.cleanup()


async def furnished(book: Book) -> None:
    """A record of every kind that the tests ask for, an administrator for each prefix, and a suspended prefix."""
    async with book.writing() as page:
        await grant(page, ROOT, SUSPENDED, None)
        for who, prefix in ((APP, PREFIX), (STRANGER, OTHER), (ROOT, SUSPENDED)):
            await register(page, who, Registration(Handle.parse(f"{prefix}/ADMIN"), _administrator(prefix)))
        for suffix, values in RECORDS.items():
            given = read_values(msgspec.json.encode(values)).values
            await register(page, APP, Registration(Handle.parse(f"{PREFIX}/{suffix}"), given))
        gone = Registration(Handle.parse(f"{SUSPENDED}/X"), read_values(b'[{"index":1,"type":"A","data":"a"}]').values)
        await register(page, ROOT, gone)
        await change_standing(page, ROOT, SUSPENDED, PrefixStanding.SUSPENDED)


RECORDS: Mapping[str, list[dict[str, Any]]] = {
    "Sn-1": [
        {"index": 5, "type": "URL", "data": "https://erp.example/1"},
        {"index": 2, "type": "URL.alt", "data": "https://b.example/1"},
        {"index": 3, "type": "NOTE", "data": "仅供内部", "permissions": "1100"},
        {"index": 8, "type": "NAME", "data": "覆铜板", "ttl": 60},
    ],
    "HIDDEN": [{"index": 1, "type": "NOTE", "data": "x", "permissions": "1100"}],
    "EMPTY": [],
}


async def anybody(request: web.Request) -> web.StreamResponse:
    """What anybody may read, straight from the book: stands where the resolver's handler stands in a node."""
    target = target_of(request)
    text = target.path.removeprefix("/api/handles/")
    asking = Asking.read(target.given)
    fields: dict[str, Any]
    async with request.app[CONTEXT].book.reading() as page:
        try:
            _, values = await consult(page, None, Handle.parse(text))
            shown = [value_document(value) for value in asking.of(values)]
            fields = {"responseCode": 1, "handle": text, "values": shown}
            return web.json_response(fields)
        except Absent:
            return web.json_response({"responseCode": 100, "handle": text}, status=404)


async def _keys(context: Context) -> Mapping[str, str]:
    wanted: Mapping[str, tuple[Role, tuple[Prefix, ...]]] = {
        "owner": (Role.ENTERPRISE_APP, (PREFIX,)),
        "stranger": (Role.ENTERPRISE_APP, (OTHER,)),
        "suspended": (Role.ENTERPRISE_APP, (SUSPENDED,)),
        "park": (Role.PARK_ADMIN, ()),
        "auditor": (Role.AUDITOR, ()),
        "node": (Role.NODE, ()),
    }
    made = {}
    async with context.book.writing() as page:
        for name, (role, prefixes) in wanted.items():
            _, made[name] = await issue(page, ROOT, context.pepper, role, prefixes)
    return made


def _administrator(prefix: Prefix) -> tuple[Value, ...]:
    """A record of keys: 300 the password, 301 another administrator's who may only add values."""
    named = f"{prefix}/ADMIN"
    limited = admin.to_octets(Admin(named, 301, Right.ADD_VALUE))
    return (
        Value(100, "HS_ADMIN", admin.to_octets(Admin(named, 300, ALL_RIGHTS))),
        Value(101, "HS_ADMIN", limited),
        Value(300, "HS_SECKEY", PASSWORD.encode(), permissions=SECRET),
        Value(301, "HS_SECKEY", b"second", permissions=SECRET),
    )


async def _level(_: int) -> None:
    """There is no replica to wait for."""


def server_key() -> rsa.RSAPrivateKey:
    """A key for the node to sign with."""
    return rsa.generate_private_key(65537, 2048)


TIME = datetime.datetime.fromtimestamp(NOON, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
"""The moment of `clock`, as JSON shows it."""
