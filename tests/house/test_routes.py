"""Each route the documents name is one that the node answers."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.test_documents import code, documents
from tests.house.tree import ROOT, modules, plant

EDGES = ("registry", "resolver", "node")

NAMED = re.compile(
    r"(?:\b(?:GET|HEAD|POST|PUT|PATCH|DELETE)[ ]|https?://(?:127\.0\.0\.1|localhost)(?::\d+)?)(/[^\s\"'`?#|…]*)"
)


def routes(root: Path) -> set[str]:
    """Every text in the edges that reads like a route, such as `/api/v1/identifiers/{identifier:.+}`."""
    found = set()
    for module in modules(root, *EDGES).values():
        for part in ast.walk(module.tree):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and re.match(r"/[\w{.]", part.value):
                found.add(part.value)
    return found


def answers(route: str, path: str) -> bool:
    """Whether this route is meant by this path; a place-holder of the document may stand for any word."""
    # The public door `/{identifier}` takes everything, and would make every slip of the pen true.
    if path.count("/") > 1 and route.split("/")[1] != path.split("/")[1]:
        return False
    pattern = "".join(
        ".+" if piece.startswith("{") and ":" in piece else "[^/]+" if piece.startswith("{") else re.escape(piece)
        for piece in re.split(r"(\{[^{}]*\})", route)
    )
    return re.fullmatch(pattern + "/?", path) is not None


def dead_routes(root: Path) -> Iterator[str]:
    """Routes of the documents that nothing answers."""
    known = routes(root)
    for page in documents(root):
        for path in sorted({path.rstrip(".,;)") for path in NAMED.findall(code(page.read_text(encoding="utf-8")))}):
            if path != "/" and not any(answers(route, path) for route in known):
                yield f"{page.relative_to(root).as_posix()} names the route {path}, which nothing answers"


@pytest.mark.skipif(not any(route.startswith("/api/") for route in routes(ROOT)), reason="there are no routes yet")
def test_every_route_exists() -> None:
    assert list(dead_routes(ROOT)) == []


def test_a_dead_route_is_seen(tmp_path: Path) -> None:
    web = 'routes = [("/api/v1/things/{name:.+}", 1), ("/api/v1/things", 1), ("/{identifier:.+}", 1), ("/a/{b}/c", 1)]'
    page = (
        "`GET /api/v1/things?limit=3`, `PUT /api/v1/things/{name}`, `GET /api/v2/things`, `GET /a/x/c`, "
        "`GET /a/x/y/c`, `GET /anything`\n\n    curl -X PUT http://127.0.0.1:8000/api/v1/thing -d x\n"
        "    curl https://example.com/api/x\n"
    )
    plant(tmp_path, {"registry/web/things.py": web, "README.md": page})

    assert list(dead_routes(tmp_path)) == [
        "README.md names the route /a/x/y/c, which nothing answers",
        "README.md names the route /api/v1/thing, which nothing answers",
        "README.md names the route /api/v2/things, which nothing answers",
    ]
