"""Enter: a person signs in with a login name, a password and, where one is set up, a one-time password; or leaves.

What was tried is refused with one sentence, whatever was wrong and whether or not there is such an account, and takes
as long (threats.md T28). After some wrong passwords nobody is let in under that name for a while, which grows.
"""

import hashlib
import secrets

import msgspec

from registry.credentials import Pepper
from registry.people.appoint import digest_of_login, person
from registry.people.passwords import Passwords
from registry.people.second_factor import opened, step_of
from registry.store import accounts, refusals, visits
from registry.store.accounts import Kept
from registry.store.book import Book
from registry.store.page import Writing
from registry.store.refusals import Refused
from registry.store.visits import Visit
from schemas.account import Account, AccountStanding
from schemas.errors import Malformed, Unauthenticated

FREE_TRIES = 4
"""Wrong passwords that cost nothing but the time they took."""
FIRST_PAUSE, LONGEST_PAUSE = 30, 3_600
"""Seconds for which nobody is let in after the next one; each further one doubles it."""
REMEMBERED_SECONDS = 86_400
"""After so long without another, wrong passwords are forgotten."""
_LONGEST_AGENT = 200

_WRONG = "the login name or the password is wrong"


class FactorNeeded(Unauthenticated):
    """The password is right, and a one-time password is asked for as well."""


class Paused(Unauthenticated):
    """Nobody is let in under this name for a while."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many wrong passwords: nobody is let in under this name for {seconds} seconds")
        self.seconds = seconds


class Entered(msgspec.Struct, frozen=True):
    """Somebody has signed in."""

    cookie: str
    """The only copy of what opens the visit."""
    account: Account


def pause_after(count: int) -> int:
    """Seconds for which nobody is let in after so many wrong passwords.

    >>> [pause_after(count) for count in (4, 5, 6, 7, 20)]
    [0, 30, 60, 120, 3600]
    """
    if count <= FREE_TRIES:
        return 0
    return min(FIRST_PAUSE << min(count - FREE_TRIES - 1, 16), LONGEST_PAUSE)


async def enter(
    book: Book,
    pepper: Pepper,
    passwords: Passwords,
    login: str,
    password: str,
    code: str = "",
    address: str = "",
    agent: str = "",
) -> Entered:
    """Sign in; a visit begins, under an id that nobody had before (threats.md T27).

    The password is held against its hash between two transactions, so that the pen is not kept meanwhile.

    Raises, in this order:
        Paused: there were too many wrong passwords.
        Unauthenticated: login name, password or one-time password is wrong, or the account lets nobody in.
        FactorNeeded: the password is right, and the one-time password is missing.
        Busy: too many are signing in at this moment, or the database cannot be reached.
    """
    login = login.strip().lower()
    digest = digest_of_login(pepper, login)
    async with book.reading() as page:
        refused = await refusals.find(page, digest)
        if refused.until > page.now:
            raise Paused(refused.until - page.now)
        kept = await accounts.find_by_login(page, login)
    active = kept is not None and kept.account.standing is AccountStanding.ACTIVE
    fits = await passwords.fits(password, kept.password if kept is not None and active else None)
    if kept is None or not fits:
        raise await _remembered(book, digest, kept, address)
    step: int | None = 0
    if kept.account.second_factor:
        if not code:
            raise FactorNeeded("a one-time password is needed")
        secret = opened(pepper, kept.account.id, kept.secret or b"")
        if secret is None:
            raise Unauthenticated("the second factor cannot be read by this node: ask to be invited again")
        async with book.reading() as page:
            step = step_of(secret, code, kept.counter, page.now)
        if step is None:
            raise await _remembered(book, digest, kept, address)
    async with book.writing() as page:
        now = await accounts.find(page, kept.account.id)
        # Between the two transactions the account may have changed, or the same one-time password been taken.
        if now is None or now.password != kept.password or now.secret != kept.secret or (step and step <= now.counter):
            raise Unauthenticated(_WRONG)
        if step:
            accounts.replace(page, msgspec.structs.replace(now, counter=step))
        refusals.forget(page, digest)
        return begin(page, now.account, address, agent)


async def prove(
    book: Book, pepper: Pepper, passwords: Passwords, account: Account, password: str, address: str = ""
) -> str | None:
    """The hash that the password of somebody who is signed in was held against just now.

    Wrong ones are remembered as at the door: a visit that was left open is no way to try passwords.

    Raises, in this order:
        Paused: there were too many wrong passwords.
        Unauthenticated: it is another password.
        Busy: too many are signing in at this moment, or the database cannot be reached.
    """
    digest = digest_of_login(pepper, account.login)
    async with book.reading() as page:
        refused = await refusals.find(page, digest)
        if refused.until > page.now:
            raise Paused(refused.until - page.now)
        kept = await accounts.find(page, account.id)
    if kept is None or not await passwords.fits(password, kept.password):
        await _remembered(book, digest, kept, address)
        raise Unauthenticated("the present password is wrong (at was)")
    return kept.password


def begin(page: Writing, account: Account, address: str, agent: str) -> Entered:
    """Begin a visit of a person who has proved to be one; the caller has made sure of that."""
    cookie = secrets.token_urlsafe(32)
    clean = "".join(character for character in agent if character.isprintable())[:_LONGEST_AGENT]
    visits.enter(page, Visit(digest_of(cookie), account.id, page.now, page.now, address, clean))
    page.note(person(account, address), "sign in", account.id)
    return Entered(cookie, account)


def leave(page: Writing, account: Account, cookie: str, address: str) -> None:
    """Sign out: the visit ends, and its cookie opens nothing any more."""
    visits.end(page, digest_of(cookie))
    page.note(person(account, address), "sign out", account.id)


def digest_of(cookie: str) -> bytes:
    """What a visit is kept under."""
    return hashlib.sha256(cookie.encode()).digest()


def typed(login: str, password: str) -> None:
    """Make sure that there is something to look at.

    Raises:
        Malformed: the login name or the password is missing, or neither could be one.
    """
    for text, what in ((login, "login name"), (password, "password")):
        if not text.strip():
            raise Malformed(f"the {what} is missing")
        if len(text) > 1_024:
            raise Malformed(f"the {what} is longer than any can be")


async def _remembered(book: Book, digest: bytes, kept: Kept | None, address: str) -> Unauthenticated:
    """Enter that it went wrong once more; the refusal to raise."""
    async with book.writing() as page:
        refused = await refusals.find(page, digest)
        count = refused.count + 1
        pause = pause_after(count)
        refusals.enter(page, digest, Refused(count, page.now + pause))
        refusals.forget_before(page, page.now - REMEMBERED_SECONDS)
        if pause and kept is not None:
            # One line for each pause, and none for names that nobody has: guessing does not fill the trail.
            page.note(person(kept.account, address), "sign-in paused", kept.account.id, wrong=count, seconds=pause)
    return Unauthenticated(_WRONG)
