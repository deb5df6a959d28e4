"""Typesetting: sheets as one PDF, or as a picture of a page, by typst, which embeds only what is used of the font."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec
import typst

from registry.printing.font import Font
from registry.printing.sheet import Sheet
from schemas.errors import Malformed
from schemas.printing.layout import Layout
from schemas.printing.length import MM

_TEMPLATE = Path(__file__).with_name("sheet.typ")


def pdf(sheets: Sequence[Sheet], layout: Layout, font: Font, title: str) -> bytes:
    """All sheets as one PDF; the same octets for the same sheets.

    Raises:
        Malformed: the typesetter refuses them.
    """
    return _compiled(sheets, layout, font, title, "pdf", None)


def picture(sheet: Sheet, layout: Layout, font: Font, dpi: int) -> bytes:
    """One sheet as a PNG, as it will be printed.

    Raises:
        Malformed: the typesetter refuses it.
    """
    return _compiled([sheet], layout, font, "", "png", dpi)


def _compiled(
    sheets: Sequence[Sheet], layout: Layout, font: Font, title: str, form: Literal["pdf", "png"], dpi: int | None
) -> bytes:
    job = {
        "title": title,
        "family": font.family,
        "width": layout.page.width / MM,
        "height": layout.page.height / MM,
        "sheets": sheets,
    }
    with tempfile.TemporaryDirectory(prefix="idnode-labels-") as folder:
        # The typesetter looks at whole folders: this one has the font that was measured and no other.
        fonts = Path(folder)
        (fonts / font.path.name).symlink_to(font.path.absolute())
        try:
            return typst.compile(
                _TEMPLATE,
                root=_TEMPLATE.parent,
                font_paths=[fonts],
                ignore_system_fonts=True,
                format=form,
                ppi=dpi,
                sys_inputs={"job": msgspec.json.encode(job).decode()},
                # Tags for reading aloud would be half of the file, and labels are looked at.
                pdf_tags=False,
                timestamp=0,
            )
        except typst.TypstError as trouble:
            raise Malformed(f"the labels cannot be typeset: {str(trouble)[:200]}") from None
