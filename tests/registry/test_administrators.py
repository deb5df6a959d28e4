"""Administrators of the Handle protocol: rights come from HS_ADMIN, directly or through groups."""

import pytest

from registry.administrators import rights_over, rights_over_prefix
from registry.amend import put_values
from registry.register import Registration, register
from registry.retire import retire
from registry.store.book import Book
from schemas.encodings import admin, vlist
from schemas.encodings.admin import ALL_RIGHTS, Admin, Right
from schemas.errors import Forbidden
from schemas.handle import Handle
from schemas.principal import Principal, Role
from schemas.record import Record
from schemas.value import Reference, Value
from tests.support.books import APP, PREFIX

KEEPER = Principal("handle:300:88.1000.1/ADMIN", Role.HANDLE, identity=Reference("88.1000.1/admin", 300))
MEMBER = Principal("handle:301:88.1000.1/U", Role.HANDLE, identity=Reference("88.1000.1/U", 301))
H = Handle.parse("88.1000.1/H")


def admin_value(index: int, handle: str, key: int, rights: int) -> Value:
    return Value(index, "HS_ADMIN", admin.to_octets(Admin(handle, key, rights)))


def group(index: int, *members: Reference) -> Value:
    return Value(index, "HS_VLIST", vlist.to_octets(members))


async def test_the_administrator_of_a_prefix_may_register_under_it(book: Book) -> None:
    async with book.writing() as page:
        assert await rights_over_prefix(page, KEEPER, PREFIX) == Right(ALL_RIGHTS)
        assert await rights_over_prefix(page, MEMBER, PREFIX) == Right(0)
        record = await register(page, KEEPER, Registration(H, ()))
        with pytest.raises(Forbidden, match="handle:301:88.1000.1/U may not register"):
            await register(page, MEMBER, Registration(Handle.parse("88.1000.1/OTHER"), ()))

    assert isinstance(record, Record)


async def test_rights_come_through_groups_of_groups_and_a_loop_ends(book: Book) -> None:
    async with book.writing() as page:
        await register(
            page,
            APP,
            Registration(
                Handle.parse("88.1000.1/GROUP"),
                (group(200, Reference("88.1000.1/GROUP", 201)), group(201, Reference("88.1000.1/GROUP", 200))),
            ),
        )
        await register(
            page,
            APP,
            Registration(
                Handle.parse("88.1000.1/TEAM"),
                (group(200, Reference("88.1000.1/TEAM", 201)), group(201, Reference("88.1000.1/U", 301))),
            ),
        )
        looped = await register(page, APP, Registration(H, (admin_value(100, "88.1000.1/GROUP", 200, 0xFFF),)))
        record = await register(
            page,
            APP,
            Registration(Handle.parse("88.1000.1/I"), (admin_value(100, "88.1000.1/team", 200, Right.ADD_VALUE),)),
        )

        assert await rights_over(page, MEMBER, looped) == Right(0)
        assert await rights_over(page, MEMBER, record) == Right.ADD_VALUE
        assert await rights_over(page, KEEPER, record) == Right(0)


async def test_a_member_does_what_its_rights_say_and_no_more(book: Book) -> None:
    async with book.writing() as page:
        await register(
            page, APP, Registration(H, (admin_value(100, "88.1000.1/U", 0, Right.ADD_VALUE | Right.READ_VALUE),))
        )
    async with book.writing() as page:
        await put_values(page, MEMBER, H, (Value(1, "URL", b"https://erp.example/"),))
        with pytest.raises(Forbidden, match="lacks the right to modify value"):
            await put_values(page, MEMBER, H, (Value(1, "URL", b"https://else.example/"),))
        with pytest.raises(Forbidden, match="may not retire"):
            await retire(page, MEMBER, H)


async def test_octets_that_are_no_administrator_give_no_rights(book: Book) -> None:
    async with book.writing() as page:
        record = await register(page, APP, Registration(H, (Value(100, "HS_ADMIN", b"\xff\xff"),)))

        assert await rights_over(page, KEEPER, record) == Right(0)
