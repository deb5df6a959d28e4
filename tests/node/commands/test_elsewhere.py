"""`idnode resolve` and the door of a node that is served, for OIDs that another server knows: NSD over its own tree."""

import json
import urllib.error
import urllib.request
from pathlib import Path

from tests.node.commands.conftest import Call
from tests.support.name_servers import nsd
from tests.support.running import running

TREE = """
$ORIGIN oid-res.org.
@ 3600 SOA ns.example. hostmaster.example. 1 3600 600 86400 120
@ 3600 NS ns.example.
ors-dummy.7.9.3.1 600 NAPTR 100 10 "U" "ORS+COID" "!^.*$!oid:/1/3/9/7!" .
ors-dummy.7.9.3.1 600 NAPTR 100 20 "U" "ORS+UINF" "!^.*$!https://a.example/!" .
ors-dummy.5.3001.156.2.1 600 NAPTR 100 20 "U" "ORS+UINF" "!^.*$!https://ours.example/!" .
"""
LEADS = [{"service": "COID", "target": "oid:/1/3/9/7"}, {"service": "UINF", "target": "https://a.example/"}]
NOBODY = "idnode: no record here carries the OID"


def test_oids_of_others(tmp_path: Path) -> None:
    (tmp_path / "nsd").mkdir()
    with nsd(tmp_path / "nsd", {"oid-res.org.": TREE}) as port:
        settings = {"ors_servers": f"127.0.0.1:{port}", "dns_zones": "oid:1.2.156.3001"}
        with running(tmp_path, **settings) as node:
            try:
                urllib.request.urlopen(
                    urllib.request.Request(node.url + "/1.3.9.7", headers={"Accept": "application/json"})
                )
            except urllib.error.HTTPError as answer:
                shown = answer.code, json.loads(answer.read())["leads"]
            resolved = node.told("resolve", "oid:/1/3/9/7")
            table = node.run("resolve", "1.3.9.7")
            node.run("resolve", "1.3.9.8", expect=1)
            node.run("resolve", "1.2.156.3001.5", expect=1)

    assert shown == (300, LEADS)
    assert resolved == {"identifier": "oid:/1/3/9/7", "leads": LEADS}
    assert [line.split() for line in table.splitlines()[1:]] == [
        ["COID", "oid:/1/3/9/7"],
        ["UINF", "https://a.example/"],
    ]


def test_what_is_said_of_oids_that_nobody_knows(tmp_path: Path, idnode: Call) -> None:
    (tmp_path / "nsd").mkdir()
    with nsd(tmp_path / "nsd", {"oid-res.org.": TREE}) as port, running(tmp_path) as node:
        settings = tmp_path / "own.toml"
        words = ["--data", str(node.data), "--settings", str(settings)]

        assert idnode("resolve", "1.3.9.8", *words[:2]).err == f"{NOBODY} 1.3.9.8\n"
        settings.write_text(f'ors_servers = ["127.0.0.1:{port}"]\ndns_zones = ["oid:1.2.156.3001"]\n')
        assert idnode("resolve", "1.3.9.8", *words).err == f"{NOBODY} 1.3.9.8, and ORS knows nothing of it\n"
        assert idnode("resolve", "1.2.156.3001.5", *words).err == f"{NOBODY} 1.2.156.3001.5\n"
    assert idnode("resolve", "1.3.9.8", *words).err == f"{NOBODY} 1.3.9.8, and ORS did not answer\n"
