"""`/console/`: what there is at a glance: identifiers, resolutions of the last month, and what is coming up."""

from datetime import timedelta

from aiohttp import web

from registry.authority import Verb, allows, allows_for
from registry.console.frame import FRAME
from registry.console.guard import Pages, present
from registry.console.waiting import waiting_for
from registry.evaluation.statistics import Row, statistics
from registry.store import enterprises, keys, prefixes
from registry.web.context import CONTEXT
from schemas.change import PrefixStanding
from schemas.counting import day_of, parse_day
from schemas.prefix import Prefix

DAYS = 30
"""Of the curve."""
SOON_DAYS = 30
"""A key that runs out within so many days is told of."""


async def get(request: web.Request) -> web.StreamResponse:
    """The page."""
    context, who = request.app[CONTEXT], present(request).principal
    async with context.book.reading() as page:
        last = day_of(page.now)
        first = (parse_day(last) - timedelta(days=DAYS - 1)).isoformat()
        held = [each for each in await prefixes.list_(page) if allows(who, Verb.LIST, Prefix(each.prefix))]
        everywhere = allows(who, Verb.READ_STATISTICS)
        asked = [None] if everywhere else [Prefix(each.prefix) for each in held]
        rows: list[Row] = []
        totals: list[Row] = []
        for prefix in asked:
            rows += await statistics(page, first, last, ("day",), prefix)
            totals += await statistics(page, first, last, (), prefix)
        kept = await keys.list_(page, who.enterprise) if allows_for(who, Verb.KEYS, who.enterprise) else []
        firms = await enterprises.list_(page) if everywhere else []
        connected = {each.enterprise for each in held if each.enterprise and each.standing is PrefixStanding.ACTIVE}
        now = page.now
        waiting = await waiting_for(page, who)
    by_day = {(parse_day(first) + timedelta(days=number)).isoformat(): [0, 0] for number in range(DAYS)}
    for row in rows:
        if row["day"] in by_day:
            by_day[row["day"]][0] += row["resolutions"] or 0
            by_day[row["day"]][1] += row["registered"] or 0
    soon = [
        key
        for key in kept
        if key.revoked_at is None and key.expires_at is not None and now < key.expires_at < now + SOON_DAYS * 86_400
    ]
    return request.app[FRAME].page(
        request,
        "home.html",
        days=[(day, *counts) for day, counts in by_day.items()],
        highest=max((counts[0] for counts in by_day.values()), default=0),
        resolutions=sum(row["resolutions"] or 0 for row in totals),
        registered=sum(row["registered"] or 0 for row in totals),
        stock=sum(row["stock"] or 0 for row in totals),
        prefixes=held,
        firms=len(firms),
        connected=len(connected),
        soon=soon,
        everywhere=everywhere,
        waiting=waiting,
        mine=who.enterprise is not None,
    )


PAGES: Pages = {"/console/": {"GET": get}}
