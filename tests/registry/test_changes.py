"""Amending, retiring, consulting, and the history that remains."""

import pytest

from registry.amend import put_values, remove_values, replace
from registry.consult import consult, history, list_
from registry.register import Registration, register
from registry.retire import retire
from registry.store.book import Book
from schemas.change import Put, Retire
from schemas.errors import Absent, Conflict, Forbidden, Malformed, NodeError, Retired
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.record import Record
from schemas.value import SECRET, Value
from tests.support.books import APP, NOON, STRANGER, Clock

H = Handle.parse("88.1000.1/H")
URL = Value(1, "URL", b"https://erp.example/1", timestamp=7)
PRICE = Value(2001, "PRICE", b"12.50", permissions=SECRET, timestamp=7)
KEY = Value(300, "HS_SECKEY", b"hush", permissions=SECRET, timestamp=7)


@pytest.fixture
async def kept(book: Book) -> Record:
    async with book.writing() as page:
        return await register(page, APP, Registration(H, (PRICE, URL)))


async def test_replacing_keeps_the_order_given_and_counts_the_version(book: Book, kept: Record) -> None:
    async with book.writing() as page:
        changed = await replace(page, APP, H, (KEY, URL, PRICE))

    assert [value.index for value in changed.values] == [300, 1, 2001]
    assert (changed.version, changed.serial > kept.serial) == (2, True)


async def test_putting_values_adds_and_replaces_in_rising_order(book: Book, kept: Record) -> None:
    async with book.writing() as page:
        changed = await put_values(page, APP, H, (KEY, Value(1, "URL", b"https://new.example/")))

    assert [(value.index, value.data) for value in changed.values] == [
        (1, b"https://new.example/"),
        (300, b"hush"),
        (2001, b"12.50"),
    ]


async def test_removing_values_refuses_one_that_is_not_there(book: Book, kept: Record) -> None:
    async with book.writing() as page:
        with pytest.raises(Malformed, match=r"^88\.1000\.1/H has no value with index 9$"):
            await remove_values(page, APP, H, [1, 9])
        left = await remove_values(page, APP, H, [1])

    assert [value.index for value in left.values] == [2001]


@pytest.mark.parametrize(
    ("who", "handle", "version", "kind", "sentence"),
    [
        (STRANGER, H, None, Forbidden, "key:stranger may not amend 88.1000.1/H"),
        (APP, Handle.parse("88.1000.1/NONE"), None, Absent, "88.1000.1/NONE is not registered"),
        (APP, Handle.parse("88.1000.1/GONE"), None, Retired, "88.1000.1/GONE is retired"),
        (APP, H, 2, Conflict, "88.1000.1/H is at version 1, expected version 2"),
    ],
)
async def test_each_refusal_of_an_amendment(
    book: Book, kept: Record, who: object, handle: Handle, version: int | None, kind: type[NodeError], sentence: str
) -> None:
    async with book.writing() as page:
        await register(page, APP, Registration(Handle.parse("88.1000.1/GONE"), ()))
        await retire(page, APP, Handle.parse("88.1000.1/GONE"))

    with pytest.raises(kind) as refused:
        async with book.writing() as page:
            await replace(page, who, handle, (), version)  # type: ignore[arg-type]

    assert str(refused.value) == sentence


async def test_a_retired_record_leaves_a_tombstone_without_values(book: Book, kept: Record, clock: Clock) -> None:
    clock.now += 60
    async with book.writing() as page:
        await retire(page, APP, H)

    async with book.reading() as page:
        record, seen = await consult(page, None, H)

    assert (record.active, record.version, record.changed_at, seen) == (False, 2, NOON + 60, ())


async def test_hidden_values_are_seen_by_their_holder_only(book: Book, kept: Record) -> None:
    async with book.reading() as page:
        _, by_anyone = await consult(page, None, H)
        _, by_stranger = await consult(page, STRANGER, H)
        _, by_holder = await consult(page, APP, H)

    assert [value.index for value in by_anyone] == [1]
    assert [value.index for value in by_stranger] == [1]
    assert [value.index for value in by_holder] == [2001, 1]


async def test_a_list_is_in_the_order_of_octets_and_goes_on_where_it_stopped(book: Book) -> None:
    names = ["H", "h1", "H10", "h100", "H2", "Ä", "中"]
    async with book.writing() as page:
        for name in names:
            await register(page, APP, Registration(Handle.parse(f"88.1000.1/{name}"), ()))

    async with book.reading() as page:
        first = await list_(page, APP, Prefix.parse("88.1000.1"), limit=3)
        rest = await list_(page, APP, Prefix.parse("88.1000.1"), after=first[-1].handle.suffix)
        with pytest.raises(Forbidden, match="key:stranger may not list"):
            await list_(page, STRANGER, Prefix.parse("88.1000.1"))

    assert [record.handle.suffix for record in first] == ["H", "h1", "H10"]
    assert [record.handle.suffix for record in rest] == ["h100", "H2", "Ä", "中"]


async def test_the_history_of_a_record_is_a_walk_back_through_the_journal(book: Book, kept: Record) -> None:
    async with book.writing() as page:
        await register(page, APP, Registration(Handle.parse("88.1000.1/BETWEEN"), ()))
        await replace(page, APP, H, (URL,))
    async with book.writing() as page:
        await retire(page, APP, H)
    async with book.writing() as page:
        await register(page, APP, Registration(H, (KEY,)), revive=True)

    async with book.reading() as page:
        _, steps = await history(page, APP, H)
        _, page_of_two = await history(page, APP, H, limit=2)
        _, older = await history(page, APP, H, below=page_of_two[-1].change.before)
        with pytest.raises(Forbidden):
            await history(page, STRANGER, H)

    assert [(step.verb, step.change.version, step.actor) for step in steps] == [
        ("revive", 4, "key:app"),
        ("retire", 3, "key:app"),
        ("amend", 2, "key:app"),
        ("register", 1, "key:app"),
    ]
    assert isinstance(steps[1].change, Retire)
    assert isinstance(steps[3].change, Put)
    assert [value.index for value in steps[3].change.values] == [2001, 1]
    assert page_of_two + older == steps
