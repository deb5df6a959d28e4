"""A template (元数据模板): which items a record of one kind has, each with its type, limits and grade.

A definition is the content of one version. Versions never change once they are published; the next one may add items
and disable some, and leaves none out (`schemas/template_versions.py`). What is said of an item in Chinese and English
is for people; programs go by its code, and its value stands at its index in the record.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Literal, Self

import msgspec

from schemas.errors import Malformed
from schemas.grade import Grade
from schemas.value import Value

FIRST_INDEX = 2000
"""china-node.md §3.3: from here up stand the data of a business."""
MOST_ITEMS = 500
LONGEST_TEXT = 4_000
"""Characters of one text."""
MOST_DIGITS = 38
MOST_FILES = 50
"""Of one item."""
MOST_LISTED = 100
"""Texts, numbers, dates or references of one item that is a list."""
MOST_CHOICES = 200

LONGEST_NAME = 50
LONGEST_DEFINITION = 200
LONGEST_TITLE = 100
LONGEST_DESCRIPTION = 1_000
LONGEST_STANDARD = 200

TEMPLATE_INDEX = 1001
"""Where a record says which template it was registered against (china-node.md §3.3); only the node writes it."""
TEMPLATE_TYPE = "TEMPLATE"

_REFERENCE = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]{0,63})(?:@([1-9][0-9]{0,8}))?")


class Kind(StrEnum):
    """What an item holds."""

    CHAR = "char"
    NUMBER = "number"
    DATE = "date"
    FILE = "file"
    REFERENCE = "reference"
    AUDIO = "audio"
    VIDEO = "video"
    IMAGE = "image"

    @property
    def number(self) -> int:
        """The `dataType` that the interfaces of the field give it (china-node.md §5).

        >>> Kind.REFERENCE.number
        5
        """
        return list(Kind).index(self) + 1


FILES = frozenset({Kind.FILE, Kind.AUDIO, Kind.VIDEO, Kind.IMAGE})
"""Kinds whose data are the addresses of files."""

DateFormat = Literal["date", "datetime", "month", "year", "time"]

TITLES: dict[Kind, tuple[str, str]] = {
    Kind.CHAR: ("文本", "text"),
    Kind.NUMBER: ("数字", "number"),
    Kind.DATE: ("日期", "date"),
    Kind.FILE: ("文件", "file"),
    Kind.REFERENCE: ("引用标识", "reference"),
    Kind.AUDIO: ("音频", "audio"),
    Kind.VIDEO: ("视频", "video"),
    Kind.IMAGE: ("图片", "image"),
}
"""In Chinese and English, for people."""


class Item(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One item of a template. Which of its limits go with which kind, `schemas.template_checks` says."""

    code: str
    """For programs; also the type of the value."""
    index: int
    """Where its value stands in a record."""
    kind: Kind = Kind.CHAR
    name: str
    """In Chinese."""
    name_en: str = ""
    definition: str = ""
    comment: str = ""
    unit: str = ""
    required: bool = False
    unique: bool = False
    """No two records under one prefix have the same."""
    many: bool = msgspec.field(default=False, name="list")
    """Whether its data are a list."""
    grade: Grade = Grade.PUBLIC
    disabled: bool = False
    """It is not asked for any more; records that have it keep it."""
    shortest: int = 0
    """char: characters."""
    longest: int = LONGEST_TEXT
    choices: tuple[str, ...] = ()
    """char: nothing but one of these."""
    least: Decimal | None = None
    """number: the range, both ends included."""
    most: Decimal | None = None
    digits: int = MOST_DIGITS
    """number: significant ones at most."""
    decimals: int | None = None
    """number: digits behind the point at most; None: as many as there are digits."""
    format: DateFormat = "date"
    endings: tuple[str, ...] = ()
    """file, audio, video, image: what an address may end in, as `pdf`; empty: what is usual for the kind."""
    count: int | None = None
    """How many a list holds at most."""
    template: str = ""
    """reference: the id of the template that the record referred to is of; for people and programs, not checked."""

    @property
    def label(self) -> str:
        """The item as sentences name it.

        >>> Item(code="mass", index=2001, name="质量").label
        'mass (质量)'
        """
        return f"{self.code} ({self.name})"

    @property
    def most_listed(self) -> int:
        """How many a list of it holds at most."""
        return self.count or (MOST_FILES if self.kind in FILES else MOST_LISTED)


class Definition(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What one version of a template says."""

    items: tuple[Item, ...]

    def item(self, code: str) -> Item | None:
        """The item with this code."""
        return self.by_code.get(code)

    @cached_property
    def by_code(self) -> Mapping[str, Item]:
        """The items by their codes; of two with one code, which nothing lets in, the first."""
        return {item.code: item for item in reversed(self.items)}

    @cached_property
    def needed(self) -> tuple[Item, ...]:
        """The items that no record does without."""
        return tuple(item for item in self.items if item.required and not item.disabled)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each item stands among them all, by its code."""
        return {item.code: place for place, item in enumerate(self.items)}

    @property
    def asked(self) -> tuple[Item, ...]:
        """The items that are not disabled."""
        return tuple(item for item in self.items if not item.disabled)


class Particulars(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What is said of a template as a whole."""

    name: str
    """In Chinese."""
    name_en: str = ""
    description: str = ""
    standard: str = ""
    """The standard that it follows, if any."""
    industry: str = ""
    """GB/T 4754, of any of the four levels."""


class TemplateReference(msgspec.Struct, frozen=True):
    """A template and perhaps one of its versions, as `product@1`."""

    id: str
    version: int | None = None
    """None: the newest that is published."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a reference.

        >>> TemplateReference.parse("product@2")
        TemplateReference(id='product', version=2)

        Raises:
            Malformed: it is not an id, or an id, `@` and a number.
        """
        found = _REFERENCE.fullmatch(text)
        if found is None:
            raise Malformed(f"cannot read {text[:80]!r} as a template: expected its id and version, as in product@1")
        return cls(found[1], int(found[2]) if found[2] else None)

    @property
    def text(self) -> str:
        """The reference as it is written."""
        return self.id if self.version is None else f"{self.id}@{self.version}"

    @property
    def value(self) -> Value:
        """The value by which a record remembers it."""
        return Value(TEMPLATE_INDEX, TEMPLATE_TYPE, self.text.encode())

    @classmethod
    def among(cls, values: tuple[Value, ...]) -> Self | None:
        """The template against which a record with these values was registered; None where it was against none."""
        for value in values:
            if value.index == TEMPLATE_INDEX and value.type == TEMPLATE_TYPE:
                return cls.parse(value.data.decode())
        return None
