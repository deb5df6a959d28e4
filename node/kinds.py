"""Kinds of settings: how the text of a variable or a flag, or a value of TOML, becomes what a setting holds."""

import ipaddress
from collections.abc import Callable
from pathlib import Path

import msgspec

from node.addresses import Address
from registry.sealing import Keyring
from resolver.domains import names
from resolver.domains.branch import Branch, mailbox
from resolver.domains.names import Name
from schemas.errors import Malformed
from schemas.prefix import Prefix
from schemas.rate import Rate

Place = tuple[str, int]
"""IP address and port of a server."""
_DOMAIN_PORT = 53
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Kind(msgspec.Struct, frozen=True):
    """One way to read a setting."""

    words: str
    """What is expected, for the sentence that refuses something else."""
    read: Callable[[object], object]
    """From text (or a TOML value) to the setting's value; raises ValueError or Malformed for anything else."""


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise ValueError(given)
    return given


def _folder(given: object) -> Path:
    if not (text := _text(given)):
        raise ValueError(given)
    return Path(text).expanduser()


def _file(given: object) -> Path | None:
    return Path(text).expanduser() if (text := _text(given)) else None


def _listen(given: object) -> Address | None:
    return None if (text := _text(given)) == "off" else Address.parse(text)


def _listed(given: object) -> list[str]:
    parts = given.split(",") if isinstance(given, str) else given
    if not isinstance(parts, list):
        raise ValueError(given)
    return [stripped for part in parts if (stripped := _text(part).strip())]


def _networks(given: object) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(part) for part in _listed(given))


def _prefixes(given: object) -> tuple[Prefix, ...]:
    return tuple(Prefix.parse(part) for part in _listed(given))


def _zones(given: object) -> tuple[Branch, ...]:
    return tuple(Branch.parse(part) for part in _listed(given))


def _hosts(given: object) -> tuple[Name, ...]:
    return tuple(names.parse(part) for part in _listed(given))


def _domain(given: object) -> Name:
    return names.parse(_text(given))


def _place(text: str) -> Place:
    host, port = text, _DOMAIN_PORT
    if text.startswith("[") or text.count(":") == 1:
        address = Address.parse(text)
        host, port = address.host, address.port
    if not port:
        raise ValueError(text)
    return str(ipaddress.ip_address(host)), port


def _places(given: object) -> tuple[Place, ...]:
    return tuple(_place(part) for part in _listed(given))


def _contact(given: object) -> Name:
    return mailbox(text) if (text := _text(given)) else ()


def _base(given: object) -> str:
    text = _text(given).rstrip("/")
    scheme, mark, rest = text.partition("://")
    if text and (scheme not in {"http", "https"} or not mark or not rest or any(c in rest for c in "/?#@ ")):
        raise ValueError(given)
    return text


def _issuer(given: object) -> str:
    text = _text(given)
    scheme, mark, rest = text.partition("://")
    if text and (scheme not in {"http", "https"} or not mark or not rest or any(c in rest for c in "?#@ ")):
        raise ValueError(given)
    return text


def _database(given: object) -> str:
    text = _text(given)
    if not text:
        return ""
    scheme, mark, rest = text.partition("://")
    if not mark or not rest:
        raise ValueError(given)
    if scheme in {"postgresql", "postgres", "postgresql+asyncpg"}:
        return f"postgresql+asyncpg://{rest}"
    if scheme in {"sqlite", "sqlite+aiosqlite"}:
        return f"sqlite+aiosqlite://{rest}"
    raise ValueError(given)


def _truth(given: object) -> bool:
    if isinstance(given, bool):
        return given
    if given not in ("true", "false"):
        raise ValueError(given)
    return given == "true"


def _sealing(given: object) -> str:
    if text := _text(given):
        Keyring.of_text(text)
    return text


def _rate(given: object) -> Rate | None:
    return Rate.parse(text) if (text := _text(given)) else None


RATE = Kind("a rate as in 10/s, 600/min, 5000/h or 90000/d, or nothing", _rate)
TEXT = Kind("a text", _text)
TRUTH = Kind("true or false", _truth)
SEALING = Kind("ID:KEY,ID:KEY, eight hexadecimal digits and 32 octets in Base64, or nothing", _sealing)
FOLDER = Kind("the path of a folder", _folder)
FILE = Kind("the path of a file, or nothing", _file)
LISTEN = Kind("host:port, [IPv6]:port or off", _listen)
NETWORKS = Kind("a list of IP addresses or networks", _networks)
PREFIXES = Kind("a list of prefixes", _prefixes)
ZONES = Kind("a list of zones, each claims, or oid:, gs1: or handles: and what is delegated", _zones)
HOSTS = Kind("a list of host names", _hosts)
PLACES = Kind("a list of IP addresses of servers, each with :port where that is not 53", _places)
DOMAIN = Kind("a domain name", _domain)
CONTACT = Kind("a mail address, or nothing", _contact)
BASE = Kind("http:// or https:// and a host, without a path, or nothing", _base)
ISSUER = Kind("http:// or https:// and a host, perhaps with a path, or nothing", _issuer)
DATABASE = Kind("postgresql://user@host/database, sqlite:///file or nothing", _database)


def whole(lowest: int, highest: int, unit: str = "") -> Kind:
    """A whole number between two, both included."""

    def read(given: object) -> int:
        # A bool is an int to Python; `workers = true` is a mistake all the same.
        if isinstance(given, bool) or not isinstance(given, int | str):
            raise ValueError(given)
        if isinstance(given, str) and not (given.isascii() and given.isdecimal() and len(given) <= 19):
            raise ValueError(given)
        if not lowest <= (number := int(given)) <= highest:
            raise ValueError(given)
        return number

    return Kind(f"a whole number{f' of {unit}' if unit else ''} from {lowest} to {highest}", read)


def whole_or_none(lowest: int, highest: int, unit: str) -> Kind:
    """A whole number between two, both included; or 0, which stands for none."""
    within = whole(lowest, highest)

    def read(given: object) -> object:
        return 0 if given in (0, "0") and given is not False else within.read(given)

    return Kind(f"0, or a whole number of {unit} from {lowest} to {highest}", read)


def one_of(*words: str) -> Kind:
    """One of a few words."""

    def read(given: object) -> str:
        if given not in words:
            raise ValueError(given)
        return str(given)

    return Kind(f"{', '.join(words[:-1])} or {words[-1]}", read)


def read_as(kind: Kind, given: object, label: str) -> object:
    """Read what was given for a setting; `label` says which and from where.

    Raises:
        Malformed: it is not of this kind.
    """
    try:
        return kind.read(given)
    except Malformed as refusal:
        raise Malformed(f"{label}: {refusal.sentence}") from None
    except ValueError:
        # The address of a database holds a password.
        shown = "what was given" if kind in (DATABASE, SEALING) else repr(given)[:80]
        raise Malformed(f"{label}: expected {kind.words}, got {shown}") from None
