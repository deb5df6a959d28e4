"""`resolve`: questions over HTTP among N identifiers, each asked for at random, beside nginx on the same core."""

import argparse
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks import load, workload
from benchmarks.report import Report, Row

_SEVERAL = {"all": ["found", "absent", "redirect"], "turns": ["redirect", "gs1"]}
"""Kinds that are measured one after another: those by the handle, and the two ways to one address."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be said behind `resolve`."""
    parser.add_argument("--size", type=int, default=1_000_000, help="identifiers in the replica (1000000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, nginx and the node in each (5)")
    parser.add_argument("--seconds", type=int, default=4, help="load on each server in each round (4)")
    parser.add_argument("--kind", choices=[*load.STATUS, *_SEVERAL], default="found", help="what is asked for (found)")
    parser.add_argument("--pure", action="store_true", help="without the part in C")


def run(options: argparse.Namespace) -> Report:
    """Measure."""
    # With its other identifiers in it for this kind alone: they take room that the other kinds would have to share.
    place = workload.replica(options.folder, options.size, mapped=options.kind in ("gs1", "turns"))
    with load.held(workload.data_file(place)), load.worker(place, pure=options.pure) as node:
        kinds = _SEVERAL.get(options.kind, [options.kind])
        rows = [measured(options, node, kind, place) for kind in kinds]
        resident, private = node.memory()
    title = f"resolve, {options.size:,} identifiers, {'Python' if options.pure else 'C'} lane"
    return Report(title, rows, {"resident MiB": resident, "private MiB": private})


def measured(options: argparse.Namespace, node: load.Server, kind: str, place: Path) -> Row:
    """One kind of question, in interleaved rounds."""
    status, body = answer(node, kind)
    assert status == load.STATUS[kind], f"expected {load.STATUS[kind]}, got {status}"
    with load.nginx(place, 200, body) as nginx:
        pairs = []
        for number in range(options.rounds + 1):
            lua = load.script(place, kind, options.size, workload.PREFIXES, seed=number)
            seconds = options.seconds if number else 1.0
            pairs.append((load.ask(nginx, lua, seconds), load.ask(node, lua, seconds)))
    return Row(kind, pairs[1:])


def answer(node: load.Server, kind: str) -> tuple[int, str]:
    """What the node says to one question of this kind: nginx is given the same body."""
    paths = {
        "found": f"/api/handles/{workload.identifier(0)}",
        "absent": f"/api/handles/{workload.prefix_of(0)}/NO0000000000",
        "redirect": f"/{workload.identifier(0)}",
        "gs1": workload.digital_link(0),
    }

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    opener = urllib.request.build_opener(Stay)
    try:
        said = opener.open(f"http://127.0.0.1:{node.port}{paths[kind]}", timeout=10)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    return said.status, said.read().decode()
