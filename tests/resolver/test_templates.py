"""Templates and aliases: answers made from a base record, chains that end and chains that do not."""

import pytest

from resolver.aliases import MOST_STEPS, alias_in, comes_to_an_end
from resolver.answer import Answer, Found, Gone, Missing, Suspended
from resolver.replica.entry import CHANGEFUL, Corrupt
from resolver.templates import answer, delimiters, extended
from schemas.change import PrefixStanding
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.value import Value
from tests.resolver.edge.standing import PaperShelf
from tests.resolver.edge.stocked import TEMPLATE, grant, put, retire, stocked, text, url

SIMPLE = '<namespace><template delimiter="%s"><foreach><value/></foreach></template></namespace>'


def ask(shelf: PaperShelf, handle: str) -> Answer:
    return answer(shelf, Handle.parse(handle))


def data_of(found: Answer) -> list[str | None]:
    assert isinstance(found, Found)
    return [value.text() for value in found.entry.values()]


def test_the_base_record_s_own_template() -> None:
    found = ask(stocked(), "88.1000.1/base@x=17")

    assert data_of(found)[0] == "https://a.example/base?x=17"
    assert isinstance(found, Found)
    assert [value.index for value in found.entry.values()] == [1, 2]
    assert found.entry.flags & CHANGEFUL
    assert (found.entry.location, found.entry.ttl) == (b"", 3_600)


@pytest.mark.parametrize(
    "handle",
    [
        "88.1000.1/BASE@y=1",  # the template says not found
        "88.1000.1/NOBASE@x=1",
        "88.1000.1/URL@x=1",  # no template
        "88.1000.1/GONE@x=1",  # no base any more
        "88.1000.1/@x=1",
        "88.1000.1/BASE",
        "0.NA/88.1000.1@x=1",
    ],
)
def test_nothing_is_made(handle: str) -> None:
    assert extended(stocked(), Handle.parse(handle)) is None


def test_an_unknown_extension_is_missing() -> None:
    assert isinstance(ask(stocked(), "88.1000.1/BASE@y=1"), Missing)


def test_the_prefix_s_template_and_its_delimiter() -> None:
    shelf = stocked()
    put(shelf, "0.NA/88.1000.1", text(7, "HS_NAMESPACE", SIMPLE % "#"))

    assert delimiters(shelf, Prefix("88.1000.1")) == ("#", "@")
    assert data_of(ask(shelf, "88.1000.1/URL#x")) == ["https://a.example/x", "a@a.example"]
    assert isinstance(ask(shelf, "88.1000.1/URL@x"), Missing)
    assert data_of(ask(shelf, "88.1000.1/BASE@x=2"))[0] == "https://a.example/base?x=2"


def test_a_base_s_own_template_goes_before_the_prefix_s() -> None:
    shelf = stocked()
    put(shelf, "0.NA/88.1000.1", text(7, "HS_NAMESPACE", SIMPLE % "@"))

    assert data_of(ask(shelf, "88.1000.1/URL@x")) == ["https://a.example/x", "a@a.example"]
    assert data_of(ask(shelf, "88.1000.1/BASE@x=2"))[0] == "https://a.example/base?x=2"


def test_a_template_elsewhere() -> None:
    shelf = stocked()
    put(shelf, "88.1000.1/T", text(5, "HS_NAMESPACE", TEMPLATE.decode()))
    put(shelf, "88.1000.1/R", text(5, "HS_NAMESPACE", '<namespace><template ref="5:88.1000.1/U"/></namespace>'))
    reference = '<namespace><template delimiter="@" ref="5:%s"/></namespace>'
    put(shelf, "88.1000.1/U", url("https://u.example/"), text(5, "HS_NAMESPACE", reference % "88.1000.1/T"))

    assert data_of(ask(shelf, "88.1000.1/U@x=3"))[0] == "https://u.example/?x=3"
    for broken in ("88.1000.1/NOWHERE", "88.1000.1/R", "no handle", "88.1000.2/URL"):
        put(shelf, "88.1000.1/U", url("https://u.example/"), text(5, "HS_NAMESPACE", reference % broken))
        assert isinstance(ask(shelf, "88.1000.1/U@x=3"), Missing)


def test_a_template_that_cannot_be_read_makes_nothing() -> None:
    shelf = stocked()
    put(shelf, "88.1000.1/B", url("https://b.example/"), text(5, "HS_NAMESPACE", "<namespace><template><oops/>"))

    assert isinstance(ask(shelf, "88.1000.1/B@x=3"), Missing)


def test_what_is_made_of_hidden_values_is_hidden() -> None:
    shelf = stocked()
    put(shelf, "88.1000.1/H", Value(1, "K", b"secret", permissions=12), text(5, "HS_NAMESPACE", SIMPLE % "@"))

    assert "secret" not in data_of(ask(shelf, "88.1000.1/H@x"))


def test_the_other_answers_are_as_they_are() -> None:
    shelf = stocked()

    assert isinstance(ask(shelf, "88.1000.1/GONE"), Gone)
    assert isinstance(ask(shelf, "88.1000.2/URL"), Suspended)
    grant(shelf, "88.1000.1", standing=PrefixStanding.SUSPENDED)
    assert isinstance(ask(shelf, "88.1000.1/BASE@x=1"), Suspended)


def test_a_corrupt_base_is_reported_and_never_served() -> None:
    shelf = stocked()
    shelf.damage("88.1000.1/BASE")

    with pytest.raises(Corrupt):
        ask(shelf, "88.1000.1/BASE@x=1")


def ends(shelf: PaperShelf, start: str) -> bool:
    found = ask(shelf, start)
    assert isinstance(found, Found)
    alias = alias_in(found.entry.values())
    assert alias is not None
    return comes_to_an_end(shelf, Handle.parse(start), alias[1])


@pytest.mark.parametrize(
    ("start", "ended"),
    [
        ("88.1000.1/ALIAS", True),
        ("88.1000.1/CHAIN", True),
        ("88.1000.1/AWAY", True),
        ("88.1000.1/SELF", False),
        ("88.1000.1/PING", False),
        ("88.1000.1/PONG", False),
    ],
)
def test_chains_of_aliases(start: str, ended: bool) -> None:
    assert ends(stocked(), start) is ended


def chain(length: int) -> PaperShelf:
    """A0 → A1 → … → A<length>, which is no alias."""
    shelf = stocked()
    for step in range(length):
        put(shelf, f"88.1000.1/A{step}", text(1, "HS_ALIAS", f"88.1000.1/A{step + 1}"))
    put(shelf, f"88.1000.1/A{length}", url("https://end.example/"))
    return shelf


def test_a_chain_has_sixteen_steps_at_most() -> None:
    assert ends(chain(MOST_STEPS), "88.1000.1/A0")
    assert not ends(chain(MOST_STEPS + 1), "88.1000.1/A0")


def test_a_retired_target_ends_a_chain() -> None:
    shelf = stocked()
    retire(shelf, "88.1000.1/URL")

    assert ends(shelf, "88.1000.1/ALIAS")


def test_an_alias_that_is_no_handle_is_none() -> None:
    values = (text(1, "HS_ALIAS", "no handle"), Value(2, "HS_ALIAS", b"\xff"), text(3, "hs_alias", "88.1/x"))

    assert alias_in(values) == (values[2], Handle.parse("88.1/x"))
    assert alias_in(values[:2]) is None
