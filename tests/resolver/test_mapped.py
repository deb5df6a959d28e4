"""Answering by another identifier: the record that carries it now, or none."""

import pytest

from resolver.answer import Delegated, Found, Suspended
from resolver.mapped import reach
from resolver.replica.entry import Corrupt
from resolver.replica.mappings import Pointer
from schemas.change import Mode, PrefixStanding
from schemas.handle import Handle
from schemas.mapping import Mapped
from schemas.value import Value
from tests.resolver.edge.standing import PaperShelf

OID = Mapped("oid", "1.2.156.3001")
A = Handle.parse("88.1000.1/A")


def carrying(text: str = "urn:oid:1.2.156.3001") -> Value:
    return Value(5, "MAPPING", text.encode(), timestamp=1_700_000_000)


@pytest.fixture
def shelf() -> PaperShelf:
    """A record that carries an OID."""
    shelf = PaperShelf()
    shelf.grant("88.1000.1")
    shelf.put("88.1000.1/A", carrying())
    return shelf


def test_what_carries_it_is_found(shelf: PaperShelf) -> None:
    reached = reach(shelf, OID)

    assert reached is not None
    assert (reached.mapped, reached.handle) == (OID, A)
    assert isinstance(reached.answer, Found)
    assert reached.answer.entry == shelf.find(A.key)


def test_what_nothing_carries_leads_nowhere(shelf: PaperShelf) -> None:
    assert reach(shelf, Mapped("oid", "1.2.156.3002")) is None


@pytest.mark.parametrize("serial", [1, 2])
def test_a_pointer_from_another_moment_is_held_against_the_record(shelf: PaperShelf, serial: int) -> None:
    other = Mapped("oid", "1.2.156.3002")
    shelf.put("88.1000.1/A", carrying("1.2.156.3003"))
    shelf.stray = {OID.key: Pointer("88.1000.1/A", 7), other.key: Pointer("88.1000.1/B", serial)}

    assert reach(shelf, OID) is None  # it has dropped it
    assert reach(shelf, other) is None  # it is not there


def test_a_pointer_from_another_moment_is_good_while_the_record_still_carries_it(shelf: PaperShelf) -> None:
    shelf.pointer = lambda key: Pointer("88.1000.1/A", 7) if key == OID.key else None  # type: ignore[method-assign]

    assert reach(shelf, OID) is not None


def test_a_retired_record_carries_nothing(shelf: PaperShelf) -> None:
    shelf.retire("88.1000.1/A")
    shelf.stray = {OID.key: Pointer("88.1000.1/A", 1)}

    assert reach(shelf, OID) is None


def test_a_prefix_that_does_not_answer_says_so(shelf: PaperShelf) -> None:
    shelf.grant("88.1000.1", standing=PrefixStanding.SUSPENDED)
    reached = reach(shelf, OID)
    assert reached is not None
    assert isinstance(reached.answer, Suspended)

    shelf.grant("88.1000.1", Mode.DELEGATED)
    reached = reach(shelf, OID)
    assert reached is not None
    assert isinstance(reached.answer, Delegated)


def test_damage_is_told(shelf: PaperShelf) -> None:
    shelf.damaged.add(OID.key)
    with pytest.raises(Corrupt):
        reach(shelf, OID)

    shelf.damaged.clear()
    shelf.stray = {OID.key: Pointer("88.1000.1/A", 1)}
    shelf.damage("88.1000.1/A")
    with pytest.raises(Corrupt):
        reach(shelf, OID)
