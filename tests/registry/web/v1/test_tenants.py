"""Who may do what: every route, by everybody who might try. No answer of success that the table does not have."""

from typing import Any

import pytest

from registry.web.v1 import api
from tests.support.own_api import NDJSON, OwnApi

URL = {"index": 1, "type": "URL", "data": "https://erp.example/1"}
NEW = {"handle": "88.1000.1/NEW", "values": [URL]}
LINE = b'{"handle":"88.1000.1/NEW","values":[]}\n'
RULE = {"prefix": "88.1000.1", "name": "sn", "segments": [{"kind": "serial", "width": 6}]}
FIRM = {"name": "江西岫澜电路科技有限公司", "uscc": "91110000600037341L"}
TEMPLATE = {"name": "件", "items": [{"code": "model", "index": 2000, "name": "型号"}]}
PRESENT = "/identifiers/88.1000.1/PRESENT"

EVERYBODY = (None, "owner", "stranger", "suspended", "auditor", "reviewer", "node", "park")

# Each route with a request that is right in itself, and those for whom it succeeds.
TABLE: list[tuple[str, str, Any, set[str | None]]] = [
    ("POST", "/identifiers", NEW, {"owner", "park"}),
    ("POST", "/identifiers?dry_run=true", NEW, {"owner", "park"}),
    ("POST", "/identifiers", LINE, {"owner", "park"}),
    ("POST", "/identifiers?mode=all-or-nothing", LINE, {"owner", "park"}),
    ("POST", "/identifiers?dry_run=true", LINE, {"owner", "park"}),
    ("GET", PRESENT, None, set(EVERYBODY)),
    ("HEAD", PRESENT, None, set(EVERYBODY)),
    ("PUT", PRESENT, {"values": []}, {"owner", "park"}),
    ("PATCH", PRESENT, {"put": [URL]}, {"owner", "park"}),
    ("DELETE", PRESENT, None, {"owner", "park"}),
    ("GET", "/identifiers?prefix=88.1000.1", None, {"owner", "auditor", "reviewer", "park"}),
    ("GET", "/history/88.1000.1/PRESENT", None, {"owner", "auditor", "reviewer", "park"}),
    ("GET", "/statistics?from=2026-11-22&to=2026-11-22", None, {"auditor", "reviewer", "park"}),
    (
        "GET",
        "/statistics?from=2026-11-22&to=2026-11-22&prefix=88.1000.1",
        None,
        {"owner", "auditor", "reviewer", "park"},
    ),
    ("GET", "/changes", None, {"node", "park"}),
    ("GET", "/enterprises", None, {"auditor", "reviewer", "park"}),
    ("POST", "/enterprises", {"name": "某某", "uscc": "91360121MAY1C7P03X"}, {"park"}),
    ("GET", "/prefixes", None, set(EVERYBODY) - {None}),
    ("POST", "/prefixes", {"prefix": "88.1000.55", "enterprise": None}, {"park"}),
    ("GET", "/keys", None, {"park"}),
    ("POST", "/keys", {"role": "auditor"}, {"park"}),
    ("PATCH", "/keys/{id}", {"rate": "10/s"}, {"park"}),
    ("DELETE", "/keys/{id}", None, {"park"}),
    ("PATCH", "/prefixes/88.1000.1", {"quota": 5}, {"park"}),
    ("GET", "/accounts", None, {"park"}),
    ("POST", "/accounts", {"login": "new", "name": "新", "role": "auditor"}, {"park"}),
    ("GET", "/accounts/{account}", None, {"park"}),
    ("PATCH", "/accounts/{account}", {"name": "改"}, {"park"}),
    ("DELETE", "/accounts/{account}", None, {"park"}),
    ("POST", "/accounts/{account}/invitation", None, {"park"}),
    ("DELETE", "/accounts/{account}/pause", None, {"park"}),
    ("GET", "/identify?text=88.1000.1/X", None, set(EVERYBODY)),
    ("GET", "/claims", None, set(EVERYBODY) - {None}),
    ("POST", "/claims", {"enterprise": "{firm}", "scheme": "oid", "stem": "1.2.156.3002"}, {"park"}),
    ("GET", "/claims/{claim}", None, {"auditor", "reviewer", "park"}),
    # The park's administrator has proposed it, and whoever proposes never approves.
    ("PATCH", "/claims/{claim}", {"state": "approved"}, {"reviewer"}),
    ("GET", "/imports", None, set(EVERYBODY) - {None}),
    ("POST", "/imports?name=a.ndjson", LINE, {"owner", "stranger", "suspended", "park"}),
    ("GET", "/imports/{job}", None, {"owner", "park"}),
    ("PATCH", "/imports/{job}", {"standing": "cancelled"}, {"owner", "park"}),
    ("GET", "/imports/{job}/faults", None, {"owner", "park"}),
    ("GET", "/imports/{job}/failed", None, {"owner", "park"}),
    ("GET", "/exports", None, set(EVERYBODY) - {None}),
    ("GET", "/exports/identifiers?prefix=88.1000.1", None, {"owner", "auditor", "reviewer", "park"}),
    ("GET", "/exports/identifiers?prefix=88.1000.1&format=xlsx", None, {"owner", "auditor", "reviewer", "park"}),
    ("GET", "/exports/search?q=PRESENT&prefix=88.1000.1", None, {"owner", "auditor", "reviewer", "park"}),
    ("GET", "/exports/batches?prefix=88.1000.1", None, {"owner", "auditor", "reviewer", "park"}),
    ("GET", "/exports/enterprises", None, {"auditor", "reviewer", "park"}),
    ("GET", "/exports/prefixes", None, set(EVERYBODY) - {None}),
    ("GET", "/exports/keys", None, {"park"}),
    ("GET", "/exports/accounts", None, {"park"}),
    ("GET", "/exports/trail", None, {"auditor", "park"}),
    ("GET", "/exports/statistics?from=2026-11-22&to=2026-11-22", None, {"auditor", "reviewer", "park"}),
    ("GET", "/openapi.json", None, set(EVERYBODY)),
    ("GET", "/rules?prefix=88.1000.1", None, {"owner", "auditor", "reviewer", "park"}),
    ("POST", "/rules", RULE, {"owner", "park"}),
    ("GET", "/rules/{draft}", None, {"owner", "auditor", "reviewer", "park"}),
    ("PATCH", "/rules/{draft}", {"standing": "published"}, {"owner", "park"}),
    ("POST", "/rules/{draft}/trials", {"decode": ["1"]}, {"owner", "auditor", "reviewer", "park"}),
    ("POST", "/rules/{rule}/serials", {"count": 1}, {"owner", "park"}),
    ("GET", "/grants", None, set(EVERYBODY) - {None}),
    ("GET", "/grants?prefix=88.1000.1", None, {"owner", "auditor", "reviewer", "park"}),
    ("POST", "/grants", {"prefix": "88.1000.1", "to": "group:{group}"}, {"park"}),
    ("GET", "/grants/{grant}", None, {"owner", "auditor", "reviewer", "park"}),
    ("DELETE", "/grants/{grant}", None, {"park"}),
    ("GET", "/groups", None, set(EVERYBODY) - {None}),
    ("POST", "/groups", {"name": "甲"}, {"park"}),
    ("GET", "/groups/{group}", None, {"auditor", "reviewer", "park"}),
    ("PUT", "/groups/{group}", {"name": "乙"}, {"park"}),
    ("GET", "/templates", None, set(EVERYBODY) - {None}),
    ("POST", "/templates", TEMPLATE, {"park"}),
    ("GET", "/templates/{template}", None, set(EVERYBODY) - {None}),
    ("PUT", "/templates/{template}", TEMPLATE, {"park"}),
    ("PATCH", "/templates/{drafted}", {"standing": "published"}, {"park"}),
    ("GET", "/templates/{template}/versions", None, set(EVERYBODY) - {None}),
    ("GET", "/templates/{template}/versions/1", None, set(EVERYBODY) - {None}),
    ("GET", "/templates/{template}/versions/1/schema", None, set(EVERYBODY)),
]


# Whom these welcome is asked in files of their own: test_applications.py, test_claims.py, test_batches.py,
# test_search.py, test_labels.py, test_label_layouts.py, test_trail.py. What a text means is told to everybody
# (test_identify.py).
ELSEWHERE = {
    "/api/v1/batches",
    "/api/v1/batches/{id}",
    "/api/v1/batches/{id}/identifiers",
    "/api/v1/trail",
    "/api/v1/trail/export",
    "/api/v1/labels",
    "/api/v1/labels/layouts",
    "/api/v1/labels/symbol",
    "/api/v1/label-layouts",
    "/api/v1/label-layouts/{name}",
    "/api/v1/search",
    "/api/v1/claims",
    "/api/v1/claims/{id}",
    "/api/v1/identify",
    "/api/v1/applicants",
    "/api/v1/applications",
    "/api/v1/divisions",
    "/api/v1/industries",
    "/api/v1/applications/{id}",
    "/api/v1/applications/{id}/acts",
    "/api/v1/applications/{id}/reviews",
    "/api/v1/applications/{id}/filings",
    "/api/v1/applications/{id}/difference",
    "/api/v1/documents",
    "/api/v1/documents/{id}",
    "/api/v1/documents/{id}/content",
    "/api/v1/enterprises/{id}",
    "/api/v1/enterprises/{id}/acts",
    "/api/v1/filings",
    "/api/v1/filings/{id}",
    "/api/v1/prefixes/next",
    "/api/v1/prefixes/{prefix}",
}


def test_the_table_has_every_route() -> None:
    paths = {route.path for route in api.routes() if "rest" not in route.path}
    asked = {"/api/v1" + target.partition("?")[0] for _, target, _, _ in TABLE} | ELSEWHERE

    unasked = {
        path
        for path in paths
        if path not in asked and not any(each.startswith(path.partition("{")[0]) and "{" in path for each in asked)
    }

    assert unasked == set()


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize(
    ("method", "target", "body", "welcome"), TABLE, ids=[f"{row[0]} {row[1]} {type(row[2]).__name__}" for row in TABLE]
)
async def test_only_those_whom_the_table_names_succeed(
    embedded_own: OwnApi, who: str | None, method: str, target: str, body: Any, welcome: set[str | None]
) -> None:
    own = embedded_own
    await own.ask("POST", "/identifiers", {"handle": "88.1000.1/PRESENT", "values": [URL]}, by="owner")
    victim = (await own.ask("POST", "/keys", {"role": "auditor"}, by="park")).json["id"]
    rule = (await own.ask("POST", "/rules", RULE, by="owner")).json["id"]
    draft = (await own.ask("POST", "/rules", RULE | {"draft": True}, by="owner")).json["id"]
    person = {"login": "somebody", "name": "某人", "role": "auditor"}
    account = (await own.ask("POST", "/accounts", person, by="park")).json["id"]
    job = (await own.ask("POST", "/imports", LINE, by="owner", Content_Type=NDJSON)).json["id"]
    firm = (await own.ask("POST", "/enterprises", FIRM, by="park")).json["id"]
    stem = {"enterprise": firm, "scheme": "oid", "stem": "1.2.156.3001"}
    claim = (await own.ask("POST", "/claims", stem, by="park")).json["id"]
    template = (await own.ask("POST", "/templates", TEMPLATE | {"publish": True}, by="park")).json["id"]
    drafted = (await own.ask("POST", "/templates", TEMPLATE, by="park")).json["id"]
    group = (await own.ask("POST", "/groups", {"name": "甲"}, by="park")).json["id"]
    shown = {"prefix": "88.1000.1", "to": f"group:{group}"}
    grant = (await own.ask("POST", "/grants", shown, by="park")).json["id"]
    if isinstance(body, dict):
        body = {
            name: {"{firm}": firm, "group:{group}": f"group:{group}"}.get(str(text), text)
            for name, text in body.items()
        }
    before = await own.serial()

    sent = {"Content_Type": NDJSON} if isinstance(body, bytes) else {}
    if method in ("PUT", "PATCH", "DELETE"):
        sent["If_Match"] = "*"
    asked, target = target, target.replace("{id}", victim).replace("{rule}", rule).replace("{draft}", draft)
    target = target.replace("{account}", account).replace("{job}", job).replace("{claim}", claim)
    target = target.replace("{template}", template).replace("{drafted}", drafted)
    target = target.replace("{grant}", grant).replace("{group}", group)
    answer = await own.ask(method, target, body, by=who, **sent)

    stream = isinstance(body, bytes) and "/imports" not in target
    refused = answer.status >= 400 or (stream and answer.lines[0]["status"] != 201)
    assert refused is (who not in welcome), answer
    if refused:
        assert await own.serial() == before
        code = answer.status if answer.status >= 400 else answer.lines[0]["status"]
        # Of others' jobs, drafts, grants and groups one does not even learn that they exist.
        staff = who in ("auditor", "reviewer")
        unknown = "{job}" in asked or ("{drafted}" in asked and not staff) or ("{group}" in asked and not staff)
        unknown |= "{grant}" in asked and not staff and who != "owner"
        assert code == (401 if who is None else 404 if unknown else 403), answer


@pytest.mark.parametrize("who", ["owner", "suspended", "park"])
async def test_a_suspended_prefix_takes_nothing_from_anybody(own: OwnApi, who: str) -> None:
    wanted = {"handle": "88.1000.3/X", "values": []}
    before = await own.serial()

    one = await own.ask("POST", "/identifiers", wanted, by=who)
    many = await own.send(b'{"handle":"88.1000.3/X","values":[]}\n', by=who)

    assert one.detail == (403, "forbidden", "the prefix 88.1000.3 is suspended and takes no changes")
    assert many.lines[0]["status"] == 403
    assert await own.serial() == before


async def test_a_derived_prefix_belongs_to_its_holder_and_a_lookalike_does_not(own: OwnApi) -> None:
    for text, status in (("88.1000.10/X", 403), ("88.1000/X", 403), ("88.1000.1.5/X", 421), ("88.1000.01/X", 421)):
        assert (await own.ask("POST", "/identifiers", {"handle": text, "values": []}, by="owner")).status == status


@pytest.mark.parametrize(
    "more",
    [{"version": 7}, {"standing": "retired"}, {"registered_at": "2020-01-01T00:00:00Z"}, {"prefix": "88.1000.10"}],
)
async def test_what_is_not_the_callers_to_say_is_refused(own: OwnApi, more: dict[str, Any]) -> None:
    await own.ask("POST", "/identifiers", {"handle": "88.1000.1/PRESENT", "values": [URL]}, by="owner")
    before = await own.serial()

    posted = await own.ask("POST", "/identifiers", NEW | more, by="owner")
    put = await own.ask("PUT", PRESENT, {"values": [URL]} | more, by="owner", If_Match="*")
    patched = await own.ask("PATCH", PRESENT, {"put": [URL | more]}, by="owner", If_Match="*")

    assert [answer.status for answer in (posted, put, patched)] == [400, 400, 400]
    assert f'unknown member "{next(iter(more))}"' in posted.detail[2]
    assert await own.serial() == before
