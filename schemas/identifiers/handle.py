"""Handles: prefix, slash, suffix, the node's own form of an identifier. The noun is `schemas.handle.Handle`."""

import re

from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order
from schemas.prefix import LONGEST_PREFIX, Prefix

NAME = "handle"

# The country nodes of the national system, the record of a prefix, and the prefixes of DOIs.
_KNOWN = re.compile(r"(?:86|88)\.[0-9]{1,6}(?:\.|/)|0\.NA/|10\.[0-9]{4,9}/")
_LONGEST_LOOK = LONGEST_PREFIX + 2


def recognise(text: str) -> Likeness | None:
    """Dotted labels, a slash and something behind it; likely when the prefix is of a family that is known."""
    prefix, slash, suffix = text[:_LONGEST_LOOK].partition("/")
    if not slash or not suffix:
        return None
    try:
        Prefix.parse(prefix)
    except Malformed:
        return None
    if _KNOWN.match(text):
        reason = Words(f"以已知前缀 {prefix} 开头", f"begins with {prefix}, a prefix of a known family")
        return Likeness(NAME, Sureness.LIKELY, reason)
    return Likeness(NAME, Sureness.POSSIBLE, Words("斜杠前为点分标签", "dotted labels before a slash"))


def parse(text: str) -> Handle:
    """Read a handle.

    Raises:
        Malformed: no slash, an unreadable prefix, an empty suffix, more than 2,048 octets, or a control character.
    """
    return Handle.parse(text)


def canonical(noun: Handle) -> str:
    """As it was written: only comparing folds ASCII letters (RFC 3651 §2)."""
    return noun.text


def components(noun: Handle) -> dict[str, Component]:
    """`prefix`, `suffix`."""
    return {"prefix": noun.prefix.text, "suffix": noun.suffix}


def explain(noun: Handle) -> list[Part]:
    """Prefix and suffix; a prefix of the national system by its levels."""
    labels = noun.prefix.text.split(".")
    suffix = (noun.suffix, "后缀：由前缀持有者编定", "suffix, given by who holds the prefix")
    if labels[0] not in ("86", "88") or len(labels) != 3:
        return in_order((noun.prefix.text, "前缀", "prefix"), ("/", "", ""), suffix)
    return in_order(
        (labels[0], "国家顶级节点", "national top node"),
        (".", "", ""),
        (labels[1], "二级节点", "secondary node"),
        (".", "", ""),
        (labels[2], "企业节点", "enterprise node"),
        ("/", "", ""),
        suffix,
    )
