"""`dns --fuzz N`: random and mutated questions, every answer looked at; ends at the first that must not be.

The same code as the test of a hundred thousand: `tests/resolver/domains/nonsense.py`.
"""

import os
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.report import Report
from tests.resolver.domains.nonsense import ask_many

# A process has its counters and zones anew, and is far enough with so many to have seen all that its seed brings.
_A_TURN = 250_000


def run(count: int, seed: int) -> Report:
    """Ask so many, on all cores."""
    began = time.perf_counter()
    turns = [min(_A_TURN, count - done) for done in range(0, count, _A_TURN)]
    told: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        for found in processes.map(_turn, turns, range(seed, seed + len(turns))):
            told += found
    figures = {name: float(number) for name, number in sorted(told.items())}
    asked = sum(told.values()) - told["read by dnspython"]
    return Report(
        f"dns, {count:,} questions that nobody means, from seed {seed}: all answered as they must be",
        [],
        {"questions": float(asked), **figures, "seconds": time.perf_counter() - began},
    )


def _turn(count: int, seed: int) -> Counter[str]:
    with tempfile.TemporaryDirectory() as folder:
        return ask_many(Path(folder), count, seed)
