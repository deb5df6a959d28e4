"""An enterprise of the park, and the park."""

import re
from datetime import date

import msgspec

from schemas.checkdigit import uscc_fault
from schemas.errors import Malformed

_DIVISION = re.compile(r"[1-9][0-9]{5}")
_INDUSTRY = re.compile(r"[A-T][0-9]{2,4}")


class Park(msgspec.Struct, frozen=True):
    """An industrial park that the node serves."""

    id: str
    """A short name for the command line, `ganjiang`."""
    name: str
    name_en: str = ""
    division: str = ""
    """GB/T 2260 code of the county or district."""


class Enterprise(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise, with what the park's evaluation needs to know of it."""

    id: str
    name: str
    uscc: str
    """统一社会信用代码, 18 characters (GB 32100-2015)."""
    name_en: str = ""
    division: str = ""
    """GB/T 2260 code."""
    industry: str = ""
    """GB/T 4754 code: section letter and digits."""
    park: str | None = None
    """The park's id; None for an enterprise outside the park."""
    above_scale: bool = False
    """规上: above the designated size."""
    above_scale_year: int | None = None
    """The first year the flag holds for; None where it has always held."""
    joined_on: str | None = None
    """First day in the park; None: from the beginning."""
    left_on: str | None = None
    """Last day in the park; None: still there."""

    def checked(self) -> "Enterprise":
        """The same enterprise, if its particulars can be true.

        Raises:
            Malformed: no name, a wrong 统一社会信用代码, an unreadable division, industry or day.
        """
        if not self.name.strip():
            raise Malformed("an enterprise has a name, got none")
        if fault := uscc_fault(self.uscc):
            raise Malformed(f"cannot read {self.uscc!r} as a 统一社会信用代码: {fault}")
        if self.division and not _DIVISION.fullmatch(self.division):
            raise Malformed(f"cannot read {self.division!r} as a GB/T 2260 code: expected six digits, as in 360121")
        if self.industry and not _INDUSTRY.fullmatch(self.industry):
            raise Malformed(
                f"cannot read {self.industry!r} as a GB/T 4754 code: "
                "expected a letter and two to four digits, as in C3911"
            )
        for day in (self.joined_on, self.left_on):
            if day is not None:
                _checked_day(day)
        return self

    def in_park_on(self, day: str) -> bool:
        """Whether it is a park enterprise on this day (`2026-12-31`)."""
        return (
            self.park is not None
            and (self.joined_on is None or self.joined_on <= day)
            and (self.left_on is None or self.left_on >= day)
        )

    def above_scale_in(self, year: int) -> bool:
        """Whether it counts as 规上 in this year."""
        return self.above_scale and (self.above_scale_year is None or self.above_scale_year <= year)


def _checked_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise Malformed(f"cannot read {text!r} as a day: expected year-month-day, as in 2026-11-22") from None
