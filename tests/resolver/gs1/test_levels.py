"""Levels: which things a Digital Link stands for, in which order, and which of their records are found."""

import pytest

from resolver.gs1.levels import levels_of, paths_of
from resolver.mapped import reach
from resolver.replica.entry import Corrupt
from schemas.identifiers.gs1.link import CANONICAL_STEM, read_link
from schemas.mapping import Mapped
from tests.resolver.gs1.goods import OF_EACH_KEY, PUMP, shelf

ITIP = "/8006/095060001343760102"


@pytest.mark.parametrize(
    ("path", "levels"),
    [
        (PUMP, [PUMP]),
        (f"{PUMP}/21/S", [f"{PUMP}/21/S", PUMP]),
        (f"{PUMP}/10/L", [f"{PUMP}/10/L", PUMP]),
        (f"{PUMP}/22/V", [f"{PUMP}/22/V", PUMP]),
        (f"{PUMP}/22/V/10/L", [f"{PUMP}/22/V/10/L", f"{PUMP}/10/L", f"{PUMP}/22/V", PUMP]),
        (f"{PUMP}/10/L/21/S", [f"{PUMP}/21/S", f"{PUMP}/10/L", PUMP]),
        (f"{PUMP}/22/V/21/S", [f"{PUMP}/21/S", f"{PUMP}/22/V", PUMP]),
        (
            f"{PUMP}/22/V/10/L/21/S",
            [f"{PUMP}/21/S", f"{PUMP}/22/V/10/L", f"{PUMP}/10/L", f"{PUMP}/22/V", PUMP],
        ),
        (f"{PUMP}/235/T", [f"{PUMP}/235/T", PUMP]),
        (f"{PUMP}/21/a%2Fb", [f"{PUMP}/21/a%2Fb", PUMP]),
        (f"{ITIP}/10/L/21/S", [f"{ITIP}/21/S", f"{ITIP}/10/L", ITIP]),
        ("/414/9506000134376/254/X", ["/414/9506000134376/254/X", "/414/9506000134376"]),
        ("/414/9506000134376/7040/1ABC", ["/414/9506000134376/7040/1ABC", "/414/9506000134376"]),
        ("/417/9506000134376/7040/1ABC", ["/417/9506000134376/7040/1ABC", "/417/9506000134376"]),
        ("/8004/9506000A/7040/1ABC", ["/8004/9506000A/7040/1ABC", "/8004/9506000A"]),
        ("/8010/9506000P/8011/7", ["/8010/9506000P/8011/7", "/8010/9506000P"]),
        ("/8017/950600013437600004/8019/1", ["/8017/950600013437600004/8019/1", "/8017/950600013437600004"]),
    ],
)
def test_the_six_sets_in_their_order(path: str, levels: list[str]) -> None:
    assert list(paths_of(read_link(CANONICAL_STEM + path))) == levels


@pytest.mark.parametrize(
    ("path", "handles"),
    [
        (f"{PUMP}/22/2A/10/LOT-1/21/S-1", ["P-1-S", "P-1-VL", "P-1-L", "P-1-V", "P-1"]),
        (f"{PUMP}/10/LOT-1", ["P-1-L", "P-1"]),
        (f"{PUMP}/10/lot-1", ["P-1"]),
        (f"{PUMP}/10/LOT-9/21/S-9", ["P-1"]),
        (f"{PUMP}/235/TPX-1", ["P-1-X", "P-1"]),
        ("/01/09506000134383", []),
    ],
)
def test_the_records_that_are_known_are_found(path: str, handles: list[str]) -> None:
    found = levels_of(shelf(), read_link(CANONICAL_STEM + path)).found

    assert [level.handle.suffix for level in found] == handles
    assert [reach(shelf(), Mapped("gs1", level.path)) is not None for level in found] == [True] * len(handles)


def test_prefixes_that_do_not_answer_or_live_elsewhere_say_so() -> None:
    suspended = levels_of(shelf(), read_link(f"{CANONICAL_STEM}/01/09506000149325"))
    elsewhere = levels_of(shelf(), read_link(f"{CANONICAL_STEM}/01/09506000149332/21/7"))

    assert (suspended.found, str(suspended.suspended)) == ((), "88.1000.2/P-1")
    assert elsewhere.elsewhere is not None
    assert (elsewhere.found, str(elsewhere.elsewhere.handle)) == ((), "88.1000.3/P-1")


def test_damage_is_told() -> None:
    damaged = shelf()
    damaged.damaged.add(f"gs1:{PUMP}".encode())

    with pytest.raises(Corrupt):
        levels_of(damaged, read_link(f"{CANONICAL_STEM}{PUMP}/21/S-1"))


def test_every_key_is_found_by_itself() -> None:
    for ai, path in OF_EACH_KEY.items():
        found = levels_of(shelf(), read_link(CANONICAL_STEM + path)).found
        assert [level.handle.suffix for level in found] == [f"K-{ai}"]
