"""DIDs: `did:`, a method, and what that method names (W3C DID Core 1.0).

The syntax of every method is checked; below `web`, `key`, `bid` and `vaa` also what those methods say. A DID with a
path, query or fragment is a DID URL, which is no identifier of a thing but a place in its document: refused, save that
of `did:vaa`, whose contracts take whole handles.
"""

import re
from urllib.parse import unquote

import msgspec

from schemas.errors import Malformed
from schemas.identifiers import base58, bid, vaa
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order

NAME = "did"

_LONGEST_TEXT = 2048
_METHOD = re.compile(r"[a-z0-9]+")
# DID Core §3.1: idchar, with percent sequences; segments between colons may be empty, the last may not.
_ID = re.compile(r"(?:(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})*:)*(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+")
_ID_START = re.compile(r"(?:[A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})*")
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}(?::[0-9]{{1,5}})?")
_LONGEST_HOST = 253 + len(":65535")

# Multicodec of the keys that did:key 0.9 names: the name, and how many octets the raw key has (None: it varies).
_KEY_CODECS = {
    0xE7: ("secp256k1-pub", 33),
    0xEB: ("bls12_381-g2-pub", 96),
    0xEC: ("x25519-pub", 32),
    0xED: ("ed25519-pub", 32),
    0x1200: ("p256-pub", 33),
    0x1201: ("p384-pub", 49),
    0x1202: ("p521-pub", 67),
    0x1205: ("rsa-pub", None),
    0x1206: ("sm2-pub", 33),
}


class Did(msgspec.Struct, frozen=True):
    """A DID as written."""

    method: str
    id: str

    @property
    def text(self) -> str:
        """The DID."""
        return f"did:{self.method}:{self.id}"


def recognise(text: str) -> Likeness | None:
    """`did:` in front."""
    if text[:4].lower() == "did:":
        return Likeness(NAME, Sureness.CERTAIN, Words("以 did: 开头", "begins with did:"))
    return None


def parse(text: str) -> Did:
    """Read a DID.

    Raises:
        Malformed: another beginning, a method that is none, an id that is empty or has other characters, then what its
            method asks for.
    """
    if len(text) > _LONGEST_TEXT:
        raise Malformed(f"length of the DID is {len(text)}, expected at most {_LONGEST_TEXT}")
    if not text.startswith("did:"):
        raise Malformed(f"beginning of the DID is {text[:4]!r}, expected 'did:'")
    method, _, own = text[4:].partition(":")
    if not _METHOD.fullmatch(method):
        raise Malformed(f"method of the DID is {method[:80]!r}, expected small letters and digits")
    did = Did(method, own)
    if method in ("bid", "vaa"):
        bid.parse(text)
        return did
    if not own:
        raise Malformed(f"id of the DID is '', expected characters behind 'did:{method}:'")
    if not _ID.fullmatch(own):
        start = _ID_START.match(own)
        at = start.end() if start else 0
        if at == len(own):
            raise Malformed("last character of the DID is ':', expected one of its id")
        raise Malformed(
            f"character {len(text) - len(own) + at + 1} of the DID is {own[at]!r}, expected a letter, digit, dot, "
            f"hyphen, _, colon or percent sequence"
        )
    if method == "web":
        web_address(did)
    if method == "key":
        public_key(did)
    return did


def web_address(noun: Did) -> str:
    """Where the document of a `did:web` lies: `https://host/path/did.json`, or below `/.well-known`.

    Raises:
        Malformed: no host name in front, or an empty segment of the path.

    >>> web_address(Did("web", "w3c-ccg.github.io:user:alice"))
    'https://w3c-ccg.github.io/user/alice/did.json'
    """
    first, *segments = noun.id.split(":")
    host = unquote(first)
    if len(host) > _LONGEST_HOST or not _HOST.fullmatch(host):
        raise Malformed(f"host of the did:web is {host[:80]!r}, expected a name, a port behind %3A")
    for place, segment in enumerate(segments, start=1):
        if unquote(segment) in ("", ".", ".."):
            raise Malformed(f"segment {place} behind the host of the did:web is {segment!r}, expected a name")
    return f"https://{host}/{'/'.join(segments) or '.well-known'}/did.json"


def public_key(noun: Did) -> tuple[str, bytes]:
    """What a `did:key` is: the multicodec's name (`0x…` if it is not of did:key's list), and the raw key.

    Raises:
        Malformed: another multibase than base58btc (`z`), or a key of another length than its codec has.
    """
    if noun.id[:1] != "z":
        raise Malformed(f"multibase of the did:key is {noun.id[:1]!r}, expected z (base58btc)")
    octets = base58.decode(noun.id[1:])
    codec = shift = at = 0
    # multiformats, unsigned varint: seven bits an octet, least first, at most nine octets.
    for octet in octets[:9]:
        codec |= (octet & 0x7F) << shift
        shift += 7
        at += 1
        if octet < 0x80:
            break
    else:
        raise Malformed(f"multicodec of the did:key is {octets[:9].hex()!r}, expected a whole varint")
    name, length = _KEY_CODECS.get(codec, (f"{codec:#x}", None))
    key = octets[at:]
    if not key or (length is not None and len(key) != length):
        raise Malformed(f"length of the did:key's {name} is {len(key)} octets, expected {length or 'at least 1'}")
    return name, key


def canonical(noun: Did) -> str:
    """As it was written: the method is in small letters or it is none."""
    return noun.text


def components(noun: Did) -> dict[str, Component]:
    """`method`, `id`; of `web` the `url`, of `key` `key_type` and `public_key` in hex, those of `bid` and `vaa`."""
    parts: dict[str, Component] = {"method": noun.method, "id": noun.id}
    match noun.method:
        case "web":
            parts["url"] = web_address(noun)
        case "key":
            name, key = public_key(noun)
            parts |= {"key_type": name, "public_key": key.hex()}
        case "bid":
            parts |= bid.components(bid.parse(noun.text))
        case "vaa":
            parts |= vaa.components(vaa.parse(noun.text))
    return parts


def explain(noun: Did) -> list[Part]:
    """Method and id, each method's own parts where they are known."""
    if noun.method in ("bid", "vaa"):
        return bid.explain(bid.parse(noun.text))
    head = (f"did:{noun.method}:", f"DID 方法 {noun.method}", f"DID method {noun.method}")
    if noun.method == "web":
        return in_order(head, (noun.id, f"文档在 {web_address(noun)}", f"document at {web_address(noun)}"))
    if noun.method == "key":
        name, _ = public_key(noun)
        return in_order(head, (noun.id, f"公钥 {name}", f"public key, {name}"))
    return in_order(head, (noun.id, "该方法内的标识（未核对）", "identifier within the method, not checked"))
