"""Symbologies: the kinds of codes that the node prints, each with what its standard asks of whoever prints it."""

from collections.abc import Mapping

import msgspec

from schemas.errors import Malformed
from schemas.identifiers.scheme import Words
from schemas.printing.length import INCH, MM


class Symbology(msgspec.Struct, frozen=True):
    """One kind of code."""

    name: str
    """As requests and the command line have it."""
    title: Words
    gs1: bool
    """Whether it carries a GS1 element string, FNC1 in front, and nothing else."""
    identifier: str
    """What a reader says in front of the data (ISO/IEC 15424); empty for the one that our own reader reads."""
    quiet: int
    """Light modules around it: on all four sides, or left and right of bars."""
    module: int
    """The usual size of a module, in nanometres."""
    least: int
    """What is printed smaller is not read: two dots of a printer with 300 an inch."""
    levels: tuple[str, ...] = ()
    """Levels of error correction, the weakest first; none where there is no choice."""
    usual_level: str = ""
    linear: bool = False
    """Whether it consists of bars, whose height says nothing."""
    ascii: bool = False
    """Whether it carries ASCII only."""
    longest: int = 0
    """Most characters, where the standard bounds them whatever fits; else 0."""

    def level(self, wanted: str) -> str:
        """The level that is meant; the usual one where none is named.

        Raises:
            Malformed: the symbology has no such level.
        """
        if not wanted:
            return self.usual_level
        if wanted not in self.levels:
            expected = f"one of {', '.join(self.levels)}" if self.levels else "none"
            raise Malformed(f"level of {self.title.en} is {wanted[:20]!r}, expected {expected}")
        return wanted


_LEAST = 2 * INCH // 300
_QR = ("L", "M", "Q", "H")

_ALL = (
    # ISO/IEC 18004 §6.3.8: four modules. Level M is what hands and forklifts leave readable.
    Symbology("qr", Words("QR 码", "a QR code"), False, "]Q1", 4, MM // 2, _LEAST, _QR, "M"),
    Symbology("gs1-qr", Words("GS1 QR 码", "a GS1 QR code"), True, "]Q3", 4, MM // 2, _LEAST, _QR, "M"),
    # ISO/IEC 16022 §5.2 asks for one module. A printer's dot gain eats some of it, so two are kept.
    Symbology("data-matrix", Words("Data Matrix 码", "a Data Matrix"), False, "]d1", 2, MM // 2, _LEAST),
    Symbology("gs1-data-matrix", Words("GS1 Data Matrix 码", "a GS1 Data Matrix"), True, "]d2", 2, MM // 2, _LEAST),
    # GS1 General Specifications §5.4: ten modules on both sides, 48 characters.
    Symbology(
        "gs1-128",
        Words("GS1-128 条码", "a GS1-128 symbol"),
        True,
        "]C1",
        10,
        MM // 3,
        _LEAST,
        linear=True,
        ascii=True,
        longest=48,
    ),
    # ISO/IEC 15417 sets no bound; wider than this no hand scanner takes in.
    Symbology(
        "code-128",
        Words("Code 128 条码", "a Code 128"),
        False,
        "]C0",
        10,
        MM // 3,
        _LEAST,
        linear=True,
        ascii=True,
        longest=80,
    ),
    # ISO/IEC 20830 (GB/T 21049): three modules.
    Symbology(
        "han-xin", Words("汉信码", "a Han Xin code"), False, "", 3, MM // 2, _LEAST, ("L1", "L2", "L3", "L4"), "L2"
    ),
)

SYMBOLOGIES: Mapping[str, Symbology] = {one.name: one for one in _ALL}
"""Every symbology by its name."""


def symbology(name: str) -> Symbology:
    """The symbology of this name.

    Raises:
        Malformed: there is none; the sentence has all names.
    """
    if (found := SYMBOLOGIES.get(name)) is None:
        raise Malformed(f"symbology is {name[:40]!r}, expected one of {', '.join(SYMBOLOGIES)}")
    return found
