"""Goods of a park with records for their GS1 keys: one of everything that a resolver must tell apart."""

from pathlib import Path
from typing import Any

import msgspec

from resolver.replica.generations import Generations
from resolver.replica.level import Level
from resolver.replica.reader import Reader
from schemas.change import Holding, Mode, Numbered, PrefixStanding, Put
from schemas.identifiers.gs1.link import KEYS
from schemas.value import Value
from tests.resolver.edge.standing import PaperShelf

AT = 1_700_000_000
BASE = "https://id.park.example"

PUMP = "/01/09506000134376"
"""A product with links of every kind at five levels."""
PLAIN = "/01/09506000134352"
"""A product of which nothing but an address is known."""
BARE = "/01/09506000134369"
"""A product without any address."""
TAGGED = "/01/09528765123457/21/123456789123"
"""What the examples of the compression standard are compressed from."""
TAG_HEX = "/eh30164596f40c0e5cbe991a83"
TAG_BASE64 = "/exMBZFlvQMDly-mRqD"

# One good value for each primary key, with the qualifier that it must have.
OF_EACH_KEY = {
    "00": "/00/395060001343760001",
    "01": "/01/09506000149301",
    "253": "/253/9506000134376D-7",
    "255": "/255/95060001343761234",
    "401": "/401/9506000CONS%2F1",
    "402": "/402/95060001343760000",
    "414": "/414/9506000134376",
    "415": "/415/9506000134376/8020/REF-1",
    "417": "/417/9506000134376",
    "8003": "/8003/09506000134376CRATE1",
    "8004": "/8004/9506000ASSET-1",
    "8006": "/8006/095060001343760102",
    "8010": "/8010/9506000PART-1",
    "8013": "/8013/9506000Ad4bZU",
    "8017": "/8017/950600013437600004",
    "8018": "/8018/950600013437600004",
}


def link(index: int, link_type: str, href: str, title: str = "A", ttl: int = 3_600, **more: Any) -> Value:
    """A value of type LINK."""
    data = {"linkType": link_type, "href": href, "title": title} | more
    return Value(index, "LINK", msgspec.json.encode(data), ttl, AT)


def text(index: int, type: str, data: str, ttl: int = 3_600) -> Value:
    """A value with text in it."""
    return Value(index, type, data.encode(), ttl, AT)


def mapping(path: str, index: int = 900) -> Value:
    """The value that maps a record to a Digital Link."""
    return text(index, "MAPPING", f"https://id.gs1.org{path}")


def records() -> dict[str, tuple[Value, ...]]:
    """The records by their handles."""
    pump = (
        mapping(PUMP),
        text(1, "NAME", "园区水泵 P-1"),
        link(2, "gs1:defaultLink", "https://a.example/pump", "产品信息"),
        link(3, "gs1:pip", "https://a.example/pump", "产品信息"),
        link(4, "gs1:defaultLinkMulti", "https://a.example/zh", "产品信息", hreflang=["zh"]),
        link(5, "gs1:defaultLinkMulti", "https://a.example/en", "Product information", hreflang=["en"]),
        link(6, "gs1:defaultLinkMulti", "https://a.example/lk", "Sri Lanka", context=["LK"]),
        link(7, "gs1:pip", "https://a.example/zh", "产品信息", hreflang=["zh"]),
        link(8, "gs1:pip", "https://a.example/en", "Product information", hreflang=["en"]),
        link(10, "gs1:instructions", "https://a.example/i.pdf", "Manual", type="application/pdf"),
        link(11, "gs1:instructions", "https://a.example/i-en.pdf", "Manual", type="application/pdf", hreflang=["en"]),
        link(
            12,
            "gs1:instructions",
            "https://a.example/i-en-lk.pdf",
            "Manual",
            type="application/pdf",
            hreflang=["en"],
            context=["LK"],
        ),
        link(13, "gs1:instructions", "https://a.example/i-zh.html", "说明书", type="text/html", hreflang=["zh-CN"]),
        link(20, "gs1:certificationInfo", "https://a.example/c1", "Certificate 1", type="text/html"),
        link(21, "gs1:certificationInfo", "https://a.example/c2", "Certificate 2", type="text/html"),
        link(22, "gs1:certificationInfo", "https://a.example/c3", "Certificat", type="text/html", hreflang=["fr"]),
        link(30, "gs1:sustainabilityInfo", "https://a.example/s.html", "For people", type="text/html"),
        link(31, "gs1:sustainabilityInfo", "https://a.example/s.json", "For machines", type="application/json"),
        link(40, "gs1:review", "https://a.example/fr", "Avis", hreflang=["fr"]),
        link(41, "gs1:review", "https://a.example/de", "Meinungen", hreflang=["de"]),
        link(50, "https://schema.org/video", "https://例子.example/视频?a=1#t=3", "视频", fwqs=True, public=True),
        link(60, "gs1:traceability", "https://a.example/trace?of=pump#now", "Traceability"),
    )
    made = {
        "88.1000.1/P-1": pump,
        "88.1000.1/P-1-L": (
            mapping(f"{PUMP}/10/LOT-1"),
            link(1, "gs1:recallStatus", "https://a.example/recall/LOT-1", "No recall"),
            link(2, "gs1:traceability", "https://a.example/trace/LOT-1", "Traceability of the lot"),
        ),
        "88.1000.1/P-1-V": (
            mapping(f"{PUMP}/22/2A"),
            text(1, "URL", "https://a.example/variant-2A"),
            text(2, "DESC", "Variant   2A,\nblue"),
        ),
        "88.1000.1/P-1-VL": (
            mapping(f"{PUMP}/22/2A/10/LOT-1"),
            link(1, "gs1:certificationInfo", "https://a.example/c/2A-LOT-1", "Lot certificate"),
        ),
        "88.1000.1/P-1-S": (
            mapping(f"{PUMP}/21/S-1"),
            link(1, "gs1:defaultLink", "https://a.example/s/1", "Piece 1"),
            link(2, "gs1:serviceInfo", "https://a.example/s/1", "Piece 1"),
            link(3, "gs1:traceability", "https://a.example/trace/S-1", "Traceability of the piece"),
        ),
        "88.1000.1/P-1-X": (mapping(f"{PUMP}/235/TPX-1"), text(1, "URL", "https://a.example/tpx")),
        "88.1000.1/P-2": (
            mapping(PLAIN),
            text(1, "URL", "https://b.example/plain", ttl=600),
            text(2, "EMAIL", "a@b.c"),
        ),
        "88.1000.1/P-3": (mapping(BARE), text(1, "产品名称", "无网址产品")),
        "88.1000.1/P-4": (
            mapping("/01/09506000149318"),
            link(1, "gs1:handledBy", "https://resolver.maker.example/dl/", "Maker's resolver"),
        ),
        "88.1000.1/P-5": (mapping(TAGGED), text(1, "URL", "https://b.example/tagged")),
        "88.1000.1/G-1": (mapping("/414/9506000134376/254/GATE-3"), text(1, "URL", "https://b.example/gate-3")),
        "88.1000.2/P-1": (mapping("/01/09506000149325"), text(1, "URL", "https://c.example/suspended")),
        "88.1000.3/P-1": (mapping("/01/09506000149332"), text(1, "URL", "https://c.example/delegated")),
    }
    for ai, path in OF_EACH_KEY.items():
        made[f"88.1000.1/K-{ai}"] = (mapping(path), text(1, "URL", f"https://k.example/{ai}"))
    return made


def holdings() -> tuple[Holding, ...]:
    """The prefixes."""
    endpoint = "https://node.maker.example/resolve/"
    return (
        Holding("88.1000.1", Mode.HOSTED, PrefixStanding.ACTIVE, "e1", "园区水泵有限公司"),
        Holding("88.1000.2", Mode.HOSTED, PrefixStanding.SUSPENDED, "e2", "停牌公司"),
        Holding("88.1000.3", Mode.DELEGATED, PrefixStanding.ACTIVE, "e3", "自建节点公司", endpoint),
    )


def shelf() -> PaperShelf:
    """A replica written by hand with the goods in it."""
    made = PaperShelf()
    for holding in holdings():
        made.holdings[holding.prefix] = holding
    for handle, values in records().items():
        made.put(handle, *values)
    return made


def replica(folder: Path) -> Reader:
    """A real replica with the goods in it."""
    changes = [Numbered(serial, holding) for serial, holding in enumerate(holdings(), start=1)]
    for handle, values in records().items():
        changes.append(Numbered(len(changes) + 1, Put.of(handle, values, 1, AT, AT, 0)))
    level = Level.open(folder / "level")
    generations = Generations(folder / "replica", level, 1 << 24)
    building = generations.begin()
    building.apply(changes)
    generations.serve(building).close()
    return Reader(folder / "replica", level, 1 << 24)


assert set(OF_EACH_KEY) == set(KEYS)
