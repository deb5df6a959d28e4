"""`idnode stats`: resolutions and registrations, counted."""

import sys
import time

import click

from node.office import open_office
from node.options import run, with_settings
from node.printing import print_json, print_table
from node.settings import Settings
from registry.evaluation.statistics import DIMENSIONS, Row, dimensions, statistics
from schemas.counting import day_of
from schemas.prefix import Prefix

HEADINGS = {
    "day": "日期",
    "prefix": "前缀",
    "channel": "渠道",
    "outcome": "结果",
    "class": "来源",
    "resolutions": "解析量",
    "registered": "注册量",
    "stock": "存量",
}
MEASURES = ("resolutions", "registered", "stock")


@click.command("stats")
@with_settings()
@click.option("--from", "first", metavar="DAY", help="first day, 2026-11-01 (the first of the month of --to)")
@click.option("--to", "last", metavar="DAY", help="last day (today, in Shanghai)")
@click.option(
    "--by",
    default="day",
    show_default=True,
    metavar="LIST",
    help=f"a list of {', '.join(DIMENSIONS)}; '' for one total",
)
@click.option("--prefix", metavar="PREFIX", help="only this prefix and those derived from it")
@click.option("--json", "as_json", is_flag=True, help="print a JSON array of rows")
def command(
    settings: Settings, first: str | None, last: str | None, by: str, prefix: str | None, as_json: bool
) -> None:
    """Count resolutions and registrations from one day to another, by any of day, prefix, channel, outcome, class.

    Stock is what was registered and not retired at the end of a row's day, or of the period. Days are those of
    Asia/Shanghai. While the node serves, the last seconds may be missing.
    """
    last = last or day_of(time.time())
    first = first or (f"{last[:8]}01" if len(last) == len("2026-11-22") else last)  # else it is refused as it is
    asked = dimensions(by)
    rows = run(_ask(settings, first, last, asked, Prefix.parse(prefix) if prefix is not None else None))
    if as_json:
        print_json(rows)
    elif sys.stdout.isatty():
        _draw(first, last, asked, rows)
    else:
        print_table((*asked, *MEASURES), (list(row.values()) for row in map(_plain, rows)))


async def _ask(settings: Settings, first: str, last: str, by: tuple[str, ...], prefix: Prefix | None) -> list[Row]:
    async with open_office(settings) as office, office.book.reading() as page:
        return await statistics(page, first, last, by, prefix)


def _draw(first: str, last: str, by: tuple[str, ...], rows: list[Row]) -> None:
    """The rows for people: headings in both languages, thousands set apart, the sums at the foot."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=f"{first} – {last}", box=box.SIMPLE_HEAD, show_footer=len(rows) > 1, title_justify="left")
    for name in by:
        table.add_column(f"{HEADINGS[name]}\n{name}", footer="合计 total" if name == by[0] else "")
    for name in MEASURES:
        # A stock is a level: over days it has no sum.
        total = "" if name == "stock" and "day" in by else f"{sum(row[name] for row in rows):,}"
        table.add_column(f"{HEADINGS[name]}\n{name}", justify="right", footer=total)
    for row in rows:
        numbers = (f"{row[name]:,}" for name in MEASURES)
        table.add_row(*(Text("–" if row[name] is None else _named(row[name])) for name in by), *numbers)
    Console().print(table)


def _plain(row: Row) -> Row:
    return {**row, "prefix": _named(row["prefix"])} if "prefix" in row else row


def _named(prefix: str) -> str:
    """Questions about prefixes that this node does not know are counted under none."""
    return prefix or "(unknown)"
