"""Claims: proposed by the enterprise, judged by somebody else of the park, never two that meet."""

import json

import pytest
import sqlalchemy as sa

from registry.claim import approve, own_enterprise, propose, refuse
from registry.store import claims, enterprises
from registry.store.book import Book
from registry.store.tables import trail
from schemas.claim import State, Stem
from schemas.enterprise import Enterprise
from schemas.errors import Absent, Conflict, Forbidden, Malformed, NodeError
from schemas.principal import Principal, Role
from tests.registry.test_mapping import APP, CHIEF, MAKER, OTHER_CHIEF, REVIEWER, RIVAL, claimed
from tests.support.books import NOON, ROOT

__all__ = ["claimed"]

ARC = Stem.parse("oid", "1.2.156.7777")


async def owners(book: Book) -> tuple[Enterprise, Enterprise]:
    async with book.reading() as page:
        maker, rival = [await enterprises.find(page, one.uscc) for one in (MAKER, RIVAL)]
    assert maker is not None
    assert rival is not None
    return maker, rival


async def test_a_claim_is_proposed_approved_and_taken_back(claimed: Book) -> None:
    maker, _ = await owners(claimed)
    async with claimed.writing() as page:
        proposed = await propose(page, CHIEF, maker, ARC, "certificate 4711")
        assert ARC not in await claims.stems(page, maker.id)
    async with claimed.writing() as page:
        approved = await approve(page, REVIEWER, proposed.id)
        assert ARC in await claims.stems(page, maker.id)
    async with claimed.writing() as page:
        back = await refuse(page, REVIEWER, proposed.id, "given to another company")
        assert ARC not in await claims.stems(page, maker.id)

    assert (proposed.state, proposed.evidence, proposed.proposed_by) == (State.PROPOSED, "certificate 4711", CHIEF.name)
    assert (approved.state, approved.decided_by, approved.decided_at) == (State.APPROVED, REVIEWER.name, NOON)
    assert (back.state, back.reason) == (State.REFUSED, "given to another company")
    async with claimed.reading() as page:
        assert await claims.find(page, proposed.id) == back
        lines = await page.rows(sa.select(trail).order_by(trail.c.act.desc()).limit(3))
    assert [(line.actor, line.verb, line.subject) for line in lines] == [
        (REVIEWER.name, "refuse claim", "oid 1.2.156.7777"),
        (REVIEWER.name, "approve claim", "oid 1.2.156.7777"),
        (CHIEF.name, "propose claim", "oid 1.2.156.7777"),
    ]
    assert json.loads(lines[0].detail) == {
        "claim": proposed.id,
        "was": "approved",
        "reason": "given to another company",
    }
    assert json.loads(lines[2].detail) == {"claim": proposed.id, "enterprise": MAKER.uscc}


@pytest.mark.parametrize(
    ("who", "scheme", "stem", "evidence", "kind", "sentence"),
    [
        (APP, "gs1", "9999999", "", Forbidden, "key:app may not claim identifiers for this enterprise"),
        (OTHER_CHIEF, "gs1", "9999999", "", Forbidden, "key:other chief may not claim identifiers for this enterprise"),
        (REVIEWER, "gs1", "9999999", "", Forbidden, "key:reviewer may not claim identifiers for this enterprise"),
        (
            CHIEF,
            "gs1",
            "9999999",
            "x" * 1001,
            Malformed,
            "the evidence of a claim has at most 1000 characters, got 1001 (at evidence)",
        ),
        (CHIEF, "gs1", "950600", "", Conflict, f"{MAKER.name} has claimed gs1 950600 already: it is approved"),
        (
            CHIEF,
            "gs1",
            "06141411",
            "",
            Conflict,
            "the claim gs1 06141411 meets one that is approved for another enterprise",
        ),
        (
            ROOT,
            "gs1",
            "061414",
            "",
            Conflict,
            f"the claim gs1 061414 meets gs1 0614141, which is approved for {RIVAL.name}",
        ),
        (
            CHIEF,
            "oid",
            "1.2.156.30.5",
            "",
            Conflict,
            "the claim oid 1.2.156.30.5 meets one that is approved for another enterprise",
        ),
    ],
)
async def test_what_cannot_be_claimed_is_refused(
    claimed: Book,
    who: Principal,
    scheme: str,
    stem: str,
    evidence: str,
    kind: type[NodeError],
    sentence: str,
) -> None:
    maker, _ = await owners(claimed)

    async with claimed.writing() as page:
        before = page.touched
        with pytest.raises(kind) as refused:
            await propose(page, who, maker, Stem.parse(scheme, stem), evidence)
        assert page.touched == before

    assert str(refused.value) == sentence


async def test_whoever_proposes_does_not_approve(claimed: Book) -> None:
    maker, _ = await owners(claimed)
    # The same person at the console and by a key of their own.
    proposing = Principal("person:li", Role.PARK_ADMIN, person="li")
    by_key = Principal("key:li", Role.REVIEWER, person="li")
    async with claimed.writing() as page:
        claim = await propose(page, proposing, maker, ARC)
        for who in (proposing, by_key):
            with pytest.raises(Forbidden, match=f"^{who.name} has proposed this claim: somebody else approves it$"):
                await approve(page, who, claim.id)
        with pytest.raises(Forbidden, match="^key:chief may not judge claims$"):
            await approve(page, CHIEF, claim.id)
        with pytest.raises(Forbidden, match="^key:chief may not judge claims$"):
            await refuse(page, CHIEF, claim.id, "x")

        approved = await approve(page, ROOT, claim.id)

    assert approved.state is State.APPROVED


async def test_of_two_claims_that_meet_one_is_approved(claimed: Book) -> None:
    maker, rival = await owners(claimed)
    async with claimed.writing() as page:
        ours = await propose(page, CHIEF, maker, ARC)
        theirs = await propose(page, OTHER_CHIEF, rival, Stem.parse("oid", "1.2.156.7777.1"))
        own = await propose(page, CHIEF, maker, Stem.parse("oid", "1.2.156.7777.1"))
        await approve(page, REVIEWER, ours.id)
        await approve(page, REVIEWER, own.id)  # of one enterprise they may
        with pytest.raises(Conflict) as refused:
            await approve(page, REVIEWER, theirs.id)

    assert str(refused.value) == (
        f"the claim oid 1.2.156.7777.1 meets oid 1.2.156.7777, which is approved for {MAKER.name}"
    )


async def test_a_decision_is_a_step_of_its_life(claimed: Book) -> None:
    maker, _ = await owners(claimed)
    async with claimed.writing() as page:
        claim = await propose(page, CHIEF, maker, ARC)
        with pytest.raises(Malformed, match="^a refusal has a reason, got none$"):
            await refuse(page, REVIEWER, claim.id, " ")
        await refuse(page, REVIEWER, claim.id, "no evidence")
        with pytest.raises(Conflict, match="^the claim oid 1.2.156.7777 is refused and cannot be approved now$"):
            await approve(page, REVIEWER, claim.id)
        with pytest.raises(Conflict, match="^the claim oid 1.2.156.7777 is refused and cannot be refused now$"):
            await refuse(page, REVIEWER, claim.id, "again")
        with pytest.raises(Absent, match="^there is no claim 'none'$"):
            await approve(page, REVIEWER, "none")

        again = await propose(page, CHIEF, maker, ARC)
        assert again.id != claim.id
        await approve(page, REVIEWER, again.id)
        with pytest.raises(Conflict, match="^the claim oid 1.2.156.7777 is approved and cannot be approved now$"):
            await approve(page, REVIEWER, again.id)


async def test_whose_claim_it_is_follows_from_the_caller(claimed: Book) -> None:
    maker, _ = await owners(claimed)
    person = Principal("person:zhang", Role.ENTERPRISE_ADMIN, enterprise=maker.id)
    async with claimed.writing() as page:
        assert await own_enterprise(page, CHIEF) == maker
        assert await own_enterprise(page, person) == maker
        assert (await propose(page, person, maker, ARC)).enterprise == maker.id
        with pytest.raises(Malformed, match="^whose claim is it"):
            await own_enterprise(page, ROOT)


async def test_an_enterprise_has_a_thousand_claims_at_most(claimed: Book) -> None:
    maker, _ = await owners(claimed)
    async with claimed.writing() as page:
        kept = await propose(page, CHIEF, maker, ARC)
        for number in range(1_000 - await claims.count(page, maker.id)):
            await claims.enter(
                page,
                claims.KeptClaim(f"{number:016}", maker.id, kept.stem, State.REFUSED, "", "x", None, NOON),
            )
        with pytest.raises(Conflict, match="has made 1000 claims, which is the most there can be$"):
            await propose(page, CHIEF, maker, Stem.parse("oid", "1.2.156.8888"))
