"""`register`: identifiers registered a second: a stream of rows, and single ones by many clients at once.

The node runs as its users run it (`idnode serve`: supervisor, keeper and one worker) on one core; the load, and
PostgreSQL where it is measured, on the other. Every row is durable, journalled and visible to resolvers before it is
answered. PostgreSQL waits for the disk (fsync on).
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import shutil
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.load import cpu_seconds
from tests.support.postgres import Postgres
from tests.support.running import Node

PREFIX = "88.1000.1"
DATABASES = ("sqlite", "postgresql")
SEED = 20261122
# A bulk round that takes longer has failed.
_PATIENCE = 300.0


class Spent(msgspec.Struct, frozen=True):
    """Seconds of processor time, user and system, by the node's processes."""

    keeper: float
    workers: float
    all: float
    """Of all, the supervisor among them."""

    def since(self, before: "Spent") -> "Spent":
        """What was spent since an earlier moment."""
        return Spent(self.keeper - before.keeper, self.workers - before.workers, self.all - before.all)


class Round(msgspec.Struct, frozen=True):
    """One measured round."""

    identifiers: int
    seconds: float
    spent: "Spent"
    latencies: Sequence[float] = ()
    """Seconds, of single registrations."""


class Measured(msgspec.Struct, frozen=True):
    """The rounds of one kind on one database."""

    name: str
    rounds: Sequence[Round]

    def figures(self) -> dict[str, Any]:
        """Medians and spread."""
        rates = [one.identifiers / one.seconds for one in self.rounds]
        found: dict[str, Any] = {
            "name": self.name,
            "per_second": round(statistics.median(rates)),
            "per_second_low": round(min(rates)),
            "per_second_high": round(max(rates)),
            "per_cpu_second": round(statistics.median(one.identifiers / one.spent.all for one in self.rounds)),
            # The best round: on a shared machine the others pay for their neighbours' caches.
            "per_cpu_second_high": round(max(one.identifiers / one.spent.all for one in self.rounds)),
            "worker_us": _micros((one.spent.workers, one.identifiers) for one in self.rounds),
            "keeper_us": _micros((one.spent.keeper, one.identifiers) for one in self.rounds),
            "rounds": len(self.rounds),
        }
        if latencies := sorted(each for one in self.rounds for each in one.latencies):
            for name, part in (("p50_ms", 0.5), ("p99_ms", 0.99), ("p99_9_ms", 0.999)):
                found[name] = round(latencies[min(len(latencies) - 1, int(len(latencies) * part))] * 1000, 2)
        return found


class Report(msgspec.Struct, frozen=True):
    """What was measured."""

    measured: Sequence[Measured]
    extra: dict[str, float]

    def json(self) -> str:
        """The figures as JSON."""
        rows = [one.figures() for one in self.measured]
        return json.dumps({"rows": rows, **self.extra}, ensure_ascii=False, indent=2)

    def text(self) -> str:
        """A table for people."""
        lines = [
            f"{'registered':<22} {'per s':>8} {'spread':>15} {'per CPU-s':>9} {'worker µs':>9} {'keeper':>6} "
            f"{'p50 ms':>8} {'p99':>8} {'p99.9':>8}"
        ]
        for one in self.measured:
            row = one.figures()
            spread = f"{row['per_second_low']:,}-{row['per_second_high']:,}"
            latency = " ".join(f"{row.get(name, ''):>8}" for name in ("p50_ms", "p99_ms", "p99_9_ms"))
            rates = f"{row['per_second']:>8,} {spread:>15} {row['per_cpu_second']:>9,}"
            rates += f" {row['worker_us']:>9.1f} {row['keeper_us']:>6.1f}"
            lines.append(f"{row['name']:<22} {rates} {latency}")
        return "\n".join([*lines, *(f"{name}: {number:,.1f}" for name, number in self.extra.items())])


def arguments(parser: argparse.ArgumentParser) -> None:
    """What can be asked for."""
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--size", type=int, default=200_000, help="rows of a stream (200000)")
    parser.add_argument("--clients", type=int, default=32, help="clients that register one by one (32)")
    parser.add_argument("--singles", type=int, default=6_000, help="single registrations a round (6000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each (5)")
    parser.add_argument("--only", choices=("bulk", "singles"), help="measure this alone")
    parser.add_argument(
        "--order", choices=("runs", "random"), default="runs", help="serials in runs, as ERP systems give them, or not"
    )


def run(options: argparse.Namespace) -> Report:
    """Measure."""
    mine, theirs = _cores()
    measured: list[Measured] = []
    extra: dict[str, float] = {}
    for database in DATABASES if options.database == "both" else (options.database,):
        with _serving(database, mine, theirs) as (node, key):
            if options.only != "singles":
                body = [_rows(options.size, number, options.order) for number in range(options.rounds)]
                rounds = [_bulk(node, key, each, options.size) for each in body]
                measured.append(Measured(f"{database}, bulk", rounds))
            extra[f"{database}_worker_mib"] = round(_memory(node), 1)
            if options.only != "bulk":
                rounds = [
                    asyncio.run(_singles(node, key, options.clients, options.singles, number))
                    for number in range(options.rounds)
                ]
                measured.append(Measured(f"{database}, {options.clients} clients", rounds))
    return Report(measured, extra)


def _cores() -> tuple[set[int], set[int]]:
    """The core of the load and that of the node; the same where there is but one."""
    cores = sorted(os.sched_getaffinity(0))
    return {cores[-1]}, {cores[0]}


@contextlib.contextmanager
def _serving(database: str, mine: set[int], theirs: set[int]) -> Iterator[tuple[Node, str]]:
    """A node on its core, with a prefix and the key of its holder."""
    before = os.sched_getaffinity(0)
    folder = Path(tempfile.mkdtemp(prefix="idnode-benchmark-"))
    os.sched_setaffinity(0, mine)
    server = Postgres.create(durable=True) if database == "postgresql" else None
    settings = {"database_url": server.database()} if server is not None else {}
    node = Node(folder, workers=1, **settings)
    try:
        os.sched_setaffinity(0, theirs)
        node.run("init")
        node.run("prefix", "grant", PREFIX, "--own")
        key = node.told("key", "new", "--role", "enterprise-app", "--prefix", PREFIX)["key"]
        try:
            node.start()
            os.sched_setaffinity(0, mine)
            yield node, key
        finally:
            node.stop()
    finally:
        if server is not None:
            server.remove()
        shutil.rmtree(folder, ignore_errors=True)
        os.sched_setaffinity(0, before)


def _row(suffix: str, number: int) -> bytes:
    """A product as an ERP sends it: an address, a name, a batch."""
    return (
        f'{{"handle":"{PREFIX}/{suffix}","values":['
        f'{{"index":1,"type":"URL","data":{{"format":"string","value":"https://erp.example/p/{number}"}}}},'
        f'{{"index":2000,"type":"产品名称","data":{{"format":"string","value":"八层覆铜板 {number % 977}"}}}},'
        f'{{"index":2001,"type":"批次","data":{{"format":"string","value":"B2026{number // 500:07d}"}}}}]}}\n'
    ).encode()


def _rows(size: int, turn: int, order: str) -> bytes:
    """A stream of rows that no other turn has: five product lines, each counting up, taking turns by the hundred."""
    numbers = list(range(size))
    if order == "random":
        random.Random(SEED + turn).shuffle(numbers)
    return b"".join(_row(f"L{number // 100 % 5}-{turn:02d}{number:010d}", number) for number in numbers)


def _bulk(node: Node, key: str, body: bytes, size: int) -> Round:
    """Send a stream and read its answer at the same time, as it comes."""
    head = (
        f"POST /api/v1/identifiers HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/x-ndjson\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", node.port), timeout=_PATIENCE) as connection:
        began, before = time.perf_counter(), _spent(node)
        sending = threading.Thread(target=connection.sendall, args=(head + body,))
        sending.start()
        tail = b""
        while piece := connection.recv(1 << 18):
            tail = (tail + piece)[-400:]
        seconds, spent = time.perf_counter() - began, _spent(node).since(before)
        sending.join()
    if f'{{"registered":{size},"refused":0'.encode() not in tail:
        raise RuntimeError(f"the stream was not registered: {tail.decode(errors='replace')}")
    return Round(size, seconds, spent)


async def _singles(node: Node, key: str, clients: int, count: int, turn: int) -> Round:
    """Register one by one, by so many clients on kept connections."""
    numbers = iter(range(count))
    latencies: list[float] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
        for number in numbers:
            body = _row(f"S-{turn:02d}{number:010d}", number)[:-1]
            head = (
                f"POST /api/v1/identifiers HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            ).encode()
            began = time.perf_counter()
            writer.write(head + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 201"):
                raise RuntimeError(f"a registration was refused: {(answer + await reader.read(400)).decode()}")
            length = int(answer.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            latencies.append(time.perf_counter() - began)
        writer.close()

    began, before = time.perf_counter(), _spent(node)
    await asyncio.gather(*(client() for _ in range(clients)))
    return Round(count, time.perf_counter() - began, _spent(node).since(before), latencies)


def _spent(node: Node) -> Spent:
    """Processor time that the node's processes have spent so far."""
    supervisor, keeper, *workers = map(cpu_seconds, node.processes())
    return Spent(keeper, sum(workers), supervisor + keeper + sum(workers))


def _micros(spent: Iterable[tuple[float, int]]) -> float:
    """The median of microseconds an identifier."""
    return round(statistics.median(seconds / identifiers * 1e6 for seconds, identifiers in spent), 1)


def _memory(node: Node) -> float:
    """Private memory of the worker, in MiB."""
    _, _, *workers = node.processes()
    largest = 0
    for process in workers:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        private = [int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty"))]
        largest = max(largest, sum(private))
    return largest / 1024
