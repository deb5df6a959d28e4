"""`start`: from the start of `idnode serve` with N identifiers to its first right answer; a worker's private memory.

The data folder (database, journal, replica) is made once by registering all of them, some ten minutes for ten million,
and then used again.
"""

import argparse
import http.client
import json
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import load, workload
from benchmarks.report import Report
from tests.support.running import Node

_ROWS_AT_ONCE = 100_000
_PATIENCE = 900.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be said behind `start`."""
    parser.add_argument("--size", type=int, default=200_000, help="identifiers in the node (200000)")
    parser.add_argument("--rounds", type=int, default=5, help="starts (5)")
    parser.add_argument("--questions", type=int, default=20_000, help="asked before memory is looked at (20000)")


def run(options: argparse.Namespace) -> Report:
    """Measure."""
    node = _registered(options.folder / f"node-{options.size}", options.size)
    first: list[float] = []
    spent: list[float] = []
    private: list[float] = []
    for _ in range(options.rounds):
        began = time.monotonic()
        node.begin()
        try:
            _first_answer(node, options.size)
            first.append(time.monotonic() - began)
            spent.append(sum(map(load.cpu_seconds, node.processes())))
            _ask(node, options.questions, options.size)
            # Supervisor, keeper, worker: the last one is a worker.
            private.append(_private(node.processes()[-1]))
        finally:
            node.stop()
    extra = {
        "first answer s": sorted(first)[len(first) // 2],
        "slowest first answer s": max(first),
        "CPU s of all processes until then": sorted(spent)[len(spent) // 2],
        "private MiB of a worker": max(private),
    }
    return Report(f"start, {options.size:,} identifiers", [], extra)


class _Kept(Node):
    """A node whose folder is kept, and whose start is not waited for."""

    def begin(self) -> None:
        """Start serving."""
        self.start()

    def wait(self) -> None:
        """Waiting is what is measured."""


def _registered(folder: Path, size: int) -> _Kept:
    """A node that has all identifiers of the workload."""
    folder.mkdir(parents=True, exist_ok=True)
    node = _Kept(folder, workers=1)
    done = folder / "complete"
    if done.is_file():
        return node
    node.run("init")
    for place in range(workload.PREFIXES):
        node.run("prefix", "grant", workload.prefix_of(place), "--own")
    key = node.told("key", "new", "--role", "park-admin")["key"]
    node.begin()
    try:
        Node.wait(node)
        for begin in range(0, size, _ROWS_AT_ONCE):
            _post(node, key, b"".join(_rows(begin, min(size, begin + _ROWS_AT_ONCE))))
            print(f"\rregistering: {begin + _ROWS_AT_ONCE:,}", end="", flush=True)
        print("\r", end="")
        _first_answer(node, size)
    finally:
        node.stop()
    done.touch()
    return node


def _rows(begin: int, end: int) -> Iterator[bytes]:
    for number in range(begin, end):
        values = [
            {"index": value.index, "type": value.type, "data": {"format": "string", "value": value.data.decode()}}
            for value in workload.values(number)
        ]
        yield json.dumps({"handle": workload.identifier(number), "values": values}, ensure_ascii=False).encode() + b"\n"


def _post(node: Node, key: str, body: bytes) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=_PATIENCE)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
    connection.request("POST", "/api/v1/identifiers", body, headers)
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    if answer.status not in (200, 201, 207):
        raise RuntimeError(f"the node refused rows: {answer.status} {said[:500]!r}")


def _first_answer(node: Node, size: int) -> None:
    """Ask until the last identifier is answered rightly."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if _asked(http.client.HTTPConnection("127.0.0.1", node.port, timeout=5), size - 1):
                return
        except OSError:
            pass
        time.sleep(0.005)
    raise RuntimeError(f"no right answer within a minute:\n{node.log()[-2000:]}")


def _asked(connection: http.client.HTTPConnection, number: int) -> bool:
    handle = workload.identifier(number)
    connection.request("GET", f"/api/handles/{handle}")
    answer = connection.getresponse()
    body = answer.read()
    return answer.status == 200 and json.loads(body)["handle"] == handle


def _ask(node: Node, questions: int, size: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=5)
    for number in range(questions):
        if not _asked(connection, number * 7919 % size):
            raise RuntimeError(f"{workload.identifier(number * 7919 % size)} was not answered rightly")
    connection.close()


def _private(pid: int) -> float:
    """Private memory in MiB: pages that no other process has, those of files excepted."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(rollup.split("Anonymous:")[1].split()[0]) / 1024
