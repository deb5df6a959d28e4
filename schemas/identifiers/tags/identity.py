"""An EPC as a pure identity, `urn:epc:id:sgtin:0614141.812345.6789`, and the GS1 data that say the same (TDS §6, §7).

The URN tells where the company prefix ends, which GS1 data do not; GS1 data have a check digit, which the URN has not.
"""

import re
from typing import Self
from urllib.parse import quote

import msgspec

from schemas.checkdigit import gs1_character
from schemas.errors import Malformed
from schemas.identifiers.gs1.application import APPLICATIONS

COMPANY_LENGTHS = range(6, 13)

_DIGITS = re.compile(r"[0-9]*")
_CSET82 = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+")
_CSET39 = re.compile(r"[#\-/0-9A-Z]+")
_NUMBER = re.compile(r"0|[1-9][0-9]*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
# TDS §6.3.1 table 6-1: what a URN does not escape of CSET 82.
_UNESCAPED = "!'()*+,-.:;=_"
_TO_ESCAPE = re.compile(r"[^A-Za-z0-9!'()*+,\-.:;=_%]")


class Layout(msgspec.Struct, frozen=True):
    """The fields of one EPC scheme behind the company prefix."""

    fields: tuple[str, ...]
    """Names of the fields, the company prefix being the first."""
    digits: int
    """Digits of company prefix and second field together; 0 where the second field has a length of its own."""
    key: str
    """The AI that holds the key; empty where GS1 has none."""
    serial: str = ""
    """The AI that holds the last field, where it is not the key's own."""
    most: int = 0
    """The longest last field; with `digits` 0 the longest key."""
    characters: re.Pattern[str] = _CSET82
    """What the last field may hold."""
    kind: str = "id"
    """`id`, or `class` for what names a class of things."""


_ITEM = "indicator_and_item_reference"
LAYOUTS = {
    "sgtin": Layout(("company_prefix", _ITEM, "serial"), 13, "01", "21", 20),
    "sscc": Layout(("company_prefix", "serial_reference"), 17, "00"),
    "sgln": Layout(("company_prefix", "location_reference", "extension"), 12, "414", "254", 20),
    "grai": Layout(("company_prefix", "asset_type", "serial"), 12, "8003", most=16),
    "giai": Layout(("company_prefix", "asset_reference"), 0, "8004", most=30),
    "gsrn": Layout(("company_prefix", "service_reference"), 17, "8018"),
    "gsrnp": Layout(("company_prefix", "service_reference"), 17, "8017"),
    "gdti": Layout(("company_prefix", "document_type", "serial"), 12, "253", most=17),
    "sgcn": Layout(("company_prefix", "coupon_reference", "serial"), 12, "255", most=12, characters=_DIGITS),
    "cpi": Layout(("company_prefix", "part_reference", "serial"), 0, "8010", "8011", 30, _CSET39),
    "ginc": Layout(("company_prefix", "consignment_reference"), 0, "401", most=30),
    "gsin": Layout(("company_prefix", "shipper_reference"), 16, "402"),
    "itip": Layout(("company_prefix", _ITEM, "piece", "total", "serial"), 13, "8006", "21", 20),
    "upui": Layout(("company_prefix", _ITEM, "tpx"), 13, "01", "235", 28),
    "pgln": Layout(("company_prefix", "party_reference"), 12, "417"),
    "gid": Layout(("manager", "class", "serial"), 0, ""),
    "lgtin": Layout(("company_prefix", _ITEM, "lot"), 13, "01", "10", 20, kind="class"),
}
"""Every EPC scheme that this node reads, by its name in the URN."""

# GID-96 (TDS §14.6.9): how many bits each of the three numbers has.
GID_BITS = (28, 24, 36)


class Epc(msgspec.Struct, frozen=True):
    """One EPC: the scheme and its fields without any escaping."""

    scheme: str
    fields: tuple[str, ...]

    @classmethod
    def checked(cls, scheme: str, fields: tuple[str, ...]) -> Self:
        """An EPC from its fields.

        Raises:
            Malformed: a field that is too short, too long, or of other characters.
        """
        layout = LAYOUTS[scheme]
        if scheme == "gid":
            _check_gid(fields)
        else:
            _check_fields(layout, fields)
        return cls(scheme, fields)

    @property
    def urn(self) -> str:
        """The pure identity URN."""
        last = quote(self.fields[-1], safe=_UNESCAPED)
        middle = (quote(field, safe=_UNESCAPED) for field in self.fields[1:-1])
        return f"urn:epc:{LAYOUTS[self.scheme].kind}:{self.scheme}:{'.'.join((self.fields[0], *middle, last))}"

    @property
    def elements(self) -> tuple[tuple[str, str], ...]:
        """The same as GS1 data, key first; empty for a GID, which GS1 keys do not know."""
        layout = LAYOUTS[self.scheme]
        if not layout.key:
            return ()
        company, second = self.fields[:2]
        last = self.fields[-1]
        if not layout.digits:
            return ((layout.key, company + second), *(((layout.serial, last),) if layout.serial else ()))
        body = company + second
        if layout.key in ("00", "01", "8006"):
            # The digit in front of the company prefix stands behind it in the URN.
            body = second[0] + company + second[1:]
        value = ("0" if layout.key == "8003" else "") + body + gs1_character(body)
        if layout.key == "8006":
            value += self.fields[2] + self.fields[3]
        if layout.serial:
            # TDS §6.3.3: extension 0 of an SGLN says that there is none.
            none = self.scheme == "sgln" and last == "0"
            return ((layout.key, value), *(() if none else ((layout.serial, last),)))
        return ((layout.key, value + (last if layout.most else "")),)


def read_urn(text: str) -> Epc:
    """Read a pure identity URN, or the one of a class of things.

    Raises:
        Malformed: another beginning, an unknown scheme, fields of other number, length or characters.
    """
    head, _, rest = text.partition(":")
    nid, _, rest = rest.partition(":")
    kind, _, rest = rest.partition(":")
    if head.lower() != "urn" or nid.lower() != "epc":
        raise Malformed(f"beginning of the EPC is {text[:20]!r}, expected 'urn:epc:'")
    scheme, _, body = rest.partition(":")
    layout = LAYOUTS.get(scheme)
    if layout is None or layout.kind != kind:
        raise Malformed(f"scheme of the EPC is {f'{kind}:{scheme}'[:40]!r}, expected one of TDS, like 'id:sgtin'")
    return Epc.checked(scheme, split_body(scheme, body))


def split_body(scheme: str, body: str) -> tuple[str, ...]:
    """The fields of a URN without their escapes; the last may hold dots.

    Raises:
        Malformed: a character that must be escaped, too few fields, or a percent sign that begins no escape.
    """
    if strange := _TO_ESCAPE.search(body):
        raise Malformed(f"character of the EPC is {strange[0]!r}, expected it percent-encoded")
    names = LAYOUTS[scheme].fields
    fields = body.split(".", len(names) - 1)
    if len(fields) != len(names):
        raise Malformed(f"number of fields of the {scheme.upper()} is {len(fields)}, expected {len(names)}")
    return tuple(_unescaped(field) for field in fields)


def _unescaped(field: str) -> str:
    return _ESCAPE.sub(_octet, field) if "%" in field else field


def _octet(found: re.Match[str]) -> str:
    if found[1] is None:
        raise Malformed("percent sign in the EPC is alone, expected two hexadecimal digits behind it")
    return chr(int(found[1], 16))


def _check_fields(layout: Layout, fields: tuple[str, ...]) -> None:
    company, second = fields[:2]
    if not _DIGITS.fullmatch(company) or len(company) not in COMPANY_LENGTHS:
        raise Malformed(f"company prefix of the EPC is {company[:20]!r}, expected 6 to 12 digits")
    if layout.digits:
        width = layout.digits - len(company)
        if not _DIGITS.fullmatch(second) or len(second) != width:
            raise Malformed(f"{_words(layout.fields[1])} of the EPC is {second[:40]!r}, expected {width} digits")
    last, most = fields[-1], layout.most
    for name, field in zip(layout.fields[2:-1], fields[2:-1], strict=True):
        if layout.key == "8006" and not (_DIGITS.fullmatch(field) and len(field) == 2):
            raise Malformed(f"{_words(name)} of the EPC is {field[:20]!r}, expected 2 digits")
    if layout.key == "8010":
        _check_last("part_reference", second, _CSET39, most - len(company))
        _check_last("serial", last, _NUMBER, 12)
    elif most:
        _check_last(layout.fields[-1], last, layout.characters, most if layout.digits else most - len(company))
    if layout.key == "8006" and (fault := APPLICATIONS["8006"].value_fault("0" * 14 + fields[2] + fields[3])):
        raise Malformed(fault)


def _check_last(name: str, field: str, characters: re.Pattern[str], most: int) -> None:
    if not field or len(field) > most:
        raise Malformed(f"length of the {_words(name)} of the EPC is {len(field)}, expected 1 to {most}")
    if not characters.fullmatch(field):
        raise Malformed(f"{_words(name)} of the EPC is {field!r}, expected only characters that GS1 allows there")


def _check_gid(fields: tuple[str, ...]) -> None:
    for name, field, bits in zip(LAYOUTS["gid"].fields, fields, GID_BITS, strict=True):
        if not _NUMBER.fullmatch(field) or len(field) > 12 or int(field) >> bits:
            raise Malformed(f"{name} of the GID is {field[:20]!r}, expected a number below 2^{bits}")


def _words(name: str) -> str:
    return name.replace("_", " ")


def of_elements(elements: dict[str, str], company_length: int) -> Epc:
    """The EPC for GS1 data, once it is known how long the company prefix is; what is not of the EPC is left out.

    Raises:
        Malformed: no EPC has these data, or a field does not fit.
    """
    for scheme, layout in LAYOUTS.items():
        value = elements.get(layout.key)
        if value is None or layout.kind != "id":
            continue
        serial = elements.get(layout.serial) if layout.serial else None
        if layout.serial and serial is None:
            if scheme != "sgln":
                continue
            serial = "0"
        return Epc.checked(scheme, _fields(scheme, layout, value, serial, company_length))
    raise Malformed(f"key of the EPC is missing among AI {', '.join(elements)}, expected one with its serial")


def _fields(scheme: str, layout: Layout, value: str, serial: str | None, length: int) -> tuple[str, ...]:
    """Cut the value of a key into the fields of its EPC."""
    if not layout.digits:
        return (value[:length], value[length:], *(() if serial is None else (serial,)))
    if layout.key == "8003":
        value = value[1:]
    # One digit more than the URN has: the check digit.
    body, rest = value[: layout.digits], value[layout.digits + 1 :]
    if layout.key in ("00", "01", "8006"):
        body = body[1 : length + 1] + body[0] + body[length + 1 :]
    fields: tuple[str, ...] = (body[:length], body[length:])
    if scheme == "itip":
        fields += (rest[:2], rest[2:])
        rest = ""
    if serial is not None:
        return (*fields, serial)
    return (*fields, rest) if layout.most else fields
