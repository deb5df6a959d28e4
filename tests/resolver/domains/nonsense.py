"""Random and mutated questions for a name server, made by rule from a seed, and what must hold of every answer.

Shared by a test, which asks a hundred thousand, and by `benchmarks dns --fuzz`, which asks as many as it is told to.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode

from resolver.domains.codes import LARGEST_DATAGRAM, LARGEST_MESSAGE, SMALLEST_LIMIT
from resolver.domains.names import Name, to_wire
from resolver.domains.server import LARGEST_RATIO, NameServer
from resolver.replica.entry import Corrupt
from tests.resolver.domains.paper import serving, stocked
from tests.resolver.edge.standing import with_batches

ADDRESS = "192.0.2.7"
_TYPES = (35, 35, 16, 256, 6, 2, 5, 39, 255, 1, 28, 251, 252, 41, 65_280)
_CLASSES = (1, 1, 1, 1, 1, 255, 3, 0)
_SIZES = (0, 511, 512, 513, 700, 1_232, 1_233, 4_096, 65_535)
_LABELS = (b"ors-dummy", b"1", b"01", b"x", b"*", b"xn--2h5avb", b"xn--", b"\0", b"a.b", b"\xe4\xbb\xb6", b"z" * 63)
_OPTIONS = (
    b"",
    b"\0\x0a\0\x0812345678",
    b"\0\x0a\0\x10" + b"8" * 16,
    b"\0\x0b\0\0",
    b"\xfd\xe9\0\2xx",
    b"\0\x0a\xff\xff",
)
_HEADER = b"\0\0\0\1\0\0\0\0\0"
_MOST_SEEN = 500_000

Ask = Callable[[bytes, str], bytes | None]


class Asked:
    """A name server with zones and identifiers of every kind, asked in all its ways; every answer is looked at."""

    def __init__(self, folder: Path) -> None:
        shelf = stocked()
        with_batches(shelf)
        for name in ("strangers", "trusted"):
            (folder / name).mkdir(parents=True)
        strangers = serving(folder / "strangers", shelf)
        trusted = serving(folder / "trusted", shelf, trusted=True)
        self._ways: tuple[tuple[NameServer, Ask, int, int], ...] = (
            (strangers, strangers.datagram, LARGEST_RATIO, LARGEST_DATAGRAM),
            (trusted, trusted.datagram, LARGEST_MESSAGE, LARGEST_DATAGRAM),
            (trusted, trusted.message, LARGEST_MESSAGE, LARGEST_MESSAGE),
        )
        self.names = sorted({node.sets[0].owner for zone in strangers.zones.all for node in zone.nodes(7)})
        self.told: Counter[str] = Counter()
        """How questions came out."""
        self._seen: set[int] = set()

    def ask(self, question: bytes, chance: random.Random) -> None:
        """Ask in one of the ways, and look at the answer.

        Raises:
            AssertionError: it must not be so.
        """
        server, ask, ratio, most = chance.choice(self._ways)
        try:
            answer = ask(question, ADDRESS)
        except Corrupt:  # a batch of this shelf is damaged, and nobody is here to heal it
            answer = server.failure(question)
        if answer is None:
            self.told["no answer"] += 1
            return
        assert len(question) >= 12, (question, answer)
        assert not question[2] & 0x80, (question, answer)
        assert answer[:2] == question[:2], (question, answer)
        assert len(answer) <= min(most, ratio * len(question)), (question, answer)
        if len(answer) > SMALLEST_LIMIT and most == LARGEST_DATAGRAM:
            said = dns.message.from_wire(question, ignore_trailing=True)
            assert said.edns == 0, (question, answer)
            assert len(answer) <= said.payload, (question, answer)
        self._read(question, answer)

    def _read(self, question: bytes, answer: bytes) -> None:
        """Have dnspython read it, if it has not read the same before."""
        self.told[dns.rcode.to_text(dns.rcode.Rcode(answer[3] & 0xF))] += 1
        key = hash(answer[2:])
        if key in self._seen:
            return
        if len(self._seen) >= _MOST_SEEN:
            self._seen.clear()
        self._seen.add(key)
        self.told["read by dnspython"] += 1
        read = dns.message.from_wire(answer)
        assert read.flags & dns.flags.QR, (question, answer)
        assert not read.question or answer[12:].startswith(
            question[12 : 12 + len(read.question[0].name.to_wire() or b"")]
        )


def questions(names: list[Name], chance: random.Random) -> Iterator[bytes]:
    """Questions for names that there are and that there are not, whole, damaged, and what is none; without end."""
    previous = b""
    while True:
        kind = chance.random()
        if kind < 0.05:
            yield chance.randbytes(chance.choice((0, 1, 11, 12, 13, 17, 40, 300, 4_097)))
            continue
        whole = question(_name(names, chance), chance)
        yield whole if kind < 0.4 else _damaged(whole, previous, chance)
        previous = whole


def question(name: Name, chance: random.Random) -> bytes:
    """A question with or without EDNS."""
    flags = chance.choice((0, 0, 0, 0x100, 0x100, 0x100, 0x10, 0x30, 0x8000, 0x2800))
    head = chance.randbytes(2) + flags.to_bytes(2, "big") + b"\0\1\0\0\0\0\0"
    asked = to_wire(name) + chance.choice(_TYPES).to_bytes(2, "big") + chance.choice(_CLASSES).to_bytes(2, "big")
    if chance.random() < 0.4:
        return head + b"\0" + asked
    option = chance.choice(_OPTIONS)
    size = chance.choice(_SIZES).to_bytes(2, "big")
    do = chance.choice((b"\0\0\0\0", b"\0\0\x80\0", b"\0\1\0\0"))
    return head + b"\1" + asked + b"\0\0\x29" + size + do + len(option).to_bytes(2, "big") + option


def _name(names: list[Name], chance: random.Random) -> Name:
    labels = list(chance.choice(names))
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3, 40))):
        place = chance.randint(0, len(labels))
        labels[place : place + chance.randint(0, 2)] = chance.choices(_LABELS, k=chance.randint(0, 2))
    if chance.random() < 0.2:
        labels = [label.upper() for label in labels]
    return tuple(labels)


def _damaged(whole: bytes, other: bytes, chance: random.Random) -> bytes:
    octets = bytearray(whole)
    for _ in range(chance.choice((1, 1, 2, 4))):
        place = chance.randrange(len(octets) + 1)
        match chance.randrange(5):
            case 0 if place < len(octets):
                octets[place] = chance.randrange(256)
            case 1 if place < len(octets):
                octets[place] ^= 1 << chance.randrange(8)
            case 2:
                octets[place:place] = chance.randbytes(chance.randint(1, 4))
            case 3:
                del octets[place : place + chance.randint(1, 8)]
            case 4:
                octets = octets[:place] + other[chance.randrange(len(other) + 1) :]
        if not octets:
            break
    return bytes(octets)


def ask_many(folder: Path, count: int, seed: int) -> Counter[str]:
    """Ask so many; how they came out.

    Raises:
        AssertionError: an answer must not be so.
    """
    asked, chance = Asked(folder), random.Random(seed)
    for each in islice(questions(asked.names, chance), count):
        asked.ask(each, chance)
    return asked.told
