"""A shelf stocked as a keeper would: real entries of real records, for the public door to answer from."""

from resolver.replica.render import entry_of
from schemas.change import Holding, Mode, PrefixStanding, Put, Retire
from schemas.encodings import admin
from schemas.encodings.admin import Admin
from schemas.handle import Handle
from schemas.value import Value
from tests.resolver.edge.standing import PaperShelf

AT = 1_700_000_000
"""When everything on this shelf was registered and changed."""
HOLDER = "江西岫澜电路科技有限公司"

LOCATIONS = b"""<locations>
<location id="cn" href="https://cn.example/" country="cn" weight="0"/>
<location id="any" href="https://any.example/" weight="1"/>
<location id="park" href="https://park.example/" addresses="127.0.0.0/8,::1/128" weight="0" http_sc="307"/>
<location id="api" href_template="https://data.example/{hdl}" http_role="conneg" weight="0"/>
<location id="rdf" href="https://rdf.example/" media-type="text/turtle" weight="0"/>
<location id="bad" href="javascript:alert(1)" weight="9"/>
</locations>"""
TEMPLATE = b"""<namespace><template delimiter="@"><foreach>
<if value="type" test="equals" expression="URL">
<if value="extension" test="matches" expression="x=(\\d+)" parameter="x"><value data="${data}?x=${x[1]}"/></if>
<else><notfound/></else></if><else><value/></else>
</foreach></template></namespace>"""


def url(text: str, index: int = 1, ttl: int = 3_600) -> Value:
    """A URL value."""
    return Value(index, "URL", text.encode(), ttl, AT)


def text(index: int, type: str, data: str) -> Value:
    """A value of any type with text in it."""
    return Value(index, type, data.encode(), 3_600, AT)


PIECE = (
    "(01)09506000134352(21)A/B",
    "1.2.156.3001.8",
    "E=100640000123",
    "MA.156.1003.1629/10.46100000.X",
    "VAA08810012345678ABC",
    "25SUN123456789ABC",
    "did:vaa:code:88.118.8/A",
    "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "91350100M000100Y43",
    "(00)106141412345678908",
)
"""What one record carries: an identifier of each scheme."""


def mapping(data: str) -> Value:
    """A value that carries another identifier."""
    return Value(10 + PIECE.index(data) if data in PIECE else 10, "MAPPING", data.encode(), 3_600, AT)


def grant(
    shelf: PaperShelf,
    prefix: str,
    mode: Mode = Mode.HOSTED,
    standing: PrefixStanding = PrefixStanding.ACTIVE,
    endpoint: str | None = None,
    holder: str = HOLDER,
) -> None:
    """Grant a prefix."""
    shelf.holdings[prefix.upper()] = Holding(prefix, mode, standing, "e1", holder, endpoint)


def put(shelf: PaperShelf, handle: str, *values: Value) -> None:
    """Register a record."""
    key = Handle.parse(handle).key
    shelf.entries[key] = entry_of(Put.of(handle, values, 1, AT, AT, 0), 1).to_octets(key)


def retire(shelf: PaperShelf, handle: str) -> None:
    """Retire a record."""
    key = Handle.parse(handle).key
    shelf.entries[key] = entry_of(Retire(handle, 2, AT, 1), 2).to_octets(key)


def stocked() -> PaperShelf:
    """A shelf with one of everything the door must tell apart."""
    shelf = PaperShelf()
    grant(shelf, "88.1000.1")
    grant(shelf, "88.1000.2", standing=PrefixStanding.SUSPENDED)
    grant(shelf, "88.1000.3", Mode.DELEGATED, endpoint="https://node.example/resolve/")
    grant(shelf, "88.1000.4", Mode.DELEGATED)
    grant(shelf, "88.1000.5", Mode.DELEGATED, endpoint="javascript:alert(1)")
    put(shelf, "88.1000.1/URL", url("https://a.example/x"), text(2, "EMAIL", "a@a.example"))
    put(shelf, "88.1000.1/TWO", url("https://second.example/", 9), url("https://first.example/", 1))
    put(shelf, "88.1000.1/IRI", url("https://例子.example/件?批=一"))
    put(shelf, "88.1000.1/LONG", url("https://a.example/x", ttl=10_000_000))
    put(shelf, "88.1000.1/NONE", text(2, "产品名称", "双面挠性印制电路板"), text(3, "EMAIL", "a@a.example"))
    put(shelf, "88.1000.1/EMPTY")
    put(shelf, "88.1000.1/HIDDEN", Value(1, "URL", b"https://hidden.example/", permissions=12))
    put(shelf, "88.1000.1/a+b//件", url("https://a.example/plus"))
    put(shelf, "88.1000.1/../up", url("https://a.example/up"))
    put(shelf, "88.1000.1/UNSAFE", url("javascript:alert(1)"))
    put(shelf, "88.1000.1/LOC", text(1, "10320/loc", LOCATIONS.decode()), url("https://url.example/", 2))
    put(shelf, "88.1000.1/BADLOC", text(1, "10320/loc", "<locations><oops>"), url("https://url.example/", 2))
    put(shelf, "88.1000.1/ALIAS", text(1, "HS_ALIAS", "88.1000.1/URL"), text(2, "NOTE", "also known as"))
    put(shelf, "88.1000.1/CHAIN", text(1, "HS_ALIAS", "88.1000.1/ALIAS"))
    put(shelf, "88.1000.1/AWAY", text(1, "HS_ALIAS", "10.1000/x y"))
    put(shelf, "88.1000.1/SELF", text(1, "HS_ALIAS", "88.1000.1/self"))
    put(shelf, "88.1000.1/PING", text(1, "HS_ALIAS", "88.1000.1/PONG"))
    put(shelf, "88.1000.1/PONG", text(1, "HS_ALIAS", "88.1000.1/PING"))
    put(shelf, "88.1000.1/BASE", url("https://a.example/base"), text(2, "HS_NAMESPACE", TEMPLATE.decode()))
    put(
        shelf,
        "88.1000.1/ADMIN",
        Value(100, "HS_ADMIN", admin.to_octets(Admin("0.NA/88.1000.1", 300, 0x7F3)), 3_600, AT),
    )
    retire(shelf, "88.1000.1/GONE")
    put(shelf, "88.1000.2/URL", url("https://suspended.example/"))
    put(shelf, "88.1000.1/PIECE", url("https://a.example/piece"), *map(mapping, PIECE))
    put(shelf, "88.1000.1/PLAIN", text(2, "产品名称", "双面挠性印制电路板"), mapping("1.2.156.3001.9"))
    put(shelf, "88.1000.2/MAP", mapping("1.2.156.3002.1"))
    return shelf
