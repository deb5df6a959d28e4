"""How the node is: `/health/live`, `/health/ready` and `/metrics`. None of this is counted as a resolution."""

import asyncio
import time
from collections.abc import Iterable, Iterator

import msgspec
from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from node import lifetime
from node.folder import Folder
from node.lifetime import Kinds
from node.processes import Process, processes
from registry.store.journal import Journal
from resolver.collect import read_tallies
from resolver.replica.entry import Corrupt
from resolver.replica.reader import Reader
from schemas.change import Head
from schemas.counting import word
from schemas.errors import NodeError

# Whoever asks every millisecond gets the same answer for so long: measuring costs a look at the database.
MEMORY_SECONDS = 1.0
DATABASE_SECONDS = 1.0


class Condition(msgspec.Struct, frozen=True):
    """How this worker and what it stands on are."""

    replica: int | None
    """The serial up to which the replica is level; None where it cannot be read."""
    head: Head | None
    """Where the journal stands; None where the database cannot be reached."""

    @property
    def ready(self) -> bool:
        """Whether questions can be answered. The database has no part in that."""
        return self.replica is not None


class Examiner:
    """Looks at the node's condition, at most once a second."""

    def __init__(self, folder: Folder, reader: Reader, journal: Journal) -> None:
        self._folder = folder
        self._reader = reader
        self._journal = journal
        self._seen: Condition | None = None
        self._seen_at = 0.0
        self._looking = asyncio.Lock()

    async def condition(self) -> Condition:
        """The condition now, or a second ago."""
        async with self._looking:
            if self._seen is None or time.monotonic() - self._seen_at > MEMORY_SECONDS:
                self._seen = Condition(self._replica(), await self._head())
                self._seen_at = time.monotonic()
            return self._seen

    async def exposition(self) -> bytes:
        """The metrics in the text format of Prometheus."""
        condition = await self.condition()
        counted = await asyncio.to_thread(self._counted)
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Measured(condition, counted, list(processes())))
        return generate_latest(registry)

    def _replica(self) -> int | None:
        try:
            serial = self._reader.serial
        except Corrupt:
            return None
        # 0 is a replica that was never built: with any prefix granted there is a first serial.
        return serial or None

    async def _head(self) -> Head | None:
        try:
            async with asyncio.timeout(DATABASE_SECONDS):
                return await self._journal.head()
        except (NodeError, TimeoutError):
            return None

    def _counted(self) -> Kinds:
        return lifetime.counted(self._folder.lifetime, read_tallies(self._folder.counters))


class _Measured:
    """One measurement, as a collector of prometheus_client."""

    def __init__(self, condition: Condition, counted: Kinds, running: list[Process]) -> None:
        self._condition = condition
        self._counted = counted
        self._running = running

    def collect(self) -> Iterable[Metric]:
        yield from self._of_counts()
        yield from self._of_stores()
        yield from self._of_processes()

    def _of_counts(self) -> Iterator[Metric]:
        answered = CounterMetricFamily(
            "idnode_resolutions", "Questions answered by this node.", labels=("channel", "outcome", "class")
        )
        for kind, count in sorted(self._counted.items()):
            answered.add_metric([word(member) for member in kind], count)
        yield answered

    def _of_stores(self) -> Iterator[Metric]:
        replica, head = self._condition.replica, self._condition.head
        yield GaugeMetricFamily("idnode_ready", "Whether questions can be answered.", self._condition.ready)
        yield GaugeMetricFamily("idnode_database_up", "Whether the registry's database answers.", head is not None)
        if replica is not None:
            yield GaugeMetricFamily("idnode_replica_serial", "Serial up to which the replica is level.", replica)
        if head is None:
            return
        yield GaugeMetricFamily("idnode_journal_serial", "Serial of the last change.", head.serial)
        yield GaugeMetricFamily(
            "idnode_identifiers",
            "Records ever entered: identifiers, retired ones too, and one for each prefix.",
            head.records,
        )
        yield GaugeMetricFamily("idnode_prefixes", "Prefixes ever granted.", head.holdings)
        if replica is not None:
            behind = max(0, head.serial - replica)
            yield GaugeMetricFamily("idnode_replica_behind", "Changes that the replica does not hold yet.", behind)

    def _of_processes(self) -> Iterator[Metric]:
        cpu = CounterMetricFamily("idnode_process_cpu_seconds", "CPU time used.", labels=("role", "pid"))
        memory = GaugeMetricFamily("idnode_process_resident_bytes", "Memory used.", labels=("role", "pid"))
        files = GaugeMetricFamily("idnode_process_open_files", "Open file descriptors.", labels=("role", "pid"))
        for process in self._running:
            labels = [process.role, str(process.number)]
            cpu.add_metric(labels, process.cpu_seconds)
            memory.add_metric(labels, process.resident_octets)
            files.add_metric(labels, process.open_files)
        yield from (cpu, memory, files)


EXAMINER = web.AppKey("examiner", Examiner)


async def live(_: web.Request) -> web.Response:
    """The process is up and its loop turns."""
    return _json({"status": "alive"}, 200)


async def ready(request: web.Request) -> web.Response:
    """Whether questions can be answered, and, beside it, how the database is."""
    condition = await request.app[EXAMINER].condition()
    told = {
        "status": "ready" if condition.ready else "not ready",
        "replica": {"open": condition.replica is not None, "serial": condition.replica},
        "database": {
            "up": condition.head is not None,
            "serial": None if condition.head is None else condition.head.serial,
        },
    }
    return _json(told, 200 if condition.ready else 503)


async def metrics(request: web.Request) -> web.Response:
    """Counts and measurements for Prometheus."""
    return web.Response(
        body=await request.app[EXAMINER].exposition(), headers={"Content-Type": CONTENT_TYPE_LATEST, **_UNKEPT}
    )


_UNKEPT = {"Cache-Control": "no-store"}


def _json(told: object, status: int) -> web.Response:
    return web.Response(body=msgspec.json.encode(told), status=status, content_type="application/json", headers=_UNKEPT)


def routes() -> list[web.RouteDef]:
    """The routes of this noun."""
    return [
        web.get("/health/live", live),
        web.get("/health/ready", ready),
        web.get("/metrics", metrics),
    ]
