"""Names of handles: records, members of batches, what templates make, prefixes, and what lies where nobody answers."""

from pathlib import Path

import pytest

from resolver.domains.server import NameServer
from resolver.replica.entry import Corrupt
from schemas.value import Value
from tests.resolver.domains.asking import asked, texts, told
from tests.resolver.domains.paper import maps, serving, stocked, url
from tests.resolver.edge.standing import with_batches
from tests.resolver.edge.stocked import TEMPLATE

ZONE = "id.park.example"
ABSENT = "NXDOMAIN AA |  | SOA×1"
EMPTY = "NOERROR AA |  | SOA×1"
SAID = "NOERROR AA | TXT×1 |"
LEADS = "NOERROR AA | URI×1 |"


@pytest.fixture
def server(tmp_path: Path) -> NameServer:
    shelf = stocked()
    with_batches(shelf)
    base = (url("https://a.example/base"), Value(2, "HS_NAMESPACE", TEMPLATE))
    shelf.put("88.1000.1/BASE", *base)
    return serving(tmp_path, shelf, trusted=True)


@pytest.mark.parametrize(
    ("name", "type", "expected"),
    [
        ("pump.1.1000.88", "URI", LEADS),
        ("PUMP.1.1000.88", "URI", LEADS),
        ("pump.1.1000.88", "TXT", SAID),
        ("pump.1.1000.88", "ANY", SAID),
        ("pump.1.1000.88", "NAPTR", EMPTY),
        (r"two\.parts\/and\032a\032slash.1.1000.88", "URI", LEADS),
        (r"\228\187\182.1.1000.88", "URI", LEADS),
        ("x.ab.1000.88", "URI", LEADS),
        # Nobody has registered them, or no name can be theirs.
        ("nobody.1.1000.88", "URI", ABSENT),
        ("a.pump.1.1000.88", "URI", ABSENT),
        ("*.1.1000.88", "URI", ABSENT),
        (r"\255.1.1000.88", "URI", ABSENT),
        (r"\000.1.1000.88", "URI", ABSENT),
        ("w" * 63 + ".1.1000.88", "URI", ABSENT),
        # Retired: the handle was there, and it is said that it was.
        ("gone.1.1000.88", "URI", EMPTY),
        ("gone.1.1000.88", "TXT", SAID),
        # Prefixes, what is above them, and one that shares its name with a record.
        ("ab.1000.88", "TXT", SAID),
        ("88", "TXT", EMPTY),
        ("89", "TXT", ABSENT),
        ("7.1000.88", "TXT", ABSENT),
        ("1.1000.88", "URI", LEADS),
        # Suspended and delegated: whatever is asked for below them.
        ("off.2.1000.88", "URI", EMPTY),
        ("off.2.1000.88", "TXT", SAID),
        ("whatever.2.1000.88", "TXT", SAID),
        ("a.b.c.3.1000.88", "TXT", SAID),
        ("3.1000.88", "TXT", SAID),
        # A derived prefix that is held here although the one above it is not.
        ("y.6.5.3.1000.88", "URI", LEADS),
        ("5.3.1000.88", "TXT", EMPTY),
        ("x.5.3.1000.88", "TXT", ABSENT),
        # Members of batches, and what a template makes.
        ("base@x=1.1.1000.88", "URI", LEADS),
        (r"base\@x=1.1.1000.88", "URI", LEADS),
        ("base@y=1.1.1000.88", "URI", ABSENT),
    ],
)
def test_each_name_has_its_answer(server: NameServer, name: str, type: str, expected: str) -> None:
    assert told(server.datagram(asked(f"{name}.{ZONE}", type), "192.0.2.1")) == expected.rstrip()


@pytest.mark.parametrize(
    ("name", "type", "expected"),
    [
        ("pump.1.1000.88", "URI", '3600 IN URI 10 1 "https://a.example/pump"'),
        ("nobody.1.1000.88", "URI", None),
        ("nobody.1.1000.88", "TXT", None),
        ("ab.1000.88", "TXT", '60 IN TXT "prefix=88.1000.AB" "status=active"'),
        ("2.1000.88", "TXT", '60 IN TXT "prefix=88.1000.2" "status=suspended"'),
        ("x.2.1000.88", "TXT", '60 IN TXT "status=suspended"'),
        ("3.1000.88", "TXT", '60 IN TXT "prefix=88.1000.3" "status=elsewhere" "endpoint=https://node.example"'),
        ("x.3.1000.88", "TXT", '60 IN TXT "status=elsewhere" "endpoint=https://node.example"'),
        ("gone.1.1000.88", "TXT", '60 IN TXT "status=retired"'),
        ("1.1000.88", "TXT", '3600 IN TXT "handle=88.1000/1" "status=active"'),
        ("base@x=1.1.1000.88", "URI", '3600 IN URI 10 1 "https://a.example/base?x=1"'),
    ],
)
def test_what_they_say(server: NameServer, name: str, type: str, expected: str | None) -> None:
    said = texts(server.datagram(asked(f"{name}.{ZONE}", type), "192.0.2.1"))

    assert [line.split(". ", 1)[1] for line in said] == ([] if expected is None else [expected])


def test_a_record_without_an_address_leads_to_its_page(tmp_path: Path) -> None:
    shelf = stocked()
    shelf.put("88.1000.1/a/b", Value(1, "NAME", b"no address", 600), maps("1.2.156.3001.99"))
    server = serving(tmp_path, shelf, trusted=True)

    said = texts(server.datagram(asked(rf"a\/b.1.1000.88.{ZONE}", "URI"), "192.0.2.1"))

    assert said[0].endswith('600 IN URI 10 1 "https://id.park.example/88.1000.1/a/b"')


@pytest.mark.parametrize(
    ("suffix", "type", "expected"),
    [
        ("sn-0010", "URI", LEADS),
        ("SN-0010", "TXT", SAID),
        ("sn-0006", "URI", ABSENT),
        ("sn-0017", "URI", ABSENT),
        ("sn-10", "URI", ABSENT),
        (r"\228\187\1820010", "URI", LEADS),
        ("sn-0008", "URI", LEADS),  # amended by itself
        ("sn-0009", "URI", EMPTY),  # retired by itself
        ("r-0010", "TXT", SAID),  # retired with its batch
        ("r-0010", "URI", EMPTY),
    ],
)
def test_members_of_batches_answer_as_records_do(server: NameServer, suffix: str, type: str, expected: str) -> None:
    assert told(server.datagram(asked(f"{suffix}.5.1000.88.{ZONE}", type), "192.0.2.1")) == expected.rstrip()


def test_a_member_leads_where_its_batch_says(server: NameServer) -> None:
    (said,) = texts(server.datagram(asked(f"sn-0010.5.1000.88.{ZONE}", "URI"), "192.0.2.1"))

    assert said.endswith('IN URI 10 1 "https://trace.example/SN-0010?n=0010"')


def test_a_batch_that_cannot_be_read_is_for_healing(server: NameServer) -> None:
    with pytest.raises(Corrupt):
        server.datagram(asked(f"sn-0010.6.1000.88.{ZONE}", "URI"), "192.0.2.1")
