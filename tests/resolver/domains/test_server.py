"""The name server's manners: sizes, EDNS, cookies, allowances, counting, and when it forgets what it said."""

from pathlib import Path

import dns.edns
import dns.message
import pytest
from dns.edns import OptionType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolver.domains.server import LARGEST_RATIO, NameServer
from schemas.counting import Class
from tests.resolver.domains.asking import PUMP, asked, cookie, told
from tests.resolver.domains.paper import ARC, maps, serving, stocked, url
from tests.resolver.edge.standing import counted

HERE = "192.0.2.1"
ZONE = "3001.156.2.1.oid-res.org"
MANY = f"15.{ZONE}"
"""Some 900 octets of answer."""
MORE = f"16.{ZONE}"
"""Some 4,000."""


@pytest.fixture
def server(tmp_path: Path) -> NameServer:
    return serving(tmp_path, stocked(), trusted=True)


@pytest.fixture
def strangers(tmp_path: Path) -> NameServer:
    return serving(tmp_path, stocked())


def edns_of(answer: bytes | None) -> tuple[int, int, int, list[bytes]]:
    """Version, size, flags and cookies of an answer."""
    assert answer is not None
    read = dns.message.from_wire(answer)
    cookies = [option.to_wire() or b"" for option in read.options if option.otype == OptionType.COOKIE]
    return read.edns, int(read.payload), read.ednsflags & 0xFFFF, cookies


@pytest.mark.parametrize(
    ("name", "size", "expected"),
    [
        (MANY, 0, "NOERROR AA TC |  |"),
        (MANY, 512, "NOERROR AA TC |  |"),
        (MANY, 800, "NOERROR AA TC |  |"),
        (MANY, 1232, "NOERROR AA | NAPTR×9 |"),
        (MANY, 65535, "NOERROR AA | NAPTR×9 |"),
        (MORE, 65535, "NOERROR AA TC |  |"),  # more than a datagram should hold, whatever the asker takes
        (PUMP, 0, "NOERROR AA | NAPTR×2 |"),
        (PUMP, 1, "NOERROR AA | NAPTR×2 |"),
    ],
)
def test_what_does_not_fit_is_cut(server: NameServer, name: str, size: int, expected: str) -> None:
    question = asked(name, size=size)
    answer = server.datagram(question, HERE)

    assert told(answer) == expected.rstrip()
    assert server.datagram(question, HERE) == answer
    assert answer is not None
    assert len(answer) <= min(max(size, 512), 1232)
    assert told(server.message(question, HERE)).startswith("NOERROR AA | NAPTR×")


def test_edns_is_answered_in_kind(server: NameServer) -> None:
    assert edns_of(server.datagram(asked(), HERE)) == (-1, 0, 0, [])
    assert edns_of(server.datagram(asked(size=4096), HERE)) == (0, 1232, 0, [])
    assert edns_of(server.datagram(asked(signatures=True), HERE)) == (0, 1232, 0x8000, [])


def test_another_version_of_edns_is_told_ours(server: NameServer) -> None:
    answer = server.datagram(asked(version=1, size=1232), HERE)

    assert told(answer) == "BADVERS |  |"
    assert edns_of(answer) == (0, 1232, 0, [])


def test_how_long_a_connection_may_be_kept_is_told_over_tcp_alone(server: NameServer) -> None:
    question = asked(options=[dns.edns.GenericOption("11", b"")])

    over_tcp = dns.message.from_wire(server.message(question, HERE) or b"")

    assert [option.to_wire() for option in over_tcp.options] == [(150).to_bytes(2, "big")]
    assert dns.message.from_wire(server.datagram(question, HERE) or b"").options == ()


def test_the_wish_for_recursion_is_handed_back_and_not_granted(server: NameServer) -> None:
    answer = server.datagram(with_flags(asked(), 0x01, 0x30), HERE)

    assert told(answer) == "NOERROR AA RD | NAPTR×2 |"


def with_flags(question: bytes, first: int, second: int) -> bytes:
    return question[:2] + bytes((first, second)) + question[4:]


@pytest.mark.parametrize("name", [PUMP, MANY, MORE, f"xn--2h5avb.{ZONE}", f"99.{ZONE}", "example.org", ZONE])
@pytest.mark.parametrize("type", ["NAPTR", "TXT", "ANY", "SOA", "NS", "A"])
@pytest.mark.parametrize("size", [0, 512, 1232, 65535])
def test_a_forged_address_never_gets_more_than_three_times_what_was_sent(
    strangers: NameServer, name: str, type: str, size: int
) -> None:
    question = asked(name, type, size=size)
    for _ in range(2):
        answer = strangers.datagram(question, HERE)

        assert answer is not None
        assert len(answer) <= LARGEST_RATIO * len(question)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=120))
def test_nor_do_any_octets(strangers: NameServer, octets: bytes) -> None:
    for data in (octets, b"\0\1\0\0\0\1\0\0\0\0\0\0" + octets, asked()[:-4] + octets):
        assert len(strangers.datagram(data, HERE) or b"") <= LARGEST_RATIO * max(len(data), 12)
        strangers.message(data, HERE)


def test_who_shows_a_cookie_gets_everything(strangers: NameServer) -> None:
    first = strangers.datagram(asked(MANY, options=cookie(b"abcdefgh")), HERE)
    (given_back,) = edns_of(first)[3]
    second = strangers.datagram(asked(MANY, options=cookie(given_back)), HERE)

    assert told(first) == "NOERROR AA TC |  |"
    assert given_back.startswith(b"abcdefgh")
    assert len(given_back) == 24
    assert told(second) == "NOERROR AA | NAPTR×9 |"
    assert edns_of(second)[3] == [given_back]
    assert told(strangers.datagram(asked(MANY, options=cookie(given_back)), "192.0.2.2")) == "NOERROR AA TC |  |"


def test_an_answer_with_a_cookie_is_not_kept_for_others(strangers: NameServer) -> None:
    question = asked(options=cookie(b"abcdefgh"))
    (mine,) = edns_of(strangers.datagram(question, HERE))[3]
    (yours,) = edns_of(strangers.datagram(question, "198.51.100.9"))[3]

    assert mine != yours


class Clock:
    """Time that stands until it is moved; nanoseconds."""

    now = 10**15

    def __call__(self) -> int:
        return self.now


WHOLE = "NOERROR AA | NAPTR×2 |"
SIZED = asked(size=1232)


def test_a_network_gets_so_much_and_then_every_other_time_a_word(tmp_path: Path) -> None:
    server = serving(tmp_path, stocked(), per_second=50, clock=Clock())
    answers = [told(server.datagram(SIZED, f"192.0.2.{n}")) for n in range(250)]

    assert answers[:50] == [WHOLE] * 50
    assert answers[50:] == ["nothing", "NOERROR TC |  |"] * 100
    assert told(server.datagram(SIZED, "192.0.3.1")) == WHOLE
    assert told(server.message(SIZED, HERE)) == WHOLE


def test_the_allowance_comes_back_with_time(tmp_path: Path) -> None:
    clock = Clock()
    server = serving(tmp_path, stocked(), per_second=50, clock=clock)
    for _ in range(100):
        server.datagram(SIZED, HERE)

    clock.now += 200_000_000  # ten more
    answers = [told(server.datagram(SIZED, HERE)) for _ in range(20)]

    assert answers.count(WHOLE) == 10


def test_all_workers_share_the_allowance(tmp_path: Path) -> None:
    clock = Clock()
    servers = [serving(tmp_path, stocked(), per_second=50, clock=clock) for _ in range(3)]
    answers = [told(servers[n % 3].datagram(SIZED, HERE)) for n in range(90)]

    assert answers.count(WHOLE) == 50


def test_a_word_is_as_good_as_an_answer_cut(tmp_path: Path) -> None:
    server = serving(tmp_path, stocked(), per_second=1, clock=Clock())
    said = [server.datagram(asked(f"99.{ZONE}", size=512), HERE) for _ in range(3)]
    cut = dns.message.from_wire(said[2] or b"")

    assert said[1] is None
    assert cut.question[0].to_text() == f"99.{ZONE}. IN NAPTR"
    assert cut.id == 0x1234


def test_nonsense_has_the_same_allowance(tmp_path: Path) -> None:
    server = serving(tmp_path, stocked(), per_second=10)
    answers = [server.datagram(asked()[:20], HERE) for _ in range(40)]

    assert sum(answer is None for answer in answers) >= 10


def test_a_cookie_takes_the_allowance_away(tmp_path: Path) -> None:
    server = serving(tmp_path, stocked(), per_second=5)
    (shown,) = edns_of(server.datagram(asked(options=cookie(b"abcdefgh")), HERE))[3]

    answers = [server.datagram(asked(options=cookie(shown)), HERE) for _ in range(40)]

    assert {told(answer) for answer in answers} == {"NOERROR AA | NAPTR×2 |"}


def test_each_answer_is_counted_by_what_came_of_it(tmp_path: Path) -> None:
    server = serving(tmp_path, stocked(), trusted=True)
    for name, type, times in [
        (PUMP, "NAPTR", 3),
        (f"7.{ZONE}", "TXT", 2),
        (f"7.{ZONE}", "ANY", 1),
        (f"ors-dummy.xn--2h5avb.{ZONE}", "NAPTR", 1),
        (PUMP, "TXT", 2),
        (f"99.{ZONE}", "NAPTR", 4),
        (f"9.{ZONE}", "NAPTR", 1),
        (f"11.{ZONE}", "NAPTR", 2),
        (f"11.{ZONE}", "TXT", 1),
        (f"ors-dummy.11.{ZONE}", "NAPTR", 1),
        (f"ors-dummy.away.{ZONE}", "NAPTR", 1),
        ("example.org", "NAPTR", 2),
    ]:
        for _ in range(times):
            server.datagram(asked(name, type), HERE)
    server.message(asked(), HERE)
    server.datagram(asked()[:20], HERE)

    assert counted(tmp_path / "counters") == {
        ("88.1000.1", "dns", "found", "external"): 8,
        ("88.1000.1", "dns", "no such value", "external"): 2,
        ("88.1000.2", "dns", "denied", "external"): 4,
        ("", "dns", "absent", "external"): 5,
        ("", "dns", "elsewhere", "external"): 3,
        ("", "dns", "malformed", "external"): 1,
    }


def test_what_is_no_question_for_an_identifier_or_comes_again_is_not_counted(tmp_path: Path) -> None:
    server = serving(tmp_path, stocked())
    for question in [
        asked(ZONE, "SOA"),
        asked(f"7.{ZONE}", "A"),
        asked(f"99.{ZONE}", "NS"),  # as a resolver asks on its way (RFC 9156)
        asked("example.org", "A"),
        asked(MANY),  # cut: it comes again over TCP
        asked(version=1, size=512),
    ]:
        for _ in range(2):
            server.datagram(question, HERE)

    assert counted(tmp_path / "counters") == {}


def test_who_asks_decides_the_class(tmp_path: Path) -> None:
    server = serving(tmp_path, stocked(), trusted=True, class_=Class.PROBE)
    for _ in range(3):
        server.datagram(asked(), HERE)

    assert counted(tmp_path / "counters") == {("88.1000.1", "dns", "found", "probe"): 3}


def test_what_changes_is_answered_anew(tmp_path: Path) -> None:
    shelf = stocked()
    server = serving(tmp_path, shelf, trusted=True)
    question = asked(f"99.{ZONE}")
    assert told(server.datagram(question, HERE)) == "NXDOMAIN AA |  | SOA×1"

    shelf.put("88.1000.1/NEW", url("https://a.example/new"), maps(f"{ARC}.99"))
    assert told(server.datagram(question, HERE)) == "NOERROR AA | NAPTR×2 |"

    shelf.retire("88.1000.1/NEW")
    assert told(server.datagram(question, HERE)) == "NXDOMAIN AA |  | SOA×1"


def test_a_binding_that_changes_leads_elsewhere(tmp_path: Path) -> None:
    shelf = stocked()
    server = serving(tmp_path, shelf, trusted=True)
    question = asked(f"ors-dummy.xn--2h5avb.{ZONE}", "CNAME")
    before = server.datagram(question, HERE)

    shelf.put("88.1000.1/VALVE", url("https://a.example/v"), maps(f"{ARC}.77", 100), maps(f"{ARC}.阀门", 101))

    assert b"\x0212" in (before or b"")
    assert b"\x0277" in (server.datagram(question, HERE) or b"")


def test_a_new_day_is_counted_in_new_counters(tmp_path: Path) -> None:
    server = serving(tmp_path, stocked(), trusted=True)
    server.datagram(asked(), HERE)
    tally = server._tally
    assert hasattr(tally, "tick")

    assert tally.tick(4_000_000_000)
    for _ in range(2):
        server.datagram(asked(), HERE)

    assert counted(tmp_path / "counters") == {("88.1000.1", "dns", "found", "external"): 3}
