"""Sniffing: of which kind a document is, by its octets alone. What it is called, or said to be, makes no difference.

A file that merely begins like one is refused: its end must be there too, so that nothing is cut off or hidden behind.
"""

import re

import msgspec

from schemas.errors import Malformed


class Form(msgspec.Struct, frozen=True):
    """A kind of document that is taken."""

    media_type: str
    extension: str


PNG = Form("image/png", "png")
JPEG = Form("image/jpeg", "jpg")
BMP = Form("image/bmp", "bmp")
PDF = Form("application/pdf", "pdf")

FORMS = (PNG, JPEG, BMP, PDF)
"""Those of the official form (jpg, png, bmp), and PDF."""

# What makes a PDF more than paper: programs, files inside, and actions that start something.
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")


def sniff(octets: bytes) -> Form:
    """The form of a document.

    >>> sniff(b"GIF89a").media_type
    Traceback (most recent call last):
        ...
    schemas.errors.Malformed: cannot read the document: expected a PNG, JPEG or BMP picture or a PDF

    Raises:
        Malformed: it is none that is taken, it is not whole, or it is a PDF that can do something.
    """
    if octets.startswith(b"\x89PNG\r\n\x1a\n") and octets[12:16] == b"IHDR":
        return _whole(PNG, octets.rstrip(b"\0\r\n").endswith(b"IEND\xaeB`\x82"))
    if octets.startswith(b"\xff\xd8\xff"):
        return _whole(JPEG, octets.rstrip(b"\0\r\n").endswith(b"\xff\xd9"))
    if octets.startswith(b"BM") and len(octets) > 26:  # the two shortest headers together
        return _whole(BMP, int.from_bytes(octets[2:6], "little") == len(octets))
    if re.match(rb"%PDF-[12]\.\d", octets):
        if _ACTIVE.search(octets):
            raise Malformed("cannot take the PDF: it holds programs, files or forms, expected paper only")
        return _whole(PDF, b"%%EOF" in octets[-1024:])
    raise Malformed("cannot read the document: expected a PNG, JPEG or BMP picture or a PDF")


def _whole(form: Form, ends: bool) -> Form:
    if not ends:
        raise Malformed(f"cannot read the document as {form.media_type}: it is not whole")
    return form
