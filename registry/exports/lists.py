"""Lists: every list that can be exported, by name, and one way to ask for any of them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from registry.exports import filters, parties, records, use
from registry.exports.filters import Filters
from registry.exports.listing import Form, Listing
from registry.group import Group
from registry.store.book import Book
from registry.store.page import Writing
from schemas.errors import Absent
from schemas.principal import Principal

Make = Callable[[Book, Principal, Mapping[str, str], Form], Awaitable[Listing]]


class Exported(msgspec.Struct, frozen=True):
    """One list."""

    make: Make
    filters: type[Filters]
    zh: str


LISTS: Mapping[str, Exported] = {
    "identifiers": Exported(records.identifiers, filters.OfIdentifiers, "标识"),
    "search": Exported(records.search, filters.OfSearch, "检索结果"),
    "batches": Exported(records.batches, filters.OfBatches, "号段"),
    "members": Exported(records.members, filters.OfMembers, "号段内标识"),
    "enterprises": Exported(parties.enterprises, filters.OfEnterprises, "企业"),
    "prefixes": Exported(parties.prefixes, Filters, "前缀"),
    "keys": Exported(parties.keys, Filters, "密钥"),
    "accounts": Exported(parties.accounts, filters.OfAccounts, "账号"),
    "trail": Exported(use.trail, filters.OfTrail, "审计日志"),
    "statistics": Exported(use.counts, filters.OfStatistics, "统计"),
}


async def export(book: Book, group: Group, who: Principal, name: str, given: Mapping[str, str], form: Form) -> Listing:
    """A list, for whoever may see it; that it was exported, by whom and with which filters, is noted in the trail.

    Raises, in this order:
        Absent: there is no such list.
        Malformed: a filter is not known, missing, or cannot be read.
        Forbidden, Absent: as the list itself does.
    """
    if name not in LISTS:
        raise Absent(f"there is no list {name[:40]!r}: expected {', '.join(LISTS)}")
    listing = await LISTS[name].make(book, who, given, form)

    async def act(page: Writing) -> None:
        page.note(who, "export", name, format=form, **{f"filter_{key}": text[:200] for key, text in given.items()})

    await group.do(act)
    return listing


def described() -> list[dict[str, Any]]:
    """The lists, each with its filters and which of them must be given."""
    return [
        {"list": name, "zh": each.zh, "filters": [{"name": of, "required": must} for of, must in _of(each)]}
        for name, each in LISTS.items()
    ]


def _of(each: Exported) -> list[tuple[str, bool]]:
    return list(filters.named(each.filters).items())
