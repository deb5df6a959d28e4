"""BID: the DIDs of the Xinghuo chain (星火·链网), derived from a public key (BID specification 2.0).

`did:bid:[acsn:]suffix` or `did:bid:acsn` alone. The suffix says the kind of key, the encoding, and then the last 22
octets of the key's digest. Identifiers of version 1 (2020) have three older forms and still resolve. `did:vaa:`
belongs to the same infrastructure and is read here too (`schemas.identifiers.vaa`).
"""

import base64
import re

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256, SM3, Hash, HashAlgorithm

from schemas.errors import Malformed
from schemas.identifiers import base58, vaa
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order
from schemas.identifiers.vaa import VaaCode, VaaDid

NAME = "bid"

PREFIX = "did:bid:"
V1_ERA = "v1 (2020)"

# BID specification 2.0: kinds of key with the digest that shortens them, and the octets of the digest that are kept.
KEYS: dict[str, tuple[str, type[HashAlgorithm]]] = {
    "e": ("ED25519", SHA256),
    "z": ("SM2", SM3),
    "s": ("SECP256K1", SHA256),
}
_KEPT = slice(10, 32)
_KEPT_OCTETS = 22
# Raw octets of a key: Ed25519 32; points of a curve 65 in full, 33 in short.
_KEY_OCTETS = {"e": (32,), "z": (65, 33), "s": (33, 65)}

_ACSN = re.compile(r"[a-z0-9]{4}")
_BASE58 = f"[{base58.ALPHABET}]"
# By encoding letter: name, shape of what follows, and the shape in words. Padding is what the public SDK writes.
ENCODINGS = {
    "f": ("base58", re.compile(f"{_BASE58}{{22,31}}"), "22 to 31 base58 characters"),
    "s": ("base64", re.compile(r"[A-Za-z0-9+/_-]{32}|[A-Za-z0-9+/_-]{30}=="), "32 base64 characters"),
    "t": ("bech32", re.compile(r"[a-z0-9]{42}"), "42 bech32 characters"),
}
# Version 1: 12 octets in hex; 20 octets in base58; letters of key and encoding in capitals, then base58.
_V1 = re.compile(rf"[0-9a-f]{{24}}|[EZS]F{_BASE58}{{26,31}}|{_BASE58}{{27,28}}")


class Bid(msgspec.Struct, frozen=True):
    """A BID; of acsn and suffix at least one is there."""

    acsn: str = ""
    """Which sub-chain; empty on the main chain."""
    suffix: str = ""
    """Key letter, encoding letter and the digest; empty for a BID that names a sub-chain."""
    legacy: bool = False
    """Whether the suffix is of version 1."""

    @property
    def text(self) -> str:
        """The DID."""
        return PREFIX + ":".join(part for part in (self.acsn, self.suffix) if part)

    @property
    def digest(self) -> bytes | None:
        """The octets of the key's digest; None where the encoding is not public (bech32) or none is there."""
        if self.legacy or not self.suffix or self.suffix[1] == "t":
            return None
        if self.suffix[1] == "f":
            return base58.decode(self.suffix[2:])
        return base64.b64decode(self.suffix[2:].replace("-", "+").replace("_", "/"))


def recognise(text: str) -> Likeness | None:
    """`did:bid:`; `did:vaa:` as a relative."""
    if text[: len(PREFIX)].lower() == PREFIX:
        return Likeness(NAME, Sureness.CERTAIN, Words(f"以 {PREFIX} 开头", f"begins with {PREFIX}"))
    if text.startswith(vaa.DID):
        return Likeness(NAME, Sureness.POSSIBLE, Words("同属星火·链网体系的 did:vaa", "did:vaa, of the same family"))
    return None


def parse(text: str) -> Bid | VaaCode | VaaDid:
    """Read a BID.

    Raises:
        Malformed: another beginning, an AC number that is not four of a–z and 0–9, an unknown key or encoding letter,
            or a digest of another length or other characters.
    """
    if text.startswith(vaa.DID):
        return vaa.parse(text)
    if not text.startswith(PREFIX):
        raise Malformed(f"beginning of the BID is {text[: len(PREFIX)]!r}, expected {PREFIX!r}")
    acsn, colon, suffix = text[len(PREFIX) :].partition(":")
    if not colon and not _ACSN.fullmatch(acsn):
        acsn, suffix = "", acsn
    elif not _ACSN.fullmatch(acsn):
        raise Malformed(f"AC number of the BID is {acsn[:80]!r}, expected 4 characters of a-z and 0-9")
    elif not colon:
        return Bid(acsn)
    if (fault := _fault(suffix)) is None:
        return Bid(acsn, suffix)
    if _V1.fullmatch(suffix):
        return Bid(acsn, suffix, legacy=True)
    raise Malformed(fault)


def _fault(suffix: str) -> str | None:
    """What is wrong with a suffix of version 2, or None."""
    if suffix[:1] not in KEYS:
        return f"key letter of the BID is {suffix[:1]!r}, expected e, s or z"
    encoding = ENCODINGS.get(suffix[1:2])
    if encoding is None:
        return f"encoding letter of the BID is {suffix[1:2]!r}, expected f, s or t"
    if not encoding[1].fullmatch(suffix[2:]):
        return f"digest of the BID is {suffix[2:82]!r}, expected {encoding[2]}"
    return None


def derive(key: str, encoding: str, public_key: bytes, acsn: str = "") -> Bid:
    """The BID of a public key: the last 22 octets of its digest, SHA-256 or for SM2 keys SM3.

    Takes the key letter (e, s, z), the encoding letter (f, s) and the raw octets of the key.

    Raises:
        Malformed: an unknown letter; bech32, of which the standard's text is not public; a key of another length; an
            AC number that is none.
    """
    if key not in KEYS:
        raise Malformed(f"key letter is {key!r}, expected e, s or z")
    if encoding not in ("f", "s"):
        raise Malformed(f"encoding letter is {encoding!r}, expected f or s: no other derivation is public")
    if len(public_key) not in _KEY_OCTETS[key]:
        lengths = " or ".join(map(str, _KEY_OCTETS[key]))
        raise Malformed(f"length of the {KEYS[key][0]} key is {len(public_key)} octets, expected {lengths}")
    if acsn and not _ACSN.fullmatch(acsn):
        raise Malformed(f"AC number is {acsn[:80]!r}, expected 4 characters of a-z and 0-9")
    whole = Hash(KEYS[key][1]())
    whole.update(public_key)
    kept = whole.finalize()[_KEPT]
    return Bid(acsn, f"{key}{encoding}{base58.encode(kept) if encoding == 'f' else base64.b64encode(kept).decode()}")


def canonical(noun: Bid | VaaCode | VaaDid) -> str:
    """As it was written: BIDs of every era are compared whole."""
    return noun.text


def components(noun: Bid | VaaCode | VaaDid) -> dict[str, Component]:
    """`acsn`; with a suffix `suffix`, and `key`, `encoding`, `payload_bytes`, or `era` for version 1."""
    if not isinstance(noun, Bid):
        return vaa.components(noun)
    parts: dict[str, Component] = {"acsn": noun.acsn or None}
    if not noun.suffix:
        return parts
    parts["suffix"] = noun.suffix
    if noun.legacy:
        return parts | {"era": V1_ERA}
    parts |= {"key": KEYS[noun.suffix[0]][0], "encoding": ENCODINGS[noun.suffix[1]][0]}
    if (digest := noun.digest) is not None:
        parts["payload_bytes"] = len(digest)
    return parts


def explain(noun: Bid | VaaCode | VaaDid) -> list[Part]:
    """Sub-chain, kind of key, encoding, digest."""
    if not isinstance(noun, Bid):
        return vaa.explain(noun)
    pieces = [(PREFIX, "DID 方法 bid（星火·链网）", "DID method bid (Xinghuo chain)")]
    if noun.acsn:
        pieces.append((noun.acsn, "子链 AC 号", "AC number of the sub-chain"))
    if noun.acsn and noun.suffix:
        pieces.append((":", "", ""))
    if noun.legacy:
        pieces.append((noun.suffix, "第 1 版后缀（2020，未核对）", "suffix of version 1 (2020), not checked"))
    elif noun.suffix:
        key, encoding = KEYS[noun.suffix[0]][0], ENCODINGS[noun.suffix[1]][0]
        pieces += [
            (noun.suffix[0], f"密钥类型 {key}", f"key {key}"),
            (noun.suffix[1], f"编码 {encoding}", f"encoding {encoding}"),
            (noun.suffix[2:], "公钥散列", "digest of the public key"),
        ]
    return in_order(*pieces)
