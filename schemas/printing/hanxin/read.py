"""Reading a Han Xin code: from its modules to what it says, every fixed module and every check held on the way.

No open library reads this code. This reader knows nothing of the library that draws it: it looks at the modules, holds
the patterns, both copies of the function information and each block of error correction against the standard, and takes
the message apart. It mends no damage and finds no code in a photograph: it is for symbols drawn a moment ago.
"""

from collections.abc import Sequence
from itertools import compress

from schemas.errors import Malformed
from schemas.printing.hanxin.correction import holds
from schemas.printing.hanxin.grid import Grid, grid
from schemas.printing.hanxin.message import read_message
from schemas.printing.hanxin.table import VERSIONS, version

_SMALLEST = 23
# ISO/IEC 20830 §5.8.2: codewords are dealt out to thirteen heaps, so that one blot hurts many blocks a little.
_HEAPS = 13

# GB 18030 of 2005 and of 2022 gave these characters, which had lain in Unicode's area for private use, their places in
# Unicode; Python's table is the first one.
_MOVED = """
e7c7=1e3f e81e=9fb4 e826=9fb5 e82b=9fb6 e82c=9fb7 e832=9fb8 e843=9fb9 e854=9fba e864=9fbb
e78d=fe10 e78f=fe11 e78e=fe12 e790=fe13 e791=fe14 e792=fe15 e793=fe16 e794=fe17 e795=fe18
e796=fe19 e816=20087 e817=20089 e818=200cc e831=215d7 e83b=2298f e855=241fe
"""
_PLACES = [(int(was, 16), int(now, 16)) for was, _, now in (pair.partition("=") for pair in _MOVED.split())]
_SINCE = {**dict(_PLACES), **{now: was for was, now in _PLACES}}


def read_hanxin(rows: Sequence[int]) -> str:
    """What the code says; bit x of a row is its module in column x, set where dark.

    Raises, in this order:
        Malformed: no size of the code; a fixed module that is wrong; function information that does not hold, or is of
            another size; a block that does not hold; a message that cannot be read.
    """
    size = len(rows)
    number, odd = divmod(size - 21, 2)
    if odd or not 1 <= number <= VERSIONS:
        raise Malformed(f"size of the Han Xin code is {size}, expected {_SMALLEST} to {2 * VERSIONS + 21} by twos")
    known = version(number)
    laid = grid(known)
    modules = int("".join([f"{row:0{size}b}"[::-1] for row in rows]), 2)
    if (modules & laid.fixed) != laid.dark:
        raise Malformed("a fixed module of the Han Xin code is not as it should be")
    level, mask = _information(rows, laid, number)
    bits = f"{modules ^ laid.masks[mask]:0{size * size}b}"
    dealt = int("".join(compress(bits, laid.data)), 2)
    blocks = known.levels[level]
    total = sum(data + correction for data, correction in blocks)
    spare = sum(laid.data) - 8 * total
    codewords = _gathered((dealt >> spare).to_bytes(total))
    said = bytearray()
    at = 0
    for place, (data, correction) in enumerate(blocks, start=1):
        block = codewords[at : at + data + correction]
        if not holds(block, correction):
            raise Malformed(f"block {place} of the Han Xin code does not hold")
        said += block[:data]
        at += data + correction
    octets, characters = read_message(bytes(said))
    try:
        text = octets.decode(characters)
        return text.translate(_SINCE) if characters == "gb18030" else text
    except UnicodeDecodeError:
        raise Malformed(f"octets of the Han Xin code are no {characters}") from None


def _information(rows: Sequence[int], laid: Grid, number: int) -> tuple[int, int]:
    """Level of error correction and mask, both from 0, as both copies say."""
    found = set()
    for places in laid.information:
        bits = "".join(["01"[rows[y] >> x & 1] for x, y in places])
        # Seven codewords of four bits; the six bits behind them say nothing.
        words = [int(bits[at : at + 4], 2) for at in range(0, 28, 4)]
        if not holds(words, 4, bits=4):
            raise Malformed("function information of the Han Xin code does not hold")
        found.add(bits[:12])
    if len(found) != 1:
        raise Malformed("the two copies of the function information of the Han Xin code differ")
    said = int(found.pop(), 2)
    if said >> 4 != number + 20:
        raise Malformed(f"version of the Han Xin code is {(said >> 4) - 20}, expected {number} by its size")
    return said >> 2 & 3, said & 3


def _gathered(dealt: bytes) -> bytes:
    """The codewords in their order, out of the thirteen heaps."""
    gathered = bytearray(len(dealt))
    at = 0
    for heap in range(_HEAPS):
        count = len(range(heap, len(dealt), _HEAPS))
        gathered[heap::_HEAPS] = dealt[at : at + count]
        at += count
    return bytes(gathered)
