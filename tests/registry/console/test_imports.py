"""Imports and search in the console: a file is sent, looked at, entered, found; what is wrong with it is shown."""

import aiohttp
import pytest

from registry.jobs.work import Worker
from registry.templates.publish import install
from tests.support.books import ROOT
from tests.support.console import Browser, House, Shown

TABLE = "标识,产品名称\n88.1000.1/A,离心水泵\nnonsense,x\n88.1000.10/B,别人的\n".encode()


async def send(
    browser: Browser, octets: bytes, name: str, token: str | None = None, template: str = "", **headers: str
) -> Shown:
    """Send a file as the form does."""
    page = await browser.open("/console/imports")
    data = aiohttp.FormData(quote_fields=False)  # as browsers name files
    data.add_field("form", page.token if token is None else token)
    data.add_field("mode", "skip-bad")
    data.add_field("template", template)
    data.add_field("file", octets, filename=name, content_type="application/octet-stream")
    url = f"{browser.base}/console/imports"
    async with browser.session.post(url, data=data, headers=headers) as answer:
        browser.at = Shown(answer.status, answer.url.raw_path_qs, await answer.text(), answer.headers)
    return browser.at


async def work(house: House) -> None:
    """What the process of jobs does next."""
    assert house.context.shelf is not None

    async def visible(_: int) -> None:
        """There is no replica to wait for."""

    assert await Worker(house.context.book, house.context.shelf, visible).next()


async def test_a_file_from_sending_to_finding_what_was_in_it(house: House, boss: Browser) -> None:
    sent = await send(boss, TABLE, "泵.csv")
    assert (sent.status, "0 rows looked at." in sent.words) == (200, True)
    assert 'http-equiv="refresh"' in sent.text

    await work(house)
    checked = await boss.open(sent.path)
    assert "2 rows are wrong. Mend the file" in checked.words
    assert "expected a slash between prefix and suffix" in checked.words
    assert "person:boss may not register 88.1000.10/B" in checked.words
    assert 'http-equiv="refresh"' not in checked.text
    await boss.send(sent.path, {"act": "start", "mode": "skip-bad"})
    await work(house)
    done = await boss.open(sent.path)
    assert "done in part" in done.words
    async with boss.session.get(f"{boss.base}{sent.path}/faults") as answer:
        assert (await answer.text()).splitlines()[1].startswith("3,handle,")
    assert "泵.csv" in (await boss.open("/console/imports")).words

    found = await boss.open("/console/search?q=水泵")
    assert "88.1000.1/A" in found.words
    assert "产品名称: 离心水泵" in found.words
    assert "江西岫澜电路科技有限公司" in (await boss.open("/console/search?q=岫澜")).words
    assert "expected at least 2 characters in each word" in (await boss.open("/console/search?q=泵")).words
    assert "Nothing was found." in (await boss.open("/console/search?q=nothing")).words


async def test_a_file_is_held_against_a_template(house: House, boss: Browser) -> None:
    async with house.context.book.writing() as page:
        await install(page, ROOT)
    table = "标识,型号,product_name,净重\n88.1000.1/P1,HB-4,电路板,0.25\n88.1000.1/P2,,电路板,heavy\n"
    sent = await send(boss, table.encode(), "产品.csv", template="product")
    await work(house)
    checked = await boss.open(sent.path)
    assert "product@1" in checked.words
    assert "model (型号) is missing" in checked.words
    assert "expected a number" in checked.words
    assert (await send(boss, table.encode(), "产品.csv", template="none")).status == 404


@pytest.mark.parametrize(
    ("name", "octets", "token", "headers", "status", "sentence"),
    [
        ("a.pdf", b"x", None, {}, 400, "cannot tell what 'a.pdf' is"),
        ("a.csv", b"", None, {}, 400, "the file is empty"),
        ("", b"x", None, {}, 400, "the form has no file"),
        ("a.csv", b"x", "0" * 64, {}, 403, "this form is too old"),
        ("a.csv", b"x", None, {"Origin": "https://evil.example"}, 403, "sent from a page of somebody else"),
    ],
)
async def test_what_is_no_file_is_refused(
    boss: Browser, name: str, octets: bytes, token: str | None, headers: dict[str, str], status: int, sentence: str
) -> None:
    shown = await send(boss, octets, name, token, **headers)

    assert (shown.status, sentence in shown.words) == (status, True), shown.words[:400]
    assert "No file has been sent yet." in (await boss.open("/console/imports")).words


async def test_a_strangers_job_is_not_there(house: House, boss: Browser, park: Browser) -> None:
    sent = await send(park, TABLE, "park.csv")

    assert (await boss.open(sent.path)).status == 404
    assert (await boss.open(f"{sent.path}/faults")).status == 404
    await boss.open("/console/me")
    assert (await boss.send(sent.path, {"act": "cancel"})).status == 404
    await park.open(sent.path)
    assert "stopping" in (await park.send(sent.path, {"act": "cancel"})).words
    await work(house)
    assert "cancelled" in (await park.open(sent.path)).words
