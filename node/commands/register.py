"""`idnode register`: register one identifier with its values."""

from typing import BinaryIO

import click

from node.acting import acting
from node.given_values import given_values, with_values
from node.office import open_office
from node.options import Misuse, run, with_settings
from node.printing import print_json, remark
from node.settings import Settings
from registry.register import Registration, register
from schemas.counting import utc
from schemas.documents import value_document
from schemas.handle import Handle
from schemas.record import Record
from schemas.template import TemplateReference
from schemas.template_fields import read_fields


@click.command("register")
@with_settings()
@click.argument("handle")
@with_values
@click.option("--template", metavar="TEMPLATE", help="register it against this template, as product@1")
@click.option("--field", "fields", multiple=True, metavar="CODE=TEXT", help="what an item of it holds; repeatable")
@click.option(
    "--fields", "field_file", type=click.File("rb"), help="a file with a JSON object of fields; - is the input"
)
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
    template: str | None,
    fields: tuple[str, ...],
    field_file: BinaryIO | None,
    revive: bool,
    key: str | None,
    prefixes: tuple[str, ...],
    as_json: bool,
) -> None:
    """Register HANDLE, as in 88.1000.1/SN-0001, with the values given, or the fields of a template."""
    if template is None and (fields or field_file is not None):
        raise Misuse("fields of which template? expected --template")
    values = given_values(document, url, email, texts)
    reference = None if template is None else TemplateReference.parse(template)
    wanted = Registration(Handle.parse(handle), values, reference, _fields(field_file, fields))
    record, served = run(_register(settings, wanted, revive, key, prefixes))
    if as_json:
        print_json(_shown(record))
    else:
        remark(f"{record.handle.text} is registered, values: {len(record.values)}")
    if not served:
        remark("the node is stopped: it answers with what is registered now when `idnode serve` runs")


def _fields(file: BinaryIO | None, texts: tuple[str, ...]) -> dict[str, object]:
    """The fields of a file, and those given one by one."""
    fields: dict[str, object] = {} if file is None else read_fields(file.read())
    for given in texts:
        code, sign, text = given.partition("=")
        if not sign:
            raise Misuse(f"--field {given[:40]!r}: expected CODE=TEXT")
        fields[code] = text
    return fields


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
