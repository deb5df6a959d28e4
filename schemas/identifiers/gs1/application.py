"""An application identifier: what its value may be, and how a value is held against that.

Built once from the rows of `schemas.identifiers.gs1.table`. A value is first held against one regular expression for
its whole form; only when that fails is the place looked for that the refusal names.
"""

import re
from collections.abc import Iterator

import msgspec

from schemas.identifiers.gs1 import table
from schemas.identifiers.gs1.checks import CHECKS, Check
from schemas.identifiers.scheme import Words

# The sets of characters: what a regular expression needs, and what a refusal calls them.
_SETS = {
    "N": ("[0-9]", "a digit"),
    "X": ("[!\"%&'()*+,\\-./0-9:;<=>?A-Z_a-z]", "a character of CSET 82"),
    "Y": ("[#\\-/0-9A-Z]", "a character of CSET 39"),
    "Z": ("[A-Za-z0-9_\\-]", "a character of CSET 64"),
}
_COMPONENT = re.compile(r"(\[?)([NXYZ])(\.\.)?(\d+)\]?((?:,\w+)*)")


class Component(msgspec.Struct, frozen=True):
    """One stretch of a value with a form of its own."""

    characters: str
    """N, X, Y or Z."""
    least: int
    most: int
    optional: bool
    checks: tuple[str, ...]
    """Names in `CHECKS`."""

    @classmethod
    def read(cls, text: str) -> "Component":
        """Read one word of a form: `N13,csum,gcppos1`, `[X..17]`."""
        found = _COMPONENT.fullmatch(text)
        assert found, text
        optional, characters, up_to, width, checks = found.groups()
        return cls(characters, 1 if up_to else int(width), int(width), bool(optional), tuple(checks.split(",")[1:]))

    @property
    def pattern(self) -> str:
        """A group of a regular expression."""
        one = _SETS[self.characters][0]
        if self.characters == "Z":
            # Base64 for URIs: what is padded is padded to a multiple of three (GS1 Barcode Syntax Dictionary, cset64).
            return f"((?!=)(?=.{{{self.least},{self.most}}}$)(?:{one}*|(?=(?:...)+$){one}*={{1,2}}))"
        return f"({one}{{{self.least},{self.most}}}){'?' if self.optional else ''}"


class Application(msgspec.Struct, frozen=True):
    """One application identifier."""

    ai: str
    title: str
    """The data title of the GS1 General Specifications, `BATCH/LOT`."""
    name: Words
    components: tuple[Component, ...]
    fixed: int
    """The length of the value where it is predefined, so that no FNC1 closes it; else 0."""
    attribute: bool
    """Whether it may be an attribute in a Digital Link."""
    needs: tuple[tuple[str, ...], ...]
    """Groups of AI patterns, one of which must be there whole; none when it needs nothing."""
    excludes: tuple[str, ...]
    """AI patterns that must not be there."""
    qualifiers: tuple[tuple[str, ...], ...] | None
    """For a primary key: the orders in which its qualifiers may follow; None for what is no key."""
    unit: str
    """The unit of a measure; else empty."""
    whole: re.Pattern[str]
    """The form of the whole value, with a group for each component."""
    checks: tuple[tuple[int, Check], ...]
    """The checks to make, with the number of the group that each one looks at."""

    def value_fault(self, value: str) -> str | None:
        """What is wrong with a value, as "subject of AI 01 is got, expected what"; None when nothing is."""
        read = self.whole.fullmatch(value)
        fault = None
        if read is None:
            fault = self._form_fault(value)
        else:
            for group, check in self.checks:
                part = read[group]
                if part is not None and (fault := check(part)) is not None:
                    break
        if fault is None:
            return None
        subject, _, rest = fault.partition(" is ")
        return f"{subject} of AI {self.ai} is {rest}"

    def parts(self, value: str) -> Iterator[tuple[Component, str]]:
        """The components of a good value that are there, in order."""
        read = self.whole.fullmatch(value)
        assert read, (self.ai, value)
        for component, text in zip(self.components, read.groups(), strict=True):
            if text:
                yield component, text

    def _form_fault(self, value: str) -> str:
        """Which character or which length keeps a value from its form."""
        at = 0
        for component in self.components:
            one, expected = _SETS[component.characters]
            good = re.compile(one)
            for place in range(at, min(at + component.most, len(value))):
                if not good.match(value[place]) and not (component.characters == "Z" and value[place] == "="):
                    return f"character {place + 1} is {value[place]!r}, expected {expected}"
            at = min(at + component.most, len(value))
        least = sum(component.least for component in self.components if not component.optional)
        most = sum(component.most for component in self.components)
        if not least <= len(value) <= most:
            return f"length is {len(value)}, expected {least if least == most else f'{least} to {most}'}"
        if self.components[-1].characters == "Z":
            return "padding is wrong, expected at most two '=' at the end of a length that three divides"
        return f"length is {len(value)}, expected {' or '.join(map(str, self._lengths()))}"

    def _lengths(self) -> list[int]:
        """The lengths that a value of components with fixed lengths may have."""
        lengths = []
        length = 0
        for component in self.components:
            if component.optional:
                lengths.append(length)
            length += component.most
        return [*lengths, length]


def _build() -> dict[str, Application]:
    """Every application identifier by its digits."""
    found: dict[str, Application] = {}
    for row in table.ROWS.split("\n"):
        if row:
            ais, form, flags, needs, excludes, key, title, zh, en = row.split("|")
            first, _, last = ais.partition("-")
            for number in range(int(first), int(last or first) + 1):
                ai = f"{number:0{len(first)}}"
                found[ai] = _application(ai, form, flags, needs, excludes, key, title, Words(zh, en))
    for rows, needs in ((table.TRADE_MEASURES, "01,02"), (table.LOGISTIC_MEASURES, "00,01")):
        for entry in rows.split(","):
            row, unit, measured = entry.split()
            title, zh, en = table.MEASURED[int(measured)]
            for places in range(6):
                found[f"{row}{places}"] = _application(
                    f"{row}{places}", "N6", "FD", needs, f"{row}n", "", f"{title} ({unit})", Words(zh, en), unit
                )
    for places in range(6):
        found[f"337{places}"] = _application(
            f"337{places}",
            "N6",
            "FD",
            "01",
            "337n",
            "",
            "KG PER m²",
            Words("每平方米重量", "kilograms per m²"),
            "kg/m²",
        )
    return found


def _application(
    ai: str, form: str, flags: str, needs: str, excludes: str, key: str, title: str, name: Words, unit: str = ""
) -> Application:
    components = tuple(Component.read(word) for word in form.split())
    orders = None
    if key:
        orders = tuple(tuple(order.split(",")) for order in key.split("/")) if key != "key" else ((),)
    return Application(
        ai=ai,
        title=title,
        name=name,
        components=components,
        fixed=sum(component.most for component in components) if "F" in flags else 0,
        attribute="D" in flags,
        needs=tuple(tuple(group.split("+")) for group in needs.split(",")) if needs else (),
        excludes=tuple(excludes.split(",")) if excludes else (),
        qualifiers=orders,
        unit=unit,
        whole=re.compile("".join(component.pattern for component in components)),
        checks=tuple(
            (group, CHECKS[name])
            for group, component in enumerate(components, start=1)
            for name in component.checks
            # Digits alone always begin with the four digits of a company prefix.
            if not (component.characters == "N" and name in ("gcppos1", "gcppos2"))
        ),
    )


APPLICATIONS = _build()
"""Every application identifier of the GS1 General Specifications by its digits."""

AI_LENGTHS = {ai[:2]: len(ai) for ai in APPLICATIONS}
"""How many digits an AI has, by its first two: AIs that share them are equally long (§7.8)."""
