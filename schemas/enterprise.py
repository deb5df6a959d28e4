"""An enterprise of the park, and the park."""

import msgspec

from schemas import divisions, industries
from schemas.checkdigit import uscc_fault
from schemas.errors import Malformed
from schemas.life import Standing
from schemas.profile import Category, Profile
from schemas.profile_checks import LONGEST_MEMBER, YEARS, is_day


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
    categories: tuple[Category, ...] = ()
    """For what of the industrial internet it counts."""
    standing: Standing = Standing.ACTIVE
    """How it stands with this node."""
    version: int = 1
    """Rises with each change of its profile or standing."""

    def checked(self) -> "Enterprise":
        """The same enterprise, if its particulars can be true.

        Raises:
            Malformed: no name or a long one, a year that is none, a wrong 统一社会信用代码, an unreadable division,
                industry or day, or a last day before the first.
        """
        if not self.name.strip():
            raise Malformed("an enterprise has a name, got none")
        for text in (self.name, self.name_en):
            if len(text) > LONGEST_MEMBER:
                raise Malformed(f"the name of an enterprise has at most {LONGEST_MEMBER} characters, got {len(text)}")
        if self.above_scale_year is not None and self.above_scale_year not in YEARS:
            raise Malformed(
                f"cannot read the year {str(self.above_scale_year)[:20]}: expected {YEARS.start} to {YEARS.stop - 1}"
            )
        if fault := uscc_fault(self.uscc):
            raise Malformed(f"cannot read {self.uscc!r} as a 统一社会信用代码: {fault}")
        _check_division(self.division)
        if self.industry:
            industries.parse(self.industry)
        for day in (self.joined_on, self.left_on):
            if day is not None:
                _check_day(day)
        if self.joined_on is not None and self.left_on is not None and self.left_on < self.joined_on:
            raise Malformed(f"the last day in the park is {self.left_on}, before the first, {self.joined_on}")
        return self


def _check_division(code: str) -> None:
    if code:
        divisions.parse(code)


def _check_day(text: str) -> None:
    if not is_day(text):
        raise Malformed(f"cannot read {text[:40]!r} as a day: expected year-month-day, as in 2026-11-22")


# The members that an enterprise and its profile have in common, under the same names.
_SHARED = ("name", "name_en", "division", "industry", "park", "above_scale", "above_scale_year", "joined_on", "left_on")


def of_profile(enterprise: Enterprise, profile: Profile) -> Enterprise:
    """The enterprise with what its profile says; its categories must be ones there are."""
    taken = {
        name: getattr(profile, name) or None if name.endswith("_on") else getattr(profile, name) for name in _SHARED
    }
    categories = tuple(map(Category, profile.categories))
    return msgspec.structs.replace(enterprise, **taken, uscc=profile.uscc, categories=categories)


def to_profile(enterprise: Enterprise, profile: Profile) -> Profile:
    """The profile with what is entered of the enterprise: the short way corrects only that."""
    taken = {name: getattr(enterprise, name) for name in _SHARED}
    return msgspec.structs.replace(profile, **taken, uscc=enterprise.uscc, categories=enterprise.categories)
