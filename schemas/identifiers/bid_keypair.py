"""Public keys as BIF writes them: `B0`, key letter, encoding letter, then the raw key, all in hex.

A translating scheme: `canonical` is the BID that the key gives.
"""

import re

import msgspec

from schemas.errors import Malformed
from schemas.identifiers import bid
from schemas.identifiers.bid import ENCODINGS, KEYS, Bid
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words

NAME = "bid-keypair"

_HEADER = 3
_LONGEST_TEXT = 256
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})*")
_LIKE_ONE = re.compile(r"[Bb]0(?:65|7[Aa]|73)(?:66|73|74)[0-9A-Fa-f]{64,130}")


class BifKey(msgspec.Struct, frozen=True):
    """A public key with the letters that its BID begins with."""

    key: str
    encoding: str
    public_key: bytes

    @property
    def bid(self) -> Bid:
        """The BID on the main chain."""
        return bid.derive(self.key, self.encoding, self.public_key)


def recognise(text: str) -> Likeness | None:
    """Hex that begins with B0 and two known letters."""
    if _LIKE_ONE.fullmatch(text):
        return Likeness(NAME, Sureness.LIKELY, Words("以 B0 开头的星火公钥", "a BIF public key: B0 and two letters"))
    return None


def parse(text: str) -> BifKey:
    """Read a key.

    Raises:
        Malformed: no hex, another header, then as `bid.derive`.
    """
    if len(text) > _LONGEST_TEXT:
        raise Malformed(f"length of the BIF key is {len(text)}, expected at most {_LONGEST_TEXT}")
    if not _HEX.fullmatch(text):
        raise Malformed(f"BIF key is {text[:16]!r}…, expected pairs of hexadecimal digits")
    octets = bytes.fromhex(text)
    if octets[:1] != b"\xb0":
        raise Malformed(f"first octet of the BIF key is {octets[:1].hex()!r}, expected b0")
    letters = octets[1:_HEADER].decode("latin-1")
    key = BifKey(letters[:1], letters[1:], octets[_HEADER:])
    bid.derive(key.key, key.encoding, key.public_key)
    return key


def canonical(noun: BifKey) -> str:
    """The BID."""
    return noun.bid.text


def components(noun: BifKey) -> dict[str, Component]:
    """`key`, `encoding`, `public_key` in hex, `bid`, and how that is made: `algorithm`."""
    encoding = ENCODINGS[noun.encoding][0]
    name, digest = KEYS[noun.key]
    return {
        "algorithm": f"'{noun.key}{noun.encoding}' + {encoding}({digest.name}(pubkey without 3-byte header)[10:32])",
        "key": name,
        "encoding": encoding,
        "public_key": noun.public_key.hex(),
        "bid": noun.bid.text,
    }


def explain(noun: BifKey) -> list[Part]:
    """The parts of the BID."""
    return bid.explain(noun.bid)
