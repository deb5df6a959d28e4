"""`idnode park`: the parks that the node serves: add, list."""

import click

from node.office import open_office
from node.options import run, with_settings
from node.printing import print_json, print_table, remark
from node.settings import Settings
from registry.enroll import open_park
from registry.store import enterprises
from schemas.enterprise import Park


@click.group()
def command() -> None:
    """Parks: add one, list them."""


@command.command("add")
@with_settings()
@click.argument("id", metavar="ID")
@click.option("--name", required=True, metavar="NAME", help="its name in Chinese")
@click.option("--name-en", default="", metavar="NAME", help="its name in English")
@click.option("--division", default="", metavar="CODE", help="GB/T 2260 code, 360121")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def add(settings: Settings, id: str, name: str, name_en: str, division: str, as_json: bool) -> None:
    """Enter a park; ID is what it is called on the command line, as in ganjiang."""
    park = run(_add(settings, Park(id, name, name_en, division)))
    if as_json:
        print_json(park)
    else:
        remark(f"the park {park.id} ({park.name}) is entered")


@command.command("list")
@with_settings()
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
def list_(settings: Settings, as_json: bool) -> None:
    """List the parks by id, with the number of enterprises ever entered in them."""
    rows = run(_list(settings))
    if as_json:
        print_json(rows)
    else:
        columns = ("id", "name", "name_en", "division", "enterprises")
        print_table(columns, ([row[name] for name in columns] for row in rows))


async def _add(settings: Settings, park: Park) -> Park:
    async with open_office(settings) as office:
        return await office.group.do(lambda page: open_park(page, office.me, park))


async def _list(settings: Settings) -> list[dict[str, object]]:
    async with open_office(settings) as office, office.book.reading() as page:
        return [
            {
                "id": park.id,
                "name": park.name,
                "name_en": park.name_en,
                "division": park.division,
                "enterprises": len(await enterprises.list_(page, park.id)),
            }
            for park in await enterprises.list_parks(page)
        ]
