"""The name server of a worker, put together: what the settings say of it, where it looks, whom it trusts."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from ipaddress import ip_address
from urllib.parse import urlsplit

import structlog

from node.folder import Folder
from node.kinds import Network
from node.listening import Sockets
from node.settings import Settings
from resolver.domains import names
from resolver.domains.branch import OIDS
from resolver.domains.names import Name
from resolver.domains.plan import Plan
from resolver.domains.rates import Rates
from resolver.domains.server import NameServer
from resolver.domains.transfer import Transfers
from resolver.domains.zones import Zones
from resolver.edge.ask import Ors
from resolver.edge.desk import Desk
from resolver.edge.name_streams import Limits
from resolver.edge.nameserver import NameServing
from resolver.replica.level import Level
from resolver.replica.reader import Reader
from schemas.claim import Stem
from schemas.errors import Malformed

log = structlog.get_logger()

_NOWHERE: Name = (b"localhost",)


def plan_of(settings: Settings) -> Plan:
    """What the settings make of the name server."""
    servers = settings.dns_servers or (_own_name(settings),)
    return Plan(
        branches=settings.dns_zones,
        servers=servers,
        contact=settings.dns_contact or (b"hostmaster", *servers[0]),
        ors_domain=settings.ors_domain,
        ons_root=settings.ons_root,
        base=settings.base,
    )


def check(settings: Settings, folder: Folder) -> None:
    """Say early what could not be served.

    Raises:
        Malformed: zones that lie in each other, or a name server that lies in one.
        Busy: the shared memory cannot be had.
    """
    with zones_now(settings, folder):
        Rates.open(folder.rates, settings.dns_answers_per_second).close()
    if not settings.dns_zones:
        log.warning("the name server has no zones: name them in dns_zones")


@contextmanager
def zones_now(settings: Settings, folder: Folder) -> Iterator[tuple[Zones, int]]:
    """The zones as they stand at this moment, whatever changes meanwhile, and the serial of the moment.

    Raises:
        Malformed: as `check`.
        Corrupt: the replica cannot be read.
    """
    level = Level.open(folder.level)
    still = level.still()
    reader = Reader(folder.replica, still, settings.replica_map_size)
    try:
        plan = plan_of(settings)
        serial = reader.serial
        yield plan.zones(reader, reader.claimed() if serial and plan.follows_claims else ()), serial
    finally:
        reader.close()
        still.close()
        level.close()


def name_serving(
    settings: Settings, folder: Folder, sockets: Sockets, desk: Desk, reader: Reader
) -> NameServing | None:
    """The name server at the sockets of one worker; None where there are none."""
    if sockets.dns is None or sockets.dns_datagrams is None:
        return None
    plan = plan_of(settings)
    server = NameServer(
        plan.zones(reader),
        reader,
        desk.tally,
        Rates.open(folder.rates, settings.dns_answers_per_second),
        desk.sources.class_of,
        partial(_lies_in, settings.dns_resolvers),
        settings.idle_seconds,
        zones_with=partial(plan.zones, reader) if plan.follows_claims else None,
    )
    limits = Limits(idle_seconds=settings.idle_seconds, connections_per_address=settings.connections_per_address)
    transfers = Transfers(partial(_lies_in, settings.dns_secondaries), partial(zones_now, settings, folder))
    return NameServing(server, desk.heal, sockets.dns_datagrams, sockets.dns, limits, transfers)


def ors_of(settings: Settings) -> Ors:
    """Who asks other servers for OIDs, but for those that this node's own zones hold."""
    stems = [Stem(branch.scheme, branch.text) for branch in settings.dns_zones if branch.scheme == OIDS]
    return Ors(settings.ors_domain, settings.ors_servers, lambda mapped: any(stem.covers(mapped) for stem in stems))


def _lies_in(networks: tuple[Network, ...], address: str) -> bool:
    if not networks:
        return False
    known = ip_address(address.partition("%")[0])
    mapped = getattr(known, "ipv4_mapped", None)
    return any((mapped or known) in network for network in networks)


def _own_name(settings: Settings) -> Name:
    """The host of the node's base address, where that is a name."""
    host = urlsplit(settings.base).hostname or ""
    try:
        ip_address(host)
    except ValueError:
        try:
            return names.parse(host)
        except Malformed:
            return _NOWHERE
    return _NOWHERE
