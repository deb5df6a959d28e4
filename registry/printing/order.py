"""Orders: a job given to a press of its own process, waited for, and ended when it takes too long."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import msgspec

from registry.printing.job import Job
from schemas.errors import Busy, Malformed

USUAL_SECONDS = 120.0
# Without the folder that happens to be the working directory: nothing in it is to be taken for the node's code.
PROGRAM = (sys.executable, "-P", "-m", "registry.printing.press")

_encode = msgspec.msgpack.Encoder(enc_hook=str).encode


async def order(
    job: Job,
    tell: Callable[[int], None] | None = None,
    seconds: float = USUAL_SECONDS,
    program: Sequence[str] = PROGRAM,
) -> bytes:
    """The file that a job asks for. `tell` is told how many labels are drawn, now and then.

    Raises:
        Malformed: the press refuses the job.
        Busy: the press took too long, or died.
    """
    process = await asyncio.create_subprocess_exec(
        *program,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(seconds):
            answer = await _talk(process, _encode(job), tell)
    except TimeoutError:
        raise Busy(f"{len(job.things)} labels take longer than {seconds:g} seconds now: ask for fewer", 30) from None
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    match answer[:1]:
        case b"+":
            return answer[1:]
        case b"-":
            raise Malformed(answer[1:].decode("utf-8"))
    raise Busy(f"the press ended with status {process.returncode} and without an answer", 30)


class Presses:
    """The presses of one worker: so many jobs at a time, so many more waiting for their turn."""

    def __init__(self, at_once: int = 1, waiting: int = 4) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._taken = 0

    async def order(self, job: Job, seconds: float = USUAL_SECONDS) -> bytes:
        """The file that a job asks for.

        Raises, in this order:
            Busy: too many jobs are waiting.
            Malformed: the press refuses the job.
            Busy: the press took too long, or died.
        """
        async with self.turn():
            return await order(job, seconds=seconds)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a press and have it.

        Raises:
            Busy: too many are waiting.
        """
        if self._taken >= self._most:
            raise Busy(f"{self._taken} orders of labels are being printed or waiting: come back later", 15)
        self._taken += 1
        try:
            async with self._turns:
                yield
        finally:
            self._taken -= 1


async def _talk(process: asyncio.subprocess.Process, job: bytes, tell: Callable[[int], None] | None) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    listening = asyncio.create_task(_listen(process.stderr, tell))
    try:
        try:
            process.stdin.write(job)
            await process.stdin.drain()
            process.stdin.close()
        except ConnectionError:
            pass  # it died: its answer is empty
        answer = await process.stdout.read()
        await process.wait()
        return answer
    finally:
        listening.cancel()


async def _listen(told: asyncio.StreamReader, tell: Callable[[int], None] | None) -> None:
    """Numbers are progress; whatever else a dying press says is nobody's business here."""
    async for line in told:
        if tell is not None and line.strip().isdigit():
            tell(int(line))
