"""`import`: a CSV of many rows through `/api/v1/imports`, its process killed on the way, every row exactly once.

The node runs as its users run it (`idnode serve`: supervisor, keeper, one worker, the process of jobs). The file is
sent, looked through, started; the process of jobs is killed (SIGKILL) when it has come a part of the way, again and
again, while it looks through and while it enters. In the end the registry is counted by itself: rows, changes of the
journal, the day's registrations; and identifiers out of the whole file are asked for over HTTP.
"""

import argparse
import contextlib
import http.client
import json
import os
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from benchmarks.load import cpu_seconds
from benchmarks.report import Figures
from tests.support.running import Node

PREFIX = "88.1000.1"
_POLL_SECONDS = 0.05
_PATIENCE = 3_600.0
_ASKED = 1_000


class _Phase(msgspec.Struct):
    """What was seen of the process of jobs from one standing of a job to the next."""

    seconds: float = 0.0
    processor: float = 0.0
    peak: float = 0.0
    """MiB resident, the largest of all processes that there were."""
    kills: int = 0


def arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the file (1000000)")
    parser.add_argument("--kills", type=int, default=3, help="how often the process is killed while it enters (3)")
    parser.add_argument(
        "--kills-checking", type=int, default=1, help="and while it looks through, which begins anew then (1)"
    )

    parser.add_argument("--export", action="store_true", help="and export all of it again, as CSV, NDJSON and XLSX")


def run(options: argparse.Namespace) -> Figures:
    """Import, and count what is there in the end."""
    with _serving() as (node, key):
        file = node.folder / "rows.csv"
        _write(file, options.rows)
        sent = time.perf_counter()
        id = _post(node, key, file)
        sent = time.perf_counter() - sent
        checking = _watch(node, key, id, "checking", options.rows, options.kills_checking)
        job = _told(node, key, "GET", f"/{id}")
        _require(job["standing"] == "checked" and job["wrong"] == 0 and job["rows"] == options.rows, job)
        _told(node, key, "PATCH", f"/{id}", {"standing": "running"})
        entering = _watch(node, key, id, "running", options.rows, options.kills)
        job = _told(node, key, "GET", f"/{id}")
        _require(job["standing"] == "done" and job["registered"] == options.rows and not job["refused"], job)
        _require_once(node, options.rows)
        exported = _export(node, key, options.rows) if options.export else {}
        figures = {
            "rows": float(options.rows),
            "octets a row": file.stat().st_size / options.rows,
            "s to send": sent,
            "rows looked through a second": options.rows / checking.seconds,
            "rows looked through a CPU second of the process": options.rows / checking.processor,
            "rows entered a second": options.rows / entering.seconds,
            "rows entered a CPU second of the process": options.rows / entering.processor,
            "rows a second from sending to visible": options.rows / (sent + checking.seconds + entering.seconds),
            "peak MiB resident": max(checking.peak, entering.peak),
            "times killed while looking through": float(checking.kills),
            "times killed while entering": float(entering.kills),
            "identifiers registered": float(options.rows),
            "registered twice or left out": 0.0,
            **exported,
        }
    return Figures(f"A CSV of {options.rows:,} rows, SQLite", figures)


@contextlib.contextmanager
def _serving() -> Iterator[tuple[Node, str]]:
    folder = Path(tempfile.mkdtemp(prefix="idnode-benchmark-"))
    node = Node(folder, workers=1)
    try:
        node.run("init")
        node.run("prefix", "grant", PREFIX, "--own")
        key = node.told("key", "new", "--role", "enterprise-app", "--prefix", PREFIX)["key"]
        try:
            node.start()
            yield node, key
        finally:
            node.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(file: Path, rows: int) -> None:
    """Products as an ERP exports them: five product lines, each counting up, taking turns by the hundred."""
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        out.write("标识,URL,产品名称,批次\r\n")
        for number in range(rows):
            product, lot = f"八层覆铜板 {number % 977}", f"B2026{number // 500:07d}"
            out.write(f"{_handle(number)},https://erp.example/p/{number},{product},{lot}\r\n")


def _handle(number: int) -> str:
    return f"{PREFIX}/L{number // 100 % 5}-{number:010d}"


def _post(node: Node, key: str, file: Path) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=_PATIENCE)
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "text/csv",
        "Content-Length": str(file.stat().st_size),
    }
    with file.open("rb") as body:
        connection.request("POST", "/api/v1/imports?name=rows.csv", body, headers)
        answer = connection.getresponse()
        said = json.loads(answer.read())
    connection.close()
    _require(answer.status == 202, said)
    return str(said["id"])


def _told(node: Node, key: str, method: str, path: str, body: Any = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=60)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    connection.request(method, f"/api/v1/imports{path}", None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    said = json.loads(answer.read())
    connection.close()
    _require(answer.status == 200, said)
    return said


def _watch(node: Node, key: str, id: str, standing: str, rows: int, kills: int) -> _Phase:
    """Look on until the job has another standing, and kill whoever does it at equal parts of the way."""
    seen, began = _Phase(), time.perf_counter()
    spent: dict[int, float] = {}
    left = [rows * part // (kills + 1) for part in range(1, kills + 1)]
    while time.perf_counter() - began < _PATIENCE:
        for process in node.jobs():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                spent[process] = cpu_seconds(process) - _before(spent, process)
                seen.peak = max(seen.peak, _peak(process))
        job = _told(node, key, "GET", f"/{id}")
        if job["standing"] != standing:
            break
        if left and job["seen"] >= left[0]:
            left.pop(0)
            for process in node.jobs():
                os.kill(process, signal.SIGKILL)
                seen.kills += 1
        time.sleep(_POLL_SECONDS)
    seen.seconds = time.perf_counter() - began
    seen.processor = sum(spent.values())
    _require(seen.kills == kills, f"killed {seen.kills} times, wanted {kills}")
    return seen


_starts: dict[int, float] = {}


def _before(spent: dict[int, float], process: int) -> float:
    """What a process had spent when this phase first saw it."""
    if process not in spent:
        _starts[process] = cpu_seconds(process)
    return _starts[process]


def _peak(process: int) -> float:
    """MiB that were resident at most, what it shares with others included; 0 of one that was just killed."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def _require_once(node: Node, rows: int) -> None:
    """Count what is there by SQL, and ask for identifiers out of the whole file.

    Raises:
        RuntimeError: some row is there twice, or not at all.
    """
    database = sqlite3.connect(f"file:{node.data / 'registry.sqlite'}?mode=ro", uri=True)
    try:
        counted = {
            "records": "SELECT count(*) FROM records WHERE prefix = ? AND suffix LIKE 'L%'",
            "first versions": "SELECT count(*) FROM records WHERE prefix = ? AND suffix LIKE 'L%' AND version = 1",
            "counted as registered": "SELECT sum(registered) FROM registrations WHERE prefix = ?",
            "answering": "SELECT records FROM prefixes WHERE prefix = ?",
        }
        found = {name: database.execute(question, [PREFIX]).fetchone()[0] for name, question in counted.items()}
        changes = database.execute("SELECT sum(last - first + 1) FROM journal").fetchone()[0]
        serial = database.execute("SELECT serial FROM journal_head").fetchone()[0]
    finally:
        database.close()
    _require(set(found.values()) == {rows}, found)
    # The grant of the prefix is a change as well, and perhaps founding the node.
    _require(changes == serial and rows < serial < rows + 20, {"changes": changes, "serial": serial})
    connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=60)
    for number in (*range(0, rows, max(1, rows // _ASKED)), rows - 1):
        connection.request("GET", f"/api/handles/{_handle(number)}")
        said = json.loads(connection.getresponse().read())
        _require(
            said.get("responseCode") == 1 and said["values"][0]["data"]["value"].endswith(f"/p/{number}"),
            said,
        )
    connection.close()


def _export(node: Node, key: str, rows: int) -> dict[str, float]:
    """Export what is there, with three columns of values; rows a second, and how much the worker's memory grew."""
    (worker,) = node.processes()[2:]
    types = quote("URL,产品名称,批次")
    figures: dict[str, float] = {}
    for form in ("csv", "ndjson", "xlsx"):
        before, spent, began = _peak(worker), cpu_seconds(worker), time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=_PATIENCE)
        target = f"/api/v1/exports/identifiers?prefix={PREFIX}&types={types}&format={form}"
        connection.request("GET", target, headers={"Authorization": f"Bearer {key}"})
        answer = connection.getresponse()
        _require(answer.status == 200, answer.status)
        lines = 0
        while piece := answer.read(1 << 18):
            lines += piece.count(b"\n")
        connection.close()
        _require(form == "xlsx" or lines == rows + (form == "csv"), lines)
        seconds, spent = time.perf_counter() - began, cpu_seconds(worker) - spent
        figures[f"rows exported a second as {form}"] = rows / seconds
        figures[f"rows exported a CPU second as {form}"] = rows / spent
        figures[f"MiB that the worker's memory grew by for {form}"] = _peak(worker) - before
    return figures


def _require(holds: bool, found: object) -> None:
    if not holds:
        raise RuntimeError(f"not what it should be: {found}")
