"""Members of batches in the zone of OIDs: held against the same identifiers registered one by one."""

from itertools import product

from resolver.domains.codes import Type
from resolver.domains.names import Name
from resolver.domains.zones import Zones
from schemas.batch_members import Members
from schemas.coding_segments import Check, Definition, Fixed, Segment, Serial
from schemas.value import Value
from tests.resolver.domains.paper import ARC, NameShelf, maps, stocked, url, zones_over
from tests.support.feeds import batch, retired

PREFIX = "88.1000.1"
FIRST, LAST = 8, 31


class Run:
    """A batch that maps, written in both ways."""

    def __init__(self, name: str, mapping: str, *segments: Segment) -> None:
        self.mapping = mapping
        self.batch = batch(
            PREFIX, Definition((Fixed(name), *segments)), url("https://a.example/{serial}"), maps(mapping), id=name,
            first=FIRST, last=LAST,
        )  # fmt: skip


RUNS = (
    Run("A", f"{ARC}.50.{{serial}}", Serial(2, "123456789")),
    Run("B", f"{ARC}.51.7{{serial}}.1.2", Serial(3)),
    Run("C", f"{ARC}.51.8{{serial}}.1.3", Serial(3)),
    Run("D", f"{ARC}.5{{serial}}", Serial(2)),
    Run("E", f"{ARC}.52.x{{serial}}y.4", Serial(3)),
    Run("F", f"{ARC}.阀门{{serial}}", Serial(2)),
    Run("9", f"{ARC}.53.{{suffix}}.1", Serial(3), Check("luhn", (2,))),
)


def as_batches() -> NameShelf:
    shelf = stocked()
    for run in RUNS:
        shelf.batch(run.batch)
    return shelf


def one_by_one(lowest: int = FIRST, highest: int = LAST) -> NameShelf:
    shelf = stocked()
    for run in RUNS:
        members = Members(run.batch)
        for serial in range(lowest, highest + 1):
            handle, values = members.handle(serial), members.values(serial)
            shelf.put(handle.text, *(Value(one.index, one.type, one.data, one.ttl) for one in values))
    return shelf


def answers(zones: Zones, name: Name) -> object:
    zone = zones.find(name)
    assert zone is not None
    redirect = zone.redirect(name)
    if redirect is not None:
        return redirect
    node = zone.node(name, 7)
    return node.there, node.standing, node.prefix, [one for one in node.sets if one.type is not Type.SOA]


def names_around(shelf: NameShelf, zones: Zones) -> set[Name]:
    """Every name that there is, those above, and neighbours of all of them: labels changed, put on, cut short."""
    found: set[Name] = set()
    for zone in zones.all:
        for node in zone.nodes(7):
            owner = node.sets[0].owner
            found |= {owner[depth:] for depth in range(len(owner) - len(zone.apex) + 1)}
    around: set[Name] = set()
    for name, extra in product(found, (b"1", b"0", b"x", b"700", b"807", b"xn--2h5avb", b"ors-dummy")):
        around |= {name, (extra, *name), (extra, *name[1:])}
        if len(name[0]) > 1:
            around |= {(name[0][:-1], *name[1:]), (name[0] + b"9", *name[1:])}
    return {name for name in around if zones.find(name) is not None}


def test_they_cannot_be_told_from_records_of_their_own() -> None:
    alone, together = one_by_one(), as_batches()
    expected, zones = zones_over(alone), zones_over(together)
    names = names_around(alone, expected)

    wrong = [name for name in sorted(names) if answers(zones, name) != answers(expected, name)]

    assert wrong == []
    assert len(names) > 2_000


def test_and_would_be_if_one_more_or_less_were_there() -> None:
    """The twin: the same comparison with a serial more finds a difference in every run."""
    more, together = one_by_one(FIRST, LAST + 1), as_batches()
    expected, zones = zones_over(more), zones_over(together)
    wrong = [name for name in names_around(more, expected) if answers(zones, name) != answers(expected, name)]

    assert {b"ors-dummy" in name for name in wrong} == {True, False}
    assert len(wrong) >= 2 * len(RUNS)


def test_a_batch_that_is_retired_leaves_no_names() -> None:
    shelf = stocked()
    empty = zones_over(stocked())
    for run in RUNS:
        shelf.batch(run.batch)
    shelf.kept_runs.clear()
    for run in RUNS:
        shelf.batch(retired(run.batch))
    zones = zones_over(shelf)
    names = names_around(one_by_one(), zones_over(one_by_one()))

    assert [name for name in names if name[-1] == b"org" and answers(zones, name) != answers(empty, name)] == []


def test_they_are_not_in_the_list_of_a_zone() -> None:
    zones, without = zones_over(as_batches()), zones_over(stocked())

    listed = [[node.sets for node in zone.nodes(7)] for zone in zones.all[:2]]

    assert listed == [[node.sets for node in zone.nodes(7)] for zone in without.all[:2]]
