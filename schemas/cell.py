"""A cell: text as it may stand in a table that a spreadsheet opens."""

# Excel, LibreOffice and WPS run a cell that begins with one of these as a formula, also behind a tab or a line end
# (OWASP: CSV injection).
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it.

    >>> cell("=HYPERLINK(1)"), cell("88.1000.1/A")
    ("'=HYPERLINK(1)", '88.1000.1/A')
    """
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text
