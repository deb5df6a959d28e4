"""Values in a form: a line for each, with its index, type, text, and whether anybody may see it.

Only texts are edited here. A value of another kind (an administrator, a key, octets) is shown, and kept as it is.
"""

from collections.abc import Sequence
from typing import Self

import msgspec

from registry.console.guard import Form
from schemas.errors import Malformed
from schemas.value import LARGEST_INDEX, PUBLIC, SECRET, Value

MOST_LINES = 200
_SYSTEM = "HS_"


class Line(msgspec.Struct, frozen=True):
    """One value as a form shows it."""

    index: int | str
    type: str
    text: str
    public: bool
    fixed: bool = False
    """Not a text: shown, and kept as it is."""

    @classmethod
    def of(cls, value: Value) -> Self:
        """The line for a value."""
        text = value.text()
        fixed = text is None or value.type.upper().startswith(_SYSTEM) or not _typeable(text)
        return cls(value.index, value.type, text if text is not None else value.data.hex(), value.public, fixed)


def lines_of(form: Form) -> list[Line]:
    """The lines of a form, without those in which nothing was typed."""
    columns = [form.all(name) for name in ("index", "type", "text")]
    public = set(form.all("public"))
    lines = []
    for place, (index, type, text) in enumerate(zip(*columns, strict=False)):
        if text or (type and type not in ("URL", "DESC")):
            lines.append(Line(index, type, text, str(place) in public))
    return lines


def values_of(lines: Sequence[Line], before: Sequence[Value] = ()) -> tuple[Value, ...]:
    """The values that a form's lines say, behind those of `before` that no form can change.

    A line whose value stays what it was keeps its time to live, its moment and its references.

    Raises:
        Malformed: an index is no number, or there are too many lines.
    """
    if len(lines) > MOST_LINES:
        raise Malformed(f"a form has at most {MOST_LINES} values, got {len(lines)}")
    kept = [value for value in before if Line.of(value).fixed]
    there = {value.index: value for value in before}
    made = []
    for line in lines:
        text = str(line.index)
        if not (text.isascii() and text.isdigit() and len(text) <= 10 and 1 <= int(text) <= LARGEST_INDEX):
            raise Malformed(f"cannot read {text[:20]!r} as an index: expected a number from 1 on (at index)")
        permissions = PUBLIC if line.public else SECRET
        data = line.text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")
        was = there.get(int(text))
        if was is not None and (was.type, was.data, was.public) == (line.type, data, line.public):
            made.append(was)
        elif was is not None:
            if was.public == line.public:  # partners see what they saw
                permissions = was.permissions
            made.append(msgspec.structs.replace(was, type=line.type, data=data, permissions=permissions, timestamp=0))
        else:
            made.append(Value(int(text), line.type, data, permissions=permissions))
    return tuple(sorted((*kept, *made), key=lambda value: value.index))


def _typeable(text: str) -> bool:
    """Whether a text comes back out of a form as it went in."""
    return text == text.strip() and "\r" not in text and text.replace("\n", "").isprintable()
