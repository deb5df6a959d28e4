"""Labels in the registry: what is gathered of things, who may, and every refusal in words."""

import itertools

import pytest

from registry import enroll
from registry.batch import WantedBatch, register_batch
from registry.claim import approve, propose
from registry.define import define
from registry.grant import change_standing, grant
from registry.labels import gather
from registry.register import Registration, register
from registry.retire import retire
from registry.store.book import Book
from schemas.change import PrefixStanding
from schemas.claim import Stem
from schemas.coding_segments import Definition, Fixed, Serial
from schemas.enterprise import Enterprise
from schemas.errors import Absent, Busy, Elsewhere, Forbidden, Malformed, NodeError, Retired, TooLarge
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.printing.choice import Chosen, Listed, MatchingDocument, OfBatch, OfPrefix
from schemas.printing.lines import Thing
from schemas.value import SECRET, Value
from tests.support.books import ROOT

MAKER = Enterprise(id="", name="江西岫澜电路科技有限公司", uscc="91110000600037341L")
OURS, THEIRS, CLOSED = Prefix.parse("88.1000.1"), Prefix.parse("88.1000.2"), Prefix.parse("88.1000.3")
APP = Principal("key:app", Role.ENTERPRISE_APP, (OURS, CLOSED))
AUDITOR = Principal("key:auditor", Role.AUDITOR)
GS1 = "(01)09506000134352(21)A"

A = Thing(
    "88.1000.1/A",
    MAKER.name,
    ((1, "URL", "https://a.example/A"), (2, "MODEL", "XG-1")),
    (GS1,),
)


def values(name: str, *more: Value) -> tuple[Value, ...]:
    return (
        Value(1, "URL", f"https://a.example/{name}".encode()),
        Value(2, "MODEL", b"XG-1"),
        Value(3, "MODEL", b"secret", permissions=SECRET),
        Value(4, "PICTURE", b"\xff\xfe"),
        *more,
    )


@pytest.fixture
async def furnished(empty_book: Book) -> Book:
    """An enterprise with four records, one of them retired, one mapped; a prefix of nobody; one that is closed."""
    book = empty_book
    async with book.writing() as page:
        await grant(page, ROOT, Prefix.parse("88.1000"), None)
        maker = await enroll.enroll(page, ROOT, MAKER)
    async with book.writing() as page:
        for prefix, owner in ((OURS, maker.id), (THEIRS, None), (CLOSED, maker.id)):
            await grant(page, ROOT, prefix, owner)
        claim = await propose(page, ROOT, maker, Stem.parse("gs1", "950600"))
        await approve(page, Principal("key:reviewer", Role.REVIEWER), claim.id)
    async with book.writing() as page:
        await register(
            page, APP, Registration(Handle.parse("88.1000.1/A"), values("A", Value(9, "MAPPING", GS1.encode())))
        )
        for name in ("B", "C", "D"):
            await register(page, APP, Registration(Handle.parse(f"88.1000.1/{name}"), values(name)))
        await register(page, ROOT, Registration(Handle.parse("88.1000.2/X"), values("X")))
        await register(page, APP, Registration(Handle.parse("88.1000.3/Y"), values("Y")))
        await page.flush()
        await retire(page, APP, Handle.parse("88.1000.1/D"))
        await change_standing(page, ROOT, CLOSED, PrefixStanding.CLOSED)
    return book


async def gathered(book: Book, chosen: Chosen, *shown: str, who: Principal = APP) -> tuple[Thing, ...]:
    async with book.reading() as page:
        return await gather(page, who, chosen, frozenset(shown))


async def names(book: Book, chosen: Chosen, who: Principal = APP) -> list[str]:
    return [thing.identifier for thing in await gathered(book, chosen, who=who)]


async def test_what_is_listed_comes_in_its_order_with_what_labels_show(furnished: Book) -> None:
    things = await gathered(furnished, Listed(("88.1000.1/B", "88.1000.1/a")), "url", "2")

    assert [thing.identifier for thing in things] == ["88.1000.1/B", "88.1000.1/A"]
    assert things[1] == A


async def test_nothing_but_what_labels_show_is_gathered(furnished: Book) -> None:
    (thing,) = await gathered(furnished, Listed(("88.1000.1/A",)))

    assert thing == Thing("88.1000.1/A", MAKER.name, (), (GS1,))


async def test_values_that_are_not_public_are_never_shown(furnished: Book) -> None:
    (thing,) = await gathered(furnished, Listed(("88.1000.1/A",)), "MODEL", "3", "PICTURE", who=ROOT)

    assert thing.values == ((2, "MODEL", "XG-1"),)


async def test_a_thing_is_known_by_its_other_identifiers(furnished: Book) -> None:
    epc = "urn:epc:id:sgtin:950600.0013435.A"

    (thing,) = await gathered(furnished, Listed((epc,)), "MODEL")

    assert thing == Thing(epc, MAKER.name, ((2, "MODEL", "XG-1"),), (GS1,))


async def test_identifiers_of_other_schemes_need_not_be_registered_here(
    furnished: Book,
) -> None:
    assert await gathered(furnished, Listed(("9506000134352", "1.2.156.3001"))) == (
        Thing("9506000134352"),
        Thing("1.2.156.3001"),
    )


async def test_who_prints_before_registering_says_so(furnished: Book) -> None:
    things = await gathered(furnished, Listed(("88.1000.1/A", "88.1000.1/new"), unregistered=True))

    assert [(thing.identifier, thing.enterprise) for thing in things] == [
        ("88.1000.1/A", MAKER.name),
        ("88.1000.1/new", MAKER.name),
    ]


async def test_all_of_a_prefix_and_a_part_of_it(furnished: Book) -> None:
    assert await names(furnished, OfPrefix(OURS)) == ["88.1000.1/A", "88.1000.1/B", "88.1000.1/C"]
    assert await names(furnished, OfPrefix(OURS, count=1)) == ["88.1000.1/A"]
    assert await names(furnished, OfPrefix(OURS, after="a")) == ["88.1000.1/B", "88.1000.1/C"]
    assert await names(furnished, OfPrefix(OURS, matching=MatchingDocument("url", "*example/B"))) == ["88.1000.1/B"]
    assert await names(furnished, OfPrefix(OURS), who=AUDITOR) == ["88.1000.1/A", "88.1000.1/B", "88.1000.1/C"]


async def test_many_of_a_prefix_come_without_a_gap(furnished: Book) -> None:
    wanted = [f"88.1000.1/N{number:03}" for number in range(450)]
    async with furnished.writing() as page:
        for name in wanted:
            await register(page, APP, Registration(Handle.parse(name), values("N")))

    assert await names(furnished, OfPrefix(OURS, after="D")) == wanted


async def test_members_of_a_batch(furnished: Book) -> None:
    async with furnished.writing() as page:
        rule = await define(page, APP, OURS, "sn", Definition((Fixed("SN"), Serial(6)), "-"))
        wanted = WantedBatch(rule.id, 1000, (Value(1, "MODEL", b"XG-{serial}"),), first=11)
        batch = (await register_batch(page, APP, wanted)).batch.id

    things = await gathered(furnished, OfBatch(batch, first=500, count=2), "MODEL")

    assert things == (
        Thing("88.1000.1/SN-000500", MAKER.name, ((1, "MODEL", "XG-000500"),)),
        Thing("88.1000.1/SN-000501", MAKER.name, ((1, "MODEL", "XG-000501"),)),
    )
    assert len(await names(furnished, OfBatch(batch))) == 1000
    assert (await names(furnished, OfBatch(batch, first=1009)))[-1] == "88.1000.1/SN-001010"
    for chosen, sentence in (
        (OfBatch(batch, first=10), f"first is 10, expected 11 to 1010 in the batch {batch}"),
        (OfBatch(batch, first=1009, count=3), f"count is 3, expected 1 to 2 from 1009 on in the batch {batch}"),
    ):
        with pytest.raises(Malformed) as refusal:
            await gathered(furnished, chosen)
        assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("chosen", "kind", "sentence"),
    [
        (Listed(()), Malformed, "labels of nothing, expected at least one identifier"),
        (Listed(("?",)), Malformed, "text is '?', expected an identifier of a known scheme"),
        (Listed(("88.1000.1/A",) * 10_001), TooLarge, "one request is for at most 10000 labels, got 10001"),
        (OfPrefix(OURS, count=10_001), TooLarge, "one request is for at most 10000 labels, got 10001"),
        (OfBatch("b0"), Absent, "there is no batch 'b0'"),
        (Listed(("88.1000.9/A",)), Elsewhere, "88.1000.9 is not a prefix of this node"),
        (Listed(("88.1000.2/X",)), Forbidden, "key:app may not list 0.NA/88.1000.2"),
        (OfPrefix(THEIRS), Forbidden, "key:app may not list 0.NA/88.1000.2"),
        (Listed(("88.1000.3/Y",)), Forbidden, "the prefix 88.1000.3 is closed: nothing of it is printed"),
        (Listed(("88.1000.1/A", "88.1000.1/E")), Absent, "88.1000.1/E is not registered"),
        (
            Listed(tuple(f"88.1000.1/E{number}" for number in range(7))),
            Absent,
            "88.1000.1/E0, 88.1000.1/E1, 88.1000.1/E2, 88.1000.1/E3, 88.1000.1/E4 and 2 more are not registered",
        ),
        (Listed(("88.1000.1/D",)), Retired, "88.1000.1/D is retired"),
        (Listed(("88.1000.1/D",), unregistered=True), Retired, "88.1000.1/D is retired"),
        (OfPrefix(OURS, after="zz"), Absent, "88.1000.1 has no such identifiers"),
    ],
)
async def test_what_gets_no_label(furnished: Book, chosen: Chosen, kind: type[NodeError], sentence: str) -> None:
    with pytest.raises(kind) as refusal:
        await gathered(furnished, chosen)

    assert refusal.value.sentence == sentence


async def test_a_search_that_takes_too_long_is_given_up(furnished: Book) -> None:
    async with furnished.writing() as page:
        for number in range(250):
            await register(page, APP, Registration(Handle.parse(f"88.1000.1/N{number:03}"), ()))
    ticking = itertools.count(0, 30)

    async with furnished.reading() as page:
        with pytest.raises(Busy) as refusal:
            await gather(
                page, APP, OfPrefix(OURS, matching=MatchingDocument("URL", "x")), clock=lambda: float(next(ticking))
            )

    assert refusal.value.sentence == "the search for identifiers takes too long: ask for fewer, or from further on"
