"""Applications: who sees and who decides, what is kept of a review, filing, prefixes that come with them."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from registry.alter import alter
from registry.applying import apply, filing, review
from registry.applying.consult import application_of, difference, list_
from registry.applying.dossier import of_enterprise
from registry.enroll import correct, enroll
from registry.grant import grant
from registry.practice import Practice
from registry.stand import stand
from registry.store import applications, enterprises, filings, prefixes, reviews
from registry.store.book import Book
from registry.store.filings import FilingStanding
from registry.store.tables import trail
from schemas.application import Kind, Remark, Wish
from schemas.change import Mode
from schemas.complaint import Incomplete
from schemas.enterprise import Enterprise
from schemas.errors import Absent, Conflict, Forbidden, Malformed
from schemas.life import Act, Standing
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.profile import Contact, Profile
from tests.support.applying import ADMIN, APPLICANT, AUDITOR, REVIEWER, RIVAL, Way, bring, code_of, entered, profile
from tests.support.books import ROOT
from tests.support.practice import practice

NODE = Prefix("88.1000")


@pytest.fixture
def plain(tmp_path: Path) -> Practice:
    return practice(tmp_path)


@pytest.fixture
async def opened(empty_book: Book) -> Book:
    async with empty_book.writing() as page:
        await grant(page, ROOT, NODE, None)
    return empty_book


async def test_a_draft_is_its_applicants_alone_and_a_submission_the_parks_too(opened: Book, plain: Practice) -> None:
    async with opened.writing() as page:
        way = Way(page, plain)
        draft = await way.at(Standing.DRAFT)
        handed_in = await way.at(Standing.SUBMITTED)

        for who in (RIVAL, REVIEWER, AUDITOR, ADMIN):
            with pytest.raises(Absent, match="^there is no application"):
                await application_of(page, who, draft.id)
        with pytest.raises(Absent):
            await application_of(page, RIVAL, handed_in.id)
        assert {each.id for each in await list_(page, APPLICANT)} == {draft.id, handed_in.id}
        assert [each.id for each in await list_(page, AUDITOR)] == [handed_in.id]
        assert list(await list_(page, RIVAL)) == []
        with pytest.raises(Absent):
            await apply.save(page, RIVAL, plain, draft.id, Profile())
        with pytest.raises(Forbidden, match="the applicant's"):
            await apply.withdraw(page, ADMIN, handed_in.id)


@pytest.mark.parametrize(
    "who",
    [
        msgspec.structs.replace(APPLICANT, role=Role.REVIEWER),
        Principal("key:another", Role.REVIEWER, person="zhang"),
        Principal("key:another", Role.PARK_ADMIN, person="zhang"),
    ],
)
async def test_whoever_applies_never_decides_by_whatever_key(opened: Book, plain: Practice, who: Principal) -> None:
    zhang = msgspec.structs.replace(APPLICANT, person="zhang")
    async with opened.writing() as page:
        bring(page)
        await page.flush()
        begun = await apply.begin(page, zhang, plain, Kind.ENTRY, profile())
        await apply.submit(page, zhang, plain, begun.id)
        for decide in (
            review.take(page, who, begun.id),
            review.approve(page, who, plain, begun.id),
            review.reject(page, who, begun.id, "不"),
        ):
            with pytest.raises(Forbidden, match="whoever applies never decides about it$"):
                await decide


async def test_nor_does_anybody_of_the_enterprise_or_who_entered_it_for_them(opened: Book, plain: Practice) -> None:
    async with opened.writing() as page:
        bring(page, ADMIN)
        await page.flush()
        begun = await apply.begin(page, ADMIN, plain, Kind.ENTRY, profile())
        await apply.submit(page, ADMIN, plain, begun.id)
        with pytest.raises(Forbidden, match="has a hand in this application"):
            await review.take(page, ADMIN, begun.id)
        with pytest.raises(Forbidden, match="has a hand in this application"):
            await review.take(page, Principal("key:x", Role.REVIEWER, enterprise=begun.enterprise), begun.id)
        with pytest.raises(Forbidden, match="may not review"):
            await review.take(page, AUDITOR, begun.id)
        assert (await review.take(page, REVIEWER, begun.id)).standing is Standing.IN_REVIEW


async def test_a_key_for_something_else_applies_for_nothing(opened: Book, plain: Practice) -> None:
    narrow = msgspec.structs.replace(APPLICANT, scopes=frozenset({"register"}))
    async with opened.writing() as page:
        draft = await Way(page, plain).at(Standing.DRAFT)
        with pytest.raises(Forbidden, match="may not apply for this enterprise$"):
            await apply.begin(page, narrow, plain, Kind.ENTRY)
        with pytest.raises(Absent):
            await apply.save(page, narrow, plain, draft.id, Profile())


async def test_everything_wrong_is_said_at_once_and_nothing_is_entered(opened: Book, plain: Practice) -> None:
    async with opened.writing() as page:
        await enroll(page, ROOT, Enterprise(id="", name="先来的", uscc=code_of(7)))
        begun = await apply.begin(
            page, APPLICANT, plain, Kind.ENTRY, profile("f" * 32, 7, park="nowhere", industry="C1")
        )
        await page.flush()
        before = await applications.find(page, begun.id)
        with pytest.raises(Incomplete) as refused:
            await apply.submit(page, APPLICANT, plain, begun.id)

        told = [(pointer, code) for pointer, code, _, _ in refused.value.complaints]
        assert told == [
            ("/industry", "unreadable"),
            ("/certificate", "unknown"),
            ("/uscc", "taken"),
            ("/park", "unknown"),
        ]
        assert await applications.find(page, begun.id) == before


async def test_a_document_of_another_is_no_document(opened: Book, plain: Practice) -> None:
    async with opened.writing() as page:
        bring(page, RIVAL, "e" * 32)
        await page.flush()
        begun = await apply.begin(page, APPLICANT, plain, Kind.ENTRY, profile("e" * 32))
        with pytest.raises(Incomplete, match=r"there is no such document: upload it first \(at certificate\)"):
            await apply.submit(page, APPLICANT, plain, begun.id)


async def test_a_returned_application_is_mended_and_both_reviews_stay_on_record(opened: Book, plain: Practice) -> None:
    async with opened.writing() as page:
        way = Way(page, plain)
        returned = await way.at(Standing.RETURNED)
        assert returned.remarks == (Remark("/name", "与执照不符"),)
        mended = profile(f"{1:032x}", 1, name="江西岫澜电路科技股份有限公司")
        await apply.save(page, APPLICANT, plain, returned.id, mended)
        seen = await application_of(page, REVIEWER, returned.id)
        assert seen.standing is Standing.RETURNED
        await apply.submit(page, APPLICANT, plain, returned.id)
        await review.take(page, REVIEWER, returned.id)
        done = await review.approve(page, REVIEWER, plain, returned.id, "材料齐全")

        first, second = await reviews.list_(page, returned.id)
        assert (first.result, first.submission, first.reviewer) == ("returned", 1, REVIEWER.name)
        assert (second.result, second.submission, second.note) == ("approved", 2, "材料齐全")
        assert first.evidence != second.evidence
        kept = await applications.submission_of(page, returned.id, 2)
        assert kept is not None
        assert kept.digest == second.evidence
        assert (done.standing, done.submission) == (Standing.ACTIVE, 2)
        changed = await difference(page, plain, done, against=1)
        assert [(each.pointer, each.after) for each in changed] == [("/name", "江西岫澜电路科技股份有限公司")]


@pytest.mark.parametrize(
    ("remarks", "note", "sentence"),
    [
        ([], " ", "what is to be mended? expected remarks on fields, or a note"),
        ([Remark("/colour", "红")], "", "there is no field '/colour' (at remarks[0].pointer)"),
    ],
)
async def test_a_return_says_what_is_to_be_mended(
    opened: Book, plain: Practice, remarks: list[Remark], note: str, sentence: str
) -> None:
    async with opened.writing() as page:
        looked_at = await Way(page, plain).at(Standing.IN_REVIEW)
        with pytest.raises(Malformed) as refused:
            await review.give_back(page, REVIEWER, looked_at.id, remarks, note)
        assert str(refused.value) == sentence


async def test_what_was_rejected_can_be_applied_for_anew(opened: Book, plain: Practice) -> None:
    async with opened.writing() as page:
        rejected = await Way(page, plain).at(Standing.REJECTED)
        again = await apply.begin(page, APPLICANT, plain, Kind.ENTRY, profile(), enterprise=None)
        assert again.enterprise != rejected.enterprise
        mine = msgspec.structs.replace(APPLICANT, enterprise=rejected.enterprise)
        anew = await apply.begin(page, mine, plain, Kind.ENTRY, profile())
        known = await enterprises.find_by_id(page, rejected.enterprise)
        assert known is not None
        assert (anew.enterprise, known.standing) == (rejected.enterprise, Standing.DRAFT)
        with pytest.raises(Conflict, match="is open already"):
            await apply.begin(page, mine, plain, Kind.ENTRY, profile())


async def test_a_prefix_comes_with_the_entry_and_by_an_application_of_its_own(opened: Book, plain: Practice) -> None:
    async with opened.writing() as page:
        bring(page, id=f"{1:032x}")
        await page.flush()
        begun = await apply.begin(
            page, APPLICANT, plain, Kind.ENTRY, profile(f"{1:032x}"), Wish(prefix="88.1000.7", purpose="产品标识")
        )
        await apply.submit(page, APPLICANT, plain, begun.id)
        await review.take(page, REVIEWER, begun.id)
        await review.approve(page, REVIEWER, plain, begun.id)
    async with opened.writing() as page:
        mine = msgspec.structs.replace(APPLICANT, enterprise=begun.enterprise)
        wish = Wish(mode=Mode.DELEGATED, endpoint="https://node.maker.example")
        second = await apply.begin(page, mine, plain, Kind.PREFIX, wish=wish)
        await apply.submit(page, mine, plain, second.id)
        await review.take(page, REVIEWER, second.id)
        done = await review.approve(page, REVIEWER, plain, second.id)
        taken = await apply.begin(page, mine, plain, Kind.PREFIX, wish=Wish(prefix="88.1000.7"))
        await apply.submit(page, mine, plain, taken.id)
        await review.take(page, REVIEWER, taken.id)
        with pytest.raises(Conflict, match=r"^the prefix 88\.1000\.7 was granted already"):
            await review.approve(page, REVIEWER, plain, taken.id)
        with pytest.raises(Malformed, match="^a prefix is applied for by a wish"):
            await apply.begin(page, mine, plain, Kind.PREFIX)
    async with opened.reading() as page:
        held = await prefixes.list_(page, begun.enterprise)

    assert done.standing is Standing.ACTIVE
    assert [(each.prefix, each.mode, each.endpoint) for each in held] == [
        ("88.1000.1", Mode.DELEGATED, "https://node.maker.example"),
        ("88.1000.7", Mode.HOSTED, None),
    ]


async def test_a_full_change_is_reviewed_while_the_enterprise_goes_on(opened: Book, plain: Practice) -> None:
    async with opened.writing() as page:
        id = await entered(page, plain)
        await grant(page, ROOT, Prefix("88.1000.1"), id)
    mine = msgspec.structs.replace(APPLICANT, enterprise=id)
    async with opened.writing() as page:
        begun = await apply.begin(page, mine, plain, Kind.CHANGE)
        with pytest.raises(Incomplete, match="changes nothing that needs a review"):
            await apply.submit(page, mine, plain, begun.id)
        wanted = profile(f"{1:032x}", 1, name="赣江岫澜电路有限公司")
        await apply.save(page, mine, plain, begun.id, wanted)
        handed_in = await apply.submit(page, mine, plain, begun.id)
        known = await enterprises.find_by_id(page, id)
        assert known is not None
        assert (known.standing, known.name) == (Standing.CHANGING, "江西岫澜第1电路科技有限公司")
        assert [each.pointer for each in await difference(page, plain, handed_in)] == ["/name"]
        await review.take(page, REVIEWER, begun.id)
        await review.approve(page, REVIEWER, plain, begun.id)
    async with opened.reading() as page:
        known = await enterprises.find_by_id(page, id)
        holding = await page.holding(Prefix("88.1000.1"))

    assert known is not None
    assert holding is not None
    assert (known.standing, known.name, holding.holder) == (Standing.ACTIVE, wanted.name, wanted.name)


async def test_a_change_that_is_discarded_leaves_everything_as_it_was(opened: Book, plain: Practice) -> None:
    async with opened.writing() as page:
        id = await entered(page, plain)
        mine = msgspec.structs.replace(APPLICANT, enterprise=id)
        begun = await apply.begin(page, mine, plain, Kind.CHANGE)
        await apply.discard(page, mine, begun.id)
        known = await enterprises.find_by_id(page, id)
        assert known is not None
        assert known.standing is Standing.ACTIVE


@pytest.mark.parametrize(
    ("by_park", "changes", "kind", "sentence"),
    [
        (
            False,
            {"name": "新名"},
            Conflict,
            "name cannot be changed directly: apply for a full change",
        ),
        (False, {"above_scale": True}, Forbidden, "above_scale is the park's to say"),
        (False, {"colour": "red"}, Malformed, 'cannot read a change: unknown member "colour"'),
        (False, {"contact": {"age": 7}}, Malformed, 'cannot read a change: unknown member "contact.age"'),
        (False, {"address": 7}, Malformed, "cannot read a change: Expected `str`, got `int` - at `$.address`"),
        (False, {"address": ""}, Incomplete, "the change has 1 fault: address is missing (at address)"),
        (False, {}, Conflict, "江西岫澜第1电路科技有限公司 has these particulars already"),
        (True, {"park": "nowhere"}, Absent, "there is no park 'nowhere'"),
        (True, {"legal_person": {"name": "某"}}, Conflict, "legal_person cannot be changed directly: apply for a full"),
    ],
)
async def test_partial_changes_that_are_refused(
    opened: Book, plain: Practice, by_park: bool, changes: dict[str, Any], kind: type[Exception], sentence: str
) -> None:
    async with opened.writing() as page:
        id = await entered(page, plain)
        who = ADMIN if by_park else msgspec.structs.replace(APPLICANT, enterprise=id)
        with pytest.raises(kind) as refused:
            await alter(page, who, plain, id, changes)
        assert str(refused.value).startswith(sentence)
        with pytest.raises(Absent):
            await alter(page, RIVAL, plain, id, {"address": "别处"})


async def test_a_partial_change_is_in_force_at_once_and_told_masked(opened: Book, plain: Practice) -> None:
    async with opened.writing() as page:
        id = await entered(page, plain)
        mine = msgspec.structs.replace(APPLICANT, enterprise=id)
        await alter(page, mine, plain, id, {"address": "云谷大道 2 号", "contact": {"phone": "13900001111"}})
        after = await alter(page, ADMIN, plain, id, {"above_scale": True, "above_scale_year": 2026})
        kept = await of_enterprise(page, plain.seals, after)
    async with opened.reading() as page:
        rows = await page.rows(
            sa.select(trail.c.detail).where(trail.c.verb == "amend enterprise").order_by(trail.c.act)
        )

    assert (after.above_scale_year, kept.address) == (2026, "云谷大道 2 号")
    assert kept.contact == Contact(name="司马临川", phone="13900001111", email="linchuan@maker.example")
    assert json.loads(rows[0].detail) == {
        "address": ["云谷大道 1 号", "云谷大道 2 号"],
        "contact.phone": ["138****4321", "139****1111"],
    }


async def test_filing_waits_for_the_national_node_and_its_word_is_final(opened: Book, tmp_path: Path) -> None:
    filing_practice = practice(tmp_path, filing_required=True)
    async with opened.writing() as page:
        sent = await Way(page, filing_practice).at(Standing.FILING)
        (first,) = await filings.list_(page, sent.id)
        await filing.answer(page, ADMIN, filing_practice, first.id, False, "证照不清晰")
        refused = await applications.find(page, sent.id)
        assert refused is not None
        assert (refused.standing, refused.remarks) == (Standing.FILING_FAILED, (Remark("", "证照不清晰"),))
        with pytest.raises(Conflict, match="was answered already: failed$"):
            await filing.answer(page, ADMIN, filing_practice, first.id, True)
        with pytest.raises(Forbidden):
            await filing.send_again(page, REVIEWER, sent.id)
        await filing.send_again(page, ADMIN, sent.id)
        second = next(each for each in await filings.list_(page, sent.id) if each.standing is FilingStanding.PENDING)
        done = await filing.answer(page, ADMIN, filing_practice, second.id, True, "", "E-4711")
        known = await enterprises.find_by_id(page, sent.enterprise)
        assert known is not None
        assert (done.upstream, known.standing) == ("E-4711", Standing.ACTIVE)
        with pytest.raises(Absent):
            await filing.answer(page, ADMIN, filing_practice, "none", True)


async def test_where_four_eyes_are_wanted_the_short_way_is_closed(opened: Book) -> None:
    wanted = Enterprise(id="", name="某某", uscc=code_of(3))
    async with opened.writing() as page:
        with pytest.raises(Forbidden, match="^four eyes are wanted here: apply for the enterprise"):
            await enroll(page, ROOT, wanted, four_eyes=True)
        known = await enroll(page, ROOT, wanted)
        with pytest.raises(Conflict, match="^four eyes are wanted here: a name changes by an application"):
            await correct(page, ROOT, msgspec.structs.replace(known, name="新名"), four_eyes=True)


async def test_an_enterprise_that_is_not_in_force_gets_no_prefix(opened: Book, plain: Practice) -> None:
    async with opened.writing() as page:
        draft = await Way(page, plain).at(Standing.DRAFT)
        with pytest.raises(Conflict, match="is draft and gets no prefix$"):
            await grant(page, ROOT, Prefix("88.1000.5"), draft.enterprise)
        assert [each.id for each in await enterprises.list_(page)] == []


async def test_a_full_change_leaves_alone_what_was_changed_directly_since(opened: Book, plain: Practice) -> None:
    async with opened.writing() as page:
        id = await entered(page, plain)
        mine = msgspec.structs.replace(APPLICANT, enterprise=id)
        begun = await apply.begin(page, mine, plain, Kind.CHANGE)
        legal = msgspec.structs.replace(profile().legal_person, name="诸葛望舒")
        await apply.save(page, mine, plain, begun.id, profile(f"{1:032x}", 1, name="赣江电路", legal_person=legal))
        await apply.submit(page, mine, plain, begun.id)
        # Meanwhile the park says that it is 规上, and the enterprise has moved.
        await alter(page, ROOT, plain, id, {"above_scale": True, "above_scale_year": 2026})
        await alter(page, mine, plain, id, {"address": "云谷大道 2 号", "contact": {"phone": "13900000000"}})
        await review.take(page, REVIEWER, begun.id)
        await review.approve(page, REVIEWER, plain, begun.id)
        known = await enterprises.find_by_id(page, id)
        assert known is not None
        now = await of_enterprise(page, plain.seals, known)

    assert (known.name, known.above_scale, known.above_scale_year) == ("赣江电路", True, 2026)
    assert (now.name, now.legal_person.name) == ("赣江电路", "诸葛望舒")
    assert (now.address, now.contact.phone, now.contact.name) == (
        "云谷大道 2 号",
        "13900000000",
        profile().contact.name,
    )


async def test_a_change_that_was_open_when_its_enterprise_ended_is_cleared_away(opened: Book, plain: Practice) -> None:
    async with opened.writing() as page:
        id = await entered(page, plain)
        mine = msgspec.structs.replace(APPLICANT, enterprise=id)
        begun = await apply.begin(page, mine, plain, Kind.CHANGE)
        await apply.save(page, mine, plain, begun.id, profile(f"{1:032x}", 1, name="赣江电路"))
        await apply.submit(page, mine, plain, begun.id)
        await review.take(page, REVIEWER, begun.id)
        await stand(page, ROOT, id, Act.CLOSE)
        await stand(page, ROOT, id, Act.FINISH, "已迁出")
        with pytest.raises(Incomplete, match="is closed and stays as it was"):
            await review.approve(page, REVIEWER, plain, begun.id)
        rejected = await review.reject(page, REVIEWER, begun.id, "企业已注销")
        known = await enterprises.find_by_id(page, id)

    assert known is not None
    assert (rejected.standing, known.standing) == (Standing.REJECTED, Standing.CLOSED)


async def test_who_has_many_applications_for_prefixes_open_is_told_so(opened: Book, plain: Practice) -> None:
    async with opened.writing() as page:
        id = await entered(page, plain)
        mine = msgspec.structs.replace(APPLICANT, enterprise=id)
        for _ in range(apply.MOST_OPEN):
            await apply.begin(page, mine, plain, Kind.PREFIX, wish=Wish())
        with pytest.raises(Conflict, match="has 20 applications for prefixes open, which is the most there can be$"):
            await apply.begin(page, mine, plain, Kind.PREFIX, wish=Wish())
