"""The font that labels are set in, where this machine has one."""

from registry.printing.font import Font
from registry.printing.fonts import label_font
from schemas.errors import Malformed
from tests.support import require


def font() -> Font:
    """The font; without one the test is skipped, or fails where everything is required."""
    try:
        return label_font(None)
    except Malformed:
        require.lacking("a font with simplified Chinese", "apt-get install fonts-wqy-zenhei")
        raise
