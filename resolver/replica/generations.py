"""Generations: each whole replica is a folder with a number, and the level says which one answers.

A new one is built beside the old one, under a name that nobody opens, and takes its place when it is complete. Who
still reads the old one keeps it until the next question, though its folder is gone by then.
"""

import re
import shutil
from pathlib import Path

from resolver.replica.environment import DEFAULT_MAP_SIZE, Unreadable
from resolver.replica.level import Level
from resolver.replica.writer import Writer
from schemas.errors import Busy

_BUILDING = ".building"
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")


class Generations:
    """The folders of the replica. The keeper's alone."""

    def __init__(self, folder: Path, level: Level, map_size: int = DEFAULT_MAP_SIZE) -> None:
        self._folder = folder
        self._level = level
        self._map_size = map_size

    def served(self) -> Writer | None:
        """The generation that answers, opened for writing; None where there is none that can be read.

        After this, the level says what is really there: a keeper or a machine may have died between two writes.
        """
        numbers = self._numbers()
        number = self._level.generation
        if number not in numbers:
            number = max(numbers, default=0)
        if not number:
            return None
        try:
            writer = Writer(self._folder / str(number), self._map_size)
            self._level.set(number, writer.serial, holdings=True)
        except Unreadable:
            return None
        return writer

    def begin(self) -> Writer:
        """A new, empty generation, to be filled and then handed to `serve`.

        Raises:
            Busy: there is no room for it.
        """
        number = max([self._level.generation, *self._numbers()]) + 1
        path = self._folder / f"{number}{_BUILDING}"
        try:
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir(parents=True)
            return Writer(path, self._map_size, fresh=True)
        except (OSError, Unreadable) as error:
            raise Busy(f"cannot begin a new replica: {error}") from error

    def serve(self, built: Writer) -> Writer:
        """Let a generation that is complete answer from now on, and remove all others.

        Raises:
            Busy: it cannot be brought to its place.
        """
        built.flush()
        built.close()
        number = int(built.path.name.removesuffix(_BUILDING))
        try:
            final = built.path.rename(self._folder / str(number))
            writer = Writer(final, self._map_size)
            self._level.set(number, writer.serial, holdings=True)
        except (OSError, Unreadable) as error:
            raise Busy(f"cannot serve the new replica: {error}") from error
        self.remove_others()
        return writer

    def remove_others(self) -> None:
        """Remove every folder but that of the generation that answers."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name != str(self._level.generation):
                    shutil.rmtree(path, ignore_errors=True)

    def _numbers(self) -> list[int]:
        """The generations that are complete."""
        if not self._folder.is_dir():
            return []
        return sorted(int(path.name) for path in self._folder.iterdir() if _NUMBER.fullmatch(path.name))
