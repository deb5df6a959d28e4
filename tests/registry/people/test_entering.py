"""Signing in: wrong passwords and the pauses after them, the second factor and its one-time passwords, visits."""

import hashlib
import time

import msgspec
import pyotp
import pytest

from registry.credentials import Pepper
from registry.people import own
from registry.people.appoint import person, unlock
from registry.people.enter import (
    FREE_TRIES,
    LONGEST_PAUSE,
    FactorNeeded,
    Paused,
    digest_of,
    enter,
    leave,
    pause_after,
    prove,
    typed,
)
from registry.people.passwords import Passwords
from registry.people.second_factor import address_of, new_secret, opened, sealed, step_of
from registry.people.visit import IDLE_SECONDS, LONGEST_SECONDS, TOUCH_SECONDS, touched, visitor
from registry.store import accounts, visits
from registry.store.book import Book
from schemas.account import Account
from schemas.errors import Conflict, Malformed, NodeError, Unauthenticated
from schemas.prefix import Prefix
from schemas.principal import Role
from tests.registry.people.test_accounts import HAN, LI, PEPPER, SECRET, appointed
from tests.support.books import ROOT, Clock

WRONG = "the login name or the password is wrong"


async def refusal(book: Book, passwords: Passwords, login: str, password: str, code: str = "") -> NodeError:
    with pytest.raises(NodeError) as refused:
        await enter(book, PEPPER, passwords, login, password, code)
    return refused.value


@pytest.mark.parametrize("login", ["han", "nobody"])
async def test_who_is_there_cannot_be_told_from_the_refusals(
    empty_book: Book, passwords: Passwords, login: str
) -> None:
    await appointed(empty_book, HAN, passwords)

    told = [await refusal(empty_book, passwords, login, "wrong") for _ in range(FREE_TRIES + 3)]

    assert [str(each) for each in told] == [
        *[WRONG] * (FREE_TRIES + 1),
        *["too many wrong passwords: nobody is let in under this name for 30 seconds"] * 2,
    ]


async def test_a_visit_that_was_left_open_is_no_way_to_try_passwords(
    empty_book: Book, passwords: Passwords, clock: Clock
) -> None:
    account = await appointed(empty_book, HAN, passwords)
    for _ in range(FREE_TRIES + 1):
        with pytest.raises(Unauthenticated, match=r"^the present password is wrong \(at was\)$"):
            await prove(empty_book, PEPPER, passwords, account, "wrong")

    with pytest.raises(Paused):
        await prove(empty_book, PEPPER, passwords, account, SECRET)
    assert isinstance(await refusal(empty_book, passwords, "han", SECRET), Paused)
    clock.now += 30
    assert await prove(empty_book, PEPPER, passwords, account, SECRET)


async def test_a_pause_holds_for_the_right_password_too_and_grows(
    empty_book: Book, passwords: Passwords, clock: Clock
) -> None:
    await appointed(empty_book, HAN, passwords)
    pauses = []
    for _ in range(12):
        for _ in range(FREE_TRIES + 1):
            told = await refusal(empty_book, passwords, "han", "wrong")
            if isinstance(told, Paused):
                pauses.append(told.seconds)
                assert isinstance(await refusal(empty_book, passwords, "han", SECRET), Paused)
                clock.now += told.seconds
                break

    assert pauses[:5] == [30, 60, 120, 240, 480]
    assert max(pauses) == LONGEST_PAUSE == pause_after(10**6)
    entered = await enter(empty_book, PEPPER, passwords, "han", SECRET)
    assert entered.account.login == "han"
    assert str(await refusal(empty_book, passwords, "han", "wrong")) == WRONG


async def test_an_administrator_ends_a_pause(empty_book: Book, passwords: Passwords) -> None:
    han = await appointed(empty_book, HAN, passwords)
    for _ in range(FREE_TRIES + 1):
        await refusal(empty_book, passwords, "han", "wrong")
    assert isinstance(await refusal(empty_book, passwords, "han", SECRET), Paused)
    async with empty_book.writing() as page:
        await unlock(page, ROOT, PEPPER, han.id)

    assert (await enter(empty_book, PEPPER, passwords, "han", SECRET)).account == han


async def test_a_name_that_nobody_has_takes_as_long_as_a_wrong_password(empty_book: Book) -> None:
    slow = Passwords(memory_kib=8_192, rounds=3, lanes=1)
    await appointed(empty_book, HAN, slow)
    await refusal(empty_book, slow, "nobody", "wrong")  # the hash of nobody's password is made

    async def taken(login: str) -> float:
        times = []
        for _ in range(3):
            began = time.process_time()
            await refusal(empty_book, slow, login, "wrong")
            times.append(time.process_time() - began)
        return min(times)

    assert 0.5 < await taken("nobody") / await taken("han") < 2.0


@pytest.mark.parametrize(
    ("login", "password", "sentence"),
    [
        ("", "x", "the login name is missing"),
        ("han", " ", "the password is missing"),
        ("han", "x" * 2000, "the password is longer than any can be"),
    ],
)
def test_what_can_be_nothing_is_refused_before_it_costs(login: str, password: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        typed(login, password)

    assert str(refused.value) == sentence


async def test_a_visit_has_the_persons_rights_and_runs_out(
    empty_book: Book, maker: str, passwords: Passwords, clock: Clock
) -> None:
    boss = await appointed(empty_book, Account("", "boss", "老板", Role.ENTERPRISE_ADMIN, maker), passwords)
    cookie = (await enter(empty_book, PEPPER, passwords, "boss", SECRET, agent="Browser\x1b[31m 1")).cookie
    async with empty_book.reading() as page:
        there = await visitor(page, cookie, "10.0.0.7")
    assert there.principal == msgspec.structs.replace(
        person(boss, "10.0.0.7"), prefixes=(Prefix.parse("88.1000.1"),), enterprise=maker
    )
    assert (there.visit.agent, there.late) == ("Browser[31m 1", False)

    for _ in range(3):
        clock.now += IDLE_SECONDS - 1
        async with empty_book.writing() as page:
            there = await visitor(page, cookie, "")
            assert there.late
            touched(page, there.visit)
    clock.now += IDLE_SECONDS + 1
    async with empty_book.reading() as page:
        with pytest.raises(Unauthenticated, match="sign in again"):
            await visitor(page, cookie, "")


async def test_a_busy_visit_ends_after_a_working_day(empty_book: Book, passwords: Passwords, clock: Clock) -> None:
    await appointed(empty_book, HAN, passwords)
    cookie = (await enter(empty_book, PEPPER, passwords, "han", SECRET)).cookie
    began = clock.now
    while clock.now - began <= LONGEST_SECONDS - TOUCH_SECONDS * 10:
        clock.now += TOUCH_SECONDS * 10
        async with empty_book.writing() as page:
            visits.touch(page, digest_of(cookie), page.now)
    clock.now = began + LONGEST_SECONDS + 1
    async with empty_book.reading() as page:
        with pytest.raises(Unauthenticated):
            await visitor(page, cookie, "")


async def test_signing_out_and_another_password_end_visits(empty_book: Book, passwords: Passwords) -> None:
    han = await appointed(empty_book, HAN, passwords)
    cookies = [(await enter(empty_book, PEPPER, passwords, "han", SECRET)).cookie for _ in range(4)]
    async with empty_book.writing() as page:
        leave(page, han, cookies[0], "")
    async with empty_book.writing() as page:
        assert await own.end_other_visits(page, han.id, digest_of(cookies[1]), "") == 2
    async with empty_book.reading() as page:
        assert (await visitor(page, cookies[1], "")).account == han
        kept = await accounts.find(page, han.id)
    assert kept is not None
    hashed = await passwords.hashed("another long password")
    async with empty_book.writing() as page:
        await own.change_password(page, han.id, kept.password, hashed, "")
    async with empty_book.writing() as page:
        with pytest.raises(Unauthenticated, match="changed meanwhile"):
            await own.change_password(page, han.id, kept.password, hashed, "")
        assert await visits.list_(page, han.id) == []
    assert str(await refusal(empty_book, passwords, "han", SECRET)) == WRONG
    await enter(empty_book, PEPPER, passwords, "han", "another long password")


async def test_the_second_factor_is_asked_for_and_each_password_taken_once(
    empty_book: Book, passwords: Passwords, clock: Clock
) -> None:
    li = await appointed(empty_book, LI, passwords)
    secret = new_secret()
    app = pyotp.TOTP(secret)
    async with empty_book.writing() as page:
        with pytest.raises(Malformed, match="the one-time password does not fit"):
            await own.set_second_factor(page, PEPPER, li.id, secret, "000000", "")
        await own.set_second_factor(page, PEPPER, li.id, secret, app.at(int(clock.now)), "")
    async with empty_book.writing() as page:
        with pytest.raises(Conflict, match="set up already"):
            await own.set_second_factor(page, PEPPER, li.id, secret, app.at(int(clock.now)), "")

    assert isinstance(await refusal(empty_book, passwords, "li.lei", SECRET), FactorNeeded)
    assert str(await refusal(empty_book, passwords, "li.lei", "wrong", "123456")) == WRONG
    # The one that set it up was used by that.
    assert str(await refusal(empty_book, passwords, "li.lei", SECRET, app.at(int(clock.now)))) == WRONG
    clock.now += 30
    code = app.at(int(clock.now))
    assert (
        await enter(empty_book, PEPPER, passwords, "li.lei", SECRET, f"{code[:3]} {code[3:]}")
    ).account.second_factor
    assert str(await refusal(empty_book, passwords, "li.lei", SECRET, code)) == WRONG
    async with empty_book.writing() as page:
        await own.remove_second_factor(page, li.id, "")
    assert not (await enter(empty_book, PEPPER, passwords, "li.lei", SECRET)).account.second_factor


@pytest.mark.parametrize(("away", "taken"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_clocks_may_differ_by_a_step(away: int, taken: bool) -> None:
    now = 1_795_320_015
    secret = new_secret()

    step = step_of(secret, pyotp.TOTP(secret).at(now + away), 0, now)

    assert step == ((now + away) // 30 if taken else None)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345"])
def test_what_is_no_one_time_password_opens_nothing(code: str) -> None:
    assert step_of(new_secret(), code, 0, 1_795_320_015) is None


def test_the_published_vector_of_totp_holds() -> None:
    # RFC 6238 appendix B, SHA-1, time 59: 94287082, of which an app shows the last six digits.
    assert step_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "287082", 0, 59) == 1


def test_a_sealed_secret_opens_for_its_account_on_its_node_alone() -> None:
    octets = sealed(PEPPER, "a1", "SECRET")

    assert b"SECRET" not in octets
    assert opened(PEPPER, "a1", octets) == "SECRET"
    assert opened(PEPPER, "a2", octets) is None
    assert opened(Pepper(bytes(31) + b"\x01"), "a1", octets) is None
    assert opened(PEPPER, "a1", octets[:-1] + bytes([octets[-1] ^ 1])) is None


def test_an_app_reads_who_and_where() -> None:
    assert address_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "han", "Park node") == (
        "otpauth://totp/Park%20node:han?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567&issuer=Park%20node"
    )


def test_the_cookie_is_kept_as_its_digest() -> None:
    assert digest_of("c") == hashlib.sha256(b"c").digest()
