"""Attachments: the headers of an answer that is to be saved: nothing in it is ever run, or shown inside a page."""

from collections.abc import Mapping

SHUT: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
"""Where a browser shows it all the same, it stands alone and does nothing."""


def attachment(media_type: str, name: str) -> dict[str, str]:
    """The headers of a file of this kind, to be saved under this name."""
    return {"Content-Type": media_type, "Content-Disposition": f'attachment; filename="{name}"', **SHUT}
