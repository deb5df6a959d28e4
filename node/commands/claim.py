"""`idnode claim`: which identifiers of other schemes an enterprise may map: add a claim, judge it, list them."""

import click

from node.acting import acting
from node.office import Office, open_office
from node.options import run, with_settings
from node.printing import print_json, print_table, remark
from node.settings import Settings
from registry.claim import approve, propose, refuse, told
from registry.named import named_enterprise
from registry.store import claims, enterprises
from registry.store.claims import KeptClaim
from registry.store.page import Writing
from schemas.claim import CLAIMED, State, Stem
from schemas.enterprise import Enterprise

_AS = click.option("--as", "key", metavar="KEY", help="in the name of this key or key id, not the administrator's")
_JSON = click.option("--json", "as_json", is_flag=True, help="print one JSON object")


@click.group()
def command() -> None:
    """Claims: which GS1 numbers, OIDs, Ecodes and the like an enterprise may map to its records.

    Whoever adds a claim does not approve it: use --as for one of both.
    """


@command.command("add")
@with_settings()
@click.argument("enterprise")
@click.argument("scheme", type=click.Choice(CLAIMED))
@click.argument("stem")
@click.option("--evidence", default="", metavar="TEXT", help="what proves it: the number of a certificate")
@click.option(
    "--handler", default="", metavar="URL", help="of a GS1 company prefix: who resolves what is not known here"
)
@_AS
@_JSON
def add(
    settings: Settings,
    enterprise: str,
    scheme: str,
    stem: str,
    evidence: str,
    handler: str,
    key: str | None,
    as_json: bool,
) -> None:
    """Claim for ENTERPRISE what begins with STEM: a GS1 company prefix, an OID arc, version and NSI of an Ecode."""
    claim, owner = run(_add(settings, enterprise, Stem.parse(scheme, stem), (evidence, handler), key))
    if as_json:
        print_json(told(claim, owner))
    else:
        remark(f"claim {claim.id}, {claim.stem} for {owner.name}, is proposed: `idnode claim approve` lets it count")


@command.command("approve")
@with_settings()
@click.argument("claim")
@_AS
@_JSON
def approve_(settings: Settings, claim: str, key: str | None, as_json: bool) -> None:
    """Let the enterprise of CLAIM, given by its id, map what it has claimed."""
    _judged(settings, claim, None, key, as_json)


@command.command("refuse")
@with_settings()
@click.argument("claim")
@click.option("--reason", required=True, metavar="TEXT", help="why")
@_AS
@_JSON
def refuse_(settings: Settings, claim: str, reason: str, key: str | None, as_json: bool) -> None:
    """Refuse CLAIM, or take it back after it was approved: what was mapped stays, nothing more can be."""
    _judged(settings, claim, reason, key, as_json)


@command.command("list")
@with_settings()
@click.option("--enterprise", metavar="ENTERPRISE", help="of one enterprise: 统一社会信用代码, name or id")
@click.option("--state", type=click.Choice([state.value for state in State]), help="only those in this state")
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
def list_(settings: Settings, enterprise: str | None, state: str | None, as_json: bool) -> None:
    """List the claims, the oldest first."""
    rows = run(_list(settings, enterprise, State(state) if state else None))
    if as_json:
        print_json(rows)
        return
    columns = (
        "id",
        "enterprise",
        "scheme",
        "stem",
        "state",
        "evidence",
        "handler",
        "proposed_by",
        "decided_by",
        "reason",
    )
    print_table(columns, ([row[name] or "" for name in columns] for row in rows))


def _judged(settings: Settings, id: str, reason: str | None, key: str | None, as_json: bool) -> None:
    claim, owner = run(_judge(settings, id, reason, key))
    if as_json:
        print_json(told(claim, owner))
    else:
        remark(f"the claim {claim.stem} of {owner.name} is {claim.state.value}")


async def _add(
    settings: Settings, enterprise: str, stem: Stem, said: tuple[str, str], key: str | None
) -> tuple[KeptClaim, Enterprise]:
    async with open_office(settings) as office:
        who = await acting(office, key, ())
        async with office.book.reading() as page:
            owner = await named_enterprise(page, enterprise)
        return await office.group.do(lambda page: propose(page, who, owner, stem, *said)), owner


async def _judge(settings: Settings, id: str, reason: str | None, key: str | None) -> tuple[KeptClaim, Enterprise]:
    async with open_office(settings) as office:
        who = await acting(office, key, ())

        async def act(page: Writing) -> KeptClaim:
            return await (approve(page, who, id) if reason is None else refuse(page, who, id, reason))

        claim = await office.group.do(act)
        return claim, (await _owners(office))[claim.enterprise]


async def _list(settings: Settings, enterprise: str | None, state: State | None) -> list[dict[str, object]]:
    async with open_office(settings) as office:
        owners = await _owners(office)
        async with office.book.reading() as page:
            only = (await named_enterprise(page, enterprise)).id if enterprise is not None else None
            return [told(claim, owners[claim.enterprise]) for claim in await claims.list_(page, only, state)]


async def _owners(office: Office) -> dict[str, Enterprise]:
    async with office.book.reading() as page:
        return {each.id: each for each in await enterprises.list_(page)}
