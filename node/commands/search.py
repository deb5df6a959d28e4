"""`idnode search`: find identifiers by a part of them, of their public values or of their holder's name."""

from collections.abc import Sequence

import click
import msgspec

from node.office import open_office
from node.options import run, with_settings
from node.printing import print_json, print_table, remark
from node.settings import Settings
from registry.index import holders
from registry.index.holders import Holder
from registry.index.seek import Found, seek
from registry.index.sought import Sought
from registry.index.text import folded, texts_of
from schemas.counting import utc
from schemas.prefix import Prefix
from schemas.record import Record, Standing
from schemas.template import TemplateReference

_STANDINGS = {"active": Standing.ACTIVE, "retired": Standing.RETIRED, "any": None}
_MOST_FOUND = 10_000
_A_LOOK = 500
_SECONDS = 5.0


@click.command("search")
@with_settings()
@click.option("--prefix", metavar="PREFIX", help="only under this prefix")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="registered on this day or later")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="registered on this day or before")
@click.option(
    "--standing", type=click.Choice(list(_STANDINGS)), default="active", show_default=True, help="which state"
)
@click.option("--template", metavar="TEMPLATE", help="only under this template, as product or product@1")
@click.option("--limit", type=click.IntRange(1, _MOST_FOUND), default=50, show_default=True, help="identifiers at most")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
@click.argument("words", nargs=-1)
def command(
    settings: Settings,
    prefix: str | None,
    first: object,
    last: object,
    standing: str,
    template: str | None,
    limit: int,
    as_json: bool,
    words: tuple[str, ...],
) -> None:
    """Find the identifiers that hold all WORDS, of two characters or more: in themselves, in a public value, or in the
    name of the enterprise that has the prefix. The last changed come first.
    """
    sought = Sought.read(
        " ".join(words),
        Prefix.parse(prefix) if prefix is not None else None,
        str(first)[:10] if first is not None else None,
        str(last)[:10] if last is not None else None,
        _STANDINGS[standing],
        None if template is None else TemplateReference.parse(template),
    )
    found, named = run(_found(settings, sought, limit))
    if as_json:
        items = [_shown(record) | {"found": _held(record, sought)} for record in found.records]
        print_json(
            {
                "items": items,
                "holders": [msgspec.structs.asdict(holder) for holder in named],
                "more": found.below is not None,
                "behind": found.behind,
            }
        )
        return
    if named:
        print_table(
            ("enterprise", "code", "prefixes"),
            [(holder.name, holder.uscc, " ".join(holder.prefixes)) for holder in named],
        )
    print_table(
        ("identifier", "state", "changed", "found in"),
        [
            (
                record.handle.text,
                record.standing.name.lower(),
                utc(record.changed_at),
                " · ".join(_held(record, sought)),
            )
            for record in found.records
        ],
    )
    if found.below is not None:
        remark("There are more: say --limit, or search for more words.")
    if found.behind:
        remark(f"The newest {found.behind} changes cannot be found yet: `idnode serve` or `idnode db reindex` helps.")


async def _found(settings: Settings, sought: Sought, limit: int) -> tuple[Found, Sequence[Holder]]:
    """What is found, in as many looks as it takes."""
    async with open_office(settings) as office:
        records: list[Record] = []
        below = None
        while True:
            async with office.book.reading() as page:
                found = await seek(page, office.me, sought, min(limit - len(records), _A_LOOK), _SECONDS, below)
                named = await holders.called(page, office.me, sought.words, limit)
            records += found.records
            below = found.below
            if below is None or len(records) >= limit:
                return Found(records, below, found.behind), named


def _shown(record: Record) -> dict[str, object]:
    return {
        "handle": record.handle.text,
        "standing": record.standing.name.lower(),
        "version": record.version,
        "registered_at": utc(record.registered_at),
        "changed_at": utc(record.changed_at),
    }


def _held(record: Record, sought: Sought) -> list[str]:
    """The texts of those values that hold a word."""
    texts = [text for _, text in texts_of(record.values if record.active else ())]
    return [text for text in texts if any(word in folded(text) for word in sought.words)]
