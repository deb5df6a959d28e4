"""Templates: what is read from HS_NAMESPACE, and what they make of a base record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Malformed
from schemas.expansion import expand
from schemas.handle import Handle
from schemas.namespace import Template, split
from schemas.value import PUBLIC, SECRET, Reference, Value

HANDLE = Handle.parse("88.1.1/base@x=12")
BASE = (
    Value(1, "URL", b"https://a.example/", 60, 100, references=(Reference("8/a", 1),)),
    Value(2, "BIN", b"\xff\x00", timestamp=200),
    Value(3, "HS_SECKEY", b"secret", timestamp=50),
)


def template(body: str, attributes: str = 'delimiter="@"') -> Template:
    """The template with these statements."""
    found = Template.parse(f"<namespace><template {attributes}>{body}</template></namespace>".encode())
    assert found is not None
    return found


def expanded(body: str, handle: Handle = HANDLE, values: tuple[Value, ...] = BASE) -> tuple[Value, ...] | None:
    """What a template makes of the base record."""
    parts = split(handle, "@")
    assert parts is not None
    return expand(template(body), handle, *parts, values)


EXAMPLE = r"""<foreach>
  <if value="type" test="equals" expression="URL">
    <if value="extension" test="matches" expression="x=(\d+)" parameter="x"><value data="${data}?x=${x[1]}"/></if>
    <else><notfound/></else>
  </if>
  <else><value/></else>
</foreach>"""


def test_the_example_rewrites_the_url_and_keeps_the_rest() -> None:
    assert expanded(EXAMPLE) == (
        Value(1, "URL", b"https://a.example/?x=12", 60, 100, references=(Reference("8/a", 1),)),
        Value(2, "BIN", b"\xff\x00", timestamp=200),
        Value(3, "HS_SECKEY", b"secret", timestamp=50, permissions=SECRET),
    )


def test_the_example_does_not_find_other_extensions() -> None:
    assert expanded(EXAMPLE, Handle.parse("88.1.1/base@y")) is None


@pytest.mark.parametrize(
    ("statements", "values"),
    [
        ("", ()),
        ("<notfound/>", None),
        (
            '<value index="7" type="URL" data="${handle}|${base}|${extension}|${none}|${x[9]}|$$"/>',
            (Value(7, "URL", b"88.1.1/base@x=12|88.1.1/base|x=12|||$$", timestamp=200),),
        ),
        (
            '<def parameter="n" expression="[${extension}]"/><value index="1" type="A" data="${n}${n}"/>',
            (Value(1, "A", b"[x=12][x=12]", timestamp=200),),
        ),
        (
            '<if value="extension" test="matches" expression="(.)=(.)(.*)" parameter="m">'
            '<value index="1${m[2]}" type="${m[1]}" data="${m}"/></if>',
            (Value(11, "x", b"x=12", timestamp=200),),
        ),
        (
            '<if value="${extension}!" test="equals" expression="x=12!" negate="true"><notfound/></if>'
            '<else><value index="1" type="A" data=""/></else>',
            (Value(1, "A", b"", timestamp=200),),
        ),
        ('<if value="unknown" test="equals" expression=""><notfound/></if>', None),
        (
            '<foreach><if value="index" test="matches" expression="[12]">'
            '<value index="${index}0" type="${type}.x"/></if></foreach>',
            (
                Value(10, "URL.x", b"https://a.example/", 60, 100, references=(Reference("8/a", 1),)),
                Value(20, "BIN.x", b"\xff\x00", timestamp=200),
            ),
        ),
        (
            '<foreach><if value="index" test="equals" expression="3"><value type="URL"/></if></foreach>',
            (Value(3, "URL", b"secret", timestamp=50, permissions=SECRET),),
        ),
        (
            '<foreach><def parameter="seen" expression="${data}"/></foreach><value index="1" type="A" data="${seen}"/>',
            (Value(1, "A", b"", timestamp=200),),
        ),
    ],
)
def test_what_statements_make(statements: str, values: tuple[Value, ...] | None) -> None:
    assert expanded(statements) == values


@pytest.mark.parametrize(
    ("text", "delimiter", "parts"),
    [
        ("88.1.1/base@x", "@", ("88.1.1/base", "x")),
        ("88.1.1/base@", "@", ("88.1.1/base", "")),
        ("88.1.1/a/b/c", "/", ("88.1.1/a", "b/c")),
        ("88.1.1/base", "@", None),
        ("88.1.1/@x", "@", None),
    ],
)
def test_a_handle_is_split_at_the_first_delimiter(text: str, delimiter: str, parts: tuple[str, str] | None) -> None:
    found = split(Handle.parse(text), delimiter)

    assert (None if found is None else (found[0].text, found[1])) == parts


@pytest.mark.parametrize(
    ("octets", "found"),
    [
        (b"<namespace/>", None),
        (b"<namespace><template/></namespace>", Template(None)),
        (b'<namespace><template delimiter="#"/></namespace>', Template("#")),
        (
            b'<namespace><template delimiter="#" ref="10:88.1.1/T"/></namespace>',
            Template("#", (), Reference("88.1.1/T", 10)),
        ),
    ],
)
def test_what_is_read(octets: bytes, found: Template | None) -> None:
    assert Template.parse(octets) == found


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (
            "<loop/>",
            "cannot read <loop> as a statement of a template: expected foreach, if, else, value, def or notfound",
        ),
        ("<else/>", "cannot read a template: expected an if right before each else"),
        (
            "<foreach><foreach/></foreach>",
            "cannot read a template: expected no foreach within another",
        ),
        (
            '<value index="1" type="A"/>',
            "cannot read a template: expected index, type and data in each value outside a foreach",
        ),
        ('<if value="x"/>', "cannot read <if> as a statement of a template: expected the attribute test"),
        ('<def parameter="x"/>', "cannot read <def> as a statement of a template: expected the attribute expression"),
        (
            '<if value="x" test="is" expression=""/>',
            "cannot read 'is' as a test: expected equals or matches",
        ),
        (
            r'<if value="x" test="matches" expression="(a)\1"/>',
            r"cannot read '(a)\\1' as a pattern: '\\' is not known here (at character 4)",
        ),
        ("<notfound/>" * 501, "a template has at most 500 statements, got 501"),
        ('<if value="x" test="matches" expression="a"/>' * 21, "a template has at most 20 patterns, got 21"),
    ],
)
def test_other_templates_are_refused(body: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        template(body)

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize("written", ["", "x", "10", "x:8/a", "99999999999:8/a", "4294967296:8/a"])
def test_other_refs_are_refused(written: str) -> None:
    with pytest.raises(Malformed) as refusal:
        template("", f'ref="{written}"')

    assert refusal.value.sentence == f"cannot read {written!r} as the ref of a template: expected index:handle"


DOUBLED = "".join(f'<def parameter="x{n + 1}" expression="${{x{n}}}${{x{n}}}"/>' for n in range(40))
MANY = tuple(Value(index, "A", b"x" * 200) for index in range(1, 2049))


@pytest.mark.parametrize(
    ("body", "values", "sentence"),
    [
        (
            f'<def parameter="x0" expression="aa"/>{DOUBLED}',
            (),
            "the template makes a text of more than 131072 characters",
        ),
        (
            "<foreach>" + "<value/>" * 10 + "</foreach>",
            MANY,
            "the template makes more than 2048 values or 262144 octets",
        ),
        (
            "<foreach>" + '<if value="type" test="equals" expression=""/>' * 10 + "</foreach>",
            MANY,
            "the template takes more than 10000 units of work",
        ),
        (
            '<foreach><if value="${data}${index}" test="matches" expression="(.*)x(.*)x(.*)!"/></foreach>',
            MANY,
            "the template takes more than 10000 units of work",
        ),
        (
            '<value index="x" type="A" data=""/>',
            (),
            "cannot read 'x' as the index of a value: expected a number",
        ),
        ('<value index="0" type="A" data=""/>', (), "a value's index lies between 1 and 4294967295, got 0"),
    ],
)
def test_an_expansion_is_bounded(body: str, values: tuple[Value, ...], sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        expanded(body, values=values)

    assert refusal.value.sentence == sentence


WORDS = st.sampled_from(["data", "extension", "${data}", "${x[1]}", "x=1", "(.)=(.*)", "a*", "1", "matches", "equals"])
STATEMENTS = st.recursive(
    st.sampled_from(["<value/>", "<notfound/>", '<value data="${data}!" index="9"/>']),
    lambda inner: st.builds(
        '<{0} value="{1}" test="{2}" expression="{3}" parameter="x">{4}</{0}>'.format,
        st.sampled_from(["if", "else", "foreach", "def", "value"]),
        WORDS,
        WORDS,
        WORDS,
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=8,
)


@given(st.lists(STATEMENTS, max_size=3).map("".join))
def test_no_template_breaks_the_reader(body: str) -> None:
    try:
        values = expanded(body)
    except Malformed:
        return

    assert values is None or all(value.permissions in (PUBLIC, SECRET) for value in values)
