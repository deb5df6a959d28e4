"""Entries: there and back, and no flipped bit unseen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.replica.entry import (
    CHECKSUM_SIZE,
    FIXED_SIZE,
    HIDDEN,
    RETIRED,
    Corrupt,
    Entry,
    intact,
    serial_of,
)
from schemas.documents import values_json
from schemas.value import Value

VALUES = (Value(1, "URL", b"https://a.example/"),)
KEY = b"88.1000.1/SN-1"
NUMBERS = st.integers(0, 2**32 - 1)
ENTRIES = st.builds(
    Entry,
    flags=st.sampled_from([0, RETIRED, HIDDEN]),
    version=NUMBERS,
    ttl=NUMBERS,
    serial=st.integers(0, 2**64 - 1),
    registered_at=NUMBERS,
    changed_at=NUMBERS,
    shown=st.just(values_json(VALUES)),
    location=st.sampled_from([b"", b"https://a.example/", b"https://a.example/%20"]) | st.binary(max_size=60),
)
ENTRY = Entry(HIDDEN, 3, 600, 77, 1_700_000_000, 1_700_000_009, b"shown", b"location")


@settings(deadline=None)
@given(ENTRIES, st.binary(min_size=1, max_size=40))
def test_there_and_back(entry: Entry, key: bytes) -> None:
    octets = entry.to_octets(key)

    assert Entry.from_octets(key, octets) == entry
    assert serial_of(octets) == entry.serial
    assert entry.values() == VALUES


@pytest.mark.parametrize(("location", "more"), [(b"", 0), (b"https://a.example/", 0), (b"https://a.example/%20", 21)])
def test_a_location_that_is_shown_already_takes_no_room(location: bytes, more: int) -> None:
    entry = Entry(0, 1, 600, 77, 1, 2, values_json(VALUES), location)

    assert len(entry.to_octets(KEY)) == FIXED_SIZE + len(entry.shown) + more


def test_every_flipped_bit_is_seen() -> None:
    good = ENTRY.to_octets(KEY)
    served = 0
    for bit in range(8 * len(good)):
        octets = bytearray(good)
        octets[bit // 8] ^= 1 << bit % 8
        served += intact(KEY, bytes(octets))

    assert served == 0


@settings(deadline=None)
@given(ENTRIES, st.lists(st.integers(0, 10**6), min_size=1, max_size=4, unique=True))
def test_flipped_bits_are_seen_wherever_they_are(entry: Entry, bits: list[int]) -> None:
    # crc32 sees every damage of up to three bits, and of four but for one in four billion, in entries this short.
    octets = bytearray(entry.to_octets(KEY))
    for bit in {bit % (8 * len(octets)) for bit in bits}:
        octets[bit // 8] ^= 1 << bit % 8

    with pytest.raises(Corrupt, match=r"^the replica's entry of b'88\.1000\.1/SN-1' is corrupt$"):
        Entry.from_octets(KEY, bytes(octets))


@pytest.mark.parametrize("length", [0, 1, CHECKSUM_SIZE, FIXED_SIZE - 1, FIXED_SIZE, FIXED_SIZE + 3])
def test_a_cut_entry_is_seen(length: int) -> None:
    with pytest.raises(Corrupt):
        Entry.from_octets(KEY, ENTRY.to_octets(KEY)[:length])


def test_an_entry_under_another_key_is_seen() -> None:
    assert not intact(b"88.1000.1/SN-2", ENTRY.to_octets(KEY))


def test_without_its_checksum_a_flipped_bit_is_served() -> None:
    """The twin: what the checksum is for."""
    octets = bytearray(ENTRY.to_octets(KEY))
    octets[FIXED_SIZE] ^= 1

    assert bytes(octets[FIXED_SIZE : FIXED_SIZE + 4]) == b"rhow"
    assert not intact(KEY, bytes(octets))
