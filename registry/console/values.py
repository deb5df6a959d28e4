"""Values in a form: a line for each, with its index, type, text, and how far it goes.

Only texts are edited here. A value of another kind (an administrator, a key, octets) is shown, and kept as it is.
"""

from collections.abc import Sequence
from typing import Self

import msgspec

from registry.console.guard import Form
from schemas.errors import Malformed
from schemas.grade import Grade
from schemas.template import TEMPLATE_INDEX, TEMPLATE_TYPE
from schemas.value import LARGEST_INDEX, PUBLIC, Value, graded

MOST_LINES = 200
_SYSTEM = "HS_"


class Line(msgspec.Struct, frozen=True):
    """One value as a form shows it."""

    index: int | str
    type: str
    text: str
    grade: str = Grade.PUBLIC
    """Who sees it."""
    fixed: bool = False
    """Not a text: shown, and kept as it is."""

    @classmethod
    def of(cls, value: Value) -> Self:
        """The line for a value."""
        text = value.text()
        own = value.type.upper().startswith(_SYSTEM) or (value.index, value.type) == (TEMPLATE_INDEX, TEMPLATE_TYPE)
        fixed = text is None or own or not _typeable(text)
        return cls(value.index, value.type, text if text is not None else value.data.hex(), value.grade, fixed)


def lines_of(form: Form) -> list[Line]:
    """The lines of a form, without those in which nothing was typed."""
    columns = [form.all(name) for name in ("index", "type", "text", "grade")]
    lines = [Line(*texts) for texts in zip(*columns, strict=False)]
    return [line for line in lines if line.text or (line.type and line.type not in ("URL", "DESC"))]


def values_of(lines: Sequence[Line], before: Sequence[Value] = ()) -> tuple[Value, ...]:
    """The values that a form's lines say, behind those of `before` that no form can change.

    A line whose value stays what it was keeps its time to live, its moment and its references.

    Raises:
        Malformed: an index is no number, a grade is none, or there are too many lines.
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
        if line.grade not in set(Grade):
            raise Malformed(f"grade is {line.grade[:20]!r}, expected public, partner or internal (at values)")
        data = line.text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")
        was = there.get(int(text))
        if was is not None and (was.type, was.data, was.grade) == (line.type, data, line.grade):
            made.append(was)
            continue
        permissions = graded(PUBLIC if was is None else was.permissions, Grade(line.grade))
        if was is not None:
            made.append(msgspec.structs.replace(was, type=line.type, data=data, permissions=permissions, timestamp=0))
        else:
            made.append(Value(int(text), line.type, data, permissions=permissions))
    return tuple(sorted((*kept, *made), key=lambda value: value.index))


def _typeable(text: str) -> bool:
    """Whether a text comes back out of a form as it went in."""
    return text == text.strip() and "\r" not in text and text.replace("\n", "").isprintable()
