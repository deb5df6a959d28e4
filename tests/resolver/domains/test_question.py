"""Reading questions: what is taken, what is refused with which code, what is left without an answer."""

import dns.message
import dns.name
import pytest
from dns.rdatatype import RdataType
from hypothesis import example, given
from hypothesis import strategies as st

from resolver.domains.question import Edns, Faulty, Question, read
from tests.resolver.domains.asking import asked, cookie

PLAIN = bytes.fromhex("1234 0000 0001 0000 0000 0000 0137 076578616d706c65 00 0023 0001".replace(" ", ""))
OPT = bytes.fromhex("00 0029 04d0 00 00 0000 0000".replace(" ", ""))


def with_(at: int, octets: str, message: bytes = PLAIN) -> bytes:
    """A message in which some octets are others."""
    new = bytes.fromhex(octets)
    return message[:at] + new + message[at + len(new) :]


def with_opt(opt: bytes = OPT) -> bytes:
    return with_(10, "0001") + opt


def option(code: int, data: bytes, length: int | None = None) -> bytes:
    """An OPT record with one option, whose length may be a lie."""
    octets = code.to_bytes(2, "big") + (len(data) if length is None else length).to_bytes(2, "big") + data
    return OPT[:-2] + len(octets).to_bytes(2, "big") + octets


def test_a_question_is_read_in_all_its_parts() -> None:
    assert read(PLAIN) == Question(0, (b"7", b"example"), 35, 1, PLAIN[12:])


def test_letters_are_made_small_for_looking_and_kept_as_they_came_for_answering() -> None:
    question = read(asked("ORS-Dummy.7.OID-Res.ORG"))

    assert isinstance(question, Question)
    assert question.name == (b"ors-dummy", b"7", b"oid-res", b"org")
    assert question.octets[1:10] == b"ORS-Dummy"


@pytest.mark.parametrize(
    ("opt", "edns"),
    [
        (OPT, Edns(1232, 0, False)),
        (with_(3, "0064", OPT), Edns(512, 0, False)),  # RFC 6891 §6.2.3: less than 512 is 512
        (with_(7, "8000", OPT), Edns(1232, 0, True)),
        (with_(7, "7fff", OPT), Edns(1232, 0, False)),
        (option(10, b"12345678"), Edns(1232, 0, False, b"12345678")),
        (option(10, b"1" * 40), Edns(1232, 0, False, b"1" * 40)),
        (option(11, b""), Edns(1232, 0, False, keepalive=True)),
        (option(65001, b"whatever"), Edns(1232, 0, False)),
        (with_(6, "01", option(10, b"1")), Edns(1232, 1, False)),  # what options of version 1 are nobody knows
    ],
)
def test_opt_is_read(opt: bytes, edns: Edns) -> None:
    question = read(with_opt(opt))

    assert isinstance(question, Question)
    assert question.edns == edns


@pytest.mark.parametrize(
    "message",
    [
        b"",
        PLAIN[:11],
        with_(2, "8000"),  # an answer
        with_(2, "ffff"),
    ],
)
def test_what_is_not_answered(message: bytes) -> None:
    assert read(message) is None


@pytest.mark.parametrize(
    ("message", "rcode"),
    [
        *((with_(2, f"{opcode << 3:02x}00"), "NOTIMP") for opcode in range(1, 16)),
        (PLAIN[:12], "FORMERR"),
        (with_(4, "0000"), "FORMERR"),
        (with_(4, "0002"), "FORMERR"),
        (with_(4, "ffff"), "FORMERR"),
        (with_(6, "0001"), "FORMERR"),
        (with_(8, "0001"), "FORMERR"),
        (with_(10, "0001"), "FORMERR"),  # it says that there is an additional record, and there is none
        (with_(10, "0100") + OPT, "FORMERR"),
        (with_(10, "0002") + OPT + OPT, "FORMERR"),  # RFC 6891 §6.1.1: of OPT there is one
        *((PLAIN[:size], "FORMERR") for size in range(12, len(PLAIN))),
        (PLAIN + b"\0", "FORMERR"),
        (with_(12, "c00c"), "FORMERR"),  # a pointer to itself
        (with_(12, "40"), "FORMERR"),
        (with_(12, "ff"), "FORMERR"),
        (PLAIN[:12] + b"\1a" * 127 + b"\1b\0\0\1\0\1", "FORMERR"),  # 257 octets of name
        (PLAIN[:12] + b"\x3f" + b"a" * 63, "FORMERR"),
        (PLAIN + b"\0" * 5_000, "FORMERR"),
        *((with_opt(OPT[:size]), "FORMERR") for size in range(len(OPT))),
        (with_opt(with_(0, "01", OPT)), "FORMERR"),
        (with_opt(with_(1, "00fa", OPT)), "FORMERR"),  # TSIG: we share keys with nobody
        (with_opt(with_(9, "ffff", OPT)), "FORMERR"),
        (with_opt(OPT + b"\0"), "FORMERR"),
        (with_opt(option(10, b"")), "FORMERR"),
        (with_opt(option(10, b"1234567")), "FORMERR"),
        (with_opt(option(10, b"1" * 9)), "FORMERR"),
        (with_opt(option(10, b"1" * 41)), "FORMERR"),
        (with_opt(option(10, b"12345678", 9)), "FORMERR"),
        (with_opt(option(65001, b"", 65535)), "FORMERR"),
    ],
)
def test_what_is_refused(message: bytes, rcode: str) -> None:
    faulty = read(message)

    assert isinstance(faulty, Faulty)
    assert faulty.rcode.name == rcode


def test_a_name_of_255_octets_is_one() -> None:
    question = read(PLAIN[:12] + b"\1a" * 127 + b"\0\0\1\0\1")

    assert isinstance(question, Question)
    assert len(question.name) == 127


def test_what_goes_with_a_question_for_changes_is_passed_over() -> None:
    ixfr = with_(8, "0001", with_(len(PLAIN) - 3, "fb")) + b"\xc0\x0c\0\6\0\1\0\0\0\0\0\x16" + b"\0" * 22

    assert isinstance(read(ixfr), Question)


@given(st.binary(max_size=600))
@example(b"\0" * 12 + b"\xc0\x0c" * 100)
def test_any_octets_are_read_without_an_accident(octets: bytes) -> None:
    for message in (octets, PLAIN[:12] + octets, PLAIN + octets, with_opt(OPT[:9] + octets)):
        found = read(message)

        assert found is None or isinstance(found, Question | Faulty)


@given(
    st.lists(st.binary(min_size=1, max_size=63), max_size=12).filter(
        lambda labels: sum(map(len, labels)) + len(labels) < 250
    ),
    st.integers(0, 65535),
    st.integers(0, 65535),
    st.booleans(),
)
def test_what_another_implementation_writes_is_read(labels: list[bytes], type: int, size: int, edns: bool) -> None:
    name = dns.name.Name([*labels, b""])
    query = dns.message.make_query(name, RdataType.make(type or 1), use_edns=edns, payload=size)

    question = read(query.to_wire())

    assert isinstance(question, Question)
    assert question.name == tuple(label.lower() for label in labels)
    assert question.type == (type or 1)
    assert (question.edns.size if question.edns else None) == (max(size, 512) if edns else None)


def test_a_cookie_comes_through() -> None:
    question = read(asked(options=cookie(b"abcdefgh")))

    assert isinstance(question, Question)
    assert question.edns == Edns(1232, 0, False, b"abcdefgh")
