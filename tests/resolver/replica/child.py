"""Processes of their own, to be killed or watched: `python -m tests.resolver.replica.child PART FOLDER`."""

import asyncio
import random
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from resolver.replica.entry import Corrupt, serial_of
from resolver.replica.environment import SERIAL_KEY
from resolver.replica.follow import Follower
from resolver.replica.generations import Generations
from resolver.replica.level import SERIAL, Level
from resolver.replica.reader import Reader
from resolver.replica.render import entry_of
from resolver.replica.scrub import Scrubber
from resolver.replica.writer import Writer
from schemas.change import Change, Numbered, Put, Retire
from tests.support.feeds import PaperFeed, holding, put

MAP = 1 << 28
KEYS = 700


def change(serial: int) -> Change:
    """The change that has this serial in the feed of these tests: each record is amended over and over."""
    if serial == 1:
        return holding("88.1.1")
    return put(f"88.1.1/SN-{serial % KEYS}", version=serial)


class Endless(PaperFeed):
    """A feed that has one change at first, and then as many as anybody wants."""

    flows = False

    async def after(self, serial: int, limit: int) -> Sequence[Numbered]:
        """A page of changes."""
        last = serial + limit if self.flows else 1
        return [Numbered(number, change(number)) for number in range(serial + 1, last + 1)]


class Torn(Writer):
    """The twin: the cursor in a transaction of its own, before the changes."""

    def apply(self, changes: Sequence[Numbered]) -> bool:
        """What must not be done."""
        with self._environment.lmdb.begin(write=True, db=self._environment.state) as page:
            page.put(SERIAL_KEY, changes[-1].serial.to_bytes(8, "little"))
        return super().apply(changes)


async def following(folder: Path, limit: int) -> None:
    """Follow until killed; says when it begins."""
    feed = Endless()
    follower = Follower(feed, folder / "replica", Level.open(folder / "level"), MAP)
    await follower.step(limit)
    feed.flows = True
    say("following")
    while await follower.step(limit):
        pass


async def tearing(folder: Path, limit: int) -> None:
    """The same with a torn writer."""
    feed = Endless()
    generations = Generations(folder / "replica", Level.open(folder / "level"), MAP)
    built = generations.begin()
    built.apply(await feed.after(0, limit))
    served = generations.serve(built)
    torn = Torn(served.path, MAP)
    feed.flows = True
    say("following")
    while True:
        torn.apply(await feed.after(torn.serial, limit))


def reading(folder: Path, level: Level, last: int) -> None:
    """Look at the level, then at the record that it says was changed last; says how often that was older."""
    words = Level.open(folder / "level").words
    reader = Reader(folder / "replica", level)
    say("reading")
    looked = stale = serial = 0
    while serial < last:
        reached = words[SERIAL]
        if reached <= max(serial, 1):
            continue
        serial = reached
        octets = reader.raw(f"88.1.1/SN-{serial % KEYS}".encode())
        looked += 1
        stale += octets is None or serial_of(octets) < serial
    say(f"{looked} {stale}")


async def flipping(folder: Path, rounds: int) -> None:
    """Flip one bit of the file after another; says how many answers were wrong, missing, and not healed."""
    feed = PaperFeed()
    feed.write(holding("88.1.1"), *(put(f"88.1.1/SN-{number}") for number in range(400)))
    chance = random.Random(rounds)
    wrong = missing = left = 0
    for _ in range(rounds):
        level = Level.open(folder / "level")
        follower = Follower(feed, folder / "replica", level, MAP)
        await follower.step()
        await follower.step()
        follower.close()
        file = folder / "replica" / str(level.generation) / "data.mdb"
        with file.open("r+b") as octets:
            at = chance.randrange(file.stat().st_size)
            octets.seek(at)
            flipped = octets.read(1)[0] ^ 1 << chance.randrange(8)
            octets.seek(at)
            octets.write(bytes([flipped]))

        reader = Reader(folder / "replica", level)
        answers = [looked(reader, feed, key) for key in feed.all_keys()]
        wrong += answers.count("wrong")
        missing += answers.count("missing")
        reader.close()
        follower = Follower(feed, folder / "replica", level, MAP)
        scrubber = Scrubber(feed, follower)
        wake, stop = asyncio.Event(), asyncio.Event()
        tasks = [asyncio.create_task(follower.run(wake, stop)), asyncio.create_task(scrubber.run(stop, every=0.0))]
        for _ in range(50):
            await asyncio.sleep(0.1)
            answers = [looked(reader, feed, key) for key in feed.all_keys()]
            if set(answers) == {"right"}:
                break
        left += len(answers) - answers.count("right")
        stop.set()
        await asyncio.gather(*tasks)
        reader.close()
        follower.close()
    say(f"{wrong} {missing} {left}")


def looked(reader: Reader, feed: PaperFeed, key: bytes) -> str:
    """What asking for one record comes to."""
    newest = feed.newest(key)
    assert isinstance(newest.change, Put | Retire)
    try:
        entry = reader.find(key)
    except Corrupt:
        return "said"
    if entry is None:
        return "missing"
    return "right" if entry == entry_of(newest.change, newest.serial) else "wrong"


def say(words: str) -> None:
    """Tell whoever started this process."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> None:
    """Play one part."""
    part, folder = sys.argv[1], Path(sys.argv[2])
    match part:
        case "follow":
            asyncio.run(following(folder, 300))
        case "torn":
            asyncio.run(tearing(folder, 300))
        case "read":
            reading(folder, Level.open(folder / "level"), int(sys.argv[3]))
        case "flip":
            asyncio.run(flipping(folder, int(sys.argv[3])))
        case "never look":
            shutil.copy(folder / "level", folder / "old level")
            reading(folder, Level.open(folder / "old level"), int(sys.argv[3]))


if __name__ == "__main__":
    main()
