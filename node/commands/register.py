"""`idnode register`: register one identifier with its values."""

from typing import BinaryIO

import click

from node.acting import acting
from node.given_values import given_values, with_values
from node.office import open_office
from node.options import run, with_settings
from node.printing import print_json, remark
from node.settings import Settings
from registry.register import Registration, register
from schemas.counting import utc
from schemas.documents import value_document
from schemas.handle import Handle
from schemas.record import Record


@click.command("register")
@with_settings()
@click.argument("handle")
@with_values
@click.option("--revive", is_flag=True, help="bring a retired identifier back")
@click.option("--as", "key", metavar="KEY", help="act as this key: its id, or the key itself")
@click.option(
    "--as-prefix", "prefixes", multiple=True, metavar="PREFIX", help="act as the holder of PREFIX; repeatable"
)
@click.option("--json", "as_json", is_flag=True, help="print the record")
def command(
    settings: Settings,
    handle: str,
    url: str | None,
    email: str | None,
    texts: tuple[str, ...],
    document: BinaryIO | None,
    revive: bool,
    key: str | None,
    prefixes: tuple[str, ...],
    as_json: bool,
) -> None:
    """Register HANDLE, as in 88.1000.1/SN-0001, with the values given."""
    wanted = Registration(Handle.parse(handle), given_values(document, url, email, texts))
    record, served = run(_register(settings, wanted, revive, key, prefixes))
    if as_json:
        print_json(_shown(record))
    else:
        remark(f"{record.handle.text} is registered, values: {len(record.values)}")
    if not served:
        remark("the node is stopped: it answers with what is registered now when `idnode serve` runs")


async def _register(
    settings: Settings, wanted: Registration, revive: bool, key: str | None, prefixes: tuple[str, ...]
) -> tuple[Record, bool]:
    """The record, and whether a keeper made it visible."""
    async with open_office(settings) as office:
        who = await acting(office, key, prefixes)
        record = await office.group.do(lambda page: register(page, who, wanted, revive), [wanted.handle])
        return record, office.calls is not None


def _shown(record: Record) -> dict[str, object]:
    return {
        "handle": record.handle.text,
        "version": record.version,
        "registered": utc(record.registered_at),
        "changed": utc(record.changed_at),
        "values": [value_document(value) for value in record.values],
    }
