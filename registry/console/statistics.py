"""`/console/statistics`: registrations and resolutions over time, by enterprise, by door and by outcome."""

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec
from aiohttp import web

from registry.authority import Verb, allows
from registry.console.chart import chart, share
from registry.console.frame import FRAME, Fault, fault_of
from registry.console.guard import Pages, present
from registry.evaluation.statistics import Row, statistics
from registry.store import prefixes
from registry.store.page import Reading
from registry.web.attachment import attachment
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.cell import cell
from schemas.change import Holding
from schemas.counting import day_of, parse_day
from schemas.errors import Forbidden, Malformed, NodeError
from schemas.prefix import Prefix
from schemas.principal import Principal

PATH = "/console/statistics"
USUAL_DAYS = 30
MOST_DAYS = 5 * 366
_MOST_BARS = 62
"""Where there are more days than this, months are shown."""


class Line(msgspec.Struct, frozen=True):
    """What was counted for one name: a day or month, an enterprise, a door, an outcome."""

    name: str
    resolutions: int
    registered: int
    stock: int = 0


class Counted(msgspec.Struct, frozen=True):
    """All that the page shows."""

    times: Sequence[Line]
    firms: Sequence[Line]
    doors: Sequence[Line]
    outcomes: Sequence[Line]
    classes: Sequence[Line]
    whole: Line


async def get(request: web.Request) -> web.StreamResponse:
    """The page."""
    who = present(request).principal
    fault: Fault | None = None
    status = 200
    async with request.app[CONTEXT].book.reading() as page:
        held = [each for each in await prefixes.list_(page) if allows(who, Verb.LIST, Prefix(each.prefix))]
        today = day_of(page.now)
        try:
            first, last = _period(request, today)
            asked = _scope(request, who, held)
        except NodeError as error:
            fault, status = fault_of(error), kind_of(error).status
            first, last, asked = _usual(today), today, []
        counted = await count(page, asked, first, last, held)
    return request.app[FRAME].page(
        request,
        "statistics.html",
        status=status,
        fault=fault,
        first=first,
        last=last,
        prefix=request.query.get("prefix", ""),
        held=held,
        counted=counted,
        registered=chart([(line.name, line.registered) for line in counted.times]),
        resolved=chart([(line.name, line.resolutions) for line in counted.times]),
        share=share,
        everywhere=allows(who, Verb.READ_STATISTICS),
    )


async def get_table(request: web.Request) -> web.StreamResponse:
    """The numbers of each day and prefix, as a table for spreadsheets."""
    who = present(request).principal
    async with request.app[CONTEXT].book.reading() as page:
        held = [each for each in await prefixes.list_(page) if allows(who, Verb.LIST, Prefix(each.prefix))]
        first, last = _period(request, day_of(page.now))
        rows: list[Row] = []
        for prefix in _scope(request, who, held):
            rows += await statistics(page, first, last, ("day", "prefix", "channel", "outcome"), prefix)
    names = {each.prefix: each.holder for each in held}
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(
        (
            "日期 day",
            "前缀 prefix",
            "企业 enterprise",
            "通道 channel",
            "结果 outcome",
            "解析 resolutions",
            "注册 registered",
        )
    )
    for row in sorted(rows, key=lambda row: (row["day"], row["prefix"] or "")):
        texts = (row["day"], row["prefix"], names.get(row["prefix"], ""), row["channel"], row["outcome"])
        counts = (row["resolutions"] or 0, row["registered"] or 0)
        writer.writerow([cell("" if text is None else str(text)) for text in texts] + list(counts))
    headers = attachment("text/csv; charset=utf-8", f"statistics-{first}-{last}.csv")
    return web.Response(body=written.getvalue().encode("utf-8-sig"), headers=headers)


async def count(
    page: Reading, asked: Sequence[Prefix | None], first: str, last: str, held: Sequence[Holding]
) -> Counted:
    """What was counted in a period, of the whole node or of some prefixes."""
    days: dict[str, list[int]] = {}
    by_prefix: dict[str, list[int]] = {}
    sums: dict[str, dict[str, int]] = {"channel": {}, "outcome": {}, "class": {}}
    for prefix in asked:
        for row in await statistics(page, first, last, ("day",), prefix):
            _add(days.setdefault(row["day"], [0, 0, 0]), row)
        for row in await statistics(page, first, last, ("prefix",), prefix):
            _add(by_prefix.setdefault(row["prefix"] or "", [0, 0, 0]), row)
        for name, found in sums.items():
            for row in await statistics(page, first, last, (name,), prefix):
                if row[name] is not None:
                    found[row[name]] = found.get(row[name], 0) + (row["resolutions"] or 0)
    firms: dict[str, list[int]] = {}
    holders = {each.prefix: each.holder for each in held}
    for spelled, counts in by_prefix.items():
        firm = firms.setdefault(holders.get(spelled, ""), [0, 0, 0])
        for place, number in enumerate(counts):
            firm[place] += number
    doors, outcomes, classes = (
        sorted((Line(text, number, 0) for text, number in found.items()), key=_most) for found in sums.values()
    )
    whole = [sum(counts[place] for counts in by_prefix.values()) for place in range(3)]
    by_firm = sorted((Line(name, *counts) for name, counts in firms.items()), key=_most)
    return Counted(_times(days, first, last), by_firm, doors, outcomes, classes, Line("", *whole))


def _add(counts: list[int], row: Row) -> None:
    for place, name in enumerate(("resolutions", "registered", "stock")):
        counts[place] += row[name] or 0


def _most(line: Line) -> tuple[int, int, str]:
    return (-line.resolutions, -line.registered, line.name)


def _times(days: dict[str, list[int]], first: str, last: str) -> list[Line]:
    """A line for each day of the period; for each month, where there are many days."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    every = [(start + timedelta(days=number)).isoformat() for number in range((end - start).days + 1)]
    length = 10 if len(every) <= _MOST_BARS else 7
    found: dict[str, list[int]] = {}
    for day in every:
        counts = found.setdefault(day[:length], [0, 0])
        for place, number in enumerate(days.get(day, (0, 0))[:2]):
            counts[place] += number
    return [Line(name, *counts) for name, counts in found.items()]


def _usual(today: str) -> str:
    return (parse_day(today) - timedelta(days=USUAL_DAYS - 1)).isoformat()


def _period(request: web.Request, today: str) -> tuple[str, str]:
    days = []
    for name, otherwise in (("from", _usual(today)), ("to", today)):
        text = request.query.get(name) or otherwise
        try:
            days.append(parse_day(text))
        except ValueError:
            raise Malformed(f"cannot read {text[:40]!r} as a day: expected e.g. 2026-11-22 (at {name})") from None
    if not 0 <= (days[1] - days[0]).days < MOST_DAYS:
        raise Malformed(f"a period has 1 to {MOST_DAYS} days, got {(days[1] - days[0]).days + 1} (at to)")
    return days[0].isoformat(), days[1].isoformat()


def _scope(request: web.Request, who: Principal, held: Sequence[Holding]) -> list[Prefix | None]:
    """Of which prefixes the caller asks, None being the whole node."""
    text = request.query.get("prefix", "")
    if text:
        prefix = Prefix.parse(text)
        if not allows(who, Verb.READ_STATISTICS, prefix):
            raise Forbidden(f"{who.name} may not read the statistics of {prefix}")
        return [prefix]
    return [None] if allows(who, Verb.READ_STATISTICS) else [Prefix(each.prefix) for each in held]


PAGES: Pages = {PATH: {"GET": get}, f"{PATH}/table": {"GET": get_table}}
