"""Keys are shown once and lie nowhere (threats.md T26): not in the database, logs, the replica, a backup."""

import http.client
import json
from pathlib import Path

from tests.support.running import Node

KEYS = 1_000


def issued(node: Node, boss: str) -> list[str]:
    """A thousand keys of applications, each used once."""
    connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=30)
    made = []
    for number in range(KEYS):
        body = json.dumps({"role": "enterprise-app", "prefixes": ["88.1000.1"], "note": f"n{number}"})
        headers = {"Authorization": f"Bearer {boss}", "Content-Type": "application/json"}
        connection.request("POST", "/api/v1/keys", body, headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        assert answer.status == 201, told
        made.append(told["key"])
        connection.request("GET", "/api/v1/prefixes", headers={"Authorization": f"Bearer {told['key']}"})
        used = connection.getresponse()
        used.read()
        assert used.status == 200
    connection.close()
    return made


def occurrences(folder: Path, texts: list[str]) -> dict[str, list[str]]:
    """In which files below a folder which of these texts stand."""
    found: dict[str, list[str]] = {}
    octets = [text.encode() for text in texts]
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if here := [text.decode() for text in octets if text in content]:
                found[path.relative_to(folder).as_posix()] = here
    return found


def test_a_thousand_issued_keys_are_found_nowhere(tmp_path: Path) -> None:
    node = Node(tmp_path, workers=1)
    node.run("init", "--sample")
    boss = node.told("key", "new", "--role", "park-admin")["key"]
    node.start()
    try:
        keys = issued(node, boss)
        node.run("db", "backup", str(tmp_path / "backup"))
    finally:
        node.stop()

    secrets = [key.split("_", 2)[2] for key in [boss, *keys]]
    assert len(set(secrets)) == KEYS + 1
    assert all(len(secret) >= 32 for secret in secrets)
    assert occurrences(tmp_path, secrets) == {}
    # The search sees what is there: the public half of each key stands in the database and in its backup.
    known = occurrences(tmp_path, [key.split("_")[1] for key in keys[:3]])
    assert {Path(name).parts[0] for name in known} >= {"data", "backup"}
