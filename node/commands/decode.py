"""`idnode decode`: what identifiers say, by the coding rule that made them."""

from pathlib import Path

import click

from node.office import open_office
from node.options import run, with_settings
from node.printing import print_json, print_table
from node.rule_choice import Chosen, in_file, in_registry, of_prefix, one_of_two
from node.settings import Settings
from schemas.coding import Decoded
from schemas.errors import Malformed
from schemas.handle import Handle, fold


@click.command("decode")
@with_settings()
@click.option(
    "--rule", metavar="RULE", help="a rule of the registry: its id, or PREFIX:NAME for the newest published one"
)
@click.option(
    "--file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="a rule in a JSON file"
)
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
@click.argument("identifiers", nargs=-1, required=True)
def command(
    settings: Settings, rule: str | None, file: Path | None, as_json: bool, identifiers: tuple[str, ...]
) -> None:
    """Say what IDENTIFIERS mean, as in 88.1000.1/SN-000042; with a rule, the suffix alone will do.

    Without a rule, the published rules of the identifier's prefix are tried.
    """
    one_of_two(rule, file)
    read = run(_decoded(settings, rule, file, identifiers))
    if as_json:
        print_json(
            [
                {
                    "text": text,
                    "rule": chosen.id,
                    "name": chosen.name,
                    "version": chosen.version,
                    "fields": said.fields,
                    "serial": said.serial,
                }
                for text, chosen, said in read
            ]
        )
        return
    rows = []
    for text, chosen, said in read:
        name = chosen.name if chosen.version is None else f"{chosen.name} {chosen.version}"
        fields = ", ".join(f"{field}={value}" for field, value in said.fields.items())
        rows.append((text, name, fields, said.serial))
    print_table(("identifier", "rule", "fields", "serial"), rows)


async def _decoded(
    settings: Settings, rule: str | None, file: Path | None, identifiers: tuple[str, ...]
) -> list[tuple[str, Chosen, Decoded]]:
    """Each text with the rule that reads it and what it says."""
    if file is not None:
        chosen = in_file(file)
        return [(text, chosen, chosen.rule.decode(_suffix(chosen, text))) for text in identifiers]
    async with open_office(settings) as office:
        if rule is not None:
            chosen = await in_registry(office, rule)
            return [(text, chosen, chosen.rule.decode(_suffix(chosen, text))) for text in identifiers]
        read = []
        for text in identifiers:
            handle = Handle.parse(text)
            read.append((text, *_by_any(await of_prefix(office, handle.prefix), handle)))
        return read


def _suffix(chosen: Chosen, text: str) -> str:
    """The suffix of an identifier under the rule's prefix, or the text itself."""
    opening = f"{chosen.prefix.key}/"
    return text[len(opening) :] if fold(text[: len(opening)]) == opening else text


def _by_any(candidates: list[Chosen], handle: Handle) -> tuple[Chosen, Decoded]:
    """The first rule that reads a suffix.

    Raises:
        Malformed: none does; where there is but one, its own sentence.
    """
    for chosen in candidates:
        try:
            return chosen, chosen.rule.decode(handle.suffix)
        except Malformed:
            if len(candidates) == 1:
                raise
    raise Malformed(
        f"cannot decode {handle.text[:80]!r}: none of the {len(candidates)} rules of {handle.prefix} made it"
    )
