"""`batch`: a run of serials registered as one thing: how long it takes, what it costs to keep and to answer from.

Registering is measured on a node as its users run it, each batch durable, journalled and visible before it is answered.
Answering is measured by one worker over a replica that has both plain records and batches, in interleaved rounds: what
counts is the server's processor time for a member as a multiple of that for a plain record.
"""

import argparse
import asyncio
import http.client
import json
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import lmdb
import msgspec

from benchmarks import load, workload
from schemas.batch import Batch
from schemas.batch_members import Members
from schemas.coding_segments import Check, Definition, Fixed, Serial
from schemas.value import Value
from tests.support.postgres import Postgres
from tests.support.running import Node

PREFIX = "88.1000.1"
COUNTS = (1, 1_000, 1_000_000, 1_000_000_000)
_VALUES: list[dict[str, Any]] = [
    {"index": 1, "type": "URL", "data": "https://trace.park.example/i/{suffix}"},
    {"index": 2, "type": "PRODUCT", "data": "压铸铝合金支架 042"},
    {"index": 3, "type": "SERIAL", "data": "{serial}"},
]
_SN = Definition((Fixed("SN"), Serial(10)))
_CHECKED = Definition((Fixed("SC"), Serial(10), Check("luhn", (2,))))
_BEGAN = 1_780_000_000
_LARGEST = 10**10 - 1


class Pair(msgspec.Struct, frozen=True):
    """Rounds of plain records and of members of batches, one after the other."""

    name: str
    rounds: Sequence[tuple[load.Round, load.Round]]

    def figures(self) -> dict[str, Any]:
        """Medians and spread."""
        plain, batch = ([pair[side].per_cpu_second for pair in self.rounds] for side in (0, 1))
        ratios = [pair[0].per_cpu_second / pair[1].per_cpu_second for pair in self.rounds]
        return {
            "name": self.name,
            "cost_of_plain": round(statistics.median(ratios), 3),
            "cost_low": round(min(ratios), 3),
            "cost_high": round(max(ratios), 3),
            "plain_per_cpu_second": round(statistics.median(plain)),
            "batch_per_cpu_second": round(statistics.median(batch)),
            "errors": sum(one.errors for pair in self.rounds for one in pair),
            "rounds": len(self.rounds),
        }


class Report(msgspec.Struct, frozen=True):
    """What was found."""

    registered: Sequence[dict[str, Any]]
    resolved: Sequence[Pair]

    def json(self) -> str:
        """The figures as JSON."""
        rows = [pair.figures() for pair in self.resolved]
        return json.dumps({"registered": list(self.registered), "resolved": rows}, ensure_ascii=False, indent=2)

    def text(self) -> str:
        """Two tables for people."""
        lines = []
        if self.registered:
            lines.append(f"{'registered':<28} {'ms':>7} {'spread':>13} {'database':>9} {'replica':>9}")
        for row in self.registered:
            name = f"{row['database']}, {row['identifiers']:,}"
            spread = f"{row['ms_low']:.1f}-{row['ms_high']:.1f}"
            sizes = f"{row['database_octets']:>9,} {row['replica_octets']:>9,}"
            lines.append(f"{name:<28} {row['ms']:>7.1f} {spread:>13} {sizes}")
        if self.resolved:
            lines.append(
                f"{'resolved':<28} {'of plain':>9} {'spread':>13} {'per CPU-s':>10} {'plain':>9} {'errors':>7}"
            )
        for pair in self.resolved:
            one = pair.figures()
            spread = f"{one['cost_low']:.2f}-{one['cost_high']:.2f}"
            lines.append(
                f"{one['name']:<28} {one['cost_of_plain']:>9.3f} {spread:>13} {one['batch_per_cpu_second']:>10,} "
                f"{one['plain_per_cpu_second']:>9,} {one['errors']:>7}"
            )
        return "\n".join(lines)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be said behind `batch`."""
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--times", type=int, default=20, help="batches of each size (20)")
    parser.add_argument("--size", type=int, default=1_000_000, help="plain records in the replica (1000000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, plain and batch in each (5)")
    parser.add_argument("--seconds", type=int, default=4, help="load in each round (4)")
    parser.add_argument("--pure", action="store_true", help="without the part in C")
    parser.add_argument("--only", choices=("register", "resolve"), help="measure this alone")


def run(options: argparse.Namespace) -> Report:
    """Measure."""
    registered: list[dict[str, Any]] = []
    if options.only != "resolve":
        for database in ("sqlite", "postgresql") if options.database == "both" else (options.database,):
            registered += _registered(database, options.times)
    return Report(registered, _resolved(options) if options.only != "register" else [])


def _registered(database: str, times: int) -> list[dict[str, Any]]:
    """How long batches of each size take, and what one of them makes database and replica grow by."""
    folder = Path(tempfile.mkdtemp(prefix="idnode-benchmark-"))
    server = Postgres.create(durable=True) if database == "postgresql" else None
    url = server.database() if server is not None else ""
    node = Node(folder, workers=1, **({"database_url": url} if url else {}))
    rows = []
    try:
        node.run("init")
        node.run("prefix", "grant", PREFIX, "--own")
        key = node.told("key", "new", "--role", "enterprise-app", "--prefix", PREFIX)["key"]
        node.start()
        with closing(http.client.HTTPConnection("127.0.0.1", node.port, timeout=60)) as asking:
            segments = [{"kind": "fixed", "text": "SN"}, {"kind": "serial", "width": 12}]
            rule = _told(asking, key, "/api/v1/rules", {"prefix": PREFIX, "name": "sn", "segments": segments})["id"]
            wanted = {"rule": rule, "values": _VALUES}
            _told(asking, key, "/api/v1/batches", {**wanted, "count": 1})
            for count in COUNTS:
                before = _database_octets(node, url), _replica_octets(node)
                taken = []
                for _ in range(times):
                    began = time.perf_counter()
                    _told(asking, key, "/api/v1/batches", {**wanted, "count": count})
                    taken.append((time.perf_counter() - began) * 1000)
                after = _database_octets(node, url), _replica_octets(node)
                grown = [round((now - then) / times) for then, now in zip(before, after, strict=True)]
                rows.append(
                    {
                        "database": database,
                        "identifiers": count,
                        "ms": round(statistics.median(taken), 2),
                        "ms_low": round(min(taken), 2),
                        "ms_high": round(max(taken), 2),
                        "database_octets": grown[0],
                        "replica_octets": grown[1],
                        "times": times,
                    }
                )
    finally:
        node.stop()
        if server is not None:
            server.remove()
        shutil.rmtree(folder, ignore_errors=True)
    return rows


def _told(asking: http.client.HTTPConnection, key: str, path: str, body: object) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    asking.request("POST", path, json.dumps(body), headers)
    answer = asking.getresponse()
    document: dict[str, Any] = json.loads(answer.read())
    if answer.status != 201:
        raise RuntimeError(f"refused: {document}")
    return document


def _database_octets(node: Node, url: str) -> int:
    """What of the database is in use; on PostgreSQL its files."""
    if url:
        return asyncio.run(_postgresql_octets(url))
    with closing(sqlite3.connect(f"file:{node.data}/registry.sqlite?mode=ro", uri=True)) as opened:
        pages, free, size = (
            opened.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "freelist_count", "page_size")
        )
    return int((pages - free) * size)


async def _postgresql_octets(url: str) -> int:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return int(await connection.fetchval("SELECT pg_database_size(current_database())"))
    finally:
        await connection.close()


def _replica_octets(node: Node) -> int:
    """What of the replica is in use."""
    generation = max((node.data / "replica").iterdir(), key=lambda path: int(path.name))
    with lmdb.open(str(generation), readonly=True, max_dbs=8, lock=False) as environment, environment.begin() as view:
        used = 0
        for name in (b"entries", b"holdings", b"state", b"mappings", b"batches"):
            found = view.stat(environment.open_db(name, txn=view, create=False))
            used += found["psize"] * sum(found[kind] for kind in ("branch_pages", "leaf_pages", "overflow_pages"))
    return used


def _resolved(options: argparse.Namespace) -> list[Pair]:
    """Members beside plain records, asked for at random."""
    place = workload.replica(options.folder, options.size, more=_batches(options.size), name="-batches")
    few, many = options.size, _LARGEST + 1 - options.size
    checked = 'format("/api/handles/88.1000.%d/SC%010d%d", 1 + n % prefixes, n, luhn(n))'
    pairs = []
    with load.held(workload.data_file(place)), load.worker(place, pure=options.pure) as node:
        for kind, name, path in (
            ("found", "serial", ""),
            ("found", "serial and check digit", checked),
            ("redirect", "redirect", ""),
        ):
            rounds = []
            for number in range(options.rounds + 1):
                plain = load.script(place, kind, few, workload.PREFIXES, seed=number)
                of_batch = load.script(place, kind, many, workload.PREFIXES, seed=number, first=few, path=path)
                seconds = options.seconds if number else 1.0
                rounds.append((load.ask(node, plain, seconds), load.ask(node, of_batch, seconds)))
            pairs.append(Pair(name, rounds[1:]))
    return pairs


def _batches(size: int) -> list[Batch]:
    """Two batches for each prefix of the workload, with values as long as its records have them."""
    made = []
    values = tuple(Value(each["index"], each["type"], each["data"].encode(), timestamp=_BEGAN + 1) for each in _VALUES)
    for number in range(workload.PREFIXES):
        for name, definition in (("sn", _SN), ("sc", _CHECKED)):
            prefix = workload.prefix_of(number)
            batch = Batch(f"{name}{number}", prefix, "", "r", definition, {}, size, _LARGEST, values, 1, _BEGAN, _BEGAN)
            made.append(msgspec.structs.replace(batch, place=Members(batch).place))
    return made
