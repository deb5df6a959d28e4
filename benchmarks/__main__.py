"""`python -m benchmarks COMMAND`: how fast the node is. `--help` behind a command says what it measures."""

import argparse
import importlib
import sys
from pathlib import Path

from benchmarks import load

# One file a command, with `arguments(parser)` and `run(options)`, which gives a report with `text()` and `json()`.
# Another one is added by a line here.
COMMANDS = {
    "allocate": "a million serials drawn by eight processes on both databases, none twice; suffixes made and read",
    "batch": "runs of serials registered as one thing: how long, how much room, and members beside plain records",
    "labels": "codes to print made, read back and compared a second; ten thousand labels as one PDF",
    "dns": "cached answers over UDP for a second of the name server's processor, by dnsperf; or nonsense, looked at",
    "encode": "identifiers of every scheme read and written a second, and random texts for every parser",
    "import": "a CSV of a million rows, the process that enters it killed on the way: rows a second, memory, each once",
    "register": "identifiers registered a second: a stream of rows, and single ones by many clients",
    "resolve": "questions over HTTP among N identifiers, beside nginx on the same core",
    "search": "changes indexed and searches answered among N records, and how large the index is",
    "start": "from the start of the node with N identifiers to its first right answer",
}
# `benchmarks.dns` would have the name of a library, and `import` is a word of the language.
MODULES = {"dns": "name_server", "import": "import_file"}
DEFAULT_FOLDER = Path("var/benchmarks")


def main(words: list[str]) -> int:
    """Measure what is asked for and print it; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, said in COMMANDS.items():
        command = commands.add_parser(name, help=said, description=said)
        command.add_argument("--json", action="store_true", help="print JSON")
        command.add_argument(
            "--folder", type=Path, default=DEFAULT_FOLDER, help=f"where workloads are kept ({DEFAULT_FOLDER})"
        )
        # Each command has needs of its own (PostgreSQL, say), which the others must not ask for.
        if name in words[:1]:
            importlib.import_module(f"benchmarks.{MODULES.get(name, name)}").arguments(command)
    options = parser.parse_args(words)
    options.folder = options.folder.absolute()
    try:
        report = importlib.import_module(f"benchmarks.{MODULES.get(options.command, options.command)}").run(options)
    except load.Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    print(report.json() if options.json else report.text())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
