"""Answers of a name server over one of everything: a table of questions and what comes of each."""

from pathlib import Path

import pytest

from resolver.domains.server import NameServer
from tests.resolver.domains.asking import asked, texts, told
from tests.resolver.domains.paper import serving, stocked

ARC = "3001.156.2.1.oid-res.org"
GTINS = "3.2.1.0.9.6.gtin.gs1.id.onsepc.com"
ABSENT = "NXDOMAIN AA |  | SOA×1"
EMPTY = "NOERROR AA |  | SOA×1"


@pytest.fixture
def server(tmp_path: Path) -> NameServer:
    return serving(tmp_path, stocked(), trusted=True)


TABLE = [
    # An OID, under the name that clients of ORS ask for, and under its own.
    (f"ors-dummy.7.{ARC}", "NAPTR", "NOERROR AA | NAPTR×2 |"),
    (f"7.{ARC}", "NAPTR", "NOERROR AA | NAPTR×2 |"),
    (f"7.{ARC}", "TXT", "NOERROR AA | TXT×1 |"),
    (f"7.{ARC}", "ANY", "NOERROR AA | TXT×1 |"),
    (f"ors-dummy.7.{ARC}", "TXT", EMPTY),
    (f"7.{ARC}", "A", EMPTY),
    (f"7.{ARC}", "TYPE128", EMPTY),
    (f"ORS-dummy.7.{ARC.upper()}", "NAPTR", "NOERROR AA | NAPTR×2 |"),
    # The apex.
    (ARC, "SOA", "NOERROR AA | SOA×1 |"),
    (ARC, "NS", "NOERROR AA | NS×2 |"),
    (ARC, "NAPTR", "NOERROR AA | NAPTR×2 |"),
    (ARC, "ANY", "NOERROR AA | SOA×1 |"),
    (ARC, "DS", EMPTY),
    (f"ors-dummy.{ARC}", "NAPTR", "NOERROR AA | NAPTR×2 |"),
    # Names that exist for the sake of names below them, and names that do not.
    (f"9.{ARC}", "NAPTR", EMPTY),
    (f"1.1.9.{ARC}", "NAPTR", EMPTY),
    (f"4.1.1.9.{ARC}", "NAPTR", "NOERROR AA | NAPTR×2 |"),
    (f"1.4.1.1.9.{ARC}", "NAPTR", ABSENT),
    (f"ors-dummy.9.{ARC}", "NAPTR", ABSENT),
    (f"99.{ARC}", "NAPTR", ABSENT),
    (f"ors-dummy.99.{ARC}", "NAPTR", ABSENT),
    (f"1.ors-dummy.7.{ARC}", "NAPTR", ABSENT),
    (f"ors-dummy.ors-dummy.7.{ARC}", "NAPTR", ABSENT),
    (f"07.{ARC}", "NAPTR", ABSENT),
    (rf"3\.12.{ARC}", "NAPTR", ABSENT),
    (rf"\000.{ARC}", "NAPTR", ABSENT),
    (rf"\195\164.{ARC}", "NAPTR", ABSENT),
    (f"xn--.{ARC}", "NAPTR", ABSENT),
    (f"xn--a.{ARC}", "NAPTR", ABSENT),
    # Retired: the mapping is gone with it. Suspended: the name is there and leads nowhere.
    (f"10.{ARC}", "NAPTR", ABSENT),
    (f"11.{ARC}", "NAPTR", EMPTY),
    (f"11.{ARC}", "TXT", "NOERROR AA | TXT×1 |"),
    (f"ors-dummy.11.{ARC}", "NAPTR", ABSENT),
    # Letters and Chinese, with a numeric OID of the same thing and without.
    (f"xn--2h5avb.{ARC}", "NAPTR", "NOERROR AA | NAPTR×2 |"),
    (f"xn--2h5avb.{ARC}", "DNAME", "NOERROR AA | DNAME×1 |"),
    (f"ors-dummy.xn--2h5avb.{ARC}", "NAPTR", "NOERROR AA | DNAME×1 CNAME×1 NAPTR×2 |"),
    (f"ors-dummy.xn--2h5avb.{ARC}", "CNAME", "NOERROR AA | DNAME×1 CNAME×1 |"),
    (f"3.xn--2h5avb.{ARC}", "NAPTR", "NOERROR AA | DNAME×1 CNAME×1 NAPTR×2 |"),
    (f"3.xn--2h5avb.{ARC}", "A", "NOERROR AA | DNAME×1 CNAME×1 | SOA×1"),
    (f"99.xn--2h5avb.{ARC}", "NAPTR", "NXDOMAIN AA | DNAME×1 CNAME×1 | SOA×1"),
    (f"xn--1nq.xn--2h5avb.{ARC}", "NAPTR", "NXDOMAIN AA | DNAME×1 CNAME×1 | SOA×1"),
    (f"wine-red.{ARC}", "NAPTR", "NOERROR AA | NAPTR×1 |"),
    (f"ors-dummy.Wine-RED.{ARC}", "NAPTR", "NOERROR AA | NAPTR×1 |"),
    (f"wine-red.{ARC}", "DNAME", EMPTY),
    (f"ors-dummy.away.{ARC}", "NAPTR", "NOERROR AA | DNAME×1 CNAME×1 |"),
    # GTINs.
    (f"1.1.0.0.0.0.4.{GTINS}", "NAPTR", "NOERROR AA | NAPTR×1 |"),
    (f"1.0.0.0.0.4.{GTINS}", "NAPTR", EMPTY),
    (f"4.{GTINS}", "NAPTR", EMPTY),
    (f"5.{GTINS}", "NAPTR", ABSENT),
    (f"2.1.0.0.0.0.4.{GTINS}", "NAPTR", ABSENT),
    (f"0.1.0.0.0.0.4.{GTINS}", "NAPTR", ABSENT),  # mapped with a serial number only
    (f"9.1.1.0.0.0.0.4.{GTINS}", "NAPTR", ABSENT),
    (f"x.{GTINS}", "NAPTR", ABSENT),
    (f"10.{GTINS}", "NAPTR", ABSENT),
    (GTINS, "SOA", "NOERROR AA | SOA×1 |"),
    # Not ours.
    ("156.2.1.oid-res.org", "NAPTR", "REFUSED |  |"),
    ("13001.156.2.1.oid-res.org", "NAPTR", "REFUSED |  |"),
    ("onsepc.com", "NAPTR", "REFUSED |  |"),
    (".", "NS", "REFUSED |  |"),
    (ARC, "AXFR", "REFUSED |  |"),
    (ARC, "IXFR", "REFUSED |  |"),
]


@pytest.mark.parametrize(("name", "type", "expected"), TABLE)
def test_each_question_has_its_answer(server: NameServer, name: str, type: str, expected: str) -> None:
    question = asked(name, type)

    first = server.datagram(question, "192.0.2.1")
    again = server.datagram(question, "192.0.2.1")

    assert told(first) == expected.rstrip()
    assert again == first
    assert told(server.message(question, "192.0.2.1")) == expected.rstrip()


def test_an_oid_leads_to_its_addresses(server: NameServer) -> None:
    assert texts(server.datagram(asked(), "192.0.2.1")) == [
        f'ors-dummy.7.{ARC}. 3600 IN NAPTR 100 10 "U" "ORS+COID" "!^.*$!oid:/1/2/156/3001/7!" .',
        f'ors-dummy.7.{ARC}. 3600 IN NAPTR 100 20 "U" "ORS+UINF" "!^.*$!https://a.example/pump!" .',
    ]


def test_a_chinese_arc_leads_to_the_numeric_one(server: NameServer) -> None:
    assert texts(server.datagram(asked(f"ors-dummy.xn--2h5avb.{ARC}"), "192.0.2.1")) == [
        f"xn--2h5avb.{ARC}. 3600 IN DNAME 12.{ARC}.",
        f"ors-dummy.xn--2h5avb.{ARC}. 3600 IN CNAME ors-dummy.12.{ARC}.",
        f'ors-dummy.12.{ARC}. 3600 IN NAPTR 100 10 "U" "ORS+COID" "!^.*$!oid:/1/2/156/3001/12!" .',
        f'ors-dummy.12.{ARC}. 3600 IN NAPTR 100 20 "U" "ORS+UINF" "!^.*$!https://a.example/valve!" .',
    ]


def test_a_gtin_leads_to_its_page(server: NameServer) -> None:
    assert texts(server.datagram(asked(f"1.1.0.0.0.0.4.{GTINS}"), "192.0.2.1")) == [
        f'1.1.0.0.0.0.4.{GTINS}. 3600 IN NAPTR 100 10 "u" "EPC+html" "!^.*$!https://a.example/goods!" .'
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("7", '3600 IN TXT "handle=88.1000.1/PUMP" "status=active"'),
        ("11", '60 IN TXT "status=suspended"'),
        ("18", r'3600 IN TXT "handle=88.1000.1/\228\187\182" "status=active"'),
    ],
)
def test_the_handle_and_how_it_stands(server: NameServer, name: str, expected: str) -> None:
    assert texts(server.datagram(asked(f"{name}.{ARC}", "TXT"), "192.0.2.1")) == [f"{name}.{ARC}. {expected}"]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("8", "https://id.park.example/88.1000.1/NONE"),  # no address of its own
        ("13", "https://a.example/%21x%22y%5Cz%E4%BB%B6?a=b"),
        ("14", "https://id.park.example/88.1000.1/LONG"),  # too long for a character string
        ("17", "https://a.example/"),
    ],
)
def test_addresses_that_need_care(server: NameServer, name: str, address: str) -> None:
    last = texts(server.datagram(asked(f"{name}.{ARC}"), "192.0.2.1"))[-1]

    assert last.endswith(f'"ORS+UINF" "!^.*$!{address}!" .')


def test_a_value_that_expires_at_a_moment_is_not_kept_by_anybody(server: NameServer) -> None:
    assert texts(server.datagram(asked(f"17.{ARC}"), "192.0.2.1"))[0].startswith(f"17.{ARC}. 0 IN NAPTR")


def test_the_spelling_of_the_question_is_kept(server: NameServer) -> None:
    question = asked(f"OrS-DuMmY.7.{ARC.title()}")
    answer = server.datagram(question, "192.0.2.1")

    assert answer is not None
    assert answer[12 : len(question)] == question[12:]
    assert texts(answer)[0].startswith(f"OrS-DuMmY.7.{ARC.title()}. 3600")
