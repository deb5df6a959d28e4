"""Which enterprises are like what is asked for: on the console's list and in its export alike."""

from collections.abc import Sequence

import msgspec

from schemas.enterprise import Enterprise
from schemas.life import Standing
from schemas.profile import Category

OUTSIDE = "outside"
"""In the place of a park: in none."""


class Like(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; an enterprise that fits is like all of it."""

    q: str = ""
    """Part of a name, of the 统一社会信用代码, or of a prefix."""
    park: str | None = None
    """A park's id, or `outside`."""
    standing: Standing | None = None
    above_scale: bool = False
    """Only those that are 规上."""
    category: Category | None = None
    bare: bool = False
    """Only those without a prefix."""

    def fits(self, firm: Enterprise, prefixes: Sequence[str]) -> bool:
        """Whether an enterprise that holds these prefixes is like this.

        >>> Like(q="水泵", bare=True).fits(Enterprise(id="1", name="赣江水泵有限公司", uscc=""), ())
        True
        """
        words = self.q.strip().casefold()
        texts = (firm.name, firm.name_en, firm.uscc, *prefixes)
        return (
            (not words or any(words in text.casefold() for text in texts))
            and self.standing in (None, firm.standing)
            and self.park in (None, firm.park or OUTSIDE)
            and (firm.above_scale or not self.above_scale)
            and (self.category is None or self.category in firm.categories)
            and not (self.bare and prefixes)
        )
