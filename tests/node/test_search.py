"""Search on a node that serves: the keeper indexes what was registered, and a search finds it before that as well."""

import json
import sqlite3
import time
import urllib.request
from pathlib import Path

from tests.support.running import running


def test_what_was_registered_a_moment_ago_is_found_and_indexed_soon(tmp_path: Path) -> None:
    with running(tmp_path, workers=1) as node:
        key = node.told("key", "new", "--role", "park-admin")["key"]
        node.run("enterprise", "add", "--name", "岫澜电路", "--uscc", "91360121MAY1C7P03X")
        node.run("prefix", "grant", "88.1000.1", "--enterprise", "91360121MAY1C7P03X")
        node.run("register", "88.1000.1/SN-4711", "--url", "https://erp.example/4711")
        asked = urllib.request.Request(f"{node.url}/api/v1/search?q=sn-47", headers={"Authorization": f"Bearer {key}"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            found = json.load(answer)

        assert [item["handle"] for item in found["items"]] == ["88.1000.1/SN-4711"]
        until = time.monotonic() + 30
        with sqlite3.connect(node.data / "registry.sqlite") as database:
            while not (held := database.execute("SELECT count(*) FROM search_postings").fetchone()[0]):
                assert time.monotonic() < until
                time.sleep(0.1)
        assert held > 10
