"""The two coupon codes of North America (AI 8110 and 8112): fields that carry their own lengths.

Source: GS1 North American Coupon Application Guideline, as the GS1 Barcode Syntax Dictionary checks it.
"""

from collections.abc import Callable


class _Wrong(Exception):
    """A field is wrong: said as every check says it, without the AI."""


class _Fields:
    """A walk over the digits of a coupon code that stops at what is wrong."""

    def __init__(self, digits: str) -> None:
        self._digits = digits
        self._at = 0

    def take(self, subject: str, width: int) -> str:
        """The next `width` digits."""
        taken = self._digits[self._at : self._at + width]
        if len(taken) < width:
            raise _Wrong(f"length of the {subject} is {len(taken)}, expected {width}")
        self._at += width
        return taken

    def code(self, subject: str, allowed: str) -> str:
        """One digit out of some."""
        digit = self.take(subject, 1)
        if digit not in allowed:
            raise _Wrong(f"{subject} is {digit}, expected one of {', '.join(allowed)}")
        return digit

    def counted(self, subject: str, allowed: str, more: int) -> str:
        """A digit that tells the length (plus `more`), and so many digits."""
        return self.take(subject, int(self.code(f"length indicator of the {subject}", allowed)) + more)

    def begins(self, digit: str) -> bool:
        """Whether the optional field with this number follows; it is then entered."""
        follows = self._digits[self._at : self._at + 1] == digit
        self._at += follows
        return follows

    def date(self, subject: str) -> str:
        """Six digits YYMMDD; the day must exist."""
        taken = self.take(subject, 6)
        days = (31, 28 + (int(taken[:2]) % 4 == 0), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
        month = int(taken[2:4])
        if not 1 <= month <= 12 or not 1 <= int(taken[4:]) <= days[month - 1]:
            raise _Wrong(f"{subject} is {taken}, expected a day as YYMMDD")
        return taken

    def end(self) -> None:
        """Nothing may follow."""
        if self._at < len(self._digits):
            raise _Wrong(f"rest of the coupon is {self._digits[self._at :]!r}, expected nothing more")


def coupon_fault(text: str) -> str | None:
    """What is wrong with an AI 8110, or None."""
    return _fault(text, _coupon)


def offer_fault(text: str) -> str | None:
    """What is wrong with an AI 8112, or None."""
    return _fault(text, _offer)


def _fault(text: str, walk: Callable[[_Fields], None]) -> str | None:
    if not (text.isascii() and text.isdigit()):
        return f"coupon is {text!r}, expected digits"
    try:
        walk(_Fields(text))
    except _Wrong as wrong:
        return str(wrong)
    return None


def _coupon(fields: _Fields) -> None:
    fields.counted("company prefix", "0123456", 6)
    fields.take("offer code", 6)
    fields.counted("save value", "12345", 0)
    _purchase(fields, "primary")
    if fields.begins("1"):
        fields.code("additional purchase rules code", "0123")
        _purchase(fields, "second")
        _other_company(fields, "second")
    if fields.begins("2"):
        _purchase(fields, "third")
        _other_company(fields, "third")
    expiry = fields.date("expiration date") if fields.begins("3") else None
    if fields.begins("4"):
        start = fields.date("start date")
        if expiry is not None and start > expiry:
            raise _Wrong(f"start date is {start}, expected no later than the expiration date {expiry}")
    if fields.begins("5"):
        fields.counted("serial number", "0123456789", 6)
    if fields.begins("6"):
        fields.counted("retailer", "1234567", 6)
    if fields.begins("9"):
        fields.code("save value code", "01256")
        fields.code("save value applies to item", "012")
        fields.take("store coupon flag", 1)
        fields.code("don't multiply flag", "01")
    fields.end()


def _purchase(fields: _Fields, which: str) -> None:
    fields.counted(f"{which} purchase requirement", "12345", 0)
    fields.code(f"{which} purchase requirement code", "012349")
    fields.take(f"{which} purchase family code", 3)


def _other_company(fields: _Fields, which: str) -> None:
    if not fields.begins("9"):
        fields.counted(f"company prefix of the {which} purchase", "0123456", 6)


def _offer(fields: _Fields) -> None:
    fields.code("coupon format", "01")
    fields.counted("coupon funder", "0123456", 6)
    fields.take("offer code", 6)
    fields.counted("serial number", "0123456789", 6)
    fields.end()
