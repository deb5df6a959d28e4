"""What the parts of a value say: where a key ends and its check digit begins, which day, how many kilograms."""

from collections.abc import Iterator

from schemas.identifiers.gs1.application import APPLICATIONS, Component
from schemas.identifiers.gs1.company import company_prefix

Piece = tuple[str, str, str]
"""Text, meaning in Chinese, meaning in English; as `schemas.identifiers.scheme.in_order` takes them."""

# The digit before the company prefix of these keys.
_LEADING_DIGIT = {
    "00": ("扩展位", "extension digit"),
    "01": ("指示符", "indicator"),
    "02": ("指示符", "indicator"),
    "03": ("指示符", "indicator"),
    "8006": ("指示符", "indicator"),
    "8026": ("指示符", "indicator"),
}

_PLAIN_CHECKS = {
    "iso3166": ("国家", "country, ISO 3166-1"),
    "iso3166999": ("国家", "country, ISO 3166-1"),
    "iso3166alpha2": ("国家", "country, ISO 3166-1"),
    "iso4217": ("货币", "currency, ISO 4217"),
    "hhmi": ("时刻（时分）", "time, hours and minutes"),
    "hh": ("时", "hour"),
    "mi": ("分", "minute"),
    "ss": ("秒", "second"),
    "zero": ("填充零", "leading zero"),
    "pieceoftotal": ("第几件与总件数", "piece and number of pieces"),
    "hyphen": ("负号", "minus sign"),
    "latitude": ("纬度", "latitude"),
    "longitude": ("经度", "longitude"),
    "importeridx": ("进口商索引", "importer index"),
}

# A year of two digits is the one nearest to this (General Specifications §7.12: 50 years back, 49 ahead).
_PIVOT_YEAR = 2026


def pieces(ai: str, value: str) -> Iterator[Piece]:
    """The pieces of a good value in order; together they are the value."""
    application = APPLICATIONS[ai]
    name = application.name
    for component, text in application.parts(value):
        check = component.checks[0] if component.checks else ""
        if check == "csum":
            yield from key_pieces(ai, text)
        elif check == "csumalpha":
            yield text[:-2], name.zh, name.en
            yield text[-2:], "校验字符", "check characters"
        elif check in ("yymmdd", "yymmd0", "yyyymmdd"):
            day = _day(text)
            yield text, f"{name.zh}：{day}", f"{name.en}: {day}"
        elif check in _PLAIN_CHECKS:
            yield text, *_PLAIN_CHECKS[check]
        elif application.unit:
            amount = _amount(text, int(ai[-1]))
            yield text, f"{name.zh}：{amount} {application.unit}", f"{name.en}: {amount} {application.unit}"
        elif _follows_key(ai, component):
            yield text, "序列号", "serial number"
        else:
            yield text, name.zh, name.en


def key_pieces(ai: str, digits: str) -> Iterator[Piece]:
    """The pieces of a key of digits that ends with its check digit."""
    name = APPLICATIONS[ai].name
    at = 0
    if ai in _LEADING_DIGIT:
        yield digits[0], *_LEADING_DIGIT[ai]
        at = 1
    body = digits[at:-1]
    prefix = company_prefix(body)
    if prefix is None:
        yield body, f"厂商识别代码与{name.zh}参考号", f"company prefix and reference of the {name.en}"
    else:
        yield prefix, "厂商识别代码", "company prefix"
        if rest := body[len(prefix) :]:
            yield rest, f"{name.zh}参考号", f"reference of the {name.en}"
    yield digits[-1], "校验位", "check digit"


def _follows_key(ai: str, component: Component) -> bool:
    """Whether a component is the optional serial behind a key: GDTI, GCN, GRAI."""
    return component.optional and ai in ("253", "255", "8003")


def _day(text: str) -> str:
    """A day as people write it; 00 for the day says only the month."""
    if len(text) == 6:
        year = _PIVOT_YEAR // 100 * 100 + int(text[:2])
        year -= 100 * (year > _PIVOT_YEAR + 49)
        text = f"{year}{text[2:]}"
    return f"{text[:4]}-{text[4:6]}" + (f"-{text[6:]}" if text[6:] != "00" else "")


def _amount(digits: str, places: int) -> str:
    """Digits with their decimal point: `000195` with 3 places is 0.195."""
    whole = digits[: len(digits) - places].lstrip("0") or "0"
    return f"{whole}.{digits[len(digits) - places :]}" if places else whole
