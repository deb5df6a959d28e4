"""`idnode init`: create the node in its data folder and print the first administrator's key, once."""

import click
import msgspec

from node.options import run, with_settings
from node.printing import print_json, remark
from node.settings import Settings


@click.command("init")
@click.option("--sample", is_flag=True, help="enter the sample park, its enterprises and their records")
@click.option("--json", "as_json", is_flag=True, help="print what was made as JSON")
@with_settings("public_base", "https")
def command(settings: Settings, sample: bool, as_json: bool) -> None:
    """Create the node: folder, database, keys, certificate, first administrator.

    What is there already stays as it is, so it does no harm to repeat it. The administrator's key is shown this once.
    """
    # SQLAlchemy and cryptography take half a second to import: only who needs them waits.
    from node.founding import found
    from node.office import open_office
    from node.sample import Entered, enter_sample

    first = run(found(settings))
    entered = None
    if sample:

        async def enter() -> Entered:
            async with open_office(settings) as office:
                return await enter_sample(office)

        remark("entering the sample park ...")
        entered = run(enter())
    if as_json:
        print_json({"data": str(settings.data), "key": first, "sample": entered})
        return
    click.echo(f"The node is in {settings.data}.")
    if entered is not None:
        click.echo("Entered: " + ", ".join(f"{n} {what}" for what, n in msgspec.structs.asdict(entered).items()))
    if first is not None:
        click.echo(
            f"The first administrator's key, valid until {first.expires}. It is shown this once:\n\n  {first.key}\n"
        )
    else:
        click.echo("It has an administrator already; `idnode key new` makes further keys.")
