"""The pages: what each role sees and may do there, and that what strangers wrote stays text."""

import re

import pytest

from registry.enroll import enroll
from registry.register import Registration, register
from registry.templates.publish import install
from schemas.account import Account
from schemas.enterprise import Enterprise
from schemas.handle import Handle
from schemas.principal import Role
from schemas.value import SECRET, Value
from tests.support.applying import code_of
from tests.support.books import APP, ROOT
from tests.support.console import Browser, House

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"

# Which lines of the menu each person has, and which pages answer them.
_REST = ["Identifiers", "Search", "Scan", "Prefixes"]
_MAKING = ["Identifiers", "Templates", "Coding rules", "Batches", "Labels", "Sharing"]
_WHOLE = ["Search", "Imports", "Scan", "Prefixes", "API keys", "People"]
MENU = {
    "park": ["Overview", "Review", "Enterprises", "Quotas", "Statistics", "Trail", *_MAKING, *_WHOLE],
    "reviewer": ["Overview", "Review", "Enterprises", "Quotas", "Statistics", *_REST],
    "auditor": ["Overview", "Review", "Enterprises", "Quotas", "Statistics", "Trail", *_REST],
    "boss": ["Overview", "My enterprise", "Statistics", *_MAKING, "Claims", *_WHOLE],
}


@pytest.mark.parametrize("login", MENU)
async def test_the_menu_shows_what_one_may_open_and_no_more(house: House, login: str) -> None:
    browser = house.browser()
    home = await browser.sign_in(login)
    menu = re.search(r'<nav class="menu".*?</nav>', home.text, re.DOTALL)
    assert menu is not None
    lines = re.findall(r'<a href="([^"]+)"[^>]*>.*?</svg>([^<]+)</a>', menu[0], re.DOTALL)

    assert [name.strip() for _, name in lines] == MENU[login]
    for path, _ in lines:
        assert (await browser.open(path)).status == 200
    for path in ("/console/keys", "/console/accounts"):
        if path not in [each for each, _ in lines]:
            assert (await browser.open(path)).status == 403


async def test_the_life_of_an_identifier(boss: Browser, house: House) -> None:
    form = await boss.open("/console/identifiers/new?prefix=88.1000.1")
    assert "88.1000.10" not in form.text
    fields = {
        "prefix": "88.1000.1",
        "suffix": "泵-01",
        "index": ["1", "2", ""],
        "type": ["URL", "产品名称", ""],
        "text": ["https://example.cn/泵", HOSTILE, ""],
        "grade": ["public", "internal", "public"],
    }
    made = await boss.send("/console/identifiers/new", fields)
    assert "Registered." in made.words
    assert HOSTILE in made.words.replace("&#34;", '"') or HOSTILE.split(">")[0] in made.text.replace("&lt;", "<")
    assert 'href="/api/v1/labels/symbol?identifier=88.1000.1%2F%E6%B3%B5-01"' in made.text
    assert "<script>alert" not in made.text
    assert "<img src=x" not in made.text
    again = await boss.send("/console/identifiers/new", fields)
    assert (again.status, "88.1000.1/泵-01 is registered already" in again.words) == (409, True)

    path = made.path.partition("&done")[0]
    await boss.open(path)
    amended = await boss.send(path, {**fields, "version": "1", "text": ["https://example.cn/2", "乙", ""]})
    assert "Amended." in amended.words
    stale = await boss.send(path, {**fields, "version": "1"})
    assert stale.status == 409
    await boss.open(path)
    wrong = await boss.send(path, {"act": "retire", "version": "2", "confirm": "88.1000.1/泵"})
    assert (wrong.status, "type 88.1000.1/泵-01 to retire it for good" in wrong.words) == (400, True)
    retired = await boss.send(path, {"act": "retire", "version": "2", "confirm": "88.1000.1/泵-01"})
    assert "Retired." in retired.words
    assert re.findall(r"</span> <strong>(\w+)</strong>", retired.text) == ["retired", "amended", "registered"]
    listed = await boss.open("/console/identifiers?prefix=88.1000.1&beginning=泵")
    assert "泵-01" not in listed.words
    assert "泵-01" in (await boss.open("/console/identifiers?prefix=88.1000.1&beginning=泵&retired=1")).words


async def test_what_no_form_can_hold_stays_as_it_is(house: House, boss: Browser) -> None:
    handle = Handle.parse("88.1000.1/X")
    values = (
        Value(1, "URL", b"https://a.example/", ttl=77),
        Value(2, "BLOB", b"\xff\x00"),
        Value(3, "内部", b"geheim", permissions=SECRET),
        Value(100, "HS_ADMIN", b"\x00"),
    )
    async with house.context.book.writing() as page:
        await register(page, APP, Registration(handle, values))
    path = "/console/record?handle=88.1000.1%2FX"
    await boss.open(path)

    fields = {"version": "1", "index": ["1", "3"], "type": ["URL", "内部"], "text": ["https://a.example/", "neu"]}
    await boss.send(path, {**fields, "grade": ["public", "partner"]})

    async with house.context.book.reading() as page:
        record = await page.find(handle)
    assert record is not None
    assert [(value.index, value.data, value.ttl, value.grade) for value in record.values] == [
        (1, b"https://a.example/", 77, "public"),
        (2, b"\xff\x00", 86_400, "public"),
        (3, b"neu", 86_400, "partner"),
        (100, b"\x00", 86_400, "public"),
    ]
    await boss.open(path)
    strange = await boss.send(path, {**fields, "version": "2", "grade": ["public", "secret"]})
    assert (strange.status, "grade is 'secret', expected public, partner or internal" in strange.words) == (400, True)


async def test_others_identifiers_are_not_shown_to_an_enterprise(house: House, boss: Browser) -> None:
    async with house.context.book.writing() as page:
        await register(
            page, ROOT, Registration(Handle.parse("88.1000.10/X"), (Value(1, "N", b"s", permissions=SECRET),))
        )

    assert (await boss.open("/console/identifiers?prefix=88.1000.10")).status == 403
    record = await boss.open("/console/record?handle=88.1000.10%2FX")
    assert ">s<" not in record.text
    assert "Amend" not in record.words
    refused = await boss.send(
        "/console/record?handle=88.1000.10%2FX", {"version": "1", "index": [], "text": [], "grade": []}
    )
    assert refused.status == 403


async def test_keys_are_made_shown_once_and_revoked(house: House, boss: Browser) -> None:
    await boss.open("/console/keys")
    made = await boss.send("/console/keys", {"prefix": "88.1000.1", "note": "MES", "days": "30", "scope": ["register"]})
    key = re.search(r"<code data-copy>(idn_([0-9a-f]{12})_[\w-]{43})</code>", made.text)
    assert key is not None
    listed = await boss.open("/console/keys")
    assert key[2] in listed.text
    assert key[1] not in listed.text
    for fields, sentence in (
        ({"prefix": "88.1000.10"}, "person:boss does not hold 88.1000.10"),
        ({}, "a key of role enterprise-app has at least one prefix, got 0"),
        ({"prefix": "88.1000.1", "days": "x"}, "cannot read 'x' as a number of days"),
        ({"prefix": "88.1000.1", "networks": "10.0.0.1/8"}, "cannot read '10.0.0.1/8' as a network"),
        ({"prefix": "88.1000.1", "role": "root"}, "choose a role"),
    ):
        assert sentence in (await boss.send("/console/keys", fields)).words
    revoked = await boss.send(f"/console/keys/{key[2]}", {})
    assert "The key is revoked." in revoked.words


async def test_people_are_let_in_again_and_closed(house: House, park: Browser) -> None:
    page = await park.open("/console/accounts")
    ids = dict(
        zip(re.findall(r'action="/console/accounts/(\w+)"', page.text), ("auditor", "boss", "reviewer"), strict=True)
    )
    id = next(each for each, login in ids.items() if login == "reviewer")
    unlocked = await park.send(f"/console/accounts/{id}", {"act": "unlock"})
    assert "They may try again at once." in unlocked.words
    invited = await park.send(f"/console/accounts/{id}", {"act": "invite"})
    assert "/console/invitation#inv_" in invited.text
    assert "the login name or the password is wrong" in (await house.browser().sign_in("reviewer")).words
    closed = await park.send(f"/console/accounts/{id}", {"act": "close"})
    assert "The account is closed." in closed.words
    strange = await park.send(f"/console/accounts/{id}", {"act": "promote"})
    assert strange.status == 400


async def test_scanning_leads_to_the_door(boss: Browser) -> None:
    async with boss.session.get(f"{boss.base}/console/scan?text=88.1000.1/泵 1", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/88.1000.1/%E6%B3%B5%201?noredirect")


@pytest.mark.parametrize(
    "path",
    ["identifiers", "identifiers/new", "rules", "rules/new", "batches", "prefixes", "templates/product/register"],
)
async def test_where_nothing_can_be_done_without_a_prefix_the_way_to_one_is_shown(house: House, path: str) -> None:
    async with house.context.book.writing() as page:
        bare = await enroll(page, ROOT, Enterprise(id="", name="江西无前缀有限公司", uscc=code_of(9)))
        await install(page, ROOT)
    await house.account(Account("", "bare", "新人", Role.ENTERPRISE_ADMIN, bare.id))
    browser = house.browser()
    await browser.sign_in("bare")

    shown = await browser.open(f"/console/{path}")

    assert "There is no prefix yet" in shown.words
    assert re.search(r'class="empty".*href="/console/application"', shown.text, re.DOTALL)
