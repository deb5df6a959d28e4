"""The whole life of an enterprise over HTTP: from its first draft to its end, each step held to what must come of it.

apply → return → resubmit → approve by another person → prefix → key → template → import of 10,000 rows with 7 wrong
ones → labels → resolve → partial change → full change → suspend → close. Counts are exact.
"""

import csv
import io
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from tests.support.applying import PNG, SECRETS, profile
from tests.support.asking import SOON, Asker, until
from tests.support.postgres import Postgres
from tests.support.running import Node, running

ROWS = 10_000


class Bad(NamedTuple):
    """A row that is wrong: what stands in it, and what is said of it."""

    handle: str
    said: str
    mass: str = ""


WRONG = {
    101: Bad("88.1000.999/FOREIGN", "the prefix 88.1000.999 is not served by this node"),
    2_002: Bad("88.1000.1", "cannot read '88.1000.1' as a handle: expected a slash between prefix and suffix"),
    3_003: Bad("88.1000.1/HEAVY", "mass", "heavy"),
    4_004: Bad("88.1000.1/" + "长" * 1_500, "a handle has at most 2048 octets, got 4510"),
    5_005: Bad("88.1000.1/P-00001", "88.1000.1/P-00001 is given twice: line 2 has it"),
    6_006: Bad(
        "88.1000.1/\x07BELL",
        r"cannot read '88.1000.1/\x07BELL' as a handle: character U+0007 at position 11 is not allowed",
    ),
    7_007: Bad("88.1000.1/META_X", " may not write META_X: META_, App_, User_ and Group_ are the administrator's"),
}
"""By row of the file, counted with its head."""
GOOD = ROWS - len(WRONG)
ITEMS = [
    {"code": "model", "index": 2000, "name": "型号", "required": True, "longest": 40},
    {"code": "mass", "index": 2001, "name": "质量", "kind": "number", "unit": "kg", "least": "0"},
]


class Life:
    """Who takes part, and what has come of it so far."""

    def __init__(self, node: Node) -> None:
        """Give each of them a key."""
        self.node = node
        self.park = Asker(node, node.told("key", "new", "--role", "park-admin")["key"])
        self.reviewer = Asker(node, node.told("key", "new", "--role", "reviewer")["key"])
        self.firm = Asker(node, node.told("key", "new", "--role", "enterprise-admin", "--applies")["key"])
        self.mes = Asker(node)
        self.anybody = Asker(node)
        self.application = ""
        self.enterprise = ""
        self.prefix = ""
        self.template = ""
        self.profile: dict[str, Any] = {}
        self.asked = {"http": 0, "redirect": 0}

    def act(self, who: Asker, act: str, expect: int = 200, **more: Any) -> Any:
        """Do an act to the application."""
        return who.do("POST", f"/api/v1/applications/{self.application}/acts", {"act": act, **more}, expect=expect)

    def stand(self, who: Asker, act: str, reason: str = "", expect: int = 200) -> Any:
        """Do an act to the enterprise."""
        body = {"act": act, "reason": reason}
        return who.do("POST", f"/api/v1/enterprises/{self.enterprise}/acts", body, expect=expect)

    def standing(self) -> str:
        """How the enterprise stands."""
        return str(self.park.do("GET", f"/api/v1/enterprises/{self.enterprise}")["standing"])

    def resolve(self, suffix: str, status: int = 200) -> Any:
        """Ask by the Handle API, as partners do; counted."""
        answer = self.anybody.ask("GET", f"/api/handles/{self.prefix}/{suffix}")
        assert answer.status == status, answer.octets
        self.asked["http"] += status == 200
        return answer.document


@pytest.mark.timeout(300)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_whole_life_of_an_enterprise(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> None:
    settings = {}
    if database == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        settings["database_url"] = server.database()
    with running(tmp_path, **settings) as node:
        life = Life(node)
        applies(life)
        is_returned_and_resubmits(life)
        is_approved_by_another(life)
        gets_a_key_and_a_template(life)
        imports(life)
        prints_and_is_resolved(life)
        changes_a_little(life)
        changes_its_name(life)
        is_suspended_and_restored(life)
        ends(life)
        is_told_of_exactly(life)


def applies(life: Life) -> None:
    paper = life.firm.do("POST", "/api/v1/documents", PNG, kind="image/png", expect=201)["id"]
    life.profile = msgspec.to_builtins(profile(paper))
    draft = {key: text for key, text in life.profile.items() if key not in ("industry", "address")}
    body = {"kind": "entry", "profile": draft, "wish": {"purpose": "产品追溯"}}
    begun = life.firm.do("POST", "/api/v1/applications", body, expect=201)
    life.application, life.enterprise = begun["id"], begun["enterprise"]
    assert begun["standing"] == "draft"
    life.reviewer.do("GET", f"/api/v1/applications/{life.application}", expect=404)  # nobody else sees a draft

    refused = life.act(life.firm, "submit", 422)
    assert [(fault["pointer"], fault["code"]) for fault in refused["errors"]] == [
        ("/industry", "missing"),
        ("/address", "missing"),
    ]
    saved = save(life)
    assert saved["profile"]["contact"]["phone"] != life.profile["contact"]["phone"], "personal data comes masked"
    assert life.act(life.firm, "submit")["standing"] == "submitted"


def save(life: Life) -> Any:
    """Save the draft as the profile is by now."""
    path = f"/api/v1/applications/{life.application}"
    version = life.firm.ask("GET", path).headers["etag"]
    return life.firm.do("PUT", path, {"profile": life.profile}, If_Match=version)


def is_returned_and_resubmits(life: Life) -> None:
    life.act(life.firm, "take", 403)
    assert life.act(life.reviewer, "take")["standing"] == "in-review"
    life.act(life.firm, "withdraw", 409)
    remarks = [{"pointer": "/name", "text": "与营业执照不一致"}]
    assert life.act(life.reviewer, "return", remarks=remarks)["standing"] == "returned"

    seen = life.firm.do("GET", f"/api/v1/applications/{life.application}")
    assert seen["remarks"] == remarks
    assert seen["to_be_mended_by"] is not None
    life.profile["name"] = "江西岫澜电路科技有限公司"
    save(life)
    assert life.act(life.firm, "submit")["submission"] == 2
    changed = life.reviewer.do("GET", f"/api/v1/applications/{life.application}/difference?against=1")["items"]
    assert [(each["pointer"], each["after"]) for each in changed] == [("/name", life.profile["name"])]


def is_approved_by_another(life: Life) -> None:
    life.act(life.reviewer, "take")
    life.act(life.firm, "approve", 403)
    life.park.do("GET", f"/api/v1/enterprises/{life.enterprise}")
    assert life.act(life.reviewer, "approve", note="材料齐全")["standing"] == "active"

    assert life.standing() == "active"
    held = until(lambda: life.firm.do("GET", "/api/v1/prefixes")["items"], SOON)
    assert [(each["prefix"], each["standing"], each["mode"]) for each in held] == [("88.1000.1", "active", "hosted")]
    life.prefix = held[0]["prefix"]
    record = life.reviewer.do("GET", f"/api/v1/applications/{life.application}/reviews")["items"]
    assert [each["result"] for each in record] == ["returned", "approved"]
    again = {"prefix": life.prefix, "enterprise": life.enterprise}
    life.park.do("POST", "/api/v1/prefixes", again, expect=409)


def gets_a_key_and_a_template(life: Life) -> None:
    wanted = {"role": "enterprise-app", "prefixes": [life.prefix], "days": 90, "note": "一车间 MES"}
    life.mes.key = life.firm.do("POST", "/api/v1/keys", wanted, expect=201)["key"]
    life.mes.do("POST", "/api/v1/keys", wanted, expect=403)
    strange = {**wanted, "prefixes": ["88.1000.2"]}
    life.firm.do("POST", "/api/v1/keys", strange, expect=404)

    template = {"name": "电路板", "items": ITEMS, "publish": True}
    made = life.firm.do("POST", "/api/v1/templates", template, expect=201)
    life.template = f"{made['id']}@1"
    schema = life.mes.do("GET", f"/api/v1/templates/{made['id']}/versions/1/schema")
    assert schema["$schema"].endswith("2020-12/schema")
    assert json.dumps(schema, ensure_ascii=False).count("型号") >= 1


def imports(life: Life) -> None:
    path = f"/api/v1/imports?name=boards.csv&mode=skip-bad&template={life.template}"
    job = life.mes.do("POST", path, the_file(life.prefix), kind="text/csv", expect=202)["id"]
    checked = waited(life, job, "checked")
    assert (checked["rows"], checked["wrong"], checked["registered"]) == (ROWS, 7, 0)
    life.anybody.do("GET", f"/api/handles/{life.prefix}/P-00001", expect=404)  # nothing was entered yet
    faults = life.mes.do("GET", f"/api/v1/imports/{job}/faults")
    assert faults["total"] == 7
    assert [fault["row"] for fault in faults["items"]] == list(WRONG)
    for fault, bad in zip(faults["items"], WRONG.values(), strict=True):
        assert bad.said in fault["reason"], fault

    life.mes.do("PATCH", f"/api/v1/imports/{job}", {"standing": "running"})
    done = waited(life, job, "done")
    assert (done["registered"], done["refused"]) == (GOOD, 7)
    life.mes.do("PATCH", f"/api/v1/imports/{job}", {"standing": "running"}, expect=409)


def the_file(prefix: str, wrong: Mapping[int, Bad] = WRONG) -> bytes:
    """10,000 rows, seven of them wrong; the first row is the head."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(["标识", "URL", "model", "mass"])
    for number in range(1, ROWS + 1):
        bad = wrong.get(number + 1, Bad(f"{prefix}/P-{number:05}", ""))
        mass = bad.mass or f"{number / 1000:.3f}"
        rows.writerow([bad.handle, f"https://maker.example/p/{number}", f"XL-{number % 40}", mass])
    return out.getvalue().encode("utf-8-sig")


def waited(life: Life, job: str, standing: str) -> Any:
    """The job as soon as it stands so."""

    def look() -> Any:
        found = life.mes.do("GET", f"/api/v1/imports/{job}")
        assert found["standing"] in ("checking", "checked", "running", standing), found
        return found if found["standing"] == standing else None

    return until(look, 90)


def prints_and_is_resolved(life: Life) -> None:
    wanted = {
        "prefix": life.prefix,
        "count": 24,
        "base": "https://id.park.example",
        "layout": "a4-3x8",
        "lines": ["{identifier}", "{value:model}"],
    }
    labels = life.mes.ask("POST", "/api/v1/labels", wanted)
    assert (labels.status, labels.octets[:5], labels.headers["content-type"]) == (200, b"%PDF-", "application/pdf")

    for number in (1, 500, ROWS):
        found = life.resolve(f"P-{number:05}")
        assert {value["type"]: value["data"]["value"] for value in found["values"]} == {
            "URL": f"https://maker.example/p/{number}",
            "model": f"XL-{number % 40}",
            "mass": f"{number / 1000:.3f}",
            "TEMPLATE": life.template,
        }
    for row in WRONG:
        life.resolve(f"P-{row - 1:05}", 404)
    for number in (7, 8):
        door = life.anybody.ask("GET", f"/{life.prefix}/P-{number:05}")
        assert (door.status, door.headers["location"]) == (302, f"https://maker.example/p/{number}")
        life.asked["redirect"] += 1


def changes_a_little(life: Life) -> None:
    path = f"/api/v1/enterprises/{life.enterprise}"
    tag = life.firm.ask("GET", path).headers["etag"]
    change = {"address": "云谷大道 88 号", "contact": {"phone": "13900001111"}}
    changed = life.firm.do("PATCH", path, change, If_Match=tag)
    assert (changed["profile"]["address"], changed["standing"]) == ("云谷大道 88 号", "active")
    life.firm.do("PATCH", path, change, If_Match=tag, expect=412)
    tag = life.firm.ask("GET", path).headers["etag"]
    life.firm.do("PATCH", path, {"name": "别名公司"}, If_Match=tag, expect=409)
    life.firm.do("PATCH", path, {"above_scale": True}, If_Match=tag, expect=403)
    life.profile |= {"address": "云谷大道 88 号"}
    life.profile["contact"] = {**life.profile["contact"], "phone": "13900001111"}


def changes_its_name(life: Life) -> None:
    life.profile["name"] = "江西岫澜电子股份有限公司"
    begun = life.firm.do("POST", "/api/v1/applications", {"kind": "change", "profile": life.profile}, expect=201)
    life.application = begun["id"]
    life.act(life.firm, "submit")
    assert life.standing() == "changing"
    changed = life.reviewer.do("GET", f"/api/v1/applications/{life.application}/difference")["items"]
    assert [(each["pointer"], each["full"]) for each in changed] == [("/name", True)]
    life.act(life.reviewer, "take")
    life.act(life.reviewer, "approve")

    firm = life.park.do("GET", f"/api/v1/enterprises/{life.enterprise}")
    assert (firm["name"], firm["standing"]) == (life.profile["name"], "active")
    page = life.anybody.ask("GET", f"/{life.prefix}/P-00009?noredirect", Accept="text/html", Accept_Language="zh-CN")
    assert life.profile["name"] in page.octets.decode()


def is_suspended_and_restored(life: Life) -> None:
    life.stand(life.firm, "suspend", "自行", 403)
    life.stand(life.reviewer, "suspend", "越权", 403)
    life.stand(life.park, "suspend", "", 400)
    life.stand(life.park, "suspend", "资料过期")
    assert life.park.do("GET", "/api/v1/prefixes")["items"][-1]["standing"] == "suspended"
    new = {"handle": f"{life.prefix}/NEW", "values": [{"index": 1, "type": "URL", "data": "https://x.example"}]}
    assert life.mes.ask("POST", "/api/v1/identifiers", new).status in (403, 409)
    assert life.anybody.ask("GET", f"/api/handles/{life.prefix}/P-00001").status != 200

    life.stand(life.park, "restore")
    assert life.standing() == "active"
    life.mes.do("POST", "/api/v1/identifiers", new, expect=201)
    life.resolve("P-00001")


def ends(life: Life) -> None:
    life.stand(life.firm, "finish", "自行", 403)
    life.stand(life.firm, "close", "迁出园区")
    assert life.standing() == "closing"
    life.stand(life.park, "finish", "已迁出园区")

    assert life.standing() == "closed"
    until(lambda: life.mes.ask("GET", "/api/v1/prefixes").status == 401, SOON)
    until(lambda: life.firm.ask("GET", "/api/v1/prefixes").status == 401, SOON)
    assert life.anybody.ask("GET", f"/api/handles/{life.prefix}/P-00001").status != 200
    life.park.do("POST", "/api/v1/prefixes", {"prefix": life.prefix, "enterprise": None}, expect=409)
    assert life.park.do("GET", "/api/v1/prefixes/next")["prefix"] == "88.1000.2"


def is_told_of_exactly(life: Life) -> None:
    """What was counted, and what the trail keeps."""
    time.sleep(1.5)  # the keeper writes counts down once a second
    rows = life.node.told("stats", "--by", "prefix,channel,outcome")
    found = {row["channel"]: row["resolutions"] for row in rows if row["outcome"] == "found" and row["prefix"]}
    assert {name: found.get(name, 0) for name in life.asked} == life.asked
    total = life.node.told("stats", "--by", "")
    assert sum(row["registered"] for row in total) == GOOD + 1

    trail = life.park.ask("GET", "/api/v1/trail/export?format=ndjson").octets.decode()
    lines = [json.loads(line) for line in trail.splitlines()]
    told = [line["verb"] for line in lines if line["subject"] == life.enterprise]
    assert [verb for verb in told if verb.endswith("enterprise")] == [
        "amend enterprise",
        "suspend enterprise",
        "restore enterprise",
        "close enterprise",
        "finish enterprise",
    ]
    assert not any(secret in trail for secret in SECRETS)
    assert life.node.told("verify", "trail")["faults"] == []
    assert life.node.told("verify")["good"] is True
