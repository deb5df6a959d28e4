"""Enterprises, parks, prefixes and keys: entered once, given once, refused in words."""

import asyncio
import json
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from registry import credentials, enroll
from registry.credentials import Pepper
from registry.grant import change_standing, grant
from registry.store import enterprises, keys, prefixes
from registry.store.book import Book
from registry.store.tables import trail
from schemas.change import Mode, PrefixStanding
from schemas.enterprise import Enterprise, Park
from schemas.errors import Absent, Conflict, Forbidden, Malformed, NodeError, Unauthenticated
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from tests.support.books import APP, PREFIX, ROOT, Clock

PARK = Park("yungu", "赣江云谷工业园区（示例）", "Ganjiang Yungu (sample)", "360121")
# The code is a vector of a public library of number formats; the name is invented.
MAKER = Enterprise(id="", name="江西岫澜电路科技有限公司", uscc="91110000600037341L", park="yungu", industry="C3982")


@pytest.fixture
async def parked(empty_book: Book) -> Book:
    async with empty_book.writing() as page:
        await enroll.open_park(page, ROOT, PARK)
    async with empty_book.writing() as page:
        await enroll.enroll(page, ROOT, MAKER)
        await grant(page, ROOT, Prefix.parse("88.1000"), None)
    return empty_book


async def test_an_enterprise_is_kept_with_its_particulars(parked: Book) -> None:
    async with parked.reading() as page:
        kept = await enterprises.find(page, MAKER.uscc)
        by_park = await enterprises.list_(page, "yungu")

    assert kept is not None
    assert msgspec.structs.replace(kept, id="") == MAKER
    assert by_park == [kept]


@pytest.mark.parametrize(
    ("change", "kind", "sentence"),
    [
        ({}, Conflict, "91110000600037341L is entered already, as 江西岫澜电路科技有限公司"),
        ({"park": "nowhere"}, Absent, "there is no park 'nowhere'"),
        ({"name": " "}, Malformed, "an enterprise has a name, got none"),
        (
            {"uscc": "91110000600037341A"},
            Malformed,
            "cannot read '91110000600037341A' as a 统一社会信用代码: the check character (18th) is 'A', expected 'L'",
        ),
        (
            {"division": "36012"},
            Malformed,
            "cannot read '36012' as a GB/T 2260 code: expected six digits, as in 360121",
        ),
        (
            {"division": "999999"},
            Malformed,
            "cannot read '999999' as a GB/T 2260 code: no province has the number 99",
        ),
        (
            {"joined_on": "20261122"},
            Malformed,
            "cannot read '20261122' as a day: expected year-month-day, as in 2026-11-22",
        ),
        (
            {"left_on": "2026-W47-7"},
            Malformed,
            "cannot read '2026-W47-7' as a day: expected year-month-day, as in 2026-11-22",
        ),
        (
            {"joined_on": "2026-05-02", "left_on": "2026-05-01"},
            Malformed,
            "the last day in the park is 2026-05-01, before the first, 2026-05-02",
        ),
        (
            {"joined_on": "2026-02-30"},
            Malformed,
            "cannot read '2026-02-30' as a day: expected year-month-day, as in 2026-11-22",
        ),
    ],
)
async def test_what_cannot_be_true_is_refused(
    parked: Book, change: dict[str, str], kind: type[NodeError], sentence: str
) -> None:
    with pytest.raises(kind) as refused:
        async with parked.writing() as page:
            await enroll.enroll(page, ROOT, msgspec.structs.replace(MAKER, **change))

    assert str(refused.value) == sentence


async def test_a_prefix_is_granted_with_its_record_and_never_again(parked: Book) -> None:
    async with parked.writing() as page:
        holding = await grant(page, ROOT, PREFIX, MAKER.uscc)
    async with parked.writing() as page:
        with pytest.raises(Conflict, match=r"^the prefix 88\.1000\.1 was granted already"):
            await grant(page, ROOT, PREFIX, MAKER.uscc)
        await change_standing(page, ROOT, PREFIX, PrefixStanding.CLOSED)
    async with parked.writing() as page:
        with pytest.raises(Conflict, match="a prefix is never given out twice"):
            await grant(page, ROOT, PREFIX, MAKER.uscc)
        with pytest.raises(Conflict, match=r"^the prefix 88\.1000\.1 is closed$"):
            await change_standing(page, ROOT, PREFIX, PrefixStanding.ACTIVE)
        described = await page.find(Handle.parse("0.NA/88.1000.1"))
        listed = await prefixes.list_(page)

    assert holding.holder == MAKER.name
    assert described is not None
    assert [value.type for value in described.values] == ["HS_ADMIN"]
    assert [(each.prefix, each.standing) for each in listed] == [
        ("88.1000", PrefixStanding.ACTIVE),
        ("88.1000.1", PrefixStanding.CLOSED),
    ]


@pytest.mark.parametrize("text", ["88.608.24061301", "88.10000.1", "86.1000.1"])
async def test_a_prefix_under_another_node_is_not_granted(parked: Book, text: str) -> None:
    async with parked.writing() as page:
        with pytest.raises(Conflict) as refused:
            await grant(page, ROOT, Prefix.parse(text), MAKER.uscc)

    assert str(refused.value) == f"the prefix {text} is not this node's to grant: this node grants under 88.1000"


async def test_a_prefix_of_an_enterprise_or_none_is_nobodys_to_grant_under(empty_book: Book) -> None:
    async with empty_book.writing() as page:
        await enroll.enroll(page, ROOT, msgspec.structs.replace(MAKER, park=None))
    async with empty_book.writing() as page:
        with pytest.raises(Conflict, match="this node has no prefix of its own yet$"):
            await grant(page, ROOT, PREFIX, MAKER.uscc)


async def test_a_standing_is_noted_under_the_spelling_that_was_granted(parked: Book) -> None:
    async with parked.writing() as page:
        await grant(page, ROOT, Prefix.parse("88.1000.ab"), MAKER.uscc)
        await change_standing(page, ROOT, Prefix.parse("88.1000.AB"), PrefixStanding.SUSPENDED)

    async with parked.reading() as page:
        noted = await page.rows(sa.select(trail.c.subject).where(trail.c.verb == "prefix suspended"))
    assert [row.subject for row in noted] == ["88.1000.ab"]


async def test_particulars_are_corrected_and_the_trail_says_what_they_were(parked: Book) -> None:
    async with parked.writing() as page:
        await grant(page, ROOT, PREFIX, MAKER.uscc)
    async with parked.reading() as page:
        kept = await enterprises.find(page, MAKER.uscc)
    assert kept is not None
    wanted = msgspec.structs.replace(kept, name="新名", left_on="2026-12-31", park=None)
    async with parked.writing() as page:
        await enroll.correct(page, ROOT, wanted)

    async with parked.reading() as page:
        found = await enterprises.find(page, MAKER.uscc)
        holding = await page.holding(PREFIX)
        (line,) = await page.rows(sa.select(trail).where(trail.c.verb == "correct"))
    assert found == msgspec.structs.replace(wanted, version=2)
    assert holding is not None
    assert holding.holder == "新名"
    assert (line.subject, line.changes) == (kept.id, 1)
    assert json.loads(line.detail) == {
        "before": {"name": MAKER.name, "park": "yungu", "left_on": None},
        "after": {"name": "新名", "park": None, "left_on": "2026-12-31"},
    }


@pytest.mark.parametrize(
    ("who", "change", "kind"),
    [
        (APP, {"name": "新名"}, Forbidden),
        (ROOT, {"left_on": "yesterday"}, Malformed),
        (ROOT, {"id": "nobody"}, Absent),
        (ROOT, {"park": "nowhere"}, Absent),
        (ROOT, {"uscc": "91360121MAYE0Y3W5A"}, Conflict),
        (ROOT, {}, Conflict),
    ],
)
async def test_corrections_that_are_refused(
    parked: Book, who: Principal, change: dict[str, str], kind: type[NodeError]
) -> None:
    async with parked.reading() as page:
        kept = await enterprises.find(page, MAKER.uscc)
    assert kept is not None
    with pytest.raises(kind):
        async with parked.writing() as page:
            await enroll.correct(page, who, msgspec.structs.replace(kept, **change))
    async with parked.reading() as page:
        assert await enterprises.find(page, MAKER.uscc) == kept


@pytest.mark.parametrize(
    ("who", "prefix", "enterprise", "mode", "endpoint", "kind"),
    [
        (APP, "88.1000.2", MAKER.uscc, Mode.HOSTED, None, Forbidden),
        (ROOT, "10.1000", MAKER.uscc, Mode.HOSTED, None, Malformed),
        (ROOT, "88.1000.2", "91110000600037341A", Mode.HOSTED, None, Absent),
        (ROOT, "88.1000.2", MAKER.uscc, Mode.HOSTED, "https://node.example", Malformed),
        (ROOT, "88.1000.2", MAKER.uscc, Mode.DELEGATED, "javascript:alert(1)", Malformed),
    ],
)
async def test_grants_that_are_refused(
    parked: Book,
    who: Principal,
    prefix: str,
    enterprise: str,
    mode: Mode,
    endpoint: str | None,
    kind: type[NodeError],
) -> None:
    with pytest.raises(kind):
        async with parked.writing() as page:
            await grant(page, who, Prefix.parse(prefix), enterprise, mode, endpoint)


async def test_of_many_grants_of_one_prefix_exactly_one_wins(parked: Book) -> None:
    async def one() -> object:
        async with parked.writing() as page:
            return await grant(page, ROOT, PREFIX, MAKER.uscc)

    outcomes = await asyncio.gather(*(one() for _ in range(30)), return_exceptions=True)

    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 29


async def test_a_key_is_shown_once_and_recognised_until_it_is_revoked_or_runs_out(
    book: Book, tmp_path: Path, clock: Clock
) -> None:
    pepper = Pepper.in_folder(tmp_path)
    async with book.writing() as page:
        key, text = await credentials.issue(page, ROOT, pepper, Role.ENTERPRISE_APP, (PREFIX,), days=10)
        other, other_text = await credentials.issue(page, ROOT, pepper, Role.AUDITOR)

    async with book.reading() as page:
        who = credentials.holder(await credentials.look_up(page, Pepper.in_folder(tmp_path), text), "127.0.0.1")
        kept = await keys.list_(page)
    assert who == Principal(f"key:{key.id}", Role.ENTERPRISE_APP, (PREFIX,), "127.0.0.1")
    assert text.encode() not in b"".join(each.digest for each in kept)

    async with book.writing() as page:
        await credentials.revoke(page, ROOT, other.id)
        with pytest.raises(Absent):
            await credentials.revoke(page, ROOT, "no such key")
    clock.now += 10 * 86_400
    async with book.reading() as page:
        for bad in (text, other_text, "idn_000000000000_" + "A" * 43, text[:-1] + "~", "", "Bearer"):
            with pytest.raises(Unauthenticated, match="^the key is not valid$"):
                await credentials.look_up(page, pepper, bad)


@pytest.mark.parametrize(
    ("who", "role", "given", "days", "kind"),
    [
        (APP, Role.ENTERPRISE_APP, (PREFIX,), 10, Forbidden),
        (ROOT, Role.HANDLE, (PREFIX,), 10, Malformed),
        (ROOT, Role.ENTERPRISE_APP, (), 10, Malformed),
        (ROOT, Role.AUDITOR, (PREFIX,), 10, Malformed),
        (ROOT, Role.ENTERPRISE_APP, (PREFIX,), 0, Malformed),
        (ROOT, Role.ENTERPRISE_APP, (Prefix("88.1000.99"),), 10, Absent),
    ],
)
async def test_keys_that_are_refused(
    book: Book, who: Principal, role: Role, given: tuple[Prefix, ...], days: int, kind: type[NodeError]
) -> None:
    with pytest.raises(kind):
        async with book.writing() as page:
            await credentials.issue(page, who, Pepper(b"x"), role, given, days)
