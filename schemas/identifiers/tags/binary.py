"""Tags of 96 bits and more: header, filter, partition, company prefix and the fields behind it (TDS §14.2 to §14.6).

3074257BF7194E4000001A85 = urn:epc:tag:sgtin-96:3.0614141.812345.6789
"""

import re

import msgspec

from schemas.errors import Malformed
from schemas.identifiers.tags.bits import BitReader, BitWriter
from schemas.identifiers.tags.identity import GID_BITS, LAYOUTS, Epc, split_body

# Table 14-2: partition values 0 to 6 stand for company prefixes of 12 to 6 digits with so many bits.
_COMPANY_BITS = (40, 37, 34, 30, 27, 24, 20)
_SERIAL_NUMBER = re.compile(r"0|[1-9][0-9]*")


class Coding(msgspec.Struct, frozen=True):
    """How one scheme is put into bits."""

    name: str
    """As in the tag URN: `sgtin-96`."""
    scheme: str
    header: int
    second: int
    """Bits of company prefix and second field together, or of all of them where the second field is text."""
    serial: int = 0
    """Bits of the last field."""
    how: str = "number"
    """What the last field is: `number`, `digits` (leading zeros kept by a 1 in front), `text`, `six` or `none`."""
    free: int = 0
    """Reserved bits at the end, zero."""


CODINGS = {
    coding.name: coding
    for coding in (
        Coding("sgtin-96", "sgtin", 0x30, 44, 38),
        Coding("sgtin-198", "sgtin", 0x36, 44, 140, "text"),
        Coding("sscc-96", "sscc", 0x31, 58, how="none", free=24),
        Coding("sgln-96", "sgln", 0x32, 41, 41),
        Coding("sgln-195", "sgln", 0x39, 41, 140, "text"),
        Coding("grai-96", "grai", 0x33, 44, 38),
        Coding("grai-170", "grai", 0x37, 44, 112, "text"),
        Coding("giai-96", "giai", 0x34, 82, how="number"),
        Coding("giai-202", "giai", 0x38, 188, how="text"),
        Coding("gsrn-96", "gsrn", 0x2D, 58, how="none", free=24),
        Coding("gsrnp-96", "gsrnp", 0x2E, 58, how="none", free=24),
        Coding("gdti-96", "gdti", 0x2C, 41, 41),
        Coding("gdti-113", "gdti", 0x3A, 41, 58, "digits"),
        Coding("gdti-174", "gdti", 0x3E, 41, 119, "text"),
        Coding("sgcn-96", "sgcn", 0x3F, 41, 41, "digits"),
        Coding("cpi-96", "cpi", 0x3C, 51, 31),
        Coding("cpi-var", "cpi", 0x3D, 0, 40, "six"),
        Coding("itip-110", "itip", 0x40, 44, 38),
        Coding("itip-212", "itip", 0x41, 44, 140, "text"),
        Coding("gid-96", "gid", 0x35, 0),
    )
}
"""Every coding with a fixed header, by its name in the tag URN (TDS table 14-1)."""

BY_HEADER = {coding.header: coding for coding in CODINGS.values()}


class Tag(msgspec.Struct, frozen=True):
    """What a tag holds: an EPC, how it is coded, and the filter value that lets readers pick by packaging level."""

    epc: Epc
    coding: str
    filter: int = 0

    @property
    def urn(self) -> str:
        """The tag URN: `urn:epc:tag:sgtin-96:3.0614141.812345.6789`."""
        body = self.epc.urn.split(":", 4)[4]
        return f"urn:epc:tag:{self.coding}:{'' if self.epc.scheme == 'gid' else f'{self.filter}.'}{body}"

    @property
    def octets(self) -> bytes:
        """The bits, filled with zeros to words of 16.

        Raises:
            Malformed: the EPC does not fit this coding.
        """
        return _written(self)

    @property
    def hex(self) -> str:
        """The octets as capital hexadecimal digits."""
        return self.octets.hex().upper()


def read_tag_urn(text: str) -> Tag:
    """Read a tag URN.

    Raises:
        Malformed: an unknown coding, a filter that is not 0 to 7, fields of another form, or an EPC that does not fit.
    """
    prefix = "urn:epc:tag:"
    if text[: len(prefix)].lower() != prefix:
        raise Malformed(f"beginning of the tag is {text[:20]!r}, expected 'urn:epc:tag:'")
    name, _, body = text[len(prefix) :].partition(":")
    coding = CODINGS.get(name)
    if coding is None:
        raise Malformed(f"coding of the tag is {name[:20]!r}, expected one of TDS, like 'sgtin-96'")
    filter_value = "0"
    if coding.scheme != "gid":
        filter_value, _, body = body.partition(".")
        if len(filter_value) != 1 or filter_value not in "01234567":
            raise Malformed(f"filter of the tag is {filter_value[:20]!r}, expected 0 to 7")
    tag = Tag(Epc.checked(coding.scheme, split_body(coding.scheme, body)), name, int(filter_value))
    _written(tag)
    return tag


def read_octets(data: bytes) -> Tag:
    """Read the bits of a tag; zeros may follow.

    Raises:
        Malformed: an unknown header, a wrong partition, a field out of its range, or bits behind the EPC.
    """
    bits = BitReader(data)
    header = bits.take(8)
    coding = BY_HEADER.get(header)
    if coding is None:
        raise Malformed(f"header of the tag is {header:02X}, expected one of a coding in TDS")
    if coding.scheme == "gid":
        tag = Tag(Epc.checked("gid", tuple(str(bits.take(width)) for width in GID_BITS)), coding.name)
        bits.end()
        return tag
    filter_value = bits.take(3)
    partition = bits.take(3)
    if partition >= len(_COMPANY_BITS):
        raise Malformed(f"partition of the tag is {partition}, expected 0 to 6")
    layout = LAYOUTS[coding.scheme]
    length = 12 - partition
    fields = [bits.take_digits(_COMPANY_BITS[partition], length, "company prefix")]
    rest = coding.second - _COMPANY_BITS[partition]
    if layout.digits:
        fields.append(bits.take_digits(rest, layout.digits - length, layout.fields[1].replace("_", " ")))
    elif coding.how == "text":
        fields.append(bits.take_text(rest, 7, "reference"))
    elif coding.how == "six":
        fields.append(_take_six(bits))
    else:
        fields.append(str(bits.take(rest)))
    if coding.scheme == "itip":
        fields += [bits.take_digits(7, 2, "piece"), bits.take_digits(7, 2, "total")]
    if coding.serial:
        fields.append(_take_serial(bits, coding))
    bits.end()
    return Tag(Epc.checked(coding.scheme, tuple(fields)), coding.name, filter_value)


def _take_serial(bits: BitReader, coding: Coding) -> str:
    if coding.how == "text":
        return bits.take_text(coding.serial, 7, "serial")
    number = str(bits.take(coding.serial))
    if coding.how == "digits":
        if number[0] != "1":
            raise Malformed(f"serial in the tag is {number}, expected a 1 in front of its digits")
        return number[1:]
    return number


def _take_six(bits: BitReader) -> str:
    """A part reference of CPI-var: characters of six bits up to one of zeros (TDS §14.4.8)."""
    text = BitWriter()
    count = 0
    while code := bits.take(6):
        text.put(code, 6)
        count += 1
    return BitReader(text.octets(multiple=24)).take_text(6 * count, 6, "part reference")


def _written(tag: Tag) -> bytes:
    coding = CODINGS[tag.coding]
    fields = tag.epc.fields
    bits = BitWriter()
    bits.put(coding.header, 8)
    if coding.scheme == "gid":
        for field, width in zip(fields, GID_BITS, strict=True):
            bits.put(int(field), width)
        return bits.octets()
    bits.put(tag.filter, 3)
    partition = 12 - len(fields[0])
    bits.put(partition, 3)
    bits.put(int(fields[0]), _COMPANY_BITS[partition])
    rest = coding.second - _COMPANY_BITS[partition]
    if LAYOUTS[coding.scheme].digits:
        bits.put(int(fields[1] or "0"), rest)
    elif coding.how == "text":
        bits.put_text(fields[1], rest, 7)
    elif coding.how == "six":
        bits.put_text(fields[1], 6 * len(fields[1]) + 6, 6)
    else:
        bits.put(_number(fields[1], coding), rest)
    if coding.scheme == "itip":
        bits.put(int(fields[2]), 7)
        bits.put(int(fields[3]), 7)
    if coding.serial:
        if coding.how == "text":
            bits.put_text(fields[-1], coding.serial, 7)
        elif coding.how == "digits":
            bits.put(_number(f"1{fields[-1]}", coding), coding.serial)
        else:
            bits.put(_number(fields[-1], coding), coding.serial)
    bits.put(0, coding.free)
    return bits.octets()


def _number(text: str, coding: Coding) -> int:
    if not _SERIAL_NUMBER.fullmatch(text):
        raise Malformed(f"field for {coding.name.upper()} is {text!r}, expected a number without leading zeros")
    return int(text)
