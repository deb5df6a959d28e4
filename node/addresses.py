"""Addresses to listen at: host and port in one text, IPv6 in brackets."""

from typing import Self

import msgspec

from schemas.errors import Malformed

HIGHEST_PORT = 65_535


class Address(msgspec.Struct, frozen=True):
    """Where an edge listens.

    >>> Address.parse("127.0.0.1:8000")
    Address(host='127.0.0.1', port=8000)
    >>> str(Address.parse("[::1]:8443"))
    '[::1]:8443'
    """

    host: str
    """A name or an IP address, without brackets; `0.0.0.0` or `::` for every interface."""
    port: int
    """0 takes a free one."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `host:port` or `[IPv6]:port`.

        Raises:
            Malformed: the text is not that.
        """
        refusal = Malformed(f"cannot read {text[:80]!r} as an address: expected host:port or [IPv6]:port")
        host, colon, digits = text.rpartition(":")
        if not colon or not digits.isdecimal() or not digits.isascii() or len(digits) > 5:
            raise refusal
        if host.startswith("[") and host.endswith("]"):
            host = host[1:-1]
        elif ":" in host:
            raise refusal  # an IPv6 address without brackets: nobody knows where the port begins
        if not host or any(character.isspace() or character in "[]/@" for character in host):
            raise refusal
        if (port := int(digits)) > HIGHEST_PORT:
            raise Malformed(f"port {port} of {text!r} is too high: expected at most {HIGHEST_PORT}")
        return cls(host, port)

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in {"localhost", "::1"} or self.host.startswith("127.")

    @property
    def reachable(self) -> "Address":
        """The address with which a client on this machine reaches it: every interface includes the loopback."""
        return Address({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host), self.port)  # noqa: S104

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
