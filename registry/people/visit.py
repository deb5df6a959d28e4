"""Visit: who is in the room, by the cookie of a visit, as a principal with the prefixes of the person's enterprise."""

import msgspec

from registry.people.appoint import person
from registry.people.enter import digest_of
from registry.store import accounts, prefixes, visits
from registry.store.page import Reading, Writing
from registry.store.visits import Visit
from schemas.account import Account, AccountStanding
from schemas.errors import Unauthenticated
from schemas.prefix import Prefix
from schemas.principal import Principal

IDLE_SECONDS = 900
"""After so long without a request a visit ends (threats.md T27)."""
LONGEST_SECONDS = 12 * 3600
"""However busy, it ends after a working day."""
TOUCH_SECONDS = 60
"""Its row is written anew no more often than this."""


class Visitor(msgspec.Struct, frozen=True):
    """Somebody who is signed in."""

    account: Account
    principal: Principal
    visit: Visit
    late: bool
    """Whether it is time to enter that the visit goes on: `touched`."""


async def visitor(page: Reading, cookie: str, address: str) -> Visitor:
    """Who a cookie belongs to.

    Raises:
        Unauthenticated: to nobody: it is none, or the visit has ended or run out.
    """
    visit = await visits.find(page, digest_of(cookie))
    if (
        visit is None
        or visit.seen_at < page.now - IDLE_SECONDS
        or visit.begun_at < page.now - LONGEST_SECONDS
        or (kept := await accounts.find(page, visit.account)) is None
        or kept.account.standing is not AccountStanding.ACTIVE
    ):
        raise Unauthenticated("nobody is signed in here, or it was too long ago: sign in again")
    account = kept.account
    held: tuple[Prefix, ...] = ()
    if account.enterprise is not None:
        held = tuple(Prefix(each.prefix) for each in await prefixes.list_(page, account.enterprise))
    who = msgspec.structs.replace(person(account, address), prefixes=held)
    return Visitor(account, who, visit, visit.seen_at < page.now - TOUCH_SECONDS)


def touched(page: Writing, visit: Visit) -> None:
    """Enter that a visit goes on, and forget those that have run out."""
    visits.touch(page, visit.digest, page.now)
    visits.forget(page, page.now - IDLE_SECONDS, page.now - LONGEST_SECONDS)
