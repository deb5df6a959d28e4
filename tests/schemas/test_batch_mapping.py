"""Mappings of batches: which keys the members carry, and what is refused because it would not be so for all of them."""

import random
from collections.abc import Mapping
from typing import Any

import pytest

from schemas.batch_mapping import LONGEST_PLACE, mapped_runs, tried
from schemas.batch_members import Members
from schemas.coding_segments import Check, Field, Fixed, Segment, Serial
from schemas.errors import Malformed
from schemas.mapping import mapped_by
from schemas.value import Value
from tests.schemas.test_batch import batch

TEN = (Serial(10),)
CHECKED = (Fixed("SN"), Serial(10), Check("luhn", (2,)))


def members(data: str, segments: tuple[Segment, ...], first: int = 1, last: int = 999, **more: Any) -> Members:
    return Members(batch(*segments, first=first, last=last, values=(Value(9, "MAPPING", data.encode()),), **more))


@pytest.mark.parametrize(
    ("data", "segments", "first", "last", "key"),
    [
        ("(01)06901234567892(21){serial}", TEN, 1, 10**9, "gs1:/01/06901234567892/21/1000000000"),
        ("(01)06901234567892(10)L1(21){serial}", TEN, 1, 10**9, "gs1:/01/06901234567892/21/1000000000"),
        ("(01)06901234567892(21){suffix}", CHECKED, 1, 50, "gs1:/01/06901234567892/21/SN00000000505"),
        ("(01)06901234567892(21)x{suffix}", (Fixed("a&"), Serial(3)), 1, 50, "gs1:/01/06901234567892/21/xa%26050"),
        ("(01)06901234567892(21){serial}", CHECKED, 1, 50, "gs1:/01/06901234567892/21/0000000050"),
        (
            "(01)06901234567892(21){serial}",
            (Serial(6, "alphanumeric"),),
            1,
            36**6 - 1,
            "gs1:/01/06901234567892/21/ZZZZZZ",
        ),
        ("https://example.com/01/06901234567892/21/{serial}", TEN, 1, 50, "gs1:/01/06901234567892/21/0000000050"),
        ("urn:epc:id:sgtin:6901234.056789.{serial}", TEN, 1, 50, "gs1:/01/06901234567892/21/0000000050"),
        ("1.2.156.3001.{serial}", TEN, 10**9, 2 * 10**9, "oid:1.2.156.3001.2000000000"),
        ("ecode:10064{serial}", (Serial(7),), 1, 50, "ecode:100640000050"),
        ("MA.156.1003.1629/10.{serial}", (Serial(8),), 1, 50, "ma:MA.156.1003.1629/10.00000050"),
        ("VAA08810012345678{serial}", (Serial(8),), 1, 50, "vaa:VAA0881001234567800000050"),
        ("25SUN123456789{serial}", (Serial(8),), 1, 50, "iso15459:25SUN12345678900000050"),
        ("did:web:example.com:{serial}", (Serial(8),), 1, 50, "did:web:example.com:00000050"),
        ("(01)06901234567892(21){serial}", TEN, 7, 7, "gs1:/01/06901234567892/21/0000000007"),
    ],
)
def test_the_keys_count_with_the_serials(
    data: str, segments: tuple[Segment, ...], first: int, last: int, key: str
) -> None:
    of = members(data, segments, first, last)

    [run] = mapped_runs(of)

    assert run.key(last) == key
    dice = random.Random(1)
    for serial in {first, last, *(dice.randint(first, last) for _ in range(20))}:
        own = mapped_by(of.values(serial)[0]).key.decode()
        assert run.key(serial) == own
        assert run.form.split(own) == (run.around, serial)
        assert run.form.checked(own)
    assert {mapped.scheme for mapped in tried(of, run)} <= {run.scheme}


@pytest.mark.parametrize(
    ("data", "segments", "last", "sentence"),
    [
        (
            "(01)06901234567892(21)7",
            TEN,
            9,
            "value 9 maps one identifier to all of these: expected {serial} or {suffix} in it",
        ),
        (
            "(01)06901234567892(21){serial}{serial}",
            TEN,
            9,
            "value 9 maps with {serial}, {serial}, expected {serial} or {suffix} once",
        ),
        ("{handle}", TEN, 9, "value 9 maps with {handle}, expected {serial} or {suffix} once"),
        (
            "(01)06901234567892(10){serial}(21)7",
            TEN,
            9,
            "value 9 is not read alike for all of these: one would be gs1 (01)06901234567892(21)7",
        ),
        (
            "(00){serial}",
            (Serial(18),),
            9,
            "cannot read value 9 of type MAPPING: check digit of AI 00 is 1, expected 0",
        ),
        (
            "1.2.156.3001.{serial}",
            TEN,
            9,
            "cannot read value 9 of type MAPPING: arc 5 of the national OID is '0000000001', expected it without a "
            "leading 0",
        ),
        (
            "(01)06901234567892(21){suffix}",
            (Fixed("sn"), Serial(4), Check("luhn", (2,))),
            9,
            "value 9 cannot map these: their suffixes do not stand in it as they are written",
        ),
        (
            "(01)06901234567892(21){serial}",
            (Serial(3, "0件"),),
            7,
            "value 9 cannot map these: their serials have other characters than letters and digits",
        ),
        (
            "(01)06901234567892(21){serial}",
            (Serial(3, "ab"),),
            7,
            "value 9 cannot map these: their serials are written in small letters",
        ),
        ("nonsense {serial}", TEN, 9, None),
    ],
)
def test_what_would_not_hold_for_all_of_them_is_refused(
    data: str, segments: tuple[Segment, ...], last: int, sentence: str | None
) -> None:
    with pytest.raises(Malformed) as refused:
        mapped_runs(members(data, segments, 1, last))

    assert sentence is None or str(refused.value) == sentence


def test_what_is_too_long_for_the_replica_is_refused() -> None:
    with pytest.raises(
        Malformed, match="^value 9 maps identifiers of [0-9]+ characters, which is too long for a batch$"
    ):
        mapped_runs(members(f"did:web:example.com:{'x' * LONGEST_PLACE}:{{serial}}", TEN, 1, 9))


def test_a_batch_without_mappings_has_no_runs() -> None:
    fields: Mapping[str, str] = {"model": "PX"}
    plain = Members(batch(Field("model", 2), Serial(3), fields=fields, values=(Value(1, "NOTE", b"{serial}"),)))

    assert mapped_runs(plain) == ()
