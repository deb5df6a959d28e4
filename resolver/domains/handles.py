"""The tree of handles: `sn-0001.1.1000.88.<zone>.` is 88.1000.1/SN-0001, the suffix one label, the prefix in reverse.

The DNS and handles agree in what they take for the same: both fold the letters of ASCII and nothing else. A suffix of
more than 63 octets has no name here, nor has `*`. Records, members of batches and what templates make answer alike, by
URI and TXT. A prefix has a TXT record that says how it stands; where it does not answer, so has every name below it.
"""

from collections.abc import Iterator

from resolver.answer import Found, Gone
from resolver.domains.names import LONGEST_LABEL, Name, fits
from resolver.domains.records import RRset, txt
from resolver.domains.shelf import Shelf
from resolver.domains.subject import FLEETING, Door, Subject, described, located
from resolver.domains.zones import NOWHERE, Node
from resolver.templates import answer
from schemas.change import Holding, Mode, PrefixStanding
from schemas.counting import Outcome
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.prefix import Prefix

# RFC 4592 §2.1.1: at the beginning of a name in a zone it stands for every name that is not there.
_ANY = b"*"
_AFTER_ALL = b"\xff"


class HandleTree:
    """All handles of the prefixes that the node knows."""

    def __init__(self, apex: Name, shelf: Shelf, door: Door) -> None:
        self.apex = apex
        self._shelf = shelf
        self._door = door

    def redirect(self, below: Name) -> None:
        """No handle has other names here."""
        del below

    def node(self, below: Name) -> Node:
        """A handle, a prefix, or what lies above one."""
        for depth in range(len(below), 0, -1):
            prefix = _prefix(below[:depth])
            holding = None if prefix is None else self._shelf.holding(prefix.key)
            if holding is None:
                continue
            if depth == len(below):
                return self._handle(below) or self._prefix_node(below, holding)
            if _silent(holding):
                return self._kept_silent(below, depth, holding)
            break
        return (self._handle(below) if below else None) or Node(there=self._is_above(below))

    def nodes(self) -> Iterator[Node]:
        """Every prefix, every record. Members of batches are left out: there may be a milliard of them."""
        key = self._shelf.first("holdings", b"", _AFTER_ALL)
        while key is not None:
            below = tuple(key.lower().split(b"."))
            holding = self._shelf.holding(key.decode())
            if holding is not None and fits((_ANY, *self._owner(below))):
                yield self.node(below)
                if _silent(holding):
                    yield self._kept_silent((*below, _ANY), len(below), holding)
                else:
                    yield from self._records(key, below)
            key = self._shelf.first("holdings", key + b"\0", _AFTER_ALL)

    def _records(self, prefix: bytes, above: Name) -> Iterator[Node]:
        stop = prefix + b"0"  # the octet behind the slash
        key = self._shelf.first("entries", prefix + b"/", stop)
        while key is not None:
            below = (*above, key[len(prefix) + 1 :].lower())
            named = _prefix(below)
            # Of a record and a prefix that share a name the record is told, with the prefix.
            if named is None or self._shelf.holding(named.key) is None:
                node = self._handle(below)
                if node is not None:
                    yield node
            key = self._shelf.first("entries", key + b"\0", stop)

    def _handle(self, below: Name) -> Node | None:
        """The record whose suffix is the last label; None where there is none."""
        *above, label = below
        prefix = _prefix(tuple(above))
        owner = self._owner(below)
        if prefix is None or label == _ANY or len(label) > LONGEST_LABEL or not fits(owner):
            return None
        try:
            handle = Handle.parse(f"{prefix.text}/{label.decode()}")
        except (Malformed, UnicodeDecodeError):
            return None
        holding = self._shelf.holding(prefix.key)
        if holding is None or _silent(holding):
            return None
        subject = Subject(handle, answer(self._shelf, handle))
        if not isinstance(subject.answer, Found | Gone):
            return None
        leads = located(owner, subject, self._door)
        sets = (described(owner, subject), *(() if leads is None else (leads,)))
        return Node(sets, subject.standing, holding.prefix.upper())

    def _prefix_node(self, below: Name, holding: Holding) -> Node:
        texts = [f"prefix={holding.prefix}", *_standing(holding)]
        return Node((self._said(below, texts),), Outcome.FOUND, holding.prefix.upper())

    def _kept_silent(self, below: Name, depth: int, holding: Holding) -> Node:
        """A name below a prefix that does not answer: whether there is such a handle is not told here."""
        on_the_way = [place for place in range(depth + 1, len(below) + 1) if self._is_above(below[:place])]
        if on_the_way:
            return Node(there=on_the_way[-1] == len(below))
        if below[depth] == _ANY and len(below) > depth + 1:
            return NOWHERE  # RFC 4592 §2.2.1: the name with the asterisk is there, and stands for nothing below itself
        outcome = Outcome.ELSEWHERE if holding.mode is Mode.DELEGATED else Outcome.DENIED
        return Node((self._said(below, _standing(holding)),), outcome, holding.prefix.upper())

    def _said(self, below: Name, texts: list[str]) -> RRset:
        return txt(self._owner(below), FLEETING, *texts)

    def _is_above(self, below: Name) -> bool:
        """Whether a prefix is held below these labels; the apex is above everything."""
        if not below:
            return True
        if (prefix := _prefix(below)) is None:
            return False
        key = prefix.key.encode()
        return self._shelf.first("holdings", key + b".", key + b"/") is not None

    def _owner(self, below: Name) -> Name:
        return below[::-1] + self.apex


def _prefix(below: Name) -> Prefix | None:
    """The prefix that labels are."""
    if any(b"." in label for label in below):
        return None
    try:
        return Prefix.parse(b".".join(below).decode().upper())
    except (Malformed, UnicodeDecodeError):
        return None


def _silent(holding: Holding) -> bool:
    return holding.mode is Mode.DELEGATED or holding.standing is not PrefixStanding.ACTIVE


def _standing(holding: Holding) -> list[str]:
    if holding.mode is Mode.DELEGATED:
        return ["status=elsewhere", *([f"endpoint={holding.endpoint}"] if holding.endpoint else [])]
    return [f"status={holding.standing.value}"]
