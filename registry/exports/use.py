"""What was done and how often, on its way out: the trail, and the counts of statistics."""

from collections.abc import AsyncIterator, Mapping, Sequence

from registry.authority import Verb, allows
from registry.evaluation.statistics import dimensions, statistics
from registry.exports import filters
from registry.exports.listing import Form, Listing, Row
from registry.store import trail as trail_
from registry.store.book import Book
from registry.store.trail import Wanted
from registry.telling import COLUMNS, told
from schemas.counting import SECONDS_A_DAY, day_begins
from schemas.errors import Forbidden
from schemas.prefix import Prefix
from schemas.principal import Principal

_MEASURES = ("resolutions", "registered", "stock")


async def trail(book: Book, who: Principal, given: Mapping[str, str], form: Form) -> Listing:
    """A period of the trail, the oldest line first."""
    wanted = filters.read(given, filters.OfTrail)
    if not allows(who, Verb.AUDIT):
        raise Forbidden(f"{who.name} may not read the trail")
    first, last = filters.day(wanted.from_), filters.day(wanted.to)
    conditions = Wanted(
        since=day_begins(first) if first is not None else None,
        before=day_begins(last) + SECONDS_A_DAY if last is not None else None,
        actor=wanted.actor,
        verb=wanted.verb,
        subject=wanted.subject,
    )

    async def chunks() -> AsyncIterator[Sequence[Row]]:
        above = 0
        while True:
            async with book.reading() as page:
                some = await trail_.some(page, conditions, above)
            if not some:
                return
            rows = [told(each) if form == "ndjson" else told(each) | {"detail": each.line.detail} for each in some]
            yield rows
            above = some[-1].line.act

    return Listing("trail", COLUMNS, chunks())


async def counts(book: Book, who: Principal, given: Mapping[str, str], form: Form) -> Listing:  # noqa: ARG001
    """Resolutions and registrations from one day to another, added up by the dimensions that are asked for."""
    wanted = filters.read(given, filters.OfStatistics)
    by = dimensions(wanted.by)
    prefix = Prefix.parse(wanted.prefix) if wanted.prefix is not None else None
    if not allows(who, Verb.READ_STATISTICS, prefix):
        scope = f"of {prefix}" if prefix is not None else "of the whole node: expected one of its own prefixes"
        raise Forbidden(f"{who.name} may not read the statistics {scope}")
    async with book.reading() as page:
        rows = await statistics(page, wanted.from_, wanted.to, by, prefix)

    async def chunks() -> AsyncIterator[Sequence[Row]]:
        yield rows

    return Listing("statistics", (*by, *_MEASURES), chunks())
