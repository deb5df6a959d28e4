"""A font, as far as labels need it: how wide each character is and which it lacks (OpenType: cmap, hmtx, hhea, head).

The PDF is typeset by a library that embeds only what is used of the font. This here measures beforehand, so that what
does not fit is seen before it is set.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import msgspec

from schemas.errors import Malformed

_COLLECTION = b"ttcf"
_SIMPLIFIED = ("SC", "CN", "GB", "Hans")
# Name table: family for typesetters, family; Windows, Unicode.
_FAMILY_NAMES = (16, 1)
_ENGLISH = 0x409
_MANY_FACES = 64


class Font(msgspec.Struct, frozen=True):
    """One face of a font file."""

    path: Path
    family: str
    """As a typesetter finds it."""
    widths: dict[int, float]
    """By character, as a multiple of the size."""

    @classmethod
    def read(cls, path: Path) -> Self:
        """The face for simplified Chinese of a file, or else its first one.

        Raises:
            Malformed: the file cannot be read as a font.
        """
        try:
            octets = path.read_bytes()
        except OSError as trouble:
            raise Malformed(f"cannot read the font {path}: {trouble.strerror}") from None
        try:
            faces = [_Face(octets, offset) for offset in _offsets(octets)]
            named = [(face.family(), face) for face in faces]
            family, chosen = next(
                ((family, face) for family, face in named if set(family.split()) & set(_SIMPLIFIED)), named[0]
            )
            return cls(path, family, chosen.widths())
        except (struct.error, IndexError, KeyError, UnicodeDecodeError):
            raise Malformed(f"cannot read the font {path}: expected TrueType or OpenType, or a collection") from None

    def measure(self, text: str) -> float:
        """How wide a text is, as a multiple of its size."""
        widths = self.widths
        try:
            return sum([widths[ord(character)] for character in text])
        except KeyError:
            return sum(widths.get(ord(character), 1.0) for character in text)

    def lacks(self, text: str) -> str:
        """The first character of the text that the font does not have; empty if it has all."""
        if self.widths.keys() >= set(map(ord, text)):
            return ""
        return next(character for character in text if ord(character) not in self.widths)


def _offsets(octets: bytes) -> list[int]:
    """Where the faces of the file begin."""
    if octets[:4] != _COLLECTION:
        return [0]
    (count,) = struct.unpack_from(">I", octets, 8)
    return list(struct.unpack_from(f">{min(count, _MANY_FACES)}I", octets, 12))


class _Face:
    """The tables of one face."""

    def __init__(self, octets: bytes, offset: int) -> None:
        self._octets = octets
        (count,) = struct.unpack_from(">H", octets, offset + 4)
        self._tables: dict[bytes, int] = {}
        for place in range(count):
            tag, _, at, _ = struct.unpack_from(">4sIII", octets, offset + 12 + 16 * place)
            self._tables[tag] = at

    def family(self) -> str:
        """The name of the family in English."""
        at = self._tables[b"name"]
        _, count, texts = struct.unpack_from(">HHH", self._octets, at)
        found: dict[int, str] = {}
        for place in range(count):
            platform, _, language, kind, length, start = struct.unpack_from(">6H", self._octets, at + 6 + 12 * place)
            if platform == 3 and language == _ENGLISH and kind in _FAMILY_NAMES:
                begin = at + texts + start
                found[kind] = self._octets[begin : begin + length].decode("utf-16-be")
        return next(found[kind] for kind in _FAMILY_NAMES if kind in found)

    def widths(self) -> dict[int, float]:
        """The advance of each character that has a glyph."""
        (units,) = struct.unpack_from(">H", self._octets, self._tables[b"head"] + 18)
        (count,) = struct.unpack_from(">H", self._octets, self._tables[b"hhea"] + 34)
        metrics = struct.unpack_from(">" + "Hh" * count, self._octets, self._tables[b"hmtx"])
        advances = [advance / units for advance in metrics[::2]]
        last = len(advances) - 1
        return {character: advances[min(glyph, last)] for character, glyph in self._glyphs() if glyph}

    def _glyphs(self) -> Iterator[tuple[int, int]]:
        """Characters and the numbers of their glyphs, by the best map that the font has."""
        at = self._tables[b"cmap"]
        (count,) = struct.unpack_from(">H", self._octets, at + 2)
        maps = {}
        for place in range(count):
            platform, encoding, offset = struct.unpack_from(">HHI", self._octets, at + 4 + 8 * place)
            (form,) = struct.unpack_from(">H", self._octets, at + offset)
            if (platform == 0 or (platform == 3 and encoding in (1, 10))) and form in (4, 12):
                maps[form] = at + offset
        return self._ranges(maps[12]) if 12 in maps else self._segments(maps[4])

    def _ranges(self, at: int) -> Iterator[tuple[int, int]]:
        """Format 12: runs of characters with runs of glyphs."""
        (count,) = struct.unpack_from(">I", self._octets, at + 12)
        for place in range(count):
            first, last, glyph = struct.unpack_from(">III", self._octets, at + 16 + 12 * place)
            for character in range(first, last + 1):
                yield character, glyph + character - first

    def _segments(self, at: int) -> Iterator[tuple[int, int]]:
        """Format 4: segments of the first 65,536 characters."""
        (double,) = struct.unpack_from(">H", self._octets, at + 6)
        count = double // 2
        ends = struct.unpack_from(f">{count}H", self._octets, at + 14)
        starts = struct.unpack_from(f">{count}H", self._octets, at + 16 + double)
        deltas = struct.unpack_from(f">{count}H", self._octets, at + 16 + 2 * double)
        table = at + 16 + 3 * double
        offsets = struct.unpack_from(f">{count}H", self._octets, table)
        for place, (first, last) in enumerate(zip(starts, ends, strict=True)):
            for character in range(first, last + 1):
                if not offsets[place]:
                    yield character, (character + deltas[place]) & 0xFFFF
                    continue
                where = table + 2 * place + offsets[place] + 2 * (character - first)
                (glyph,) = struct.unpack_from(">H", self._octets, where)
                yield character, (glyph + deltas[place]) & 0xFFFF if glyph else 0
