"""Stored texts that are programs, in every field that takes a text, shown on every page of the console: nothing runs.

A node is filled with them over its API. Then an administrator of the park and one of the enterprise walk through the
whole console in a real Chromium, page by page, along its own links, until every route was opened. A dialog, an error of
a script, a violation of the policy, or a page without one fails the test (threats.md T20).
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
import pytest

from registry.console.routes import OPEN_PAGES, PAGES
from schemas.claim import Stem
from tests.support.applying import PNG, profile
from tests.support.asking import SOON, Asker, until
from tests.support.running import Node, running
from tests.support.watched import Person, watched

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "' autofocus onfocus=alert(3) x='",
    "</title><svg onload=alert(4)>",
    "{{7*7}}${7*7}<%=7*7%>",
    "javascript:alert(5)",
)
ALL = " ".join(PAYLOADS)
MOST_OF_A_ROUTE = 3
"""Pages of one route that are opened by each person; a list has many alike."""
_FILES = {"content", "table", "report", "export", "faults", "failed", "{list}"}
"""The last part of routes that give out files: fetched, and never shown."""


def filled(node: Node) -> tuple[str, str]:
    """Fill the node; the invitations of the two people."""
    park = Asker(node, node.told("key", "new", "--role", "park-admin")["key"])
    reviewer = Asker(node, node.told("key", "new", "--role", "reviewer")["key"])
    node.run("park", "add", "p", "--name", PAYLOADS[0])
    firm = Asker(node, node.told("key", "new", "--role", "enterprise-admin", "--applies")["key"])
    paper = firm.do("POST", "/api/v1/documents", PNG, kind="image/png", expect=201)["id"]
    whole = profile(paper, name=PAYLOADS[0], address=ALL, description=ALL, registrar=PAYLOADS[1], name_en=PAYLOADS[2])
    document = msgspec.to_builtins(whole)
    document["contact"]["name"], document["legal_person"]["name"] = PAYLOADS[1], PAYLOADS[2]
    body = {"kind": "entry", "profile": document, "wish": {"purpose": ALL}}
    begun = firm.do("POST", "/api/v1/applications", body, expect=201)
    acts = f"/api/v1/applications/{begun['id']}/acts"
    firm.do("POST", acts, {"act": "submit"})
    reviewer.do("POST", acts, {"act": "take"})
    remarks = [{"pointer": "/name", "text": ALL}, {"pointer": "", "text": PAYLOADS[1]}]
    reviewer.do("POST", acts, {"act": "return", "remarks": remarks, "note": ALL})
    firm.do("POST", acts, {"act": "submit"})
    reviewer.do("POST", acts, {"act": "take"})
    reviewer.do("POST", acts, {"act": "approve", "note": ALL})
    prefix = until(lambda: firm.do("GET", "/api/v1/prefixes")["items"], SOON)[0]["prefix"]
    the_enterprises_own(firm, prefix)

    changed = {**document, "name": PAYLOADS[1]}
    change = firm.do("POST", "/api/v1/applications", {"kind": "change", "profile": changed}, expect=201)
    firm.do("POST", f"/api/v1/applications/{change['id']}/acts", {"act": "submit"})
    reviewer.do("POST", f"/api/v1/applications/{change['id']}/acts", {"act": "take"})
    for act, reason in (("suspend", ALL), ("restore", ALL)):
        park.do("POST", f"/api/v1/enterprises/{begun['enterprise']}/acts", {"act": act, "reason": reason})
    people = []
    for login, role, more in (
        ("park", "park-admin", ()),
        ("firm", "enterprise-admin", ("--enterprise", begun["enterprise"])),
    ):
        told = node.told("account", "add", login, "--name", PAYLOADS[1], "--role", role, *more)
        people.append(told["invitation"])
    return people[0], people[1]


def the_enterprises_own(firm: Asker, prefix: str) -> None:
    """Identifiers, keys, templates, rules, batches, imports and claims that say such things."""
    for number, text in enumerate(PAYLOADS):
        values = [{"index": 1, "type": "URL", "data": f"https://x.example/?q={quote(text)}"}]
        values += [{"index": 2, "type": text, "data": ALL}, {"index": 3, "type": "DESC", "data": text}]
        firm.do("POST", "/api/v1/identifiers", {"handle": f"{prefix}/{number}{text}", "values": values}, expect=201)
        firm.do("POST", "/api/v1/keys", {"role": "enterprise-app", "prefixes": [prefix], "note": text}, expect=201)
    items = [{"code": "a", "index": 2000, "name": PAYLOADS[0], "definition": ALL, "choices": list(PAYLOADS[:2])}]
    template = {"name": PAYLOADS[0], "description": ALL, "standard": PAYLOADS[1], "items": items, "publish": True}
    firm.do("POST", "/api/v1/templates", template, expect=201)
    file = f'handle,{PAYLOADS[0]}\n"{prefix}/I-1",x\n"{PAYLOADS[0]}","{PAYLOADS[2]}"\n'.encode()
    sent = firm.do(
        "POST", f"/api/v1/imports?name={quote('<svg onload=alert(6)>.csv')}", file, kind="text/csv", expect=202
    )
    until(lambda: firm.do("GET", f"/api/v1/imports/{sent['id']}")["standing"] != "checking")
    segments = [{"kind": "fixed", "text": "B-"}, {"kind": "serial", "width": 6}]
    rule = firm.do("POST", "/api/v1/rules", {"prefix": prefix, "name": "b", "segments": segments}, expect=201)
    values = [{"index": 1, "type": "DESC", "data": ALL}, {"index": 2, "type": PAYLOADS[1], "data": PAYLOADS[0]}]
    batch = {"rule": rule["id"], "first": 1, "count": 9, "values": values}
    firm.do("POST", "/api/v1/batches", batch, expect=201)
    stem = Stem.parse("gs1", "95060001")
    claim = {"scheme": stem.scheme, "stem": stem.text, "evidence": ALL}
    firm.do("POST", "/api/v1/claims", claim, expect=201)


def pattern_of(path: str) -> str:
    """The route of the console that a path is of; empty where it is of none."""
    plain = {**PAGES, **OPEN_PAGES}
    if path in plain:
        return path
    for route in plain:
        if "{" in route and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", route), path):
            return route
    return ""


def walk(person: Person) -> dict[str, int]:
    """Open every page that the pages lead to; how many of each route."""
    opened: dict[str, int] = {}
    waiting, seen = ["/console/"], {"/console/"}
    while waiting:
        target = waiting.pop(0)
        route = pattern_of(urlsplit(target).path)
        if not route or opened.get(route, 0) >= MOST_OF_A_ROUTE or "GET" not in PAGES.get(route, {}):
            continue
        opened[route] = opened.get(route, 0) + 1
        if route.rpartition("/")[2] in _FILES:
            answer = person.page.request.get(target)
            assert answer.status == 200, (target, answer.status)
            assert {"content-security-policy", "content-disposition"} <= set(answer.headers), target
            continue
        person.open(target)
        # Boxes that open show what stands in them, and what gets the focus may run.
        person.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        links = person.page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
        assert not [link for link in links if link.lower().startswith(("javascript:", "data:"))]
        for link in links:
            path = urlsplit(link).path or urlsplit(target).path
            onward = path + (f"?{urlsplit(link).query}" if urlsplit(link).query else "")
            if path.startswith("/console/") and onward not in seen:
                seen.add(onward)
                waiting.append(onward)
    return opened


@pytest.mark.timeout(420)
def test_nothing_that_was_stored_runs_on_any_page(tmp_path: Path) -> None:
    with watched() as come, running(tmp_path) as node:
        invitations = filled(node)
        opened: dict[str, Any] = {}
        for login, invitation, language in zip(("park", "firm"), invitations, ("zh-CN", "en"), strict=True):
            person = come(node, language)
            person.accept(invitation)
            person.sign_in(login)
            opened[login] = walk(person)
        every = {path for path, offered in PAGES.items() if "GET" in offered}
        assert sorted(every - {route for found in opened.values() for route in found}) == []
