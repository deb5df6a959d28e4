"""The records: whose they are, how they are made, and that nothing which breaks careless programs is left out."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from schemas.claim import Stem
from schemas.mapping import Mapped
from tests.samples.files import FOLDER, enterprises, fold, park, prefixes, records, table

VALUE_FIELDS = {"index", "type", "data", "ttl", "permissions", "references"}


def values() -> list[dict[str, Any]]:
    return [value for record in records() for value in record["values"]]


def texts() -> list[str]:
    return [value["data"]["value"] for value in values() if value["data"]["format"] == "string"]


def suffixes() -> list[str]:
    return [record["handle"].partition("/")[2] for record in records()]


def test_there_are_some_thousand_and_they_are_quickly_cloned() -> None:
    assert 3000 <= len(records()) <= 4000
    assert (FOLDER / "records.ndjson").stat().st_size < 2_700_000


def test_every_hosted_prefix_has_records_and_no_other_has() -> None:
    found = {record["handle"].partition("/")[0] for record in records()}

    assert found == prefixes("hosted")


def test_handles_are_unique_in_both_files_together() -> None:
    handles = [record["handle"] for record in records()] + [row[0] for row in table()[1:]]

    assert [handle for handle, count in Counter(map(fold, handles)).items() if count > 1] == []


def test_handles_are_such_as_may_be_registered() -> None:
    for handle in [record["handle"] for record in records()] + [row[0] for row in table()[1:]]:
        assert handle.partition("/")[2]
        assert len(handle.encode()) <= 2048
        assert unicodedata.is_normalized("NFC", handle)
        assert not [one for one in handle if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn")]


def test_records_have_no_other_members_than_the_api_knows() -> None:
    assert {frozenset(record) for record in records()} == {frozenset({"handle", "values"})}
    assert set().union(*values()) == VALUE_FIELDS
    assert {frozenset(value["data"]) for value in values()} == {frozenset({"format", "value"})}


def test_indexes_are_unique_and_business_data_begin_at_2000() -> None:
    for record in records():
        indexes = [value["index"] for value in record["values"]]
        assert indexes
        assert len(set(indexes)) == len(indexes)
    assert {value["index"] for value in values() if value["index"] < 2000} == {
        *(1, 2, 3, 4, 5, 10, 100, 200),
        *range(20, 32),
    }


def test_addresses_are_of_nobody() -> None:
    for value in values():
        if value["type"] == "URL":
            assert re.match(r"https://[^/]+\.example/", value["data"]["value"])
        if value["type"] == "EMAIL":
            assert value["data"]["value"].endswith(".example")
        if value["type"] == "LINK":
            assert re.match(r"https://id\.xiulan\.example/", value["data"]["value"]["href"])


def test_the_park_says_that_it_is_invented() -> None:
    assert "虚构" in park()["park"]["note"]
    assert "示例" in park()["park"]["name"]


def test_every_kind_of_value_occurs() -> None:
    types = {value["type"] for value in values()}
    formats = {value["data"]["format"] for value in values()}

    assert {"URL", "EMAIL", "HS_ALIAS", "HS_ADMIN", "HS_VLIST", "10320/loc", "LINK", "产品名称", "productName"} <= types
    assert formats == {"string", "base64", "hex", "admin", "vlist", "link"}
    assert {value.get("permissions") for value in values()} == {None, "1110", "1100", "1010"}
    assert {value.get("ttl") for value in values()} == {None, 0, 3600, 86400, 172800}


def test_aliases_lead_somewhere() -> None:
    handles = {fold(record["handle"]) for record in records()}

    aliases = [value["data"]["value"] for value in values() if value["type"] == "HS_ALIAS"]
    assert len(aliases) == 3
    assert {fold(alias) for alias in aliases} <= handles


def having(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.search(pattern, text) is not None


@pytest.mark.parametrize(
    "occurs",
    [
        having('"'),
        having(r"\\"),
        having(","),
        having("\n"),
        having("\r\n"),
        having("\t"),
        having("[（）【】《》“”]"),
        having("[Ａ-Ｚ]"),
        having("\U0001f527"),
        having("\U0001f468\U0001f3fd\u200d"),
        having("[\U00020000-\U0002a6df]"),
        having("℃"),
        having("Φ"),
        having("±"),
        having("\u00b5"),
        having("\u03bc"),
        having("e\u0301"),
        having("[\u0600-\u06ff]"),
        having("[\u0590-\u05ff]"),
        having("\u202b"),
        having("\u200b"),
        having("\ufeff"),
        having("\u2028"),
        having("\u0085"),
        having("\u0007"),
        having("\x1b"),
        having("<script>"),
        having("^=1[+]1$"),
        having("^[+]86"),
        having("^@"),
        having("%00"),
        having("[?]"),
        having("#"),
        having("DROP TABLE"),
        having("^$"),
        having("^ $"),
        having("\ufdd0"),
        lambda text: len(text) >= 5000,
    ],
)
def test_every_awkward_text_occurs(occurs: Callable[[str], bool]) -> None:
    assert any(map(occurs, texts()))


@pytest.mark.parametrize(
    "occurs",
    [
        having(" "),
        having(":"),
        having("%"),
        having("[+]"),
        having("#"),
        having("[?]"),
        having("//"),
        having("/$"),
        having(r"\\"),
        having('"'),
        having("<script>"),
        having("[\u4e00-\u9fff]"),
        having("\U00020bb7"),
        having("^0042$"),
        having("^42$"),
        having("^88[.]101[.]0042/"),
        having("^=1[+]1$"),
        having("^SN-2026-"),
        having("^LOT:"),
        having("^QC/2026/11/[0-9]+"),
        having(r"^[0-9]{6}[.][^/]+[.]20[0-9]{6}[.][0-9]{4,8}$"),
    ],
)
def test_every_awkward_suffix_occurs(occurs: Callable[[str], bool]) -> None:
    assert any(map(occurs, suffixes()))


def test_handles_reach_the_limit_of_the_protocol() -> None:
    lengths = {len(record["handle"].encode()) for record in records()}

    assert {255, 256, 480, 481, 1023, 2048} <= lengths


def test_handles_that_differ_only_beyond_ascii_are_two() -> None:
    assert {"Ärmel-01", "ärmel-01"} <= set(suffixes())


def test_other_spellings_of_json_occur() -> None:
    octets = (FOLDER / "records.ndjson").read_bytes()

    for spelling in (b"\\ud842\\udfb7", b"\\uD842\\uDFB7", b"\\/", b'\n{"values": [', b'\n  {"handle"', b"} \t\n"):
        assert spelling in octets


def mapped() -> list[tuple[str, Mapped]]:
    """Each record's prefix and the other identifier that it carries."""
    return [
        (record["handle"].partition("/")[0], Mapped.parse(value["data"]["value"]))
        for record in records()
        for value in record["values"]
        if value["type"] == "MAPPING"
    ]


def test_some_hundred_records_carry_another_identifier_and_none_twice() -> None:
    found = [one for _, one in mapped()]

    assert len(found) == len(set(found)) == 754
    assert Counter(one.scheme for one in found) == {"gs1": 314, "ecode": 180, "ma": 145, "vaa": 75, "oid": 40}


def test_each_is_covered_by_a_claim_of_its_enterprise() -> None:
    claimed = {
        grant["prefix"]: [Stem.parse(claim["scheme"], claim["stem"]) for claim in one.get("claims", ())]
        for one in enterprises()
        for grant in one["prefixes"]
    }

    assert [one for prefix, one in mapped() if not any(stem.covers(one) for stem in claimed[prefix])] == []


def test_no_two_enterprises_claim_what_meets() -> None:
    stems = [
        (one["uscc"], Stem.parse(claim["scheme"], claim["stem"]))
        for one in enterprises()
        for claim in one.get("claims", ())
    ]

    assert [
        (one, other) for owner, one in stems for rival, other in stems if owner != rival and one.overlaps(other)
    ] == []
