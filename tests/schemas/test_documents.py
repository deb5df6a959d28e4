"""Documents: the value object both ways, the three bodies of a PUT, and every refusal in one sentence."""

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from schemas.documents import (
    Given,
    json_string,
    moment,
    read_registration,
    read_values,
    value_document,
    values_json,
    values_of,
)
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.shape import Extra
from schemas.template import TemplateReference
from schemas.value import Reference, Value

URL = b'{"index":1,"type":"URL","data":{"format":"string","value":"x"}}'
VALUE = Value(1, "URL", b"x")

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TYPE = st.sampled_from(["URL", "EMAIL", "HS_ALIAS", "HS_SECKEY", "HS_ADMIN", "hs_vlist", "HS_SITE.6", "HS_PUBKEY", "X"])
VALUES = st.builds(
    Value,
    index=st.integers(1, 2**32 - 1),
    type=TYPE | TEXT.filter(lambda text: text != "" and text.isprintable()),
    data=st.binary(max_size=40) | TEXT.map(str.encode),
    ttl=st.integers(0, 2**31 - 1),
    timestamp=st.integers(0, 2**32 - 1),
    permissions=st.integers(8, 15) | st.integers(24, 31).map(lambda bits: bits & ~2),
    absolute=st.booleans(),
    references=st.lists(st.builds(Reference, TEXT, st.integers(0, 2**32 - 1)), max_size=2).map(tuple),
)
MEMBERS = [
    "index", "type", "data", "format", "value", "values", "handle", "permissions", "ttl", "timestamp", "references",
    "kty", "n", "e", "version", "protocolVersion", "serialNumber", "primarySite", "multiPrimary", "servers", "address",
]  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(MEMBERS) | st.text(max_size=3), inner),
    max_leaves=12,
)
FORMATS = st.sampled_from(["string", "base64", "hex", "admin", "vlist", "site", "key", "other"])
ALMOST = st.fixed_dictionaries(
    {
        "index": st.integers(-1, 2**33) | ANYTHING,
        "type": TYPE | ANYTHING,
        "data": st.fixed_dictionaries({"format": FORMATS, "value": ANYTHING}) | ANYTHING,
    },
    optional={
        "permissions": ANYTHING,
        "ttl": ANYTHING,
        "timestamp": ANYTHING,
        "references": ANYTHING,
        "more": ANYTHING,
    },
)


@pytest.mark.parametrize(
    ("value", "document"),
    [
        (
            Value(1, "URL", 'https://例.cn/\u2028?a="b"'.encode(), timestamp=1_700_000_000),
            '{"index":1,"type":"URL","data":{"format":"string","value":"https://例.cn/\u2028?a=\\"b\\""},"ttl":86400,'
            '"timestamp":"2023-11-14T22:13:20Z"}',
        ),
        (
            Value(2, "HS_SECKEY", b"\x00\xff", 60, 1, 12),
            '{"index":2,"type":"HS_SECKEY","data":{"format":"base64","value":"AP8="},"permissions":"1100","ttl":60,'
            '"timestamp":"1970-01-01T00:00:01Z"}',
        ),
        (
            Value(3, "hs_vlist", b"\0\0\0\0", 1_893_456_000, 0, 14, True, (Reference("8/a", 0),)),
            '{"index":3,"type":"hs_vlist","data":{"format":"vlist","value":[]},"ttl":"2030-01-01T00:00:00Z",'
            '"timestamp":"1970-01-01T00:00:00Z","references":[{"handle":"8/a","index":0}]}',
        ),
        (
            Value(4, "HS_ADMIN", b"not one"),
            '{"index":4,"type":"HS_ADMIN","data":{"format":"base64","value":"bm90IG9uZQ=="},"ttl":86400,'
            '"timestamp":"1970-01-01T00:00:00Z"}',
        ),
        (
            Value(5, "HS_PUBKEY", b"-----BEGIN PUBLIC KEY-----\n"),
            '{"index":5,"type":"HS_PUBKEY","data":{"format":"string","value":"-----BEGIN PUBLIC KEY-----\\n"},'
            '"ttl":86400,"timestamp":"1970-01-01T00:00:00Z"}',
        ),
    ],
)
def test_a_value_is_written_to_the_letter(value: Value, document: str) -> None:
    assert values_json([value]) == f"[{document}]".encode()
    assert list(value_document(value).items()) == list(json.loads(document).items())


def test_no_values_are_an_empty_array() -> None:
    assert values_json([]) == b"[]"


@pytest.mark.parametrize(
    ("data", "octets"),
    [
        ('"bare"', b"bare"),
        ('{"format":"string","value":"\\u4ef6"}', "件".encode()),
        ('{"value":"x","format":"string"}', b"x"),
        ('{"format":"base64","value":"AP8Q"}', b"\x00\xff\x10"),
        ('{"format":"hex","value":"00fF 10"}', b"\x00\xff\x10"),
        ('{"format":"vlist","value":[{"handle":"8/a","index":1}]}', bytes.fromhex("0000000100000003382f6100000001")),
        *(
            (
                f'{{"format":"admin","value":{{"handle":"8/a","index":1,"permissions":{written}}}}}',
                bytes.fromhex(mask + "00000003382f6100000001"),
            )
            for written, mask in [
                ('"*"', "0fff"), ("true", "0fff"), ("false", "0000"), ("18", "0012"), ('"10010"', "0012"),
                ('"1000000000000"', "1000"), ("[1,0,false,true,0]", "0012"),
            ]
        ),
        (
            '{"format":"admin","value":{"handle":"8/a","index":1,"permissions":"1","legacyByteLength":true}}',
            bytes.fromhex("000100000003382f61000000010000"),
        ),
    ],
)  # fmt: skip
def test_data_are_read_in_every_format(data: str, octets: bytes) -> None:
    body = f'[{{"index":1,"type":"X","data":{data}}}]'.encode()

    for extra in ("ignore", "refuse"):
        assert read_values(body, extra) == Given((Value(1, "X", octets),), None)


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b"[]", Given((), None)),
        (b" \n[" + URL + b"]\t", Given((VALUE,), None)),
        (b'{"values":[' + URL + b"]}", Given((VALUE,), None)),
        (b'{"handle":"8/a","values":[' + URL + b"]}", Given((VALUE,), "8/a")),
        (b'{"values":[],"index":1}', Given((), None)),
        (URL, Given((VALUE,), None)),
        (
            b'{"index":1,"index":2,"type":"URL","data":"x","permissions":"0110","ttl":5,'
            b'"timestamp":"2023-11-14T22:13:20Z","references":[{"handle":"8/a","index":1}],"more":{"x":[]}}',
            Given((Value(2, "URL", b"x", 5, 1_700_000_000, 14, False, (Reference("8/a", 1),)),), None),
        ),
        (
            b'{"index":1,"type":"URL","data":"x","ttl":"2030-01-01T08:00:00+08:00"}',
            Given((Value(1, "URL", b"x", 1_893_456_000, absolute=True),), None),
        ),
    ],
)
def test_a_body_has_three_forms(body: bytes, read: Given) -> None:
    assert read_values(body) == read


REFUSALS = [
    (b"", "cannot read handle values: the JSON ends too early"),
    (b"[" + URL, "cannot read handle values: the JSON ends too early"),
    (b"[]]", "cannot read handle values: the JSON is broken at octet 3 (trailing characters)"),
    (b"[NaN]", "cannot read handle values: the JSON is broken at octet 1 (invalid character)"),
    (b"5", "cannot read handle values: expected object, got integer"),
    (b"{}", 'cannot read handle values: missing member "values"'),
    (b'{"type":"URL"}', 'cannot read handle values: missing member "index"'),
    (b"[7]", "cannot read handle values: expected object, got integer (at values[0])"),
    (b'[{"index":1}]', 'cannot read handle values: missing member "type" (at values[0])'),
    (
        b'[{"index":0,"type":"X","data":"x"}]',
        "cannot read handle values: expected integer >= 1 (at values[0].index)",
    ),
    (
        b'[{"index":' + b"9" * 5000 + b',"type":"X","data":"x"}]',
        "cannot read handle values: integer value out of range (at values[0].index)",
    ),
    (
        b'[{"index":99999999999999999999,"type":"X","data":"x"}]',
        "cannot read handle values: expected integer <= 4294967295 (at values[0].index)",
    ),
    (b'[{"index":1.5,"type":"X"}]', "cannot read handle values: expected integer, got number (at values[0].index)"),
    (b'[{"index":1,"type":"X","data":5}]', "cannot read handle values: expected string or object, got integer"
     " (at values[0].data)"),
    (b'[{"index":1,"type":"","data":"x"}]', "the type of value 1 has 1 to 128 printable characters, got ''"
     " (at values[0])"),
    (b'[{"index":1,"type":"\\ud800","data":"x"}]', "cannot read handle values: the JSON is broken at octet 26"
     " (unexpected end of escaped utf-16 surrogate pair)"),
    (b'[{"index":1,"type":"\xff"}]', "cannot read handle values: the octets are not UTF-8 at octet 20"),
    (b'[{"index":1,"type":"X","data":"x","permissions":"111"}]', "cannot read '111' as permissions: expected four"
     " characters 0 or 1, as in 1110 (at values[0].permissions)"),
    (b'[{"index":1,"type":"X","data":"x","ttl":-1}]', "cannot read handle values: expected integer >= 0"
     " (at values[0].ttl)"),
    (b'[{"index":1,"type":"X","data":"x","ttl":true}]', "cannot read handle values: expected integer or string, got"
     " boolean (at values[0].ttl)"),
    (b'[{"index":1,"type":"X","data":"x","timestamp":"2026-02-30T00:00:00Z"}]', "cannot read '2026-02-30T00:00:00Z'"
     " as a time: expected ISO 8601, as in 2026-11-22T08:50:26Z (at values[0].timestamp)"),
    (b'[{"index":1,"type":"X","data":"x","timestamp":"2226-02-03T00:00:00Z"}]', "the timestamp of value 1 lies"
     " between 1970 and 2106, got 8081424000 (at values[0])"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "sentence"), REFUSALS)
@pytest.mark.parametrize("extra", ["ignore", "refuse"])
def test_a_body_is_refused_in_one_sentence(body: bytes, sentence: str, extra: Extra) -> None:
    with pytest.raises(Malformed) as refusal:
        read_values(body, extra)

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"format": "x", "value": 1}, "cannot read handle values: 'x' is not one of those allowed here (at {}.format)"),
        ({"format": 1, "value": 1}, "cannot read handle values: expected string (at {}.format)"),
        ({"value": "x"}, 'cannot read handle values: missing member "format" (at {})'),
        ({"format": "string", "value": 5}, "cannot read handle values: expected string, got integer (at {}.value)"),
        (
            {"format": "base64", "value": "AAA"},
            "cannot read handle values: invalid base64 encoded string (at {}.value)",
        ),
        (
            {"format": "hex", "value": "abc"},
            "cannot read 'abc' as hex: expected pairs of hexadecimal digits (at {}.value)",
        ),
        (
            {"format": "admin", "value": {"handle": "8/a", "index": 1, "permissions": "12"}},
            "cannot read '12' as permissions of an administrator: expected 12 characters 0 or 1, or * (at {}.value)",
        ),
        (
            {"format": "admin", "value": {"handle": "8/a", "index": 1, "permissions": [2]}},
            "cannot read handle values: 2 is not one of those allowed here (at {}.value.permissions[0])",
        ),
        (
            {"format": "vlist", "value": [{"handle": "8/a"}]},
            'cannot read handle values: missing member "index" (at {}.value[0])',
        ),
        (
            {"format": "key", "value": {"kty": "EC"}},
            "cannot read 'EC' as the kty of a public key: expected RSA or DSA (at {}.value)",
        ),
        (
            {"format": "key", "value": {"kty": "RSA", "n": "é"}},
            "cannot read 'é' as n of a public key: expected base64url of a positive number (at {}.value)",
        ),
    ],
)
def test_data_are_refused_with_their_place(data: dict[str, Any], sentence: str) -> None:
    third = {"index": 3, "type": "X", "data": data}
    values = [json.loads(URL), json.loads(URL), third]

    for body, place in (
        (values, "values[2].data"),
        ({"handle": "8/a", "values": values}, "values[2].data"),
        (third, "data"),
    ):
        with pytest.raises(Malformed) as refusal:
            read_values(json.dumps(body).encode())

        assert refusal.value.sentence == sentence.format(place)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"values":[],"tll":1}', ""),
        (b'[{"tll":1,"index":1,"type":"X","data":"x"}]', " (at values[0])"),
        (b'[{"index":1,"type":"X","data":{"format":"string","value":"x","tll":1}}]', " (at values[0].data)"),
        (
            b'[{"index":1,"type":"X","data":"x","references":[{"handle":"8/a","index":1,"tll":1}]}]',
            " (at values[0].references[0])",
        ),
        (
            b'[{"index":1,"type":"X","data":{"format":"vlist","value":[{"handle":"8/a","index":1,"tll":1}]}}]',
            " (at values[0].data.value[0])",
        ),
        (
            b'[{"index":1,"type":"X","data":{"format":"admin","value":{"handle":"a","index":1,"permissions":"*","tll":1}}}]',
            " (at values[0].data.value)",
        ),
    ],
)
def test_members_that_are_not_known_are_ignored_or_refused(body: bytes, place: str) -> None:
    read_values(body, "ignore")

    with pytest.raises(Malformed) as refusal:
        read_values(body, "refuse")

    assert refusal.value.sentence == f'cannot read handle values: unknown member "tll"{place}'


def test_a_jwk_may_have_further_members() -> None:
    body = b'{"index":1,"type":"X","data":{"format":"key","value":{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"1"}}}'

    assert len(read_values(body, "refuse").values) == 1


def test_deep_nesting_is_refused() -> None:
    body = b'[{"more":' + b"[" * 100_000

    with pytest.raises(Malformed, match=r"^cannot read handle values: the JSON is nested too deeply$"):
        read_values(body)


def test_a_registration_is_read() -> None:
    read = read_registration(b'{"handle":"88.1000.1/a","values":[' + URL + b"]}\n")

    assert (read.handle, read.handle.text, read.values) == (Handle.parse("88.1000.1/a"), "88.1000.1/a", (VALUE,))
    assert (read.template, read.fields) == (None, {})


def test_a_registration_against_a_template_is_read() -> None:
    read = read_registration(b'{"handle":"88.1000.1/a","template":"product@2","fields":{"mass":1.50,"n":[1]}}')

    assert (read.values, read.template) == ((), TemplateReference("product", 2))
    assert read.fields == {"mass": Decimal("1.50"), "n": [1]}
    assert str(read.fields["mass"]) == "1.50"


@pytest.mark.parametrize(
    ("said", "permissions", "grade"),
    [
        ('"grade":"partner"', 0b11100, "partner"),
        ('"grade":"internal"', 0b1100, "internal"),
        ('"grade":"public"', 0b1110, "public"),
        ('"grade":"partner","permissions":"1110"', 0b11100, "partner"),
        ('"grade":"public","permissions":"1010"', 0b1010, "public"),
        ('"permissions":"1100"', 0b1100, "internal"),
    ],
)
def test_a_grade_is_read_kept_and_shown(said: str, permissions: int, grade: str) -> None:
    octets = f'[{{"index":1,"type":"X","data":"x",{said}}}]'.encode()

    values = read_values(octets, "refuse").values

    assert (values[0].permissions, values[0].grade) == (permissions, grade)
    shown = values_json(values)
    assert values_of(shown) == values
    assert (b'"grade":"partner"' in shown) is (grade == "partner")
    assert b"11100" not in shown


def test_a_grade_and_permissions_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(Malformed) as refusal:
        read_values(b'[{"index":1,"type":"X","data":"x","grade":"public","permissions":"1100"}]')

    assert refusal.value.sentence == (
        "the grade is public, and the permissions 1100 hide the value (at values[0].grade)"
    )


def test_a_secret_key_goes_nowhere_whatever_is_said() -> None:
    for grade in ("public", "partner"):
        octets = f'[{{"index":1,"type":"HS_SECKEY","data":"x","grade":"{grade}"}}]'.encode()
        assert read_values(octets).values[0].grade == "internal"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"[]", "cannot read a registration: expected object, got array"),
        (b'{"handle":"8/a"}', 'cannot read a registration: missing member "values"'),
        (
            b'{"handle":"8/a","values":[],"fields":{}}',
            "cannot read a registration: fields of which template? expected the member template",
        ),
        (
            b'{"handle":"8/a","template":"x y"}',
            "cannot read 'x y' as a template: expected its id and version, as in product@1",
        ),
        (b'{"handle":"8/a","values":[],"x":1}', 'cannot read a registration: unknown member "x"'),
        (b'{"handle":"8","values":[]}', "cannot read '8' as a handle: expected a slash between prefix and suffix"),
        (
            b'{"handle":"8/a","values":[' + URL + b',{"index":2,"type":"X","data":"x","ttl":""}]}',
            "cannot read '' as a time: expected ISO 8601, as in 2026-11-22T08:50:26Z (at values[1].ttl)",
        ),
    ],
)
def test_a_registration_is_refused_in_one_sentence(line: bytes, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read_registration(line)

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    "text", ["", "2026-11-22", "2026-11-22 08:50:26Z", "2026-11-22T08:50:26", "２026-11-22T08:50:26Z"]
)
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(Malformed) as refusal:
        moment(text)

    assert refusal.value.sentence == f"cannot read {text!r} as a time: expected ISO 8601, as in 2026-11-22T08:50:26Z"


@given(st.lists(VALUES, max_size=4))
def test_what_is_written_is_read_back(values: list[Value]) -> None:
    for extra in ("ignore", "refuse"):
        assert read_values(values_json(values), extra) == Given(tuple(values), None)
    for value in values:
        assert read_values(json.dumps(value_document(value)).encode()).values == (value,)


@given(st.lists(VALUES, max_size=4), st.integers(0, 15))
def test_what_is_shown_is_what_was_there(values: list[Value], permissions: int) -> None:
    kept = tuple(structs.replace(value, permissions=permissions) for value in values)

    assert values_of(values_json(kept)) == kept


@given(st.text())
def test_any_text_is_a_json_string(text: str) -> None:
    assert json.loads(json_string(text)) == text


@given(st.binary())
def test_no_octets_break_the_readers(octets: bytes) -> None:
    read_or_refused(octets)


@given(
    ANYTHING | ALMOST | st.lists(ALMOST, max_size=3) | st.fixed_dictionaries({"values": st.lists(ALMOST, max_size=3)})
)
def test_no_document_breaks_the_readers(document: Any) -> None:
    read_or_refused(json.dumps(document).encode())
    read_or_refused(json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def read_or_refused(octets: bytes) -> None:
    """Whatever it is, it is read, and then it can be written; or it is refused with `Malformed`."""
    with suppress(Malformed):
        assert values_json(read_values(octets).values).startswith(b"[")
    with suppress(Malformed):
        read_values(octets, "refuse")
    with suppress(Malformed):
        read_registration(octets)
