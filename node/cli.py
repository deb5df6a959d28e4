"""The command line: one table of commands, each in its own file of node/commands, loaded when it is called."""

import importlib
import sys
from collections.abc import Mapping, Sequence

import click

from schemas.errors import NodeError

# Command → what it does. The module has the command's name, but for the words that Python keeps for itself.
COMMANDS: Mapping[str, str] = {
    "init": "create the node: folder, database, keys, first administrator",
    "serve": "answer: start the keeper and the workers",
    "demo": "start a node with a sample park in it and say what to try",
    "resolve": "look an identifier up in this node's replica",
    "register": "register one identifier",
    "import": "register the rows of a CSV or NDJSON file",
    "batch": "runs of serials registered as one thing (号段): new, list, show, retire",
    "template": "data templates (元数据模板): list, show, new, draft, disable, publish, schema, check, install",
    "encode": "make identifiers by a coding rule",
    "decode": "say what identifiers mean, by the coding rule that made them",
    "explain": "say what a text of any scheme means, or what is wrong with it",
    "search": "find identifiers by a part of them, of their values or of their holder's name",
    "export": "any list with its filters as a file: CSV, XLSX or lines of JSON",
    "labels": "codes on labels, as one PDF or alone",
    "label-layout": "layouts of labels under a name of one's own: keep, list, drop",
    "park": "the parks that the node serves: add, list",
    "enterprise": "enterprises of the park: add, amend, show, suspend, restore, close, list",
    "application": "what enterprises ask of the park: expect, new, save, do, show, list",
    "document": "documents that come with applications: bring, fetch",
    "filing": "what was sent to the national node: list, pass, fail",
    "prefix": "prefixes of enterprises: grant, next, suspend, restore, close, move, quota, list",
    "claim": "identifiers of other schemes that an enterprise may map: add, approve, refuse, list",
    "grant": "who may see partner-graded values: new, link, list, revoke, group, groups",
    "account": "people who sign in to the console: add, list, invite, link, unlock, close",
    "key": "API keys: new, list, limit, revoke",
    "dns": "the name server's zones: zones, zone, name",
    "stats": "resolutions and registrations, counted",
    "evaluate": "the indicators of the yearly evaluation",
    "trail": "who did what, when: the lines of the trail, or a period of it as a file",
    "db": "the database: upgrade, check, reindex, backup, restore",
    "verify": "compare the replica with the registry, or the trail with itself",
}

# `node.commands.import` could not be imported by name, and `node.commands.dns` has the name of a library.
MODULES: Mapping[str, str] = {"import": "import_", "dns": "dns_zones", "label-layout": "label_layout"}

FAILED = 1
MISUSED = 2
INTERRUPTED = 130


class Commands(click.Group):
    """The group `idnode`: it knows its commands' names and one line about each without importing any."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, its file imported now."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"node.commands.{MODULES.get(cmd_name, cmd_name)}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The table, without loading a command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="idnode", message="%(version)s")
def idnode() -> None:
    """A secondary node (二级节点) of the industrial-internet identifier resolution system.

    Exit status: 0 done, 1 refused or failed, 2 called wrongly, 3 done in part.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; every refusal is one sentence on standard error and an exit status."""
    try:
        code = idnode.main(arguments, prog_name="idnode", standalone_mode=False)
    except click.exceptions.Exit as over:
        code = over.exit_code
    except click.exceptions.NoArgsIsHelpError as helped:
        helped.show()
        code = MISUSED
    except click.ClickException as refusal:
        # Also for our own Misuse: one sentence, and for a wrong option how to find the right one.
        click.echo(f"idnode: {refusal.format_message().strip()}", err=True)
        if isinstance(refusal, click.UsageError) and refusal.ctx is not None:
            click.echo(f"try: {refusal.ctx.command_path} --help", err=True)
        code = refusal.exit_code
    except NodeError as refusal:
        code = _say(refusal.sentence)
    except BrokenPipeError:
        # Whoever read the output has seen enough (`idnode stats | head`). Python would complain once more at exit.
        sys.stderr.close()
        code = FAILED
    except OSError as trouble:
        code = _say(f"{trouble.filename}: {trouble.strerror}" if trouble.filename else str(trouble))
    except (KeyboardInterrupt, click.Abort):
        code = INTERRUPTED
    except Exception as surprise:  # noqa: BLE001 - a stack trace helps nobody who runs a node; the log has it
        _trace(surprise)
        code = _say(f"failed: {type(surprise).__name__}: {surprise}")
    sys.exit(code if isinstance(code, int) else 0)


def _say(sentence: str) -> int:
    click.echo(f"idnode: {sentence}", err=True)
    return FAILED


def _trace(surprise: BaseException) -> None:
    """Where it happened, for whoever set IDNODE_LOG_LEVEL=debug to report it."""
    import os
    import traceback

    if os.environ.get("IDNODE_LOG_LEVEL") == "debug":
        traceback.print_exception(surprise)
