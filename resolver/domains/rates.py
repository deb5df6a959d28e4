"""Rates: how many answers a network of askers gets a second, known to all workers through shared memory.

Each /24 of IPv4 and each /56 of IPv6 has a word that says until when its allowance is used up (GCRA): one look, one
write, no list of askers that an attacker could make long. Networks that share a word share an allowance; what is over
it is still answered every other time, by «ask over TCP», which a forger of addresses cannot do.

The file also holds the secret of the cookies, since all workers must know that too.
"""

import mmap
import os
import secrets
import zlib
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Self

from resolver.domains.cookies import KEY_SIZE
from schemas.errors import Busy

PLACES = 1 << 16
_HEAD = 8 + KEY_SIZE
_SIZE = _HEAD + 8 * PLACES
_MARK = b"idrates1"
_SECOND = 1_000_000


class Rates:
    """The allowance of each network."""

    def __init__(self, mapped: mmap.mmap, per_second: int) -> None:
        self._map = mapped
        self._view = memoryview(mapped)
        self._words = self._view[_HEAD:].cast("Q")
        self._step = _SECOND // per_second if per_second else 0

    @classmethod
    def open(cls, path: Path, per_second: int) -> Self:
        """Map the file, which is made if there is none; `per_second` 0 allows everything.

        Raises:
            Busy: the file cannot be made or mapped now.
        """
        try:
            if not path.exists():
                _make(path)
            with path.open("r+b") as file:
                mapped = mmap.mmap(file.fileno(), _SIZE)
        except (OSError, ValueError) as error:
            raise Busy(f"cannot open {path.name}: {error}") from error
        if mapped[: len(_MARK)] != _MARK:
            raise Busy(f"cannot use {path.name}: it is no file of rates; remove it, and another is made")
        return cls(mapped, per_second)

    @property
    def secret(self) -> bytes:
        """What cookies are made with."""
        return self._map[len(_MARK) : _HEAD]

    def allows(self, place: int, now: int) -> bool:
        """Whether a network gets one more answer; `now` in microseconds of the monotonic clock."""
        if not self._step:
            return True
        until = max(self._words[place], now)
        # A clock that began anew with the machine must not keep anybody out for longer than the allowance of a second.
        if _SECOND <= until - now < 2 * _SECOND:
            return False
        self._words[place] = (until if until - now < _SECOND else now) + self._step
        return True

    def close(self) -> None:
        """Unmap it."""
        self._words.release()
        self._view.release()
        self._map.close()


def place_of(address: str) -> int:
    """Where the allowance of this address' network is kept.

    >>> place_of("192.0.2.1") == place_of("192.0.2.254") == place_of("::ffff:192.0.2.7")
    True
    """
    known = ip_address(address.partition("%")[0])
    if isinstance(known, IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    return zlib.crc32(known.packed[: 3 if isinstance(known, IPv4Address) else 7]) % PLACES


def _make(path: Path) -> None:
    """Put a whole file where there is none; whoever comes second finds the first one's."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "r+b") as file:
            os.posix_fallocate(file.fileno(), 0, _SIZE)  # a hole on a full disk would kill at the first write
            file.write(_MARK + secrets.token_bytes(KEY_SIZE))
        try:
            os.link(beside, path)
        except FileExistsError:
            return
    finally:
        beside.unlink()
