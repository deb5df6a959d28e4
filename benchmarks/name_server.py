"""`dns`: cached answers over UDP for a second of the server's processor, counted and held against the allowance."""

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import load, name_fuzz
from benchmarks.name_worker import NAMES
from benchmarks.report import Report
from tests.resolver.edge.standing import counted


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be said behind `dns`."""
    parser.add_argument("--rounds", type=int, default=3, help="rounds (3)")
    parser.add_argument("--seconds", type=int, default=4, help="load in each round (4)")
    parser.add_argument("--fuzz", type=int, default=0, help="ask so many random and mutated questions instead (0)")
    parser.add_argument("--seed", type=int, default=1, help="of what is random (1)")


def run(options: argparse.Namespace) -> Report:
    """Measure with dnsperf; a thousand names, each asked for many times. Or look at answers to nonsense."""
    if options.fuzz:
        return name_fuzz.run(options.fuzz, options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asked = folder / "asked"
        asked.write_text("".join(f"ors-dummy.{n}.3001.156.2.1.oid-res.org NAPTR\n" for n in range(NAMES)))
        port = load.free_port()
        command = [sys.executable, "-m", "benchmarks.name_worker", str(folder), str(port)]
        rates, answered = [], 0
        with load._running(command, folder / "worker.out") as process:
            load._wait_for(port, process)
            for number in range(options.rounds + 1):
                before = load.cpu_seconds(process.pid)
                got = _asked(asked, port, options.seconds if number else 1)
                answered += got
                if number:
                    rates.append(got / (load.cpu_seconds(process.pid) - before))
        found = counted(folder / "counters").get(("88.1000.1", "dns", "found", "external"), 0)
    figures = {
        "answers per CPU-second": statistics.median(rates),
        "lowest": min(rates),
        "highest": max(rates),
        "received": float(answered),
        "counted": float(found),
    }
    return Report(f"dns, {NAMES} names, cached, UDP", [], figures)


def _asked(file: Path, port: int, seconds: int) -> int:
    words = [load.program("dnsperf"), "-s", "127.0.0.1", "-p", str(port), "-d", str(file), "-l", str(seconds), "-e"]
    done = subprocess.run([*load.pinned(load.LOAD_CORE), *words], capture_output=True, text=True, check=False)
    completed = re.search(r"Queries completed:\s+(\d+)", done.stdout)
    noerror = re.search(r"NOERROR (\d+)", done.stdout)
    if completed is None or noerror is None or completed[1] != noerror[1]:
        raise RuntimeError(f"dnsperf failed: {done.stderr or done.stdout}")
    return int(completed[1])
