"""Claims: proposed by the enterprise, judged by somebody else of the park, never two that meet."""

import json

import msgspec
import pytest
import sqlalchemy as sa

from registry.claim import approve, own_enterprise, propose, refuse
from registry.enroll import enroll
from registry.grant import change_standing, grant
from registry.stand import stand
from registry.stems import tell_untold
from registry.store import claims, enterprises, prefixes
from registry.store.book import Book
from registry.store.journal import Journal
from registry.store.tables import trail
from schemas.change import Claimed, Holding, PrefixStanding
from schemas.claim import State, Stem
from schemas.enterprise import Enterprise
from schemas.errors import Absent, Conflict, Forbidden, Malformed, NodeError
from schemas.life import Act
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from tests.registry.test_mapping import APP, CHIEF, MAKER, OTHER_CHIEF, OURS, REVIEWER, RIVAL, THEIRS, claimed
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


MAKERS_GS1 = Stem.parse("gs1", "4012345")


async def told_with(book: Book) -> dict[str, tuple[Claimed, ...]]:
    """What holdings tell of claims, by prefix, as the journal has it."""
    found: dict[str, tuple[Claimed, ...]] = {}
    for numbered in await Journal(book).after(0, 10_000):
        if isinstance(numbered.change, Holding):
            found[numbered.change.prefix] = numbered.change.stems
    async with book.reading() as page:
        assert {each.prefix: each.stems for each in await prefixes.list_(page)} == found
    return {prefix: stems for prefix, stems in found.items() if stems}


async def test_approved_claims_are_told_with_one_of_the_enterprise_s_prefixes(claimed: Book) -> None:
    maker, _ = await owners(claimed)
    before = await told_with(claimed)
    async with claimed.writing() as page:
        await grant(page, ROOT, Prefix.parse("88.1000.0"), maker.id)
    async with claimed.writing() as page:
        first = await propose(page, CHIEF, maker, ARC)
        second = await propose(page, CHIEF, maker, MAKERS_GS1, handler="https://r.example/dl/")
    assert await told_with(claimed) == before
    async with claimed.writing() as page:
        await approve(page, REVIEWER, first.id)
        await approve(page, REVIEWER, second.id)
    approved = await told_with(claimed)
    async with claimed.writing() as page:
        await change_standing(page, ROOT, OURS, PrefixStanding.SUSPENDED)
        await refuse(page, REVIEWER, first.id, "given back")
    after = await told_with(claimed)

    assert set(before) == {OURS.text, THEIRS.text}
    news = {Claimed("oid", ARC.text), Claimed("gs1", "4012345", "https://r.example/dl")}
    assert set(approved[OURS.text]) == {*before[OURS.text], *news}
    assert list(approved[OURS.text]) == sorted(approved[OURS.text])
    assert set(after[OURS.text]) == set(approved[OURS.text]) - {Claimed("oid", ARC.text)}
    assert {scheme for stems in approved.values() for scheme, _, _ in stems} == {"gs1", "oid"}
    assert set(after) == {OURS.text, THEIRS.text}


async def test_claims_of_an_enterprise_without_a_prefix_are_told_with_its_first(empty_book: Book) -> None:
    async with empty_book.writing() as page:
        await grant(page, ROOT, Prefix.parse("88.1000"), None)
        maker = await enroll(page, ROOT, MAKER)
        claim = await propose(page, ROOT, maker, ARC)
        await approve(page, REVIEWER, claim.id)
    assert await told_with(empty_book) == {}

    async with empty_book.writing() as page:
        await grant(page, ROOT, OURS, maker.id)

    assert await told_with(empty_book) == {OURS.text: (Claimed("oid", ARC.text),)}


async def test_all_in_one_transaction(empty_book: Book) -> None:
    async with empty_book.writing() as page:
        await grant(page, ROOT, Prefix.parse("88.1000"), None)
        maker = await enroll(page, ROOT, MAKER)
        await grant(page, ROOT, OURS, maker.id)
        claim = await propose(page, ROOT, maker, ARC)
        await approve(page, REVIEWER, claim.id)

    assert await told_with(empty_book) == {OURS.text: (Claimed("oid", ARC.text),)}


@pytest.mark.parametrize(
    ("stem", "handler"),
    [
        (ARC, "https://r.example"),
        (MAKERS_GS1, "r.example"),
        (MAKERS_GS1, "ftp://r.example"),
        (MAKERS_GS1, "https://user@r.example"),
        (MAKERS_GS1, "https://r.example?x"),
        (MAKERS_GS1, "https://r.example/#x"),
        (MAKERS_GS1, "https://r.example/\r\nx"),
        (MAKERS_GS1, "javascript:alert(1)"),
        (MAKERS_GS1, "https://r.example/" + "x" * 1_000),
    ],
)
async def test_a_handler_is_a_resolver_of_digital_links(claimed: Book, stem: Stem, handler: str) -> None:
    maker, _ = await owners(claimed)

    async with claimed.writing() as page:
        with pytest.raises(Malformed, match="handler"):
            await propose(page, CHIEF, maker, stem, handler=handler)


async def test_what_an_older_release_has_approved_is_told_at_the_next_start(claimed: Book) -> None:
    maker, _ = await owners(claimed)
    async with claimed.writing() as page:
        first = await propose(page, CHIEF, maker, ARC)
    async with claimed.writing() as page:
        await approve(page, REVIEWER, first.id)
    there = await told_with(claimed)
    # As the release before had it: claims that are approved, and nobody who was told.
    async with claimed.writing() as page:
        for holding in await prefixes.list_(page, maker.id):
            prefixes.replace(page, msgspec.structs.replace(holding, stems=()))
        page.note(ROOT, "test", "as before")
    assert await told_with(claimed) != there

    assert await tell_untold(claimed, ROOT) == 1

    assert await told_with(claimed) == there
    assert await tell_untold(claimed, ROOT) == 0


async def test_an_enterprise_that_is_suspended_claims_nothing(claimed: Book) -> None:
    maker, _ = await owners(claimed)
    async with claimed.writing() as page:
        proposed = await propose(page, CHIEF, maker, ARC)
        stands = await stand(page, ROOT, maker.id, Act.SUSPEND, "late")
        with pytest.raises(Conflict, match="is suspended and claims nothing now$"):
            await approve(page, REVIEWER, proposed.id)
        with pytest.raises(Conflict, match="is suspended and claims nothing now$"):
            await propose(page, CHIEF, stands, MAKERS_GS1)
