"""Zones to test with: identifiers mapped by hand to real entries, and what a name server over them needs."""

import time
from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from resolver.domains import names
from resolver.domains.branch import Branch, mailbox
from resolver.domains.plan import Plan
from resolver.domains.rates import Rates
from resolver.domains.server import NameServer
from resolver.domains.zones import Zones
from resolver.replica.entry import Corrupt
from resolver.replica.mappings import Pointer, keys_in
from resolver.replica.reader import Kept
from resolver.tally import Tally
from schemas.batch import Batch
from schemas.change import Claimed, Mode, PrefixStanding, Put, Retire
from schemas.counting import Class
from schemas.handle import Handle
from schemas.value import Value
from tests.resolver.edge.standing import PaperShelf

ARC = "1.2.156.3001"
COMPANY = "690123"


@dataclass
class NameShelf(PaperShelf):
    """A shelf of which the identifiers that its records carry can be seen in order, as zones see them."""

    serial: int = 7
    turn: int = 0
    pointers: dict[bytes, str] = field(default_factory=dict)
    order: dict[Kept, list[bytes]] = field(default_factory=lambda: {"entries": [], "holdings": [], "mappings": []})

    def pointer(self, key: bytes) -> Pointer | None:
        if key in self.damaged:
            raise Corrupt(key)
        if key in self.pointers:
            return Pointer(self.pointers[key], 1)
        return self.stray.get(key) or self._runs.pointer(key)

    def begun(self, start: bytes) -> bool:
        return self._runs.begins(start)

    def batch(self, batch: Batch) -> None:
        super().batch(batch)
        self.turn += 1
        self.serial += 1

    def first(self, kept: Kept, start: bytes, stop: bytes) -> bytes | None:
        keys = self.order[kept]
        at = bisect_left(keys, start)
        return keys[at] if at < len(keys) and keys[at] < stop else None

    def grant(
        self,
        prefix: str,
        mode: Mode = Mode.HOSTED,
        standing: PrefixStanding = PrefixStanding.ACTIVE,
        endpoint: str | None = None,
    ) -> None:
        super().grant(prefix, mode, standing, endpoint)
        self._note("holdings", prefix.upper().encode())

    def _enter(self, text: str, change: Put | Retire) -> None:
        key = Handle.parse(text).key
        before = keys_in(key, self.entries.get(key))
        super()._enter(text, change)
        for dropped in before:
            del self.pointers[dropped]
            self.order["mappings"].remove(dropped)
        for carried in keys_in(key, self.entries[key]):
            self.pointers[carried] = text
            self._note("mappings", carried)
        self._note("entries", key)

    def _note(self, kept: Kept, key: bytes) -> None:
        if key not in self.order[kept]:
            insort(self.order[kept], key)
        self.turn += 1
        self.serial += 1


def url(address: str, index: int = 1, ttl: int = 3_600) -> Value:
    """A URL value."""
    return Value(index, "URL", address.encode(), ttl)


def maps(identifier: str, index: int = 100) -> Value:
    """A value that maps an identifier."""
    return Value(index, "MAPPING", identifier.encode())


def stocked() -> NameShelf:
    """A shelf with one of everything that must be told apart."""
    shelf = NameShelf()
    shelf.grant("88.1000.1")
    shelf.grant("88.1000.2", standing=PrefixStanding.SUSPENDED)
    shelf.grant("88.1000.3", Mode.DELEGATED, endpoint="https://node.example")
    shelf.grant("88.1000.3.5.6")
    shelf.grant("88.1000.AB")
    shelf.grant("88.1000")
    shelf.put("88.1000.1/ARC", url("https://a.example/arc"), maps(ARC))
    shelf.put("88.1000.1/PUMP", url("https://a.example/pump"), maps(f"{ARC}.7"))
    shelf.put("88.1000.1/NONE", Value(1, "NAME", b"no address", 600), maps(f"{ARC}.8"))
    shelf.put("88.1000.1/DEEP", url("https://a.example/deep"), maps(f"{ARC}.9.1.1.4"))
    shelf.put("88.1000.1/GONE", url("https://a.example/gone"), maps(f"{ARC}.10"))
    shelf.retire("88.1000.1/GONE")
    shelf.put("88.1000.2/OFF", url("https://a.example/off"), maps(f"{ARC}.11"))
    shelf.put("88.1000.1/VALVE", url("https://a.example/valve"), maps(f"{ARC}.12", 100), maps(f"{ARC}.阀门", 101))
    shelf.put("88.1000.1/SEAT", url("https://a.example/seat"), maps(f"{ARC}.12.3"))
    shelf.put("88.1000.1/HIDDEN", url("https://a.example/hidden"), maps(f"{ARC}.阀门.座"))
    shelf.put("88.1000.1/LETTERS", url("https://a.example/letters"), maps(f"{ARC}.Wine-Red"))
    shelf.put("88.1000.1/CROSS", url("https://a.example/cross"), maps("1.2.156.4000.1", 100), maps(f"{ARC}.away", 101))
    shelf.put("88.1000.1/MARKS", url('https://a.example/!x"y\\z件?a=b'), maps(f"{ARC}.13"))
    shelf.put("88.1000.1/LONG", url("https://a.example/" + "x" * 300), maps(f"{ARC}.14"))
    shelf.put("88.1000.1/MANY", *(url(f"https://a{n}.example/{'m' * 60}", n) for n in range(1, 9)), maps(f"{ARC}.15"))
    shelf.put("88.1000.1/MORE", *(url(f"https://b{n}.example/{'m' * 99}", n) for n in range(1, 30)), maps(f"{ARC}.16"))
    shelf.put(
        "88.1000.1/FLEETING", Value(1, "URL", b"https://a.example/", 2_000_000_000, absolute=True), maps(f"{ARC}.17")
    )
    shelf.put("88.1000.1/件", url("https://a.example/han"), maps(f"{ARC}.18"))
    shelf.put("88.1000.1/two.parts/and a slash", url("https://a.example/odd"))
    shelf.put("88.1000.1/*", url("https://a.example/any"))
    shelf.put("88.1000.1/" + "W" * 64, url("https://a.example/wide"))
    shelf.put("88.1000/1", url("https://a.example/shared"))
    shelf.put("88.1000.AB/x", url("https://a.example/letters"))
    shelf.put("88.1000.3.5.6/y", url("https://a.example/derived"))
    shelf.put("88.1000.1/OTHER", url("https://a.example/other"), maps("1.2.156.30010.1"))
    shelf.put("88.1000.1/GOODS", url("https://a.example/goods"), maps("16901234000013"))
    shelf.put("88.1000.1/PIECE", url("https://a.example/piece"), maps("(01)06901234000016(21)A1"))
    shelf.put("88.1000.1/BOX", Value(1, "NAME", b"no address", 600), maps("(01)06901230000010"))
    return shelf


BRANCHES = (f"oid:{ARC}", f"gs1:{COMPANY}", "handles:id.park.example")


def zones_over(shelf: NameShelf, *branches: str) -> Zones:
    """A zone of each kind over a shelf, or those that are said."""
    plan = Plan(
        branches=tuple(map(Branch.parse, branches or BRANCHES)),
        servers=(names.parse("ns1.example.net"), names.parse("ns2.example.net")),
        contact=mailbox("dns@example.net"),
        ors_domain=names.parse("oid-res.org"),
        ons_root=names.parse("onsepc.com"),
        base="https://id.park.example",
    )
    return plan.zones(shelf)


def serving(
    folder: Path,
    shelf: NameShelf,
    zones: Zones | None = None,
    *,
    per_second: int = 0,
    trusted: bool = False,
    class_: Class = Class.EXTERNAL,
    clock: Callable[[], int] = time.monotonic_ns,
    zones_with: Callable[[Sequence[Claimed]], Zones] | None = None,
) -> NameServer:
    """A name server over a shelf that counts in a folder; without a limit where none is said."""
    rates = Rates.open(folder / "rates", per_second)
    tally = Tally(folder / "counters", "worker-1")
    server = NameServer(
        zones or zones_over(shelf),
        shelf,
        tally,
        rates,
        lambda _: class_,
        lambda _: trusted,
        clock=clock,
        zones_with=zones_with,
    )
    server.tick(1_795_000_000)
    return server
