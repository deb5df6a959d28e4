"""The door that a code leads to: an address that everybody who holds the thing can reach."""

import ipaddress
import re

from schemas.errors import Malformed

_ADDRESS = re.compile(
    r"(?i:https?)://(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?((?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]*)*)"
)
_NOWHERE = ("localhost", "localhost.localdomain")


def public(base: str) -> str:
    """The address without a slash at its end, if it can be printed on things.

    >>> public("https://id.example.cn/")
    'https://id.example.cn'

    Raises:
        Malformed: no such address, or one that means whatever machine reads it.
    """
    found = _ADDRESS.fullmatch(base)
    if found is None:
        raise Malformed(f"address of codes is {base[:80]!r}, expected one like https://id.example.cn")
    if _means_any_machine(found[1].strip("[]")):
        raise Malformed(
            f"address of codes is {base[:80]!r}, which leads everybody to a machine of their own: "
            "set public_base, or name another one"
        )
    return base.rstrip("/")


def _means_any_machine(host: str) -> bool:
    if host.lower().rstrip(".") in _NOWHERE:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
