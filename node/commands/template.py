"""`idnode template`: data templates (元数据模板): list, show, new, draft, disable, publish, open, schema, check …"""

from typing import Any, BinaryIO

import click

from node.acting import acting
from node.office import open_office
from node.options import run, with_settings
from node.printing import print_json, print_table, remark
from node.settings import Settings
from registry.named import named_enterprise
from registry.store.page import Reading
from registry.store.templates import KeptTemplate, KeptVersion
from registry.templates.draft import disable, draft, redraft
from registry.templates.find import listed, version_of, visible
from registry.templates.open import open_to
from registry.templates.publish import install, publish
from registry.web.v1.templates import document_of, head_of, users_document, version_head
from schemas.errors import Conflict
from schemas.principal import Principal
from schemas.shape import closed, reader
from schemas.template import Item, TemplateReference
from schemas.template_document import DefinitionDocument
from schemas.template_fields import fill, read_fields
from schemas.template_schema import schema_of

_AS = click.option("--as", "key", metavar="KEY", help="in the name of this key or key id, not the administrator's")
_JSON = click.option("--json", "as_json", is_flag=True, help="print one JSON object")
_FILE = click.argument("file", type=click.File("rb"))
_read = reader(closed(DefinitionDocument), "a template")


@click.group()
def command() -> None:
    """Data templates: which items a record has, with their types, limits and grades.

    Each version that is published stays what it is. TEMPLATE is an id, VERSION an id and a number, as in product@1.
    """


@command.command("list")
@with_settings()
@click.option("--own", is_flag=True, help="only those of enterprises, not those that the park shares")
@_AS
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
def list_(settings: Settings, own: bool, key: str | None, as_json: bool) -> None:
    """List the templates, the oldest first."""
    rows = run(_list(settings, own, key))
    if as_json:
        print_json(rows)
        return
    columns = ("id", "name", "name_en", "enterprise", "published", "draft", "item_count")
    print_table(columns, ([row[name] for name in columns] for row in rows))


@command.command("show")
@with_settings()
@click.argument("template")
@_AS
@_JSON
def show(settings: Settings, template: str, key: str | None, as_json: bool) -> None:
    """Show TEMPLATE, or one VERSION of it, with its items."""
    kept, all_, shown = run(_find(settings, TemplateReference.parse(template), key))
    if as_json:
        print_json(document_of(kept, all_) | {"shown": version_head(shown), "items": shown.definition.items})
        return
    standing = "published" if shown.published else "draft"
    remark(f"{shown.reference.text}, {standing}: {kept.particulars.name} {kept.particulars.name_en}".rstrip())
    columns = ("index", "code", "name", "name_en", "kind", "unit", "required", "unique", "list", "grade", "state")
    print_table(columns, map(_row, shown.definition.items))


@command.command("new")
@with_settings()
@_FILE
@click.option("--enterprise", metavar="ENTERPRISE", help="whose: 统一社会信用代码, name or id; without it the park's")
@click.option("--publish", "at_once", is_flag=True, help="let it be used at once")
@_AS
@_JSON
def new(
    settings: Settings, file: BinaryIO, enterprise: str | None, at_once: bool, key: str | None, as_json: bool
) -> None:
    """Make a template out of FILE, a JSON object with names and items; - is the input."""
    _told(run(_new(settings, _read(file.read()), enterprise, at_once, key)), as_json)


@command.command("draft")
@with_settings()
@click.argument("template")
@_FILE
@_AS
@_JSON
def draft_(settings: Settings, template: str, file: BinaryIO, key: str | None, as_json: bool) -> None:
    """Say by FILE, a JSON object with names and items, what the next version of TEMPLATE is to be; - is the input."""
    document = _read(file.read())

    async def act(page: Any, who: Principal) -> tuple[KeptTemplate, KeptVersion]:
        return await redraft(page, who, template, document.particulars, document.definition)

    _told(run(_act(settings, key, act)), as_json)


@command.command("disable")
@with_settings()
@click.argument("template")
@click.argument("item")
@_AS
@_JSON
def disable_(settings: Settings, template: str, item: str, key: str | None, as_json: bool) -> None:
    """Disable ITEM, by its code, in the next version of TEMPLATE. No item is ever deleted."""

    async def act(page: Any, who: Principal) -> tuple[KeptTemplate, KeptVersion]:
        return await disable(page, who, template, item)

    _told(run(_act(settings, key, act)), as_json)


@command.command("publish")
@with_settings()
@click.argument("template")
@_AS
@_JSON
def publish_(settings: Settings, template: str, key: str | None, as_json: bool) -> None:
    """Publish the draft of TEMPLATE: that version never changes from then on."""

    async def act(page: Any, who: Principal) -> tuple[KeptTemplate, KeptVersion]:
        return await publish(page, who, template)

    _told(run(_act(settings, key, act)), as_json)


@command.command("open")
@with_settings()
@click.argument("template")
@click.option("--to", "users", multiple=True, metavar="ENTERPRISE", help="统一社会信用代码, name or id; repeatable")
@click.option("--everybody", is_flag=True, help="every enterprise of the node")
@_AS
@_JSON
def open_(
    settings: Settings, template: str, users: tuple[str, ...], everybody: bool, key: str | None, as_json: bool
) -> None:
    """Let these enterprises, or everybody, register against an enterprise's TEMPLATE; without any, its own alone."""
    shown = run(_open(settings, template, users, everybody, key))
    if as_json:
        print_json(shown)
        return
    names = ", ".join(each["name"] for each in shown["enterprises"])
    remark(f"{template} is open to {'every enterprise' if everybody else names or 'its own enterprise alone'}")


@command.command("schema")
@with_settings()
@click.argument("version")
@_AS
def schema(settings: Settings, version: str, key: str | None) -> None:
    """Print the JSON Schema (2020-12) of VERSION, or of the newest version of a template."""
    kept, _, shown = run(_find(settings, TemplateReference.parse(version), key))
    if not shown.published:
        raise Conflict(f"version {shown.version} of the template {kept.id} is a draft: it has no schema yet")
    at = f"{settings.public_base}/api/v1/templates/{kept.id}/versions/{shown.version}/schema"
    print_json(schema_of(at, kept.particulars, shown.definition))


@command.command("check")
@with_settings()
@click.argument("version")
@_FILE
@_AS
@_JSON
def check(settings: Settings, version: str, file: BinaryIO, key: str | None, as_json: bool) -> None:
    """Hold the fields in FILE, a JSON object, against VERSION; exit status 1 if something is wrong. - is the input."""
    _, _, shown = run(_find(settings, TemplateReference.parse(version), key))
    filled = fill(shown.definition, read_fields(file.read()))
    if as_json:
        print_json({"template": shown.reference.text, "complaints": filled.complaints})
    else:
        print_table(("at", "code", "what"), [(each.pointer, each.code, each.en) for each in filled.complaints])
    if filled.complaints:
        raise Conflict(f"{len(filled.complaints)} faults: the fields do not fit {shown.reference.text}")


@command.command("install")
@with_settings()
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
def install_(settings: Settings, as_json: bool) -> None:
    """Enter the ready-made templates that are missing: `idnode init` does it, too."""
    entered = run(_install(settings))
    if as_json:
        print_json(entered)
    else:
        remark(f"ready-made templates entered: {', '.join(entered) or 'none was missing'}")


def _told(done: tuple[KeptTemplate, KeptVersion], as_json: bool) -> None:
    kept, version = done
    if as_json:
        print_json(document_of(kept, [version]))
    else:
        standing = "published" if version.published else "a draft: `idnode template publish` lets it be used"
        remark(f"{version.reference.text} ({kept.particulars.name}) is {standing}")


def _row(item: Item) -> tuple[object, ...]:
    flags = tuple("yes" if flag else "" for flag in (item.required, item.unique, item.many))
    state = "disabled" if item.disabled else ""
    head = (item.index, item.code, item.name, item.name_en, item.kind.value, item.unit)
    return *head, *flags, item.grade.value, state


async def _list(settings: Settings, own: bool, key: str | None) -> list[dict[str, Any]]:
    async with open_office(settings) as office:
        who = await acting(office, key, ())
        async with office.book.reading() as page:
            return [head_of(kept, all_) for kept, all_ in await listed(page, who, own)]


async def _find(
    settings: Settings, reference: TemplateReference, key: str | None
) -> tuple[KeptTemplate, list[KeptVersion], KeptVersion]:
    async with open_office(settings) as office:
        who = await acting(office, key, ())
        async with office.book.reading() as page:
            kept, all_ = await visible(page, who, reference.id)
            return kept, all_, await _meant(page, who, reference, all_)


async def _meant(page: Reading, who: Principal, reference: TemplateReference, all_: list[KeptVersion]) -> KeptVersion:
    """The version with this number; without one the newest published, or the draft where there is none."""
    if reference.version is not None:
        return (await version_of(page, who, reference.id, reference.version))[1]
    return next((version for version in all_ if version.published), all_[0])


async def _new(
    settings: Settings, document: DefinitionDocument, enterprise: str | None, at_once: bool, key: str | None
) -> tuple[KeptTemplate, KeptVersion]:
    async with open_office(settings) as office:
        who = await acting(office, key, ())
        owner = who.enterprise
        if enterprise is not None:
            async with office.book.reading() as page:
                owner = (await named_enterprise(page, enterprise)).id

        async def act(page: Any) -> tuple[KeptTemplate, KeptVersion]:
            kept, version = await draft(page, who, owner, document.particulars, document.definition)
            return await publish(page, who, kept.id) if at_once else (kept, version)

        return await office.group.do(act)


async def _act(settings: Settings, key: str | None, act: Any) -> tuple[KeptTemplate, KeptVersion]:
    async with open_office(settings) as office:
        who = await acting(office, key, ())
        done: tuple[KeptTemplate, KeptVersion] = await office.group.do(lambda page: act(page, who))
        return done


async def _open(
    settings: Settings, template: str, users: tuple[str, ...], everybody: bool, key: str | None
) -> dict[str, Any]:
    async with open_office(settings) as office:
        who = await acting(office, key, ())
        opened = await office.group.do(lambda page: open_to(page, who, template, users, everybody))
        async with office.book.reading() as page:
            return await users_document(page, opened)


async def _install(settings: Settings) -> list[str]:
    async with open_office(settings) as office:
        return await office.group.do(lambda page: install(page, office.me))
