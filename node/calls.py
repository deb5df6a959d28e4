"""Calls between workers and keeper: a line protocol over a Unix socket in the data folder.

`level N` is answered `ok level N` once the replica of this host holds serial N. `heal HEX` is answered `ok heal HEX`
when the entry under that canonical key has been made anew, else `no heal HEX`. Each answer repeats its question, so
many can be under way at once, and the same question asked twice is one.
"""

import asyncio
import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from schemas.errors import Busy, NodeError

# `heal ` and an identifier of 2 × 65,535 hexadecimal digits; longer lines are nothing we say.
LONGEST_LINE = 140_000

# sockaddr_un has room for 108 octets, the last one NUL; a longer path is reached through its folder.
LONGEST_PATH = 107

SHORTEST_PAUSE = 0.02
LONGEST_PAUSE = 0.5


class Keeping(Protocol):
    """What workers ask of the keeper."""

    async def level(self, serial: int) -> None:
        """Return when the replica of this host holds this serial.

        Raises:
            Busy: it does not, within the time allowed.
        """
        ...

    async def heal(self, key: bytes) -> bool:
        """Make the entry under this canonical key anew; whether it can be asked for again."""
        ...


@contextlib.contextmanager
def _reached(path: Path) -> Iterator[str]:
    """The path as a Unix socket's name: through its folder where it is too long (Linux)."""
    if len(os.fsencode(path)) <= LONGEST_PATH:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


class CallServer:
    """The keeper's end."""

    def __init__(self, path: Path, keeping: Keeping) -> None:
        self._path = path
        self._keeping = keeping
        self._server: asyncio.AbstractServer | None = None
        self._callers: set[asyncio.Task[None]] = set()

    async def left(self, seconds: float) -> None:
        """Return when nobody is connected any more, at the latest after so many seconds."""
        if self._callers:
            await asyncio.wait(self._callers, timeout=seconds)

    async def open(self) -> None:
        """Listen; what a dead keeper left at the path is removed. Only one keeper may do this: it holds the lock."""
        self._path.unlink(missing_ok=True)
        before = os.umask(0o177)  # the socket is its owner's from its first moment
        try:
            with _reached(self._path) as name:
                self._server = await asyncio.start_unix_server(self._called, name, limit=LONGEST_LINE)
        finally:
            os.umask(before)

    async def close(self) -> None:
        """Stop listening and hang up."""
        if self._server is not None:
            self._server.close()
        for caller in list(self._callers):
            caller.cancel()
        await asyncio.gather(*self._callers, return_exceptions=True)
        self._path.unlink(missing_ok=True)

    async def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        me = asyncio.current_task()
        assert me is not None
        self._callers.add(me)
        try:
            async with asyncio.TaskGroup() as answering:
                while line := await reader.readline():
                    answering.create_task(self._answer(line.decode("ascii").strip(), writer))
                raise ConnectionResetError  # takes what is still being answered along: nobody waits for it
        except* (ConnectionError, ValueError):
            pass  # the caller has gone, or says what no caller of ours says: it is hung up on
        finally:
            self._callers.discard(me)
            writer.close()

    async def _answer(self, line: str, writer: asyncio.StreamWriter) -> None:
        verb, _, about = line.partition(" ")
        try:
            match verb:
                case "level":
                    await self._keeping.level(int(about))
                    done = True
                case "heal":
                    done = await self._keeping.heal(bytes.fromhex(about))
                case _:
                    done = False
        except NodeError:
            done = False
        writer.write(f"{'ok' if done else 'no'} {line}\n".encode("ascii"))
        await writer.drain()


class _Question:
    """One line that waits for its answer, and how many wait for it."""

    __slots__ = ("answer", "askers")

    def __init__(self) -> None:
        self.answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.askers = 0


class Calls:
    """A worker's end: connects when first needed, and again whenever the line breaks; questions survive that."""

    def __init__(self, path: Path, patience: float) -> None:
        """Take the socket's path, and how many seconds a question may wait for its answer."""
        self._path = path
        self._patience = patience
        self._waiting: dict[str, _Question] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._line: asyncio.Task[None] | None = None

    async def level(self, serial: int) -> None:
        """Return when the replica of this host holds this serial.

        Raises:
            Busy: the keeper did not say so in time.
        """
        if not await self._ask(f"level {serial}"):
            raise Busy("the change is durable but not yet visible on this host: it will be, without being sent again")

    async def heal(self, key: bytes) -> bool:
        """Have the entry under this canonical key made anew; whether it can be asked for again."""
        return await self._ask(f"heal {key.hex()}")

    async def reached(self) -> bool:
        """Whether somebody answers at the socket."""
        try:
            with _reached(self._path) as name:
                _, writer = await asyncio.open_unix_connection(name)
        except OSError:
            return False
        writer.close()
        return True

    async def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.cancel()
            await asyncio.gather(self._line, return_exceptions=True)

    async def _ask(self, line: str) -> bool:
        question = self._waiting.get(line)
        if question is None:
            question = self._waiting[line] = _Question()
            if self._writer is not None:
                self._writer.write(f"{line}\n".encode("ascii"))
        if self._line is None or self._line.done():
            self._line = asyncio.create_task(self._keep_line(), name="line to the keeper")
        question.askers += 1
        try:
            async with asyncio.timeout(self._patience):
                return await asyncio.shield(question.answer)
        except TimeoutError:
            return False
        finally:
            question.askers -= 1
            if not question.askers and self._waiting.get(line) is question:
                del self._waiting[line]

    async def _keep_line(self) -> None:
        """Be connected while anything is asked; every question without an answer is asked again on a new line."""
        pause = SHORTEST_PAUSE
        while True:
            try:
                with _reached(self._path) as name:
                    reader, writer = await asyncio.open_unix_connection(name, limit=LONGEST_LINE)
            except OSError:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                if not self._waiting:
                    return  # nobody is waiting any more: the next question tries again
                continue
            pause = SHORTEST_PAUSE
            try:
                writer.writelines([f"{line}\n".encode("ascii") for line in self._waiting])
                self._writer = writer
                while said := await reader.readline():
                    word, _, line = said.decode("ascii").rstrip("\n").partition(" ")
                    # Out at once: who asks from now on asks about another moment.
                    if (question := self._waiting.pop(line, None)) is not None:
                        question.answer.set_result(word == "ok")
            except (ConnectionError, ValueError):
                pass
            finally:
                self._writer = None
                writer.close()
