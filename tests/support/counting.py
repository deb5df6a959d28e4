"""A process that counts and answers, to be killed: `python -m tests.support.counting KIND FOLDER`.

It counts one answer and then writes one octet, over and over, as a worker counts before it sends.
"""

import os
import sys
from pathlib import Path

from resolver.tally import Tally
from schemas.counting import Channel, Class, Outcome


def shared(folder: Path) -> None:
    """Count in shared memory."""
    tally = Tally(folder, "worker-1")
    prefixes = [f"88.1.{number}" for number in range(7)]
    number = 0
    while True:
        tally.add(prefixes[number % 7], Channel.HTTP, Outcome.FOUND, Class.EXTERNAL)
        os.write(1, b".")
        number += 1


def buffered(folder: Path) -> None:
    """The twin: count in the process, and carry it into shared memory now and then."""
    tally = Tally(folder, "worker-1")
    waiting = 0
    while True:
        waiting += 1
        os.write(1, b".")
        if waiting == 1_000:
            tally.add("88.1.0", Channel.HTTP, Outcome.FOUND, Class.EXTERNAL, waiting)
            waiting = 0


if __name__ == "__main__":
    {"shared": shared, "buffered": buffered}[sys.argv[1]](Path(sys.argv[2]))
