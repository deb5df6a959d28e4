"""The plan: which zones can be, which cannot, and under which names identifiers are asked for."""

from functools import partial
from pathlib import Path

import pytest

from resolver.domains import names
from resolver.domains.branch import Branch, mailbox
from resolver.domains.names import to_text
from resolver.domains.plan import Plan
from schemas.change import Claimed
from schemas.errors import Malformed
from tests.resolver.domains.asking import asked, told
from tests.resolver.domains.paper import ARC, NameShelf, serving, stocked, zones_over


def plan(*branches: str, server: str = "ns.example.net") -> Plan:
    return Plan(
        branches=tuple(map(Branch.parse, branches)),
        servers=(names.parse(server),),
        contact=mailbox("dns@example.net"),
        ors_domain=names.parse("oid-res.org"),
        ons_root=names.parse("onsepc.com"),
        base="https://id.example.net",
    )


@pytest.mark.parametrize(
    ("text", "apex"),
    [
        ("oid:1.2.156.3001", "3001.156.2.1.oid-res.org."),
        ("oid:2.16.156.7.8", "8.7.156.16.2.oid-res.org."),
        ("gs1:690123", "3.2.1.0.9.6.gtin.gs1.id.onsepc.com."),
        ("handles:ID.Park.example.", "id.park.example."),
    ],
)
def test_a_branch_is_a_zone(text: str, apex: str) -> None:
    (zone,) = zones_over(NameShelf(), text).all

    assert to_text(zone.apex) == apex


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "zone is '', expected oid:, gs1: or handles: and what is delegated, or claims"),
        ("1.2.156.3001", "zone is '1.2.156.3001', expected oid:, gs1: or handles: and what is delegated, or claims"),
        ("ecode:10064", "zone is 'ecode:10064', expected oid:, gs1: or handles: and what is delegated, or claims"),
        ("oid:1.2.156.阀门", "arc 4 of the OID is '阀门', expected a number"),
        ("oid:1.2.156", "number of arcs of the zone is 3, expected at least 4"),
        ("claims:x", "zone is 'claims:x', expected oid:, gs1: or handles: and what is delegated, or claims"),
        ("gs1:12", "company prefix of the zone is '12', expected 4 to 12 digits"),
        (
            "handles:a..b",
            "label 2 of the domain name 'a..b' is '', expected 1 to 63 letters, digits and hyphens",
        ),
    ],
)
def test_what_is_no_branch(text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        Branch.parse(text)

    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    ("branches", "server", "sentence"),
    [
        (
            ("oid:1.2.156.3001", "oid:1.2.156.3001.7"),
            "ns.example.net",
            "zone 7.3001.156.2.1.oid-res.org. lies in another one, expected the upper one alone",
        ),
        (
            ("oid:1.2.156.3001.7", "oid:1.2.156.3001"),
            "ns.example.net",
            "zone 7.3001.156.2.1.oid-res.org. lies in another one, expected the upper one alone",
        ),
        (
            ("gs1:690123", "gs1:690123"),
            "ns.example.net",
            "zone 3.2.1.0.9.6.gtin.gs1.id.onsepc.com. lies in another one, expected the upper one alone",
        ),
        (
            ("handles:id.park.example",),
            "ns.id.park.example",
            "name server ns.id.park.example. lies in zone id.park.example., expected a name outside of it",
        ),
    ],
)
def test_what_cannot_be_together(branches: tuple[str, ...], server: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        plan(*branches, server=server).zones(NameShelf())

    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("1.2.156.3001.7", ["ors-dummy.7.3001.156.2.1.oid-res.org."]),
        ("urn:oid:1.2.156.3001.7", ["ors-dummy.7.3001.156.2.1.oid-res.org."]),
        ("1.2.156.3001.阀门", ["ors-dummy.xn--2h5avb.3001.156.2.1.oid-res.org."]),
        ("1.2.156.3001", ["ors-dummy.3001.156.2.1.oid-res.org."]),
        ("1.2.156.30010.7", []),
        ("06901230000010", ["0.1.0.0.0.0.0.3.2.1.0.9.6.gtin.gs1.id.onsepc.com."]),
        ("(01)06901230000010(21)A1", []),
        ("9506000134352", []),
        ("88.1000.1/SN-0001", ["sn-0001.1.1000.88.id.park.example.", "sn-0001.1.1000.88.hdl.example."]),
        ("88.1000.1/a.b/c", [r"a\.b\/c.1.1000.88.id.park.example.", r"a\.b\/c.1.1000.88.hdl.example."]),
    ],
)
def test_the_names_of_an_identifier(identifier: str, expected: list[str]) -> None:
    all_ = plan("oid:1.2.156.3001", "gs1:690123", "handles:id.park.example", "handles:hdl.example")

    assert [to_text(name) for name in all_.names_of(identifier)] == expected


@pytest.mark.parametrize(
    ("identifier", "sentence"),
    [
        (
            "88.1000.1/" + "x" * 64,
            f"suffix of '88.1000.1/{'x' * 64}' has 64 octets, expected at most 63, and not an asterisk: others have no "
            "domain name",
        ),
        ("nonsense", "cannot"),
    ],
)
def test_identifiers_without_a_name(identifier: str, sentence: str) -> None:
    if sentence == "cannot":
        assert plan("handles:id.park.example").names_of(identifier) == ()
        return
    with pytest.raises(Malformed) as refused:
        plan("handles:id.park.example").names_of(identifier)

    assert refused.value.sentence == sentence


@pytest.mark.parametrize("text", ["", "park.example", "@park.example", "a b@park.example", "x" * 64 + "@park.example"])
def test_what_is_no_mailbox(text: str) -> None:
    with pytest.raises(Malformed, match="^mail address is"):
        mailbox(text)


CLAIMS = (
    Claimed("oid", "1.2.156.3001"),
    Claimed("oid", "1.2.156.3001.5"),
    Claimed("oid", "1.2.156.4000.1"),
    Claimed("oid", "1.2.156.阀门"),
    Claimed("oid", "1.2.156.5000"),
    Claimed("gs1", "690123"),
    Claimed("gs1", "6901234"),
)


def test_zones_of_what_is_claimed() -> None:
    """Upper ones only; none within a zone of the settings, above one, or around a name server."""
    made = plan("claims", "oid:1.2.156.4000", "oid:1.2.156.5000.7", server="ns.3.2.1.0.9.6.gtin.gs1.id.onsepc.com")

    assert [str(branch) for branch in made.branches_with(NameShelf(), CLAIMS)] == [
        "oid:1.2.156.4000",
        "oid:1.2.156.5000.7",
        "oid:1.2.156.3001",
        "gs1:6901234",
    ]
    assert [zone.name for zone in plan("claims").zones(NameShelf(), CLAIMS).all] == [
        "oid:1.2.156.3001",
        "oid:1.2.156.5000",
        "oid:1.2.156.4000.1",
        "gs1:690123",
    ]
    assert plan("oid:1.2.156.4000").branches_with(NameShelf(), CLAIMS) == (Branch("oid", "1.2.156.4000"),)


def test_a_zone_comes_and_goes_with_its_claim(tmp_path: Path) -> None:
    shelf = stocked()
    made = plan("claims")
    server = serving(tmp_path, shelf, made.zones(shelf), trusted=True, zones_with=partial(made.zones, shelf))
    question = asked(f"ors-dummy.7.{names_of_arc()}")

    before = told(server.datagram(question, "192.0.2.1"))
    shelf.claims = (Claimed("oid", ARC),)
    shelf.turn += 1
    there = told(server.datagram(question, "192.0.2.1"))
    shelf.claims = ()
    shelf.turn += 1
    gone = told(server.datagram(question, "192.0.2.1"))

    assert (before, there, gone) == ("REFUSED |  |", "NOERROR AA | NAPTR×2 |", "REFUSED |  |")


def names_of_arc() -> str:
    return ".".join(reversed(ARC.split("."))) + ".oid-res.org"
