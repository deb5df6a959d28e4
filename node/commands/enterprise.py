"""`idnode enterprise`: enterprises of the park: add, amend, list."""

from collections.abc import Sequence

import click
import msgspec

from node.commands import enterprise_life
from node.office import open_office
from node.options import Misuse, run, with_settings
from node.printing import print_json, print_table, remark
from node.settings import Settings
from registry.enroll import correct, enroll
from registry.named import named_enterprise, named_park
from registry.store import enterprises, prefixes
from schemas.enterprise import Enterprise, Park


@click.group()
def command() -> None:
    """Enterprises: add one, correct its particulars, list them."""


@command.command("add")
@with_settings()
@click.argument("name", required=False)
@click.option("--name", "named", metavar="NAME", help="the same as the argument")
@click.option("--uscc", required=True, metavar="CODE", help="统一社会信用代码, 18 characters")
@click.option("--name-en", default="", metavar="NAME", help="its name in English")
@click.option("--division", default="", metavar="CODE", help="GB/T 2260 code, 360121")
@click.option("--industry", default="", metavar="CODE", help="GB/T 4754 code, C3982")
@click.option("--park", metavar="PARK", help="the park it is in: id or name; none: outside")
@click.option("--above-scale", is_flag=True, help="规上: above the designated size")
@click.option(
    "--above-scale-year", type=click.IntRange(1949, 2999), metavar="YEAR", help="since which year (implies it)"
)
@click.option("--joined-on", metavar="DAY", help="first day in the park, 2026-11-22")
@click.option("--left-on", metavar="DAY", help="last day in the park")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def add(
    settings: Settings,
    name: str | None,
    named: str | None,
    uscc: str,
    name_en: str,
    division: str,
    industry: str,
    park: str | None,
    above_scale: bool,
    above_scale_year: int | None,
    joined_on: str | None,
    left_on: str | None,
    as_json: bool,
) -> None:
    """Enter the enterprise NAME with its particulars."""
    if (name is None) == (named is None):
        raise Misuse("what is it called? expected NAME once")
    wanted = Enterprise(
        id="",
        name=name or named or "",
        uscc=uscc,
        name_en=name_en,
        division=division,
        industry=industry,
        above_scale=above_scale or above_scale_year is not None,
        above_scale_year=above_scale_year,
        joined_on=joined_on,
        left_on=left_on,
    )
    entered, inside = run(_enroll(settings, wanted, park))
    if as_json:
        print_json(_shown(entered, inside, ()))
    else:
        where = f" in {inside.name}" if inside else ""
        remark(f"{entered.name} ({entered.uscc}) is entered{where}")


@command.command("amend")
@with_settings()
@click.argument("enterprise")
@click.option("--name", metavar="NAME", help="its name from now on")
@click.option("--name-en", metavar="NAME", help="its name in English")
@click.option("--division", metavar="CODE", help="GB/T 2260 code, 360121")
@click.option("--industry", metavar="CODE", help="GB/T 4754 code, C3982")
@click.option("--park", metavar="PARK", help="the park it is in: id or name")
@click.option("--above-scale/--not-above-scale", default=None, help="规上: whether it is above the designated size")
@click.option("--above-scale-year", type=click.IntRange(1949, 2999), metavar="YEAR", help="since which year")
@click.option("--joined-on", metavar="DAY", help="first day in the park, 2026-11-22")
@click.option("--left-on", metavar="DAY", help="last day in the park")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def amend(
    settings: Settings,
    /,
    enterprise: str,
    park: str | None,
    above_scale: bool | None,
    above_scale_year: int | None,
    as_json: bool,
    **texts: str | None,
) -> None:
    """Correct particulars of ENTERPRISE: its 统一社会信用代码, name or id.

    What is not named stays; '' takes a particular away (--left-on ''). The code itself stays as it is.
    """
    changes: dict[str, object] = {name: text for name, text in texts.items() if text is not None}
    for day in ("joined_on", "left_on"):
        if changes.get(day) == "":
            changes[day] = None
    if above_scale is False:
        if above_scale_year is not None:
            raise Misuse("--above-scale-year says that it is above the designated size, got --not-above-scale too")
        changes |= {"above_scale": False, "above_scale_year": None}
    elif above_scale or above_scale_year is not None:
        changes |= {"above_scale": True, "above_scale_year": above_scale_year}
    if not changes and park is None:
        raise Misuse("what is to be corrected? expected at least one option")
    corrected, inside, held = run(_correct(settings, enterprise, changes, park))
    if as_json:
        print_json(_shown(corrected, inside, held))
    else:
        remark(f"{corrected.name} ({corrected.uscc}) is corrected")


@command.command("list")
@with_settings()
@click.option("--park", metavar="PARK", help="only those of this park: id or name")
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
def list_(settings: Settings, park: str | None, as_json: bool) -> None:
    """List the enterprises by name, with their prefixes."""
    rows = run(_list(settings, park))
    if as_json:
        print_json(rows)
        return
    columns = ("name", "uscc", "standing", "industry", "park", "above_scale", "joined_on", "left_on", "prefixes")
    cells = [{**row, "above_scale": "规上" if row["above_scale"] else "", "prefixes": _words(row)} for row in rows]
    print_table(columns, ([row[name] for name in columns] for row in cells))


for _command in enterprise_life.COMMANDS:
    command.add_command(_command)


async def _enroll(settings: Settings, wanted: Enterprise, park: str | None) -> tuple[Enterprise, Park | None]:
    async with open_office(settings) as office:
        inside = None
        if park is not None:
            async with office.book.reading() as page:
                inside = await named_park(page, park)
            wanted = msgspec.structs.replace(wanted, park=inside.id)
        four_eyes = settings.four_eyes
        return await office.group.do(lambda page: enroll(page, office.me, wanted, four_eyes)), inside


async def _correct(
    settings: Settings, enterprise: str, changes: dict[str, object], park: str | None
) -> tuple[Enterprise, Park | None, Sequence[str]]:
    async with open_office(settings) as office:
        async with office.book.reading() as page:
            kept = await named_enterprise(page, enterprise)
            if park is not None:
                changes["park"] = (await named_park(page, park)).id if park else None
            held = [holding.prefix for holding in await prefixes.list_(page, kept.id)]
        wanted = msgspec.structs.replace(kept, **changes)
        corrected = await office.group.do(lambda page: correct(page, office.me, wanted, settings.four_eyes))
        async with office.book.reading() as page:
            inside = await enterprises.find_park(page, corrected.park) if corrected.park else None
        return corrected, inside, held


async def _list(settings: Settings, park: str | None) -> list[dict[str, object]]:
    async with open_office(settings) as office, office.book.reading() as page:
        only = (await named_park(page, park)).id if park is not None else None
        parks = {each.id: each for each in await enterprises.list_parks(page)}
        held: dict[str, list[str]] = {}
        for holding in await prefixes.list_(page):
            held.setdefault(holding.enterprise or "", []).append(holding.prefix)
        return [
            _shown(each, parks.get(each.park or ""), held.get(each.id, ()))
            for each in await enterprises.list_(page, only)
        ]


def _shown(enterprise: Enterprise, park: Park | None, held: Sequence[str]) -> dict[str, object]:
    return {
        "id": enterprise.id,
        "name": enterprise.name,
        "name_en": enterprise.name_en,
        "uscc": enterprise.uscc,
        "division": enterprise.division,
        "industry": enterprise.industry,
        "park": park.id if park else None,
        "above_scale": enterprise.above_scale,
        "above_scale_year": enterprise.above_scale_year,
        "joined_on": enterprise.joined_on,
        "left_on": enterprise.left_on,
        "standing": enterprise.standing.value,
        "prefixes": held,
    }


def _words(row: dict[str, object]) -> str:
    return " ".join(map(str, row["prefixes"])) if isinstance(row["prefixes"], (list, tuple)) else ""
