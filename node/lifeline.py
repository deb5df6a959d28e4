"""The lifeline: what ties a child process to its supervisor. When one end is gone, the other knows."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable

READY = b"R"

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Lifeline:
    """The child's end. The supervisor's death closes the other end, however it dies."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def ready(self) -> None:
        """Tell the supervisor that this child does its work now."""
        try:
            os.write(self._descriptor, READY)
        except OSError:
            return  # the supervisor has gone: `watch` says so

    def watch(self, stop: Callable[[], object]) -> None:
        """From now on call `stop` in the running loop at SIGTERM, and when the supervisor is gone."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, stop)

        def gone() -> None:
            loop.remove_reader(self._descriptor)
            stop()

        loop.add_reader(self._descriptor, gone)


def die_with_parent(parent: int) -> None:
    """Have the kernel send SIGTERM when the parent dies (Linux), for a child too busy to look at its lifeline."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it died before we could ask
        os._exit(0)
