"""Links of a record: those that contradict each other are refused whichever way they would come in."""

from collections.abc import Awaitable, Callable

import msgspec
import pytest

from registry.amend import change_values, put_values, remove_values, replace
from registry.register import Registration, register, register_many
from registry.store.book import Book
from registry.store.page import Writing
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.value import Value
from tests.support.books import APP

H = Handle.parse("88.1000.1/PUMP")


def link(index: int, link_type: str, href: str = "https://maker.example/pump") -> Value:
    return Value(index, "LINK", msgspec.json.encode({"linkType": link_type, "href": href, "title": "产品信息"}))


DEFAULT, PIP = link(10, "gs1:defaultLink"), link(11, "gs1:pip")
SECOND = link(12, "gs1:defaultLink", "https://maker.example/other")
TWO = "values 10 and 12 are default links, expected one of them alone"
ALONE = (
    "default link of value 10 leads where no other link does, expected the same href in a LINK of a type that says "
    "what it is, as in gs1:pip"
)


@pytest.fixture
async def kept(book: Book) -> Book:
    async with book.writing() as page:
        await register(page, APP, Registration(H, (DEFAULT, PIP)))
    return book


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda page: replace(page, APP, H, (DEFAULT, PIP, SECOND)), TWO),
        (lambda page: put_values(page, APP, H, (SECOND,)), TWO),
        (lambda page: change_values(page, APP, H, (SECOND,), ()), TWO),
        (lambda page: remove_values(page, APP, H, (11,)), ALONE),
        (lambda page: change_values(page, APP, H, (), (11,)), ALONE),
    ],
)
async def test_an_amendment_sees_the_record_as_it_would_be(
    kept: Book, act: Callable[[Writing], Awaitable[object]], sentence: str
) -> None:
    with pytest.raises(Malformed) as refused:
        async with kept.writing() as page:
            await act(page)

    async with kept.reading() as page:
        record = await page.find(H)
    assert str(refused.value) == sentence
    assert record is not None
    assert (record.version, [value.index for value in record.values]) == (1, [10, 11])


async def test_the_default_may_move_in_one_amendment(kept: Book) -> None:
    there = "https://maker.example/other"
    async with kept.writing() as page:
        await change_values(page, APP, H, (SECOND, link(13, "gs1:pip", there)), (10, 11))

    async with kept.reading() as page:
        record = await page.find(H)
    assert record is not None
    assert [value.index for value in record.values] == [12, 13]


async def test_a_row_whose_links_contradict_each_other_is_refused_and_the_others_are_entered(book: Book) -> None:
    wrong, right = Handle.parse("88.1000.1/WRONG"), Handle.parse("88.1000.1/RIGHT")

    async with book.writing() as page:
        bad, good = await register_many(
            page,
            APP,
            [Registration(wrong, (DEFAULT, PIP, SECOND)), Registration(right, (DEFAULT, PIP))],
            all_or_nothing=False,
        )

    assert (str(bad), isinstance(good, int)) == (TWO, True)
    async with book.reading() as page:
        assert await page.find(wrong) is None
        assert await page.find(right) is not None


async def test_alone_it_is_refused_in_the_same_words(book: Book) -> None:
    with pytest.raises(Malformed) as refused:
        async with book.writing() as page:
            await register(page, APP, Registration(H, (DEFAULT, PIP, SECOND)))

    assert str(refused.value) == TWO
