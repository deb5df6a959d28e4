"""The tree of GTINs below a GS1 company prefix (GS1 ONS 2.0.1): each mapped GTIN is a name, its digits the labels.

`0.2.6.2.2.3.1.4.1.4.1.6.0.gtin.gs1.id.onsepc.com.`: the indicator, then the digits without the check digit in reverse.
ONS knows classes of goods; what is mapped with a serial number or a lot has no name of its own here. No batch maps
GTINs alone: each has another check digit.
"""

from collections.abc import Iterator

from resolver.domains.names import Name
from resolver.domains.naming import GTINS
from resolver.domains.shelf import Shelf
from resolver.domains.subject import Door, Subject, described, ruled
from resolver.domains.zones import NOWHERE, Node, counted_under
from resolver.mapped import reach
from schemas.checkdigit import gs1_character
from schemas.mapping import Mapped

SCHEME = "gs1"
_KEY = f"{SCHEME}:/01/".encode()
_GTIN = 14
_BODY = 12
"""Digits of a GTIN between indicator and check digit."""
_INDICATORS = b"0123456789"
# GTINs that are mapped with serial numbers only have no names: so many are passed over to find one that has.
_PASSED_OVER = 16
_DIGITS = frozenset(bytes((octet,)) for octet in _INDICATORS)


class OnsTree:
    """The GTINs of one company prefix."""

    def __init__(self, company: str, root: Name, shelf: Shelf, door: Door) -> None:
        self.apex = tuple([digit.encode() for digit in reversed(company)]) + GTINS + root
        self._company = company.encode()
        self._shelf = shelf
        self._door = door

    def redirect(self, below: Name) -> None:
        """There are no other names of a GTIN."""
        del below

    def node(self, below: Name) -> Node:
        """A GTIN, or the digits above one."""
        if not _DIGITS.issuperset(below):
            return NOWHERE
        digits = self._company + b"".join(below)
        if len(digits) <= _BODY:
            return Node(there=not below or any(self._is_begun(indicator, digits) for indicator in _each()))
        if len(digits) > _BODY + 1:
            return NOWHERE
        return self._gtin(digits[_BODY:] + digits[:_BODY])

    def nodes(self) -> Iterator[Node]:
        """Every GTIN that a record maps."""
        for indicator in _each():
            start = _KEY + indicator + self._company
            stop = start + b":"
            key = self._shelf.first("mappings", start, stop)
            while key is not None:
                if (node := self._gtin(key[len(_KEY) : len(_KEY) + _GTIN - 1])).there:
                    yield node
                key = self._shelf.first("mappings", _after(key), stop)

    def _gtin(self, digits: bytes) -> Node:
        """What there is at the name of a GTIN without its check digit."""
        text = digits.decode()
        if (reached := reach(self._shelf, Mapped(SCHEME, f"/01/{text}{gs1_character(text)}"))) is None:
            return NOWHERE
        labels = [bytes((octet,)) for octet in digits]
        owner = (labels[0], *labels[:0:-1], *self.apex[len(self._company) :])
        subject = Subject(reached.handle, reached.answer)
        rules = ruled(owner, subject, self._door, "u", "EPC+html")
        sets = (described(owner, subject), *(() if rules is None else (rules,)))
        return Node(sets, subject.standing, counted_under(self._shelf, subject.handle))

    def _is_begun(self, indicator: bytes, digits: bytes) -> bool:
        """Whether any GTIN that has a name begins so."""
        start = _KEY + indicator + digits
        stop = start + b":"
        for _ in range(_PASSED_OVER):
            if (found := self._shelf.first("mappings", start, stop)) is None:
                return False
            if len(found) == len(_KEY) + _GTIN:
                return True
            start = _after(found)
        return True


def _each() -> Iterator[bytes]:
    return (bytes((octet,)) for octet in _INDICATORS)


def _after(key: bytes) -> bytes:
    """Where the keys of the next GTIN begin: what is mapped below this one continues it with a slash."""
    return key[: len(_KEY) + _GTIN] + b"0"
