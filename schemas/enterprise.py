"""An enterprise of the park, and the park."""

import re
from datetime import date

import msgspec

from schemas.checkdigit import uscc_fault
from schemas.errors import Malformed

_DIVISION = re.compile(r"[1-9][0-9]{5}")
# The first two digits of a GB/T 2260 code: the 34 provinces, autonomous regions, municipalities and special regions.
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|81|82")
_INDUSTRY = re.compile(r"[A-T][0-9]{2,4}")


class Park(msgspec.Struct, frozen=True):
    """An industrial park that the node serves."""

    id: str
    """A short name for the command line, `ganjiang`."""
    name: str
    name_en: str = ""
    division: str = ""
    """GB/T 2260 code of the county or district."""

    def checked(self) -> "Park":
        """The same park, if its particulars can be true.

        Raises:
            Malformed: no id, no name, or a division that is none.
        """
        if not self.id.strip() or not self.name.strip():
            raise Malformed("a park has an id and a name")
        _check_division(self.division)
        return self


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
            Malformed: no name, a wrong 统一社会信用代码, an unreadable division, industry or day, or a last day before
                the first.
        """
        if not self.name.strip():
            raise Malformed("an enterprise has a name, got none")
        if fault := uscc_fault(self.uscc):
            raise Malformed(f"cannot read {self.uscc!r} as a 统一社会信用代码: {fault}")
        _check_division(self.division)
        if self.industry and not _INDUSTRY.fullmatch(self.industry):
            raise Malformed(
                f"cannot read {self.industry!r} as a GB/T 4754 code: "
                "expected a letter and two to four digits, as in C3911"
            )
        for day in (self.joined_on, self.left_on):
            if day is not None:
                _check_day(day)
        if self.joined_on is not None and self.left_on is not None and self.left_on < self.joined_on:
            raise Malformed(f"the last day in the park is {self.left_on}, before the first, {self.joined_on}")
        return self


def _check_division(code: str) -> None:
    if not code:
        return
    if not _DIVISION.fullmatch(code):
        raise Malformed(f"cannot read {code!r} as a GB/T 2260 code: expected six digits, as in 360121")
    if not _PROVINCE.fullmatch(code[:2]):
        raise Malformed(f"cannot read {code!r} as a GB/T 2260 code: no province has the number {code[:2]}")


def _check_day(text: str) -> None:
    # Days are compared as text, in SQL too: Python would also read 20261122 and 2026-W47-7.
    try:
        good = date.fromisoformat(text).isoformat() == text
    except ValueError:
        good = False
    if not good:
        raise Malformed(f"cannot read {text[:40]!r} as a day: expected year-month-day, as in 2026-11-22")
