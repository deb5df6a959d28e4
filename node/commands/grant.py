"""`idnode grant`: who may see partner-graded values: new, link, list, revoke; and groups of partners: group, groups."""

from typing import Any

import click

from node.acting import acting
from node.office import open_office
from node.options import Misuse, run, with_settings
from node.printing import print_json, print_table, remark
from node.settings import Settings
from registry.named import named_enterprise
from registry.sharing.gather import gather, regather
from registry.sharing.link import link_of
from registry.sharing.share import revoke, share
from registry.store import grants, groups
from registry.store.page import Writing
from registry.web.v1.grants import GrantDocument, extent_of, grant_document, group_document, link_document
from schemas.prefix import Prefix
from schemas.sharing import LONGEST_LINK_DAYS, Grant, Grantee, PartnerGroup, To

_A_DAY = 86_400
_AS = click.option("--as", "key", metavar="KEY", help="in the name of this key or key id, not the administrator's")
_JSON = click.option("--json", "as_json", is_flag=True, help="print one JSON object")
_NOTE = click.option("--note", default="", metavar="TEXT", help="what it is for")
_INDEX = click.option("--index", "indexes", type=int, multiple=True, help="only the value with this index; repeatable")


@click.group()
def command() -> None:
    """Grants: which partners see values of the grade partner, of a prefix, of one record, or of a template's items."""


@command.command("new")
@with_settings()
@click.argument("what")
@click.option("--to", "to", required=True, metavar="PARTNER", help="key:ID, group:ID, or enterprise: and its name")
@click.option("--template", default="", metavar="ID", help="only of records under this template")
@click.option("--item", "items", multiple=True, metavar="CODE", help="only this item of it; repeatable")
@_INDEX
@click.option("--days", type=click.IntRange(1), help="how long; without it until it is revoked")
@_NOTE
@_AS
@_JSON
def new(
    settings: Settings,
    what: str,
    to: str,
    template: str,
    items: tuple[str, ...],
    indexes: tuple[int, ...],
    days: int | None,
    note: str,
    key: str | None,
    as_json: bool,
) -> None:
    """Let PARTNER see partner-graded values of WHAT, a prefix or one identifier."""
    if to == To.LINK:
        raise Misuse("a link is made by `idnode grant link`")
    shown = run(_share(settings, _document(what, to, template, items, indexes, note), days, key))
    _told(shown, as_json, f"grant {shown['id']}: {to} sees what is graded for partners of {what}")


@command.command("link")
@with_settings("public_base")
@click.argument("handle")
@_INDEX
@click.option("--days", type=click.IntRange(1, LONGEST_LINK_DAYS), default=7, show_default=True, help="how long")
@_NOTE
@_AS
@_JSON
def link(
    settings: Settings,
    handle: str,
    indexes: tuple[int, ...],
    days: int,
    note: str,
    key: str | None,
    as_json: bool,
) -> None:
    """Make a signed link to HANDLE: whoever has it sees what is graded for partners. It is shown once."""
    shown = run(_share(settings, _document(handle, To.LINK.value, "", (), indexes, note), days, key))
    if not as_json:
        click.echo(shown["page"])
        click.echo(shown["url"])
    _told(shown, as_json, f"grant {shown['id']}, until {shown['expires']}; `idnode grant revoke` ends it")


@command.command("list")
@with_settings()
@click.argument("prefix")
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
def list_(settings: Settings, prefix: str, as_json: bool) -> None:
    """List the grants about PREFIX, the oldest first, also those that are over."""
    rows = run(_list(settings, Prefix.parse(prefix)))
    if as_json:
        print_json(rows)
        return
    columns = ("id", "to", "handle", "template", "items", "indexes", "expires", "revoked", "holds", "note")
    print_table(columns, ([_cell(row[name]) for name in columns] for row in rows))


@command.command("revoke")
@with_settings()
@click.argument("grant")
@_AS
@_JSON
def revoke_(settings: Settings, grant: str, key: str | None, as_json: bool) -> None:
    """Take GRANT, given by its id, back: from now on it opens nothing."""
    shown = run(_revoke(settings, grant, key))
    _told(shown, as_json, f"the grant {grant} is revoked")


@command.command("group")
@with_settings()
@click.argument("name")
@click.argument("members", nargs=-1)
@click.option("--id", "id", metavar="ID", help="of a group that is there: its name and members are put anew")
@_AS
@_JSON
def group(
    settings: Settings, name: str, members: tuple[str, ...], id: str | None, key: str | None, as_json: bool
) -> None:
    """Put enterprises, MEMBERS by their names, codes or ids, into a group called NAME."""
    shown = group_document(run(_group(settings, id, name, members, key)))
    _told(shown, as_json, f"group {shown['id']}, {name}: {len(shown['members'])} members")


@command.command("groups")
@with_settings()
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
def groups_(settings: Settings, as_json: bool) -> None:
    """List the groups of partners, by name."""
    rows = [group_document(each) for each in run(_groups(settings))]
    if as_json:
        print_json(rows)
        return
    columns = ("id", "name", "enterprise", "members")
    print_table(columns, ([_cell(row[name]) for name in columns] for row in rows))


def _told(shown: dict[str, Any], as_json: bool, sentence: str) -> None:
    if as_json:
        print_json(shown)
    else:
        remark(sentence)


def _cell(value: object) -> object:
    return " ".join(map(str, value)) if isinstance(value, tuple) else value


def _document(
    what: str, to: str, template: str, items: tuple[str, ...], indexes: tuple[int, ...], note: str
) -> GrantDocument:
    one = "/" in what
    return GrantDocument(
        to=to,
        prefix=None if one else what,
        handle=what if one else None,
        template=template,
        items=items,
        indexes=indexes,
        note=note,
    )


async def _share(settings: Settings, document: GrantDocument, days: int | None, key: str | None) -> dict[str, Any]:
    async with open_office(settings) as office:
        who = await acting(office, key, ())
        kind, _, word = document.to.partition(":")
        to = document.to
        if kind == To.ENTERPRISE:
            async with office.book.reading() as page:
                to = f"{kind}:{(await named_enterprise(page, word)).id}"
        extent, grantee = extent_of(document), Grantee.parse(to)

        async def act(page: Writing) -> Grant:
            expires = None if days is None else page.now + days * _A_DAY
            return await share(page, who, extent, grantee, expires, document.note)

        made = await office.group.do(act)
        shown = grant_document(made, made.created_at)
        if grantee.to is To.LINK:
            shown |= link_document(settings.base, extent.text, link_of(office.pepper, made))
        return shown


async def _list(settings: Settings, prefix: Prefix) -> list[dict[str, Any]]:
    async with open_office(settings) as office, office.book.reading() as page:
        return [grant_document(grant, page.now) for grant in await grants.list_(page, prefix)]


async def _revoke(settings: Settings, id: str, key: str | None) -> dict[str, Any]:
    async with open_office(settings) as office:
        who = await acting(office, key, ())
        ended = await office.group.do(lambda page: revoke(page, who, id))
        return grant_document(ended, ended.revoked_at or 0)


async def _group(
    settings: Settings, id: str | None, name: str, members: tuple[str, ...], key: str | None
) -> PartnerGroup:
    async with open_office(settings) as office:
        who = await acting(office, key, ())

        async def act(page: Writing) -> PartnerGroup:
            if id is None:
                return await gather(page, who, who.enterprise, name, members)
            return await regather(page, who, id, name, members)

        return await office.group.do(act)


async def _groups(settings: Settings) -> list[PartnerGroup]:
    async with open_office(settings) as office, office.book.reading() as page:
        return list(await groups.list_(page, None, everything=True))
