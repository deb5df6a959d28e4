"""A grade (数据分级): who may see a value: everybody, partners who were let in, or those alone who look after it."""

from enum import StrEnum


class Grade(StrEnum):
    """How far a value goes. The names that the field has for them are 公开, 授权 and 私有."""

    PUBLIC = "public"
    """公开: everybody."""
    PARTNER = "partner"
    """授权: whom its holder has let in, by a grant or a signed link."""
    INTERNAL = "internal"
    """私有: the holder's own people and programs, and the park's administrators."""


TITLES: dict[Grade, tuple[str, str]] = {
    Grade.PUBLIC: ("公开", "public"),
    Grade.PARTNER: ("授权可见", "partners"),
    Grade.INTERNAL: ("内部", "internal"),
}
"""In Chinese and English, for people."""
