"""`idnode evaluate`: the indicators of the yearly evaluation, as a report, a table or JSON."""

import time
from pathlib import Path

import click

from node.office import open_office
from node.options import run, with_settings
from node.printing import print_json, print_table, remark
from node.settings import Settings
from registry.evaluation.evaluate import Evaluation, evaluate
from registry.evaluation.report import html, parts, table
from schemas.counting import day_of
from schemas.evaluation.catalogue import CATALOGUE

_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command("evaluate")
@with_settings()
@click.option("--year", type=int, metavar="Y", help="which year (this one, up to today)")
@click.option("--park", metavar="PARK", help="id or name; not needed where there is one park")
@click.option("--html", "page", type=_FILE, metavar="FILE", help="write the report, to be printed on A4")
@click.option("--csv", "sheet", type=_FILE, metavar="FILE", help="write a table for spreadsheets")
@click.option("--json", "as_json", is_flag=True, help="print everything, with the rules and the evidence, as JSON")
def command(
    settings: Settings, year: int | None, park: str | None, page: Path | None, sheet: Path | None, as_json: bool
) -> None:
    """Compute the identifier indicators of a park for a year.

    Every number stands with its counting rule and the rows it came from. A year that is running is counted up to
    today. While the node serves, the last seconds may be missing.
    """
    evaluation = run(_evaluate(settings, park, year if year is not None else int(day_of(time.time())[:4])))
    if page is not None:
        page.write_text(html(evaluation), encoding="utf-8")
        remark(f"the report is in {page}")
    if sheet is not None:
        sheet.write_bytes(table(evaluation))
        remark(f"the table is in {sheet}")
    if as_json:
        print_json(evaluation)
    elif page is None and sheet is None:
        _tell(evaluation)


async def _evaluate(settings: Settings, park: str | None, year: int) -> Evaluation:
    async with open_office(settings) as office, office.book.reading() as page:
        return await evaluate(page, park, year)


def _tell(evaluation: Evaluation) -> None:
    remark(f"{evaluation.park} {evaluation.year}: {evaluation.period.first} – {evaluation.period.last}")
    rows = []
    for each in CATALOGUE:
        for part in parts(each, evaluation.indicators[each.key]):
            name = f"{each.name.zh} · {part.name.zh}" if part.name else each.name.zh
            rows.append((name, each.name.en, part.shown, each.unit.zh))
    print_table(("指标", "indicator", "数值 value", "单位"), rows)
