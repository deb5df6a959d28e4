"""`idnode dns`: the zones of the name server, as their parents and other name servers want to see them."""

import sys

import click
import msgspec

from node.folder import Folder
from node.name_service import plan_of, zones_now
from node.options import with_settings
from node.printing import print_json, print_table, remark
from node.settings import Settings
from resolver.domains.branch import Branch
from resolver.domains.master import lines
from resolver.domains.names import to_text
from schemas.errors import Absent


@click.group("dns")
def command() -> None:
    """The name server's zones: what to have delegated, what is in them, under which name to ask."""


@command.command("zones")
@with_settings()
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def zones_command(settings: Settings, as_json: bool) -> None:
    """List the zones, each with the records that whoever keeps the zone above it enters there."""
    plan = plan_of(settings)
    servers = [to_text(server) for server in plan.servers]
    with zones_now(settings, Folder.of(settings)) as (zones, serial):
        pairs = [(zone.name, to_text(zone.apex)) for zone in zones.all]
    if as_json:
        listed = [{"zone": branch, "apex": apex, "servers": servers} for branch, apex in pairs]
        print_json({"serial": serial, "zones": listed})
        return
    print_table(
        ("zone", "to be entered above"),
        [(branch, f"{apex} 86400 IN NS {server}") for branch, apex in pairs for server in servers],
    )
    if not pairs:
        remark("there are no zones: the setting dns_zones names them")


@command.command("zone")
@with_settings()
@click.argument("zone")
def zone_command(settings: Settings, zone: str) -> None:
    """Print a zone as a master file: ZONE is one of `dns_zones`, or the name of its apex.

    Members of batches are left out, as are identifiers that no domain name can carry.
    """
    wanted = zone.rstrip(".").lower()
    with zones_now(settings, Folder.of(settings)) as (zones, serial):
        for kept in zones.all:
            if wanted in {kept.name, to_text(kept.apex).rstrip(".")}:
                for line in lines(kept, serial):
                    sys.stdout.write(line + "\n")
                return
    raise Absent(f"there is no zone {zone}: `idnode dns zones` lists them")


@command.command("name")
@with_settings()
@click.argument("identifier")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def name_command(settings: Settings, identifier: str, as_json: bool) -> None:
    """Print the domain name under which the name server is asked for an identifier, a line for each zone."""
    with zones_now(settings, Folder.of(settings)) as (zones, _):
        branches = tuple([Branch.parse(zone.name) for zone in zones.all])
    plan = msgspec.structs.replace(plan_of(settings), branches=branches)
    found = [to_text(name) for name in plan.names_of(identifier)]
    if as_json:
        print_json({"identifier": identifier, "names": found})
        return
    for name in found:
        sys.stdout.write(name + "\n")
    if not found:
        raise Absent(f"no zone of this node holds {identifier}: `idnode dns zones` lists them")
