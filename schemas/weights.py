"""Weighted lists: header fields in which an asker says what they like, and how much (RFC 9110 §12.4.2).

They come from strangers: what cannot be read in them is passed over, never refused.
"""

import re
from collections.abc import Iterator

# RFC 9110 §12.4.2: at most three decimals. Anything else in the place of a weight makes the element unreadable.
_WEIGHT = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
# More than any browser sends; the rest of a longer list is passed over.
_MOST_ELEMENTS = 64


def elements(header: str) -> Iterator[tuple[str, float]]:
    """The elements of a weighted list, lower-cased and without parameters, each with its weight.

    >>> list(elements("zh-CN, en;q=0.8, *;q=x"))
    [('zh-cn', 1.0), ('en', 0.8), ('*', 0.0)]
    """
    for element in header.split(",", _MOST_ELEMENTS)[:_MOST_ELEMENTS]:
        name, *parameters = (part.strip().lower() for part in element.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                weight = float(parameter[2:]) if _WEIGHT.fullmatch(parameter[2:]) else 0.0
        if name:
            yield name, weight
