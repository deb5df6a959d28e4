"""The report and the table: what park staff hand in holds every number with its rule, and runs nothing."""

import csv
import io
import re

import msgspec
import pytest

from registry.evaluation.evaluate import Evaluation, Line, Value
from registry.evaluation.evidence import Evidence
from registry.evaluation.grounds import Period
from registry.evaluation.report import html, table
from schemas.evaluation.catalogue import CATALOGUE

NUMBERS: dict[str, Value] = {}
for one in CATALOGUE:
    NUMBERS[one.key] = {key: 12_345 for key, _ in one.parts} if one.parts else 1_234_567
NUMBERS |= {
    "secondary_node": True,
    "resolutions_per_day": 1234.5,
    "success_rate": None,
    "connected_share": {"a": 0.769231, "b": 0.692308, "c": 0.0},
    "connected_share_above_scale": {"a": None, "b": None, "c": None},
}

EVALUATION = Evaluation(
    park="赣江<script>alert(1)</script>园区",
    park_id="p",
    park_en="Park & Sons",
    year=2026,
    period=Period(2026, "2026-01-01", "2026-12-31", 365, complete=True),
    made_at="2027-01-04T16:30:00Z",
    node_prefixes=["88.1000"],
    indicators=NUMBERS,
    rules={each.key: each.rule for each in CATALOGUE},
    evidence={
        each.key: [Evidence("members", "SELECT '<b>' FROM enterprises", 13, "sha256:00ff")] for each in CATALOGUE
    },
    enterprises=[Line("=HYPERLINK(1)有限公司", "91360121MAY1C7P03X", True, ["88.1000.1"], "b", 3, 2, 0)],
)


def test_every_number_stands_with_its_rule_in_both_languages() -> None:
    page = html(EVALUATION)

    for each in CATALOGUE:
        for text in (each.name.zh, each.name.en, each.rule.zh, each.rule.en):
            assert text.replace("'", "&#39;") in page
    for shown in ("是 yes", "1,234,567", "1,234.50", "76.92", "69.23", "—", "2027-01-05 00:30", "乙 b"):
        assert shown in page
    assert page.count("SELECT &#39;&lt;b&gt;&#39; FROM enterprises") == 1


def test_the_report_asks_for_nothing_from_elsewhere_and_runs_nothing() -> None:
    page = html(EVALUATION)

    assert "<script" not in page
    assert "赣江&lt;script&gt;" in page
    assert not re.search(r"(?:src|href)=|url\(|@import|https?:", page)
    assert "@page { size: A4;" in page


@pytest.mark.parametrize("complete", [True, False])
def test_a_running_year_is_marked_as_a_preview(complete: bool) -> None:
    period = msgspec.structs.replace(EVALUATION.period, complete=complete)

    page = html(msgspec.structs.replace(EVALUATION, period=period))

    assert ("年度未满" in page) is not complete


def test_the_table_opens_in_chinese_spreadsheets_and_holds_every_number() -> None:
    octets = table(msgspec.structs.replace(EVALUATION, park="=cmd|园区"))

    assert octets.startswith(b"\xef\xbb\xbf")
    assert octets.count(b"\r\n") == octets.count(b"\n")
    rows = list(csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline="")))
    assert [(row[2], row[3]) for row in rows[1:]] == [
        (each.key, part) for each in CATALOGUE for part in ([key for key, _ in each.parts] or [""])
    ]
    values = {(row[2], row[3]): row[6] for row in rows[1:]}
    assert values["registrations_total", ""] == "1234567"
    assert values["connected_share", "b"] == "69.23"
    assert values["success_rate", ""] == ""
    assert {row[0] for row in rows[1:]} == {"'=cmd|园区"}
    assert {row[-1] for row in rows[1:]} == {"members:13:sha256:00ff"}
