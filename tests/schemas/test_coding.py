"""Coding rules: each refusal in a sentence, one reading for each suffix, there and back for rules drawn by lot."""

import contextlib
import random
import string
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.coding import Decoded, Rule
from schemas.coding_dates import DateForm
from schemas.coding_segments import (
    CHARACTER_SETS,
    Check,
    Date,
    DateFormat,
    Definition,
    Enumeration,
    Example,
    Field,
    Fixed,
    Segment,
    Serial,
    read_rule,
)
from schemas.errors import Malformed
from schemas.handle import Handle, fold, registrable
from schemas.prefix import Prefix

FORMATS: tuple[DateFormat, ...] = (
    *(
        "YYYYMMDD",
        "YYMMDD",
        "YYYY-MM-DD",
        "YYYYDDD",
        "YYDDD",
        "YYYYWW",
        "YYWW",
        "YYYYMM",
        "YYMM",
        "YYYY-MM",
        "YYYY",
        "YY",
    ),
)
LINES = Enumeration("line", ("A", "AB", "C"))


def rule(*segments: Segment, separator: str = "") -> Rule:
    return Rule.parse(Definition(segments, separator))


# What a rule makes of fields and a serial, and reads again.
MADE: list[tuple[Rule, dict[str, str], int | None, str]] = [
    (rule(Fixed("SN-"), Serial(6)), {}, 1, "SN-000001"),
    (rule(Fixed("sn-"), Serial(6, first=0)), {}, 0, "sn-000000"),
    (rule(Serial(3, "hexadecimal")), {}, 4095, "FFF"),
    (rule(Serial(3, "crockford")), {}, 31, "00Z"),
    (rule(Serial(2, "零一二")), {}, 5, "一二"),
    (rule(Serial(12, "alphanumeric")), {}, 36**12 - 1, "Z" * 12),
    (rule(LINES, Fixed("-"), Serial(2)), {"line": "AB"}, 7, "AB-07"),
    (rule(LINES, Serial(2)), {"line": "A"}, 7, "A07"),
    (rule(Field("model", 8, 1), Serial(4)), {"model": "PX2"}, 7, "PX20007"),
    (rule(Field("model", 8, 1), LINES, separator="."), {"model": "PX2", "line": "A"}, None, "PX2.A"),
    (rule(Date("made", "YYMMDD"), Serial(4), separator="-"), {"made": "2026-11-22"}, 7, "261122-0007"),
    (rule(Serial(10), Check("luhn")), {}, 7992739871, "79927398713"),
    (rule(Fixed("0950600013437"), Check("gs1")), {}, None, "09506000134376"),
    (rule(Fixed("91350100M000100Y4"), Check("mod31")), {}, None, "91350100M000100Y43"),
    (rule(Fixed("079"), Check("mod11-2")), {}, None, "079X"),
    (rule(Fixed("000000021825009"), Check("mod11-2")), {}, None, "0000000218250097"),
    (rule(Fixed("A999914123456"), Check("mod37-2")), {}, None, "A999914123456N"),
    (rule(Fixed("794"), Check("mod97-10")), {}, None, "79444"),
    (rule(Fixed("BAISDLAFK"), Check("mod661-26")), {}, None, "BAISDLAFKBM"),
    (rule(Fixed("ISO79"), Check("mod1271-36")), {}, None, "ISO793W"),
    (rule(Fixed("0794"), Check("mod11,10")), {}, None, "07945"),
    (rule(Fixed("A12425GABC1234002"), Check("mod37,36")), {}, None, "A12425GABC1234002M"),
    (rule(Fixed("sn"), Serial(3), Check("luhn", (2,)), separator="-"), {}, 59, "sn-059-6"),
]


@pytest.mark.parametrize(("made", "fields", "serial", "suffix"), MADE)
def test_what_a_rule_makes_it_reads_again(made: Rule, fields: dict[str, str], serial: int | None, suffix: str) -> None:
    assert made.encode(fields, serial) == suffix
    assert made.decode(suffix) == Decoded(fields, serial)
    assert made.decode(fold(suffix)) == made.decode(suffix.lower()) == Decoded(fields, serial)
    made.try_out(Example(suffix, fields, serial))


# A rule that cannot be, and the whole sentence about it.
REFUSED: list[tuple[Definition, str]] = [
    (Definition(()), "a rule has 1 to 32 segments, got 0 (at segments)"),
    (Definition((Serial(1),) * 33), "a rule has 1 to 32 segments, got 33 (at segments)"),
    (Definition((Serial(4), Serial(4))), "a rule has one serial at most (at segments)"),
    (Definition((Fixed(""),)), "the text of segment 1 (fixed) has 0 characters, expected 1 to 64 (at segments[0])"),
    (
        Definition((Fixed("ab\n"),)),
        "the text of segment 1 (fixed) has U+000A, expected printable ASCII, Latin or Chinese characters "
        "(at segments[0])",
    ),
    (
        Definition((Fixed("а"),)),
        "the text of segment 1 (fixed) has U+0430, expected printable ASCII, Latin or Chinese characters "
        "(at segments[0])",
    ),
    (
        Definition((Fixed(" SN"),)),
        "a suffix would begin with a space, by segment 1, which no identifier may (at segments[0])",
    ),
    (
        Definition((Serial(4), Enumeration("line", ("A", "B ")))),
        "a suffix would end with a space, by segment 2, which no identifier may (at segments[1])",
    ),
    (
        Definition((Enumeration("line", ()),)),
        "segment 1 (enumeration line) has 0 values, expected 1 to 1000 (at segments[0])",
    ),
    (
        Definition((Enumeration("line", ("A", "a")),)),
        "segment 1 (enumeration line) has 'a' and 'A', which are one text in an identifier (at segments[0])",
    ),
    (
        Definition((Field("lot", 4), Fixed("-"), Date("lot"))),
        "segment 3 (date lot) has the name of a segment before it (at segments[2])",
    ),
    (
        Definition((Field("{lot}", 4),)),
        "the name of segment 1 (field {lot}) is '{lot}', expected 1 to 64 printable characters without braces and "
        "equals signs (at segments[0])",
    ),
    (
        Definition((Field("lot", 4, 0),)),
        "segment 1 (field lot) has 0 to 4 characters, expected at least 1 and at most 64 (at segments[0])",
    ),
    (
        Definition((Field("lot", 65),)),
        "segment 1 (field lot) has 65 to 65 characters, expected at least 1 and at most 64 (at segments[0])",
    ),
    (
        Definition((Field("lot", 4, characters="aA"),)),
        "the characters of segment 1 (field lot) have 'A' twice, or as a small and a capital letter, which are one in "
        "an identifier; sets with a name are digits, letters, alphanumeric, hexadecimal, crockford, uscc "
        "(at segments[0])",
    ),
    (
        Definition((Field("lot", 4, characters="a b"),)),
        "the characters of segment 1 (field lot) have U+0020, which no set may have (at segments[0])",
    ),
    (
        Definition((Serial(19),)),
        "segment 1 (serial) counts to 10^19 - 1, expected at most 2^63 - 2 (at segments[0])",
    ),
    (Definition((Serial(10**9),)), "segment 1 (serial) has 1000000000 characters, expected 1 to 64 (at segments[0])"),
    (Definition((Serial(2, first=100),)), "segment 1 (serial) begins at 100, expected 0 to 99 (at segments[0])"),
    (
        Definition((Serial(2, "7"),)),
        "segment 1 (serial) has one character to count with, expected at least 2 (at segments[0])",
    ),
    (Definition((Check("luhn"),)), "segment 1 (check) has nothing before it to check (at segments[0])"),
    (
        Definition((Serial(2), Check("luhn", (2,)))),
        "segment 2 (check) is computed over segment 2, expected one before it (at segments[1])",
    ),
    (
        Definition((Serial(2), Check("luhn", (1, 1)))),
        "segment 2 (check) is computed over one segment twice (at segments[1])",
    ),
    (
        Definition((Fixed("SN-"), Serial(2), Check("luhn"))),
        "segment 3 (check) is computed over segment 1 (fixed), which can have '-', and luhn reads 0123456789 only "
        "(at segments[2])",
    ),
    (
        Definition(tuple(Field(f"f{n}", 64) for n in range(3)), "-"),
        "a suffix of this rule may have 194 octets, expected at most 190 (at segments)",
    ),
    (
        Definition((Field("model", 8, 1), Field("lot", 8, 1))),
        "nobody could tell where segment 1 (field model) ends: it can go on with '0', and segment 2 (field lot) can "
        "begin with it; give it one length, or put a separator in between (at segments[0])",
    ),
    (
        Definition((LINES, Fixed("B"), Field("lot", 8, 1))),
        "nobody could tell where segment 1 (enumeration line) ends: it can go on with 'B', and segment 2 (fixed) can "
        "begin with it; give it one length, or put a separator in between (at segments[0])",
    ),
    (
        Definition((Field("model", 8, 1), Field("lot", 8, 1)), "X"),
        "nobody could tell where segment 1 (field model) ends: it can go on with 'X', and the separator before segment "
        "2 can begin with it; give it one length, or put a separator in between (at segments[0])",
    ),
]


@pytest.mark.parametrize(("definition", "sentence"), REFUSED)
def test_a_rule_that_cannot_be_is_refused_by_name(definition: Definition, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        Rule.parse(definition)

    assert str(refused.value) == sentence


USUAL = rule(
    Fixed("SN"), Date("made", "YYMM"), Field("lot", 4, 2), LINES, Serial(4), Check("mod37,36", (2, 5)), separator="-"
)
UNREADABLE: list[tuple[str, str]] = [
    ("", "segment 1 (fixed), at character 1, is '', expected 'SN'"),
    ("SM-2611-AB-C-0001-X", "segment 1 (fixed), at character 1, is 'SM', expected 'SN'"),
    ("SN2611-AB-C-0001-X", "the separator before segment 2, at character 3, is '2', expected '-'"),
    ("SN-2613-AB-C-0001-X", "segment 2 (date made), at character 4, is '2613', expected a date as YYMM"),
    ("SN-26１1-AB-C-0001-X", "segment 2 (date made), at character 4, is '26１1', expected a date as YYMM"),
    (
        "SN-2611-A-C-0001-X",
        "segment 3 (field lot), at character 9, is 'A-C-', expected 2 to 4 characters of alphanumeric",
    ),
    ("SN-2611-ABCDE-C-0001-X", "the separator before segment 4, at character 13, is 'E', expected '-'"),
    ("SN-2611-AB-D-0001-X", "segment 4 (enumeration line), at character 12, is 'D-', expected one of A, AB, C"),
    (
        "SN-2611-AB-C-00O1-X",
        "segment 5 (serial), at character 14, is '00O1', expected 4 characters of digits from 1 up",
    ),
    (
        "SN-2611-AB-C-0000-X",
        "segment 5 (serial), at character 14, is '0000', expected 4 characters of digits from 1 up",
    ),
    ("SN-2611-AB-C-001", "segment 5 (serial), at character 14, is '001', expected 4 characters of digits from 1 up"),
    ("SN-2611-AB-C-0001-X", "segment 6 (check), at character 19, is 'X', expected the check character (mod37,36)"),
]


@pytest.mark.parametrize(("suffix", "found"), UNREADABLE)
def test_a_suffix_of_another_rule_is_refused_with_the_place(suffix: str, found: str) -> None:
    with pytest.raises(Malformed) as refused:
        USUAL.decode(suffix)

    assert str(refused.value) == f"cannot decode {suffix!r}: {found}"


def test_a_suffix_that_goes_on_is_refused() -> None:
    with pytest.raises(Malformed) as refused:
        rule(Fixed("SN"), Serial(2)).decode("SN01-2")

    assert str(refused.value) == "cannot decode 'SN01-2': it goes on with '-2' at character 5, expected its end"


@pytest.mark.parametrize(
    ("fields", "serial", "sentence"),
    [
        ({"made": "2026-11"}, 1, "the field line is missing"),
        (
            {"made": "2026-11", "lot": "AB", "line": "C", "colour": "red"},
            1,
            "the rule has no field 'colour', expected line, lot, made",
        ),
        ({"made": "2026-11", "lot": "AB", "line": "C"}, None, "the serial is missing"),
        (
            {"made": "2026-11-22", "lot": "AB", "line": "C"},
            1,
            "segment 2 (date made) is '2026-11-22', expected a month as in 2026-11, of 2000 to 2099",
        ),
        (
            {"made": "1999-11", "lot": "AB", "line": "C"},
            1,
            "segment 2 (date made) is '1999-11', expected a month as in 2026-11, of 2000 to 2099",
        ),
        (
            {"made": "2026-11", "lot": "ab", "line": "C"},
            1,
            "segment 3 (field lot) is 'ab', expected 2 to 4 characters of alphanumeric",
        ),
        (
            {"made": "2026-11", "lot": "AB", "line": "c"},
            1,
            "segment 4 (enumeration line) is 'c', expected one of A, AB, C",
        ),
        ({"made": "2026-11", "lot": "AB", "line": "C"}, 10_000, "segment 5 (serial) is 10000, expected 1 to 9999"),
        ({"made": "2026-11", "lot": "AB", "line": "C"}, 0, "segment 5 (serial) is 0, expected 1 to 9999"),
    ],
)
def test_what_does_not_fit_is_refused(fields: dict[str, str], serial: int | None, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        USUAL.encode(fields, serial)

    assert str(refused.value) == sentence


def test_a_rule_without_a_serial_takes_none() -> None:
    with pytest.raises(Malformed, match="^the rule has no serial, got 7$"):
        rule(Fixed("SN")).encode({}, 7)


@pytest.mark.parametrize(
    ("example", "sentence"),
    [
        (Example("SN-02", {}, 1), "the example 'SN-02' does not hold: the rule makes 'SN-01'"),
        (Example("sn-01", {}, 1), "the example 'sn-01' does not hold: the rule makes 'SN-01'"),
        (Example("SN-01"), "the serial is missing"),
    ],
)
def test_an_example_that_does_not_hold(example: Example, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        rule(Fixed("SN-"), Serial(2)).try_out(example)

    assert str(refused.value) == sentence


# The JSON form.

GOOD = b'{"prefix":"88.1000.1","name":"sn","segments":[{"kind":"fixed","text":"SN-"},{"kind":"serial","width":6}]}'


def test_the_json_form_is_strict() -> None:
    read = read_rule(GOOD)

    assert (read.prefix, read.name) == ("88.1000.1", "sn")
    assert read.definition == Definition((Fixed("SN-"), Serial(6)))
    assert msgspec.json.decode(msgspec.json.encode(read.definition), type=Definition) == read.definition


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            b'"fixed"',
            b'"regex"',
            "cannot read a coding rule: 'regex' is not one of those allowed here (at segments[0].kind)",
        ),
        (
            b'"width":6',
            b'"width":"6"',
            "cannot read a coding rule: expected integer, got string (at segments[1].width)",
        ),
        (b'"width":6', b'"length":6', 'cannot read a coding rule: unknown member "length" (at segments[1])'),
        (b'"width":6', b'"characters":"digits"', 'cannot read a coding rule: missing member "width" (at segments[1])'),
        (b'"name":"sn",', b"", 'cannot read a coding rule: missing member "name"'),
        (b"]}", b"", "cannot read a coding rule: the JSON ends too early"),
    ],
)
def test_another_json_is_refused(old: bytes, new: bytes, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_rule(GOOD.replace(old, new))

    assert str(refused.value) == sentence


def test_no_named_set_can_be_meant_as_a_set_itself() -> None:
    assert [name for name in CHARACTER_SETS if len(set(name)) == len(name)] == []
    assert all(len({*fold(characters)}) == len(characters) for characters in CHARACTER_SETS.values())


# Dates.


@pytest.mark.parametrize("format", FORMATS)
@given(day=st.dates())
def test_a_date_is_read_as_it_was_written(format: DateFormat, day: Any) -> None:
    form = DateForm(format)
    year, week, _ = day.isocalendar()
    field = (
        f"{year:04}-W{week:02}"
        if "WW" in format
        else day.isoformat()[: 10 if "D" in format else 7 if "M" in format else 4]
    )
    written = form.write(field)

    if "YYYY" not in format and field[:2] != "20":
        assert written is None
    elif 1 <= int(field[:4]) <= 9999:
        assert written is not None
        assert form.read(written) == field


@pytest.mark.parametrize(
    ("format", "digits"),
    [
        ("YYYYMMDD", "20260229"),
        ("YYYYMMDD", "00000101"),
        ("YYYYMMDD", "2026110"),
        ("YYYYDDD", "2026366"),
        ("YYYYDDD", "2026000"),
        ("YYYYWW", "202654"),
        ("YYYYWW", "202600"),
        ("YYYYMM", "202613"),
        ("YYYY", "0000"),
        ("YYYY-MM", "2026/11"),
        ("YYMM", "²²11"),
    ],
)
def test_dates_that_do_not_exist(format: DateFormat, digits: str) -> None:
    assert DateForm(format).read(digits) is None


@pytest.mark.parametrize(
    "field", ["", "2026-2-1", "20260201", "2026-02-29", "2026-02-01T00", "+026-02-01", "2026-W05-1"]
)
def test_fields_that_are_no_day(field: str) -> None:
    assert DateForm("YYYYMMDD").write(field) is None


# Rules drawn by lot.

_SETS = [*CHARACTER_SETS, "xyz", "甲乙丙", "!-.", "01", "aBc7"]
_TEXT = st.text(alphabet="ABab01-./甲 ", min_size=1, max_size=3)
ALGORITHMS = (
    "luhn",
    "gs1",
    "mod31",
    "mod11-2",
    "mod37-2",
    "mod97-10",
    "mod661-26",
    "mod1271-36",
    "mod11,10",
    "mod37,36",
)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Rules of up to seven segments; many are refused, and rightly."""
    segments: list[Segment] = []
    for number in range(draw(st.integers(1, 7))):
        name = f"f{number}"
        kind = draw(st.sampled_from(["fixed", "enumeration", "date", "field", "serial", "check"]))
        if kind == "fixed":
            segments.append(Fixed(draw(_TEXT)))
        elif kind == "enumeration":
            segments.append(Enumeration(name, tuple(draw(st.lists(_TEXT, min_size=1, max_size=5)))))
        elif kind == "date":
            segments.append(Date(name, draw(st.sampled_from(FORMATS))))
        elif kind == "field":
            width = draw(st.integers(1, 5))
            least = draw(st.none() | st.integers(1, width))
            segments.append(Field(name, width, least, draw(st.sampled_from(_SETS))))
        elif kind == "serial":
            width = draw(st.integers(1, 8))
            segments.append(Serial(width, draw(st.sampled_from(_SETS)), draw(st.integers(0, 2))))
        else:
            over = tuple(draw(st.sets(st.integers(1, max(1, number)), max_size=3)))
            segments.append(Check(draw(st.sampled_from(ALGORITHMS)), over))
    return Definition(tuple(segments), draw(st.sampled_from(["", "", "-", ".", "::"])))


def drawn(draw: st.DrawFn, made: Rule) -> tuple[dict[str, str], int | None]:
    """Fields and a serial that fit a rule."""
    fields: dict[str, str] = {}
    serial = None
    for segment in made.definition.segments:
        if isinstance(segment, Enumeration):
            fields[segment.name] = draw(st.sampled_from(segment.values))
        elif isinstance(segment, Date):
            form = DateForm(segment.format)
            digits = draw(st.sampled_from(["20260228", "20000101", "20991231", "20240229", "20201231"]))
            shown = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
            shown = shown if "D" in segment.format else f"{digits[:4]}-W53" if "WW" in segment.format else shown[:7]
            shown = shown if "M" in segment.format or "D" in segment.format or "W" in segment.format else shown[:4]
            fields[segment.name] = shown if form.write(shown) else "2026-W01"
        elif isinstance(segment, Field):
            characters = CHARACTER_SETS.get(segment.characters, segment.characters)
            fields[segment.name] = draw(
                st.text(characters, min_size=segment.least or segment.width, max_size=segment.width)
            )
        elif isinstance(segment, Serial):
            assert made.serial is not None
            serial = draw(st.integers(made.serial.first, made.serial.last))
    return fields, serial


MANY = settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))


@MANY
@given(st.data())
def test_encoding_and_decoding_undo_each_other(data: st.DataObject) -> None:
    try:
        made = Rule.parse(data.draw(definitions()))
    except Malformed:
        return
    fields, serial = data.draw(st.composite(drawn)(made))

    suffix = made.encode(fields, serial)

    assert len(suffix) <= made.longest
    assert made.decode(suffix) == made.decode(fold(suffix)) == made.decode(suffix.lower()) == Decoded(fields, serial)
    assert made.encode(made.decode(suffix).fields, made.decode(suffix).serial) == suffix
    assert readings(made.definition, suffix) == 1
    registrable(Handle(Prefix("88.1000.1"), suffix))


@MANY
@given(definitions(), st.text(alphabet="ABab01279-./甲乙xX ", max_size=12))
def test_what_is_read_is_made_again(definition: Definition, text: str) -> None:
    try:
        made = Rule.parse(definition)
    except Malformed:
        return
    try:
        read = made.decode(text)
    except Malformed:
        assert readings(definition, text) == 0
        return

    assert fold(made.encode(read.fields, read.serial)) == fold(text)
    assert readings(definition, text) == 1


def readings(definition: Definition, suffix: str) -> int:
    """In how many ways a suffix can be read: all are tried, which may take for ever and does not with small rules."""
    text = fold(suffix)
    between = Fixed(definition.separator) if definition.separator else None
    steps: list[tuple[int, Segment]] = []
    for number, segment in enumerate(definition.segments, start=1):
        if between is not None and steps:
            steps.append((0, between))
        steps.append((number, segment))

    def ways(step: int, at: int, taken: dict[int, str]) -> int:
        if step == len(steps):
            return at == len(text)
        number, segment = steps[step]
        found = 0
        for end in range(at + 1, len(text) + 1):
            piece = text[at:end]
            if _stands(segment, piece, [taken[one] for one in sorted(taken) if one], taken):
                found += ways(step + 1, end, {**taken, number: piece})
        return found

    return ways(0, 0, {})


def _stands(segment: Segment, piece: str, before: list[str], taken: dict[int, str]) -> bool:
    """Whether a folded piece of text can be this segment."""
    if isinstance(segment, Fixed):
        return piece == fold(segment.text)
    if isinstance(segment, Enumeration):
        return piece in {fold(value) for value in segment.values}
    if isinstance(segment, Date):
        return len(piece) == len(segment.format) and DateForm(segment.format).read(piece) is not None
    if isinstance(segment, Check):
        checked = "".join(taken[one] for one in segment.over) if segment.over else "".join(before)
        return rule(Fixed(checked), Check(segment.algorithm)).encode({}) == checked + piece
    characters = fold(CHARACTER_SETS.get(segment.characters, segment.characters))
    if isinstance(segment, Field):
        least = segment.width if segment.least is None else segment.least
        return least <= len(piece) <= segment.width and set(piece) <= set(characters)
    value = 0
    for character in piece:
        value = value * len(characters) + characters.index(character) if character in characters else -(10**30)
    return len(piece) == segment.width and value >= segment.first


@pytest.mark.parametrize("definition", [one for one, sentence in REFUSED if sentence.startswith("nobody could tell")])
def test_the_twin_what_is_refused_as_ambiguous_has_a_suffix_with_two_readings(definition: Definition) -> None:
    alphabet = "ABX0"
    assert any(readings(definition, suffix) > 1 for suffix in _all(alphabet, 5))


def _all(alphabet: str, longest: int) -> Iterator[str]:
    texts = [""]
    for _ in range(longest):
        texts = [text + character for text in texts for character in alphabet]
        yield from texts


def test_ten_thousand_random_texts_crash_no_rule() -> None:
    dice = random.Random(20261122)
    rules = [USUAL, *(made for made, *_ in MADE)]
    signs = string.printable + "甲乙零一İıſK\ud800\x00🏭²１"
    for _ in range(10_000):
        text = "".join(dice.choices(signs, k=dice.randrange(40)))
        for made in rules:
            try:
                made.decode(text)
            except Malformed:
                continue


def test_ten_thousand_broken_documents_crash_nothing() -> None:
    dice = random.Random(20261122)
    read = 0
    for _ in range(10_000):
        octets = bytearray(GOOD)
        for _ in range(dice.randrange(1, 4)):
            octets[dice.randrange(len(octets))] = dice.choice(b'"{}[]:,0123456789abcde-\\ \xff')
        try:
            Rule.parse(read_rule(bytes(octets)).definition)
            read += 1
        except Malformed:
            continue
    assert read > 0


def test_evil_rules_and_texts_take_no_more_time() -> None:
    """threats.md T24: a thousand evil rules and texts, at most 10 ms each, in this thread's own time."""
    dice = random.Random(24)
    nested = tuple("A" * length for length in range(1, 65))
    slowest = 0.0
    for number in range(1_000):
        segments: list[Segment] = [
            Enumeration("nested", nested),
            Fixed("-"),
            *(
                Field(f"f{n}", dice.randrange(1, 5), 1, "A" if number % 2 else "alphanumeric") if n % 2 else Fixed("-")
                for n in range(1, 30)
            ),
        ]
        made = rule(*segments)
        text = "A" * dice.choice([63, 64, 65, 1_000, 100_000]) + "-A" * dice.randrange(200)
        taken = []
        for _ in range(3):
            began = time.thread_time()
            with contextlib.suppress(Malformed):
                made.decode(text)
            taken.append(time.thread_time() - began)
        slowest = max(slowest, min(taken))

    assert slowest < 0.010
