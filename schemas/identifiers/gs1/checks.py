"""What a component of a value must be besides its characters and length: check digits, dates, codes, numbers.

Each check takes the component and gives what is wrong with it as "subject is got, expected what", or None. The names
are those of the GS1 Barcode Syntax Dictionary; the table of application identifiers uses them.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping

from schemas.checkdigit import gmn_fault, gs1_fault, iban_fault
from schemas.identifiers.gs1.code_lists import (
    COUNTRY_LETTERS,
    COUNTRY_NUMBERS,
    CURRENCY_NUMBERS,
    MEDIA_TYPES,
    PACKAGE_TYPES,
)
from schemas.identifiers.gs1.coupons import coupon_fault, offer_fault

Check = Callable[[str], str | None]

# The shortest GS1 company prefix that is given out has four digits (GS1 General Specifications §1.4.4).
SHORTEST_COMPANY_PREFIX = 4

_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_POSITION_IN_SEQUENCE = re.compile(r"([1-9][0-9]*)/([1-9][0-9]*)")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]+")
# ISO 13616 names no shortest one; below eleven characters nothing is left of a bank's own number.
_SHORTEST_IBAN = 11


def _one_of(subject: str, codes: frozenset[str], expected: str) -> Check:
    """A check that the component is in a list."""

    def check(text: str) -> str | None:
        return None if text in codes else f"{subject} is {text}, expected {expected}"

    return check


def _at_most(subject: str, last: int, width: int) -> Check:
    """A check that digits are a number from 0 to `last`."""

    def check(text: str) -> str | None:
        if int(text) <= last:
            return None
        return f"{subject} is {text}, expected {0:0{width}} to {last:0{width}}"

    return check


def _company_prefix(start: int) -> Check:
    """A check that at least four digits of a company prefix stand from a place (0 the first)."""

    def check(text: str) -> str | None:
        prefix = text[start : start + SHORTEST_COMPANY_PREFIX]
        if len(prefix) == SHORTEST_COMPANY_PREFIX and prefix.isdigit():
            return None
        return f"beginning of the company prefix is {prefix!r}, expected {SHORTEST_COMPANY_PREFIX} digits"

    return check


def _date_fault(year: int, month: str, day: str, first_day: int) -> str | None:
    """What is wrong with month and day; `first_day` is 0 where 00 stands for no day in particular."""
    if not 1 <= int(month) <= 12:
        return f"month is {month}, expected 01 to 12"
    last = monthrange(year, int(month))[1]
    if not first_day <= int(day) <= last:
        return f"day is {day}, expected {first_day:02} to {last} in month {month}"
    return None


def _yymmdd(text: str) -> str | None:
    # The century decides about 29 February in the year 00 only, and 00 is 2000 for the 50 years to either side of which
    # GS1 reads a year of two digits (General Specifications §7.12).
    return _date_fault(2000 + int(text[:2]), text[2:4], text[4:], 1)


def _yymmd0(text: str) -> str | None:
    return _date_fault(2000 + int(text[:2]), text[2:4], text[4:], 0)


def _yyyymmdd(text: str) -> str | None:
    # monthrange knows no year 0; 2000 is a leap year as year 0 would be.
    return _date_fault(int(text[:4]) or 2000, text[4:6], text[6:], 1)


_hour = _at_most("hour", 23, 2)
_minute = _at_most("minute", 59, 2)


def _hhmi(text: str) -> str | None:
    return _hour(text[:2]) or _minute(text[2:])


def _nonzero(text: str) -> str | None:
    return None if text.strip("0") else f"number is {text}, expected one that is not zero"


def _zero(text: str) -> str | None:
    return None if text == "0" else f"leading digit is {text}, expected 0"


def _nozeroprefix(text: str) -> str | None:
    return f"number is {text}, expected no leading zero" if text[0] == "0" else None


def _pcenc(text: str) -> str | None:
    if broken := _BROKEN_PERCENT.search(text):
        return (
            f"percent sequence is {text[broken.start() : broken.start() + 3]!r}, expected % and two hexadecimal digits"
        )
    return None


def _pieceoftotal(text: str) -> str | None:
    piece, total = text[:2], text[2:]
    if total == "00":
        return "number of pieces is 00, expected 01 to 99"
    return None if "00" < piece <= total else f"piece is {piece}, expected 01 to {total}"


def _posinseqslash(text: str) -> str | None:
    numbers = _POSITION_IN_SEQUENCE.fullmatch(text)
    if not numbers:
        return f"position in sequence is {text!r}, expected two numbers without leading zeros and a slash between them"
    if int(numbers[1]) > int(numbers[2]):
        return f"position in sequence is {numbers[1]}, expected 1 to {numbers[2]}"
    return None


def _hasnondigit(text: str) -> str | None:
    return f"value is {text}, expected at least one character that is no digit" if text.isdigit() else None


def _hyphen(text: str) -> str | None:
    return None if text == "-" else f"sign is {text!r}, expected '-' or nothing"


def _importeridx(text: str) -> str | None:
    if text.isalnum() or text in "-_":
        return None
    return f"importer index is {text!r}, expected a letter, a digit, '-' or '_'"


def _iban(text: str) -> str | None:
    if not _IBAN.fullmatch(text) or text[:2] not in COUNTRY_LETTERS:
        return f"account number is {text!r}, expected a country code, two check digits, then capital letters and digits"
    if len(text) < _SHORTEST_IBAN:
        return f"length of the account number is {len(text)}, expected at least {_SHORTEST_IBAN}"
    return iban_fault(text)


CHECKS: Mapping[str, Check] = {
    "csum": gs1_fault,
    "csumalpha": gmn_fault,
    "gcppos1": _company_prefix(0),
    "gcppos2": _company_prefix(1),
    "yymmdd": _yymmdd,
    "yymmd0": _yymmd0,
    "yyyymmdd": _yyyymmdd,
    "hh": _hour,
    "mi": _minute,
    "ss": _at_most("second", 59, 2),
    "hhmi": _hhmi,
    "iso3166": _one_of("country", COUNTRY_NUMBERS, "a number of ISO 3166-1"),
    "iso3166999": _one_of("country", COUNTRY_NUMBERS | {"999"}, "a number of ISO 3166-1 or 999"),
    "iso3166alpha2": _one_of("country", COUNTRY_LETTERS, "two letters of ISO 3166-1"),
    "iso4217": _one_of("currency", CURRENCY_NUMBERS, "a number of ISO 4217"),
    "iso5218": _one_of("code of biological sex", frozenset("0129"), "0, 1, 2 or 9"),
    "mediatype": _one_of("media type", MEDIA_TYPES, "01 to 10 or 80 to 99"),
    "packagetype": _one_of("package type", PACKAGE_TYPES, "a PackageTypeCode of GS1"),
    "yesno": _one_of("flag", frozenset("01"), "0 or 1"),
    "winding": _one_of("winding direction", frozenset("019"), "0, 1 or 9"),
    "latitude": _at_most("latitude", 1_800_000_000, 10),
    "longitude": _at_most("longitude", 3_600_000_000, 10),
    "nonzero": _nonzero,
    "zero": _zero,
    "nozeroprefix": _nozeroprefix,
    "pcenc": _pcenc,
    "pieceoftotal": _pieceoftotal,
    "posinseqslash": _posinseqslash,
    "hasnondigit": _hasnondigit,
    "hyphen": _hyphen,
    "importeridx": _importeridx,
    "iban": _iban,
    "couponcode": coupon_fault,
    "couponposoffer": offer_fault,
}
"""Every check by the name that the table of application identifiers gives it."""
