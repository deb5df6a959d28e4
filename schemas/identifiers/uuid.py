"""UUIDs: 128 bits in five groups of hexadecimal digits (RFC 9562)."""

import re
from datetime import UTC, datetime, timedelta

import msgspec

from schemas.errors import Malformed
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order

NAME = "uuid"

_TEXT = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
# RFC 9562 §4, RFC 8141 §2: the namespace of a URN is compared without regard to case.
_URN = "urn:uuid:"
_HYPHENS = (9, 14, 19, 24)
_HEX = frozenset("0123456789abcdefABCDEF")
_LENGTH = 36

# RFC 9562 §5.1 and §5.6: versions 1 and 6 count 100 ns since the Gregorian calendar began.
_GREGORIAN = datetime(1582, 10, 15, tzinfo=UTC)
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS = {
    1: ("按时间与网卡地址生成", "from time and network address"),
    3: ("按名称的 MD5 生成", "from the MD5 of a name"),
    4: ("随机生成", "by chance"),
    5: ("按名称的 SHA-1 生成", "from the SHA-1 of a name"),
    6: ("按时间与网卡地址生成，可排序", "from time and network address, sortable"),
    7: ("按 Unix 时间与随机数生成", "from Unix time and chance"),
    8: ("自定义", "made in its maker's own way"),
}


class Uuid(msgspec.Struct, frozen=True):
    """128 bits; nil (all zero) and max (all one) are values like others."""

    number: int

    @property
    def text(self) -> str:
        """The 36 characters, lower case."""
        digits = f"{self.number:032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    @property
    def version(self) -> int | None:
        """1 to 15 in a UUID of RFC 9562's own variant; None in any other."""
        return self.number >> 76 & 0xF if self.number >> 62 & 0b11 == 0b10 else None

    @property
    def time(self) -> str | None:
        """When it was made, RFC 3339 in UTC, where the version tells (1, 6, 7)."""
        number = self.number
        try:
            match self.version:
                case 1:
                    ticks = (number >> 64 & 0xFFF) << 48 | (number >> 80 & 0xFFFF) << 32 | number >> 96
                    made = _GREGORIAN + timedelta(microseconds=ticks // 10)
                case 6:
                    ticks = number >> 80 << 12 | number >> 64 & 0xFFF
                    made = _GREGORIAN + timedelta(microseconds=ticks // 10)
                case 7:
                    made = _UNIX + timedelta(milliseconds=number >> 80)
                case _:
                    return None
        except OverflowError:  # 48 bits of milliseconds reach beyond the year 9999, where calendars here end
            return None
        return made.isoformat().replace("+00:00", "Z")


def recognise(text: str) -> Likeness | None:
    """Five groups of hexadecimal digits, or `urn:uuid:`."""
    if text[: len(_URN)].lower() == _URN:
        return Likeness(NAME, Sureness.CERTAIN, Words("以 urn:uuid: 开头", "begins with urn:uuid:"))
    if _TEXT.fullmatch(text):
        return Likeness(NAME, Sureness.CERTAIN, Words("8-4-4-4-12 位十六进制数", "hexadecimal digits, 8-4-4-4-12"))
    return None


def parse(text: str) -> Uuid:
    """Read a UUID, with or without `urn:uuid:` in front.

    Raises:
        Malformed: another length, a hyphen that is missing or misplaced, or no hexadecimal digit.
    """
    bare = text[len(_URN) :] if text[: len(_URN)].lower() == _URN else text
    if _TEXT.fullmatch(bare):
        return Uuid(int(bare.replace("-", ""), 16))
    for place, character in enumerate(bare[:_LENGTH], start=1):
        if place in _HYPHENS:
            if character != "-":
                raise Malformed(f"character {place} of the UUID is {character!r}, expected a hyphen")
        elif character not in _HEX:
            raise Malformed(f"character {place} of the UUID is {character!r}, expected a hexadecimal digit")
    raise Malformed(f"length of the UUID is {len(bare)}, expected {_LENGTH}")


def canonical(noun: Uuid) -> str:
    """Lower case, with hyphens."""
    return noun.text


def components(noun: Uuid) -> dict[str, Component]:
    """`version`, `urn`, `oid` (the arc below 2.25, X.667), and `time` where the version tells it."""
    parts: dict[str, Component] = {
        "version": noun.version,
        "urn": f"{_URN}{noun.text}",
        "oid": f"2.25.{noun.number}",
    }
    if (time := noun.time) is not None:
        parts["time"] = time
    return parts


def explain(noun: Uuid) -> list[Part]:
    """The whole, and how it was made."""
    text = noun.text
    if noun.number in (0, (1 << 128) - 1):
        return in_order((text, "特殊值：全 0 或全 1", "the nil or the max value"))
    if noun.version is None:
        return in_order((text, "非 RFC 9562 变体", "of another variant than RFC 9562's"))
    zh, en = _KINDS.get(noun.version, ("未定义的版本", "in a way that is not defined"))
    if (time := noun.time) is None:
        body = (text[:14], "值", "value")
    else:
        body = (text[:14], f"生成时间 {time}", f"made at {time}")
    return in_order(
        body,
        (text[14], f"版本 {noun.version}：{zh}", f"version {noun.version}: {en}"),
        (text[15:], "其余位", "the other bits"),
    )
