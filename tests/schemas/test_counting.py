"""Counting: the words of the statistics, and the Asia/Shanghai day of a moment."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.counting import Channel, Class, Outcome, day_ends, day_of, parse_day, utc, word

# From here on the clocks of Shanghai have never been moved.
SINCE = int(datetime(1992, 1, 1, tzinfo=UTC).timestamp())
MOMENTS = st.integers(SINCE, 2**32 - 1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-22T15:59:59+00:00", "2026-11-22"),
        ("2026-11-22T16:00:00+00:00", "2026-11-23"),
        ("2026-12-31T15:59:59+00:00", "2026-12-31"),
        ("2026-12-31T16:00:00+00:00", "2027-01-01"),
        ("2028-02-28T16:00:00+00:00", "2028-02-29"),
        ("1970-01-01T00:00:00+00:00", "1970-01-01"),
    ],
)
def test_a_day_begins_at_16_hours_utc(moment: str, day: str) -> None:
    assert day_of(datetime.fromisoformat(moment).timestamp()) == day


@given(MOMENTS)
def test_days_are_those_of_shanghai(moment: int) -> None:
    assert day_of(moment) == datetime.fromtimestamp(moment, ZoneInfo("Asia/Shanghai")).date().isoformat()


@given(MOMENTS)
def test_a_day_ends_where_the_next_begins(moment: int) -> None:
    end = day_ends(moment)

    assert 0 < end - moment <= 86_400
    assert day_of(end - 1) == day_of(moment)
    assert parse_day(day_of(end)) == parse_day(day_of(moment)) + timedelta(days=1)


@given(st.integers(0, 2**32 - 1))
def test_utc_is_iso_8601(moment: int) -> None:
    assert datetime.fromisoformat(utc(moment)).timestamp() == moment


def test_the_numbers_on_disk_stay() -> None:
    assert {word(member): int(member) for member in (*Channel, *Outcome, *Class)} == {
        "http": 1, "redirect": 2, "page": 3, "native": 4, "dns": 5,
        "found": 1, "no such value": 2, "absent": 3, "retired": 4, "denied": 5, "malformed": 6, "elsewhere": 7,
        "external": 1, "self": 2, "console": 3, "probe": 4, "sync": 5,
    }  # fmt: skip
