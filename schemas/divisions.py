"""Divisions of China: the codes of GB/T 2260 from province to county, those in use and those that once were.

A code that is no longer in use still stands on certificates and in 统一社会信用代码, so it is found too, and says since
when it is not.
"""

from functools import cache
from importlib.resources import files

import msgspec

from schemas.errors import Malformed


class Division(msgspec.Struct, frozen=True):
    """A province, prefecture or county, or what stands at its level."""

    code: str
    name: str
    last_year: int | None = None
    """The last year in which the code was in use; None: it is."""

    @property
    def current(self) -> bool:
        """Whether the code is in use."""
        return self.last_year is None


def find(code: str) -> Division | None:
    """The division with this code.

    >>> find("360121").name, find("360122").last_year
    ('南昌县', 2014)
    """
    return _table().get(code)


def full_name(code: str) -> str:
    """The name of a division behind those above it; empty for a code that never was.

    >>> full_name("360121")
    '江西省南昌市南昌县'
    """
    if code not in _table():
        return ""
    above = dict.fromkeys((f"{code[:2]}0000", f"{code[:4]}00", code))
    return "".join(found.name for each in above if (found := find(each)))


def below(code: str = "") -> list[Division]:
    """The divisions in use one level below this one, in order; the provinces without a code."""
    table = _table()
    if not code:
        return [each for each in table.values() if each.current and each.code.endswith("0000")]
    if code.endswith("0000"):
        return [
            each
            for each in table.values()
            if each.current and each.code[:2] == code[:2] and each.code.endswith("00") and each.code != code
        ]
    return [each for each in table.values() if each.current and each.code[:4] == code[:4] and each.code != code]


def parse(code: str) -> Division:
    """Read a code.

    Raises:
        Malformed: it is not six digits, or no division ever had it.
    """
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        raise Malformed(f"cannot read {code[:40]!r} as a GB/T 2260 code: expected six digits, as in 360121")
    if f"{code[:2]}0000" not in _table():
        raise Malformed(f"cannot read {code!r} as a GB/T 2260 code: no province has the number {code[:2]}")
    found = find(code)
    if found is None:
        raise Malformed(f"cannot read {code!r} as a GB/T 2260 code: no division has it, nor had it since 1980")
    return found


@cache
def _table() -> dict[str, Division]:
    lines = (files("schemas") / "tables" / "divisions.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return {code: Division(code, name, int(last[0]) if last else None) for code, name, *last in rows}
