"""A zone as a master file: read back by another implementation, it is the zone that is served, name by name."""

from pathlib import Path

import dns.message
import dns.rdatatype
import dns.zone
import pytest

from resolver.domains.master import lines
from resolver.domains.names import to_text
from resolver.domains.zones import Zone
from tests.resolver.domains.asking import asked
from tests.resolver.domains.paper import NameShelf, maps, serving, stocked, url, zones_over


def exported(zone: Zone, serial: int) -> dns.zone.Zone:
    return dns.zone.from_text("\n".join(lines(zone, serial)), origin=to_text(zone.apex), relativize=False)


@pytest.fixture
def shelf() -> NameShelf:
    shelf = stocked()
    shelf.put("88.1000.1/A B\"\\'", url("https://a.example/odd"), maps("1.2.156.3001.21"))
    shelf.put("88.1000.1/" + "X" * 260, url("https://a.example/x"), maps("1.2.156.3001.22"))
    return shelf


@pytest.mark.parametrize("number", [0, 1, 2])
def test_every_set_of_the_file_is_what_is_answered(tmp_path: Path, shelf: NameShelf, number: int) -> None:
    zones = zones_over(shelf)
    server = serving(tmp_path, shelf, zones, trusted=True)

    zone = exported(zones.all[number], shelf.serial)

    asked_for = 0
    for name, kept in zone.iterate_rdatasets():
        question = asked(name.to_text(), dns.rdatatype.to_text(kept.rdtype))
        answer = dns.message.from_wire(server.message(question, "192.0.2.1") or b"")
        (given,) = answer.answer
        assert (given.name, given.ttl, set(given)) == (name, kept.ttl, set(kept))
        asked_for += 1
    assert asked_for >= 6


def test_a_name_that_another_one_redirects_is_in_no_file(shelf: NameShelf) -> None:
    names = {line.split(" ")[0] for line in lines(zones_over(shelf).all[0], shelf.serial)}

    assert "xn--2h5avb.3001.156.2.1.oid-res.org." in names
    assert not any(name.endswith(".xn--2h5avb.3001.156.2.1.oid-res.org.") for name in names)


def test_what_the_dns_cannot_carry_is_left_out(shelf: NameShelf) -> None:
    before = list(lines(zones_over(shelf).all[0], 1))
    shelf.put("88.1000.1/WIDE", url("https://a.example/wide"), maps("1.2.156.3001.阀A"))
    shelf.put("88.1000.1/DASH", url("https://a.example/dash"), maps("1.2.156.3001.-x"))

    assert list(lines(zones_over(shelf).all[0], 1)) == before


def test_a_zone_without_any_identifier_is_one_all_the_same() -> None:
    first = next(iter(lines(zones_over(NameShelf()).all[0], 5)))

    assert first == ("3001.156.2.1.oid-res.org. 3600 IN SOA ns1.example.net. dns.example.net. 5 3600 600 604800 60")
