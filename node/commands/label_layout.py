"""`idnode label-layout`: the layouts of labels that the park or an enterprise keeps under a name: keep, list, drop."""

from pathlib import Path

import click

from node.acting import acting
from node.office import open_office
from node.options import run, with_settings
from node.printing import print_json, print_table, remark
from node.settings import Settings
from registry.label_layout import drop_layout, keep_layout, usable_layouts
from registry.named import named_enterprise
from registry.store.label_layouts import PARK, KeptLayout
from registry.store.page import Reading, Writing
from schemas.errors import Malformed
from schemas.printing.layout import Layout, read_layout
from schemas.printing.own_layout import OwnLayoutDocument

_FOR = click.option(
    "--enterprise", metavar="ENTERPRISE", help="for this one: 统一社会信用代码, name or id; not for all"
)
_AS = click.option("--as", "key", metavar="KEY", help="in the name of this key or key id, not the administrator's")


@click.group("label-layout")
def command() -> None:
    """Layouts of labels under a name of one's own, for `idnode labels --layout NAME` and `/api/v1/labels`."""


@command.command("keep")
@with_settings()
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", default="", metavar="TEXT", help="what people call it")
@click.option("--line", "lines", multiple=True, metavar="TEXT", help="what its labels say by default; repeatable")
@_FOR
@_AS
def keep(
    settings: Settings,
    name: str,
    file: Path,
    title: str,
    lines: tuple[str, ...],
    enterprise: str | None,
    key: str | None,
) -> None:
    """Keep the layout in FILE (JSON: label_width, label_height …) as NAME, in the place of one that has it."""
    try:
        layout = read_layout(file.read_bytes())
    except Malformed as refusal:
        raise Malformed(f"{file}: {refusal}") from None
    document = OwnLayoutDocument(layout=layout, title=title, lines=lines or None)
    kept, new = run(_keep(settings, name, document, enterprise, key))
    remark(
        f"the layout {kept.name}, {Layout.parse(layout).labels} labels a page, is {'kept' if new else 'another now'}"
    )


@command.command("drop")
@with_settings()
@click.argument("name")
@_FOR
@_AS
def drop(settings: Settings, name: str, enterprise: str | None, key: str | None) -> None:
    """Let go of the layout NAME."""
    run(_drop(settings, name, enterprise, key))
    remark(f"the layout {name} is gone")


@command.command("list")
@with_settings()
@_AS
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
def list_(settings: Settings, key: str | None, as_json: bool) -> None:
    """List the layouts that can be used by name, but for those that every node knows (`idnode labels --list`)."""
    found = run(_list(settings, key))
    if as_json:
        print_json([{"name": one.name, "enterprise": one.owner or None, **_told(one)} for one in found])
        return
    columns = ("layout", "for", "labels a page", "called")
    shown = [
        (one.name, one.owner or "all", str(Layout.parse(one.document.layout).labels), one.document.title)
        for one in found
    ]
    print_table(columns, shown)


def _told(kept: KeptLayout) -> dict[str, object]:
    return {"title": kept.document.title or kept.name, "layout": kept.document.layout, "lines": kept.document.lines}


async def _keep(
    settings: Settings, name: str, document: OwnLayoutDocument, enterprise: str | None, key: str | None
) -> tuple[KeptLayout, bool]:
    async with open_office(settings) as office:
        who = await acting(office, key, ())

        async def act(page: Writing) -> tuple[KeptLayout, bool]:
            return await keep_layout(page, who, await _owner(page, enterprise), name, document)

        return await office.group.do(act)


async def _drop(settings: Settings, name: str, enterprise: str | None, key: str | None) -> None:
    async with open_office(settings) as office:
        who = await acting(office, key, ())

        async def act(page: Writing) -> None:
            await drop_layout(page, who, await _owner(page, enterprise), name)

        await office.group.do(act)


async def _list(settings: Settings, key: str | None) -> list[KeptLayout]:
    async with open_office(settings) as office:
        who = await acting(office, key, ())
        async with office.book.reading() as page:
            return list(await usable_layouts(page, who))


async def _owner(page: Reading, enterprise: str | None) -> str:
    return PARK if enterprise is None else (await named_enterprise(page, enterprise)).id
