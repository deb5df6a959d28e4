"""A desk to test doors at: a shelf of real entries in memory, a real tally, and healing that does as it is told."""

from dataclasses import dataclass, field
from pathlib import Path

from resolver.collect import read_tallies
from resolver.edge.clerk import Clerk
from resolver.edge.compiled import clerk_for
from resolver.edge.desk import Desk, Sources
from resolver.replica.batch import batch_key, batch_octets, batch_of
from resolver.replica.batches import Batches
from resolver.replica.entry import Corrupt, Entry, serial_of
from resolver.replica.mappings import Pointer, is_mapping_key, keys_in, pointer_octets, pointer_of
from resolver.replica.render import entry_of
from resolver.replica.runs import Runs, runs_of
from resolver.segment import DEFAULT_CAPACITY
from resolver.tally import Tally
from schemas.batch import Batch
from schemas.change import Claimed, Holding, Mode, PrefixStanding, Put, Retire
from schemas.coding_segments import Check, Definition, Fixed, Serial
from schemas.counting import Class, word
from schemas.handle import Handle
from schemas.value import Value
from tests.support.feeds import batch, retired

URL = Value(1, "URL", b"https://example.com/p/1", timestamp=1_700_000_000)
NAME = Value(2, "NAME", "泵".encode(), ttl=600, timestamp=1_700_000_000)
FLEETING = Value(1, "URL", b"https://example.com/", ttl=2_000_000_000, absolute=True)
QUERY = Value(1, "URL", b"https://example.com/?a='1'&b=2", timestamp=1_700_000_000)
FAR = Value(1, "URL", "https://例子.example/件".encode(), timestamp=1_700_000_000)
AT = 1_700_000_000
LINKS = (
    Value(2, "LINK", b'{"linkType":"gs1:defaultLink","href":"https://a.example/","title":"A"}', timestamp=AT),
    Value(3, "LINK", b'{"linkType":"gs1:pip","href":"https://a.example/","title":"A"}', timestamp=AT),
)
VARIANT = Value(
    4,
    "LINK",
    b'{"linkType":"gs1:defaultLinkMulti","href":"https://a.example/en","title":"A","hreflang":["en"]}',
    timestamp=AT,
)
SECRET = Value(300, "HS_SECKEY", b"secret", permissions=14)


class PaperOrder:
    """What is kept in a dictionary, in the order of its keys."""

    def __init__(self, kept: dict[bytes, bytes]) -> None:
        self._kept = kept

    def floor(self, key: bytes) -> tuple[bytes, bytes] | None:
        return max(((kept, octets) for kept, octets in self._kept.items() if kept <= key), default=None)

    def ceiling(self, key: bytes) -> tuple[bytes, bytes] | None:
        return min(((kept, octets) for kept, octets in self._kept.items() if kept >= key), default=None)


@dataclass
class PaperShelf:
    """A replica written by hand: the shelf that doors need, kept in dictionaries."""

    entries: dict[bytes, bytes] = field(default_factory=dict)
    holdings: dict[str, Holding] = field(default_factory=dict)
    holdings_turn: int = 0
    stray: dict[bytes, Pointer] = field(default_factory=dict)
    """Pointers of other identifiers to records that do not carry them."""
    claims: tuple[Claimed, ...] = ()
    kept_batches: dict[bytes, bytes] = field(default_factory=dict)
    kept_runs: dict[bytes, bytes] = field(default_factory=dict)
    damaged: set[bytes] = field(default_factory=set)
    """Other identifiers whose pointers are corrupt."""

    def __post_init__(self) -> None:
        self.batches = Batches(self)
        self._runs = Runs(PaperOrder(self.kept_runs), self)

    def floor(self, key: bytes) -> tuple[bytes, bytes] | None:
        return PaperOrder(self.kept_batches).floor(key)

    def ceiling(self, key: bytes) -> tuple[bytes, bytes] | None:
        return PaperOrder(self.kept_batches).ceiling(key)

    def raw(self, key: bytes) -> bytes | None:
        return self.entries.get(key)

    def find(self, key: bytes) -> Entry | None:
        octets = self.entries.get(key)
        return self.batches.entry(key) if octets is None else Entry.from_octets(key, octets)

    def holding(self, prefix_key: str) -> Holding | None:
        return self.holdings.get(prefix_key)

    def pointed(self, key: bytes) -> bytes | None:
        pointer = self.stray.get(key)
        for record, octets in self.entries.items():
            if key in keys_in(record, octets):
                pointer = Pointer(record.decode(), serial_of(octets))
        if pointer is None:
            return None
        kept = bytearray(pointer_octets(key, pointer))
        kept[-1] ^= key in self.damaged
        return bytes(kept)

    def pointer(self, key: bytes) -> Pointer | None:
        octets = self.pointed(key)
        if octets is None:
            return self._runs.pointer(key)
        if (pointer := pointer_of(key, octets)) is None:
            raise Corrupt(key)
        return pointer

    def claimed(self) -> tuple[Claimed, ...]:
        return self.claims

    def grant(
        self,
        prefix: str,
        mode: Mode = Mode.HOSTED,
        standing: PrefixStanding = PrefixStanding.ACTIVE,
        endpoint: str | None = None,
    ) -> None:
        self.holdings[prefix.upper()] = Holding(prefix, mode, standing, None, "", endpoint)
        self.holdings_turn += 1

    def put(self, text: str, *values: Value, version: int = 1) -> None:
        self._enter(text, Put.of(text, values, version, 1_700_000_000, 1_700_000_000, 0))

    def batch(self, batch: Batch) -> None:
        key = batch_key(batch)
        self.kept_batches[key] = octets = batch_octets(key, 1, batch)
        self.kept_runs |= runs_of(key, batch_of(key, octets))
        self._runs.forget()
        self.batches.forget()
        self.holdings_turn += 1

    def retire(self, text: str) -> None:
        self._enter(text, Retire(text, 2, 1_700_000_000, 1))

    def _enter(self, text: str, change: Put | Retire) -> None:
        key = Handle.parse(text).key
        self.entries[key] = entry_of(change, serial=1).to_octets(key)

    def damage(self, text: str, at: int = 60) -> None:
        key = Handle.parse(text).key
        octets = bytearray(self.entries[key])
        octets[at] ^= 1
        self.entries[key] = bytes(octets)


def mapping(path: str, ttl: int = 86_400) -> Value:
    """The value that maps a record to a GS1 Digital Link."""
    return Value(9, "MAPPING", f"https://id.gs1.org{path}".encode(), ttl, AT)


def furnished() -> PaperShelf:
    """A shelf with one of everything a door must tell apart."""
    shelf = PaperShelf()
    shelf.grant("88.1000.1")
    shelf.grant("88.1000.AB")
    shelf.grant("88.1000.2", standing=PrefixStanding.SUSPENDED)
    shelf.grant("88.1000.3", Mode.DELEGATED, endpoint="https://node.example/")
    shelf.grant("88.1000.4", Mode.DELEGATED)
    shelf.put("88.1000.1/SN-1", URL, NAME)
    shelf.put("88.1000.1/sn/2/x", NAME)
    shelf.put("88.1000.1/ONLY-URL", URL)
    shelf.put("88.1000.1/QUERY", QUERY, NAME)
    shelf.put("88.1000.1/FAR", FAR)
    shelf.put("88.1000.1/件", URL)
    shelf.put('88.1000.1/"q"', NAME)
    shelf.retire("88.1000.1/RETIRED")
    shelf.put("88.1000.1/ABSOLUTE", FLEETING)
    shelf.put("88.1000.1/SECRET", SECRET)
    shelf.put("88.1000.1/base", NAME)
    shelf.put("88.1000.AB/base@1", NAME)
    shelf.put("88.1000.1/EMPTY")
    shelf.put("88.1000.AB/x", URL)
    shelf.put("88.1000.2/SN-1", URL)
    shelf.put("88.1000.1/PUMP", mapping("/01/09506000134376"), URL)
    shelf.put("88.1000.1/PLAIN", mapping("/01/09506000134352", ttl=900), Value(1, "URL", QUERY.data, 900, AT))
    shelf.put("88.1000.1/LOT", mapping("/01/09506000134376/10/LOT-1"), NAME)
    shelf.put("88.1000.1/PIECE", mapping("/01/09506000134376/21/a_B.c-1"), FAR)
    shelf.put("88.1000.1/LINKS", mapping("/414/9506000134376"), *LINKS)
    shelf.put("88.1000.1/VARIED", mapping("/00/395060001343760001"), *LINKS, VARIANT)
    shelf.put("88.1000.2/PUMP", mapping("/01/09506000149325"), URL)
    shelf.put("88.1000.3/PUMP", mapping("/01/09506000149332"), URL)
    shelf.put("88.1000.1/FLEETING", mapping("/01/09506000149318"), FLEETING)
    shelf.put("88.1000.1/STALE", mapping("/01/09506000149349"), URL)
    shelf.stray[b"gs1:/01/09506000149301"] = Pointer("88.1000.1/STALE", 9)
    shelf.put("88.1000.1/BROKEN", URL)
    shelf.damage("88.1000.1/BROKEN")
    with_batches(shelf)
    return shelf


def with_batches(shelf: PaperShelf) -> None:
    """Batches of every kind, under a prefix that has nothing else but a base with a template."""
    prefix = "88.1000.5"
    shelf.grant(prefix)
    shelf.grant("88.1000.6")
    url = Value(1, "URL", b"https://trace.example/{suffix}?n={serial}", timestamp=1_700_000_000)
    digits = Serial(4)
    runs: tuple[tuple[str, Definition, tuple[Value, ...]], ...] = (
        ("both", Definition((Fixed("SN-"), digits)), (url, NAME)),
        ("url", Definition((Fixed("u/"), digits, Check("luhn", (2,)), Fixed("/x"))), (url,)),
        ("late", Definition((Fixed("F-"), digits)), (FLEETING, NAME)),
        ("secret", Definition((Fixed("S-"), digits)), (url, SECRET)),
        ("none", Definition((Fixed("N-"), digits)), ()),
        ("at", Definition((Fixed("A@"), digits)), (url,)),
        ("small", Definition((Fixed("c-"), Serial(4, "ab01"))), (url, NAME)),
        ("star", Definition((Fixed("*-"), digits, Check("mod37-2", (2,)))), (url, NAME)),
        ("loc", Definition((Fixed("L-"), digits)), (Value(1, "10320/loc", _LOCATIONS, timestamp=1_700_000_000),)),
        ("alias", Definition((Fixed("Y-"), digits)), (Value(1, "HS_ALIAS", b"88.1000.5/SN-{serial}"),)),
        ("base", Definition((Fixed("B-"), digits)), (url, Value(2, "HS_NAMESPACE", _TEMPLATE))),
        ("goods", Definition((Fixed("G-"), digits)), (url, mapping("/01/09506000134376/21/G{serial}"))),
        ("chinese", Definition((Fixed("件"), digits)), (url,)),
    )
    for id, definition, values in runs:
        shelf.batch(batch(prefix, definition, *values, id=id, first=7, last=16))
    shelf.batch(retired(batch(prefix, Definition((Fixed("R-"), digits)), url, id="gone", first=7, last=16)))
    shelf.put(f"{prefix}/SN-0008", URL, version=2)
    shelf.retire(f"{prefix}/SN-0009")
    shelf.put(f"{prefix}/G-0008", URL, mapping("/01/09506000134376/21/G0008"), version=2)
    shelf.put(f"{prefix}/G-0009", URL, version=2)
    shelf.retire(f"{prefix}/G-0010")
    # One that cannot be read, alone under its prefix: until it is healed nobody can say what is in it.
    broken = batch("88.1000.6", Definition((Fixed("SN-"), digits)), url, id="broken")
    shelf.batch(broken)
    octets = bytearray(shelf.kept_batches[batch_key(broken)])
    octets[40] ^= 1
    shelf.kept_batches[batch_key(broken)] = bytes(octets)


_LOCATIONS = b"<locations><location href='https://a.example/{serial}' weight='1'/></locations>"
_TEMPLATE = b"""<namespace><template delimiter="@"><foreach><if value="extension" test="matches" expression="x=(\\d+)"
parameter="x"><value data="${data}?x=${x[1]}"/></if></foreach></template></namespace>"""


class Healer:
    """Makes entries anew, or cannot."""

    def __init__(self, shelf: PaperShelf, *, able: bool = True) -> None:
        self.shelf = shelf
        self.able = able
        self.asked: list[bytes] = []

    async def __call__(self, key: bytes) -> bool:
        self.asked.append(key)
        if self.able and is_mapping_key(key):
            self.shelf.damaged.discard(key)
        elif self.able and key:
            self.shelf.put(key.decode(), URL)
        return self.able


def desk_at(
    folder: Path,
    shelf: PaperShelf,
    *,
    able: bool = True,
    sources: Sources | None = None,
    capacity: int = DEFAULT_CAPACITY,
    base: str = "https://id.park.example",
) -> Desk:
    """A desk that stands at this shelf and counts in this folder."""
    return Desk(shelf, Tally(folder, "worker-1", capacity=capacity), Healer(shelf, able=able), sources, base)


class Remembered:
    """A connection's memory, without a connection."""

    vetted = b""


def clerk_of(desk: Desk, pure: bool) -> Clerk:
    """A clerk at work in one second of 2026."""
    clerk = clerk_for(desk, pure=pure)
    clerk.tick(1_795_000_000)
    return clerk


def answered(clerk: Clerk, handle: bytes) -> bytes | None:
    """What a clerk says to a plain question for a handle."""
    question = b"GET /api/handles/" + handle + b" HTTP/1.1\r\nHost: node.example\r\n\r\n"
    return clerk.answer(question, clerk.known(Class.EXTERNAL), Remembered())


def counted(folder: Path) -> dict[tuple[str, str, str, str], int]:
    """What the files of counters in a folder say, by prefix, channel, outcome and class."""
    totals: dict[tuple[str, str, str, str], int] = {}
    for tallied in read_tallies(folder):
        assert not tallied.damaged
        for one in tallied.counted:
            key = (one.prefix, word(one.channel), word(one.outcome), word(one.class_))
            totals[key] = totals.get(key, 0) + one.count
    return totals
