"""What the registry answers itself is counted too, and apart: an enterprise's own reading is no outsider's."""

import pytest

from registry.web.counted import class_of
from schemas.counting import Class, Outcome
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.value import Reference
from tests.support.books import OTHER, PREFIX
from tests.support.counts import Counts
from tests.support.handle_api import Api

KEEPER = Reference("88.1000.1/ADMIN", 300)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (None, None),
        (Principal("key:1", Role.ENTERPRISE_APP, (PREFIX,)), Class.SELF),
        (Principal("key:2", Role.ENTERPRISE_APP, (OTHER,)), None),
        (Principal("handle:1", Role.HANDLE, identity=KEEPER), Class.SELF),
        (Principal("handle:2", Role.HANDLE, identity=Reference("88.1000.10/ADMIN", 300)), None),
        (Principal("key:3", Role.AUDITOR), Class.CONSOLE),
        (Principal("key:4", Role.NODE), Class.SYNC),
    ],
)
def test_who_asks_decides_the_class_and_a_stranger_is_as_anybody(who: Principal | None, expected: Class | None) -> None:
    assert class_of(who, Prefix.parse("88.1000.1")) is expected


@pytest.mark.parametrize(
    ("query", "by", "expected"),
    [
        ("sn-1", "owner", [("88.1000.1/sn-1", Outcome.FOUND, Class.SELF)]),
        ("sn-1?index=77", "owner", [("88.1000.1/sn-1", Outcome.NO_SUCH_VALUE, Class.SELF)]),
        ("sn-1", None, []),  # the resolver's own door counts what anybody asks
        ("NONE", "owner", []),
    ],
)
async def test_each_answer_of_the_handle_api_is_counted_once(
    sqlite_api: Api, query: str, by: str | None, expected: list[tuple[str, Outcome, Class]]
) -> None:
    await sqlite_api.ask("GET", f"/api/handles/88.1000.1/{query}", by=by)

    counts = sqlite_api.context.count
    assert isinstance(counts, Counts)
    assert counts.seen == expected
