"""Batches: which identifiers are in one, what each of them says, and when two can hold the same one."""

import itertools
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schemas.batch import Batch
from schemas.batch_form import Form
from schemas.batch_members import Members
from schemas.batch_overlap import Run, common
from schemas.batch_values import require_sound
from schemas.change import Put, Retire, pack, unpack
from schemas.coding import Rule
from schemas.coding_segments import Check, Date, Definition, Enumeration, Field, Fixed, Segment, Serial
from schemas.errors import Malformed
from schemas.handle import fold
from schemas.record import Standing
from schemas.value import Value

URL = Value(1, "URL", b"https://trace.example/i/{suffix}?n={serial}&h={handle}", timestamp=1_700_000_000)
NAME = Value(2, "NAME", "泵 {line}-{serial}".encode(), ttl=600, timestamp=1_700_000_000)

LONG = Definition(
    (
        Fixed("sn"),
        Date("made", "YYMM"),
        Enumeration("line", ("A", "b1", "C&")),
        Serial(6),
        Field("model", 8, 1),
        Check("mod37,36", (1, 2, 4)),
    ),
    "-",
)
FIELDS = {"made": "2026-11", "line": "C&", "model": "PX200"}


def batch(
    *segments: Segment,
    first: int = 1,
    last: int = 50,
    values: tuple[Value, ...] = (),
    fields: Mapping[str, str] | None = None,
    separator: str = "",
    **more: Any,
) -> Batch:
    """A batch, registered in 2023."""
    rule = Definition(segments, separator)
    made = {"version": 1, "registered_at": 1_700_000_000, "changed_at": 1_700_000_000, **more}
    return Batch("b1", "88.1000.1", "", "r1", rule, dict(fields or {}), first, last, values, **made)


def of(definition: Definition, fields: Mapping[str, str], **more: Any) -> Members:
    """The members of a batch by a whole definition."""
    return Members(batch(*definition.segments, separator=definition.separator, fields=fields, **more))


# ---- which identifiers are in it


def test_members_are_those_suffixes_and_no_others() -> None:
    members = of(LONG, FIELDS, first=41, last=43)

    made = [members.suffix(serial) for serial in (41, 42, 43)]

    assert made == ["sn-2611-C&-000041-PX200-O", "sn-2611-C&-000042-PX200-M", "sn-2611-C&-000043-PX200-K"]
    assert [members.serial_of(fold(suffix)) for suffix in made] == [41, 42, 43]
    for stranger in (
        "SN-2611-C&-000040-PX200-Q",  # one before
        "SN-2611-C&-000044-PX200-I",  # one behind
        "SN-2611-C&-000042-PX200-O",  # another check character
        "SN-2611-A-000042-PX200-M",  # another line
        "SN-2611-C&-0000042-PX200-M",
        "SN-2611-C&-00004２-PX200-R",  # a digit, but not of ours
        "SN-2611-C&-00004²-PX200-R",
        "SN-2611-C&-00 042-PX200-R",
        "SN-2611-C&-+00042-PX200-R",
        "SN-2611-C&-0_0042-PX200-R",
        "sn-2611-C&-000042-PX200-M",  # not folded: whoever asks has folded it
        "",
    ):
        assert members.serial_of(stranger) is None, stranger


SEGMENTS = (
    st.sampled_from((Serial(1), Serial(3), Serial(2, "hexadecimal"), Serial(2, "ZYXab", first=0), Serial(3, "letters")))
).flatmap(
    lambda serial: st.tuples(
        st.lists(
            st.sampled_from((Fixed("A1"), Fixed("k-"), Date("made", "YYMM"), Fixed("0"))), max_size=2, unique=True
        ),
        st.just(serial),
        st.lists(
            st.sampled_from((Fixed("X"), Fixed("0"), Check("mod37,36"), Check("mod37-2"), Check("mod1271-36"))),
            max_size=3,
        ),
    )
)


@settings(max_examples=100, deadline=None)
@given(parts=SEGMENTS, seed=st.integers(0, 10**6))
def test_a_form_reads_what_the_rule_writes_and_nothing_else(parts: Any, seed: int) -> None:
    before, serial, behind = parts
    try:
        rule = Rule.parse(Definition((*before, serial, *behind), "-" if seed % 2 else ""))
    except Malformed:
        assume(False)
    fields = dict.fromkeys(rule.names, "2026-11")
    assert rule.serial is not None
    number = rule.serial.first + seed % (rule.serial.last - rule.serial.first + 1)
    members = Members(batch(*rule.definition.segments, separator=rule.definition.separator, fields=fields, last=0))
    written = fold(rule.encode(fields, number))

    assert members.form.split(written) == (members.around, number)
    assert members.form.checked(written)
    assert members.form.write(members.around, number) == written
    for place, character in itertools.product(range(len(written)), "0A-X*é"):
        other = written[:place] + character + written[place + 1 :]
        try:
            decoded = rule.decode(other)
            expected = decoded.serial if decoded.fields == fields else None
        except Malformed:
            expected = None
        split = members.form.split(other)
        held = split is not None and split[0] == members.around and members.form.checked(other)
        # Below the rule's first serial lie suffixes that the rule does not make; no batch begins there.
        if held and split is not None and split[1] < rule.serial.first:
            continue
        assert (split[1] if held and split else None) == expected, other


def test_places_of_one_form_come_in_the_order_of_their_serials() -> None:
    form, around = Form.of(Rule.parse(LONG), FIELDS)

    places = [form.place(around, serial) for serial in (0, 9, 10, 99, 2**63 - 2)]

    assert places == sorted(places)
    assert [len(place.split("\t")) for place in places] == [3] * 5
    assert form.mark == Form.of(Rule.parse(LONG), {**FIELDS, "line": "C&", "model": "QX201"})[0].mark
    assert form.mark != Form.of(Rule.parse(LONG), {**FIELDS, "model": "PX20"})[0].mark


# ---- what each of them says


def test_a_member_says_what_it_would_say_alone() -> None:
    members = of(LONG, FIELDS, first=41, last=43, values=(URL, NAME))

    change = members.change(42)

    assert change == Put.of(
        "88.1000.1/sn-2611-C&-000042-PX200-M",
        (
            Value(
                1,
                "URL",
                b"https://trace.example/i/sn-2611-C%26-000042-PX200-M?n=000042&h=88.1000.1/sn-2611-C%26-000042-PX200-M",
                timestamp=1_700_000_000,
            ),
            Value(2, "NAME", "泵 C&-000042".encode(), ttl=600, timestamp=1_700_000_000),
        ),
        1,
        1_700_000_000,
        1_700_000_000,
        0,
    )
    record = members.record(42, 77)
    assert (record.handle.text, record.values) == (change.handle, change.values)
    assert (record.version, record.serial, record.batch, record.active) == (1, 77, "b1", True)


def test_a_member_of_a_retired_batch_is_a_tombstone() -> None:
    gone = Members(batch(Serial(3), version=2, changed_at=1_800_000_000, standing=Standing.RETIRED, before=5))

    assert gone.change(7) == Retire("88.1000.1/007", 2, 1_800_000_000, 5)
    assert gone.record(7, 9).values == ()
    assert not gone.record(7, 9).active


@pytest.mark.parametrize(
    ("type", "data", "expected"),
    [
        ("URL", "https://a.example/{lot}?s={suffix}", "https://a.example/B%20/%3F1?s=PB%20/%3F1007"),
        ("url.alt", "https://a.example/{handle}", "https://a.example/88.1000.1/PB%20/%3F1007"),
        ("NOTE", "{lot}|{serial}|{suffix}|{handle}", "B /?1|007|PB /?1007|88.1000.1/PB /?1007"),
        ("NOTE", '{"a": {"serial": "{serial}"}}', '{"a": {"serial": "007"}}'),
        ("NOTE", "${serial} ${x} {} {1} {a=b} {", "${serial} ${x} {} {1} {a=b} {"),
        ("10320/loc", '<x h="https://a.example/{hdl}?{suffix}"/>', '<x h="https://a.example/{hdl}?PB%20/%3F1007"/>'),
        ("LINK", '{"href":"https://a.example/{suffix}"}', '{"href":"https://a.example/PB%20/%3F1007"}'),
        ("HS_ALIAS", "88.1000.1/OLD-{serial}", "88.1000.1/OLD-007"),
        ("HS_NAMESPACE", "{serial}", "{serial}"),
        ("HS_SECKEY", "{serial}", "{serial}"),
    ],
)
def test_placeholders(type: str, data: str, expected: str) -> None:
    segments = (Fixed("P"), Enumeration("lot", ("B /?1",)), Serial(3))
    members = Members(batch(*segments, fields={"lot": "B /?1"}, values=(Value(1, type, data.encode()),)))

    assert members.values(7)[0].data.decode() == expected


def test_octets_that_are_no_text_are_the_same_for_all() -> None:
    octets = Value(1, "PHOTO", b"\xff{serial}")

    assert Members(batch(Serial(3), values=(octets,))).values(7) == (octets,)


@pytest.mark.parametrize(
    ("type", "data", "sentence"),
    [
        (
            "URL",
            "https://a.example/{seriel}",
            "value 1 has {seriel}, expected one of {serial}, {suffix}, {handle}, {lot}",
        ),
        ("NOTE", "{批次}", "value 1 has {批次}, expected one of {serial}, {suffix}, {handle}, {lot}"),
        (
            "URL",
            "https://{serial}.a.example/",
            "value 1 is 'https://{serial}.a.example/', expected an address whose first placeholder stands behind its "
            "scheme and host",
        ),
        (
            "URL",
            "{suffix}",
            "value 1 is '{suffix}', expected an address whose first placeholder stands behind its scheme and host",
        ),
        (
            "URL",
            "http//a.example/{serial}",
            "value 1 is 'http//a.example/{serial}', expected an address whose first placeholder stands behind its "
            "scheme and host",
        ),
        (
            "URL",
            "http:/a.example/{serial}",
            "value 1 is 'http:/a.example/{serial}', expected an address whose first placeholder stands behind its "
            "scheme and host",
        ),
        (
            "URL",
            "https://a.example/" + "{serial}" * 3_000,
            "value 1 would be 'https://a.example/00100100100100100100100100100100100100100100100100100100100100' in "
            "one member: an address has at most 8000 octets, got 9018",
        ),
        ("NOTE", "{handle}" * 16_000, "value 1 has at most 131072 octets, got 224000"),
        (
            "10320/loc",
            "<locations><location weight='{serial}x' href='https://a.example/{serial}'/></locations>",
            "value 1 would be \"<locations><location weight='001x' href='https://a.example/001'/></locations>\" in one "
            "member: cannot read '001x' as the weight of location 1: expected a number up to 1000000000",
        ),
        (
            "HS_ALIAS",
            "{serial}",
            "value 1 would be '001' in one member: cannot read '001' as a handle: expected a slash between prefix and "
            "suffix",
        ),
        (
            "LINK",
            '{"href": https://a.example/{serial}}',
            "value 1 would be '{\"href\": https://a.example/001}' in one member: JSON is malformed: invalid character "
            "(byte 9)",
        ),
    ],
)
def test_what_no_member_could_say_is_refused(type: str, data: str, sentence: str) -> None:
    value = Value(1, type, data.encode())

    with pytest.raises(Malformed) as refused:
        require_sound(Members(batch(Serial(3), Enumeration("lot", ("A", "B")), fields={"lot": "A"}, values=(value,))))

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "data",
    ["https://a.example/{serial}", "http://a.example?{serial}", "coap://h/{suffix}", "urn:x:{serial}", "javascript:1"],
)
def test_addresses_that_hold(data: str) -> None:
    require_sound(Members(batch(Serial(3), values=(Value(1, "URL", data.encode()),))))


def test_the_heaviest_characters_are_tried_and_not_only_the_first_and_last_serial() -> None:
    """A Chinese character takes nine octets in an address and no serial near the ends of this batch has one."""
    short, long = (
        Members(batch(Serial(3, "01件"), first=1, last=26, values=(Value(1, "URL", text.encode()),)))
        for text in ("https://a.example/{serial}", "https://a.example/" + "{serial}" * 400)
    )

    require_sound(short)
    with pytest.raises(Malformed, match="an address has at most 8000 octets, got 10818$"):
        require_sound(long)


def test_the_data_of_one_member_are_bounded_together() -> None:
    many = tuple(Value(index, "NOTE", b"{handle}" * 8_000) for index in range(1, 12))

    with pytest.raises(Malformed, match="^the values of 001 have 1144000 octets, expected at most 1048576$"):
        require_sound(Members(batch(Serial(3), values=many)))


def test_the_journal_gives_a_batch_back() -> None:
    whole = batch(*LONG.segments, separator="-", fields=FIELDS, values=(URL, NAME), before=3)

    assert unpack(pack((whole,))) == (whole,)
    assert (whole.count, whole.active) == (50, True)


# ---- when two can hold the same one

DIGITS = "0123456789"


def test_where_the_serials_stand_elsewhere_the_digits_decide() -> None:
    four, three = Form(5, (1, 5), DIGITS), Form(5, (2, 5), DIGITS)
    letters = Form(5, (1, 5), "ABCDEFGHIJ")

    assert common(Run(four, "A", 0, 1499), Run(three, "A1", 500, 600)) is None
    assert common(Run(four, "A", 0, 1500), Run(three, "A1", 500, 600)) == "A1500"
    assert common(Run(four, "A", 1601, 9999), Run(three, "A1", 500, 600)) is None
    assert common(Run(four, "A", 0, 9999), Run(three, "B1", 0, 999)) is None
    assert common(Run(four, "A", 0, 9999), Run(letters, "A", 0, 9999)) is None
    assert common(Run(four, "A", 0, 9999), Run(Form(6, (1, 6), DIGITS), "A", 0, 99_999)) is None


FORMS = st.tuples(st.integers(0, 4), st.integers(1, 3), st.sampled_from(("01", "012", "10", "0A", "012A")))


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Runs of five characters, of few different ones, so that many of them meet."""
    at, width, characters = draw(FORMS)
    at = min(at, 5 - width)
    most = len(characters) ** width - 1
    first, last = sorted((draw(st.integers(0, most)), draw(st.integers(0, most))))
    around = draw(st.text("01A", min_size=5 - width, max_size=5 - width))
    return Run(Form(5, (at, at + width), characters), around, first, last)


@settings(max_examples=500, deadline=None)
@given(one=runs(), other=runs())
def test_two_runs_are_apart_exactly_when_they_have_nothing_in_common(one: Run, other: Run) -> None:
    both = {run.form.write(run.around, serial) for run in (one,) for serial in range(run.first, run.last + 1)} & {
        run.form.write(run.around, serial) for run in (other,) for serial in range(run.first, run.last + 1)
    }

    found = common(one, other)

    assert one.exact
    assert (found in both) if both else (found is None)


def test_check_characters_prove_nothing_but_hide_nothing() -> None:
    luhn, _ = Form.of(Rule.parse(Definition((Serial(4), Check("luhn")))), {})
    longer, _ = Form.of(Rule.parse(Definition((Serial(5),))), {})
    pure, _ = Form.of(Rule.parse(Definition((Serial(4), Check("mod11-2")))), {})

    assert common(Run(luhn, "", 0, 99), Run(longer, "", 1_000, 99_999)) is None
    assert common(Run(luhn, "", 0, 100), Run(longer, "", 1_000, 99_999)) == "01000"
    assert not Run(luhn, "", 0, 99).exact
    assert common(Run(luhn, "", 0, 99), Run(pure, "", 99, 200)) is not None
    assert common(Run(luhn, "", 0, 99), Run(luhn, "", 99, 200)) == "00992"
    assert common(Run(luhn, "", 0, 99), Run(luhn, "", 100, 200)) is None
