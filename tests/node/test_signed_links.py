"""A signed link in a browser at a whole node: what it opens, that it was seen, that it is counted, and its end."""

import json
import urllib.error
import urllib.request
from pathlib import Path

from tests.support.running import Node, running

RECORD = "88.1000.1/GRADED"
VALUES = [
    {"index": 1, "type": "URL", "data": "https://a.example/"},
    {"index": 2000, "type": "price", "data": "38.60", "grade": "partner"},
    {"index": 2001, "type": "cost", "data": "12.00", "grade": "internal"},
]


class _Stays(urllib.request.HTTPRedirectHandler):
    """Tells of redirects and follows none."""

    def redirect_request(self, *_: object) -> None:
        return None


def ask(node: Node, path: str) -> tuple[int, dict[str, str], str]:
    """Open a page as a browser does."""
    wanted = urllib.request.Request(node.url + path, headers={"Accept": "text/html", "Accept-Language": "zh-CN"})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stays).open(wanted) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, dict(answer.headers), answer.read().decode()


def test_a_partner_opens_the_link_that_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "values.json").write_text(json.dumps(VALUES))
    with running(tmp_path, workers=1) as node:
        node.run("enterprise", "add", "--name", "岫澜", "--uscc", "91360121MAY1C7P03X")
        node.run("prefix", "grant", "88.1000.1", "--enterprise", "91360121MAY1C7P03X")
        node.run("register", RECORD, "--values", str(tmp_path / "values.json"))
        link = node.told("grant", "link", RECORD, "--days", "7", "--public-base", node.url)
        path = link["page"].removeprefix(node.url)

        status, headers, page = ask(node, path)
        assert (status, headers["Cache-Control"]) == (200, "private, no-store")
        assert ("38.60" in page, "12.00" in page) == (True, False)
        # Others go the fast way, and are led on as ever.
        status, headers, page = ask(node, f"/{RECORD}")
        assert (status, headers["Location"], "38.60" in page) == (302, "https://a.example/", False)
        assert ask(node, f"{path}x")[0] == 302

        [line] = node.told("trail", "--verb", "read graded values")
        assert (line["actor"], line["subject"]) == (f"link:{link['id']}", RECORD)
        node.run("grant", "revoke", link["id"])
        status, headers, page = ask(node, path)
        assert (status, headers["Location"]) == (302, "https://a.example/")
        assert headers["Cache-Control"] == "private, no-store"
