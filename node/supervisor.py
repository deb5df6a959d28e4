"""The supervisor: forks the keeper and the workers, starts again what dies, and stops them in order.

It has no thread and no loop, holds no lock and talks to nobody: so there is nothing in it that could hang or leak. All
that its children need is imported before the first fork, once for all of them.

A child that dies is started again at once; one that dies young again and again, more and more slowly. SIGTERM and
SIGINT stop the workers (each finishes what is in flight) and then the keeper; a second one kills. SIGHUP puts new
workers in place of the old ones, one after another.
"""

import contextlib
import gc
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NoReturn, Protocol

from node.lifeline import READY, Lifeline, die_with_parent

# A child that lived less long than this died young: it is started again after a pause that doubles up to the longest.
YOUNG_SECONDS = 5.0
SHORTEST_PAUSE = 0.1
LONGEST_PAUSE = 5.0

# Beyond the time for requests in flight: for the loop to close and the process to end.
GRACE_SECONDS = 2.0

# How long a new worker may take to be ready before the one it replaces goes on instead.
READY_SECONDS = 20.0

WATCHED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)


class Log(Protocol):
    """What the supervisor needs of a log."""

    def info(self, event: str, **about: object) -> object:
        """Something happened."""
        ...

    def warning(self, event: str, **about: object) -> object:
        """Something happened that should not."""
        ...


class Post:
    """A place that must always be filled: what a process does there, and who fills it now."""

    def __init__(self, name: str, work: Callable[[Lifeline], None], last: bool = False) -> None:
        self.name = name
        self.work = work
        self.last = last
        """Whether it stops only when the others have: the keeper, whom the workers' last requests need."""
        self.process = 0
        self.lifeline: socket.socket | None = None
        self.ready = False
        self.started = 0.0
        self.pause = 0.0
        self.start_at: float | None = None
        self.leaving: set[int] = set()
        """Processes that were replaced and finish what they have in flight."""

    @property
    def awaited(self) -> bool:
        """Whether it is filled by someone who is not ready yet."""
        return bool(self.process) and not self.ready

    def vacate(self) -> socket.socket | None:
        """Take the lifeline of whoever fills it, so that another may be started beside."""
        held, self.lifeline = self.lifeline, None
        return held


class Supervisor:
    """Keeps every post filled until it is told to stop."""

    def __init__(
        self, posts: Sequence[Post], drain_seconds: float, log: Log, ready: Callable[[], None] = lambda: None
    ) -> None:
        """Take the posts; `ready` is called once, when whoever fills them has said for the first time to be ready."""
        self._posts = posts
        self._ready = ready
        self._was_ready = False
        self._drain_seconds = drain_seconds
        self._log = log
        self._wake: socket.socket | None = None
        self._waker: socket.socket | None = None
        self._stopping = False

    def run(self) -> int:
        """Fill all posts and keep them filled; the exit status, once a signal has ended it."""
        # What was imported stays for good: out of the collector's sight its pages are shared by all children for ever.
        gc.collect()
        gc.freeze()
        with self._signals():
            for post in self._posts:
                self._start(post)
            while True:
                came = self._wait(self._next())
                self._reap()
                if not self._was_ready and all(post.ready for post in self._posts):
                    self._was_ready = True
                    self._ready()
                if came & {signal.SIGTERM, signal.SIGINT}:
                    # What is frozen is never taken apart: modules in C call that a leak, in forty lines.
                    gc.unfreeze()
                    return self._stop()
                if signal.SIGHUP in came:
                    self._roll()
                now = time.monotonic()
                for post in self._posts:
                    if post.start_at is not None and post.start_at <= now:
                        self._start(post)

    def _start(self, post: Post) -> None:
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
        process = os.fork()
        if process == 0:
            ours.close()
            self._become(post, theirs, parent, blocked)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        theirs.close()
        if post.lifeline is not None:
            post.lifeline.close()
        ours.setblocking(False)
        post.process, post.lifeline, post.ready = process, ours, False
        post.started, post.start_at = time.monotonic(), None
        self._log.info("started", post=post.name, process=process)

    def _become(self, post: Post, theirs: socket.socket, parent: int, blocked: Collection[int]) -> NoReturn:
        """In the child: let go of all that is the supervisor's, and do the work of the post."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGTERM, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            # Ctrl-C goes to the whole process group; only the supervisor acts on it. The same for a terminal's hang-up.
            for number in (signal.SIGINT, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            for held in (self._wake, self._waker, *(other.lifeline for other in self._posts)):
                if held is not None:
                    held.close()
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
            die_with_parent(parent)
            post.work(Lifeline(theirs.fileno()))
            code = 0
        except BaseException as trouble:  # noqa: BLE001 - whatever it is, the child ends here and says why
            with contextlib.suppress(BaseException):
                self._log.warning("failed", post=post.name, error=type(trouble).__name__, detail=str(trouble))
        finally:
            # Not sys.exit: the supervisor's own stack, with its `finally` clauses, lies above.
            os._exit(code)

    def _reap(self) -> None:
        """Take note of every child that has ended."""
        for post in self._posts:
            self._hear(post)
        while True:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if process == 0:
                return
            self._ended(process, os.waitstatus_to_exitcode(status))

    def _ended(self, process: int, code: int) -> None:
        for post in self._posts:
            if process in post.leaving:
                post.leaving.discard(process)
                self._log.info("left", post=post.name, process=process)
            elif process == post.process and self._stopping:
                post.process, post.ready = 0, False
                self._log.info("left", post=post.name, process=process, code=code)
            elif process == post.process:
                lived = time.monotonic() - post.started
                post.pause = min(max(post.pause * 2, SHORTEST_PAUSE), LONGEST_PAUSE) if lived < YOUNG_SECONDS else 0.0
                post.process, post.ready = 0, False
                post.start_at = time.monotonic() + post.pause
                self._log.warning(
                    "died", post=post.name, process=process, code=code, lived=round(lived, 3), again_in=post.pause
                )

    def _hear(self, post: Post) -> None:
        """Whether the child at this post has said that it is ready."""
        if post.lifeline is not None and post.awaited:
            with contextlib.suppress(BlockingIOError):
                said = post.lifeline.recv(16)
                post.ready = said.startswith(READY)
                if not said:  # it has died, and is about to be reaped
                    post.lifeline.close()
                    post.lifeline = None

    def _roll(self) -> None:
        """New workers in place of the old, one after another; the old one goes when the new one is ready."""
        for post in [post for post in self._posts if not post.last and post.process]:
            old, lifeline = post.process, post.vacate()
            self._start(post)
            deadline = time.monotonic() + READY_SECONDS
            while post.awaited and time.monotonic() < deadline:
                if self._wait(0.05) & {signal.SIGTERM, signal.SIGINT}:
                    os.kill(os.getpid(), signal.SIGTERM)  # for the main loop, after this
                    deadline = 0.0
                self._reap()
            new = post.process
            if post.ready:
                post.leaving.add(old)
                _kill(old, signal.SIGTERM)
                if lifeline is not None:
                    lifeline.close()
                continue
            # The new one is not fit: the old one stays at its post, and the rest is left as it is.
            self._log.warning("not replaced", post=post.name, process=old)
            if new:
                _kill(new, signal.SIGKILL)
                post.leaving.add(new)
            if post.lifeline is not None:
                post.lifeline.close()
            post.process, post.lifeline, post.ready, post.start_at = old, lifeline, True, None
            return

    def _stop(self) -> int:
        """The workers first, then the keeper; what does not end in time, or at a second signal, is killed."""
        self._stopping = True
        for stage in (False, True):
            posts = [post for post in self._posts if post.last is stage]
            for post in posts:
                for process in self._filling(post):
                    _kill(process, signal.SIGTERM)
            deadline = time.monotonic() + self._drain_seconds + GRACE_SECONDS
            while any(self._filling(post) for post in posts):
                impatient = self._wait(0.1) & {signal.SIGTERM, signal.SIGINT}
                if impatient or time.monotonic() > deadline:
                    for process in (process for post in posts for process in self._filling(post)):
                        self._log.warning("killed", process=process)
                        _kill(process, signal.SIGKILL)
                self._reap()
        self._log.info("stopped")
        return 0

    @staticmethod
    def _filling(post: Post) -> list[int]:
        return [process for process in (post.process, *post.leaving) if process]

    def _next(self) -> float:
        """Seconds until a post has to be filled, at most one: a lost wake-up costs no more than that."""
        now = time.monotonic()
        return min([1.0, *(max(0.0, post.start_at - now) for post in self._posts if post.start_at is not None)])

    def _wait(self, seconds: float) -> set[signal.Signals]:
        """Sleep until a signal comes, or a child says something; which signals did."""
        assert self._wake is not None
        awaited = [post.lifeline for post in self._posts if post.awaited and post.lifeline is not None]
        ready, _, _ = select.select([self._wake, *awaited], [], [], seconds)
        return {signal.Signals(number) for number in self._wake.recv(4096)} if self._wake in ready else set()

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Signals become octets on a socket: each is acted on in the loop above, and never in the middle of a line."""
        self._wake, self._waker = socket.socketpair()
        for end in (self._wake, self._waker):
            end.setblocking(False)
        before = {number: signal.signal(number, lambda *_: None) for number in WATCHED}
        former = signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(former)
            for number, handler in before.items():
                signal.signal(number, handler)
            self._wake.close()
            self._waker.close()


def _kill(process: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)
