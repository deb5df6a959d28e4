"""Lists on their way out, on both databases: what they hold, for whom, and that they come back in."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from registry.admit import admit
from registry.enroll import enroll
from registry.exports import records
from registry.exports.listing import Form
from registry.exports.lists import LISTS, described, export
from registry.exports.write import written
from registry.grant import grant
from registry.group import Group
from registry.register import Registration, register_many
from registry.retire import retire
from registry.store.book import Book
from registry.store.tables import trail
from schemas.enterprise import Enterprise
from schemas.errors import Absent, Forbidden, Malformed
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.sheet import read_csv
from schemas.value import SECRET, Value
from tests.support.books import APP, PREFIX, ROOT, STRANGER

AUDITOR = Principal("key:auditor", Role.AUDITOR)
COUNT = 1_300
P = PREFIX.text


async def filled(book: Book) -> None:
    """More than two chunks of identifiers, one of them retired."""
    wanted = [
        Registration(
            Handle.parse(f"{P}/N-{number:04}"),
            (
                Value(1, "URL", b"https://a.example/%d" % number),
                Value(2000, "DESC", b"=%d" % number),
                Value(2001, "SECRET", b"hush", permissions=SECRET),
            ),
        )
        for number in range(COUNT)
    ]
    async with book.writing() as page:
        await register_many(page, ROOT, wanted, all_or_nothing=True)
        await page.flush()
        await retire(page, ROOT, Handle.parse(f"{P}/N-0007"), None)


async def octets(book: Book, who: Principal, name: str, given: Mapping[str, str], form: Form = "csv") -> bytes:
    async def level(_: int) -> None:
        """There is no replica."""

    listing = await export(book, Group(book, level), who, name, given, form)
    return b"".join([piece async for piece in written(listing, form)])


def table(octets: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline="")))


def lines(octets: bytes) -> list[Any]:
    return [json.loads(line) for line in octets.splitlines()]


async def test_all_identifiers_come_in_their_order(book: Book) -> None:
    await filled(book)

    rows = table(await octets(book, APP, "identifiers", {"prefix": P}))
    assert rows[0] == list(records.HEAD)
    assert [row[0] for row in rows[1:]] == [f"{P}/N-{number:04}" for number in range(COUNT) if number != 7]
    some = table(await octets(book, APP, "identifiers", {"prefix": P, "beginning": "n-00", "retired": "true"}))
    assert [row[0] for row in some[1:]] == [f"{P}/N-{number:04}" for number in range(100)]
    assert {row[1] for row in some[1:]} == {"active", "retired"}


async def test_what_comes_out_as_a_table_goes_in_again(book: Book) -> None:
    await filled(book)
    out = await octets(book, APP, "identifiers", {"prefix": P, "types": "URL, DESC"})

    assert table(out)[1][-2:] == ["https://a.example/0", "'=0"]
    done = await admit(book, APP, read_csv(io.BytesIO(out)), duplicates="skip")
    assert (done.rows, done.skipped, done.refused) == (COUNT - 1, COUNT - 1, 0)
    changed = await admit(book, APP, read_csv(io.BytesIO(out)), duplicates="update")
    assert (changed.updated, changed.refused) == (COUNT - 1, 0)  # the hidden value was not among the columns
    async with book.reading() as page:
        found = await page.find(Handle.parse(f"{P}/N-0004"))
    assert found is not None
    assert [value.data for value in found.values] == [b"https://a.example/4", b"=4"]


async def test_values_are_those_that_the_caller_may_see(book: Book) -> None:
    await filled(book)
    one = {"prefix": P, "beginning": "N-0001"}
    for who, seen in ((APP, True), (ROOT, True), (AUDITOR, False)):
        assert table(await octets(book, who, "identifiers", one | {"types": "SECRET"}))[1][-1] == (
            "hush" if seen else ""
        )
        (line,) = lines(await octets(book, who, "identifiers", one, "ndjson"))
        assert [value["type"] for value in line["values"]] == ["URL", "DESC"] + ["SECRET"] * seen


async def test_a_search_comes_out_whole(book: Book) -> None:
    await filled(book)

    found = lines(await octets(book, APP, "search", {"q": "n-01"}, "ndjson"))

    assert [each["handle"] for each in found] == [f"{P}/N-{number:04}" for number in range(199, 99, -1)]
    assert len(table(await octets(book, APP, "search", {"q": "n-00", "standing": "any"}))) == 101


async def test_enterprises_and_the_rest(book: Book) -> None:
    async with book.writing() as page:
        await enroll(page, ROOT, Enterprise(id="", name="@某某", uscc="91360121MAY1C7P03X"))

    (head, row) = table(await octets(book, ROOT, "enterprises", {}))
    assert dict(zip(head, row, strict=True))["name"] == "'@某某"
    assert [row[0] for row in table(await octets(book, APP, "prefixes", {}))[1:]] == [P]
    assert len(table(await octets(book, ROOT, "prefixes", {}))) == 3
    acts = [line["verb"] for line in lines(await octets(book, AUDITOR, "trail", {}, "ndjson"))]
    assert acts[:3] == ["grant", "grant", "enroll"]
    assert acts[3:] == ["export"] * 4  # the three above, and this one
    day = {"from": "2026-11-22", "to": "2026-11-22"}
    assert table(await octets(book, ROOT, "statistics", day))[0] == ["day", "resolutions", "registered", "stock"]
    for name in ("keys", "accounts"):
        assert len(table(await octets(book, ROOT, name, {}))) == 1


@pytest.mark.parametrize(
    ("who", "name", "given", "refusal", "sentence"),
    [
        (STRANGER, "identifiers", {"prefix": P}, Forbidden, "key:stranger may not list 0.NA/88.1000.1"),
        (STRANGER, "batches", {"prefix": P}, Forbidden, "key:stranger may not see the batches of 88.1000.1"),
        (STRANGER, "search", {"q": "xx", "prefix": P}, Forbidden, "key:stranger may not search under 88.1000.1"),
        (APP, "enterprises", {}, Forbidden, "key:app may not list enterprises"),
        (APP, "keys", {}, Forbidden, "key:app may not list keys"),
        (APP, "accounts", {}, Forbidden, "key:app may not manage the people of the park"),
        (APP, "trail", {}, Forbidden, "key:app may not read the trail"),
        (ROOT, "members", {"batch": "none"}, Absent, "there is no batch 'none'"),
        (ROOT, "identifiers", {}, Malformed, "cannot read the filters: object missing required field prefix"),
        (ROOT, "prefixes", {"x": "1"}, Malformed, "unknown filter 'x': expected none"),
        (
            ROOT,
            "identifiers",
            {"prefix": P, "retired": "perhaps"},
            Malformed,
            "cannot read the filters: expected bool, got str, at retired",
        ),
        (
            ROOT,
            "trail",
            {"from": "yesterday"},
            Malformed,
            "cannot read 'yesterday' as a day: expected one as in 2026-11-22",
        ),
    ],
)
async def test_who_may_not_gets_nothing_and_the_trail_says_nothing(
    book: Book, who: Principal, name: str, given: dict[str, str], refusal: type[Exception], sentence: str
) -> None:
    with pytest.raises(refusal) as refused:
        await octets(book, who, name, given)

    assert str(refused.value) == sentence
    async with book.reading() as page:
        assert await page.scalar(sa.select(sa.func.count()).where(trail.c.verb == "export")) == 0


async def test_a_list_that_is_none(book: Book) -> None:
    with pytest.raises(Absent, match="there is no list 'secrets': expected identifiers, search, "):
        await octets(book, ROOT, "secrets", {})
    assert [each["list"] for each in described()] == list(LISTS)


async def test_every_list_has_columns_for_all_it_says(book: Book) -> None:
    """What a row holds and no column is for would be in lines of JSON and in no table."""
    await filled(book)
    for name, given in (("identifiers", {"prefix": P}), ("prefixes", {}), ("trail", {})):
        listing = await LISTS[name].make(book, ROOT, given, "csv")
        async for rows in listing.chunks:
            assert {*rows[0]} == {*listing.columns}
            break


async def test_enterprises_are_narrowed_down_as_on_the_page(book: Book) -> None:
    async with book.writing() as page:
        pump = await enroll(page, ROOT, Enterprise(id="", name="赣江水泵", uscc="91360121MAY1C7P03X", above_scale=True))
        await enroll(page, ROOT, Enterprise(id="", name="岫澜电路", uscc="91110000600037341L"))
        await grant(page, ROOT, Prefix.parse("88.1000"), None)
        await page.flush()
        await grant(page, ROOT, Prefix.parse("88.1000.7"), pump.id)

    async def named(**given: str) -> list[str]:
        return [line["name"] for line in lines(await octets(book, ROOT, "enterprises", given, "ndjson"))]

    assert await named(q="水泵") == await named(q="88.1000.7") == await named(above_scale="true") == ["赣江水泵"]
    assert await named(bare="true") == await named(q="9111") == ["岫澜电路"]
    assert len(await named(park="outside")) == len(await named(standing="active")) == 2
    assert await named(standing="closed") == await named(category="platform") == await named(park="x") == []
