"""The eight kinds of items: how what is given for one is read, and what is said where it does not fit.

Each reader takes an item and what JSON gave for it, and answers with the one text that the value will hold, or with
what is wrong. A number may come as a number or as its text: a table's cells are texts.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlsplit

from schemas.counting import parse_day
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.template import FILES, Item, Kind
from schemas.web_address import location_of


class Unfit(NamedTuple):
    """What was read does not fit: what was expected, in both languages."""

    zh: str
    en: str
    code: str = "limit"


# Half of a pair, as `"\\ud800"` in JSON gives it: no UTF-8 has it.
_HALF = re.compile("[\ud800-\udfff]")
# What has more digits than any item may have is not spelt out: `1e999999999` would fill the memory.
_FARTHEST = 60
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,60})(?:\.[0-9]{1,60})?")
_FORMS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "2026-11-22"),
    "month": (re.compile(r"[0-9]{4}-[0-9]{2}"), "2026-11"),
    "year": (re.compile(r"[0-9]{4}"), "2026"),
    "datetime": (
        re.compile(
            r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
        ),
        "2026-11-22T08:50:26+08:00",
    ),
    "time": (re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?"), "08:50:26"),
}
USUAL_ENDINGS: Mapping[Kind, tuple[str, ...]] = {
    Kind.FILE: (),
    Kind.AUDIO: ("mp3", "wav", "flac", "aac", "m4a", "ogg"),
    Kind.VIDEO: ("mp4", "mov", "avi", "mkv", "webm"),
    Kind.IMAGE: ("png", "jpg", "jpeg", "gif", "bmp", "webp", "svg"),
}
"""What the address of a file may end in where the item does not say; none: anything."""


def read(item: Item, given: object) -> str | Unfit:
    """The text that stands for what is given for an item, or for one of a list's; or why it does not fit.

    >>> read(Item(code="mass", index=2000, name="质量", kind=Kind.NUMBER, decimals=1), "12.50").en
    'a number with at most 1 decimal'
    >>> read(Item(code="mass", index=2000, name="质量", kind=Kind.NUMBER), Decimal("+012.50"))
    '12.50'
    """
    return _READERS[item.kind](item, given)


def _char(item: Item, given: object) -> str | Unfit:
    if not isinstance(given, str) or _HALF.search(given):
        return Unfit("文本", "a text", "unreadable")
    if item.choices:
        shown = ", ".join(item.choices[:10]) + (", …" if len(item.choices) > 10 else "")
        return given if given in item.choices else Unfit(f"下列之一：{shown.replace(', ', '、')}", f"one of {shown}")
    if not item.shortest <= len(given) <= item.longest:
        return Unfit(f"{item.shortest} 至 {item.longest} 个字符", f"{item.shortest} to {item.longest} characters")
    return given


def _number(item: Item, given: object) -> str | Unfit:
    # A bool is an int to Python and none to JSON.
    if isinstance(given, bool) or not isinstance(given, int | Decimal | str):
        return Unfit("数字", "a number", "unreadable")
    if isinstance(given, Decimal) and abs(given.adjusted()) > _FARTHEST:
        return Unfit(f"不超过 {item.digits} 位有效数字的数字", f"a number of at most {item.digits} digits")
    text = given.strip() if isinstance(given, str) else f"{given:f}" if isinstance(given, Decimal) else str(given)
    if not _NUMBER.fullmatch(text):
        return Unfit("数字，例如 12.5", "a number, as in 12.5", "unreadable")
    number = Decimal(text)
    text = f"{number:f}"
    whole, _, behind = text.lstrip("-").partition(".")
    digits = len((whole + behind).lstrip("0")) or 1
    if digits > item.digits:
        return Unfit(f"不超过 {item.digits} 位有效数字的数字", f"a number of at most {item.digits} digits")
    if item.decimals is not None and len(behind) > item.decimals:
        plural = "s" if item.decimals != 1 else ""
        return Unfit(f"不超过 {item.decimals} 位小数的数字", f"a number with at most {item.decimals} decimal{plural}")
    if (item.least is not None and number < item.least) or (item.most is not None and number > item.most):
        low, high = _end(item.least, "−∞"), _end(item.most, "∞")
        return Unfit(f" [{low}, {high}] 之内的数字{_in_zh(item)}", f"a number in [{low}, {high}]{_in(item)}")
    return text


def _date(item: Item, given: object) -> str | Unfit:
    pattern, example = _FORMS[item.format]
    wanted = Unfit(f"{_FORM_NAMES[item.format]}，例如 {example}", f"a {item.format}, as in {example}", "unreadable")
    if not isinstance(given, str) or not pattern.fullmatch(given):
        return wanted
    try:
        _CALENDAR[item.format](given)
    except ValueError:
        return wanted
    return given


def _file(item: Item, given: object) -> str | Unfit:
    if not isinstance(given, str) or location_of(given) is None:
        return Unfit("以 https:// 或 http:// 开头的地址", "an address with https:// or http://", "unreadable")
    endings = item.endings or USUAL_ENDINGS[item.kind]
    if endings and urlsplit(given).path.rpartition(".")[2].lower() not in endings:
        shown = ", ".join(f".{ending}" for ending in endings)
        return Unfit(f"以 {shown.replace(', ', '、')} 结尾的文件地址", f"the address of a file that ends in {shown}")
    return given


def _reference(_: Item, given: object) -> str | Unfit:
    wanted = Unfit("标识，例如 88.1000.1/SN-1", "an identifier, as in 88.1000.1/SN-1", "unreadable")
    if not isinstance(given, str):
        return wanted
    try:
        return Handle.parse(given).text
    except Malformed:
        return wanted


def _end(number: Decimal | None, otherwise: str) -> str:
    return otherwise if number is None else f"{number:f}"


def _in_zh(item: Item) -> str:
    return f"（单位：{item.unit}）" if item.unit else ""


def _in(item: Item) -> str:
    return f" {item.unit}" if item.unit else ""


_FORM_NAMES = {"date": "日期", "month": "年月", "year": "年份", "datetime": "带时区的时间", "time": "时刻"}
_CALENDAR: Mapping[str, Callable[[str], object]] = {
    "date": parse_day,
    "month": lambda text: parse_day(f"{text}-01"),
    "year": lambda text: parse_day(f"{text}-01-01"),
    "datetime": datetime.datetime.fromisoformat,
    "time": datetime.time.fromisoformat,
}
_READERS: Mapping[Kind, Callable[[Item, object], str | Unfit]] = {
    Kind.CHAR: _char,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.REFERENCE: _reference,
    **dict.fromkeys(FILES, _file),
}
