"""`idnode filing`: what was sent to the national node: list it, enter the answer."""

import click

from node.office import open_office
from node.options import run, with_settings
from node.printing import print_json, print_table, remark
from node.settings import Settings
from registry.applying.filing import answer
from registry.store import filings
from registry.store.filings import Filing, FilingStanding
from registry.web.v1.dossiers import filing_document


@click.group()
def command() -> None:
    """Filings with the national node: list them, enter what it said."""


@command.command("list")
@with_settings()
@click.option("--standing", type=click.Choice([each.value for each in FilingStanding]), help="only those")
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
def list_(settings: Settings, standing: str | None, as_json: bool) -> None:
    """List the filings in the order in which they were sent."""

    async def look() -> list[dict[str, object]]:
        async with open_office(settings) as office, office.book.reading() as page:
            found = await filings.list_(page, standing=FilingStanding(standing) if standing else None)
            return [filing_document(each) for each in found]

    rows = run(look())
    if as_json:
        print_json(rows)
    else:
        columns = ("id", "application", "submission", "standing", "message", "upstream", "sent_at", "answered_at")
        print_table(columns, ([row[name] for name in columns] for row in rows))


@command.command("pass")
@with_settings()
@click.argument("id")
@click.option("--upstream", default="", metavar="ID", help="what the national node calls the enterprise")
def passed(settings: Settings, id: str, upstream: str) -> None:
    """The national node has said yes to filing ID: what was applied for is in force."""
    _answer(settings, id, True, "", upstream)


@command.command("fail")
@with_settings()
@click.argument("id")
@click.option("--message", required=True, metavar="TEXT", help="why")
def failed(settings: Settings, id: str, message: str) -> None:
    """The national node has said no to filing ID."""
    _answer(settings, id, False, message, "")


def _answer(settings: Settings, id: str, yes: bool, message: str, upstream: str) -> None:
    async def act() -> Filing:
        async with open_office(settings) as office:
            return await office.group.do(
                lambda page: answer(page, office.me, office.practice, id, yes, message, upstream)
            )

    remark(f"filing {id} is {run(act()).standing.value}")
