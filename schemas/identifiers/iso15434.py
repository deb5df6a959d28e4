"""ISO/IEC 15434 envelopes: several data records in one symbol, between `[)>` RS and RS EOT.

Formats 05 (GS1 application identifiers), 06 and 12 (data identifiers) are read record by record; of the others the
data stay whole. What a record holds is for its own scheme to say.
"""

import re

import msgspec

from schemas.errors import Malformed
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order

NAME = "iso15434"

_RS, _GS, _EOT = "\x1e", "\x1d", "\x04"
_HEADER = f"[)>{_RS}"
_TRAILER = f"{_RS}{_EOT}"
# More than any symbol holds.
LONGEST_TEXT = 8192

_FORMAT = re.compile("[0-9]{2}")
_RECORDS = {
    "05": (re.compile(r"[0-9]{2,4}[^\x00-\x1f]*"), "an application identifier"),
    "06": (re.compile(r"[0-9]{0,3}[A-Z][^\x00-\x1f]+"), "a data identifier and its data"),
    "12": (re.compile(r"[A-Z0-9]{2,3}[^\x00-\x1f]+"), "a text element identifier and its data"),
}
# ISO/IEC 15434 §6.9: binary data may hold what separates formats here.
_BINARY = "09"


class Envelope(msgspec.Struct, frozen=True):
    """Formats with their records, at least one of each."""

    formats: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def text(self) -> str:
        """As it stands in the symbol."""
        return _HEADER + _RS.join(_GS.join((name, *records)) for name, records in self.formats) + _TRAILER


def recognise(text: str) -> Likeness | None:
    """`[)>` in front."""
    if text.startswith("[)>"):
        return Likeness(NAME, Sureness.CERTAIN, Words("以 [)> 开头的信封", "an envelope: begins with [)>"))
    return None


def parse(text: str) -> Envelope:
    """Read an envelope.

    Raises:
        Malformed: too long, another header or trailer, a format that is no two digits or is binary, no record, a record
            that has not its format's form.
    """
    if len(text) > LONGEST_TEXT:
        raise Malformed(f"length of the envelope is {len(text)}, expected at most {LONGEST_TEXT}")
    if not text.startswith(_HEADER):
        raise Malformed(f"header of the envelope is {text[:4]!r}, expected '[)>' and RS (1e)")
    if not text.endswith(_TRAILER) or len(text) < len(_HEADER) + len(_TRAILER):
        raise Malformed(f"end of the envelope is {text[-2:]!r}, expected RS (1e) and EOT (04)")
    formats = []
    for place, block in enumerate(text[len(_HEADER) : -len(_TRAILER)].split(_RS), start=1):
        name, *records = block.split(_GS)
        if not _FORMAT.fullmatch(name) or name == _BINARY:
            raise Malformed(f"format {place} of the envelope is {name[:8]!r}, expected two digits other than {_BINARY}")
        if not records:
            raise Malformed(f"number of records in format {place} of the envelope is 0, expected GS (1d) and a record")
        pattern, words = _RECORDS.get(name, (None, ""))
        for number, record in enumerate(records, start=1):
            if pattern is not None and not pattern.fullmatch(record):
                raise Malformed(
                    f"record {number} of format {place} of the envelope is {record[:40]!r}, expected {words}"
                )
        formats.append((name, tuple(records)))
    return Envelope(tuple(formats))


def canonical(noun: Envelope) -> str:
    """As it stands in the symbol."""
    return noun.text


def components(noun: Envelope) -> dict[str, Component]:
    """`format` of the first block, `formats` of all, `records` of all in order."""
    return {
        "format": noun.formats[0][0],
        "formats": [name for name, _ in noun.formats],
        "records": [record for _, records in noun.formats for record in records],
    }


def explain(noun: Envelope) -> list[Part]:
    """Formats and records."""
    pieces: list[tuple[str, str, str]] = [(_HEADER, "", "")]
    for place, (name, records) in enumerate(noun.formats):
        if place:
            pieces.append((_RS, "", ""))
        pieces.append((name, "格式", "format"))
        for record in records:
            pieces += [(_GS, "", ""), (record, "数据记录", "record")]
    return in_order(*pieces)
