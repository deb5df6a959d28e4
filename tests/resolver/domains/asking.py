"""Questions made by dnspython, an implementation that is not ours, and its reading of what we answer."""

import dns.edns
import dns.flags
import dns.message
import dns.rcode
from dns.edns import OptionType

PUMP = "ors-dummy.7.3001.156.2.1.oid-res.org"


def asked(name: str = PUMP, type: str = "NAPTR", identity: int = 0x1234, *, size: int = 0, **more: object) -> bytes:
    """A question; with EDNS where a size is said, or an option, a version or DO."""
    edns = size or more
    query = dns.message.make_query(
        name,
        type,
        use_edns=int(str(more.get("version", 0))) if edns else False,
        payload=size or 1232,
        want_dnssec=bool(more.get("signatures")),
        options=more.get("options"),  # type: ignore[arg-type]
    )
    query.id = identity
    query.flags = 0
    return query.to_wire()


def cookie(octets: bytes) -> list[dns.edns.Option]:
    """The option that carries a cookie."""
    return [dns.edns.GenericOption(OptionType.COOKIE, octets)]


def told(answer: bytes | None) -> str:
    """An answer in one line: code, flags, and the types of its records by section, as in `NOERROR AA | NAPTR×2 |`."""
    if answer is None:
        return "nothing"
    read = dns.message.from_wire(answer)
    assert read.flags & dns.flags.QR
    flags = dns.flags.to_text(read.flags & ~dns.flags.QR)
    sections = [
        " ".join(f"{dns.rdatatype.to_text(one.rdtype)}×{len(one)}" for one in section)
        for section in (read.answer, read.authority, read.additional)
    ]
    return (
        f"{dns.rcode.to_text(read.rcode())} {flags}".strip() + f" | {sections[0]} | {sections[1]}{sections[2]}".rstrip()
    )


def texts(answer: bytes | None) -> list[str]:
    """The records of the answer section as text."""
    assert answer is not None
    return [line for rrset in dns.message.from_wire(answer).answer for line in rrset.to_text().split("\n")]
