"""Bodies of answers to `/api/handles/{handle}`, out of parts that are JSON already. The clerk in C has the same ones.

The spelling is that of the question, as it stands within a JSON string; what is shown is an array (`replica/entry.py`).
"""

_NOTHING = b"[]"


def found(spelling: bytes, shown: bytes) -> bytes:
    """What is said of a record with these values, or of one that has none to show (handle-http.md §4.1, §4.2).

    >>> found(b"88.1000.1/a", b"[]")
    b'{"responseCode":200,"values":[],"handle":"88.1000.1/a"}'
    """
    if shown == _NOTHING:
        return b'{"responseCode":200,"values":[],"handle":"%b"}' % spelling
    return b'{"responseCode":1,"handle":"%b","values":%b}' % (spelling, shown)


def absent(spelling: bytes) -> bytes:
    """What is said of an identifier that is not there, or not any more."""
    return b'{"responseCode":100,"handle":"%b"}' % spelling
