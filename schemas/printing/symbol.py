"""A symbol: the modules of one code, dark and light, without a size yet."""

import msgspec

from schemas.printing.symbology import Symbology


class Symbol(msgspec.Struct, frozen=True):
    """The modules of one code, without its quiet zone."""

    symbology: Symbology
    width: int
    """Modules from left to right."""
    rows: tuple[int, ...]
    """From the top; bit x of a row is set where the module in column x is dark. Bars have one row."""
    text: str
    """What it says, as people write it: GS1 data in brackets, all else as it is."""

    @property
    def across(self) -> int:
        """Modules from left to right with the quiet zone."""
        return self.width + 2 * self.symbology.quiet

    @property
    def down(self) -> int:
        """Modules from top to bottom with the quiet zone; 0 for bars, whose height says nothing."""
        return 0 if self.symbology.linear else len(self.rows) + 2 * self.symbology.quiet
