"""Documents are what their octets are, whole, and nothing that could do anything."""

import zlib

import pytest

from schemas.errors import Malformed
from schemas.sniff import sniff
from tests.support.applying import PNG

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(20) + b"\xff\xd9"
BMP = b"BM" + (58).to_bytes(4, "little") + bytes(52)
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.mark.parametrize(
    ("octets", "media_type"),
    [
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (BMP, "image/bmp"),
        (PDF, "application/pdf"),
        (PNG + b"\r\n", "image/png"),
    ],
)
def test_what_is_taken(octets: bytes, media_type: str) -> None:
    assert sniff(octets).media_type == media_type


@pytest.mark.parametrize(
    ("octets", "sentence"),
    [
        (b"", "cannot read the document: expected a PNG, JPEG or BMP picture or a PDF"),
        (b"<svg onload=alert(1)>", "cannot read the document: expected a PNG, JPEG or BMP picture or a PDF"),
        (b"GIF89a" + bytes(20), "cannot read the document: expected a PNG, JPEG or BMP picture or a PDF"),
        (b"PK\x03\x04" + bytes(20), "cannot read the document: expected a PNG, JPEG or BMP picture or a PDF"),
        (b"MZ" + bytes(60), "cannot read the document: expected a PNG, JPEG or BMP picture or a PDF"),
        (b"\x89PNG\r\n\x1a\n<script>", "cannot read the document: expected a PNG, JPEG or BMP picture or a PDF"),
        (PNG[:-4], "cannot read the document as image/png: it is not whole"),
        (PNG + b"<script>alert(1)</script>", "cannot read the document as image/png: it is not whole"),
        (JPEG[:-1], "cannot read the document as image/jpeg: it is not whole"),
        (BMP + b"more", "cannot read the document as image/bmp: it is not whole"),
        (b"%PDF-1.4\n" + zlib.compress(b"x"), "cannot read the document as application/pdf: it is not whole"),
        (
            PDF.replace(b"<<>> endobj", b"<</S /JavaScript /JS (app.alert\\(1\\))>> endobj"),
            "cannot take the PDF: it holds programs, files or forms, expected paper only",
        ),
        (
            PDF.replace(b"<<>> endobj", b"<</S /Launch>> endobj"),
            "cannot take the PDF: it holds programs, files or forms, expected paper only",
        ),
    ],
)
def test_what_is_refused(octets: bytes, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        sniff(octets)

    assert str(refused.value) == sentence
