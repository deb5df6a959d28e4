"""`idnode encode`: identifiers out of fields and serials, by a coding rule."""

from collections.abc import Sequence
from pathlib import Path

import click

from node.acting import acting
from node.office import open_office
from node.options import Misuse, run, with_settings
from node.printing import print_json
from node.rule_choice import Chosen, given_fields, in_file, in_registry, one_of_two
from node.settings import Settings
from registry.allocate import allocate

MOST_AT_ONCE = 1_000_000
"""Lines that one call prints."""


@click.command("encode")
@with_settings()
@click.option(
    "--rule", metavar="RULE", help="a rule of the registry: its id, or PREFIX:NAME for the newest published one"
)
@click.option(
    "--file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="a rule in a JSON file"
)
@click.option("--field", "texts", multiple=True, metavar="NAME=TEXT", help="a field of the rule; repeatable")
@click.option("--serial", type=int, metavar="N", help="the serial, or the first of --count")
@click.option("--next", "draw", is_flag=True, help="draw the next serial: nobody is given it again")
@click.option("--count", type=click.IntRange(1, MOST_AT_ONCE), default=1, show_default=True, help="how many serials")
@click.option("--as", "key", metavar="KEY", help="draw as this key: its id, or the key itself")
@click.option(
    "--as-prefix", "prefixes", multiple=True, metavar="PREFIX", help="draw as the holder of PREFIX; repeatable"
)
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
def command(
    settings: Settings,
    rule: str | None,
    file: Path | None,
    texts: tuple[str, ...],
    serial: int | None,
    draw: bool,
    count: int,
    key: str | None,
    prefixes: tuple[str, ...],
    as_json: bool,
) -> None:
    """Make identifiers by a coding rule, one a line. They are not registered by this.

    With --file, a rule can be tried that nobody has defined yet: the JSON that POST /api/v1/rules takes.
    """
    one_of_two(rule, file)
    if rule is None and file is None:
        raise Misuse("which rule? expected --rule or --file")
    if draw and (serial is not None or file is not None):
        raise Misuse("--next draws a serial of the registry: expected neither --serial nor --file")
    if serial is None and not draw and count > 1:
        raise Misuse(f"which serials? expected --serial or --next with --count {count}")
    fields = given_fields(texts)
    if file is not None:
        chosen, first = in_file(file), serial
    else:
        assert rule is not None
        chosen, first = run(_from_registry(settings, rule, fields, serial, count if draw else 0, key, prefixes))
    serials: Sequence[int | None] = [None] if first is None else range(first, first + count)
    made = [(number, chosen.rule.encode(fields, number)) for number in serials]
    if as_json:
        print_json(
            [
                {"handle": f"{chosen.prefix}/{suffix}", "suffix": suffix, "serial": number, "rule": chosen.id}
                for number, suffix in made
            ]
        )
    else:
        for _, suffix in made:
            click.echo(f"{chosen.prefix}/{suffix}")


async def _from_registry(
    settings: Settings,
    text: str,
    fields: dict[str, str],
    serial: int | None,
    drawing: int,
    key: str | None,
    prefixes: tuple[str, ...],
) -> tuple[Chosen, int | None]:
    """The rule and the first serial; so many are drawn, once it is sure that the fields fit."""
    async with open_office(settings) as office:
        chosen = await in_registry(office, text)
        if not drawing:
            return chosen, serial
        segment = chosen.rule.serial
        if segment is not None:
            chosen.rule.encode(fields, segment.first)
        who = await acting(office, key, prefixes)
        id = chosen.id
        assert id is not None
        drawn = await office.group.do(lambda page: allocate(page, who, id, drawing))
        return chosen, drawn.first
