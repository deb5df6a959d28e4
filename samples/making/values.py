"""A record as an enterprise's system sends it: values at their indexes, one line of JSON."""

import json
from typing import TypeAlias

Value: TypeAlias = dict[str, object]

URL, EMAIL, LOCATIONS, MAPPING, LINKS = 1, 2, 3, 10, 20
FIRST_BUSINESS_INDEX = 2000
PRIVATE = "1100"


def value(index: int, type: str, text: str, **others: object) -> Value:
    """Make one value that holds text; `ttl`, `permissions` and `references` as the sender likes."""
    return {"index": index, "type": type, "data": {"format": "string", "value": text}, **others}


def business(pairs: list[tuple[str, str]], *, after: int = 0) -> list[Value]:
    """Give business data its indexes: 2000 and up, in the order of the data template."""
    return [value(FIRST_BUSINESS_INDEX + after + at, type, text) for at, (type, text) in enumerate(pairs)]


def line(handle: str, values: list[Value], *, escaped: bool = False) -> str:
    r"""Write the line of one record; some senders escape all that is not ASCII as \uXXXX."""
    record = {"handle": handle, "values": values}
    return json.dumps(record, ensure_ascii=escaped, separators=(",", ":"))
