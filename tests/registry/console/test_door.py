"""The console's door: signing in and out, forms from elsewhere, names that are not this node's, what every page has."""

import base64
import re

import aiohttp
import pyotp
import pytest
from yarl import URL

from registry.console import assets, park, routes
from registry.console.guard import next_of
from registry.people.second_factor import address_of
from registry.people.visit import IDLE_SECONDS
from registry.printing.draw import draw
from registry.printing.svg import svg
from schemas.printing.content import Content
from schemas.printing.symbology import SYMBOLOGIES
from tests.support.books import Clock
from tests.support.console import PASSWORD, Browser, House

EVERY_PAGE = [path for path, offered in routes.PAGES.items() if "GET" in offered and "{" not in path]
EVERY_FORM = [
    path.replace("{id}", "x").replace("{number}", "1")
    for pages in (routes.PAGES, routes.OPEN_PAGES)
    for path, offered in pages.items()
    if "POST" in offered
]


async def test_who_is_not_signed_in_is_sent_to_the_door_and_back(house: House) -> None:
    browser = house.browser()

    door = await browser.open("/console/keys")
    inside = await browser.send("/console/sign-in", {"login": "boss", "password": PASSWORD, "next": "/console/keys"})

    assert (door.status, door.path) == (200, "/console/sign-in?next=/console/keys")
    assert (inside.status, inside.path) == (200, "/console/keys")


@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_no_page_is_shown_to_strangers(house: House, path: str) -> None:
    shown = await house.browser().open(path)

    assert shown.path.startswith("/console/sign-in?next=")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_every_page_has_the_headers_and_nothing_inline(house: House, path: str, language: str) -> None:
    browser = house.browser(language)
    await browser.sign_in("park" if path in park.PAGES else "boss")

    shown = await browser.open(path if path != "/console/record" else "/console/record?handle=88.1000.1/none")

    # Neither such a record nor a park to report of is in this database.
    assert shown.status == (404 if path in ("/console/record", "/console/evaluation/report") else 200)
    if "Content-Disposition" in shown.headers:
        # A file to be saved: where it is shown all the same, it stands alone.
        assert re.match("default-src 'none'; .*sandbox", shown.headers["Content-Security-Policy"])
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        return
    assert shown.headers["Content-Security-Policy"].startswith("default-src 'self'; ")
    assert "unsafe" not in shown.headers["Content-Security-Policy"]
    assert (shown.headers["X-Content-Type-Options"], shown.headers["Cache-Control"]) == ("nosniff", "no-store")
    assert f'<html lang="{language}"' in shown.text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", shown.text)
    assert not re.search(r'(?:href|src|action)="(?!/|#|\?|otpauth:|data:image/svg\+xml;base64,)', shown.text)


@pytest.mark.parametrize("path", EVERY_FORM)
@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({}, {}),
        ({"form": "0" * 64}, {}),
        ({"form": "own"}, {"Origin": "https://evil.example"}),
        ({"form": "own"}, {"Origin": "null"}),
        ({"form": "strangers"}, {}),
    ],
)
async def test_a_form_from_elsewhere_does_nothing(
    house: House, boss: Browser, path: str, fields: dict[str, str], headers: dict[str, str]
) -> None:
    stranger = await house.browser().open("/console/sign-in")
    own = (await boss.open("/console/me")).token
    fields = {name: {"own": own, "strangers": stranger.token}.get(text, text) for name, text in fields.items()}

    shown = await boss.raw(path, fields, **headers)

    assert shown.status == 403, shown.words[:200]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("[::1]:8000", 200),
        ("localhost:8000", 200),
        ("id.example.cn", 200),
        ("ID.example.CN", 200),
        ("evil.example", 421),
        ("id.example.cn.evil.example", 421),
        ("[", 421),
    ],
)
async def test_a_name_that_is_not_this_nodes_opens_nothing(house: House, host: str, status: int) -> None:
    shown = await house.browser().open("/console/sign-in", Host=host)

    assert shown.status == status


async def test_a_visit_has_an_id_of_its_own_and_ends_with_it(house: House, clock: Clock) -> None:
    browser = house.browser()
    browser.session.cookie_jar.update_cookies({"idnode": "chosen-by-somebody-else"}, URL(browser.base))
    await browser.sign_in("boss")
    cookie = next(each for each in browser.session.cookie_jar if each.key == "idnode")
    assert cookie.value != "chosen-by-somebody-else"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")

    await browser.open("/console/me")
    await browser.send("/console/sign-out", {})
    again = house.browser()
    again.session.cookie_jar.update_cookies({"idnode": cookie.value}, URL(again.base))

    assert (await again.open("/console/me")).path.startswith("/console/sign-in")

    await browser.sign_in("boss")
    clock.now += IDLE_SECONDS + 1
    assert (await browser.open("/console/me")).path.startswith("/console/sign-in")


async def test_wrong_passwords_are_told_and_nothing_of_them_comes_back(house: House) -> None:
    browser = house.browser()
    await browser.open("/console/sign-in")

    shown = await browser.send("/console/sign-in", {"login": "boss<b>", "password": "hunter2hunter2"})

    assert shown.status == 401
    assert "the login name or the password is wrong" in shown.words
    assert "hunter2" not in shown.text
    assert "boss&lt;b&gt;" in shown.text


async def test_the_second_factor_from_setting_up_to_removing(house: House, clock: Clock, boss: Browser) -> None:
    page = await boss.open("/console/me")
    secret = re.search(r"<code data-copy>([A-Z2-7]{32})</code>", page.text)
    sealed = re.search(r'name="secret" value="([0-9a-f]+)"', page.text)
    assert secret is not None
    assert sealed is not None
    code = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page.text)
    assert code is not None
    address = address_of(secret[1], "boss", "Sample node")
    assert base64.b64decode(code[1]) == svg(draw(Content(address), SYMBOLOGIES["qr"], "M"), 500_000)
    app = pyotp.TOTP(secret[1])
    wrong = await boss.send("/console/me/factor", {"secret": sealed[1], "code": "000000"})
    assert (wrong.status, secret[1] in wrong.text) == (400, True)
    done = await boss.send("/console/me/factor", {"secret": sealed[1], "code": app.at(int(clock.now))})
    assert "The second factor is set up." in done.words

    other = house.browser()
    assert "a one-time password is needed" in (await other.sign_in("boss")).words
    clock.now += 30
    assert (await other.sign_in("boss", code=app.at(int(clock.now)))).path == "/console/"
    await other.open("/console/me")
    removed = await other.send("/console/me/factor", {"remove": "1", "was": PASSWORD})
    assert "The second factor is removed." in removed.words


async def test_an_invitation_is_accepted_in_the_console(house: House, park: Browser) -> None:
    await park.open("/console/accounts")
    shown = await park.send("/console/accounts", {"login": "new", "name": "新人", "role": "auditor", "enterprise": ""})
    invitation = re.search(r"/console/invitation#(inv_[\w-]+)", shown.text)
    assert invitation is not None
    assert invitation[1] not in (await park.open("/console/accounts")).text

    browser = house.browser("zh-CN")
    await browser.open("/console/invitation")
    fields = {"invitation": invitation[1], "password": "一二三四五六七八九十百千", "again": "一二三四五六七八九十百"}
    differing = await browser.send("/console/invitation", fields)
    assert (differing.status, "两次输入的密码不一致" in differing.words) == (400, True)
    fields["again"] = fields["password"]
    assert "密码已设置，请登录。" in (await browser.send("/console/invitation", fields)).words
    assert (await browser.sign_in("new", fields["password"])).path == "/console/"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/console/keys", "/console/keys"),
        ("/console/record?handle=88.1000.1%2FX", "/console/record?handle=88.1000.1%2FX"),
        ("", "/console/"),
        ("//evil.example", "/console/"),
        ("https://evil.example", "/console/"),
        ("/console/../../evil", "/console/"),
        ("/console/\\evil", "/console/"),
        ("/console//evil.example", "/console/"),
        ("/console/\r\nSet-Cookie: a=b", "/console/"),
        ("javascript:alert(1)", "/console/"),
    ],
)
def test_after_signing_in_one_stays_in_the_console(asked: str, given: str) -> None:
    assert next_of(asked) == given


async def test_language_and_look_are_kept_in_the_browser(house: House) -> None:
    browser = house.browser("en")
    await browser.open("/console/sign-in")
    chinese = await browser.send("/console/look", {"language": "zh-CN", "next": "/console/sign-in"})
    dark = await browser.send("/console/look", {"look": "dark", "next": "/console/sign-in"})

    assert 'lang="zh-CN"' in chinese.text
    assert 'data-look="dark"' in dark.text
    assert 'lang="zh-CN"' in dark.text


async def test_an_unknown_page_and_the_front(house: House, boss: Browser) -> None:
    unknown = await boss.open("/console/nothing")

    assert (unknown.status, "there is no page at" in unknown.words) == (404, True)
    assert (await boss.open("/console")).path == "/console/"


@pytest.mark.parametrize("path", EVERY_FORM)
@pytest.mark.parametrize("token", ["", "strangers"])
async def test_a_form_with_a_file_from_elsewhere_does_nothing(
    house: House, boss: Browser, path: str, token: str
) -> None:
    given = (await house.browser().open("/console/sign-in")).token if token else ""
    form = aiohttp.FormData()
    form.add_field("form", given)
    form.add_field("file", b"handle\n88.1000.1/X\n", filename="x.csv", content_type="text/csv")

    async with boss.session.post(boss.base + path, data=form) as answer:
        assert answer.status == 403, await answer.text()


async def test_signing_in_ends_the_visit_that_was_there_before(house: House) -> None:
    planted = house.browser()
    await planted.sign_in("auditor")
    cookie = next(each.value for each in planted.session.cookie_jar if each.key == "idnode")
    victim = house.browser()
    door = await victim.open("/console/sign-in")
    victim.session.cookie_jar.update_cookies({"idnode": cookie}, URL(victim.base))
    # The form was made for nobody in particular, so it is not taken in a visit that somebody else has put there.
    refused = await victim.raw("/console/sign-in", {"form": door.token, "login": "park", "password": PASSWORD})
    assert refused.status == 403

    token = (await victim.open("/console/me")).token
    inside = await victim.raw("/console/sign-in", {"form": token, "login": "park", "password": PASSWORD})
    assert "李雷" in inside.words
    own = next(each.value for each in victim.session.cookie_jar if each.key == "idnode")

    assert own != cookie
    assert (await planted.open("/console/me")).path.startswith("/console/sign-in"), "the planted visit is over"


def test_every_route_below_console_is_of_the_tables_that_these_tests_walk() -> None:
    given = {(route.method, route.path) for route in routes.routes(assets.load(), "https://id.example.cn")}
    tables = {
        (method, path)
        for pages in (routes.PAGES, routes.OPEN_PAGES)
        for path, offered in pages.items()
        for method in offered
    }

    rest = {each for each in given - tables if not each[1].startswith(assets.ROOM)}
    assert rest == {("GET", "/console"), ("*", r"/console/{rest:[\s\S]*}")}
    assert all(method in ("GET", "POST") for method, _ in tables)
