"""Overseeing: what waits, statistics, the evaluation and the trail, for whom they are, and their files."""

import ast
import csv
import io
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from jinja2 import Environment, FileSystemLoader

from registry.console.chart import chart
from registry.console.frame import FOLDER
from registry.enroll import open_park
from registry.register import Registration, register
from registry.stand import stand
from registry.store import enterprises, tallies
from schemas.counting import Channel, Class, Counted, Outcome
from schemas.enterprise import Park
from schemas.handle import Handle
from schemas.life import Act, Standing
from schemas.value import Value
from tests.support.applying import Way
from tests.support.books import APP, ROOT
from tests.support.console import Browser, House

DAY = "2026-11-22"
"""Of the clock that tests go by."""


async def counted(house: House, count: int, channel: Channel = Channel.HTTP, prefix: str = "88.1000.1") -> None:
    """So many questions answered."""
    async with house.context.book.writing() as page:
        await tallies.flush(page, "test", [Counted(DAY, prefix, channel, Outcome.FOUND, Class.EXTERNAL, count)])


async def test_the_overview_says_what_waits_for_whom(house: House, park: Browser, boss: Browser) -> None:
    async with house.context.book.writing() as page:
        way = Way(page, house.context.practice)
        for standing in (Standing.SUBMITTED, Standing.SUBMITTED, Standing.IN_REVIEW, Standing.DRAFT):
            await way.at(standing)
        maker = await enterprises.find(page, "91110000600037341L")
        assert maker is not None
        await stand(page, ROOT, maker.id, Act.CLOSE)

    def told(text: str) -> dict[str, str]:
        return dict(re.findall(r'<a href="([^"]+)"[^>]*><strong>(\d+)</strong>', text))

    reviewer, auditor = house.browser(), house.browser()
    await reviewer.sign_in("reviewer")
    await auditor.sign_in("auditor")
    seen = told((await park.open("/console/")).text)
    assert seen == {
        "/console/reviews?standing=submitted": "2",
        "/console/reviews?standing=in-review": "1",
        "/console/reviews?standing=filing-failed": "0",
        "/console/reviews/claims": "0",
        "/console/reviews/filings": "0",
        "/console/enterprises?standing=closing": "1",
    }
    assert list(told((await reviewer.open("/console/")).text)) == list(seen)[:4]
    assert told((await auditor.open("/console/")).text) == {}
    assert told((await boss.open("/console/")).text) == {}
    for path in seen:
        assert (await park.open(path)).status == 200


async def test_statistics_are_exact_and_come_as_a_table(house: House, park: Browser, boss: Browser) -> None:
    async with house.context.book.writing() as page:
        for number in range(3):
            handle = Handle.parse(f"88.1000.1/{number}")
            await register(page, APP, Registration(handle, (Value(1, "N", b"x"),)))
    await counted(house, 1200)
    await counted(house, 34, Channel.DNS)
    await counted(house, 5, prefix="88.1000.10")

    shown = await park.open(f"/console/statistics?from={DAY}&to={DAY}")
    assert re.findall(r"<dd>([\d,]+)</dd>", shown.text) == ["3", "1,239", "3"]
    assert f"<title>{DAY}: 1,239</title>" in shown.text
    assert re.search(r"江西岫澜电路科技有限公司</td><td class=\"n\">1,234</td>", shown.text)
    assert re.search(r"DNS</th>.*?<td class=\"n\">34</td>", shown.text)
    own = await boss.open(f"/console/statistics?from={DAY}&to={DAY}")
    assert re.findall(r"<dd>([\d,]+)</dd>", own.text) == ["3", "1,234", "3"]
    assert (await boss.open("/console/statistics?prefix=88.1000.10")).status == 403

    async with park.session.get(f"{park.base}/console/statistics/table?from={DAY}&to={DAY}") as answer:
        text = (await answer.read()).decode("utf-8-sig")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(text)))
    assert sum(int(row[5]) for row in rows[1:]) == 1239
    assert sum(int(row[6]) for row in rows[1:]) == 3
    assert (await boss.open("/console/statistics/table?prefix=88.1000.10")).status == 403


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=gestern", "cannot read &#39;gestern&#39; as a day"),
        ("from=2026-11-23&to=2026-11-22", "a period has 1 to 1830 days, got 0"),
        ("from=1900-01-01", "a period has 1 to 1830 days"),
        ("prefix=88..1", "cannot read &#39;88..1&#39;"),
    ],
)
async def test_a_period_that_is_none_is_said(park: Browser, query: str, sentence: str) -> None:
    shown = await park.open(f"/console/statistics?{query}")

    assert (shown.status, sentence in shown.text) == (400, True), shown.words


async def test_many_days_are_shown_by_month(house: House, park: Browser) -> None:
    await counted(house, 7)

    shown = await park.open("/console/statistics?from=2026-01-01&to=2026-11-22")

    assert "<title>2026-11: 7</title>" in shown.text


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ([], ["0", "1"]),
        ([0, 0], ["0", "1"]),
        ([1], ["0", "1"]),
        ([7, 3], ["0", "2", "4", "6", "8"]),
        ([41], ["0", "20", "40", "60"]),
        ([4_000_001], ["0", "2,000,000", "4,000,000", "6,000,000"]),
    ],
)
def test_the_lines_of_a_chart_are_round_and_hold_all_bars(values: list[int], lines: list[str]) -> None:
    drawn = chart([(str(number), value) for number, value in enumerate(values)])

    assert [line.text for line in drawn.lines] == lines
    for bar in drawn.bars:
        assert bar.y >= 10
        assert bar.y + bar.height == pytest.approx(drawn.foot, abs=0.11)
        assert bar.x >= drawn.left
        assert bar.x + bar.width <= drawn.width


async def test_the_evaluation_and_its_files(house: House, park: Browser, boss: Browser) -> None:
    assert "There is no park yet" in (await park.open("/console/evaluation")).words
    async with house.context.book.writing() as page:
        await open_park(page, ROOT, Park("p", "赣江<b>园区", "Ganjiang"))

    shown = await park.open("/console/evaluation?year=2026&park=p")
    assert "Identifiers registered (cumulative)" in shown.words
    assert "The year is running" in shown.words
    assert (await park.open("/console/evaluation?year=2027&park=p")).status == 400
    assert (await park.open("/console/evaluation?year=zwei")).status == 400
    assert (await park.open("/console/evaluation?park=q")).status == 404
    for form, kind, beginning in (("html", "text/html", b"<!doctype html>"), ("csv", "text/csv", b"\xef\xbb\xbf")):
        async with park.session.get(f"{park.base}/console/evaluation/report?park=p&format={form}") as answer:
            body = await answer.read()
            assert answer.content_type == kind
            assert answer.headers["Content-Disposition"] == f'attachment; filename="evaluation-2026.{form}"'
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert body.startswith(beginning)
    assert (await park.open("/console/evaluation/report?park=p&format=exe")).status == 400
    assert (await boss.open("/console/evaluation")).status == 403
    assert (await boss.open("/console/evaluation/report?park=p")).status == 403


async def test_the_trail_is_filtered_shown_with_its_changes_and_exported(house: House, park: Browser) -> None:
    async with house.context.book.writing() as page:
        maker = await enterprises.find(page, "91110000600037341L")
        assert maker is not None
        await stand(page, ROOT, maker.id, Act.SUSPEND, "<script>alert(1)</script>")

    shown = await park.open(f"/console/trail?verb=suspend+enterprise&subject={maker.id[:8]}&from={DAY}&to={DAY}")
    assert "<script>alert" not in shown.text
    assert re.search(r'class="before">active</td><td class="after">suspended</td>', shown.text)
    assert shown.text.count("<tr>") == 1 + 1 + 2, "one line, its change, and two heads"
    assert "No line matches." in (await park.open("/console/trail?actor=nobody")).words
    assert (await park.open("/console/trail?from=gestern")).status == 400

    for form in ("csv", "ndjson"):
        async with park.session.get(
            f"{park.base}/console/trail/export?verb=suspend+enterprise&format={form}"
        ) as answer:
            lines = (await answer.text()).splitlines()
            assert len(lines) == (2 if form == "csv" else 1)
            assert maker.id in lines[-1]
    assert (await park.open("/console/trail/export?format=exe")).status == 400


async def test_the_trail_is_held_against_itself(house: House, park: Browser) -> None:
    await park.open("/console/trail")
    good = await park.send("/console/trail", {"head": ""})
    end = re.search(r"<code data-copy>(\d+:[0-9a-f]{64})</code>", good.text)
    assert "The trail is whole" in good.words
    assert end is not None
    assert "The trail is whole" in (await park.send("/console/trail", {"head": end[1]})).words
    strange = await park.send("/console/trail", {"head": "7"})
    assert (strange.status, 'id="w-head"' in strange.text) == (400, True)

    async with house.context.book.writing() as page:
        await page.connection.execute(sa.text("UPDATE trail SET actor = 'nobody' WHERE act = 2"))
    bad = await park.send("/console/trail", {"head": ""})

    assert "The trail is not as it was written" in bad.words
    assert "line 2 is not what its digest says" in bad.words


async def test_the_trail_is_for_auditors_and_the_park(house: House, boss: Browser) -> None:
    for login, status in (("auditor", 200), ("reviewer", 403)):
        browser = house.browser()
        await browser.sign_in(login)
        token = (await browser.open("/console/me")).token
        assert (await browser.open("/console/trail")).status == status
        assert (await browser.open("/console/trail/export")).status == status
        assert (await browser.raw("/console/trail", {"form": token})).status == status
    assert (await boss.open("/console/trail")).status == 403
    assert (await boss.open("/console/trail/export")).status == 403


def test_every_act_has_a_name_in_both_languages() -> None:
    verbs = Environment(loader=FileSystemLoader(FOLDER), autoescape=True).get_template("past.html").module.verbs  # type: ignore[attr-defined]
    noted = set()
    for file in (Path(__file__).parents[3] / "registry").rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", getattr(call.func, "id", "")) in (
                "note",
                "_note",
            ):
                noted |= {
                    each.value
                    for each in call.args[1:3]
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                }
    assert len(noted) > 30
    assert sorted(noted - set(verbs)) == []
