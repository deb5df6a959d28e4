"""Who is there, on their way out: enterprises, prefixes, keys, accounts."""

from collections.abc import AsyncIterator, Mapping, Sequence

from registry.authority import Verb, allows, allows_for, require_for
from registry.exports import filters
from registry.exports.listing import Form, Listing, Row
from registry.store import accounts as accounts_
from registry.store import enterprises as enterprises_
from registry.store import keys as keys_
from registry.store import prefixes as prefixes_
from registry.store.book import Book
from schemas.counting import utc
from schemas.enterprise_filter import Like
from schemas.errors import Forbidden
from schemas.life import Standing
from schemas.prefix import Prefix
from schemas.principal import Principal


async def enterprises(book: Book, who: Principal, given: Mapping[str, str], form: Form) -> Listing:  # noqa: ARG001
    """Enterprises by name, without personal data."""
    wanted = filters.read(given, filters.OfEnterprises)
    if not allows(who, Verb.LIST):
        raise Forbidden(f"{who.name} may not list enterprises")
    standing = None if wanted.standing is None else Standing(wanted.standing)
    like = Like(
        q=wanted.q,
        park=wanted.park,
        standing=standing,
        above_scale=wanted.above_scale,
        category=wanted.category,
        bare=wanted.bare,
    )
    async with book.reading() as page:
        held: dict[str, list[str]] = {}
        for holding in await prefixes_.list_(page):
            held.setdefault(holding.enterprise or "", []).append(holding.prefix)
        found = [each for each in await enterprises_.list_(page) if like.fits(each, held.get(each.id, ()))]
    rows: list[Row] = [
        {
            "id": each.id,
            "name": each.name,
            "name_en": each.name_en,
            "uscc": each.uscc,
            "standing": each.standing.value,
            "division": each.division,
            "industry": each.industry,
            "park": each.park,
            "joined_on": each.joined_on,
            "left_on": each.left_on,
            "above_scale": each.above_scale,
            "above_scale_year": each.above_scale_year,
            "categories": [category.value for category in each.categories],
        }
        for each in found
    ]
    return _listing("enterprises", _ENTERPRISE, rows)


async def prefixes(book: Book, who: Principal, given: Mapping[str, str], form: Form) -> Listing:  # noqa: ARG001
    """The prefixes that the caller may know of, with how many identifiers answer under each."""
    filters.read(given, filters.Filters)
    async with book.reading() as page:
        known = await prefixes_.list_(page)
        seen = [holding for holding in known if allows(who, Verb.LIST, Prefix(holding.prefix))]
        owners = {each.id: each for each in await enterprises_.list_(page)}
        counts = await prefixes_.counts(page)
    rows: list[Row] = []
    for holding in seen:
        owner = owners.get(holding.enterprise or "")
        rows.append(
            {
                "prefix": holding.prefix,
                "enterprise": owner.name if owner else None,
                "uscc": owner.uscc if owner else None,
                "mode": holding.mode.value,
                "standing": holding.standing.value,
                "endpoint": holding.endpoint,
                "quota": counts[holding.prefix][0],
                "identifiers": counts[holding.prefix][1],
            }
        )
    return _listing("prefixes", _PREFIX, rows)


async def keys(book: Book, who: Principal, given: Mapping[str, str], form: Form) -> Listing:  # noqa: ARG001
    """Keys, oldest first, without their secrets: the caller's own enterprise's, or all."""
    filters.read(given, filters.Filters)
    if not allows_for(who, Verb.KEYS, who.enterprise):
        raise Forbidden(f"{who.name} may not list keys")
    async with book.reading() as page:
        found = await keys_.list_(page, who.enterprise)
    rows: list[Row] = [
        {
            "id": key.id,
            "role": key.role.value,
            "prefixes": [prefix.text for prefix in key.prefixes],
            "enterprise": key.enterprise,
            "scopes": sorted(key.scopes),
            "networks": list(key.networks),
            "rate": key.rate.text if key.rate else None,
            "registrations_left": key.registrations_left,
            "note": key.note,
            "created": utc(key.created_at),
            "expires": _moment(key.expires_at),
            "revoked": _moment(key.revoked_at),
            "used": _moment(key.used_at),
        }
        for key in found
    ]
    return _listing("keys", _KEY, rows)


async def accounts(book: Book, who: Principal, given: Mapping[str, str], form: Form) -> Listing:  # noqa: ARG001
    """Accounts by login name: the caller's own enterprise's, or for the park all of them."""
    enterprise = filters.read(given, filters.OfAccounts).enterprise or who.enterprise
    require_for(who, Verb.PEOPLE, enterprise)
    async with book.reading() as page:
        found = await accounts_.list_(page, enterprise)
    rows: list[Row] = [
        {
            "id": each.id,
            "login": each.login,
            "name": each.name,
            "role": each.role.value,
            "enterprise": each.enterprise,
            "standing": each.standing.value,
            "second_factor": each.second_factor,
            "created": utc(each.created_at),
        }
        for each in found
    ]
    return _listing("accounts", _ACCOUNT, rows)


_ENTERPRISE = (
    *("id", "name", "name_en", "uscc", "standing", "division", "industry", "park"),
    *("joined_on", "left_on", "above_scale", "above_scale_year", "categories"),
)
_PREFIX = ("prefix", "enterprise", "uscc", "mode", "standing", "endpoint", "quota", "identifiers")
_KEY = (
    *("id", "role", "prefixes", "enterprise", "scopes", "networks", "rate", "registrations_left", "note"),
    *("created", "expires", "revoked", "used"),
)
_ACCOUNT = ("id", "login", "name", "role", "enterprise", "standing", "second_factor", "created")


def _listing(name: str, columns: tuple[str, ...], rows: Sequence[Row]) -> Listing:
    """A list that was read as a whole: there are some thousands of these at most."""

    async def chunks() -> AsyncIterator[Sequence[Row]]:
        yield rows

    return Listing(name, columns, chunks())


def _moment(second: int | None) -> str | None:
    return None if second is None else utc(second)
