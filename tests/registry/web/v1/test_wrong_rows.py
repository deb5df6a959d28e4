"""The wrong rows of the sample park through the API: each refused in a clear sentence, the right ones entered."""

import json
from pathlib import Path
from typing import Any

from tests.support.own_api import OwnApi

SAMPLES = Path(__file__).resolve().parents[4] / "samples"
WRONG = (SAMPLES / "wrong.ndjson").read_bytes()
EXPECTED: list[dict[str, Any]] = json.loads((SAMPLES / "wrong.expected.json").read_text())["files"]["wrong.ndjson"][
    "rows"
]
GOOD = [row["row"] for row in EXPECTED if row["ok"]]


async def test_each_row_is_right_or_wrong_as_the_sample_says(own: OwnApi) -> None:
    answer = await own.send(WRONG)

    *rows, summary = answer.lines
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert [row["row"] for row in rows] == [row["row"] for row in EXPECTED]
    assert [row["row"] for row in rows if row["status"] == 201] == GOOD
    assert summary == {"registered": 6, "refused": 65, "dry_run": False}
    for row in rows:
        if row["status"] != 201:
            assert row["status"] in (400, 403, 409, 421), row
            assert len(row["detail"]) > 10, row
            assert "Error" not in row["detail"], row
    assert len(await own.stored(*(f"88.1000.1/IMPORT/R-000{number}" for number in range(1, 7)))) == 6
