"""Namespaces: HS_NAMESPACE templates, by which one record answers for every handle that extends its own.

`P/base@x=1` is answered from the record `P/base` and the extension `x=1` (handle-http.md §7.2). A template is XML:

    <namespace><template delimiter="@"><foreach>
      <if value="type" test="equals" expression="URL">
        <if value="extension" test="matches" expression="x=(\\d+)" parameter="x"><value data="${data}?x=${x[1]}"/></if>
        <else><notfound/></else>
      </if>
      <else><value/></else>
    </foreach></template></namespace>

Variables: `handle`, `base`, `extension`; within `foreach` also `index`, `type`, `data` of the value at hand; groups of
a match as `${x[1]}`, the whole as `${x}`; what `def` defines. An unknown one stands for nothing. Chosen here, where the
public documentation leaves room: an `else` belongs to the `if` right before it; `def` has `parameter` (the name) and
`expression` (text with variables); `if` takes the name of a variable, or text with variables, as `value`; conditions
compare with case; a `ref` is left to the caller to follow.

Patterns of `matches` are those of `schemas.pattern`, which cannot run away; work and size of one expansion are bounded.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple, Self
from xml.etree.ElementTree import Element

import msgspec

from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.markup import name, read_markup
from schemas.pattern import Pattern
from schemas.value import LARGEST_INDEX, Reference

NAMESPACE_TYPE = "HS_NAMESPACE"
MOST_STATEMENTS = 500
MOST_PATTERNS = 20

_VARIABLE = re.compile(r"\$\{([A-Za-z_][\w.-]*)(?:\[([0-9]{1,3})\])?\}", re.ASCII)
_REFERENCE = re.compile(r"([0-9]{1,10}):(.+)", re.DOTALL)


class Variable(NamedTuple):
    """A name that stands for text: `${x[1]}`."""

    name: str
    group: int = 0


Text = tuple[str | Variable, ...]
"""Text with variables in it."""


class Show(msgspec.Struct, frozen=True):
    """`<value …/>`: a value of the answer. What is not named is the value's at hand."""

    index: Text | None
    type: Text | None
    data: Text | None


class Define(msgspec.Struct, frozen=True):
    """`<def …/>`: from here on a name stands for this."""

    parameter: str
    text: Text


class NotFound(msgspec.Struct, frozen=True):
    """`<notfound/>`: there is no such handle."""


class If(msgspec.Struct, frozen=True):
    """`<if …>` and the `<else>` behind it."""

    value: Text
    expression: str | Pattern
    """Text that must be equal, or a pattern that must match."""
    parameter: str
    """Under which the groups of a match are known; may be empty."""
    negate: bool
    then: tuple["Statement", ...]
    otherwise: tuple["Statement", ...]


class ForEach(msgspec.Struct, frozen=True):
    """`<foreach>`: once for each value of the base record."""

    body: tuple["Statement", ...]


Statement = Show | Define | NotFound | If | ForEach


class Template(msgspec.Struct, frozen=True):
    """How handles that extend a base are answered."""

    delimiter: str | None
    """What stands between base and extension; None leaves it to the settings."""
    body: tuple[Statement, ...] = ()
    reference: Reference | None = None
    """The value that holds the template to be used instead of this one's body."""

    @classmethod
    def parse(cls, octets: bytes) -> Self | None:
        """Read the template of `<namespace>…</namespace>`; None where it has none.

        Raises:
            Malformed: not such XML, an unknown element or test, an `else` without `if`, a missing attribute, an
                unreadable pattern or reference, or more than 500 statements or 20 patterns.
        """
        root = read_markup(octets, "namespace")
        element = next((child for child in root if name(child) == "template"), None)
        if element is None:
            return None
        _bounded(element)
        delimiter = element.get("delimiter") or None
        written = element.get("ref")
        if written is None:
            return cls(delimiter, _statements(element, within=False))
        found = _REFERENCE.fullmatch(written)
        if not found or int(found[1]) > LARGEST_INDEX:
            raise Malformed(f"cannot read {written[:80]!r} as the ref of a template: expected index:handle")
        return cls(delimiter, (), Reference(found[2], int(found[1])))


def split(handle: Handle, delimiter: str) -> tuple[Handle, str] | None:
    """Base and extension of a handle, at the first delimiter of its suffix; None where it has none or no base.

    >>> base, extension = split(Handle.parse("88.1000.1/base@x=1@2"), "@")
    >>> base.text, extension
    ('88.1000.1/base', 'x=1@2')
    """
    base, found, extension = handle.suffix.partition(delimiter)
    return (Handle(handle.prefix, base), extension) if base and found else None


def _bounded(template: Element) -> None:
    statements = sum(1 for _ in template.iter()) - 1
    if statements > MOST_STATEMENTS:
        raise Malformed(f"a template has at most {MOST_STATEMENTS} statements, got {statements}")
    patterns = sum(1 for element in template.iter() if element.get("test") == "matches")
    if patterns > MOST_PATTERNS:
        raise Malformed(f"a template has at most {MOST_PATTERNS} patterns, got {patterns}")


def _statements(elements: Iterable[Element], within: bool) -> tuple[Statement, ...]:
    """The statements in an element; `within` says whether a `foreach` is around."""
    statements: list[Statement] = []
    before = ""
    for element in elements:
        kind = name(element)
        if kind == "else":
            last = statements[-1] if before == "if" else None
            if not isinstance(last, If):
                raise Malformed("cannot read a template: expected an if right before each else")
            statements[-1] = msgspec.structs.replace(last, otherwise=_statements(element, within))
        else:
            statements.append(_statement(kind, element, within))
        before = kind
    return tuple(statements)


def _statement(kind: str, element: Element, within: bool) -> Statement:
    match kind:
        case "value":
            shown = tuple(
                None if (written := element.get(part)) is None else _text(written) for part in ("index", "type", "data")
            )
            if not within and None in shown:
                raise Malformed("cannot read a template: expected index, type and data in each value outside a foreach")
            return Show(*shown)
        case "if":
            return _if(element, within)
        case "foreach":
            if within:
                raise Malformed("cannot read a template: expected no foreach within another")
            return ForEach(_statements(element, within=True))
        case "def":
            return Define(_attribute(element, "parameter"), _text(_attribute(element, "expression")))
        case "notfound":
            return NotFound()
    raise Malformed(
        f"cannot read <{kind[:40]}> as a statement of a template: expected foreach, if, else, value, def or notfound"
    )


def _if(element: Element, within: bool) -> If:
    value, test, expression = (_attribute(element, part) for part in ("value", "test", "expression"))
    if test not in ("equals", "matches"):
        raise Malformed(f"cannot read {test[:20]!r} as a test: expected equals or matches")
    return If(
        value=_text(value) if "${" in value else (Variable(value),),
        expression=Pattern.parse(expression) if test == "matches" else expression,
        parameter=element.get("parameter", ""),
        negate=element.get("negate", "").lower() in ("true", "yes", "1"),
        then=_statements(element, within),
        otherwise=(),
    )


def _attribute(element: Element, part: str) -> str:
    written = element.get(part)
    if written is None:
        raise Malformed(f"cannot read <{name(element)}> as a statement of a template: expected the attribute {part}")
    return written


def _text(written: str) -> Text:
    """
    >>> _text("${data}?x=${x[1]}")
    (Variable(name='data', group=0), '?x=', Variable(name='x', group=1))
    """
    pieces: list[str | Variable] = []
    at = 0
    for found in _VARIABLE.finditer(written):
        if found.start() > at:
            pieces.append(written[at : found.start()])
        pieces.append(Variable(found[1], int(found[2] or 0)))
        at = found.end()
    if at < len(written):
        pieces.append(written[at:])
    return tuple(pieces)
