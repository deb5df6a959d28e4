"""Which coding rule a command means: one of the registry, by id or name, or one that a file holds."""

from pathlib import Path

import msgspec

from node.office import Office
from node.options import Misuse
from registry.define import find
from registry.store import rules
from registry.store.rules import KeptRule
from schemas.coding import Rule
from schemas.coding_segments import read_rule
from schemas.errors import Absent
from schemas.prefix import Prefix


class Chosen(msgspec.Struct, frozen=True):
    """A rule and what it is called."""

    prefix: Prefix
    name: str
    rule: Rule
    id: str | None = None
    """None for one that is in a file only."""
    version: int | None = None


def in_file(path: Path) -> Chosen:
    """The rule that a file holds as `POST /api/v1/rules` takes it; its examples must hold.

    Raises:
        Malformed: the file cannot be read as a rule, or the rule cannot be.
    """
    document = read_rule(path.read_bytes())
    rule = Rule.parse(document.definition)
    for example in document.examples:
        rule.try_out(example)
    return Chosen(Prefix.parse(document.prefix), document.name, rule)


async def in_registry(office: Office, text: str) -> Chosen:
    """The rule with an id, or the newest published version of `PREFIX:NAME`.

    Raises:
        Absent: there is none.
    """
    prefix, colon, name = text.partition(":")
    async with office.book.reading() as page:
        if not colon:
            return _chosen(await find(page, text))
        for kept in await rules.list_(page, Prefix.parse(prefix)):
            if kept.name == name and kept.published:
                return _chosen(kept)
    raise Absent(f"{prefix} has no published rule {name!r}")


async def of_prefix(office: Office, prefix: Prefix) -> list[Chosen]:
    """All published rules of a prefix, the newest version of each name first.

    Raises:
        Absent: there is none.
    """
    async with office.book.reading() as page:
        published = [_chosen(kept) for kept in await rules.list_(page, prefix) if kept.published]
    if not published:
        raise Absent(f"{prefix} has no published rule")
    return published


def one_of_two(rule: str | None, file: Path | None) -> None:
    """Make sure that not both are given.

    Raises:
        Misuse: they are.
    """
    if rule is not None and file is not None:
        raise Misuse("which rule? expected --rule or --file, got both")


def given_fields(texts: tuple[str, ...], option: str = "--field") -> dict[str, str]:
    """Fields of a rule, or items of a template, as a command is given them, `NAME=TEXT` each.

    Raises:
        Misuse: one is not of this form, or names a field twice.
    """
    fields: dict[str, str] = {}
    for given in texts:
        name, sign, text = given.partition("=")
        if not sign or name in fields:
            raise Misuse(f"{option} {given[:40]!r}: expected NAME=TEXT, each name once")
        fields[name] = text
    return fields


def _chosen(kept: KeptRule) -> Chosen:
    return Chosen(kept.prefix, kept.name, kept.rule, kept.id, kept.version)
