"""Reach: which addresses of other servers may be asked, so that nobody has the node ask for what they cannot reach.

What is not on the open internet (this machine, private and shared ranges, link-local ones with their metadata services,
what is mapped or translated into such) is refused, unless whoever runs the node has named its network (threats.md T4).
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Ranges that Python counts as global in one of its versions or another and that lead elsewhere all the same.
_CLOSED = tuple(
    map(
        ip_network,
        (
            "100.64.0.0/10",  # shared by carriers (RFC 6598)
            "192.0.0.0/24",
            "192.88.99.0/24",  # 6to4 relays
            "198.18.0.0/15",
            "2002::/16",  # 6to4: holds an IPv4 address
            "2001::/32",  # Teredo: holds two
            "fec0::/10",
            "::/96",  # IPv4-compatible, out of use (RFC 4291 §2.5.5.1)
        ),
    )
)
_TRANSLATED = ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48")  # NAT64 (RFC 6052, RFC 8215)


def may_be_asked(address: Address, named: Iterable[Network] = ()) -> bool:
    """Whether a server at this address may be asked.

    >>> from ipaddress import ip_address
    >>> may_be_asked(ip_address("192.0.43.10")), may_be_asked(ip_address("10.0.0.1"))
    (True, False)
    >>> may_be_asked(ip_address("::ffff:127.0.0.1")), may_be_asked(ip_address("64:ff9b::7f00:1"))
    (False, False)
    >>> may_be_asked(ip_address("10.0.0.1"), [ip_network("10.0.0.0/24")])
    True
    """
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return may_be_asked(address.ipv4_mapped, named)
        if address in _TRANSLATED[0]:
            return may_be_asked(IPv4Address(int(address) & 0xFFFFFFFF), named)
        if address in _TRANSLATED[1] or address.scope_id is not None:
            return False
    if any(address in network for network in named):
        return True
    return address.is_global and not address.is_multicast and not any(address in network for network in _CLOSED)
