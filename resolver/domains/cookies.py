"""Cookies of the DNS (RFC 7873, RFC 9018): who shows ours has got an answer at its address before.

The server keeps nothing: its cookie is a keyed digest of the client's cookie, the client's address and the time.
"""

import hmac
from ipaddress import ip_address

from resolver.domains.question import CLIENT_COOKIE

# RFC 9018 §4.2: version, three octets that are reserved.
_BEGINNING = b"\1\0\0\0"
_SIZE = 16
# RFC 9018 §4.3: an hour back, five minutes ahead; a new one once it is half an hour old.
_OLDEST, _NEWEST, _RENEWED = 3_600, 300, 1_800
KEY_SIZE = 16

_ALL = 0xFFFF_FFFF_FFFF_FFFF


class Jar:
    """Makes cookies and knows its own again. All servers that share an address share the key."""

    def __init__(self, key: bytes) -> None:
        assert len(key) == KEY_SIZE
        self._key = key

    def looked_at(self, cookie: bytes, address: str, now: int) -> tuple[bytes, bool]:
        """The cookie to hand back, and whether the one that came proves that its sender is at this address."""
        client, server = cookie[:CLIENT_COOKIE], cookie[CLIENT_COOKIE:]
        place = ip_address(address.partition("%")[0]).packed
        if len(server) == _SIZE and server[0] == _BEGINNING[0]:
            # RFC 9018 §4.3: serial number arithmetic, so that the clock may pass 2106.
            age = (now - int.from_bytes(server[4:8], "big")) % 2**32
            age = age - 2**32 if age >= 2**31 else age
            digest = self._digest(client + server[:8] + place)
            if -_NEWEST <= age <= _OLDEST and hmac.compare_digest(digest, server[8:]):
                return (cookie, True) if age < _RENEWED else (self._made(client, place, now), True)
        return self._made(client, place, now), False

    def _made(self, client: bytes, place: bytes, now: int) -> bytes:
        begin = client + _BEGINNING + (now % 2**32).to_bytes(4, "big")
        return begin + self._digest(begin + place)

    def _digest(self, data: bytes) -> bytes:
        return siphash(self._key, data).to_bytes(8, "little")


def siphash(key: bytes, data: bytes) -> int:
    """SipHash-2-4 of Aumasson and Bernstein: 64 bits that nobody without the key of 16 octets can foretell."""
    first, second = int.from_bytes(key[:8], "little"), int.from_bytes(key[8:], "little")
    state = (
        first ^ 0x736F6D6570736575,
        second ^ 0x646F72616E646F6D,
        first ^ 0x6C7967656E657261,
        second ^ 0x7465646279746573,
    )
    padded = data + bytes(-(len(data) + 1) % 8) + bytes((len(data) & 0xFF,))
    for at in range(0, len(padded), 8):
        word = int.from_bytes(padded[at : at + 8], "little")
        a, b, c, d = _rounds((*state[:3], state[3] ^ word), 2)
        state = (a ^ word, b, c, d)
    a, b, c, d = _rounds((state[0], state[1], state[2] ^ 0xFF, state[3]), 4)
    return a ^ b ^ c ^ d


def _rounds(state: tuple[int, int, int, int], count: int) -> tuple[int, int, int, int]:
    a, b, c, d = state
    for _ in range(count):
        a = (a + b) & _ALL
        b = ((b << 13 | b >> 51) & _ALL) ^ a
        a = (a << 32 | a >> 32) & _ALL
        c = (c + d) & _ALL
        d = ((d << 16 | d >> 48) & _ALL) ^ c
        a = (a + d) & _ALL
        d = ((d << 21 | d >> 43) & _ALL) ^ a
        c = (c + b) & _ALL
        b = ((b << 17 | b >> 47) & _ALL) ^ c
        c = (c << 32 | c >> 32) & _ALL
    return a, b, c, d
