"""Statistics and the evaluation of the sample park by the command line: figures counted by hand."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.counting import SHANGHAI
from tests.node.commands.conftest import Call
from tests.support.postgres import Postgres
from tests.support.running import Node

# Lines of records.ndjson by prefix, counted with `grep -c`; 600 of records.csv are added to 88.1000.31,
# 50 of templated.ndjson to 88.1000.1.
RECORDS = {
    "88.1000.1": 513 + 50,
    "88.1000.12": 269,
    "88.1000.31": 181 + 600,
    "88.1000.7": 349,
    "88.101.0009": 308,
    "88.101.0042": 372,
    "88.101.0066": 44,
    "88.101.0107": 338,
    "88.608.15907541011": 246,
    "88.608.202402": 273,
    "88.608.24061302": 129,
}
YEAR = datetime.now(SHANGHAI).year


def test_the_sample_park_has_the_figures_counted_by_hand(park: Path, idnode: Call) -> None:
    evaluation = idnode("evaluate", "--year", str(YEAR), "--park", "ganjiang", "--json").json

    assert (evaluation["park"], evaluation["year"]) == ("赣江云谷工业园区（示例）", YEAR)
    figures = evaluation["indicators"]
    assert figures["secondary_node"] is True
    # 88.101.0066 belongs to an enterprise that left the park in 2025.
    assert figures["registrations_total"] == figures["stock"] == 3672 - 44
    assert figures["resolutions"] == 0
    assert figures["park_enterprises"] == {"all": 13, "above_scale": 11}
    assert figures["connected_enterprises"] == {"a": 10, "b": 9, "c": 0}
    assert figures["connected_share"] == {"a": 0.769231, "b": 0.692308, "c": 0.0}
    assert figures["connected_enterprises_above_scale"] == {"a": 10, "b": 9, "c": 0}
    assert figures["connected_share_above_scale"] == {"a": 0.909091, "b": 0.818182, "c": 0.0}
    assert [*evaluation["rules"]] == [*figures]
    assert all(rule["zh"] and rule["en"] for rule in evaluation["rules"].values())


def test_postgresql_has_the_same_figures(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.database(lambda _: None)
    node = Node(tmp_path, database_url=url)
    try:
        entered = node.told("init", "--sample")["sample"]
        figures = node.told("evaluate")["indicators"]
        rows = node.told("stats", "--by", "prefix")
    finally:
        postgres.drop(url)

    assert entered == {"enterprises": 14, "prefixes": 12, "identifiers": 3672}
    assert (figures["secondary_node"], figures["registrations_total"], figures["stock"]) == (True, 3628, 3628)
    assert figures["connected_enterprises"] == {"a": 10, "b": 9, "c": 0}
    assert {row["prefix"]: row["registered"] for row in rows} == RECORDS


def test_the_statistics_of_the_sample_park(park: Path, idnode: Call) -> None:
    rows = idnode("stats", "--by", "prefix", "--json").json

    assert rows == [
        {"prefix": prefix, "resolutions": 0, "registered": number, "stock": number}
        for prefix, number in sorted(RECORDS.items())
    ]
    one = idnode("stats", "--by", "prefix", "--prefix", "88.101", "--json").json
    assert [row["prefix"] for row in one] == ["88.101.0009", "88.101.0042", "88.101.0066", "88.101.0107"]
    today = datetime.now(UTC).astimezone(SHANGHAI).date().isoformat()
    assert idnode("stats").out == f"day\tresolutions\tregistered\tstock\n{today}\t0\t3672\t3672\n"
    assert idnode("stats", "--from", "2020-01-01", "--to", "2020-12-31").out == "day\tresolutions\tregistered\tstock\n"
    assert idnode("stats", "--by", "month").err == (
        "idnode: cannot count by 'month': expected a list of day, prefix, channel, outcome, class\n"
    )
    assert idnode("stats", "--to", "x").err == (
        "idnode: cannot read 'x' as a day: expected year-month-day, as in 2026-11-22\n"
    )


def test_the_report_and_the_table_are_written(park: Path, idnode: Call, tmp_path: Path) -> None:
    said = idnode("evaluate", "--html", "report.html", "--csv", "table.csv")

    assert (said.code, said.out) == (0, "")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for text in (f"{YEAR} 年度标识解析评价表", "3,628", "69.23", "安远橙屿食品有限公司"):
        assert text in page
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        values = {(row[2], row[3]): row[6] for row in csv.reader(file)}
    assert values["connected_enterprises", "b"] == "9"
    assert "69.23" in idnode("evaluate").out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--park", "x"], "there is no park 'x': `idnode park add` makes one"),
        (["--year", "1999"], f"cannot evaluate the year 1999: expected 2018 to {YEAR}"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(park: Path, idnode: Call, words: list[str], sentence: str) -> None:
    said = idnode("evaluate", *words)

    assert (said.code, said.out, said.err) == (1, "", f"idnode: {sentence}\n")


def test_the_park_can_be_entered_again_and_again(park: Path, idnode: Call) -> None:
    said = idnode("init", "--sample", "--json")

    assert json.loads(said.out)["sample"] == {"enterprises": 0, "prefixes": 0, "identifiers": 0}
    assert idnode("stats", "--by", "", "--json").json[0]["registered"] == 3672
