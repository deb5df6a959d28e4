"""What becomes of an enterprise: `idnode enterprise show | suspend | restore | close | reopen | finish`."""

from typing import Any

import click

from node.office import open_office
from node.options import Misuse, run, with_settings
from node.printing import print_json, remark
from node.settings import Settings
from registry import disclose
from registry.applying.dossier import of_enterprise
from registry.named import named_enterprise
from registry.stand import stand
from registry.web.v1.dossiers import enterprise_document, shown
from schemas.enterprise import Enterprise
from schemas.life import Act

_REASON = click.option("--reason", required=True, metavar="TEXT", help="why; the trail keeps it")


@click.command("show")
@with_settings()
@click.argument("enterprise")
@click.option("--unmask", metavar="REASON", help="show personal data; the trail keeps the reason")
def show(settings: Settings, enterprise: str, unmask: str | None) -> None:
    """Print ENTERPRISE (统一社会信用代码, name or id) with its profile as JSON, personal data masked."""

    async def look() -> dict[str, Any]:
        async with open_office(settings) as office:
            async with office.book.reading() as page:
                known = await named_enterprise(page, enterprise)
                members = shown(await of_enterprise(page, office.practice.seals, known))
            if unmask is not None:
                members = await office.group.do(
                    lambda page: disclose.of_enterprise(page, office.me, office.practice, known.id, unmask)
                )
            return enterprise_document(known, members)

    print_json(run(look()))


@click.command("suspend")
@with_settings()
@click.argument("enterprise")
@_REASON
def suspend(settings: Settings, enterprise: str, reason: str) -> None:
    """Suspend ENTERPRISE, and its prefixes along with it, until it is restored."""
    _stand(settings, enterprise, Act.SUSPEND, reason)


@click.command("restore")
@with_settings()
@click.argument("enterprise")
def restore(settings: Settings, enterprise: str) -> None:
    """Restore ENTERPRISE, and the prefixes that were suspended along with it."""
    _stand(settings, enterprise, Act.RESTORE)


@click.command("close")
@with_settings()
@click.argument("enterprise")
@click.option("--reason", default="", metavar="TEXT", help="why; the trail keeps it")
def close(settings: Settings, enterprise: str, reason: str) -> None:
    """Let ENTERPRISE be on its way out: `finish` ends it, `reopen` takes that back."""
    _stand(settings, enterprise, Act.CLOSE, reason)


@click.command("reopen")
@with_settings()
@click.argument("enterprise")
def reopen(settings: Settings, enterprise: str) -> None:
    """Let ENTERPRISE, which was to end, go on."""
    _stand(settings, enterprise, Act.REOPEN)


@click.command("finish")
@with_settings()
@click.argument("enterprise")
@_REASON
@click.option("--yes", is_flag=True, help="it is meant: what is closed stays closed, its prefixes too")
def finish(settings: Settings, enterprise: str, reason: str, yes: bool) -> None:
    """End ENTERPRISE, which is on its way out, for good: its prefixes are closed, its keys revoked."""
    if not yes:
        raise Misuse(f"ending {enterprise[:80]} cannot be undone: say --yes if it is meant, or suspend it")
    _stand(settings, enterprise, Act.FINISH, reason)


COMMANDS = (show, suspend, restore, close, reopen, finish)


def _stand(settings: Settings, enterprise: str, act: Act, reason: str = "") -> None:
    async def do() -> Enterprise:
        async with open_office(settings) as office:
            async with office.book.reading() as page:
                known = await named_enterprise(page, enterprise)
            return await office.group.do(lambda page: stand(page, office.me, known.id, act, reason))

    stands = run(do())
    remark(f"{stands.name} is {stands.standing.value}")
