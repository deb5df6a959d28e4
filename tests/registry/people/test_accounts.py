"""Accounts: appointed with an invitation, accepted once, amended, closed; each refusal in its words."""

from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from registry.credentials import Pepper, issue
from registry.grant import grant
from registry.people.appoint import (
    INVITED_SECONDS,
    accept,
    amend,
    appoint,
    close,
    invite_again,
    person,
    unlock,
)
from registry.people.enter import enter
from registry.people.passwords import Passwords
from registry.people.visit import visitor
from registry.store import accounts, keys
from registry.store.book import Book
from registry.store.tables import trail
from schemas.account import Account, AccountStanding, login_in, password_of
from schemas.errors import Absent, Conflict, Forbidden, Malformed, NodeError, Unauthenticated
from schemas.principal import Principal, Role
from tests.support.books import APP, PREFIX, ROOT, Clock

PEPPER = Pepper(bytes(32))
LI = Account("", "li.lei", "李雷", Role.PARK_ADMIN)
HAN = Account("", "han", "韩梅梅", Role.REVIEWER)
SECRET = "correct horse battery"


async def appointed(book: Book, account: Account, passwords: Passwords) -> Account:
    """An account whose person has accepted."""
    async with book.writing() as page:
        _, invitation = await appoint(page, ROOT, PEPPER, account)
    hashed = await passwords.hashed(SECRET)
    async with book.writing() as page:
        return await accept(page, PEPPER, invitation, hashed, "127.0.0.1")


@pytest.mark.parametrize(
    ("text", "kept"), [("li.lei", "li.lei"), (" Li.Lei@Example.CN ", "li.lei@example.cn"), ("a1-b_2", "a1-b_2")]
)
def test_login_names_are_kept_in_small_letters(text: str, kept: str) -> None:
    assert login_in(text) == kept


@pytest.mark.parametrize("text", ["", "ab", "a b c", ".abc", "abc.", "李雷李雷", "ｌｉｌｅｉ", "a" * 65, "ab\ncd"])
def test_what_is_no_login_name_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="as a login name"):
        login_in(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("short", "a password has 12 to 128 characters, got 5 (at password)"),
        ("x" * 129, "a password has 12 to 128 characters, got 129 (at password)"),
        ("abababababab", "a password has at least 5 different characters (at password)"),
        ("I am Li.Lei!!", "a password does not hold the login name (at password)"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        password_of(text, "li.lei")

    assert str(refused.value) == sentence


async def test_an_invitation_opens_its_account_once(empty_book: Book, passwords: Passwords) -> None:
    async with empty_book.writing() as page:
        account, invitation = await appoint(page, ROOT, PEPPER, LI)
    hashed = await passwords.hashed(SECRET)
    async with empty_book.writing() as page:
        with pytest.raises(Absent, match="opens nothing"):
            await accept(page, PEPPER, invitation + "x", hashed, "")
        accepted = await accept(page, PEPPER, invitation, hashed, "")
    async with empty_book.writing() as page:
        with pytest.raises(Absent, match="opens nothing"):
            await accept(page, PEPPER, invitation, hashed, "")

    assert (account.standing, accepted.standing) == (AccountStanding.INVITED, AccountStanding.ACTIVE)
    assert (await enter(empty_book, PEPPER, passwords, "LI.LEI", SECRET)).account == accepted


async def test_an_invitation_runs_out(empty_book: Book, passwords: Passwords, clock: Clock) -> None:
    async with empty_book.writing() as page:
        _, invitation = await appoint(page, ROOT, PEPPER, LI)
    clock.now += INVITED_SECONDS
    async with empty_book.writing() as page:
        with pytest.raises(Absent):
            await accept(page, PEPPER, invitation, "hash", "")


async def test_nothing_in_the_database_opens_anything(empty_book: Book, passwords: Passwords) -> None:
    async with empty_book.writing() as page:
        _, invitation = await appoint(page, ROOT, PEPPER, HAN)
    await appointed(empty_book, LI, passwords)
    entered = await enter(empty_book, PEPPER, passwords, "li.lei", SECRET)
    kept = b""
    async with empty_book.reading() as page:
        for table in ("accounts", "visits", "trail", "refusals"):
            kept += repr(await page.rows(sa.text(f"SELECT * FROM {table}"))).encode()

    assert b"li.lei" in kept
    for secret in (invitation, entered.cookie, SECRET):
        assert secret.encode() not in kept


@pytest.mark.parametrize(
    ("who", "change", "kind", "sentence"),
    [
        (ROOT, {"login": "a b"}, Malformed, "cannot read 'a b' as a login name"),
        (ROOT, {"name": " "}, Malformed, "a person's name has 1 to 64 printable characters, got ' ' (at name)"),
        (ROOT, {"role": Role.NODE}, Malformed, "an account has one of the roles park-admin, reviewer, auditor"),
        (ROOT, {"role": Role.ENTERPRISE_ADMIN}, Malformed, "an account of role enterprise-admin has an enterprise"),
        (ROOT, {"enterprise": "x"}, Malformed, "an account of role reviewer has no enterprise (at enterprise)"),
        (
            ROOT,
            {"role": Role.ENTERPRISE_ADMIN, "enterprise": "x"},
            Absent,
            "there is no enterprise 'x'",
        ),
        (APP, {}, Forbidden, "key:app may not manage the people of the park"),
        (ROOT, {"login": "LI.LEI"}, Conflict, "the login name li.lei was given to somebody already"),
    ],
)
async def test_what_cannot_be_an_account_is_refused(
    empty_book: Book, who: Principal, change: dict[str, Any], kind: type[NodeError], sentence: str
) -> None:
    async with empty_book.writing() as page:
        await appoint(page, ROOT, PEPPER, LI)
    async with empty_book.writing() as page:
        with pytest.raises(kind) as refused:
            await appoint(page, who, PEPPER, msgspec.structs.replace(HAN, **change))

    assert str(refused.value).startswith(sentence)


async def test_an_enterprise_manages_its_own_people_and_sees_no_others(
    empty_book: Book, maker: str, passwords: Passwords
) -> None:
    park = await appointed(empty_book, LI, passwords)
    boss = person(await appointed(empty_book, Account("", "boss", "老板", Role.ENTERPRISE_ADMIN, maker), passwords), "")
    async with empty_book.writing() as page:
        colleague, _ = await appoint(page, boss, PEPPER, Account("", "wang", "王芳", Role.ENTERPRISE_ADMIN, maker))
        with pytest.raises(Forbidden, match="may not manage the people of the park"):
            await appoint(page, boss, PEPPER, HAN)
        for verb in (
            lambda: close(page, boss, park.id),
            lambda: amend(page, boss, park.id, "别人"),
            lambda: invite_again(page, boss, PEPPER, park.id),
            lambda: unlock(page, boss, PEPPER, park.id),
        ):
            with pytest.raises(Absent):
                await verb()
        await page.flush()
        await close(page, boss, colleague.id)


async def test_nobody_raises_locks_out_or_lets_in_themselves(empty_book: Book, passwords: Passwords) -> None:
    li = await appointed(empty_book, LI, passwords)
    me = person(li, "")
    async with empty_book.writing() as page:
        with pytest.raises(Forbidden, match="nobody closes their own account"):
            await close(page, me, li.id)
        with pytest.raises(Forbidden, match="nobody changes the role of their own account"):
            await amend(page, me, li.id, role=Role.AUDITOR)
        with pytest.raises(Forbidden, match="nobody invites themselves"):
            await invite_again(page, me, PEPPER, li.id)
        with pytest.raises(Conflict, match="last administrator of the park"):
            await close(page, ROOT, li.id)
        with pytest.raises(Conflict, match="last administrator of the park"):
            await amend(page, ROOT, li.id, role=Role.AUDITOR)
        assert (await amend(page, me, li.id, name="李磊")).name == "李磊"


async def test_a_closed_account_lets_nobody_in_and_keeps_its_name(empty_book: Book, passwords: Passwords) -> None:
    han = await appointed(empty_book, HAN, passwords)
    cookie = (await enter(empty_book, PEPPER, passwords, "han", SECRET)).cookie
    async with empty_book.writing() as page:
        await close(page, ROOT, han.id)
    with pytest.raises(Unauthenticated, match="the login name or the password is wrong"):
        await enter(empty_book, PEPPER, passwords, "han", SECRET)
    async with empty_book.reading() as page:
        with pytest.raises(Unauthenticated):
            await visitor(page, cookie, "")
    async with empty_book.writing() as page:
        with pytest.raises(Conflict, match="given to somebody already"):
            await appoint(page, ROOT, PEPPER, HAN)
        with pytest.raises(Conflict, match="is closed"):
            await invite_again(page, ROOT, PEPPER, han.id)


async def test_another_role_ends_the_visits(empty_book: Book, passwords: Passwords) -> None:
    han = await appointed(empty_book, HAN, passwords)
    cookie = (await enter(empty_book, PEPPER, passwords, "han", SECRET)).cookie
    async with empty_book.writing() as page:
        await amend(page, ROOT, han.id, name="韩梅")
    async with empty_book.reading() as page:
        assert (await visitor(page, cookie, "")).account.name == "韩梅"
    async with empty_book.writing() as page:
        await amend(page, ROOT, han.id, role=Role.AUDITOR)
    async with empty_book.reading() as page:
        with pytest.raises(Unauthenticated):
            await visitor(page, cookie, "")


async def test_the_trail_names_the_person(empty_book: Book, passwords: Passwords) -> None:
    await appointed(empty_book, HAN, passwords)
    await enter(empty_book, PEPPER, passwords, "han", SECRET, address="10.0.0.7")
    async with empty_book.reading() as page:
        lines = await page.rows(sa.select(trail.c.actor, trail.c.verb, trail.c.address).order_by(trail.c.act))
        assert [account.login for account in await accounts.list_(page)] == ["han"]

    assert [tuple(line) for line in lines] == [
        ("local:root", "appoint", ""),
        ("person:han", "accept invitation", "127.0.0.1"),
        ("person:han", "sign in", "10.0.0.7"),
    ]


@pytest.mark.parametrize("how", ["closed", "another role"])
async def test_the_keys_that_act_as_a_person_go_with_them(empty_book: Book, passwords: Passwords, how: str) -> None:
    li = await appointed(empty_book, LI, passwords)
    await appointed(empty_book, msgspec.structs.replace(LI, login="other"), passwords)
    async with empty_book.writing() as page:
        await grant(page, ROOT, PREFIX, None)
        own, _ = await issue(page, person(li, ""), PEPPER, Role.PARK_ADMIN)
        applications, _ = await issue(page, person(li, ""), PEPPER, Role.ENTERPRISE_APP, (PREFIX,))
        another, _ = await issue(page, ROOT, PEPPER, Role.PARK_ADMIN)
    async with empty_book.writing() as page:
        if how == "closed":
            await close(page, ROOT, li.id)
        else:
            await amend(page, ROOT, li.id, role=Role.AUDITOR)
    async with empty_book.reading() as looking:
        living = {key.id for key in await keys.list_(looking) if key.revoked_at is None}

    assert living == {applications.id, another.id}
    assert own.id not in living
