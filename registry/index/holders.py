"""Holders: enterprises with their prefixes, as search knows them by name. They are few: all are looked at each time."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from registry.authority import Verb, allows
from registry.index.text import folded
from registry.store.enterprises import code_of
from registry.store.page import Reading
from registry.store.tables import enterprises, prefixes
from schemas.life import ENTERED
from schemas.prefix import Prefix
from schemas.principal import Principal


class Holder(msgspec.Struct, frozen=True):
    """An enterprise that is found, with those of its prefixes that the caller may list."""

    name: str
    name_en: str
    uscc: str
    prefixes: list[str]


async def names(page: Reading) -> dict[str, str]:
    """Every prefix that was granted here, by its key, with its holder's folded names; the node's own have none."""
    asked = sa.select(prefixes.c.prefix, enterprises.c.name, enterprises.c.name_en).outerjoin(
        enterprises, enterprises.c.id == prefixes.c.enterprise
    )
    return {row.prefix: folded(f"{row.name or ''}\n{row.name_en or ''}") for row in await page.rows(asked)}


async def called(page: Reading, who: Principal, words: Sequence[str], limit: int) -> list[Holder]:
    """The enterprises whose names, code or prefixes hold all the words, by name; own ones only, if not park staff."""
    if not words:
        return []
    # What is not entered yet is the applicant's.
    shown = sa.or_(enterprises.c.standing.in_(ENTERED), enterprises.c.id == (who.enterprise or ""))
    asked = (
        sa.select(enterprises.c.id, enterprises.c.name, enterprises.c.name_en, enterprises.c.uscc, prefixes.c.spelling)
        .outerjoin(prefixes, prefixes.c.enterprise == enterprises.c.id)
        .where(shown)
        .order_by(enterprises.c.id, prefixes.c.prefix)
    )
    known: dict[str, Holder] = {}
    for row in await page.rows(asked):
        holder = known.setdefault(row.id, Holder(row.name, row.name_en, code_of(row.uscc), []))
        if row.spelling is not None and allows(who, Verb.LIST, Prefix(row.spelling)):
            holder.prefixes.append(row.spelling)
    found = []
    for number, holder in known.items():
        text = folded("\n".join((holder.name, holder.name_en, holder.uscc, *holder.prefixes)))
        visible = allows(who, Verb.LIST) or holder.prefixes or who.enterprise == number
        if visible and all(word in text for word in words):
            found.append(holder)
    # PostgreSQL orders names by language and SQLite by octets: which ones are among the first is said here.
    return sorted(found, key=lambda holder: (holder.name, holder.uscc))[:limit]
