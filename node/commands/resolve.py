"""`idnode resolve`: look an identifier up in this node's own replica, whether the node is being served or not."""

from collections.abc import Sequence

import click

from node.calls import Calls
from node.folder import Folder
from node.name_service import ors_of
from node.options import run, with_settings
from node.printing import print_json, print_table, remark
from node.settings import Settings
from resolver.answer import Answer, Delegated, Found, Gone, Missing, Suspended
from resolver.domains.way import Led, Nowhere, Unheard
from resolver.identify import Led as Mapping
from resolver.identify import Named, Unmapped, Unread, identify
from resolver.replica.entry import Corrupt
from resolver.replica.level import Level
from resolver.replica.reader import Reader
from resolver.templates import answer
from schemas.documents import value_document
from schemas.errors import Absent, Busy, Elsewhere, Forbidden, Malformed, NodeError, Retired
from schemas.handle import Handle
from schemas.identifiers.titles import TITLES
from schemas.value import Value


@click.command("resolve")
@with_settings()
@click.argument("identifier")
@click.option(
    "--index", "indexes", multiple=True, type=int, metavar="N", help="only the value with this index; repeatable"
)
@click.option("--type", "types", multiple=True, metavar="TYPE", help="only values of this type; repeatable")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def command(
    settings: Settings, identifier: str, indexes: tuple[int, ...], types: tuple[str, ...], as_json: bool
) -> None:
    """Look an identifier of any scheme up in this node's replica. It is not counted.

    With --index or --type, the values that any of them fits.
    """
    found = run(_values(settings, identifier))
    if isinstance(found, Led):
        _show_leads(identifier, found, as_json)
        return
    handle, values = found
    if indexes or types:
        wanted = {name.upper() for name in types}
        values = [value for value in values if value.index in indexes or value.type.upper() in wanted]
    documents = [value_document(value) for value in values]
    if as_json:
        print_json({"handle": handle.text, "values": documents})
        return
    if handle.text != identifier:
        remark(f"{identifier} leads to {handle.text}")
    rows = [(each["index"], each["type"], each["data"]["value"], each["ttl"]) for each in documents]
    print_table(("index", "type", "value", "ttl"), rows)
    if not rows:
        remark(f"{handle.text} has no such value")


def _show_leads(identifier: str, found: Led, as_json: bool) -> None:
    if as_json:
        print_json({"identifier": identifier, "leads": found.leads})
        return
    remark(f"no record here carries {identifier}; ORS leads to:")
    print_table(("service", "target"), [(lead.service, lead.target) for lead in found.leads])


async def _values(settings: Settings, text: str) -> tuple[Handle, Sequence[Value]] | Led:
    """The handle that an identifier of any scheme leads to, and its public values; or what ORS says of it.

    Raises:
        Malformed: it is no identifier.
        Absent: it is not registered.
        Retired: it was, and is retired.
        Elsewhere: its prefix lives at another node.
        Forbidden: its prefix does not answer now.
        Busy: its entry is damaged and could not be healed now; or the node is stopped, and the registry has changes
            that the replica does not hold.
    """
    folder = Folder.of(settings)
    level = Level.open(folder.level)
    reader = Reader(folder.replica, level, settings.replica_map_size, settings.suspended_answers)
    calls = Calls(folder.socket, 2.0)
    try:
        if not level.generation:
            raise Busy("there is no replica yet: `idnode serve` builds it")
        for _ in range(2):
            try:
                found = _looked_up(reader, text)
            except Corrupt as corrupt:
                if not await calls.heal(corrupt.key):
                    break
            else:
                if not isinstance(found, Unmapped) and isinstance(found[1], Found):
                    return found[0], found[1].entry.values()
                if not await calls.reached() and await _is_behind(settings, reader.serial):
                    raise Busy(
                        f"the replica says nothing of {text} that counts: it is behind the "
                        f"registry, and the node is stopped: `idnode serve` brings it up to date"
                    )
                if isinstance(found, Unmapped):
                    return await _elsewhere(settings, found)
                raise _refusal(*found)
        raise Busy(f"what the replica holds of {text} is damaged; a node that is being served heals it")
    finally:
        await calls.close()
        reader.close()
        level.close()


async def _is_behind(settings: Settings, serial: int) -> bool:
    """Whether the registry has changes above this serial; false where nobody can say."""
    # Half a second of imports, for whoever got no answer only.
    from registry.store.book import Book
    from registry.store.journal import Journal

    book = Book(settings.database)
    try:
        return (await Journal(book).head()).serial > serial
    except Busy:
        return False
    finally:
        await book.close()


def _looked_up(reader: Reader, text: str) -> tuple[Handle, Answer] | Unmapped:
    """What a text leads to.

    Raises:
        Malformed: nowhere, for it is no identifier.
        Corrupt: something on the way is damaged.
    """
    match identify(reader, text):
        case Named(handle):
            return handle, answer(reader, handle)
        case Mapping(_, reached):
            return reached.handle, reached.answer
        case Unmapped() as unmapped:
            return unmapped
        case Unread(refusal):
            raise Malformed(refusal)


async def _elsewhere(settings: Settings, unmapped: Unmapped) -> Led:
    """What other servers say of an identifier that no record here carries.

    Raises:
        Absent: nothing, or there is nobody to ask.
    """
    reading = unmapped.reading
    absent = f"no record here carries the {TITLES[reading.scheme].en} {reading.mapped.text}"
    match await ors_of(settings).elsewhere(reading.mapped):
        case Led() as led:
            return led
        case Nowhere():
            raise Absent(f"{absent}, and ORS knows nothing of it")
        case Unheard(why):
            raise Absent(f"{absent}, and ORS {why}")
    raise Absent(absent)


def _refusal(handle: Handle, answer: Answer) -> NodeError:
    match answer:
        case Gone():
            return Retired(f"{handle.text} was registered once and is retired")
        case Missing():
            return Absent(f"{handle.text} is not registered")
        case Suspended(holding):
            return Forbidden(f"the prefix {holding.prefix} is {holding.standing.value}")
        case Delegated(holding):
            return Elsewhere(f"the prefix {holding.prefix} lives at {holding.endpoint or 'the node of its enterprise'}")
    return Elsewhere(f"the prefix {handle.prefix} is not served by this node")
