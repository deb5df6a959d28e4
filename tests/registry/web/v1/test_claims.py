"""Claims and mappings over the API: who sees what, what is refused with which code, one row among many."""

from typing import Any

import pytest

from registry.credentials import issue
from schemas.prefix import Prefix
from schemas.principal import Role
from tests.support.books import ROOT
from tests.support.own_api import OwnApi

CIRCUITS = {"name": "江西岫澜电路科技有限公司", "uscc": "91360121MAY1C7P03X"}
KNITTING = {"name": "宁都织月针织有限公司", "uscc": "91360730MAY7F6U55F"}


@pytest.fixture
async def held(own: OwnApi) -> OwnApi:
    """Two enterprises with a prefix and keys each."""
    for enterprise, prefix, name in ((CIRCUITS, "88.1000.77", "circuits"), (KNITTING, "88.1000.78", "knitting")):
        assert (await own.ask("POST", "/enterprises", enterprise, by="park")).status == 201
        given = {"prefix": prefix, "enterprise": enterprise["uscc"]}
        assert (await own.ask("POST", "/prefixes", given, by="park")).status == 201
        async with own.context.book.writing() as page:
            bound = (Prefix.parse(prefix),)
            _, admin = await issue(page, ROOT, own.context.pepper, Role.ENTERPRISE_ADMIN, bound)
            _, app = await issue(page, ROOT, own.context.pepper, Role.ENTERPRISE_APP, bound)
        own.keys = {**own.keys, name: admin, f"{name} app": app}
    return own


def row(handle: str, *texts: str) -> dict[str, Any]:
    values = [{"index": at, "type": "MAPPING", "data": text} for at, text in enumerate(texts, start=1)]
    return {"handle": handle, "values": values}


async def claim(own: OwnApi, by: str, scheme: str, stem: str) -> str:
    """A claim that is approved; its id."""
    made = await own.ask("POST", "/claims", {"scheme": scheme, "stem": stem}, by=by)
    assert made.status == 201, made.body
    judged = await own.ask("PATCH", f"/claims/{made.json['id']}", {"state": "approved"}, by="reviewer")
    assert judged.json["state"] == "approved"
    return str(made.json["id"])


async def test_a_claim_over_the_api(held: OwnApi) -> None:
    given = {"scheme": "oid", "stem": "urn:oid:1.2.156.3001", "evidence": "certificate 4711"}
    made = await held.ask("POST", "/claims", given, by="circuits")

    number = made.json["id"]
    assert made.headers["Location"] == f"/api/v1/claims/{number}"
    assert made.json | {"proposed_by": "", "proposed": ""} == {
        "id": number,
        "enterprise": CIRCUITS["name"],
        "uscc": CIRCUITS["uscc"],
        "scheme": "oid",
        "stem": "1.2.156.3001",
        "state": "proposed",
        "evidence": "certificate 4711",
        "proposed_by": "",
        "proposed": "",
        "decided_by": None,
        "decided": None,
        "reason": "",
        "handler": "",
    }
    for by in ("circuits", "reviewer", "auditor", "park"):
        assert (await held.ask("GET", f"/claims/{number}", by=by)).json == made.json
        assert (await held.ask("GET", "/claims?state=proposed", by=by)).json == {"items": [made.json]}
    assert (await held.ask("GET", f"/claims/{number}", by="knitting")).detail[:2] == (403, "forbidden")
    assert (await held.ask("GET", "/claims", by="knitting")).json == {"items": []}
    refused = await held.ask("GET", f"/claims?enterprise={CIRCUITS['uscc']}", by="knitting")
    assert refused.detail[0] == 403
    assert (await held.ask("GET", "/claims?state=lost", by="park")).detail[2] == (
        "state is 'lost', expected proposed, approved or refused"
    )
    assert (await held.ask("GET", "/claims/none", by="park")).detail[0] == 404
    assert (await held.ask("GET", "/claims")).detail[0] == 401

    own_word = await held.ask("PATCH", f"/claims/{number}", {"state": "approved"}, by="circuits")
    assert own_word.detail[0] == 403
    judged = await held.ask("PATCH", f"/claims/{number}", {"state": "refused", "reason": "no such arc"}, by="reviewer")
    assert (judged.json["state"], judged.json["reason"]) == ("refused", "no such arc")
    for body, sentence in (
        ({"state": "proposed"}, "cannot read a judgement: 'proposed' is not one of those allowed here (at state)"),
        ({"state": "refused", "why": "x"}, 'cannot read a judgement: unknown member "why"'),
    ):
        assert (await held.ask("PATCH", f"/claims/{number}", body, by="park")).detail[2] == sentence
    for body, status, sentence in (
        ({"scheme": "gs1", "stem": "950"}, 400, "company prefix of the claim is '950', expected 4 to 12 digits"),
        ({"scheme": "gs1"}, 400, 'cannot read a claim: missing member "stem"'),
        ({"scheme": "gs1", "stem": "950600", "enterprise": "x"}, 404, "there is no enterprise 'x'"),
    ):
        assert (await held.ask("POST", "/claims", body, by="circuits")).detail[0::2] == (status, sentence)
    assert (await held.ask("POST", "/claims", {"scheme": "gs1", "stem": "950600"}, by="park")).detail[2] == (
        "whose claim is it? expected the enterprise's 统一社会信用代码 or id (at enterprise)"
    )


async def test_mappings_are_refused_with_their_own_codes(held: OwnApi) -> None:
    await claim(held, "circuits", "gs1", "950600")
    entered = await held.ask("POST", "/identifiers", row("88.1000.77/a", "(01)09506000134352(21)1"), by="circuits app")
    assert entered.status == 201

    for handle, text, by, told in (
        ("88.1000.77/b", "(01)09506000134352(21)1", "circuits app", (409, "mapped")),
        ("88.1000.78/b", "(01)09506000134352(21)2", "knitting app", (403, "forbidden")),
        ("88.1000.77/b", "(01)09506000134352(21)", "circuits app", (400, "malformed")),
    ):
        assert (await held.ask("POST", "/identifiers", row(handle, text), by=by)).detail[:2] == told
    await held.ask("POST", "/identifiers", row("88.1000.77/c"), by="circuits app")
    given = {"put": row("", "(01)09506000134352(21)1")["values"]}
    patched = await held.ask("PATCH", "/identifiers/88.1000.77/c", given, by="circuits app", If_Match='"1"')
    assert patched.detail == (409, "mapped", "(01)09506000134352(21)1 is mapped to 88.1000.77/a already")
    stale = await held.ask("PATCH", "/identifiers/88.1000.77/c", given, by="circuits app", If_Match='"7"')
    assert stale.detail[:2] == (412, "stale")

    rehearsed = await held.ask(
        "POST", "/identifiers?dry_run=true", row("88.1000.77/d", "(01)09506000134352(21)1"), by="circuits app"
    )
    assert rehearsed.detail[:2] == (409, "mapped")


async def test_in_a_stream_each_row_is_told_its_own(held: OwnApi) -> None:
    await claim(held, "circuits", "gs1", "950600")
    await claim(held, "knitting", "gs1", "0614141")
    lines = (
        b'{"handle":"88.1000.77/1","values":[{"index":1,"type":"MAPPING","data":"(01)09506000134352(21)1"}]}\n'
        b'{"handle":"88.1000.77/2","values":[{"index":1,"type":"MAPPING","data":"urn:epc:id:sgtin:950600.0013435.1"}]}\n'
        b'{"handle":"88.1000.77/3","values":[{"index":1,"type":"MAPPING","data":"614141000036"}]}\n'
        b'{"handle":"88.1000.77/4","values":[]}\n'
    )

    answer = await held.send(lines, by="circuits app")

    assert [(line.get("status"), line.get("code", "")) for line in answer.lines] == [
        (201, ""),
        (409, "mapped"),
        (403, "forbidden"),
        (201, ""),
        (None, ""),
    ]
    again = await held.send(lines, "?mode=all-or-nothing", by="circuits app")
    assert [line.get("status") for line in again.lines[:-1]] == [409, 409, 403, 409]


async def test_a_record_is_looked_up_by_what_it_carries(held: OwnApi) -> None:
    own, hidden = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "00000000-0000-7000-8000-000000000001"
    document = row("88.1000.77/a", own, hidden)
    document["values"][1]["permissions"] = "1100"
    assert (await held.ask("POST", "/identifiers", document, by="circuits app")).status == 201

    for text, by, told in (
        (own, None, 200),
        (f"urn:uuid:{own.upper()}", "knitting app", 200),
        (hidden, None, 404),  # by what is hidden nobody is led there
        (hidden, "knitting app", 404),
        (hidden, "circuits app", 200),
        ("00000000-0000-7000-8000-000000000002", None, 400),
        ("1.2.156.9", None, 400),
    ):
        answer = await held.ask("GET", f"/identifiers/{text}", by=by)
        assert (text, by, answer.status) == (text, by, told)
        if told == 200:
            assert answer.json["handle"] == "88.1000.77/a"
    refused = await held.ask("PATCH", f"/identifiers/{own}", {"remove": [1]}, by="circuits app", If_Match="*")
    assert refused.detail[0] == 400  # what changes is named by its handle
