"""Paper: a PDF as a printer would put it down, to be measured in millimetres and read by a scanner."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import zxingcpp

from tests.support import require

DPI = 600
MILLIMETRE = DPI / 25.4
"""In pixels."""


class Page(msgspec.Struct, frozen=True):
    """One page in grey."""

    width: int
    height: int
    pixels: bytes

    @property
    def millimetres(self) -> tuple[float, float]:
        """How large the page is."""
        return self.width / MILLIMETRE, self.height / MILLIMETRE

    def ink(self, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float] | None:
        """The smallest rectangle around everything dark within this one: left, top, right, bottom; in millimetres."""
        left, right = (max(0, min(self.width, round(at * MILLIMETRE))) for at in (x, x + width))
        top, bottom = (max(0, min(self.height, round(at * MILLIMETRE))) for at in (y, y + height))
        dark = bytes.maketrans(bytes(range(256)), b"1" * 128 + b"0" * 128)
        found: list[int] = []
        first, last = right, left
        for line in range(top, bottom):
            row = self.pixels[line * self.width + left : line * self.width + right].translate(dark)
            if (start := row.find(b"1")) >= 0:
                found.append(line)
                first, last = min(first, left + start), max(last, left + row.rfind(b"1") + 1)
        if not found:
            return None
        return first / MILLIMETRE, found[0] / MILLIMETRE, last / MILLIMETRE, (found[-1] + 1) / MILLIMETRE

    def part(self, x: float, y: float, width: float, height: float) -> "Page":
        """A piece of the page, cut out."""
        left, right = (round(at * MILLIMETRE) for at in (x, x + width))
        top, bottom = (round(at * MILLIMETRE) for at in (y, y + height))
        rows = (self.pixels[line * self.width + left : line * self.width + right] for line in range(top, bottom))
        return Page(right - left, bottom - top, b"".join(rows))

    def read(self) -> list[zxingcpp.Barcode]:
        """The codes on the page, as a scanner reads them."""
        return zxingcpp.read_barcodes(memoryview(self.pixels).cast("B", (self.height, self.width)))


def printed(pdf: bytes, folder: Path) -> Iterator[Page]:
    """The pages of a PDF, put on paper by another program than the one that made it."""
    pdftoppm = require.command("pdftoppm", "apt-get install poppler-utils")
    file = folder / "labels.pdf"
    file.write_bytes(pdf)
    subprocess.run([pdftoppm, "-r", str(DPI), "-gray", file, folder / "page"], check=True, capture_output=True)
    for path in sorted(folder.glob("page-*.pgm")):
        yield _pgm(path.read_bytes())


def words_of(pdf: bytes, folder: Path) -> str:
    """The text of a PDF, as somebody who searches it finds it."""
    pdftotext = require.command("pdftotext", "apt-get install poppler-utils")
    file = folder / "words.pdf"
    file.write_bytes(pdf)
    return subprocess.run([pdftotext, file, "-"], check=True, capture_output=True).stdout.decode()


def _pgm(octets: bytes) -> Page:
    kind, size, most, pixels = octets.split(b"\n", 3)
    assert (kind, most) == (b"P5", b"255")
    width, height = map(int, size.split())
    return Page(width, height, pixels)
