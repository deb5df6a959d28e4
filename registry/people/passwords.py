"""Passwords: hashed and held against their hash by argon2id, on a thread of their own with a short queue.

One check takes a quarter of a second of processor time and 64 MiB (RFC 9106 §4, second recommended option): that is
what makes guessing dear, and what would make the sign-in a way to stop the node if it were not bounded.
"""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from registry.derive import Deriving

MEMORY_KIB, ROUNDS, LANES = 65_536, 3, 4
MOST_WAITING = 16
"""Checks that are under way or wait: the last of them waits for some four seconds."""


class Passwords:
    """Hashes passwords for one process."""

    def __init__(self, memory_kib: int = MEMORY_KIB, rounds: int = ROUNDS, lanes: int = LANES) -> None:
        """Take what a hash costs: KiB of memory, rounds over it, and threads."""
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=lanes)
        self._thread = Deriving(MOST_WAITING)
        self._nobodys: str | None = None

    async def hashed(self, password: str) -> str:
        """The encoded hash under which a password is kept.

        Raises:
            Busy: too many are being hashed already.
        """
        return await self._thread.do(lambda: self._hasher.hash(password))

    async def fits(self, password: str, hashed: str | None) -> bool:
        """Whether a password is the one that was hashed. Without a hash it takes as long, and is not (T28).

        Raises:
            Busy: too many are being hashed already.
        """
        return await self._thread.do(lambda: self._fits(password, hashed))

    def _fits(self, password: str, hashed: str | None) -> bool:
        if self._nobodys is None:
            self._nobodys = self._hasher.hash("nobody's")
        try:
            return self._hasher.verify(hashed or self._nobodys, password) and hashed is not None
        except (VerificationError, InvalidHashError):
            return False
