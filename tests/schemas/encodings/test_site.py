"""HS_SITE: octets and documents; the published site stands among the vectors."""

from contextlib import suppress
from ipaddress import IPv4Address, ip_address
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.encodings import publickey
from schemas.encodings.publickey import RsaKey
from schemas.encodings.site import SiteDocument, from_document, from_octets, to_document, to_octets
from schemas.errors import Malformed
from schemas.site import Attribute, Hashing, Interface, Protocol, Server, Site

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
UINT16, UINT32 = st.integers(0, 2**16 - 1), st.integers(0, 2**32 - 1)
KEYS = st.just(publickey.to_octets(RsaKey(7, 3))) | st.binary(max_size=20)
# An address whose first twelve octets are zero is an IPv4 address on the wire.
ADDRESSES = st.ip_addresses(v=4) | st.ip_addresses(v=6).filter(lambda address: int(address) >= 2**32)
SITES = st.builds(
    Site,
    version=UINT16,
    protocol_version=st.tuples(st.integers(0, 255), st.integers(0, 255)),
    serial_number=UINT16,
    primary=st.booleans(),
    multi_primary=st.booleans(),
    servers=st.lists(
        st.builds(
            Server,
            UINT32,
            ADDRESSES,
            KEYS,
            st.lists(
                st.builds(Interface, st.booleans(), st.booleans(), st.sampled_from(Protocol), UINT32), max_size=3
            ).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
    attributes=st.lists(st.builds(Attribute, TEXT, TEXT), max_size=3).map(tuple),
    hashing=st.sampled_from(Hashing),
    hash_filter=TEXT,
)
PLAIN = Site(
    version=1,
    protocol_version=(2, 11),
    serial_number=7,
    primary=False,
    multi_primary=True,
    servers=(Server(1, ip_address("2001:db8::1"), b"", (Interface(True, False, Protocol.HTTPS, 443),)),),
    hashing=Hashing.BY_PREFIX,
    hash_filter="f",
)
DOCUMENT: dict[str, Any] = {
    "version": 1,
    "protocolVersion": "2.11",
    "serialNumber": 7,
    "primarySite": False,
    "multiPrimary": True,
    "attributes": [],
    "servers": [
        {
            "serverId": 1,
            "address": "2001:db8::1",
            "interfaces": [{"query": True, "admin": False, "protocol": "HTTPS", "port": 443}],
        }
    ],
    "hashOption": 0,
    "hashFilter": "f",
}
OCTETS = "0001020b0007400000000001660000000000000001" + "0000000120010db8000000000000000000000001" + (
    "00000000000000010203000001bb"
)  # fmt: skip


def test_the_three_forms_say_the_same() -> None:
    assert from_octets(bytes.fromhex(OCTETS)) == PLAIN
    assert to_octets(PLAIN).hex() == OCTETS
    assert msgspec.json.encode(to_document(PLAIN)) == msgspec.json.encode(DOCUMENT)
    assert from_document(msgspec.convert(DOCUMENT, SiteDocument)) == PLAIN


def test_the_usual_hashing_is_not_shown_and_may_be_left_out() -> None:
    usual = msgspec.structs.replace(PLAIN, hashing=Hashing.BY_HANDLE, hash_filter="", servers=())
    shown = msgspec.json.decode(msgspec.json.encode(to_document(usual)))

    assert shown == {k: v for k, v in DOCUMENT.items() if not k.startswith("hash")} | {"servers": []}
    assert from_document(msgspec.convert(shown, SiteDocument)) == usual


def test_four_octets_at_the_end_are_an_ipv4_address() -> None:
    server = Server(1, IPv4Address("127.0.0.1"), b"", ())
    octets = to_octets(msgspec.structs.replace(PLAIN, servers=(server,)))

    assert octets[-24:-8].hex() == "0000000000000000000000007f000001"
    assert from_octets(octets).servers == (server,)


@pytest.mark.parametrize(
    ("octets", "sentence"),
    [
        (OCTETS[:-2], "a count of 1 items does not fit the 5 octets that are left"),
        (OCTETS + "00", "1 octets are left over, expected none"),
        (OCTETS[:12] + "41" + OCTETS[14:], "cannot read octets as HS_SITE: unknown primary mask 65 or hash option 0"),
        (OCTETS[:14] + "03" + OCTETS[16:], "cannot read octets as HS_SITE: unknown primary mask 64 or hash option 3"),
        (OCTETS[:-12] + "0400000001bb"[:12], "cannot read octets as HS_SITE: unknown interface type 4 or protocol 0"),
        (OCTETS[:-12] + "0204000001bb", "cannot read octets as HS_SITE: unknown interface type 2 or protocol 4"),
    ],
)
def test_other_octets_are_refused(octets: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        from_octets(bytes.fromhex(octets))

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize("version", ["", "2", "2.256", "2.11.1", "２.1", "2.-1"])
def test_a_protocol_version_is_two_numbers(version: str) -> None:
    with pytest.raises(Malformed) as refusal:
        from_document(msgspec.convert(DOCUMENT | {"protocolVersion": version}, SiteDocument))

    assert refusal.value.sentence == (
        f"cannot read {version!r} as a protocol version: expected two numbers up to 255, as in 2.11"
    )


@pytest.mark.parametrize("address", ["", "localhost", "1.2.3", "fe80::1%eth0", "10.0.0.0/8"])
def test_an_address_is_ipv4_or_ipv6(address: str) -> None:
    with pytest.raises(Malformed) as refusal:
        from_document(msgspec.convert(DOCUMENT | {"servers": [{"serverId": 1, "address": address}]}, SiteDocument))

    assert refusal.value.sentence == f"cannot read {address!r} as the address of a server: expected IPv4 or IPv6"


@given(SITES)
def test_there_and_back(site: Site) -> None:
    assert from_octets(to_octets(site)) == site
    assert from_document(to_document(site)) == site


@given(SITES.map(to_octets), st.data())
def test_octets_are_given_back_as_they_came_or_refused(octets: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(octets) - 1))
    changed = octets[:at] + data.draw(st.binary(max_size=2)) + octets[at + data.draw(st.integers(0, 2)) :]
    with suppress(Malformed):
        assert to_octets(from_octets(changed)) == changed
