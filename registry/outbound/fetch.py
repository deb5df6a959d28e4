"""Fetch: ask another server for a JSON document, the one way in which the registry does.

A name is resolved once, every address that it has is held against `schemas.reach`, and the connection goes to one of
these and to no other: what the name means a moment later makes no difference. No redirect is followed, nobody's proxy
is used, and time and size are bounded.
"""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver, ResolveResult

from schemas.errors import Busy, Forbidden, Malformed
from schemas.reach import Network, may_be_asked

SECONDS = 5.0
LARGEST = 1 << 20
"""Octets of an answer."""


class Fetcher:
    """Asks servers that may be asked."""

    def __init__(self, named: Sequence[Network] = (), seconds: float = SECONDS) -> None:
        """Take the networks of one's own that may be asked besides the open internet."""
        self._named = tuple(named)
        self._seconds = seconds

    async def json(
        self, url: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """The JSON document at an address; with a form, the answer to it.

        Raises:
            Malformed: it is no web address, or what is there is no JSON, or too much of it.
            Forbidden: a server there must not be asked.
            Busy: it cannot be reached now, or answers with anything but success.
        """
        where = await self._checked(url)
        # Of its own for each question: these are few, and nothing is left over from one to the next.
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=where, force_close=True, use_dns_cache=False),
            timeout=aiohttp.ClientTimeout(total=self._seconds),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        ) as session:
            method = "GET" if form is None else "POST"
            sent = {"Accept": "application/json", **(headers or {})}
            try:
                async with session.request(method, url, data=form, headers=sent, allow_redirects=False) as answer:
                    octets = await answer.content.read(LARGEST + 1)
                    while len(octets) <= LARGEST and (more := await answer.content.read(LARGEST + 1 - len(octets))):
                        octets += more
                    status = answer.status
            except (aiohttp.ClientError, TimeoutError, OSError) as trouble:
                raise Busy(f"{_shown(url)} cannot be reached now: {type(trouble).__name__}") from None
        if status != 200:
            raise Busy(f"{_shown(url)} answered with {status}, expected 200")
        if len(octets) > LARGEST:
            raise Malformed(f"{_shown(url)} answered with more than {LARGEST} octets")
        try:
            return msgspec.json.decode(octets)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise Malformed(f"{_shown(url)} answered with something that is no JSON") from None

    async def _checked(self, url: str) -> "_Checked":
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port, parts = None, None, urlsplit("")
        if parts.scheme not in ("http", "https") or not host or parts.username is not None:
            raise Malformed(f"cannot read {url[:80]!r} as an address to ask: expected https:// and a host")
        try:
            found = await asyncio.wait_for(
                asyncio.get_running_loop().getaddrinfo(
                    host, port or (443 if parts.scheme == "https" else 80), type=socket.SOCK_STREAM
                ),
                self._seconds,
            )
        except (OSError, TimeoutError, UnicodeError):
            raise Busy(f"{_shown(url)} cannot be reached now: its name leads nowhere") from None
        addresses = [ip_address(str(each[4][0])) for each in found]
        if not addresses or not all(may_be_asked(address, self._named) for address in addresses):
            raise Forbidden(f"{_shown(url)} must not be asked: it is not on the open internet, nor in a network named")
        if parts.scheme == "http" and not all(_is_named(address, self._named) for address in addresses):
            raise Forbidden(f"{_shown(url)} must not be asked over plain HTTP: expected https://")
        return _Checked([str(address) for address in addresses])


class _Checked(AbstractResolver):
    """A resolver that knows the addresses that were looked at, and no others."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = addresses

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - aiohttp's signature
    ) -> list[ResolveResult]:
        """The addresses, whatever the name."""
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in self._addresses
        ]

    async def close(self) -> None:
        """There is nothing to close."""


def _is_named(address: Any, named: Sequence[Network]) -> bool:
    return any(address in network for network in named)


def _shown(url: str) -> str:
    """An address as a refusal names it: without what may be secret in it."""
    return url.partition("?")[0][:120]
