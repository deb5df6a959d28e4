"""A prefix: what can be read as one, and which prefix holds which."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Malformed
from schemas.prefix import Prefix

LABEL = st.text("0123456789AZaz_-", min_size=1, max_size=6)
PREFIX = st.lists(LABEL, min_size=1, max_size=5).map(".".join).map(Prefix.parse)


@pytest.mark.parametrize("text", ["0.NA", "10.SHANGHAI", "88.1000.1", "88.101.0042", "88.608.24061301", "1" * 255])
def test_text_out_is_text_in(text: str) -> None:
    assert Prefix.parse(text).text == str(Prefix.parse(text)) == text


@pytest.mark.parametrize("text", ["", ".", "88.", ".88", "88..1", "88/1", "88 1", "８８.1", "88.1\n", "88.а"])
def test_what_is_not_dotted_labels_is_refused(text: str) -> None:
    with pytest.raises(Malformed) as refusal:
        Prefix.parse(text)

    assert refusal.value.sentence == (
        f"cannot read {text!r} as a prefix: expected labels of digits or letters between dots"
    )


def test_a_prefix_of_256_octets_is_refused() -> None:
    with pytest.raises(Malformed, match=r"^a prefix has at most 255 octets, got 256$"):
        Prefix.parse("1" * 256)


@pytest.mark.parametrize(
    ("above", "below", "holds"),
    [
        ("88.118", "88.118", True),
        ("88.118", "88.118.8", True),
        ("88.118.8", "88.118.80", False),
        ("88.118.8", "88.118", False),
        ("88.101.0042", "88.101.42", False),
        ("10.shanghai", "10.SHANGHAI.1", True),
    ],
)
def test_prefixes_compare_by_label(above: str, below: str, holds: bool) -> None:
    assert Prefix.parse(above).holds(Prefix.parse(below)) is holds


@given(PREFIX, PREFIX)
def test_holding_is_beginning_with_the_same_labels(one: Prefix, other: Prefix) -> None:
    assert one.holds(other) == (other.labels[: len(one.labels)] == one.labels)


@given(PREFIX, LABEL)
def test_a_prefix_holds_what_is_derived_from_it(prefix: Prefix, label: str) -> None:
    assert prefix.holds(Prefix(f"{prefix.text}.{label}"))
    assert not prefix.holds(Prefix(f"{prefix.text}{label}"))


@pytest.mark.parametrize("text", ["88.1000.1", "86.1.A_b-9", "88.101.0042"])
def test_what_a_secondary_node_may_grant(text: str) -> None:
    assert Prefix.grantable(text).text == text


@pytest.mark.parametrize(
    "text", ["88.1000", "88.1000.1.2", "87.1000.1", "88.1234567.1", "88.x.1", "88.1000." + "1" * 33]
)
def test_what_it_may_not_grant(text: str) -> None:
    with pytest.raises(Malformed) as refusal:
        Prefix.grantable(text)

    assert refusal.value.sentence == (
        f"cannot read {text!r} as an enterprise prefix: expected 86 or 88, a secondary node of 1 to 6 digits "
        f"and an enterprise label, as in 88.1000.1"
    )


@given(st.text())
def test_reading_gives_a_prefix_or_refuses(text: str) -> None:
    with suppress(Malformed):
        assert Prefix.parse(text).text == text
