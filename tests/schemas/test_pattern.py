"""A pattern: it matches what the usual engine matches, and takes no longer on what that engine chokes on."""

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Malformed
from schemas.pattern import LONGEST_TEXT, Pattern

ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", "[a-c]", r"\.", "1"])
WRITTEN = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map("(?:{0[0]}|{0[1]})".format),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "*?", "{2}", "{1,2}", "{1,}"])).map("(?:{0[0]}){0[1]}".format),
    ),
    max_leaves=6,
).filter(lambda written: len(written) < 40)


@pytest.mark.parametrize(
    ("written", "text", "groups"),
    [
        (r"box\((.*),(.*),(.*),(.*)\)", "box(1,2,3,4)", ("box(1,2,3,4)", "1", "2", "3", "4")),
        (r"x=(\d+)", "x=12", ("x=12", "12")),
        (r"x=(\d+)", "x=12a", None),
        (r"x=(\d+)", "x=１", None),
        (r"(a+?)(a*)", "aaa", ("aaa", "a", "aa")),
        (r"(a)|(b)", "b", ("b", "", "b")),
        (r"^a$", "a", ("a",)),
        (r"(?:ab){2,3}", "ababab", ("ababab",)),
        (r"(ab)+", "abab", ("abab", "ab")),
        ("", "", ("",)),
        (".", "\n", ("\n",)),
        ("件[一-龥]*", "件号", ("件号",)),
        (".*", "x" * (LONGEST_TEXT + 1), None),
    ],
)
def test_a_pattern_matches_the_whole_text(written: str, text: str, groups: tuple[str, ...] | None) -> None:
    assert Pattern.parse(written).match(text) == groups


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (r"(a)\1", r"'\\' is not known here (at character 4)"),
        ("(?=a)", "'?' is not known here (at character 2)"),
        ("(?i)a", "'?' is not known here (at character 2)"),
        ("a**", "'*' is not known here (at character 3)"),
        ("a++", "'+' is not known here (at character 3)"),
        ("(a", "expected a closing bracket (at character 3)"),
        ("a)", "expected no more closing brackets (at character 2)"),
        ("[z-a]", "the class has a range that runs backwards (at character 1)"),
        ("[a", "'[' is not known here (at character 1)"),
        ("a{3,2}", "expected the smaller number first (at character 2)"),
        ("a{999}", "written out it has more than 128 steps (at character 7)"),
        ("()" * 10, "expected at most 9 groups (at character 20)"),
        ("(?:" * 11, "expected at most 10 groups in one another (at character 31)"),
        ("a$b", "'$' is not known here (at character 2)"),
    ],
)
def test_what_is_not_known_is_refused(written: str, reason: str) -> None:
    with pytest.raises(Malformed) as refusal:
        Pattern.parse(written)

    assert refusal.value.sentence == f"cannot read {written!r} as a pattern: {reason}"


def test_a_pattern_has_at_most_200_characters() -> None:
    with pytest.raises(Malformed, match=r"^a pattern has at most 200 characters, got 201$"):
        Pattern.parse("a" * 201)


@given(WRITTEN, st.text("ab1.", max_size=8))
def test_it_matches_what_the_usual_engine_matches(written: str, text: str) -> None:
    pattern = Pattern.parse(written)

    assert (pattern.match(text) is not None) == bool(re.fullmatch(written, text, re.ASCII | re.DOTALL))


@given(st.text("ab|()[]{}*+?^$\\.-1,d", max_size=30), st.text("ab1", max_size=10))
def test_reading_gives_a_pattern_or_refuses(written: str, text: str) -> None:
    with suppress(Malformed):
        Pattern.parse(written).match(text)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("(a*)*b", "a" * 255),
        ("((a|aa)+)+b", "a" * 255),
        ("(?:(?:(?:(?:a|b)*)*)*)*c", "ab" * 127),
        ("(.*),(.*),(.*),(.*);", "," * 255),
        ("(x+x+)+y", "x" * 255),
        ("(.*)" * 9 + "!", "a" * 255),
    ],
)
def test_no_pattern_runs_away(written: str, text: str) -> None:
    pattern = Pattern.parse(written)
    begun = time.process_time()

    assert pattern.match(text) is None

    assert time.process_time() - begun < 0.2  # milliseconds, with room for a machine that is busy
