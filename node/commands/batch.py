"""`idnode batch`: runs of serials registered as one thing: new, list, show, retire."""

from typing import Any, BinaryIO

import click
import msgspec

from node.acting import acting
from node.given_values import given_values, with_values
from node.office import open_office
from node.options import Misuse, run, with_settings
from node.printing import print_json, print_table, remark
from node.rule_choice import given_fields, in_registry
from node.settings import Settings
from registry.batch import WantedBatch, find_batch, list_batches, register_batch, retire_batch
from registry.store.batches import KeptBatch
from registry.web.v1.documents import batch_head_of
from schemas.batch import MOST_IN_A_BATCH
from schemas.documents import value_document
from schemas.prefix import Prefix
from schemas.template import TemplateReference

_COLUMNS = ("id", "first_handle", "last_handle", "count", "own", "standing", "registered_at")
MOST_LISTED = 10_000


@click.group()
def command() -> None:
    """Batches (号段): register a run of serials of a coding rule as one thing, list, show, retire."""


@command.command("new")
@with_settings()
@click.option(
    "--rule", required=True, metavar="RULE", help="its id, or PREFIX:NAME for the newest published one of that name"
)
@click.option("--count", required=True, type=click.IntRange(1, MOST_IN_A_BATCH), help="how many identifiers")
@click.option("--first", type=int, metavar="N", help="the first serial (the next ones of the rule)")
@click.option("--field", "named", multiple=True, metavar="NAME=TEXT", help="a field of the rule; repeatable")
@click.option("--template", metavar="ID[@VERSION]", help="the data template under which all of them stand")
@click.option("--item", "itemed", multiple=True, metavar="CODE=TEXT", help="what an item of it holds; repeatable")
@with_values
@click.option("--as", "key", metavar="KEY", help="act as this key: its id, or the key itself")
@click.option(
    "--as-prefix", "prefixes", multiple=True, metavar="PREFIX", help="act as the holder of PREFIX; repeatable"
)
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def new(
    settings: Settings,
    rule: str,
    count: int,
    first: int | None,
    named: tuple[str, ...],
    template: str | None,
    itemed: tuple[str, ...],
    document: BinaryIO | None,
    url: str | None,
    email: str | None,
    texts: tuple[str, ...],
    key: str | None,
    prefixes: tuple[str, ...],
    as_json: bool,
) -> None:
    """Register COUNT identifiers at once, with values in which {serial}, {suffix}, {handle} and the names of fields
    in braces stand for what differs.

    It takes as long for one identifier as for 1,000,000,000.
    """
    values = given_values(document, url, email, texts)
    under = TemplateReference.parse(template) if template is not None else None
    wanted = WantedBatch(rule, count, values, given_fields(named), first, under, given_fields(itemed, "--item"))
    kept, served = run(_new(settings, wanted, key, prefixes))
    if as_json:
        print_json(_shown(kept))
    else:
        row = _shown(kept)
        remark(
            f"{row['first_handle']} to {row['last_handle']} are registered, {count:,} identifiers: batch {row['id']}"
        )
    if not served:
        remark("the node is stopped: it answers with what is registered now when `idnode serve` runs")


@command.command("list")
@with_settings()
@click.argument("prefix")
@click.option("--limit", type=click.IntRange(1, MOST_LISTED), default=100, show_default=True, help="at most so many")
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
def list_(settings: Settings, prefix: str, limit: int, as_json: bool) -> None:
    """List the batches of PREFIX, the newest first."""
    rows = [batch_head_of(kept) for kept in run(_list(settings, Prefix.parse(prefix), limit))]
    if as_json:
        print_json(rows)
    else:
        print_table(_COLUMNS, ([row[name] for name in _COLUMNS] for row in rows))


@command.command("show")
@with_settings()
@click.argument("batch")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def show(settings: Settings, batch: str, as_json: bool) -> None:
    """Show a BATCH by its id, with its values."""
    row = _shown(run(_find(settings, batch)))
    if as_json:
        print_json(row)
        return
    print_table(("", "batch"), ((name, row[name]) for name in row if name != "values"))
    values = ((each["index"], each["type"], each["data"]["value"], each["ttl"]) for each in row["values"])
    print_table(("index", "type", "value", "ttl"), values)


@command.command("retire")
@with_settings()
@click.argument("batch")
@click.option("--yes", is_flag=True, help="it is meant: what is retired is never registered again")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def retire(settings: Settings, batch: str, yes: bool, as_json: bool) -> None:
    """Retire all identifiers of a BATCH for good, but for those with a record of their own."""
    if not yes:
        raise Misuse(f"retiring the batch {batch[:80]} cannot be undone: say --yes if it is meant")
    kept = run(_retire(settings, batch))
    if as_json:
        print_json(_shown(kept))
    else:
        remark(f"the batch {kept.batch.id} is retired, {kept.batch.count - kept.own:,} identifiers")


async def _new(
    settings: Settings, wanted: WantedBatch, key: str | None, prefixes: tuple[str, ...]
) -> tuple[KeptBatch, bool]:
    """The batch, and whether a keeper made it visible; the rule is named as in `--rule`."""
    async with open_office(settings) as office:
        chosen = await in_registry(office, wanted.rule)
        assert chosen.id is not None
        wanted = msgspec.structs.replace(wanted, rule=chosen.id)
        who = await acting(office, key, prefixes)
        return await office.group.do(lambda page: register_batch(page, who, wanted)), office.calls is not None


async def _list(settings: Settings, prefix: Prefix, limit: int) -> list[KeptBatch]:
    async with open_office(settings) as office, office.book.reading() as page:
        return await list_batches(page, office.me, prefix, limit)


async def _find(settings: Settings, id: str) -> KeptBatch:
    async with open_office(settings) as office, office.book.reading() as page:
        return await find_batch(page, id)


async def _retire(settings: Settings, id: str) -> KeptBatch:
    async with open_office(settings) as office:
        return await office.group.do(lambda page: retire_batch(page, office.me, id))


def _shown(kept: KeptBatch) -> dict[str, Any]:
    return batch_head_of(kept) | {"values": [value_document(value) for value in kept.batch.values]}
