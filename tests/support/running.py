"""A node that runs as its users run it: `idnode serve`, in processes, on a port and in a folder of its own."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

START_SECONDS = 30.0
STOP_SECONDS = 20.0
JOBS = "idn:jobs"
"""What the process of jobs is called."""


def free_port() -> int:
    """A TCP port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Node:
    """One node: its folder, its port, and, while it runs, its processes."""

    def __init__(self, folder: Path, *, workers: int = 2, program: Sequence[str] = (), **settings: str) -> None:
        """Take an empty folder; `program` runs another main than `idnode`'s, `settings` become IDNODE_ variables."""
        self.folder = folder
        self.data = folder / "data"
        self.port = free_port()
        self.workers = workers
        self._program = [sys.executable, *(program or ("-m", "node"))]
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def run(self, *words: str, expect: int = 0) -> str:
        """Run one command on its data folder; what it printed."""
        done = subprocess.run(
            [*self._program, *words],
            env=self._environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == expect, (words, done.returncode, done.stdout, done.stderr)
        return done.stdout

    def told(self, *words: str) -> Any:
        """Run one command with --json; what it told."""
        return json.loads(self.run(*words, "--json"))

    def start(self) -> None:
        """Start serving, and wait for the first answer."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._program, "serve", "--workers", str(self.workers), "--http", f"127.0.0.1:{self.port}"],
                env=self._environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait()

    def wait(self) -> None:
        """Wait until it answers, replica and all."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self._process is None or self._process.poll() is None, self.log()[-4000:]
            if self._answers():
                return
            time.sleep(0.02)
        raise AssertionError(f"the node did not answer within {START_SECONDS} s:\n{self.log()[-4000:]}")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def processes(self) -> list[int]:
        """The supervisor and those it has started who answer: keeper first, then the workers. `jobs` is beside them."""
        assert self._process is not None
        return [self._process.pid, *(child for child in self._children() if _name_of(child) != JOBS)]

    def jobs(self) -> list[int]:
        """The process of jobs."""
        return [child for child in self._children() if _name_of(child) == JOBS]

    def _children(self) -> list[int]:
        assert self._process is not None
        top = self._process.pid
        return sorted(map(int, Path(f"/proc/{top}/task/{top}/children").read_text().split()))

    def kill_one(self, number: int) -> None:
        """Kill one of the processes, counted from 1 on so that the supervisor is spared."""
        with contextlib.suppress(ProcessLookupError, IndexError):
            os.kill(self.processes()[number], signal.SIGKILL)

    def kill(self) -> None:
        """Kill the whole tree, as a power switch would."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(STOP_SECONDS)
        self._process = None

    def stop(self) -> int:
        """Ask it to stop, and wait; its exit status."""
        assert self._process is not None
        self._process.terminate()
        try:
            return self._process.wait(STOP_SECONDS)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process = None

    def log(self) -> str:
        """What it has written to its log so far."""
        return (self.folder / "log").read_text(errors="replace")

    @property
    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("IDNODE_")}
        checkout = str(Path(__file__).resolve().parents[2])
        return (
            kept
            | {
                "PYTHONPATH": checkout,
                "IDNODE_DATA": str(self.data),
                "IDNODE_HTTPS": "off",
                "IDNODE_LOG_LEVEL": "warning",
            }
            | {f"IDNODE_{name.upper()}": value for name, value in self._settings.items()}
        )


def _name_of(process: int) -> str:
    """What a process is called; nothing for one that has gone."""
    try:
        return Path(f"/proc/{process}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


@contextlib.contextmanager
def running(folder: Path, **how: Any) -> Iterator[Node]:
    """A node that serves an initialised, empty registry until the end of the block."""
    node = Node(folder, **how)
    node.run("init")
    node.start()
    try:
        yield node
    finally:
        if node._process is not None:
            node.stop()
