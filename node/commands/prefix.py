"""`idnode prefix`: prefixes of enterprises and of the node itself: grant, next, let stand, move, list."""

import click

from node.office import open_office
from node.options import Misuse, run, whole_number, with_settings
from node.printing import print_json, print_table, remark
from node.settings import Settings
from registry.grant import change_standing, grant, rehome
from registry.named import named_enterprise
from registry.number import next_free, own_prefix
from registry.quota import limit_prefix
from registry.store import enterprises, prefixes
from registry.store.page import Writing
from schemas.change import Holding, Mode, PrefixStanding
from schemas.enterprise import Enterprise
from schemas.prefix import Prefix


@click.group()
def command() -> None:
    """Prefixes: grant one to an enterprise, change how it stands, list them."""


@command.command("grant")
@with_settings()
@click.argument("prefix")
@click.option("--enterprise", metavar="ENTERPRISE", help="to whom: 统一社会信用代码, name or id")
@click.option("--own", is_flag=True, help="a prefix of the node itself, under which enterprises get theirs")
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.HOSTED.value,
    show_default=True,
    help="hosted: its identifiers are kept here; the others: at the enterprise's own node",
)
@click.option("--endpoint", metavar="URL", help="where identifiers of a delegated prefix are resolved")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def grant_(
    settings: Settings,
    prefix: str,
    enterprise: str | None,
    own: bool,
    mode: str,
    endpoint: str | None,
    as_json: bool,
) -> None:
    """Give PREFIX to an enterprise; `next` is the next free one. A prefix is never given out twice."""
    if own == (enterprise is not None):
        raise Misuse("to whom? expected either --enterprise ENTERPRISE or --own")
    if own and prefix == "next":
        raise Misuse("the node's own prefixes are named: a number is for an enterprise")
    wanted = None if prefix == "next" else Prefix.parse(prefix)
    holding, owner = run(_grant(settings, wanted, enterprise, Mode(mode), endpoint))
    if as_json:
        print_json(_shown(holding, owner))
    else:
        remark(f"{holding.prefix} is granted to {owner.name if owner else 'the node itself'}, {holding.mode.value}")


@command.command("next")
@with_settings()
@click.option("--under", metavar="PREFIX", help="under which of the node's own")
def next_(settings: Settings, under: str | None) -> None:
    """Print the next free prefix; asking gives no claim to it."""

    async def look() -> Prefix:
        async with open_office(settings) as office, office.book.reading() as page:
            above = Prefix.parse(under) if under is not None else await own_prefix(page)
            return await next_free(page, above, office.practice.policy)

    click.echo(run(look()).text)


@command.command("move")
@with_settings()
@click.argument("prefix")
@click.argument("mode", type=click.Choice([mode.value for mode in Mode]))
@click.option("--endpoint", metavar="URL", help="where identifiers of a delegated prefix are resolved")
def move(settings: Settings, prefix: str, mode: str, endpoint: str | None) -> None:
    """Say where the identifiers of PREFIX are kept from now on."""

    async def act() -> Holding:
        async with open_office(settings) as office:
            wanted = Prefix.parse(prefix)
            return await office.group.do(lambda page: rehome(page, office.me, wanted, Mode(mode), endpoint))

    holding = run(act())
    remark(f"{holding.prefix} is {holding.mode.value}")


@command.command("suspend")
@with_settings()
@click.argument("prefix")
def suspend(settings: Settings, prefix: str) -> None:
    """Let PREFIX answer no more and take no registrations, until it is restored."""
    _stand(settings, prefix, PrefixStanding.SUSPENDED)


@command.command("restore")
@with_settings()
@click.argument("prefix")
def restore(settings: Settings, prefix: str) -> None:
    """Let a suspended PREFIX answer again."""
    _stand(settings, prefix, PrefixStanding.ACTIVE)


@command.command("close")
@with_settings()
@click.argument("prefix")
@click.option("--yes", is_flag=True, help="it is meant: a closed prefix stays closed")
def close(settings: Settings, prefix: str, yes: bool) -> None:
    """Close PREFIX for good: it never answers again and is never granted again."""
    if not yes:
        raise Misuse(f"closing {prefix[:80]} cannot be undone: say --yes if it is meant, or suspend it")
    _stand(settings, prefix, PrefixStanding.CLOSED)


@command.command("quota")
@with_settings()
@click.argument("prefix")
@click.argument("number", metavar="NUMBER|none")
def quota(settings: Settings, prefix: str, number: str) -> None:
    """Say how many identifiers may answer under PREFIX; `none`: as many as there are. What is there stays."""
    wanted = None if number == "none" else whole_number(number)

    async def act() -> Holding:
        async with open_office(settings) as office:
            return await office.group.do(lambda page: limit_prefix(page, office.me, Prefix.parse(prefix), wanted))

    remark(f"{run(act()).prefix} may have {'any number of' if wanted is None else f'{wanted:,}'} identifiers")


@command.command("list")
@with_settings()
@click.option("--enterprise", metavar="ENTERPRISE", help="only this one's: 统一社会信用代码, name or id")
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
def list_(settings: Settings, enterprise: str | None, as_json: bool) -> None:
    """List the prefixes in order; one without an enterprise is the node's own."""
    rows = run(_list(settings, enterprise))
    if as_json:
        print_json(rows)
    else:
        columns = ("prefix", "enterprise", "uscc", "mode", "standing", "endpoint", "quota", "identifiers")
        print_table(columns, ([row[name] for name in columns] for row in rows))


def _stand(settings: Settings, text: str, standing: PrefixStanding) -> None:
    prefix = Prefix.parse(text)

    async def act() -> Holding:
        async with open_office(settings) as office:
            return await office.group.do(lambda page: change_standing(page, office.me, prefix, standing))

    holding = run(act())
    remark(f"{holding.prefix} is {holding.standing.value}")


async def _grant(
    settings: Settings, prefix: Prefix | None, enterprise: str | None, mode: Mode, endpoint: str | None
) -> tuple[Holding, Enterprise | None]:
    async with open_office(settings) as office:
        owner = None
        if enterprise is not None:
            async with office.book.reading() as page:
                owner = await named_enterprise(page, enterprise)
        wanted = owner.uscc if owner else None
        policy = office.practice.policy

        async def act(page: Writing) -> Holding:
            free = prefix or await next_free(page, await own_prefix(page), policy)
            return await grant(page, office.me, free, wanted, mode, endpoint, policy.reserved)

        holding = await office.group.do(act)
        return holding, owner


async def _list(settings: Settings, enterprise: str | None) -> list[dict[str, str | int | None]]:
    async with open_office(settings) as office, office.book.reading() as page:
        only = (await named_enterprise(page, enterprise)).id if enterprise is not None else None
        owners = {each.id: each for each in await enterprises.list_(page)}
        counts = await prefixes.counts(page)
        return [
            _shown(holding, owners.get(holding.enterprise or ""))
            | dict(zip(("quota", "identifiers"), counts[holding.prefix], strict=True))
            for holding in await prefixes.list_(page, only)
        ]


def _shown(holding: Holding, owner: Enterprise | None) -> dict[str, str | int | None]:
    """As JSON shows a prefix: `enterprise` is a name, null for the node's own."""
    return {
        "prefix": holding.prefix,
        "enterprise": owner.name if owner else None,
        "uscc": owner.uscc if owner else None,
        "mode": holding.mode.value,
        "standing": holding.standing.value,
        "endpoint": holding.endpoint,
    }
