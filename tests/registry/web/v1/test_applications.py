"""The whole life of an enterprise over HTTP, and who may take part in it."""

import json
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from registry.credentials import issue
from registry.deposit import MOST_WAITING
from registry.store.book import Book
from registry.store.tables import trail
from schemas.principal import Role
from tests.support.applying import ID_NUMBER, PNG, SECRETS, profile
from tests.support.books import ROOT, Clock
from tests.support.own_api import OwnApi, furnished, serving


@pytest.fixture
async def own(book: Book, clock: Clock) -> AsyncIterator[OwnApi]:
    """The API with two applicants who have no enterprise yet, over each database in turn."""
    await furnished(book)
    async with serving(book, clock) as own:
        await _applicants(own)
        yield own


async def _applicants(own: OwnApi) -> None:
    made = dict(own.keys)
    async with own.context.book.writing() as page:
        for name in ("applicant", "rival"):
            _, made[name] = await issue(page, ROOT, own.context.pepper, Role.ENTERPRISE_ADMIN, applies=True)
        _, made["second"] = await issue(page, ROOT, own.context.pepper, Role.REVIEWER)
    own.keys = made


def document(**more: Any) -> dict[str, Any]:
    whole: dict[str, Any] = msgspec.to_builtins(profile(**more))
    return whole


async def bring(own: OwnApi, by: str = "applicant") -> str:
    brought = await own.ask("POST", "/documents", PNG, by=by, Content_Type="text/html")
    assert brought.status == 201, brought.body
    assert brought.json["type"] == "image/png"
    return str(brought.json["id"])


async def act(own: OwnApi, target: str, what: str, by: str, **more: Any) -> Any:
    answer = await own.ask("POST", f"{target}/acts", {"act": what, **more}, by=by)
    assert answer.status == 200, answer.body
    return answer.json


async def test_the_whole_life_of_an_enterprise(own: OwnApi) -> None:
    # A draft, saved incomplete; submitting it says everything that is missing, in both languages.
    begun = await own.ask("POST", "/applications", {"kind": "entry", "profile": {"name": "岫澜"}}, by="applicant")
    assert begun.status == 201, begun.body
    here = begun.headers["Location"].removeprefix("/api/v1")
    early = await own.ask("POST", f"{here}/acts", {"act": "submit"}, by="applicant")
    assert early.detail[:2] == (422, "incomplete")
    missing = {each["pointer"]: each for each in early.json["errors"]}
    assert missing["/uscc"] == {
        "pointer": "/uscc",
        "code": "missing",
        "detail": "uscc is missing",
        "detail_zh": "缺少证件号",
    }
    assert len(missing) == 11

    # Complete, and with a wish for a prefix.
    certificate = await bring(own)
    wanted = {"profile": document(certificate=certificate), "wish": {"purpose": "产品标识"}}
    stale = await own.ask("PUT", here, wanted, by="applicant", If_Match='"7"')
    assert stale.detail[:2] == (412, "stale")
    assert (await own.ask("PUT", here, wanted, by="applicant")).detail[:2] == (428, "precondition-required")
    saved = await own.ask("PUT", here, wanted, by="applicant", If_Match=begun.headers["ETag"])
    assert saved.json["profile"]["legal_person"]["name"] == "欧***"
    assert saved.json["profile"]["legal_person"]["id_number"] == f"3601****{ID_NUMBER[-4:]}"
    await act(own, here, "submit", "applicant")

    # Returned with remarks, mended, submitted again, approved by another person than the applicant.
    await act(own, here, "take", "reviewer")
    remarks = [{"pointer": "/name", "text": "与营业执照不一致"}]
    returned = await act(own, here, "return", "reviewer", remarks=remarks)
    assert (returned["standing"], returned["remarks"]) == ("returned", remarks)
    assert returned["to_be_mended_by"] == "2026-12-22T04:00:00Z"
    own_approval = await own.ask("POST", f"{here}/acts", {"act": "approve"}, by="applicant")
    assert own_approval.detail[:2] == (403, "forbidden")
    mended = {"profile": document(certificate=certificate, name="江西岫澜电路科技股份有限公司")}
    seen = await own.ask("GET", here, by="applicant")
    assert (await own.ask("PUT", here, mended, by="applicant", If_Match=seen.headers["ETag"])).status == 200
    still = (await own.ask("GET", here, by="auditor")).json["profile"]["name"]
    assert still == "江西岫澜第1电路科技有限公司"
    await act(own, here, "submit", "applicant")
    changed = (await own.ask("GET", f"{here}/difference?against=1", by="second")).json["items"]
    assert [(each["pointer"], each["full"]) for each in changed] == [("/name", True)]
    await act(own, here, "take", "second")
    assert (await act(own, here, "approve", "second", note="材料齐全"))["standing"] == "active"
    records = (await own.ask("GET", f"{here}/reviews", by="auditor")).json["items"]
    assert [(each["result"], each["submission"]) for each in records] == [("returned", 1), ("approved", 2)]
    assert all(each["evidence"].startswith("sha256:") for each in records)

    # The enterprise is in force, holds the next free prefix, and its applicant's key opens it.
    id = begun.json["enterprise"]
    known = await own.ask("GET", f"/enterprises/{id}", by="applicant")
    assert (known.json["standing"], known.json["name"]) == ("active", "江西岫澜电路科技股份有限公司")
    held = (await own.ask("GET", "/prefixes", by="applicant")).json["items"]
    assert [(each["prefix"], each["standing"]) for each in held] == [("88.1000.2", "active")]
    thing = {"handle": "88.1000.2/SN-1", "values": []}
    assert (await own.ask("POST", "/identifiers", thing, by="applicant")).status == 201

    # A second prefix, chosen, by an application of its own.
    second = await own.ask(
        "POST", "/applications", {"kind": "prefix", "wish": {"prefix": "88.1000.77"}}, by="applicant"
    )
    there = f"/applications/{second.json['id']}"
    await act(own, there, "submit", "applicant")
    await act(own, there, "take", "reviewer")
    await act(own, there, "approve", "reviewer")

    # A partial change is in force at once; a full one goes through a review, while everything goes on.
    version = (await own.ask("GET", f"/enterprises/{id}", by="applicant")).headers["ETag"]
    moved = await own.ask("PATCH", f"/enterprises/{id}", {"address": "云谷大道 2 号"}, by="applicant", If_Match=version)
    assert (moved.status, moved.json["profile"]["address"]) == (200, "云谷大道 2 号")
    outdated = await own.ask("PATCH", f"/enterprises/{id}", {"address": "3 号"}, by="applicant", If_Match=version)
    assert outdated.detail[:2] == (412, "stale")
    direct = await own.ask("PATCH", f"/enterprises/{id}", {"name": "新名"}, by="applicant", If_Match="*")
    assert direct.detail[:2] == (409, "conflict")
    full = await own.ask("POST", "/applications", {"kind": "change"}, by="applicant")
    there = f"/applications/{full.json['id']}"
    assert (await own.ask("GET", f"/enterprises/{id}", by="park")).json["standing"] == "changing"
    renamed = {"profile": document(certificate=certificate, name="岫澜电路集团有限公司")}
    assert (await own.ask("PUT", there, renamed, by="applicant", If_Match="*")).status == 200
    await act(own, there, "submit", "applicant")
    told = (await own.ask("GET", f"{there}/difference", by="reviewer")).json["items"]
    assert {each["pointer"] for each in told} == {"/name", "/address"}
    await act(own, there, "take", "reviewer")
    await act(own, there, "approve", "reviewer")
    assert (await own.ask("GET", f"/enterprises/{id}", by="auditor")).json["name"] == "岫澜电路集团有限公司"

    # Suspended and restored with its prefixes, and in the end closed for good.
    await act(own, f"/enterprises/{id}", "suspend", "park", reason="证照过期")
    held = (await own.ask("GET", "/prefixes", by="applicant")).json["items"]
    assert {each["standing"] for each in held} == {"suspended"}
    refused = await own.ask("POST", "/identifiers", thing | {"handle": "88.1000.2/SN-2"}, by="applicant")
    assert refused.detail[0] == 403
    await act(own, f"/enterprises/{id}", "restore", "park")
    assert (await own.ask("POST", "/identifiers", thing | {"handle": "88.1000.2/SN-2"}, by="applicant")).status == 201
    await act(own, f"/enterprises/{id}", "close", "applicant")
    done = await act(own, f"/enterprises/{id}", "finish", "park", reason="已迁出园区")
    assert done["standing"] == "closed"
    assert (await own.ask("GET", "/prefixes", by="applicant")).detail[0] == 401
    late = await own.ask("POST", f"/enterprises/{id}/acts", {"act": "restore"}, by="park")
    assert late.detail[:2] == (409, "conflict")


async def test_personal_data_is_shown_for_a_reason_that_the_trail_keeps(own: OwnApi) -> None:
    certificate = await bring(own)
    whole = {"kind": "entry", "profile": document(certificate=certificate)}
    begun = await own.ask("POST", "/applications", whole, by="applicant")
    here = f"/applications/{begun.json['id']}"
    await act(own, here, "submit", "applicant")

    for who in ("auditor", "reviewer", "park", "applicant"):
        masked = (await own.ask("GET", here, by=who)).body.decode()
        assert [secret for secret in (*SECRETS, ID_NUMBER) if secret in masked] == []
    shown = await own.ask("GET", f"{here}?unmask=%E6%A0%B8%E5%AF%B9%E8%AF%81%E4%BB%B6", by="reviewer")
    assert shown.json["profile"]["legal_person"]["id_number"] == ID_NUMBER
    assert (await own.ask("GET", f"{here}?unmask=curious", by="auditor")).detail[0] == 403
    assert (await own.ask("GET", f"{here}?unmask=x", by="reviewer")).detail[0] == 400
    async with own.context.book.reading() as page:
        (line,) = await page.rows(sa.select(trail).where(trail.c.verb == "unmask"))
        everything = [row.detail for row in await page.rows(sa.select(trail.c.detail))]
    assert (line.role, json.loads(line.detail)["reason"]) == ("reviewer", "核对证件")
    assert [text for text in everything for secret in (*SECRETS, ID_NUMBER) if secret in text] == []


async def test_a_document_is_fetched_as_a_file_by_those_who_may(own: OwnApi) -> None:
    id = await bring(own)
    fetched = await own.ask("GET", f"/documents/{id}/content", by="applicant")

    assert fetched.body == PNG
    assert fetched.headers["Content-Type"] == "image/png"
    assert fetched.headers["Content-Disposition"] == f'attachment; filename="{id}.png"'
    assert fetched.headers["X-Content-Type-Options"] == "nosniff"
    assert fetched.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for who in ("rival", "reviewer", "park", "auditor"):
        assert (await own.ask("GET", f"/documents/{id}/content", by=who)).detail[0] == 404
    whole = {"kind": "entry", "profile": document(certificate=id)}
    begun = await own.ask("POST", "/applications", whole, by="applicant")
    await act(own, f"/applications/{begun.json['id']}", "submit", "applicant")
    welcome = {who: (await own.ask("GET", f"/documents/{id}/content", by=who)).status for who in own.keys}
    assert {who for who, status in welcome.items() if status == 200} == {"applicant", "reviewer", "second", "park"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"<svg onload=alert(1)>", 400, "malformed"),
        (PNG + b"<script>", 400, "malformed"),
        (PNG[:8] + bytes(6 << 20), 413, "too-large"),
    ],
)
async def test_a_document_that_is_none_is_refused(own: OwnApi, body: bytes, status: int, code: str) -> None:
    answer = await own.ask("POST", "/documents", body, by="applicant", Content_Type="image/png")

    assert answer.detail[:2] == (status, code)


async def test_a_place_is_opened_for_whoever_is_to_apply(own: OwnApi) -> None:
    opened = await own.ask("POST", "/applicants", {"name": "岫澜"}, by="park")
    id = opened.json["enterprise"]
    made = await own.ask("POST", "/keys", {"role": "enterprise-admin", "enterprise": id}, by="park")
    key = made.json["key"]
    assert (await own.ask("POST", "/keys", {"role": "enterprise-admin", "enterprise": "x"}, by="park")).status == 404
    assert (await own.ask("POST", "/keys", {"role": "auditor", "applies": True}, by="park")).status == 201
    assert (await own.ask("POST", "/keys", {"role": "enterprise-app", "applies": True}, by="park")).status == 400

    begun = await own.ask("POST", "/applications", {"kind": "entry"}, by=key)

    assert (begun.status, begun.json["enterprise"], begun.json["standing"]) == (201, id, "draft")
    again = await own.ask("POST", "/applications", {"kind": "entry"}, by=key)
    assert again.detail[:2] == (409, "conflict")
    assert (await own.ask("GET", "/enterprises", by="park")).json["items"] == []


async def test_the_tables_of_codes_are_told_level_by_level(own: OwnApi) -> None:
    provinces = (await own.ask("GET", "/divisions")).json["items"]
    counties = (await own.ask("GET", "/divisions?below=360100")).json["items"]
    classes = (await own.ask("GET", "/industries?below=C398")).json["items"]

    assert (len(provinces), provinces[0]) == (34, {"code": "110000", "name": "北京市"})
    assert {"code": "360121", "name": "南昌县"} in counties
    assert {"code": "C3982", "name": "电子电路制造", "level": "class"} in classes
    assert (await own.ask("GET", "/divisions?below=999999")).detail[0] == 400
    assert (await own.ask("GET", "/industries?below=X")).detail[0] == 400


async def test_nobody_fills_the_disk_with_documents(own: OwnApi) -> None:
    for _ in range(MOST_WAITING):
        await bring(own, by="rival")

    answer = await own.ask("POST", "/documents", PNG, by="rival")

    assert answer.detail[:2] == (409, "conflict")
    assert len(list(own.context.practice.vault.ids())) == MOST_WAITING
    assert (await own.ask("POST", "/documents", PNG, by="applicant")).status == 201


# What each caller gets who asks about another's draft, and about what was submitted.
STRANGERS = ("rival", "owner", "stranger", "node")
PARK = ("auditor", "reviewer", "park")


async def test_an_enterprise_never_sees_anothers_draft(own: OwnApi) -> None:
    certificate = await bring(own)
    whole = {"kind": "entry", "profile": document(certificate=certificate)}
    begun = await own.ask("POST", "/applications", whole, by="applicant")
    id, enterprise = begun.json["id"], begun.json["enterprise"]
    routes: list[tuple[str, str, Any]] = [
        ("GET", f"/applications/{id}", None),
        ("GET", f"/applications/{id}?unmask=curious", None),
        ("PUT", f"/applications/{id}", {"profile": {"name": "我的"}}),
        ("POST", f"/applications/{id}/acts", {"act": "submit"}),
        ("POST", f"/applications/{id}/acts", {"act": "discard"}),
        ("POST", f"/applications/{id}/acts", {"act": "take"}),
        ("GET", f"/applications/{id}/reviews", None),
        ("GET", f"/applications/{id}/filings", None),
        ("GET", f"/applications/{id}/difference", None),
        ("GET", f"/documents/{certificate}", None),
    ]
    before = await own.serial()

    for method, target, body in routes:
        for who in (*STRANGERS, *PARK):
            answer = await own.ask(method, target, body, by=who, If_Match="*")
            assert answer.status == 404, (who, method, target, answer.body)
        assert (await own.ask(method, target, body)).status == 401
    for who in STRANGERS:
        assert (await own.ask("GET", "/applications", by=who)).json["items"] == []
        assert (await own.ask("GET", f"/enterprises/{enterprise}", by=who)).status == 404
        patched = await own.ask("PATCH", f"/enterprises/{enterprise}", {"address": "x"}, by=who, If_Match="*")
        assert patched.status == 404
        assert (await own.ask("POST", f"/enterprises/{enterprise}/acts", {"act": "close"}, by=who)).status == 404
        mine = {"kind": "change", "enterprise": enterprise}
        assert (await own.ask("POST", "/applications", mine, by=who)).status in (403, 404)
    assert (await own.ask("GET", "/applications", by="park")).json["items"] == []
    assert await own.serial() == before
    assert (await own.ask("GET", f"/applications/{id}", by="applicant")).json["standing"] == "draft"


@pytest.mark.parametrize(
    ("method", "target", "body", "welcome"),
    [
        ("POST", "/applications", {"kind": "entry"}, {"applicant", "rival", "park"}),
        ("POST", "/applicants", {"name": "某某"}, {"park"}),
        ("GET", "/filings", None, {"auditor", "reviewer", "second", "park"}),
        ("PATCH", "/filings/none", {"standing": "passed"}, {"park"}),
        ("GET", "/prefixes/next", None, {"auditor", "reviewer", "second", "park"}),
        ("PATCH", "/prefixes/88.1000.10", {"standing": "suspended"}, {"park"}),
        ("PATCH", "/prefixes/88.1000.10", {"mode": "mirrored"}, {"park"}),
        ("POST", "/documents", PNG, {"applicant", "rival", "park"}),
    ],
)
async def test_only_those_whom_the_table_names_succeed(
    own: OwnApi, method: str, target: str, body: Any, welcome: set[str]
) -> None:
    for who in own.keys:
        answer = await own.ask(method, target, body, by=who)
        if who not in welcome:
            assert answer.status == 403, (who, answer.body)
        else:
            # A filing that is not there is not there for those who may answer one.
            assert answer.status in (200, 201, 404, 409), (who, answer.body)
    assert (await own.ask(method, target, body)).status == 401


@pytest.mark.parametrize(
    ("method", "target", "body", "sentence"),
    [
        ("POST", "/applications", {"kind": "entry", "standing": "active"}, 'unknown member "standing"'),
        ("POST", "/applications", {"kind": "wish"}, "'wish' is not one of those allowed here (at kind)"),
        ("POST", "/applications", {"kind": "prefix"}, "a prefix is applied for by a wish"),
        ("GET", "/applications?standing=lost", None, "cannot read standing='lost': expected draft or submitted or"),
        ("GET", "/filings?standing=lost", None, "cannot read standing='lost': expected pending or passed or failed"),
        ("PATCH", "/prefixes/88.1000.10", {}, "what is to change? expected one of standing, quota, or mode"),
        ("PATCH", "/prefixes/88.1000.10", {"standing": "active", "mode": "hosted"}, "what is to change?"),
        ("POST", "/prefixes", {"prefix": "next", "enterprise": None}, "the node's own prefixes are named"),
        ("POST", "/prefixes", {"prefix": "88.1000.5", "enterprise": None, "under": "88.1000"}, "`under` goes with"),
    ],
)
async def test_what_is_wrong_is_refused_in_a_sentence(
    own: OwnApi, method: str, target: str, body: Any, sentence: str
) -> None:
    before = await own.serial()

    answer = await own.ask(method, target, body, by="park")

    assert answer.status == 400, answer.body
    assert sentence in answer.detail[2]
    assert await own.serial() == before
