"""The workload: so many identifiers of a park, each with the values an ERP would send; the same ones every time.

Everything follows from a number by formula, so that the load generator can ask for any of them without a list.
"""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from resolver.replica.generations import Generations
from resolver.replica.level import Level
from schemas.change import Change, Holding, Mode, Numbered, PrefixStanding, Put
from schemas.value import Value

PREFIXES = 40
"""Enterprises; identifier number n belongs to the one with number 1 + n mod 40."""
_STEP = 50_000
_BEGAN = 1_780_000_000
_GOODS = (
    "压铸铝合金支架",
    "锂离子电池模组",
    "离心泵叶轮",
    "中成药颗粒剂",
    "PCBA control board",
    "纯棉精梳纱线",
    "铜箔 6μm",
)


def prefix_of(number: int) -> str:
    """The prefix of an identifier."""
    return f"88.1000.{1 + number % PREFIXES}"


def identifier(number: int) -> str:
    """An identifier that is registered, for numbers below the size of the workload.

    >>> identifier(81)
    '88.1000.2/SN0000000081'
    """
    return f"{prefix_of(number)}/SN{number:010d}"


def digital_link(number: int) -> str:
    """The path of the GS1 Digital Link that a mapped identifier carries.

    >>> digital_link(81)
    '/01/09506000134376/21/SN0000000081'
    """
    return f"/01/09506000134376/21/SN{number:010d}"


def values(number: int, mapped: bool = False) -> tuple[Value, ...]:
    """Its values: about 400 octets as JSON; with another identifier of the same thing among them if it is mapped."""
    moment = _BEGAN + number % 10_000_000
    other = (Value(4, "MAPPING", f"gs1:{digital_link(number)}".encode(), timestamp=moment),) if mapped else ()
    return (
        Value(1, "URL", b"https://trace.park.example/i/%010d" % number, timestamp=moment),
        Value(2, "PRODUCT", f"{_GOODS[number % len(_GOODS)]} {number % 997:03d}".encode(), timestamp=moment),
        Value(3, "BATCH", b"B%08d" % (number // 500), timestamp=moment),
        *other,
    )


def changes(size: int, mapped: bool = False) -> Iterator[Numbered]:
    """All changes that lead to the workload, in an order that an LMDB tree takes fast: by prefix, then by number."""
    serial = 0
    for place in range(PREFIXES):
        serial += 1
        holder = f"园区企业 {place + 1}"
        yield Numbered(serial, Holding(prefix_of(place), Mode.HOSTED, PrefixStanding.ACTIVE, str(place), holder))
    for place in sorted(range(PREFIXES), key=prefix_of):
        for number in range(place, size, PREFIXES):
            serial += 1
            moment = _BEGAN + number % 10_000_000
            yield Numbered(serial, Put.of(identifier(number), values(number, mapped), 1, moment, moment, 0))


def replica(folder: Path, size: int, mapped: bool = False, more: Sequence[Change] = (), name: str = "") -> Path:
    """The data folder of a replica of so many identifiers: level and generation. Made once, then used again.

    `more` changes follow those of the workload; what has them is kept under a name of its own.
    """
    place = folder / f"replica-{'mapped-' if mapped else ''}{size}{name}"
    done = place / "complete"
    if done.is_file():
        return place
    place.mkdir(parents=True, exist_ok=True)
    level = Level.open(place / "level")
    generations = Generations(place / "replica", level)
    writer = generations.begin()
    step: list[Numbered] = []
    for numbered in itertools.chain(
        changes(size, mapped), (Numbered(size + PREFIXES + 1 + at, one) for at, one in enumerate(more))
    ):
        step.append(numbered)
        if len(step) == _STEP:
            writer.apply(step)
            print(f"\rbuilding {place.name}: {numbered.serial:,}", end="", flush=True)
            step = []
    writer.apply(step)
    print("\r", end="")
    generations.serve(writer).close()
    level.close()
    done.touch()
    return place


def data_file(place: Path) -> Path:
    """The file of a replica in which the entries are."""
    return next((place / "replica").glob("*/data.mdb"))
