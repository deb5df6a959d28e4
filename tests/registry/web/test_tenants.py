"""Nobody writes, lists or sees what is not theirs (threats.md T2, T3): every endpoint by every kind of caller."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from registry.guesses import Guesses
from registry.store.book import Book
from tests.support.books import Clock
from tests.support.handle_api import Api, furnished, password_of, serving

VALUE = [{"index": 1, "type": "URL", "data": "https://evil.example/"}]
MINE, LONGER, SUSPENDED = "88.1000.1", "88.1000.10", "88.1000.3"

# Method, target, body: what only the holder of 88.1000.1 (and the park) may do.
ACTS: list[tuple[str, str, Any]] = [
    ("PUT", "/api/handles/88.1000.1/NEW", VALUE),
    ("PUT", "/api/handles/88.1000.1/NEW?overwrite=false", VALUE),
    ("PUT", "/api/handles/88.1000.1/?mintNewSuffix", VALUE),
    ("PUT", "/api/handles/88.1000.1/Sn-1", VALUE),
    ("PUT", "/api/handles/88.1000.1/sn-1?index=1", VALUE),
    ("PUT", "/api/handles/88.1000.1/SN-1?index=various", VALUE),
    ("PUT", "/api/handles/88.1000.1/ADMIN?index=300", [VALUE[0] | {"index": 300, "type": "HS_SECKEY"}]),
    ("PUT", "/api/handles/0.NA/88.1000.1?index=1", VALUE),
    ("PUT", "/api/handles/0.na/88.1000.1", VALUE),
    ("DELETE", "/api/handles/88.1000.1/Sn-1", None),
    ("DELETE", "/api/handles/88.1000.1/Sn-1?index=5", None),
    ("GET", "/api/handles?prefix=88.1000.1", None),
    ("GET", "/api/handles?prefix=0.NA/88.1000.1&page=0&pageSize=1", None),
    ("GET", "/hrls/handles/88.1000.1?URL=*", None),
]
# Who has no business there, and the status that says so.
OTHERS: list[tuple[str | None, frozenset[int]]] = [
    (None, frozenset({401})),
    ("stranger", frozenset({403})),
    (password_of(LONGER), frozenset({403})),
    ("suspended", frozenset({403})),
    (password_of(SUSPENDED), frozenset({401})),
    ("node", frozenset({403})),
    ("Bearer idn_000000000000_0000000000000000000000000000000000000000000", frozenset({401})),
]


@pytest.fixture
async def api(book: Book, tmp_path: Path, clock: Clock) -> AsyncIterator[Api]:
    """The Handle API, which looks at wrong credentials as often as they come (otherwise: test_guessing.py)."""
    await furnished(book)
    async with serving(book, tmp_path / "api", clock, guesses=Guesses(0)) as api:
        yield api


@pytest.mark.parametrize("plain", [False, True])
async def test_no_other_caller_passes(api: Api, plain: bool) -> None:
    before = await _everything(api)
    unexpected = []
    for (method, target, body), (by, statuses) in itertools.product(ACTS, OTHERS):
        said = await api.ask(method, target, body, by=by, plain=plain)
        expected = statuses | {403, 401} if plain else statuses
        if said.status not in expected:
            unexpected.append((method, target, by, said.brief))

    assert unexpected == []
    assert await _everything(api) == before


@pytest.mark.parametrize("by", ["owner", "park", password_of(MINE)])
async def test_the_twin_the_holder_passes_everywhere(api: Api, by: str) -> None:
    """The same acts are possible: what stops the others is who they are, and not a slip in the table."""
    after = {"/api/handles/88.1000.1/NEW?overwrite=false": 409, "/api/handles/88.1000.1/Sn-1?index=5": 404}
    for method, target, body in ACTS:
        # The last two acts on keys would lock out whoever comes by them.
        if by in api.keys or not target.startswith(("/api/handles/88.1000.1/ADMIN", "/api/handles/0.na")):
            said = await api.ask(method, target, body, by=by)
            # Who administers a prefix is not for the key of an application to say: it would outlive itself there.
            expected = 403 if by == "owner" and "/0.na/" in target.lower() else after.get(target, 200)
            assert said.status in {expected, 201 if expected == 200 else expected}, (method, target, said.brief)


@pytest.mark.parametrize("by", ["suspended", "park", password_of(SUSPENDED)])
async def test_a_suspended_prefix_takes_no_changes_from_anybody(api: Api, by: str) -> None:
    for method, target, body in [
        ("PUT", "/api/handles/88.1000.3/NEW", VALUE),
        ("PUT", "/api/handles/88.1000.3/X", VALUE),
        ("PUT", "/api/handles/88.1000.3/X?index=1", VALUE),
        ("PUT", "/api/handles/0.NA/88.1000.3?index=1", VALUE),
        ("DELETE", "/api/handles/88.1000.3/X", None),
        ("DELETE", "/api/handles/88.1000.3/X?index=1", None),
    ]:
        assert (await api.ask(method, target, body, by=by)).status in (401, 403)


async def test_auditors_list_and_write_nothing(api: Api) -> None:
    for method, target, body in ACTS:
        said = await api.ask(method, target, body, by="auditor")
        assert said.status == (200 if method == "GET" else 403), (method, target, said.brief)


async def test_labels_are_compared_not_letters(api: Api) -> None:
    for prefix in ("88.1000.1", "88.1000.10", "88.1000"):
        for by in ("owner", "stranger"):
            said = await api.ask("PUT", f"/api/handles/{prefix}/BOUNDARY", VALUE, by=by)
            mine = (prefix, by) in {("88.1000.1", "owner"), ("88.1000.10", "stranger")}
            assert (said.status == 201) is mine


async def test_a_secret_leaves_towards_its_administrator_alone(api: Api) -> None:
    for by in (None, "stranger", "auditor", "node", "suspended", password_of(LONGER)):
        for query in ("", "?index=300", "?type=HS_SECKEY", "?publicOnly=false"):
            said = await api.ask("GET", f"/api/handles/88.1000.1/ADMIN{query}", by=by)
            assert "口令" not in said.text
            assert "second" not in said.text
    assert "口令" in (await api.ask("GET", "/api/handles/88.1000.1/ADMIN", by=password_of(MINE))).text


async def _everything(api: Api) -> list[Any]:
    listed = await api.ask("GET", "/api/handles?prefix=88.1000.1", by="park")
    described = await api.ask("GET", "/api/handles/0.NA/88.1000.1", by="park")
    records = [await api.ask("GET", f"/api/handles/{name}", by="park") for name in listed.json["handles"]]
    return [listed.text, described.text, *(record.text for record in records)]
