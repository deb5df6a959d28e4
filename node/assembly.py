"""Assembly: one worker's parts put together. Only here do the two wings meet."""

import asyncio
import time
from ipaddress import ip_address

from aiohttp import web

from node.calls import Keeping
from node.folder import Folder
from node.forwarded import believing
from node.name_service import ors_of
from node.practice import practice_of
from node.problems import told_as_problems
from node.server_key import load_server_key
from node.settings import Settings
from node.telemetry import EXAMINER, Examiner
from node.telemetry import routes as telemetry_routes
from registry.console import assets, oidc
from registry.console import routes as console
from registry.console.frame import FRAME, Frame
from registry.credentials import Pepper
from registry.group import Group
from registry.guesses import Guesses
from registry.jobs.shelf import Shelf
from registry.outbound.fetch import Fetcher
from registry.people.oidc import Client, Provider
from registry.people.passwords import Passwords
from registry.store.book import Book
from registry.store.journal import Journal
from registry.web import handle_api
from registry.web.context import CONTEXT, Context
from registry.web.limits import tell_limits
from registry.web.opened import opened
from registry.web.v1 import api, labels
from resolver.edge.cors import permit
from resolver.edge.desk import DESK, Desk, Sources
from resolver.edge.digital_link import DigitalLinks
from resolver.edge.door import Door
from resolver.edge.front import Front
from resolver.edge.handles import resolve as resolve_handle
from resolver.edge.page import Nameplate
from resolver.replica.level import Level
from resolver.replica.reader import Reader
from resolver.tally import Tally
from schemas.counting import Channel, Class, Outcome
from schemas.handle import Handle
from schemas.site import Interface, Protocol, Server, Site

# The version of the Handle protocol that handle-wire.md describes, as `/api/site` tells it.
PROTOCOL_VERSION = (2, 11)


class Parts:
    """What one worker works with. Made after the fork, on the loop that uses it."""

    def __init__(self, settings: Settings, folder: Folder, keeping: Keeping, name: str) -> None:
        self.book = Book(settings.database)  # connects when it is first needed: answering does not wait for it
        self.level = Level.open(folder.level)
        self.reader = Reader(folder.replica, self.level, settings.replica_map_size, settings.suspended_answers)
        self.tally = Tally(folder.counters, name)
        probes = tuple((network, Class.PROBE) for network in settings.probe_addresses)
        self.desk = Desk(self.reader, self.tally, keeping.heal, Sources(probes), settings.base)
        self.ors = ors_of(settings)
        self.context = Context(
            book=self.book,
            group=Group(self.book, keeping.level),
            pepper=Pepper.in_folder(folder.path),
            count=self._count,
            site=site_of(settings),
            practice=practice_of(settings, folder.path),
            server_key=load_server_key(folder),
            public_base=settings.base,
            label_font=settings.label_font,
            session_seconds=settings.session_timeout_seconds,
            longest_body=settings.longest_body,
            longest_key_days=settings.longest_key_days,
            shelf=Shelf(folder.jobs),
            usual_rate=settings.requests_per_key,
            guesses=Guesses(settings.wrong_credentials),
        )
        self.app = self._application(settings, folder)
        self._ticking: asyncio.TimerHandle | None = None

    def _application(self, settings: Settings, folder: Folder) -> web.Application:
        app = web.Application(
            middlewares=[told_as_problems, believing(settings.proxies)], client_max_size=settings.longest_body
        )
        app[DESK] = self.desk
        app[CONTEXT] = self.context
        app[EXAMINER] = Examiner(folder, self.reader, Journal(self.book))
        nameplate = Nameplate(settings.node_name, settings.node_name_en)
        door = Door(self.desk, nameplate, settings.country_header or None, labels.SYMBOL, self.ors, opened)
        app.add_routes(telemetry_routes())
        app.add_routes(api.routes())
        files = assets.load()
        provider = self._provider(settings)
        app[FRAME] = Frame(settings.node_name, settings.node_name_en, Passwords(), files, provider)
        app.add_routes(console.routes(files, settings.base))
        app.add_routes(handle_api.routes(resolve_handle))
        app.add_routes(DigitalLinks(self.desk, nameplate, door.answer).routes())
        app.add_routes(Front(nameplate, {"console": "/console/", "api": "/api/v1/openapi.json"}).routes())
        app.add_routes(door.routes())  # last: they take nearly every path
        app.on_response_prepare.append(permit)
        app.on_response_prepare.append(tell_limits)
        return app

    def _provider(self, settings: Settings) -> Provider | None:
        """The identity provider by which people may sign in."""
        if not settings.oidc_issuer:
            return None
        client = Client(
            issuer=settings.oidc_issuer,
            id=settings.oidc_client,
            secret=settings.oidc_secret,
            redirect=f"{settings.base}{oidc.BACK}",
        )
        secret = self.context.pepper.key_for("sign-ins under way")
        return Provider(client, Fetcher(settings.outbound_networks), secret)

    def open(self) -> None:
        """Start the clock that the parts are told the time by."""
        self._tick(asyncio.get_running_loop())

    async def close(self) -> None:
        """Give the counters up to the keeper, and let go of everything."""
        if self._ticking is not None:
            self._ticking.cancel()
        await self.ors.close()
        self.tally.close()
        self.reader.close()
        self.level.close()
        await self.book.close()

    def _count(self, request: web.Request, handle: Handle, outcome: Outcome, class_: Class | None) -> None:
        """Count at the resolver's desk what the registry answers."""
        self.desk.count(handle, Channel.HTTP, outcome, self.desk.class_of(request) if class_ is None else class_)

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        now = time.time()
        self.tally.tick(now)
        self.reader.refresh()
        # Right after the second begins, so that midnight is seen at midnight.
        self._ticking = loop.call_later(1.001 - now % 1.0, self._tick, loop)


def site_of(settings: Settings) -> Site:
    """This node as `/api/site` describes it: one server, with the doors that are open."""
    doors = [(Protocol.HTTP, settings.http), (Protocol.HTTPS, settings.https)]
    addresses = []
    for _, address in doors:
        try:
            addresses.append(ip_address(address.reachable.host if address is not None else ""))
        except ValueError:
            continue  # a name: Handle clients want an address
    interfaces = tuple(
        Interface(query=True, admin=True, protocol=protocol, port=address.port)
        for protocol, address in doors
        if address is not None
    )
    server = Server(1, addresses[0] if addresses else ip_address("127.0.0.1"), b"", interfaces)
    return Site(
        version=1,
        protocol_version=PROTOCOL_VERSION,
        serial_number=1,
        primary=True,
        multi_primary=False,
        servers=(server,),
    )
