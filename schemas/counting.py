"""What is counted: the names of channels, outcomes and classes, and the day a moment belongs to.

A resolution is counted under (day, prefix, channel, outcome, class). Counting rules: china-node.md §9.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from enum import IntEnum

import msgspec

# Asia/Shanghai has had no clock changes since 1991: a fixed offset is exact and needs no table.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
SECONDS_A_DAY = 86_400


class Channel(IntEnum):
    """Through which door the question came. The numbers are kept on disk: never change one."""

    HTTP = 1
    REDIRECT = 2
    PAGE = 3
    NATIVE = 4
    DNS = 5


class Outcome(IntEnum):
    """How the question was answered. The numbers are kept on disk: never change one."""

    FOUND = 1
    NO_SUCH_VALUE = 2
    ABSENT = 3
    RETIRED = 4
    DENIED = 5
    MALFORMED = 6
    ELSEWHERE = 7


class Class(IntEnum):
    """Who asked, as far as it matters for the evaluation. The numbers are kept on disk: never change one."""

    EXTERNAL = 1
    SELF = 2
    CONSOLE = 3
    PROBE = 4
    SYNC = 5


def word(member: Channel | Outcome | Class) -> str:
    """The member's name as statistics print it.

    >>> word(Outcome.NO_SUCH_VALUE)
    'no such value'
    """
    return member.name.lower().replace("_", " ")


class Counted(msgspec.Struct, frozen=True):
    """How many resolutions one source has answered under one key; it only ever grows."""

    day: str
    """Asia/Shanghai day, `2026-11-22`."""
    prefix: str
    """The key of a prefix this node knows; empty where the question named none of them."""
    channel: Channel
    outcome: Outcome
    class_: Class
    count: int


def day_of(moment: int | float) -> str:
    """The Asia/Shanghai day of a Unix second.

    >>> day_of(1_795_363_199), day_of(1_795_363_200)
    ('2026-11-22', '2026-11-23')
    """
    return datetime.fromtimestamp(moment, SHANGHAI).date().isoformat()


def day_begins(day: str) -> int:
    """The Unix second at which an Asia/Shanghai day begins.

    >>> day_begins("2026-11-22"), day_of(day_begins("2026-11-22"))
    (1795276800, '2026-11-22')
    """
    return int(datetime.combine(parse_day(day), datetime.min.time(), SHANGHAI).timestamp())


def day_ends(moment: int | float) -> int:
    """The Unix second at which the Asia/Shanghai day of this moment is over."""
    offset = 8 * 3600
    return (int(moment) + offset) // SECONDS_A_DAY * SECONDS_A_DAY + SECONDS_A_DAY - offset


def utc(moment: int) -> str:
    """A Unix second as ISO 8601 with `Z`.

    >>> utc(1_700_000_000)
    '2023-11-14T22:13:20Z'
    """
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_day(text: str) -> date:
    """Read `2026-11-22`.

    Raises:
        ValueError: it is not such a day; callers say which of their words it was.
    """
    return date.fromisoformat(text)
