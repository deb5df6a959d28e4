"""`/api/v1/imports`: a file is sent, looked through, started, watched; what is refused says why."""

import pytest

from registry.jobs.work import Worker
from tests.support.own_api import OwnApi

TABLE = "标识,URL\n88.1000.1/A,https://a.example/\nnonsense,x\n88.1000.1/B,\n".encode()
CSV = {"Content_Type": "text/csv"}


async def work(own: OwnApi) -> None:
    """What the process of jobs does next."""
    assert own.context.shelf is not None

    async def visible(_: int) -> None:
        """There is no replica to wait for."""

    assert await Worker(own.context.book, own.context.shelf, visible).next()


async def test_a_file_from_sending_to_its_end(own: OwnApi) -> None:
    sent = await own.ask("POST", "/imports?name=parts.csv", TABLE, by="owner", **CSV)
    assert (sent.status, sent.headers["Location"]) == (202, f"/api/v1/imports/{sent.json['id']}")
    assert (sent.json["standing"], sent.json["rows"], sent.json["octets"]) == ("checking", None, len(TABLE))
    path = sent.headers["Location"].removeprefix("/api/v1")
    early = await own.ask("PATCH", path, {"standing": "running"}, by="owner")
    assert early.detail == (409, "conflict", "the job is checking: it cannot start now")

    await work(own)
    checked = (await own.ask("GET", path, by="owner")).json
    assert (checked["standing"], checked["rows"], checked["wrong"]) == ("checked", 3, 1)
    faults = await own.ask("GET", f"{path}/faults", by="owner")
    assert faults.json["items"] == [
        {
            "row": 3,
            "column": "handle",
            "reason": "cannot read 'nonsense' as a handle: expected a slash between prefix and suffix",
            "handle": "nonsense",
        }
    ]
    refused = await own.ask("PATCH", path, {"standing": "running", "mode": "all-or-nothing"}, by="owner")
    assert refused.detail == (409, "conflict", "1 rows are wrong, and all or nothing was asked for")
    assert (await own.ask("PATCH", path, {"standing": "running"}, by="owner")).json["standing"] == "running"

    await work(own)
    done = (await own.ask("GET", path, by="owner")).json
    assert (done["standing"], done["registered"], done["refused"]) == ("done", 2, 1)
    assert await own.stored("88.1000.1/A", "88.1000.1/B") == ["88.1000.1/A", "88.1000.1/B"]
    table = await own.ask("GET", f"{path}/faults", by="owner", Accept="text/csv")
    assert table.body.startswith("\ufeffrow,column,reason,handle\r\n3,handle,".encode())
    assert "attachment" in table.headers["Content-Disposition"]
    failed = await own.ask("GET", f"{path}/failed", by="owner")
    reason = "cannot read 'nonsense' as a handle: expected a slash between prefix and suffix"
    assert failed.body == f"\ufeff#reason,标识,URL\r\n{reason},nonsense,x\r\n".encode()
    mended = await own.ask("POST", "/imports", failed.body.replace(b",nonsense,", b",88.1000.1/C,"), by="owner", **CSV)
    await work(own)
    again = (await own.ask("GET", f"/imports/{mended.json['id']}", by="owner")).json
    assert (again["standing"], again["rows"], again["wrong"]) == ("checked", 1, 0)
    assert (await own.ask("GET", f"{path}/failed", by="stranger")).detail[0] == 404
    listed = [job["id"] for job in (await own.ask("GET", "/imports", by="park")).json["items"]]
    assert sorted(listed) == sorted([done["id"], again["id"]])


async def test_what_is_registered_already_is_updated_if_asked_for(own: OwnApi) -> None:
    for duplicates in ("refuse", "update", "skip"):
        body = TABLE.replace(b"a.example", f"{duplicates}.example".encode())
        sent = await own.ask("POST", f"/imports?duplicates={duplicates}", body, by="owner", **CSV)
        path = f"/imports/{sent.json['id']}"
        await work(own)
        await own.ask("PATCH", path, {"standing": "running"}, by="owner")
        await work(own)
        done = (await own.ask("GET", path, by="owner")).json
        assert (done["duplicates"], done["registered"], done["updated"], done["skipped"], done["refused"]) == {
            "refuse": ("refuse", 2, 0, 0, 1),
            "update": ("update", 0, 1, 1, 1),
            "skip": ("skip", 0, 0, 2, 1),
        }[duplicates]
    found = (await own.ask("GET", "/identifiers/88.1000.1/A")).json
    assert found["values"][0]["data"]["value"] == "https://update.example/"


@pytest.mark.parametrize(
    ("body", "headers", "query", "told"),
    [
        (b"", CSV, "", (400, "malformed", "the file is empty")),
        (b"x", {"Content_Type": "text/html"}, "", (415, "unknown-form", "the Content-Type is one of text/csv, ")),
        (b"x", CSV, "?mode=some", (400, "malformed", "cannot read mode='some': expected skip-bad or all-or-nothing")),
        (
            b"x",
            CSV,
            "?duplicates=x",
            (400, "malformed", "cannot read duplicates='x': expected refuse or skip"),
        ),
        (b"x", CSV, "?mood=x", (400, "malformed", "unknown parameter 'mood': expected name, mode, duplicates")),
    ],
)
async def test_what_is_no_file_is_refused(
    own: OwnApi, body: bytes, headers: dict[str, str], query: str, told: tuple[int, str, str]
) -> None:
    answer = await own.ask("POST", f"/imports{query}", body, by="owner", **headers)

    assert answer.detail[:2] == told[:2]
    assert answer.detail[2].startswith(told[2])
    assert (await own.ask("GET", "/imports", by="owner")).json["items"] == []


async def test_a_job_is_steered_in_known_words(own: OwnApi) -> None:
    sent = await own.ask("POST", "/imports", TABLE, by="owner", **CSV)
    path = f"/imports/{sent.json['id']}"

    for body, sentence in (
        ({}, 'cannot read what is to become of a job: missing member "standing"'),
        ({"standing": "done"}, "is not one of those allowed here (at standing)"),
        ({"standing": "running", "speed": 1}, 'unknown member "speed"'),
    ):
        assert sentence in (await own.ask("PATCH", path, body, by="owner")).detail[2]
    assert (await own.ask("PATCH", path, {"standing": "cancelled"}, by="owner")).json["standing"] == "cancelling"
    await work(own)
    assert (await own.ask("GET", path, by="owner")).json["standing"] == "cancelled"
