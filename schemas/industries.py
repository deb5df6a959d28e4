"""Industries: the codes of GB/T 4754-2017, from section (门类, `C`) to class (小类, `C3982`)."""

from functools import cache
from importlib.resources import files

import msgspec

from schemas.errors import Malformed

_LEVELS = {1: "section", 3: "division", 4: "group", 5: "class"}


class Industry(msgspec.Struct, frozen=True):
    """A section, division, group or class."""

    code: str
    """The section's letter and up to four digits."""
    name: str

    @property
    def level(self) -> str:
        """section (门类), division (大类), group (中类) or class (小类)."""
        return _LEVELS[len(self.code)]


def find(code: str) -> Industry | None:
    """The industry with this code.

    >>> find("C3982").name, find("C39").level
    ('电子电路制造', 'division')
    """
    return _table().get(code)


def below(code: str = "") -> list[Industry]:
    """What an industry is divided into, in order; the sections without a code.

    >>> [each.code for each in below("C383")]
    ['C3831', 'C3832', 'C3833', 'C3834', 'C3839']
    """
    wanted = {0: 1, 1: 3, 3: 4, 4: 5}.get(len(code))
    return [each for each in _table().values() if len(each.code) == wanted and each.code.startswith(code)]


def parse(code: str) -> Industry:
    """Read a code.

    Raises:
        Malformed: it is not a letter and two to four digits (or the letter alone), or there is no such industry.
    """
    found = find(code)
    if found is not None:
        return found
    digits = code[1:]
    if not code or not ("A" <= code[0] <= "T") or not (digits.isascii() and digits.isdigit() and len(code) in _LEVELS):
        raise Malformed(
            f"cannot read {code[:40]!r} as a GB/T 4754 code: expected a letter and two to four digits, as in C3911"
        )
    section = next((each for each in "ABCDEFGHIJKLMNOPQRST" if each + digits in _table()), None)
    if section is not None:
        raise Malformed(f"cannot read {code!r} as a GB/T 4754 code: {digits} is in section {section}, got {code[0]}")
    raise Malformed(f"cannot read {code!r} as a GB/T 4754 code: the edition of 2017 does not have it")


@cache
def _table() -> dict[str, Industry]:
    found: dict[str, Industry] = {}
    section = ""
    for line in (files("schemas") / "tables" / "industries.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, name, *classes = line.split(" ")
        if code.isalpha():
            section = code
            found[section] = Industry(section, name)
            continue
        found[section + code] = Industry(section + code, name)
        if len(section + code) == 4:
            # A group without classes of its own is its own class.
            for last, own in [(each[0], each[1:]) for each in classes] or [("0", name)]:
                found[section + code + last] = Industry(section + code + last, own)
    return found
