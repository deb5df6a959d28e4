"""A node asked over the DNS: what is registered is there at once, members of a batch of 10⁹ too, and all is counted."""

import http.client
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dns.query
import dns.zone
import pytest

from schemas.counting import Channel, Outcome, word
from tests.resolver.domains.asking import asked, texts, told
from tests.support.require import command
from tests.support.running import Node

ARC = "3001.156.2.1.oid-res.org"
HANDLES = "id.park.example"
MEMBERS = 1_000
BATCH = 10**9
ABSENT = "NXDOMAIN AA |  | SOA×1"

# Each starts a node of its own; they share it, one process for all.
pytestmark = [pytest.mark.xdist_group("dns"), pytest.mark.timeout(300)]


class Served:
    """A node that serves DNS, and its administrator at the API."""

    def __init__(self, node: Node) -> None:
        self.node = node
        line = next(json.loads(line) for line in node.log().splitlines() if '"serving"' in line)
        self.port = int(line["dns"].rpartition(":")[2])
        self._key = node.told("key", "new", "--role", "park-admin")["key"]
        self._socket = socket.socket()

    def post(self, path: str, **body: object) -> Any:
        """Post to the API; what it says."""
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.node.url + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def register(self, handle: str, address: str, oid: str) -> None:
        """Register a record that maps an OID."""
        values = [{"index": 1, "type": "URL", "data": address}, {"index": 2, "type": "MAPPING", "data": oid}]
        self.post("/api/v1/identifiers", handle=handle, values=values)

    def batch(self, rule: str, count: int, address: str, *mappings: str) -> None:
        """Register a run of serials of a new rule."""
        segments = [{"kind": "fixed", "text": rule}, {"kind": "serial", "width": 10}]
        made = self.post("/api/v1/rules", prefix="88.1000.1", name=rule, segments=segments)
        values = [{"index": 1, "type": "URL", "data": address}]
        values += [{"index": 2 + n, "type": "MAPPING", "data": text} for n, text in enumerate(mappings)]
        self.post("/api/v1/batches", rule=made["id"], count=count, first=1, values=values)

    def ask(self, name: str, type: str = "URI") -> bytes | None:
        """Ask over UDP; None where no answer comes."""
        if self._socket.type is not socket.SOCK_DGRAM:
            self._socket.close()
            self._socket = socket.socket(type=socket.SOCK_DGRAM)
            self._socket.settimeout(2)
            self._socket.connect(("127.0.0.1", self.port))
        self._socket.send(asked(name, type))
        try:
            return self._socket.recv(4096)
        except (TimeoutError, ConnectionError):
            self._socket.close()
            self._socket = socket.socket()  # another port of ours may lead to another worker
            return None

    def counted(self) -> Counter[str]:
        """Resolutions over the DNS by outcome, when the keeper, who does it once a second, has written them down."""
        time.sleep(2.5)
        with sqlite3.connect(self.node.data / "registry.sqlite") as book:
            rows = book.execute(
                "SELECT outcome, sum(count) FROM resolutions WHERE channel = ? GROUP BY outcome", (int(Channel.DNS),)
            )
            return Counter({word(Outcome(outcome)): count for outcome, count in rows})


@pytest.fixture(scope="module", params=[2, 0], ids=["workers", "one-process"])
def served(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Served]:
    """A node with a prefix and a mapped record that serves DNS as well."""
    node = Node(
        tmp_path_factory.mktemp("dns"),
        workers=request.param,
        dns="127.0.0.1:0",
        dns_zones=f"oid:1.2.156.3001,handles:{HANDLES}",
        dns_servers="ns1.example.net",
        dns_resolvers="127.0.0.0/8",
        dns_secondaries="127.0.0.1",
        log_level="info",
    )
    node.run("init")
    node.run("prefix", "grant", "88.1000.1", "--own")
    node.start()
    served = Served(node)
    served.register("88.1000.1/PUMP", "https://a.example/pump", "1.2.156.3001.7")
    yield served
    node.stop()


def test_members_of_a_milliard_resolve_and_are_counted(served: Served) -> None:
    before = served.counted()
    first = served.ask(f"sn0000000001.1.1000.88.{HANDLES}")
    served.batch("SN", BATCH, "https://t.example/{suffix}/{serial}")
    chance = random.Random(1)
    wrong = []

    for serial in [1, BATCH, *(chance.randint(1, BATCH) for _ in range(MEMBERS - 2))]:
        name = f"Sn{serial:010d}.1.1000.88.{HANDLES}"
        said = served.ask(name)
        expected = f'{name}. 86400 IN URI 10 1 "https://t.example/SN{serial:010d}/{serial:010d}"'
        if said is None or texts(said) != [expected]:
            wrong.append((name, told(said)))
    neighbours = ("sn0000000000", "sn1000000001", "sn1", "sm0000000001")
    outside = [served.ask(f"{suffix}.1.1000.88.{HANDLES}") for suffix in neighbours]

    assert told(first) == ABSENT
    assert wrong == []
    assert [told(said) for said in outside] == [ABSENT] * 4
    assert served.counted() - before == {"found": MEMBERS, "absent": 5}


def test_oids_and_labels_of_a_milliard_lead_to_its_members(served: Served) -> None:
    labels = "(01)06901234567892(21){serial}"
    served.batch("MP", BATCH, "https://t.example/{serial}", "1.2.156.3001.60.1{serial}", labels)
    chance = random.Random(3)
    wrong = []

    for serial in [1, BATCH, *(chance.randint(1, BATCH) for _ in range(98))]:
        address = f"https://t.example/{serial:010d}"
        name = f"1{serial:010d}.60.{ARC}"
        wrong += [
            each
            for each in (name, f"ors-dummy.{name}")
            if not any(f'!{address}!"' in line for line in texts(served.ask(each, "NAPTR")))
        ]
        link = f"/01/06901234567892/21/{serial:010d}"
        for path, status in ((link, 307), (f"/1.2.156.3001.60.1{serial:010d}", 302)):
            if _led(served.node.url + path) != (status, address):
                wrong.append(path)
    above = told(served.ask(f"60.{ARC}", "NAPTR"))
    beside = [served.ask(f"ors-dummy.{label}.60.{ARC}", "NAPTR") for label in ("10000000000", "11000000001", "1")]

    assert wrong == []
    assert above == "NOERROR AA |  | SOA×1"
    assert [told(said) for said in beside] == [ABSENT] * 3


def _led(url: str) -> tuple[int, str]:
    """Status and place of a redirect that is not followed."""
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.request("GET", f"/{path}")
    answer = connection.getresponse()
    connection.close()
    return answer.status, answer.getheader("Location", "")


def test_http_and_dns_tell_the_same_of_members(served: Served) -> None:
    served.batch("HT", 100_000, "https://t.example/{serial}")
    chance = random.Random(2)
    same = 0

    for _ in range(100):
        serial = chance.randint(1, 100_000)
        path = f"/api/handles/88.1000.1/HT{serial:010d}"
        with urllib.request.urlopen(served.node.url + path, timeout=5) as answer:
            address = json.load(answer)["values"][0]["data"]["value"]
        same += f'"{address}"' in texts(served.ask(f"ht{serial:010d}.1.1000.88.{HANDLES}"))[0]

    assert same == 100


def test_what_is_registered_is_found_at_once(served: Served) -> None:
    before = served.counted()

    for number in range(20):
        new = f"ors-dummy.{number}.100.{ARC}"
        assert told(served.ask(new, "NAPTR")) == ABSENT
        served.register(f"88.1000.1/N{number}", "https://n.example/", f"1.2.156.3001.100.{number}")
        assert told(served.ask(new, "NAPTR")) == "NOERROR AA | NAPTR×2 |"

    assert served.counted() - before == {"found": 20, "absent": 20}


@pytest.mark.parametrize("served", [2], indirect=True, ids=["workers"])
def test_a_worker_that_is_killed_loses_no_count(served: Served) -> None:
    before = served.counted()
    received = lost = 0

    for number in range(400):
        if number % 100 == 50:
            _whole(served.node)
            os.kill(served.node.processes()[2 + number // 100 % 2], signal.SIGKILL)
        if served.ask(f"ors-dummy.7.{ARC}", "NAPTR") is None:
            lost += 1
        else:
            received += 1
    _whole(served.node)

    assert received > 350
    assert 0 <= (served.counted() - before)["found"] - received <= lost


def test_a_secondary_server_holds_the_same_zone(served: Served) -> None:
    zone = dns.zone.Zone(f"{HANDLES}.", relativize=False)
    dns.query.inbound_xfr("127.0.0.1", zone, port=served.port, timeout=10)

    printed = served.node.run("dns", "zone", f"handles:{HANDLES}")

    assert dns.zone.from_text(printed, origin=f"{HANDLES}.", relativize=False) == zone
    assert f'pump.1.1000.88.{HANDLES}. 86400 IN URI 10 1 "https://a.example/pump"' in printed.splitlines()


@pytest.mark.parametrize("program", ["dig", "kdig"])
def test_other_people_s_clients_are_answered(served: Served, program: str) -> None:
    package = {"dig": "bind9-dnsutils", "kdig": "knot-dnsutils"}[program]
    client = [command(program, f"Debian: apt-get install {package}"), "@127.0.0.1", "-p", str(served.port)]

    for how in ([], ["+tcp"], ["+noedns"], ["+dnssec"], ["+bufsize=512"], ["+cookie"]):
        words = [*client, *how, "+short", f"ors-dummy.7.{ARC}", "NAPTR"]
        done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=True)

        assert sorted(line for line in done.stdout.splitlines() if not line.startswith(";")) == [
            '100 10 "U" "ORS+COID" "!^.*$!oid:/1/2/156/3001/7!" .',
            '100 20 "U" "ORS+UINF" "!^.*$!https://a.example/pump!" .',
        ]


def _whole(node: Node) -> None:
    """Wait until every worker is there again."""
    until = time.monotonic() + 30
    while len(node.processes()) < 4:
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(0.5)


@pytest.mark.parametrize("served", [2], indirect=True, ids=["workers"])
def test_a_port_that_is_taken_is_said_to_be(served: Served, tmp_path: Path) -> None:
    other = Node(tmp_path, dns=f"127.0.0.1:{served.port}")
    other.run("init")

    said = subprocess.run(
        [*other._program, "serve", "--http", "off"],
        env=other._environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert said.returncode == 1
    assert f"cannot listen at 127.0.0.1:{served.port}: something else listens there already" in said.stderr
