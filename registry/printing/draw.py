"""Drawing: a symbol that was made by one library, read back by another and compared before anybody gets it."""

from registry.printing.make import make
from registry.printing.read_back import Reading, read_back
from schemas.errors import Malformed
from schemas.printing.content import Content
from schemas.printing.hanxin.read import read_hanxin
from schemas.printing.symbol import Symbol
from schemas.printing.symbology import Symbology


def draw(content: Content, symbology: Symbology, level: str = "") -> Symbol:
    """A symbol that says this and nothing else: octet for octet, and of the kind that it should be.

    Raises, in this order:
        Malformed: the symbology has no such level; no symbol is large enough; what was drawn is read as something else.
    """
    symbol = make(content, symbology, level)
    reading = _read_hanxin(symbol) if symbology.name == "han-xin" else read_back(symbol)
    if reading is None or not _says(reading, content, symbology):
        raise Malformed(
            f"{symbology.title.en} for {content.text[:80]!r} is read back as "
            f"{'nothing' if reading is None else repr(reading.identifier + reading.text[:80])}: it is not given out"
        )
    return symbol


def _says(reading: Reading, content: Content, symbology: Symbology) -> bool:
    if reading.identifier != symbology.identifier or reading.octets != content.octets:
        return False
    # What is no GS1 data must also be told to be UTF-8, or a scanner shows strange letters for Chinese.
    return content.elements is not None or reading.text == content.text


def _read_hanxin(symbol: Symbol) -> Reading | None:
    try:
        text = read_hanxin(symbol.rows)
    except Malformed:
        return None
    return Reading("", text.encode("utf-8"), text)
