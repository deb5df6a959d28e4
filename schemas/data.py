"""The data of a value as JSON shows them: which encoding belongs to which type and to which format.

Going out, the type decides; where the octets are not what the type promises, they are shown as base64 rather than
not at all, and so is what an encoding would not give back octet for octet. Coming in, the format decides
(handle-http.md §5).
"""

from collections.abc import Callable
from contextlib import suppress

from schemas.encodings import admin, link, plain, publickey, site, vlist
from schemas.encodings.admin import AdminData
from schemas.encodings.link import LinkData
from schemas.encodings.plain import Base64Data, HexData, TextData
from schemas.encodings.publickey import KeyData
from schemas.encodings.site import SiteData
from schemas.encodings.vlist import VlistData
from schemas.errors import Malformed

Data = TextData | Base64Data | HexData | AdminData | VlistData | SiteData | KeyData | LinkData


def from_octets(type: str, octets: bytes) -> Data:
    """A value's octets as its type is shown; nothing is refused.

    >>> from_octets("HS_ADMIN", b"no administrator")
    Base64Data(value=b'no administrator')
    """
    # A type and its subtypes (`HS_SITE.6`) have one encoding.
    if type[2:3] == "_" and (typed := _TYPED.get(type.upper().partition(".")[0])):
        try:
            return typed(octets)
        except Malformed:
            if not publickey.is_pem(octets):
                return Base64Data(octets)
    if may_be_link(type):
        with suppress(Malformed):
            read = link.from_octets(octets)
            # A link in another spelling of JSON is the text that it is: nothing that was given may be lost.
            if link.to_octets(read) == octets:
                return LinkData(link.to_document(read))
    return plain.to_document(octets)


def may_be_link(type: str) -> bool:
    """Whether values of this type are links; asked of every value that is shown, so that it must cost nothing."""
    return len(type) == 4 and type.upper() == link.TYPE


def to_octets(data: Data | str) -> bytes:
    """The octets that a value's data stand for; a bare string is text.

    Raises:
        Malformed: what the encoding of the format refuses.
    """
    match data:
        case str():
            return data.encode()
        case TextData():
            return data.value.encode()
        case AdminData():
            return admin.to_octets(admin.from_document(data.value))
        case VlistData():
            return vlist.to_octets(vlist.from_document(data.value))
        case SiteData():
            return site.to_octets(site.from_document(data.value))
        case KeyData():
            return publickey.to_octets(publickey.from_document(data.value))
        case LinkData():
            return link.to_octets(link.from_document(data.value))
    return plain.from_document(data)


_TYPED: dict[str, Callable[[bytes], Data]] = {
    "HS_ADMIN": lambda octets: AdminData(admin.to_document(admin.from_octets(octets))),
    "HS_VLIST": lambda octets: VlistData(vlist.to_document(vlist.from_octets(octets))),
    "HS_SITE": lambda octets: SiteData(site.to_document(site.from_octets(octets))),
    "HS_PUBKEY": lambda octets: KeyData(publickey.to_document(publickey.from_octets(octets))),
}
