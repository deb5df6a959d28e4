"""Registering: who may, what is refused in which words, and what is kept."""

import pytest

from registry.amend import replace
from registry.grant import change_standing, grant
from registry.register import AlreadyRegistered, Registration, register, register_many
from registry.retire import retire
from registry.store.book import Book
from schemas.change import Mode, PrefixStanding
from schemas.errors import Elsewhere, Forbidden, Malformed, NodeError, Retired
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.record import Standing
from schemas.value import Value
from tests.support.books import APP, NOON, ROOT, STRANGER

URL = Value(1, "URL", b"https://erp.example/1")
NAME = Value(2000, "NAME", "覆铜板".encode())


def wanted(text: str, *values: Value) -> Registration:
    return Registration(Handle.parse(text), values or (URL,))


async def test_a_record_is_kept_as_it_was_given(book: Book) -> None:
    async with book.writing() as page:
        await register(page, APP, wanted("88.1000.1/Sn-a/ä 1", NAME, URL))

    async with book.reading() as page:
        record = await page.find(Handle.parse("88.1000.1/SN-A/ä 1"))

    assert record is not None
    assert record.handle.text == "88.1000.1/Sn-a/ä 1"
    assert [(value.index, value.data, value.timestamp) for value in record.values] == [
        (2000, "覆铜板".encode(), NOON),
        (1, b"https://erp.example/1", NOON),
    ]
    assert (record.version, record.registered_at, record.changed_at, record.active) == (1, NOON, NOON, True)


@pytest.mark.parametrize(
    ("text", "values", "kind", "sentence"),
    [
        (
            "88.1000.1/а1",
            (URL,),
            Malformed,
            "cannot register '88.1000.1/а1': character 1 of the suffix is U+0430 (CYRILLIC SMALL LETTER A), "
            "expected printable ASCII, Latin or Chinese characters",
        ),
        ("88.1000.1/X", (URL, URL), Malformed, "index 1 is given twice, expected each index once"),
        ("88.1000.2/X", (URL,), Elsewhere, "the prefix 88.1000.2 is not served by this node"),
        ("88.1000.1.5/X", (URL,), Elsewhere, "the prefix 88.1000.1.5 is not served by this node"),
        ("88.1000.10/X", (URL,), Forbidden, "key:app may not register 88.1000.10/X"),
        ("88.1000.1/TAKEN", (URL,), AlreadyRegistered, "88.1000.1/TAKEN is registered already"),
        ("88.1000.1/taken", (URL,), AlreadyRegistered, "88.1000.1/taken is registered already"),
        (
            "88.1000.1/GONE",
            (URL,),
            Retired,
            "88.1000.1/GONE was registered once and is retired; an identifier is never given out again",
        ),
    ],
)
async def test_each_refusal_has_its_sentence_alone_and_in_bulk(
    book: Book, text: str, values: tuple[Value, ...], kind: type[NodeError], sentence: str
) -> None:
    async with book.writing() as page:
        await register(page, APP, wanted("88.1000.1/TAKEN"))
        await register(page, APP, wanted("88.1000.1/GONE"))
        await retire(page, APP, Handle.parse("88.1000.1/GONE"))

    with pytest.raises(kind) as alone:
        async with book.writing() as page:
            await register(page, APP, Registration(Handle.parse(text), values))
    async with book.writing() as page:
        good, bad = await register_many(
            page, APP, [wanted("88.1000.1/GOOD"), Registration(Handle.parse(text), values)], all_or_nothing=False
        )

    assert str(alone.value) == sentence
    assert good == page.serial
    assert (type(bad), str(bad)) == (kind, sentence)


async def test_each_refusal_names_the_handle_that_it_is_about(book: Book) -> None:
    async with book.writing() as page:
        answers = await register_many(page, APP, [wanted(f"88.1000.10/Q{each}") for each in (1, 2)], False)

    assert [str(answer) for answer in answers] == [f"key:app may not register 88.1000.10/Q{each}" for each in (1, 2)]


async def test_all_or_nothing_enters_nothing_when_one_is_refused(book: Book) -> None:
    async with book.writing() as page:
        answers = await register_many(
            page, APP, [wanted("88.1000.1/A"), wanted("88.1000.10/B"), wanted("88.1000.1/C")], all_or_nothing=True
        )
        assert page.touched == (page.serial, *page.touched[1:])

    async with book.reading() as page:
        found = await page.find_many(Handle.parse(f"88.1000.1/{name}") for name in "AC")

    assert found == {}
    assert str(answers[1]) == "key:app may not register 88.1000.10/B"


async def test_a_handle_given_twice_in_one_act_is_entered_once(book: Book) -> None:
    async with book.writing() as page:
        first, second = await register_many(
            page, APP, [wanted("88.1000.1/a"), wanted("88.1000.1/A")], all_or_nothing=False
        )

    assert first == page.serial
    assert str(second) == "88.1000.1/A is given twice"


async def test_a_refused_act_leaves_nothing_behind(book: Book) -> None:
    with pytest.raises(Forbidden):
        async with book.writing() as page:
            await register(page, APP, wanted("88.1000.1/FIRST"))
            await register(page, STRANGER, wanted("88.1000.1/SECOND"))

    async with book.reading() as page:
        assert await page.find(Handle.parse("88.1000.1/FIRST")) is None


@pytest.mark.parametrize(
    ("standing", "sentence"),
    [
        (PrefixStanding.SUSPENDED, "the prefix 88.1000.1 is suspended and takes no changes"),
        (PrefixStanding.CLOSED, "the prefix 88.1000.1 is closed and takes no changes"),
    ],
)
async def test_a_prefix_that_does_not_stand_takes_nothing(book: Book, standing: PrefixStanding, sentence: str) -> None:
    async with book.writing() as page:
        await change_standing(page, ROOT, Prefix.parse("88.1000.1"), standing)

    with pytest.raises(Forbidden) as refused:
        async with book.writing() as page:
            await register(page, APP, wanted("88.1000.1/X"))

    assert str(refused.value) == sentence


async def test_a_delegated_prefix_is_kept_elsewhere(book: Book) -> None:
    async with book.writing() as page:
        await grant(page, ROOT, Prefix.parse("88.1000.7"), None, Mode.DELEGATED, "https://node.example")

    with pytest.raises(Elsewhere, match="the prefix 88.1000.7 is delegated"):
        async with book.writing() as page:
            await register(page, ROOT, wanted("88.1000.7/X"))


async def test_the_holder_may_bring_a_retired_identifier_back_and_it_is_not_counted_twice(book: Book) -> None:
    handle = Handle.parse("88.1000.1/R")
    async with book.writing() as page:
        await register(page, APP, wanted("88.1000.1/R"))
        await retire(page, APP, handle)
    async with book.writing() as page:
        back = await register(page, APP, wanted("88.1000.1/R", NAME), revive=True)

    assert (back.version, back.active, back.registered_at) == (3, True, NOON)


async def test_what_one_page_registers_amends_and_retires_is_seen_there_and_written_once(book: Book) -> None:
    amended, retired, spelt = (Handle.parse(f"88.1000.1/{name}") for name in ("AMENDED", "RETIRED", "spelt"))
    async with book.writing() as page:
        for handle in (amended, retired, spelt):
            await register(page, APP, Registration(handle, (URL,)))
        before = await page.find(amended)
        await replace(page, APP, amended, (NAME,))
        await retire(page, APP, retired)
        within = await page.find_many([amended, retired, spelt])
        taken = await page.taken("88.1000.1", ["AMENDED", "RETIRED", "SPELT", "NOT"])

    async with book.reading() as page:
        after = await page.find_many([amended, retired, spelt])
    assert before is not None
    assert (before.version, before.values[0].data) == (1, URL.data)
    assert within == after
    assert taken == {"AMENDED": True, "RETIRED": False, "SPELT": True}
    assert [(record.handle.text, record.version, record.standing) for record in after.values()] == [
        ("88.1000.1/AMENDED", 2, Standing.ACTIVE),
        ("88.1000.1/RETIRED", 2, Standing.RETIRED),
        ("88.1000.1/spelt", 1, Standing.ACTIVE),
    ]
