"""Load: nginx to compare with, wrk to ask, each process on its own core, and what they cost by the kernel's account."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from resolver.edge.compiled import BUILT

SERVER_CORE = 0
LOAD_CORE = 1
CONNECTIONS = 64
HOW_TO_GET = "on Debian and Ubuntu: apt-get install nginx-light wrk (nginx need not be enabled as a service)"

_TICKS = os.sysconf("SC_CLK_TCK")

# What a browser sends, about 350 octets; the one header that varies is added for each request.
BROWSER = (
    "Host: 127.0.0.1",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Accept: text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
    "Accept-Language: zh-CN,zh;q=0.9,en;q=0.8",
    "Accept-Encoding: gzip, deflate",
    "Connection: keep-alive",
    "Upgrade-Insecure-Requests: 1",
)

_SCRIPT = """
local first, size, prefixes = %(first)d, %(size)d, %(prefixes)d
local format, random = string.format, math.random
local function luhn(n)
  local sum, double = 0, true
  while n > 0 do
    local digit = n %% 10
    n = (n - digit) / 10
    if double then digit = digit * 2; if digit > 9 then digit = digit - 9 end end
    sum, double = sum + digit, not double
  end
  return (10 - sum %% 10) %% 10
end
local function path(n) return %(path)s end
local headers = "%(headers)s"
local asked = 0
function init(args) math.randomseed(%(seed)d) end
function request()
  local n = first + random(0, size - 1)
  asked = asked + 1
  return format("GET %%s HTTP/1.1\\r\\n%%sX-Request-Id: %%012d\\r\\n\\r\\n", path(n), headers, asked * 7919)
end
local others = 0
function response(status) if status ~= %(status)d then others = others + 1 end end
function done(summary, latency)
  io.write(format("\\nRESULT %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9),
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""

_NGINX = """
daemon off; worker_processes 1; pid %(folder)s/nginx.pid; error_log %(folder)s/nginx.log crit;
events { worker_connections 1024; }
http {
  access_log off; default_type "application/json;charset=utf-8"; keepalive_requests 1000000000; keepalive_timeout 65;
  client_body_temp_path %(folder)s; proxy_temp_path %(folder)s; fastcgi_temp_path %(folder)s;
  uwsgi_temp_path %(folder)s; scgi_temp_path %(folder)s;
  server { listen 127.0.0.1:%(port)d; location / { return %(status)d '%(body)s'; } }
}
"""


class Missing(Exception):
    """Something that the benchmark needs is not there."""


class Round(msgspec.Struct, frozen=True):
    """What one stretch of load came to."""

    requests: int
    seconds: float
    cpu_seconds: float
    """User and system time of the server's processes."""
    p50: float
    """Milliseconds, as are the others."""
    p99: float
    p999: float
    errors: int
    """Requests that were not answered."""

    @property
    def per_cpu_second(self) -> float:
        """Requests answered for a second of the server's processor."""
        return self.requests / self.cpu_seconds


class Server(msgspec.Struct):
    """A server under test."""

    name: str
    port: int
    processes: list[int]
    """Whose processor time and memory count."""

    def cpu_seconds(self) -> float:
        """User and system time so far."""
        return sum(map(cpu_seconds, self.processes))

    def memory(self) -> tuple[float, float]:
        """Resident and private memory in MiB. Private: what nobody else has mapped, file pages excepted."""
        resident = private = 0
        for pid in self.processes:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            found = dict(re.findall(r"(?m)^(\w+): +(\d+) kB", rollup))
            resident += int(found["Rss"])
            private += int(found["Anonymous"])
        return resident / 1024, private / 1024


def program(name: str) -> str:
    """The path of a program.

    Raises:
        Missing: it is not there; the sentence says how to get it.
    """
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/usr/local/bin")
    if found is None:
        raise Missing(f"{name} is missing; {HOW_TO_GET}")
    return found


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


@contextmanager
def nginx(folder: Path, status: int, body: str) -> Iterator[Server]:
    """nginx with one worker that answers everything with the same body."""
    port = free_port()
    configuration = folder / f"nginx-{port}.conf"
    configuration.write_text(
        _NGINX % {"folder": folder, "port": port, "status": status, "body": body.replace("'", "\\'")}
    )
    with _running([program("nginx"), "-p", str(folder), "-c", str(configuration)], folder / "nginx.out") as process:
        _wait_for(port, process)
        # It listens before it has started the one that answers: without that one there is no time to account.
        yield Server("nginx", port, _await_children(process.pid))


@contextmanager
def held(file: Path) -> Iterator[str]:
    """A file that stays in memory meanwhile; see benchmarks/hold.py."""
    command = [sys.executable, "-m", "benchmarks.hold", str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()


@contextmanager
def worker(folder: Path, *, pure: bool) -> Iterator[Server]:
    """One worker of the node over the replica in a folder.

    Raises:
        Missing: the lane in C is wanted, and was not built for this state of the checkout.
    """
    if not pure and BUILT is None:
        raise Missing("the lane in C is not built for this state of the checkout: `make venv` builds it; or use --pure")
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.worker", str(folder), str(port), *(["--pure"] if pure else [])]
    with _running(command, folder / "worker.out") as process:
        _wait_for(port, process)
        yield Server("idnode", port, [process.pid])


def script(folder: Path, kind: str, size: int, prefixes: int, seed: int, first: int = 0, path: str = "") -> Path:
    """The script with which wrk asks for identifiers at random: `size` of them from number `first` on.

    `path` is how Lua makes the path of number n, where it is not that of the workload.
    """
    made = folder / f"{kind}-{first}-{size}-{seed}{'-other' if path else ''}.lua"
    made.write_text(
        _SCRIPT
        % {
            "size": size,
            "prefixes": prefixes,
            "first": first,
            "path": path or PATHS[kind],
            "status": STATUS[kind],
            "headers": "".join(f"{line}\\r\\n" for line in BROWSER),
            "seed": seed,
        }
    )
    return made


STATUS = {"found": 200, "absent": 404, "redirect": 302, "gs1": 307}
PATHS = {
    "found": 'format("/api/handles/88.1000.%d/SN%010d", 1 + n % prefixes, n)',
    "absent": 'format("/api/handles/88.1000.%d/NO%010d", 1 + n % prefixes, n)',
    "redirect": 'format("/88.1000.%d/SN%010d", 1 + n % prefixes, n)',
    "gs1": 'format("/01/09506000134376/21/SN%010d", n)',
}
"""How wrk makes the path of identifier number n; benchmarks/workload.py has them for Python."""


def ask(server: Server, lua: Path, seconds: float, connections: int = CONNECTIONS) -> Round:
    """Put load on a server for so many seconds.

    Raises:
        RuntimeError: wrk could not do it.
    """
    command = [
        program("wrk"),
        "-t1",
        f"-c{connections}",
        f"-d{max(1, round(seconds))}s",
        "--timeout",
        "5s",
        "-s",
        str(lua),
    ]
    before = server.cpu_seconds()
    done = subprocess.run(
        [*pinned(LOAD_CORE), *command, f"http://127.0.0.1:{server.port}"], capture_output=True, text=True, check=False
    )
    spent = server.cpu_seconds() - before
    result = re.search(r"(?m)^RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)$", done.stdout)
    if done.returncode or result is None:
        raise RuntimeError(f"wrk failed: {done.stderr or done.stdout}")
    requests, micros, p50, p99, p999, errors = (int(number) for number in result.groups())
    return Round(requests, micros / 1e6, spent, p50 / 1000, p99 / 1000, p999 / 1000, errors)


def pinned(core: int) -> Sequence[str]:
    """The words before a command that keep it on one core; none on a machine that has only one."""
    return ["taskset", "-c", str(core)] if len(os.sched_getaffinity(0)) > 1 and shutil.which("taskset") else []


@contextmanager
def _running(command: Sequence[str], output: Path) -> Iterator[subprocess.Popen[bytes]]:
    log: IO[bytes]
    with output.open("wb") as log:
        process = subprocess.Popen([*pinned(SERVER_CORE), *command], stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not listen; see its .out file")


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


def _await_children(pid: int) -> list[int]:
    until = time.monotonic() + 60
    while not (found := _children(pid)):
        if time.monotonic() > until:
            raise RuntimeError("nginx starts nobody who would answer; see nginx.log")
        time.sleep(0.02)
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
