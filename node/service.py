"""The service: what `idnode serve` runs: a supervisor over keeper and workers, or all of them in one process."""

import asyncio
import os
import resource
import signal
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import msgspec
import structlog

from node import name_service, tls
from node.addresses import Address
from node.calls import Calls
from node.events import start_logging
from node.folder import Folder
from node.jobs import NICE, Jobs
from node.keeper import Keeper
from node.lifeline import Lifeline
from node.listening import Sockets, open_sockets, port_of
from node.processes import name_process
from node.settings import Settings
from node.supervisor import Post, Supervisor
from node.worker import Worker
from resolver.edge.serving import new_loop
from schemas.errors import Busy

log = structlog.get_logger()

T = TypeVar("T")
Announce = Callable[[Settings], None]

# How long the keeper of a supervisor that was killed may take to let go.
LOCK_PAUSE = 0.05


def serve(settings: Settings, announce: Announce = lambda _: None) -> int:
    """Serve until a signal ends it; the exit status.

    `announce` is told the settings as they came out, with the ports that were taken, once questions can be answered.

    Raises:
        Absent: there is no node in the data folder.
        Busy: another process serves this data folder, or an address is taken.
        Malformed: an address is not one of this machine, or the certificate cannot be used.
    """
    start_logging(settings.log_level)
    folder = Folder.of(settings)
    _raise_file_limit()
    https = settings.https if _speaks_tls(settings) else None
    with folder.lock("serve", f"another process serves {settings.data} already") as lock:
        if settings.dns is not None:
            name_service.check(settings, folder)
        sets = open_sockets(settings.http, https, max(1, settings.workers), dns=settings.dns)
        settings = _with_ports(settings, sets[0])
        name_process("supervisor" if settings.workers else "node")
        log.info(
            "serving",
            http=str(settings.http),
            https=str(settings.https if https else "off"),
            dns=str(settings.dns or "off"),
            workers=settings.workers,
        )
        if not settings.workers:
            return _run(_together(settings, folder, sets[0], lambda: announce(settings)))
        posts = [Post(f"worker-{number}", _worker(settings, folder, sets, number, lock)) for number in range(len(sets))]
        posts.append(Post("jobs", _jobs(settings, folder, sets, lock)))
        posts.insert(0, Post("keeper", _keeper(settings, folder, sets, lock), last=True))
        return Supervisor(posts, settings.drain_seconds, log, lambda: announce(settings)).run()


def _worker(
    settings: Settings, folder: Folder, sets: Sequence[Sockets], number: int, lock: int
) -> Callable[[Lifeline], None]:
    """What a worker's process does."""

    async def work(lifeline: Lifeline) -> None:
        stop = asyncio.Event()
        lifeline.watch(stop.set)
        calls = Calls(folder.socket, settings.visible_within_seconds)
        worker = Worker(settings, folder, sets[number], calls, f"worker-{number}")
        await worker.open()
        lifeline.ready()
        await stop.wait()
        await worker.close()
        await calls.close()

    def become(lifeline: Lifeline) -> None:
        _settle(f"worker-{number}", settings, lock)
        for other in sets:
            if other is not sets[number]:
                other.close()
        _run(work(lifeline))

    return become


def _keeper(settings: Settings, folder: Folder, sets: Sequence[Sockets], lock: int) -> Callable[[Lifeline], None]:
    """What the keeper's process does."""

    async def work(lifeline: Lifeline) -> None:
        stop = asyncio.Event()
        lifeline.watch(stop.set)
        keeper = Keeper(settings, folder)
        await keeper.open()
        built = asyncio.create_task(_say_when_built(keeper, lifeline.ready))
        ended = asyncio.create_task(keeper.failed())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([ended, stopped], return_when=asyncio.FIRST_COMPLETED)
        built.cancel()
        if ended.done():
            ended.result()
            raise RuntimeError("a task of the keeper ended by itself")
        ended.cancel()
        await keeper.close()

    def become(lifeline: Lifeline) -> None:
        _settle("keeper", settings, lock)
        for held in sets:
            held.close()
        # The keeper of a supervisor that was killed may still be flushing: two must not write one replica.
        while True:
            try:
                with folder.lock("keeper", "another keeper is at work"):
                    _run(work(lifeline))
                return
            except Busy:
                time.sleep(LOCK_PAUSE)

    return become


def _jobs(settings: Settings, folder: Folder, sets: Sequence[Sockets], lock: int) -> Callable[[Lifeline], None]:
    """What the process of jobs does."""

    async def work(lifeline: Lifeline) -> None:
        stop = asyncio.Event()
        lifeline.watch(stop.set)
        calls = Calls(folder.socket, settings.visible_within_seconds)
        lifeline.ready()
        doing = asyncio.create_task(Jobs(settings, folder, calls).run(stop))
        await stop.wait()
        # A batch takes some tenths of a second; a job that waits for the database is let go of.
        await asyncio.wait([doing], timeout=settings.drain_seconds)
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)
        await calls.close()

    def become(lifeline: Lifeline) -> None:
        _settle("jobs", settings, lock)
        for held in sets:
            held.close()
        os.nice(NICE)
        _run(work(lifeline))

    return become


async def _together(settings: Settings, folder: Folder, sockets: Sockets, ready: Callable[[], None]) -> int:
    """Keeper and worker on one loop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with folder.lock("keeper", "another keeper is at work"):
        keeper = Keeper(settings, folder)
        await keeper.open()
        worker = Worker(settings, folder, sockets, keeper, "worker-0")
        await worker.open()
        built = asyncio.create_task(_say_when_built(keeper, ready))
        doing = asyncio.create_task(Jobs(settings, folder, keeper).run(stop))
        await stop.wait()
        built.cancel()
        await worker.close()
        await asyncio.wait([doing], timeout=settings.drain_seconds)
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)
        await keeper.close()
    log.info("stopped")
    return 0


async def _say_when_built(keeper: Keeper, ready: Callable[[], None]) -> None:
    await keeper.built()
    ready()


def _settle(role: str, settings: Settings, lock: int) -> None:
    """The first things a child does: its name, its log, and no hold on what says that the node is being served."""
    os.close(lock)
    name_process(role)
    start_logging(settings.log_level, role=role)


def _run(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(work)


def _speaks_tls(settings: Settings) -> bool:
    """Whether there is a certificate to speak HTTPS with; one that cannot be used is refused here, once."""
    if settings.https is None or (files := tls.pair(settings)) is None:
        return False
    tls.server_context(files, ask=False)
    return True


def _with_ports(settings: Settings, sockets: Sockets) -> Settings:
    """The settings with the ports that were really taken, where 0 was asked for."""
    taken: dict[str, Any] = {}
    for name in ("http", "https", "dns"):
        held, address = getattr(sockets, name), getattr(settings, name)
        if held is not None and address is not None:
            taken[name] = Address(address.host, port_of(held))
    return msgspec.structs.replace(settings, **taken)


def _raise_file_limit() -> None:
    """As many open connections as the machine allows (promises.md R11)."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
