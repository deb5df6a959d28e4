"""`idnode application`: applications of enterprises: begin, save, submit, review, list, show."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import click
import msgspec

from node.acting import acting
from node.office import Office, open_office
from node.options import Misuse, run, with_settings
from node.printing import print_json, print_table, remark
from node.settings import Settings
from registry import disclose
from registry.applying import apply, filing, review
from registry.applying.consult import application_of, difference, list_, profile_of
from registry.applying.expect import expect
from registry.store import reviews
from registry.store.page import Writing
from registry.web.v1.dossiers import application_document, application_head, review_document, shown
from schemas.application import Application, Kind, Remark, Wish
from schemas.change import Mode
from schemas.complaint import Incomplete
from schemas.enterprise import Enterprise
from schemas.life import OF_APPLICATIONS, Standing
from schemas.principal import Principal
from schemas.profile import Profile
from schemas.profile_checks import notes
from schemas.shape import closed, reader

_read = reader(closed(Profile), "a profile")
_AS = click.option("--as", "key", metavar="KEY", help="act as the holder of this key, or of the key with this id")
_JSON = click.option("--json", "as_json", is_flag=True, help="print JSON")


@click.group()
def command() -> None:
    """Applications: what enterprises ask of the park, and what the park says."""


@command.command("expect")
@with_settings()
@click.argument("name")
def expect_(settings: Settings, name: str) -> None:
    """Open a place for the enterprise NAME, which is to apply; its id is for `idnode account add` and `key new`."""

    async def act() -> Enterprise:
        async with open_office(settings) as office:
            return await office.group.do(lambda page: expect(page, office.me, name))

    click.echo(run(act()).id)


@command.command("new")
@with_settings()
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.option(
    "--profile", "file", metavar="FILE", type=click.Path(path_type=Path), help="the profile as JSON; -: input"
)
@click.option("--enterprise", metavar="ID", help="for which enterprise; none: for a new one")
@click.option("--prefix", metavar="PREFIX", help="the prefix that is applied for; next: the next free one")
@click.option("--mode", type=click.Choice([mode.value for mode in Mode]), default=Mode.HOSTED.value, show_default=True)
@click.option("--endpoint", metavar="URL", help="where identifiers of a delegated prefix are resolved")
@_AS
@_JSON
def new(
    settings: Settings,
    kind: str,
    file: Path | None,
    enterprise: str | None,
    prefix: str | None,
    mode: str,
    endpoint: str | None,
    key: str | None,
    as_json: bool,
) -> None:
    """Begin an application of KIND; it is a draft until it is submitted."""
    wish = None
    if prefix is not None:
        wish = Wish(prefix="" if prefix == "next" else prefix, mode=Mode(mode), endpoint=endpoint)
    profile = _profile(file)

    async def act(page: Writing, who: Principal, office: Office) -> Application:
        return await apply.begin(page, who, office.practice, Kind(kind), profile, wish, enterprise)

    _tell(settings, key, as_json, act)


@command.command("save")
@with_settings()
@click.argument("id")
@click.option("--profile", "file", required=True, metavar="FILE", type=click.Path(path_type=Path), help="as JSON")
@_AS
@_JSON
def save(settings: Settings, id: str, file: Path, key: str | None, as_json: bool) -> None:
    """Put the profile in FILE in the place of what application ID had."""
    profile = _profile(file)

    async def act(page: Writing, who: Principal, office: Office) -> Application:
        return await apply.save(page, who, office.practice, id, profile)

    _tell(settings, key, as_json, act)


@command.command("do")
@with_settings()
@click.argument(
    "act", type=click.Choice(["submit", "withdraw", "discard", "take", "return", "reject", "approve", "file"])
)
@click.argument("id")
@click.option("--remark", "remarks", multiple=True, metavar="POINTER=TEXT", help="on a field, /name=…; repeatable")
@click.option("--note", default="", metavar="TEXT", help="a word on the whole")
@_AS
@_JSON
def do(
    settings: Settings, act: str, id: str, remarks: tuple[str, ...], note: str, key: str | None, as_json: bool
) -> None:
    """Do ACT to application ID: whoever applied never decides about it."""
    said = [_remark(text) for text in remarks]

    async def doing(page: Writing, who: Principal, office: Office) -> Application:
        match act:
            case "submit":
                return await apply.submit(page, who, office.practice, id)
            case "withdraw":
                return await apply.withdraw(page, who, id)
            case "discard":
                return await apply.discard(page, who, id)
            case "take":
                return await review.take(page, who, id)
            case "return":
                return await review.give_back(page, who, id, said, note)
            case "reject":
                return await review.reject(page, who, id, note, said)
            case "approve":
                return await review.approve(page, who, office.practice, id, note)
            case _:
                return await filing.send_again(page, who, id)

    try:
        _tell(settings, key, as_json, doing)
    except Incomplete as refusal:
        for pointer, _, zh, en in refusal.complaints:
            click.echo(f"{pointer or '/'}\t{zh}\t{en}", err=True)
        raise


@command.command("list")
@with_settings()
@click.option("--standing", type=click.Choice([each.value for each in OF_APPLICATIONS]), help="only those")
@click.option("--enterprise", metavar="ID", help="only this one's")
@_AS
@_JSON
def list_all(settings: Settings, standing: str | None, enterprise: str | None, key: str | None, as_json: bool) -> None:
    """List the applications that one may know of, those that have waited longest first."""

    async def look() -> list[dict[str, Any]]:
        async with open_office(settings) as office:
            who = await acting(office, key, ())
            async with office.book.reading() as page:
                found = await list_(page, who, enterprise, Standing(standing) if standing else None)
                return [application_head(each) for each in found]

    rows = run(look())
    if as_json:
        print_json(rows)
        return
    columns = ("id", "kind", "standing", "title", "uscc", "submission", "submitted_at", "to_be_mended_by")
    print_table(columns, ([row[name] for name in columns] for row in rows))


@command.command("show")
@with_settings()
@click.argument("id")
@click.option("--unmask", metavar="REASON", help="show personal data; the trail keeps the reason")
@_AS
def show(settings: Settings, id: str, unmask: str | None, key: str | None) -> None:
    """Print application ID as JSON, with its reviews and with what its last submission changes."""

    async def look() -> dict[str, Any]:
        async with open_office(settings) as office:
            who = await acting(office, key, ())
            async with office.book.reading() as page:
                found = await application_of(page, who, id)
                profile = await profile_of(page, who, office.practice, found)
                records = [review_document(each) for each in await reviews.list_(page, id)]
                changes = await difference(page, office.practice, found) if found.submission else []
            members = shown(profile)
            if unmask is not None:
                members = await office.group.do(
                    lambda page: disclose.of_application(page, who, office.practice, id, unmask)
                )
        return application_document(found, members, notes(profile)) | {"reviews": records, "difference": changes}

    print_json(run(look()))


def _tell(
    settings: Settings,
    key: str | None,
    as_json: bool,
    doing: Callable[[Writing, Principal, Office], Awaitable[Application]],
) -> None:
    async def act() -> Application:
        async with open_office(settings) as office:
            who = await acting(office, key, ())
            return await office.group.do(lambda page: doing(page, who, office))

    application = run(act())
    if as_json:
        print_json(application_head(application))
    else:
        click.echo(application.id)
        remark(f"{application.kind.value} of {application.title} is {application.standing.value}")


def _profile(file: Path | None) -> Profile | None:
    if file is None:
        return None
    return _read(sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes())


def _remark(text: str) -> Remark:
    pointer, equals, words = text.partition("=")
    if not equals or not words:
        raise Misuse(f"cannot read the remark {text[:40]!r}: expected POINTER=TEXT, as in /name=与执照不符")
    return msgspec.convert({"pointer": pointer, "text": words}, Remark)
