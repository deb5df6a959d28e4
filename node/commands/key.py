"""`idnode key`: API keys of park staff, enterprises and other nodes: new, list, limit, revoke."""

from typing import Any

import click
import msgspec

from node.office import Office, open_office
from node.options import Misuse, run, whole_number, with_settings
from node.printing import print_json, print_table, remark
from node.settings import Settings
from registry.credentials import DEFAULT_LIFE_DAYS, ROLES_OF_KEYS, issue, revoke
from registry.named import named_enterprise
from registry.quota import LARGEST, limit_key
from registry.store import keys
from registry.store.keys import Key
from schemas.counting import utc
from schemas.prefix import Prefix
from schemas.principal import LONGEST_KEY_DAYS, Role
from schemas.rate import Rate


@click.group()
def command() -> None:
    """API keys: make one, list them, revoke one.

    A key is shown once, when it is made. It is sent as `Authorization: Bearer KEY`.
    """


@command.command("new")
@with_settings()
@click.option("--role", required=True, type=click.Choice([role.value for role in ROLES_OF_KEYS]), help="what it may do")
@click.option("--prefix", "prefixes", multiple=True, metavar="PREFIX", help="of an enterprise's key: where; repeatable")
@click.option(
    "--days",
    type=click.IntRange(1, LONGEST_KEY_DAYS),
    default=DEFAULT_LIFE_DAYS,
    show_default=True,
    help="how long it is valid",
)
@click.option("--note", default="", metavar="TEXT", help="for whom or what it is")
@click.option("--scope", "scopes", multiple=True, metavar="VERB", help="only for this, as in register; repeatable")
@click.option("--network", "networks", multiple=True, metavar="NETWORK", help="only from there; repeatable")
@click.option("--enterprise", metavar="ENTERPRISE", help="of an administrator's key: whose prefixes it opens")
@click.option("--applies", is_flag=True, help="of an administrator's key: its holder applies for an enterprise")
@click.option("--rate", metavar="RATE", help="how often it may ask, as in 10/s, 600/min, 90000/d")
@click.option("--registrations", type=click.IntRange(0, LARGEST), help="how many identifiers it may register")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def new(
    settings: Settings,
    role: str,
    prefixes: tuple[str, ...],
    days: int,
    note: str,
    scopes: tuple[str, ...],
    networks: tuple[str, ...],
    enterprise: str | None,
    applies: bool,
    rate: str | None,
    registrations: int | None,
    as_json: bool,
) -> None:
    """Make a key; this is the only time that it is shown."""
    bound = tuple(dict.fromkeys(Prefix.parse(text) for text in prefixes))
    limits = {"rate": None if rate is None else Rate.parse(rate), "registrations": registrations}
    key, text = run(
        _issue(settings, Role(role), bound, days, note, frozenset(scopes), networks, enterprise, applies, limits)
    )
    shown = {
        "id": key.id,
        "key": text,
        "role": key.role.value,
        "prefixes": [prefix.text for prefix in key.prefixes],
        "expires": _moment(key.expires_at),
    }
    if as_json:
        print_json(shown)
        return
    click.echo(text)
    where = f" for {', '.join(prefix.text for prefix in key.prefixes)}" if key.prefixes else ""
    remark(f"key {key.id}, {key.role.value}{where}, valid until {shown['expires']}; it is not shown again")


@command.command("list")
@with_settings()
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
def list_(settings: Settings, as_json: bool) -> None:
    """List the keys, oldest first; the keys themselves are not kept."""
    rows = [_shown(key) for key in run(_list(settings))]
    if as_json:
        print_json(rows)
        return
    columns = ("id", "role", "prefixes", "scopes", "networks", "note", "created", "expires", "revoked", "used")
    print_table(columns, ([_cell(row[name]) for name in columns] for row in rows))


@command.command("limit")
@with_settings()
@click.argument("id")
@click.option("--rate", metavar="RATE|none", help="how often it may ask from now on")
@click.option("--registrations", metavar="NUMBER|none", help="how many identifiers it may register from now on")
@click.option("--json", "as_json", is_flag=True, help="print the key as it is now")
def limit(settings: Settings, id: str, rate: str | None, registrations: str | None, as_json: bool) -> None:
    """Say what the key ID may from now on; `none` takes a limit away, what is left out stays."""
    if rate is None and registrations is None:
        raise Misuse("what is to change? expected --rate or --registrations")
    asked = msgspec.UNSET if rate is None else None if rate == "none" else Rate.parse(rate)
    left: int | msgspec.UnsetType | None = msgspec.UNSET
    if registrations is not None:
        left = None if registrations == "none" else whole_number(registrations)

    async def act() -> Key:
        async with open_office(settings) as office:
            return await office.group.do(lambda page: limit_key(page, office.me, id, asked, left))

    key = run(act())
    if as_json:
        print_json(_shown(key))
        return
    often = key.rate.text if key.rate else "the usual rate"
    many = "any number" if key.registrations_left is None else f"{key.registrations_left:,}"
    remark(f"key {key.id}: {often}, {many} of registrations left")


@command.command("revoke")
@with_settings()
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="print the key as it is now")
def revoke_(settings: Settings, id: str, as_json: bool) -> None:
    """Make the key ID useless from now on."""
    key = run(_revoke(settings, id))
    if as_json:
        print_json(_shown(key))
    else:
        remark(f"key {key.id} is revoked")


async def _issue(
    settings: Settings,
    role: Role,
    prefixes: tuple[Prefix, ...],
    days: int,
    note: str,
    scopes: frozenset[str],
    networks: tuple[str, ...],
    enterprise: str | None,
    applies: bool,
    limits: dict[str, Any],
) -> tuple[Key, str]:
    async with open_office(settings) as office:
        owner = None
        if enterprise is not None:
            async with office.book.reading() as page:
                owner = (await named_enterprise(page, enterprise)).id
        return await office.group.do(
            lambda page: issue(
                page,
                office.me,
                office.pepper,
                role,
                prefixes,
                days,
                note,
                scopes=scopes,
                networks=networks,
                longest_days=settings.longest_key_days,
                enterprise=owner,
                applies=applies,
                **limits,
            )
        )


async def _list(settings: Settings) -> list[Key]:
    async with open_office(settings) as office, office.book.reading() as page:
        return list(await keys.list_(page))


async def _revoke(settings: Settings, number: str) -> Key:
    async with open_office(settings) as office:
        await office.group.do(lambda page: revoke(page, office.me, number))
        return await _found(office, number)


async def _found(office: Office, number: str) -> Key:
    async with office.book.reading() as page:
        key = await keys.find(page, number)
    assert key is not None
    return key


def _shown(key: Key) -> dict[str, object]:
    return {
        "id": key.id,
        "role": key.role.value,
        "prefixes": [prefix.text for prefix in key.prefixes],
        "scopes": sorted(key.scopes),
        "networks": list(key.networks),
        "note": key.note,
        "created": utc(key.created_at),
        "expires": _moment(key.expires_at),
        "revoked": _moment(key.revoked_at),
        "rate": key.rate.text if key.rate else None,
        "registrations_left": key.registrations_left,
        "used": _moment(key.used_at),
    }


def _moment(second: int | None) -> str | None:
    return None if second is None else utc(second)


def _cell(shown: object) -> object:
    return " ".join(shown) if isinstance(shown, list) else shown
