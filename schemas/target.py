"""The target of an HTTP request: path and query as they came, decoded once.

`+` stays `+`, `//` and `..` are characters like any other, and what is not UTF-8 after decoding is refused
(handle-http.md §2, §11).
"""

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote_to_bytes

from schemas.errors import Malformed

# RFC 3986 §2.1: two hexadecimal digits follow every percent sign.
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# What a path segment may hold as it is (RFC 3986 §3.3), and the slash between two of them.
_PATH_SAFE = "/:@!$&'()*+,;=-._~"
_DOT_SEGMENT = re.compile(r"(?:^|/)\.\.?(?:/|$)")
_TRUE = frozenset({"", "true", "yes"})


def target_parts(target: str) -> tuple[str, str]:
    """Path and query of a request target, as they came.

    >>> target_parts("/88.1000.1/a%2Fb?type=URL"), target_parts("http://node.example/88.1000.1//x")
    (('/88.1000.1/a%2Fb', 'type=URL'), ('/88.1000.1//x', ''))
    """
    path, _, query = target.partition("?")
    if not path.startswith("/"):  # absolute-form (RFC 9112 §3.2.2)
        path = "/" + path.partition("://")[2].partition("/")[2]
    return path, query


def decoded(text: str, what: str) -> str:
    """Percent-encoded text as the UTF-8 it stands for, decoded once.

    >>> decoded("%E4%BB%B6+%2B", "the path")
    '件++'

    Raises:
        Malformed: a percent sign without two digits, or octets that are not UTF-8.
    """
    if text.isascii() and "%" not in text:
        return text
    if broken := _BROKEN_ESCAPE.search(text):
        at = broken.start()
        raise Malformed(f"cannot read {what}: expected two hexadecimal digits after %, got {text[at : at + 3]!r}")
    try:
        # Octets that came without percent signs stand in the text as surrogates where they are no UTF-8.
        return unquote_to_bytes(text.encode("utf-8", "surrogateescape")).decode("utf-8")
    except UnicodeError:
        raise Malformed(f"cannot read {what}: expected UTF-8 after percent-decoding") from None


def parameters(query: str) -> Mapping[str, list[str]]:
    """The parameters of a query, each with what was given for it in order.

    >>> parameters("type=URL&noredirect&urlappend=%3Fa%3D1+2")
    {'type': ['URL'], 'noredirect': [''], 'urlappend': ['?a=1+2']}

    Raises:
        Malformed: a percent sign without two digits, or octets that are not UTF-8.
    """
    found: dict[str, list[str]] = {}
    for pair in query.split("&"):
        name, _, text = pair.partition("=")
        if name:
            found.setdefault(decoded(name, "the query"), []).append(decoded(text, "the query"))
    return found


def flag(given: Mapping[str, list[str]], name: str, otherwise: bool = False) -> bool:
    """A boolean parameter: true where it is present and empty, `true` or `yes` (handle-http.md §3).

    >>> flag({"pretty": [""]}, "pretty"), flag({"overwrite": ["false"]}, "overwrite", otherwise=True)
    (True, False)
    """
    return given[name][-1].lower() in _TRUE if name in given else otherwise


def path_of(identifier: str) -> str:
    """The path under which the door of this node answers for an identifier: ASCII, and the same after any client.

    A browser drops `..` from a path before it asks, so where the suffix has one every slash is escaped.

    >>> path_of("88.1000.1/a b//件"), path_of("88.1000.1/../x")
    ('/88.1000.1/a%20b//%E4%BB%B6', '/88.1000.1%2F..%2Fx')
    """
    safe = _PATH_SAFE.replace("/", "") if _DOT_SEGMENT.search(identifier) else _PATH_SAFE
    return "/" + quote(identifier, safe=safe, errors="surrogatepass")
