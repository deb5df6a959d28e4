"""A cell: text as it may stand in a table that a spreadsheet opens, and back.

Excel, LibreOffice and WPS run a cell that begins with one of a few characters as a formula, some of them also behind
white space, a line end or a quote that they take away (OWASP: CSV injection; threats.md T19). An apostrophe before it
makes it text.
"""

# Full-width ones too: a Chinese spreadsheet takes them for the narrow ones.
_STARTS_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_TAKEN_AWAY = " \u3000\u00a0\ufeff\v\f\"'‘’“”＇＂"


def cell(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet might run it.

    >>> cell("=HYPERLINK(1)"), cell(" ＝1+1"), cell("88.1000.1/A"), cell("'88.1000.1/A")
    ("'=HYPERLINK(1)", "' ＝1+1", '88.1000.1/A', "'88.1000.1/A")
    """
    return f"'{text}" if _might_run(text) else text


def uncell(text: str) -> str:
    """The text that `cell` was given.

    >>> uncell("'=HYPERLINK(1)"), uncell("88.1000.1/A"), uncell("'88.1000.1/A"), uncell(cell("'=1"))
    ('=HYPERLINK(1)', '88.1000.1/A', "'88.1000.1/A", "'=1")
    """
    return text[1:] if text[:1] == "'" and _might_run(text) else text


def _might_run(text: str) -> bool:
    if not text or text[0].isalnum():  # as nearly every one is
        return False
    return text.lstrip(_TAKEN_AWAY)[:1] in _STARTS_A_FORMULA
