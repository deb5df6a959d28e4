"""Cookies: the vectors of RFC 9018, and what is no proof."""

import pytest

from resolver.domains.cookies import Jar, siphash

KEY = bytes.fromhex("e5e973e5a6b2a43f48e7dc849e37bfcf")
CLIENT = bytes.fromhex("2464c4abcf10c957")
MADE = bytes.fromhex("2464c4abcf10c957010000005cf79f111f8130c3eee29480")
AT = 1_559_731_985
PLACE = "198.51.100.100"


def test_siphash_is_that_of_its_authors() -> None:
    assert siphash(bytes(range(16)), bytes(range(15))) == 0xA129CA6149BE45E5


def test_who_has_none_gets_one() -> None:
    """RFC 9018 appendix A.1."""
    assert Jar(KEY).looked_at(CLIENT, PLACE, AT) == (MADE, False)


def test_one_that_gets_old_is_made_anew() -> None:
    """RFC 9018 appendix A.2."""
    renewed = bytes.fromhex("2464c4abcf10c957010000005cf7a871d4a564a1442aca77")

    assert Jar(KEY).looked_at(MADE, PLACE, 1_559_734_385) == (renewed, True)
    assert Jar(KEY).looked_at(MADE, PLACE, AT + 1_799) == (MADE, True)


def test_reserved_octets_are_taken_as_they_come() -> None:
    """RFC 9018 appendix A.3."""
    other = bytes.fromhex("fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5")

    assert Jar(KEY).looked_at(other, "203.0.113.203", 1_559_727_985) == (other, True)


def test_ipv6() -> None:
    """RFC 9018 appendix A.4."""
    jar = Jar(bytes.fromhex("dd3bdf9344b678b185a6f5cb60fca715"))
    made = bytes.fromhex("22681ab97d52c298010000005cf7c57926556bd0934c72f8")

    assert jar.looked_at(made[:8], "2001:db8:220:1:59de:d0f4:8769:82b8", 0x5CF7C579) == (made, False)


@pytest.mark.parametrize(
    ("shown", "address", "now"),
    [
        (MADE, "198.51.100.101", AT),
        (b"x" + MADE[1:], PLACE, AT),
        (MADE[:-1] + b"x", PLACE, AT),
        (MADE[:8] + b"\2" + MADE[9:], PLACE, AT),
        (MADE + b"x", PLACE, AT),
        (MADE[:16], PLACE, AT),
        (MADE, PLACE, AT + 3_601),
        (MADE, PLACE, AT - 301),
        (MADE, PLACE, AT + 2**31),
    ],
)
def test_what_proves_nothing(shown: bytes, address: str, now: int) -> None:
    cookie, proven = Jar(KEY).looked_at(shown, address, now)

    assert not proven
    assert len(cookie) == 24
    assert cookie[:8] == shown[:8]


def test_the_clock_may_run_over() -> None:
    made, _ = Jar(KEY).looked_at(CLIENT, PLACE, 2**32 - 10)

    assert Jar(KEY).looked_at(made, PLACE, 2**32 + 10) == (made, True)
