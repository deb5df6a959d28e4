"""Mapping in the registry: one identifier, one record; an enterprise's own, or refused; kept with the records."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry import enroll
from registry.amend import change_values, put_values, remove_values, replace
from registry.claim import approve, propose, refuse
from registry.grant import grant
from registry.mapping import Taken
from registry.register import AlreadyRegistered, Registration, register, register_many
from registry.retire import retire
from registry.store import claims
from registry.store.book import Book
from registry.store.tables import mappings
from schemas.claim import Stem
from schemas.enterprise import Enterprise
from schemas.errors import Forbidden, Malformed, NodeError
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.value import SECRET, Value
from tests.support.books import ROOT

MAKER = Enterprise(id="", name="江西岫澜电路科技有限公司", uscc="91110000600037341L")
RIVAL = Enterprise(id="", name="宁都织月针织有限公司", uscc="91360730MAY7F6U55F")
OURS, THEIRS = Prefix.parse("88.1000.1"), Prefix.parse("88.1000.2")
APP = Principal("key:app", Role.ENTERPRISE_APP, (OURS,))
CHIEF = Principal("key:chief", Role.ENTERPRISE_ADMIN, (OURS,))
OTHER = Principal("key:other", Role.ENTERPRISE_APP, (THEIRS,))
OTHER_CHIEF = Principal("key:other chief", Role.ENTERPRISE_ADMIN, (THEIRS,))
REVIEWER = Principal("key:reviewer", Role.REVIEWER)

OURS_CLAIMED = (("gs1", "950600"), ("oid", "1.2.156.3001"), ("ecode", "10064"), ("ma", "MA.156.1003.1629"))
THEIRS_CLAIMED = (("gs1", "0614141"), ("oid", "1.2.156.30"))


def piece(serial: str) -> str:
    return f"(01)09506000134352(21){serial}"


def mapping(text: str, index: int = 10, **others: int) -> Value:
    return Value(index, "MAPPING", text.encode(), **others)  # type: ignore[arg-type]


def wanted(name: str, *values: Value | str) -> Registration:
    numbered = (value if isinstance(value, Value) else mapping(value, at) for at, value in enumerate(values, start=10))
    return Registration(Handle.parse(name), tuple(numbered))


@pytest.fixture
async def claimed(empty_book: Book) -> Book:
    """Two enterprises, each with a prefix and claims that were approved."""
    book = empty_book
    async with book.writing() as page:
        await grant(page, ROOT, Prefix.parse("88.1000"), None)
        maker = await enroll.enroll(page, ROOT, MAKER)
        rival = await enroll.enroll(page, ROOT, RIVAL)
    async with book.writing() as page:
        await grant(page, ROOT, OURS, maker.id)
        await grant(page, ROOT, THEIRS, rival.id)
    async with book.writing() as page:
        for owner, chief, stems in ((maker, CHIEF, OURS_CLAIMED), (rival, OTHER_CHIEF, THEIRS_CLAIMED)):
            for scheme, stem in stems:
                claim = await propose(page, chief, owner, Stem.parse(scheme, stem))
                await approve(page, REVIEWER, claim.id)
    return book


async def enter(book: Book, who: Principal, *many: Registration) -> None:
    async with book.writing() as page:
        for one in many:
            await register(page, who, one)


async def kept(book: Book) -> dict[str, str]:
    """The table: key → the record's key."""
    async with book.reading() as page:
        rows = await page.rows(sa.select(mappings).order_by(mappings.c.key))
    return {row.key: f"{row.prefix}/{row.suffix}" for row in rows}


async def test_a_record_carries_other_identifiers_from_its_registration_to_its_end(claimed: Book) -> None:
    a = Handle.parse("88.1000.1/a")
    await enter(claimed, APP, wanted("88.1000.1/a", piece("1"), "urn:oid:1.2.156.3001.1", "E=100640000123"))
    assert await kept(claimed) == {
        "ecode:100640000123": "88.1000.1/A",
        "gs1:/01/09506000134352/21/1": "88.1000.1/A",
        "oid:1.2.156.3001.1": "88.1000.1/A",
    }

    async with claimed.writing() as page:
        await remove_values(page, APP, a, [11])
        await put_values(page, APP, a, (mapping("urn:epc:id:sgtin:950600.0013435.2"),))  # 1 gives way to 2
    assert await kept(claimed) == {
        "ecode:100640000123": "88.1000.1/A",
        "gs1:/01/09506000134352/21/2": "88.1000.1/A",
    }

    # What was dropped is free again, and so is what a retired record carried.
    await enter(claimed, APP, wanted("88.1000.1/b", piece("1"), "1.2.156.3001.1"))
    async with claimed.writing() as page:
        await replace(page, APP, a, (mapping(piece("2")), mapping("ecode:100640000123", 7), mapping(piece("3"), 8)))
        await retire(page, APP, a)
    assert await kept(claimed) == {
        "gs1:/01/09506000134352/21/1": "88.1000.1/B",
        "oid:1.2.156.3001.1": "88.1000.1/B",
    }
    async with claimed.writing() as page:
        await register(page, APP, wanted("88.1000.1/a", piece("2")), revive=True)
        await change_values(page, APP, a, (mapping(piece("9"), 11),), [10])
    assert (await kept(claimed))["gs1:/01/09506000134352/21/9"] == "88.1000.1/A"
    assert "gs1:/01/09506000134352/21/2" not in await kept(claimed)


async def test_the_same_identifier_in_two_spellings_is_carried_once(claimed: Book) -> None:
    spellings = (piece("1"), "https://id.gs1.org/01/09506000134352/21/1", "urn:epc:id:sgtin:950600.0013435.1")

    await enter(claimed, APP, wanted("88.1000.1/a", *spellings))

    assert await kept(claimed) == {"gs1:/01/09506000134352/21/1": "88.1000.1/A"}
    async with claimed.writing() as page:
        await remove_values(page, APP, Handle.parse("88.1000.1/a"), [10, 12])
    assert await kept(claimed) == {"gs1:/01/09506000134352/21/1": "88.1000.1/A"}


async def test_what_is_hidden_is_taken_as_well(claimed: Book) -> None:
    await enter(claimed, APP, wanted("88.1000.1/a", mapping(piece("1"), permissions=SECRET)))

    with pytest.raises(Taken):
        await enter(claimed, APP, wanted("88.1000.1/b", piece("1")))


REFUSED: Sequence[tuple[Principal, Registration, type[NodeError], str]] = [
    (
        APP,
        wanted("88.1000.1/b", "(01)09506000134353(21)1"),
        Malformed,
        "cannot read value 10 of type MAPPING: check digit of AI 01 is 3, expected 2",
    ),
    (
        APP,
        wanted("88.1000.1/b", "E=100640000001", "88.1000.1/a"),
        Malformed,
        "cannot read value 11 of type MAPPING: text is the handle '88.1000.1/a', expected an identifier of another "
        "scheme",
    ),
    (
        APP,
        wanted("88.1000.1/b", piece("1")),
        Taken,
        "(01)09506000134352(21)1 is mapped to 88.1000.1/a already",
    ),
    (
        ROOT,
        wanted("88.1000.2/b", piece("1")),
        Taken,
        "(01)09506000134352(21)1 is mapped to 88.1000.1/a already",
    ),
    (
        OTHER,
        wanted("88.1000.2/b", "0614141000036", piece("1")),
        Forbidden,
        "宁都织月针织有限公司 has no approved claim that covers gs1 (01)09506000134352(21)1",
    ),
    (
        APP,
        wanted("88.1000.1/b", "1.2.156.3002.1"),
        Forbidden,
        "江西岫澜电路科技有限公司 has no approved claim that covers oid 1.2.156.3002.1",
    ),
    (
        OTHER,
        wanted("88.1000.2/b", "1.2.156.3001.2"),
        Forbidden,
        "宁都织月针织有限公司 has no approved claim that covers oid 1.2.156.3001.2",
    ),
    (
        APP,
        wanted("88.1000.1/b", "91360730MAY7F6U55F"),
        Forbidden,
        "91360730MAY7F6U55F is not the 统一社会信用代码 of 江西岫澜电路科技有限公司",
    ),
    (
        APP,
        wanted("88.1000.1/b", "RR473124829SE"),
        Forbidden,
        "江西岫澜电路科技有限公司 has no approved claim that covers iso15459 RR473124829SE",
    ),
    # What is wrong with the identifier itself is said before anything about what it carries.
    (APP, wanted("88.1000.1/a", piece("1")), AlreadyRegistered, "88.1000.1/a is registered already"),
]


@pytest.mark.parametrize(
    ("who", "registration", "kind", "sentence"), REFUSED, ids=[sentence[:40] for _, _, _, sentence in REFUSED]
)
async def test_what_may_not_be_mapped_is_refused_and_nothing_is_entered(
    claimed: Book, who: Principal, registration: Registration, kind: type[NodeError], sentence: str
) -> None:
    await enter(claimed, APP, wanted("88.1000.1/a", piece("1")))
    before = await kept(claimed)

    with pytest.raises(kind) as one:
        await enter(claimed, who, registration)
    async with claimed.writing() as page:
        (answer,) = await register_many(page, who, [registration], all_or_nothing=False)

    assert (type(one.value), str(one.value)) == (kind, sentence)
    assert (type(answer), str(answer)) == (kind, sentence)
    assert await kept(claimed) == before


async def test_to_a_stranger_a_taken_identifier_is_taken_and_no_more(claimed: Book) -> None:
    async with claimed.writing() as page:
        await register(page, ROOT, wanted("88.1000.1/a", "614141000036"))

    with pytest.raises(Taken, match=r"^\(01\)00614141000036 is mapped already, by another enterprise$"):
        await enter(claimed, OTHER, wanted("88.1000.2/b", "0614141000036"))


async def test_the_park_maps_for_anyone_and_what_nobody_gives_out_is_free(claimed: Book) -> None:
    free = ("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")

    await enter(claimed, APP, wanted("88.1000.1/a", *free, MAKER.uscc))
    await enter(claimed, ROOT, wanted("88.1000/own", "1.2.156.9999.1"), wanted("88.1000.2/c", "RR473124829SE"))

    assert len(await kept(claimed)) == 5


async def test_under_the_nodes_own_prefix_only_the_park_maps(claimed: Book) -> None:
    own = Principal("key:own", Role.ENTERPRISE_APP, (Prefix.parse("88.1000"),))

    with pytest.raises(Forbidden) as refused:
        await enter(claimed, own, wanted("88.1000/x", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"))

    assert str(refused.value) == (
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6 is mapped by the park only: 88.1000 is no enterprise's prefix"
    )


async def test_amending_is_held_to_the_same_and_what_stands_there_stays(claimed: Book) -> None:
    a = Handle.parse("88.1000.1/a")
    await enter(claimed, ROOT, wanted("88.1000.1/a", "1.2.156.9999.1"))  # no claim of theirs covers it
    await enter(claimed, APP, wanted("88.1000.1/b", piece("1")))

    for text, kind, sentence in (
        (piece("1"), Taken, "(01)09506000134352(21)1 is mapped to 88.1000.1/b already"),
        ("1.2.156.9999.2", Forbidden, f"{MAKER.name} has no approved claim that covers oid 1.2.156.9999.2"),
        ("E=9", Malformed, "cannot read value 11 of type MAPPING: version of the Ecode is '9', expected 1, 2, 3 or 4"),
    ):
        async with claimed.writing() as page:
            with pytest.raises(kind) as refused:
                await put_values(page, APP, a, (mapping(text, 11),))
        assert str(refused.value) == sentence

    async with claimed.writing() as page:
        await put_values(page, APP, a, (Value(1, "URL", b"https://a.example/"), mapping("urn:oid:1.2.156.9999.1")))
    assert (await kept(claimed))["oid:1.2.156.9999.1"] == "88.1000.1/A"


async def test_a_claim_that_was_taken_back_covers_nothing_more(claimed: Book) -> None:
    await enter(claimed, APP, wanted("88.1000.1/a", "1.2.156.3001.1"))
    async with claimed.writing() as page:
        (claim,) = [one for one in await claims.approved(page, "oid") if one.stem.text == "1.2.156.3001"]
        await refuse(page, REVIEWER, claim.id, "the arc was given to another company")

    with pytest.raises(Forbidden):
        await enter(claimed, APP, wanted("88.1000.1/b", "1.2.156.3001.2"))
    assert await kept(claimed) == {"oid:1.2.156.3001.1": "88.1000.1/A"}


@pytest.mark.parametrize("all_or_nothing", [True, False])
async def test_many_at_once(claimed: Book, all_or_nothing: bool) -> None:
    await enter(claimed, APP, wanted("88.1000.1/there", piece("0")))
    rows = [
        wanted("88.1000.1/1", piece("1")),
        wanted("88.1000.1/2", piece("1")),  # taken by the row above
        wanted("88.1000.1/3", "E=9"),
        wanted("88.1000.1/4"),
        wanted("88.1000.1/5", piece("5"), "1.2.156.3002.1"),  # not theirs, so that 5 stays free
        wanted("88.1000.1/6", piece("5")),
        wanted("88.1000.1/7", piece("0")),
        wanted("88.1000.1/2", piece("2")),  # the row before with this handle was refused, so this one is the first
    ]

    async with claimed.writing() as page:
        answers = await register_many(page, APP, rows, all_or_nothing)

    told = [
        str(answer) if isinstance(answer, NodeError) else row.handle.text
        for row, answer in zip(rows, answers, strict=True)
    ]
    nothing = "nothing is wrong with this one, but nothing was entered because others were refused"
    assert told == [
        nothing if all_or_nothing else "88.1000.1/1",
        "(01)09506000134352(21)1 is mapped to 88.1000.1/1 already",
        "cannot read value 10 of type MAPPING: version of the Ecode is '9', expected 1, 2, 3 or 4",
        nothing if all_or_nothing else "88.1000.1/4",
        f"{MAKER.name} has no approved claim that covers oid 1.2.156.3002.1",
        nothing if all_or_nothing else "88.1000.1/6",
        "(01)09506000134352(21)0 is mapped to 88.1000.1/there already",
        nothing if all_or_nothing else "88.1000.1/2",
    ]
    entered = {} if all_or_nothing else {"1": "1", "5": "6", "2": "2"}
    assert await kept(claimed) == {
        "gs1:/01/09506000134352/21/0": "88.1000.1/THERE",
        **{f"gs1:/01/09506000134352/21/{serial}": f"88.1000.1/{name}" for serial, name in entered.items()},
    }


async def test_acts_that_share_a_transaction_see_each_other(claimed: Book) -> None:
    async with claimed.writing() as page:
        await register(page, APP, wanted("88.1000.1/a", piece("1")))
        with pytest.raises(Taken):
            await register(page, APP, wanted("88.1000.1/b", piece("1")))
        await retire(page, APP, Handle.parse("88.1000.1/a"))
        await register(page, APP, wanted("88.1000.1/c", piece("1")))

    assert await kept(claimed) == {"gs1:/01/09506000134352/21/1": "88.1000.1/C"}


async def test_what_is_taken_back_leaves_nothing(claimed: Book) -> None:
    with pytest.raises(RuntimeError, match="^taken back$"):
        async with claimed.writing() as page:
            await register(page, APP, wanted("88.1000.1/a", piece("1")))
            raise RuntimeError("taken back")

    assert await kept(claimed) == {}


_names = st.sampled_from(["a", "b", "c"])
_serials = st.lists(st.sampled_from("12345"), max_size=3, unique=True)
_steps = st.lists(st.tuples(st.sampled_from(["register", "replace", "retire"]), _names, _serials), max_size=12)


async def _step(book: Book, verb: str, handle: Handle, values: tuple[Value, ...]) -> NodeError | None:
    async with book.writing() as page:
        try:
            if verb == "register":
                await register(page, APP, Registration(handle, values), revive=True)
            elif verb == "replace":
                await replace(page, APP, handle, values)
            else:
                await retire(page, APP, handle)
        except NodeError as refusal:
            return refusal
    return None


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_steps)
async def test_whatever_happens_each_identifier_has_the_one_record_that_carries_it(
    claimed: Book, steps: list[tuple[str, str, list[str]]]
) -> None:
    """A model: the records by name, each with its serials."""
    model: dict[str, list[str]] = {}
    async with claimed.writing() as page:
        retired = [
            Handle.parse(f"88.1000.1/{name}")
            for name in "abc"
            if (there := await page.find(Handle.parse(f"88.1000.1/{name}"))) is not None and there.active
        ]
        for handle in retired:
            await retire(page, APP, handle)
    for verb, name, serials in steps:
        handle = Handle.parse(f"88.1000.1/{name}")
        values = tuple(mapping(piece(serial), at) for at, serial in enumerate(serials, start=10))
        free = all(serial not in own for other, own in model.items() if other != name for serial in serials)
        refused = await _step(claimed, verb, handle, values)
        if refused is None:
            assert free or verb == "retire"
            model.pop(name, None)
            if verb != "retire":
                model[name] = serials
        elif (name in model) is (verb != "register"):
            assert isinstance(refused, Taken)
            assert not free

    assert await kept(claimed) == {
        f"gs1:/01/09506000134352/21/{serial}": f"88.1000.1/{name.upper()}"
        for name, serials in model.items()
        for serial in serials
    }
