"""The review queue: an application beside what is in force, deciding it, and never by whoever applied."""

import re
from hashlib import sha256

import msgspec
import pytest

from registry.applying import apply
from registry.claim import propose
from registry.deposit import deposit
from registry.practice import Policy, Practice
from registry.store import accounts, applications, enterprises
from registry.store.trail import Wanted, list_
from schemas.application import Kind
from schemas.claim import Stem
from schemas.life import Standing
from schemas.principal import Principal, Role
from tests.support.applying import APPLICANT, PNG, SECRETS, Way, bring, entered, profile
from tests.support.console import Browser, House

HOSTILE = "<img src=x onerror=alert(1)>有限公司"


@pytest.fixture
async def reviewer(house: House) -> Browser:
    """The browser of a reviewer, who is signed in."""
    browser = house.browser()
    await browser.sign_in("reviewer")
    return browser


async def waiting(house: House, standing: Standing = Standing.SUBMITTED, **more: object) -> str:
    """An application in this standing; its id."""
    async with house.context.book.writing() as page:
        way = Way(page, house.context.practice)
        return (await way.at(standing, **more)).id


async def standing_of(house: House, id: str) -> Standing:
    async with house.context.book.reading() as page:
        found = await applications.find(page, id)
    assert found is not None
    return found.standing


async def test_the_queue_shows_what_waits_and_filters(house: House, reviewer: Browser) -> None:
    async with house.context.book.writing() as page:
        way = Way(page, house.context.practice)
        for standing in (Standing.DRAFT, Standing.SUBMITTED, Standing.IN_REVIEW, Standing.RETURNED, Standing.REJECTED):
            await way.at(standing)

    def listed(text: str) -> list[str]:
        # Those of one second stand in the order of their ids.
        return sorted(re.findall(r"江西岫澜第(\d)电路", text))

    assert listed((await reviewer.open("/console/reviews")).text) == ["2", "3"]
    assert listed((await reviewer.open("/console/reviews?standing=returned")).text) == ["4"]
    assert listed((await reviewer.open("/console/reviews?standing=all")).text) == ["2", "3", "4", "5"]
    assert listed((await reviewer.open("/console/reviews?standing=draft")).text) == []
    assert listed((await reviewer.open("/console/reviews?kind=prefix")).text) == []


async def test_an_entry_is_taken_returned_with_remarks_mended_and_approved(house: House, reviewer: Browser) -> None:
    id = await waiting(house, name=HOSTILE)
    path = f"/console/reviews/{id}"
    shown = await reviewer.open(path)
    assert "<img src=x" not in shown.text
    assert "Particulars (all new)" in shown.words
    assert "C3982 电子电路制造" in shown.words
    assert "360121 江西省南昌市南昌县" in shown.words
    assert not any(secret in shown.text for secret in SECRETS)

    taken = await reviewer.send(
        path, {"act": "take", "version": re.findall(r'name="version" value="(\d+)"', shown.text)[0]}
    )
    assert "Taken: it is in review." in taken.words
    version = re.findall(r'name="version" value="(\d+)"', taken.text)[0]
    nothing = await reviewer.send(path, {"act": "return", "version": version, "pointer": ["/name"], "remark": [""]})
    assert nothing.status == 400
    assert re.search(r'<p class="wrong" id="w-note">what is to be mended\?', nothing.text)
    remarks = {"pointer": ["/name", "/contact/phone"], "remark": ["与执照不符", ""]}
    returned = await reviewer.send(path, {"act": "return", "version": version, "note": "请改正", **remarks})
    assert "Returned to the applicant." in returned.words
    assert "Name : 与执照不符" in returned.words

    async with house.context.book.writing() as page:
        mended = msgspec.structs.replace(profile("1".rjust(32, "0"), 1), name="江西岫澜电路有限公司")
        await apply.save(page, APPLICANT, house.context.practice, id, mended)
        await apply.submit(page, APPLICANT, house.context.practice, id)
    again = await reviewer.open(f"{path}?against=1")
    assert "Against submission 1: 1 differ" in again.words
    await reviewer.send(path, {"act": "take", "version": await version_of(house, id)})
    stale = await reviewer.send(path, {"act": "approve", "version": "1"})
    assert (stale.status, await standing_of(house, id)) == (412, Standing.IN_REVIEW)
    approved = await reviewer.send(path, {"act": "approve", "version": await version_of(house, id), "note": "材料齐全"})
    assert "Approved." in approved.words
    assert await standing_of(house, id) is Standing.ACTIVE
    assert re.findall(r'<span class="mark \w+">(returned|approved)</span>', approved.text) == ["returned", "approved"]


async def version_of(house: House, id: str) -> str:
    async with house.context.book.reading() as page:
        found = await applications.find(page, id)
    assert found is not None
    return str(found.version)


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"act": "reject"}, 400, "what is to be mended?"),
        ({"act": "reject", "pointer": ["/name"], "remark": ["x"]}, 400, "a rejection has a reason, got none"),
        ({"act": "reject", "note": "x" * 2001}, 400, "a note has at most 2000 characters, got 2001"),
        ({"act": "return", "pointer": ["/nonsense"], "remark": ["x"]}, 400, "there is no field '/nonsense'"),
        ({"act": "return", "pointer": ["/name"], "remark": ["x" * 2001]}, 400, "a remark has at most 2000 characters"),
        ({"act": "approve", "pointer": ["/name"], "remark": ["x"]}, 400, "remarks are for an application"),
        ({"act": "take"}, 409, "cannot take the application, which is in-review"),
        ({"act": "destroy"}, 400, "cannot do 'destroy'"),
    ],
)
async def test_what_cannot_be_done_is_said_by_the_field(
    house: House, reviewer: Browser, fields: dict[str, object], status: int, sentence: str
) -> None:
    id = await waiting(house, Standing.IN_REVIEW)
    await reviewer.open(f"/console/reviews/{id}")

    refused = await reviewer.send(f"/console/reviews/{id}", {"version": await version_of(house, id), **fields})

    assert (refused.status, sentence in refused.words) == (status, True), refused.words
    assert await standing_of(house, id) is Standing.IN_REVIEW


async def test_a_rejection_is_for_good(house: House, reviewer: Browser) -> None:
    id = await waiting(house, Standing.IN_REVIEW)
    path = f"/console/reviews/{id}"
    await reviewer.open(path)

    done = await reviewer.send(path, {"act": "reject", "version": await version_of(house, id), "note": "不属于本园区"})

    assert "Rejected." in done.words
    assert "不属于本园区" in done.words
    assert await standing_of(house, id) is Standing.REJECTED
    assert 'name="act" value="approve"' not in done.text


async def test_a_change_is_shown_beside_what_is_in_force(house: House, reviewer: Browser) -> None:
    async with house.context.book.writing() as page:
        firm = await entered(page, house.context.practice, 1)
        known = await enterprises.find_by_id(page, firm)
        assert known is not None
        who = Principal("person:boss2", Role.ENTERPRISE_ADMIN, enterprise=firm, person="p2")
        bring(page, who, "d" * 32)
        await page.flush()
        wanted = profile("d" * 32, 1, name="江西岫澜电子有限公司")
        begun = await apply.begin(page, who, house.context.practice, Kind.CHANGE, wanted, enterprise=firm)
        await apply.submit(page, who, house.context.practice, begun.id)

    shown = await reviewer.open(f"/console/reviews/{begun.id}")

    assert "Against what is in force: 2 differ" in shown.words
    assert re.search(r'class="before"[^>]*>江西岫澜第1电路科技有限公司', shown.text)
    assert re.search(r'class="after"[^>]*>江西岫澜电子有限公司', shown.text)
    assert "云谷大道" not in shown.text
    assert "云谷大道" in (await reviewer.open(f"/console/reviews/{begun.id}?whole=1")).text


async def test_whoever_has_a_hand_in_it_finds_no_button_and_is_refused(house: House, park: Browser) -> None:
    await park.open("/console/me")
    async with house.context.book.writing() as page:
        person = await accounts.find_by_login(page, "park")
        assert person is not None
        hand = Principal("key:parks-own", Role.PARK_ADMIN, person=person.account.id)
        bring(page, hand, "e" * 32)
        await page.flush()
        begun = await apply.begin(page, hand, house.context.practice, Kind.ENTRY, profile("e" * 32, 7))
        await apply.submit(page, hand, house.context.practice, begun.id)
    path = f"/console/reviews/{begun.id}"

    shown = await park.open(path)
    refused = await park.raw(path, {"form": (await park.open("/console/me")).token, "act": "take", "version": "2"})

    assert "You had a hand in this application" in shown.words
    assert 'value="take"' not in shown.text
    assert (refused.status, "whoever applies never decides about it" in refused.words) == (403, True)
    assert await standing_of(house, begun.id) is Standing.SUBMITTED


async def test_personal_data_is_shown_for_a_reason_and_that_is_in_the_trail(house: House, reviewer: Browser) -> None:
    id = await waiting(house)
    path = f"/console/reviews/{id}"
    await reviewer.open(path)
    hasty = await reviewer.send(path, {"act": "show", "reason": "x"})
    assert hasty.status == 400
    assert not any(secret in hasty.text for secret in SECRETS)

    shown = await reviewer.send(path, {"act": "show", "reason": "核对法人身份证"})

    assert all(secret in shown.text for secret in SECRETS)
    async with house.context.book.reading() as page:
        lines, _ = await list_(page, Wanted(verb="unmask", subject=id), 10)
    assert [(line.line.actor, "核对法人身份证" in line.line.detail) for line in lines] == [("person:reviewer", True)]
    later = await reviewer.open(path)
    assert not any(secret in later.text for secret in SECRETS)


async def test_an_auditor_reads_and_does_nothing(house: House) -> None:
    id = await waiting(house)
    path = f"/console/reviews/{id}"
    auditor = house.browser()
    await auditor.sign_in("auditor")

    shown = await auditor.open(path)
    assert shown.status == 200
    assert 'value="take"' not in shown.text
    assert "Show personal data" not in shown.words
    token = (await auditor.open("/console/me")).token
    assert (await auditor.raw(path, {"form": token, "act": "take", "version": "2"})).status == 403
    assert (await auditor.raw(path, {"form": token, "act": "show", "reason": "neugierig"})).status == 403


@pytest.mark.parametrize("path", ["", "/filings", "/claims"])
async def test_an_enterprise_finds_nothing_here(house: House, boss: Browser, path: str) -> None:
    assert (await boss.open(f"/console/reviews{path}")).status == 403
    assert (await boss.open(f"/console/reviews/{await waiting(house)}")).status in (403, 404)


async def test_documents_are_seen_as_what_they_are_and_nothing_else(
    house: House, reviewer: Browser, boss: Browser
) -> None:
    context = house.context
    kept = await deposit(context.group, APPLICANT, context.practice, PNG)
    async with context.book.writing() as page:
        begun = await apply.begin(page, APPLICANT, context.practice, Kind.ENTRY, profile(kept.id, 8))
        await apply.submit(page, APPLICANT, context.practice, begun.id)
    assert f'href="/console/papers/{kept.id}"' in (await reviewer.open(f"/console/reviews/{begun.id}")).text
    seen = await reviewer.open(f"/console/papers/{kept.id}")
    assert f'<img src="/console/papers/{kept.id}/content"' in seen.text
    assert f"sha256:{sha256(PNG).hexdigest()}" in seen.text

    async with reviewer.session.get(f"{reviewer.base}/console/papers/{kept.id}/content") as answer:
        assert await answer.read() == PNG
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Content-Disposition"].startswith("inline; ")
        assert answer.headers["Cache-Control"] == "no-store"
    assert (await boss.open(f"/console/papers/{kept.id}")).status == 404
    assert (await boss.open(f"/console/papers/{kept.id}/content")).status == 404
    async with context.book.reading() as page:
        lines, _ = await list_(page, Wanted(verb="fetch document", subject=kept.id), 10)
    assert [line.line.actor for line in lines] == ["person:reviewer"]


async def test_the_national_nodes_word_is_entered(house: House, park: Browser, reviewer: Browser) -> None:
    filing_practice = Practice(house.context.practice.seals, house.context.practice.vault, Policy(filing_required=True))
    async with house.context.book.writing() as page:
        way = Way(page, filing_practice)
        refused, passed = (await way.at(Standing.FILING)).id, (await way.at(Standing.FILING)).id
    listed = await park.open("/console/reviews/filings")
    number = dict(re.findall(r'href="/console/reviews/(\w{32})".*?name="id" value="(\w{32})"', listed.text, re.DOTALL))
    nothing = await park.send("/console/reviews/filings", {"act": "failed", "id": number[refused], "message": ""})
    assert (nothing.status, "expected the national node's words" in nothing.words) == (400, True)
    no = await park.send("/console/reviews/filings", {"act": "failed", "id": number[refused], "message": "资料不符"})
    assert "The national node's no is entered." in no.words
    assert await standing_of(house, refused) is Standing.FILING_FAILED
    again = await park.send(f"/console/reviews/{refused}", {"act": "file"})
    assert "Filed again." in again.words
    await park.open("/console/reviews/filings")
    fields = {"act": "passed", "id": number[passed], "upstream": "ENT-7"}
    yes = await park.send("/console/reviews/filings", fields)
    assert "ENT-7" in yes.words
    assert await standing_of(house, passed) is Standing.ACTIVE
    await reviewer.open("/console/me")
    strange = await reviewer.send("/console/reviews/filings", fields)
    assert strange.status == 403


async def test_claims_are_judged_by_somebody_else(house: House, park: Browser, reviewer: Browser) -> None:
    async with house.context.book.writing() as page:
        maker = (await enterprises.list_(page))[0]
        who = Principal("person:boss", Role.ENTERPRISE_ADMIN, enterprise=maker.id)
        first = await propose(page, who, maker, Stem.parse("gs1", "95060001"), "证书 <b>1</b>")
        second = await propose(page, who, maker, Stem.parse("oid", "1.2.156.3001"))
    shown = await reviewer.open("/console/reviews/claims")
    assert "证书 <b>" not in shown.text
    assert "95060001" in shown.words

    refused = await reviewer.send("/console/reviews/claims", {"id": second.id, "act": "refuse", "reason": ""})
    assert (refused.status, "a refusal has a reason, got none" in refused.words) == (400, True)
    assert (
        "Refused."
        in (
            await reviewer.send("/console/reviews/claims", {"id": second.id, "act": "refuse", "reason": "无证书"})
        ).words
    )
    await park.open("/console/reviews/claims")
    assert "Approved." in (await park.send("/console/reviews/claims", {"id": first.id, "act": "approve"})).words
    assert "No claim is waiting." in (await reviewer.open("/console/reviews/claims")).words
    assert "无证书" in (await reviewer.open("/console/reviews/claims?state=refused")).words
