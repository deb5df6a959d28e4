"""Rules: which of the NAPTR records that were heard of an OID lead somewhere, and where to (RFC 3402, RFC 3403, X.672).

What is heard is a stranger's (threats.md T38). No expression out of an answer is ever run: the only one that X.672
knows, `^.*$`, means «all of it», so it is compared as text, and what stands in its place is taken literally.
"""

import re
from collections.abc import Iterable

import msgspec

LONGEST_TARGET = 255
"""Octets: what one character string of a record has room for (RFC 1035 §3.3)."""
MOST_LEADS = 16

_SERVICE = re.compile(r"ORS\+([A-Z0-9]{1,16})")
_EVERYTHING = "^.*$"
# RFC 3402 §3.2: neither a digit, nor the one flag, nor the backslash may part an expression.
_NO_MARKS = frozenset("0123456789iI\\")
# RFC 3986 §3.1, and no octet that is not of a URI: a target is shown to people and printed on terminals.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-\[\]_a-z~]+")


class Rule(msgspec.Struct, frozen=True):
    """One NAPTR record as it was heard."""

    order: int
    preference: int
    flags: str
    service: str
    regexp: str
    replacement: bool = False
    """Whether it names another domain name to go on with, which excludes an expression (RFC 3403 §4.1)."""


class Lead(msgspec.Struct, frozen=True):
    """One thing that ORS says of an OID."""

    service: str
    """`COID`, `UINF`, `CINF` …: X.672 names them."""
    target: str
    """A URI."""


def leads(rules: Iterable[Rule]) -> tuple[Lead, ...]:
    """What the rules lead to, the best first, each once; what is none of ORS's, or cannot be read, is passed over.

    RFC 3403 §4.1: where a rule fits, none with a higher order is looked at. Each service is a question of its own.

    >>> leads([Rule(1, 2, "u", "ors+uinf", "!^.*$!https://a.example/!"), Rule(1, 1, "U", "ORS+COID", "!^.*$!oid:1!")])
    (Lead(service='COID', target='oid:1'), Lead(service='UINF', target='https://a.example/'))
    """
    orders: dict[str, int] = {}
    found: dict[Lead, None] = {}
    for rule in sorted(rules, key=lambda one: (one.order, one.preference)):
        lead = _lead(rule)
        if lead is not None and orders.setdefault(lead.service, rule.order) == rule.order:
            found[lead] = None
    return tuple(found)[:MOST_LEADS]


def _lead(rule: Rule) -> Lead | None:
    service = _SERVICE.fullmatch(rule.service.upper())
    if service is None or rule.flags.upper() != "U" or rule.replacement:
        return None
    target = literal(rule.regexp)
    return None if target is None else Lead(service[1], target)


def literal(regexp: str) -> str | None:
    """The URI that an expression gives whatever it is held against; None for every other expression.

    >>> literal("!^.*$!https://a.example/!"), literal("!^(.*)$!https://a.example/\\\\1!"), literal("!^.*$!x!")
    ('https://a.example/', None, None)
    """
    mark = regexp[:1]
    parts = regexp[1:].split(mark) if mark and mark not in _NO_MARKS else []
    if len(parts) != 3 or parts[0] != _EVERYTHING or parts[2] not in ("", "i"):
        return None
    target = parts[1]
    # A backslash would put something of the question in, or stand for a mark: `_URI` knows none.
    return target if len(target) <= LONGEST_TARGET and _URI.fullmatch(target) else None
