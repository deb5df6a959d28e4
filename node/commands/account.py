"""`idnode account`: people who sign in to the console: add, list, invite, link, unlock, close."""

import click

from node.office import Office, open_office
from node.options import Misuse, run, with_settings
from node.printing import print_json, print_table, remark
from node.settings import Settings
from registry.people.appoint import appoint, close, invite_again, unlock
from registry.people.identity import link
from registry.store import accounts, enterprises
from registry.store.page import Reading
from schemas.account import ROLES_OF_ACCOUNTS, Account, login_in
from schemas.counting import utc
from schemas.errors import Absent
from schemas.principal import Role


@click.group()
def command() -> None:
    """People who sign in to the console.

    An account begins with an invitation: whoever has the printed link sets the password.
    """


@command.command("add")
@with_settings("public_base")
@click.argument("login")
@click.option("--name", required=True, metavar="TEXT", help="the person's name")
@click.option("--role", required=True, type=click.Choice([role.value for role in ROLES_OF_ACCOUNTS]), help="what for")
@click.option("--enterprise", metavar="CODE", help="统一社会信用代码 or id, for the role enterprise-admin")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def add(settings: Settings, login: str, name: str, role: str, enterprise: str | None, as_json: bool) -> None:
    """Give a person the account LOGIN; the invitation is shown this once."""
    account, invitation = run(_add(settings, login, name, Role(role), enterprise))
    _print_invitation(settings, account, invitation, as_json)


@command.command("list")
@with_settings()
@click.option("--enterprise", metavar="CODE", help="only of this enterprise")
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
def list_(settings: Settings, enterprise: str | None, as_json: bool) -> None:
    """List the accounts by login name."""
    rows = [_shown(account) for account in run(_list(settings, enterprise))]
    if as_json:
        print_json(rows)
        return
    columns = ("login", "name", "role", "enterprise", "standing", "second_factor", "created")
    print_table(columns, ([row[name] for name in columns] for row in rows))


@command.command("invite")
@with_settings("public_base")
@click.argument("login")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def invite(settings: Settings, login: str, as_json: bool) -> None:
    """Invite LOGIN anew: the old password, the second factor and all visits are gone."""
    account, invitation = run(_invite(settings, login))
    _print_invitation(settings, account, invitation, as_json)


@command.command("link")
@with_settings()
@click.argument("login")
@click.argument("subject", metavar="SUB|none")
def link_(settings: Settings, login: str, subject: str) -> None:
    """Let LOGIN sign in by the identity provider as SUB, what it calls the person; `none`: not any more."""
    if not settings.oidc_issuer and subject != "none":
        raise Misuse("there is no identity provider: set oidc_issuer first")
    known = None if subject == "none" else f"{settings.oidc_issuer} {subject}"

    async def act() -> Account:
        async with open_office(settings) as office:
            id = await _id(office, login)
            return await office.group.do(lambda page: link(page, office.me, id, known))

    account = run(act())
    where = f"linked with {subject} at {settings.oidc_issuer}" if known else "linked with nobody"
    remark(f"{account.login} is {where}")


@command.command("unlock")
@with_settings()
@click.argument("login")
def unlock_(settings: Settings, login: str) -> None:
    """Let LOGIN try again at once after too many wrong passwords."""
    account = run(_unlock(settings, login))
    remark(f"{account.login} may try again")


@command.command("close")
@with_settings()
@click.argument("login")
def close_(settings: Settings, login: str) -> None:
    """Close the account LOGIN for good."""
    account = run(_close(settings, login))
    remark(f"the account {account.login} is closed")


async def _add(settings: Settings, login: str, name: str, role: Role, enterprise: str | None) -> tuple[Account, str]:
    async with open_office(settings) as office:
        async with office.book.reading() as page:
            id = None if enterprise is None else await _enterprise(page, enterprise)
        wanted = Account("", login, name, role, id)
        return await office.group.do(lambda page: appoint(page, office.me, office.pepper, wanted))


async def _list(settings: Settings, enterprise: str | None) -> list[Account]:
    async with open_office(settings) as office, office.book.reading() as page:
        id = None if enterprise is None else await _enterprise(page, enterprise)
        return list(await accounts.list_(page, id))


async def _invite(settings: Settings, login: str) -> tuple[Account, str]:
    async with open_office(settings) as office:
        id = await _id(office, login)
        return await office.group.do(lambda page: invite_again(page, office.me, office.pepper, id))


async def _unlock(settings: Settings, login: str) -> Account:
    async with open_office(settings) as office:
        id = await _id(office, login)
        return await office.group.do(lambda page: unlock(page, office.me, office.pepper, id))


async def _close(settings: Settings, login: str) -> Account:
    async with open_office(settings) as office:
        id = await _id(office, login)
        return await office.group.do(lambda page: close(page, office.me, id))


async def _id(office: Office, login: str) -> str:
    async with office.book.reading() as page:
        kept = await accounts.find_by_login(page, login_in(login))
    if kept is None:
        raise Absent(f"there is no account {login[:80]!r}")
    return kept.account.id


async def _enterprise(page: Reading, code: str) -> str:
    found = await enterprises.find(page, code) or await enterprises.find_by_id(page, code)
    if found is None:
        raise Absent(f"there is no enterprise {code[:80]!r}")
    return found.id


def _print_invitation(settings: Settings, account: Account, invitation: str, as_json: bool) -> None:
    link = f"{settings.base}/console/invitation#{invitation}"
    if as_json:
        print_json({**_shown(account), "invitation": invitation, "link": link})
        return
    click.echo(link)
    remark(f"{account.login} ({account.role.value}) sets a password with this link within seven days; shown once")


def _shown(account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "login": account.login,
        "name": account.name,
        "role": account.role.value,
        "enterprise": account.enterprise,
        "standing": account.standing.value,
        "second_factor": account.second_factor,
        "created": utc(account.created_at),
    }
