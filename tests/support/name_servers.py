"""NSD and Knot over a zone of ours, each on a free port of its own, to hold our answers against theirs."""

import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.require import command

_NSD = """
server:
    ip-address: 127.0.0.1@{port}
    server-count: 1
    username: ""
    chroot: ""
    zonesdir: "{folder}"
    database: ""
    pidfile: "{folder}/nsd.pid"
    zonelistfile: "{folder}/zone.list"
    xfrdfile: "{folder}/xfrd.state"
    xfrdir: "{folder}"
    logfile: "{folder}/nsd.log"
    ipv4-edns-size: 1232
    minimal-responses: yes
    hide-version: yes
    rrl-ratelimit: 0
    rrl-whitelist-ratelimit: 0
remote-control:
    control-enable: no
"""
_NSD_ZONE = 'zone:\n    name: "{name}"\n    zonefile: "{file}"\n'
_KNOT = """
server:
    listen: 127.0.0.1@{port}
    rundir: "{folder}"
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
    udp-max-payload: 1232
log:
  - target: stderr
    any: info
database:
    storage: "{folder}"
template:
  - id: default
    storage: "{folder}"
    zonefile-sync: -1
    journal-content: none
zone:
"""
_KNOT_ZONE = '  - domain: "{name}"\n    file: "{file}"\n'


@contextmanager
def nsd(folder: Path, zones: Mapping[str, str]) -> Iterator[int]:
    """NSD over master files by the name of their zone; the port it answers at."""
    program = command("nsd", "Debian: apt-get install nsd")
    with _running(folder, _NSD, _NSD_ZONE, zones, [program, "-d", "-c"]) as port:
        yield port


@contextmanager
def knot(folder: Path, zones: Mapping[str, str]) -> Iterator[int]:
    """Knot over master files by the name of their zone; the port it answers at."""
    program = command("knotd", "Debian: apt-get install knot")
    with _running(folder, _KNOT, _KNOT_ZONE, zones, [program, "-c"]) as port:
        yield port


@contextmanager
def _running(folder: Path, head: str, part: str, zones: Mapping[str, str], words: list[str]) -> Iterator[int]:
    port = _free_port()
    configuration = head.format(port=port, folder=folder)
    for number, (name, text) in enumerate(zones.items()):
        file = folder / f"zone-{number}.txt"
        file.write_text(text)
        configuration += part.format(name=name, file=file)
    (folder / "server.conf").write_text(configuration)
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen([*words, str(folder / "server.conf")], stdout=log, stderr=log)
        try:
            _wait_for(port, next(iter(zones)), process, folder)
            yield port
        finally:
            process.terminate()
            process.wait(10)


def _free_port() -> int:
    """A port that is free for UDP and TCP."""
    with socket.socket() as stream, socket.socket(type=socket.SOCK_DGRAM) as datagrams:
        stream.bind(("127.0.0.1", 0))
        port = int(stream.getsockname()[1])
        datagrams.bind(("127.0.0.1", port))
        return port


def _wait_for(port: int, zone: str, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    """Until it answers for the zone, which it may say it is still loading."""
    labels = [label.encode() for label in zone.rstrip(".").split(".")]
    name = b"".join(bytes((len(label),)) + label for label in labels) + b"\0"
    question = b"\0\1\0\0\0\1\0\0\0\0\0\0" + name + b"\0\6\0\1"
    until = time.monotonic() + 20
    with socket.socket(type=socket.SOCK_DGRAM) as asking:
        asking.settimeout(0.2)
        while time.monotonic() < until and process.poll() is None:
            try:
                asking.sendto(question, ("127.0.0.1", port))
                if asking.recv(4096)[3] & 0xF == 0:
                    return
            except OSError:
                pass
            time.sleep(0.05)
    logs = "".join(file.read_text(errors="replace")[-2000:] for file in folder.glob("*.log"))
    raise RuntimeError(f"{process.args!r} does not answer for {zone}: {logs}")
