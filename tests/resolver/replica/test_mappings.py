"""Other identifiers in the replica: they follow their records in the same transaction, and are healed from them."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolver.replica.entry import Corrupt
from resolver.replica.environment import DIGESTED_SIZE, Environment, kept_under
from resolver.replica.generations import Generations
from resolver.replica.level import Level
from resolver.replica.mappings import Pointer, is_mapping_key, pointer_octets, pointer_of
from resolver.replica.reader import Reader
from schemas.change import Change, Numbered
from schemas.handle import Handle
from schemas.value import PUBLIC, SECRET, Value
from tests.resolver.replica.test_follow import running
from tests.resolver.replica.test_scrub import HARMS, Patient, flipped, harm, swept
from tests.support.feeds import PaperFeed, put, retire

PIECE = b"gs1:/01/09506000134352/21/"
LONG = "E=400001" + "长" * 300
LONG_KEY = f"ecode:{LONG[2:]}".encode()


def mapping(text: str, index: int = 5, permissions: int = PUBLIC) -> Value:
    """A value that carries another identifier."""
    return Value(index, "MAPPING", text.encode(), timestamp=1_700_000_000, permissions=permissions)


def piece(serial: str) -> str:
    """The element string of one piece."""
    return f"(01)09506000134352(21){serial}"


HISTORY: list[Change] = [
    put("88.1.1/a", mapping(piece("A")), mapping("1.2.156.3001.1", 6)),
    put("88.1.1/b", mapping(piece("B"))),
    put("88.1.1/A", mapping(piece("A")), version=2, before=1),  # the OID is dropped
    put("88.1.1/c", mapping("1.2.156.3001.1")),  # and taken up again
    retire("88.1.1/b", before=2),
    put("88.1.1/d", mapping(piece("B")), mapping(piece("HIDDEN"), 6, SECRET), mapping("9506000134353", 7)),
    put("88.1.1/e", mapping(LONG)),
    put("88.1.1/" + "长" * 200, mapping(piece("E"))),
]
NUMBERED = [Numbered(serial, change) for serial, change in enumerate(HISTORY, start=1)]
POINTERS = {
    PIECE + b"A": Pointer("88.1.1/A", 3),
    PIECE + b"B": Pointer("88.1.1/d", 6),
    PIECE + b"E": Pointer("88.1.1/" + "长" * 200, 8),
    PIECE + b"HIDDEN": None,
    b"gs1:/01/09506000134352": None,
    b"oid:1.2.156.3001.1": Pointer("88.1.1/c", 4),
    LONG_KEY: Pointer("88.1.1/e", 7),
}


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(NUMBERED), st.lists(st.lists(st.sampled_from(NUMBERED), max_size=4), max_size=4))
def test_once_everything_was_applied_in_order_no_repetition_moves_a_pointer(
    tmp_path_factory: pytest.TempPathFactory, order: list[Numbered], again: list[list[Numbered]]
) -> None:
    folder = tmp_path_factory.mktemp("replica")
    level = Level.open(folder.parent / f"{folder.name}.level")
    generations = Generations(folder, level, map_size=1 << 24)
    writer = generations.begin()
    for page in [NUMBERED[:3], NUMBERED[3:5], NUMBERED[5:], *again, order[:4], order[4:]]:
        writer.apply(page)
    writer = generations.serve(writer)
    reader = Reader(folder, level)

    assert {key: reader.pointer(key) for key in POINTERS} == POINTERS
    assert writer.standing().mappings == 5
    reader.close()
    writer.close()


@pytest.mark.parametrize("size", range(1, 9))
def test_pages_of_any_size_come_to_the_same(tmp_path: Path, size: int) -> None:
    level = Level.open(tmp_path / "level")
    generations = Generations(tmp_path / "replica", level, map_size=1 << 24)
    writer = generations.begin()
    for at in range(0, len(NUMBERED), size):
        writer.apply(NUMBERED[at : at + size])
    writer = generations.serve(writer)
    reader = Reader(tmp_path / "replica", level)

    assert {key: reader.pointer(key) for key in POINTERS} == POINTERS
    assert reader.mapped(PIECE + b"A") == Handle.parse("88.1.1/a")
    assert reader.mapped(b"uuid:0") is None
    reader.close()
    writer.close()


def test_a_pointer_reads_back_under_its_own_key_only() -> None:
    octets = pointer_octets(PIECE, Pointer("88.1.1/件", 2**40))

    assert pointer_of(PIECE, octets) == Pointer("88.1.1/件", 2**40)
    assert pointer_of(PIECE + b"1", octets) is None
    assert [pointer_of(PIECE, octets[:cut]) for cut in range(len(octets))] == [None] * len(octets)
    assert pointer_of(PIECE, None) is None
    assert len(kept_under(LONG_KEY)) == DIGESTED_SIZE


@pytest.mark.parametrize(
    ("key", "other"),
    [(b"oid:1.2.156", True), (PIECE, True), (b"88.1.1/A:B", False), (b"88.1.1", False), (b"0.NA/88.1.1", False)],
)
def test_keys_are_told_apart(key: bytes, other: bool) -> None:
    assert is_mapping_key(key) is other


@pytest.fixture
async def patient(tmp_path: Path) -> Patient:
    """A node with mapped records, level."""
    feed = PaperFeed()
    feed.write(*HISTORY)
    feed.write(*(put(f"88.1.1/SN-{number}", mapping(piece(str(number)))) for number in range(100)))
    feed.write(*(put(f"88.1.1/N-{number}") for number in range(100)))
    node = Patient(feed, tmp_path)
    await node.settle()
    return node


def all_good(node: Patient) -> bool:
    """Whether every identifier leads where it should."""
    numbers = {f"{number}": f"88.1.1/SN-{number}" for number in range(100)}
    return {key: node.reader.pointer(key) for key in POINTERS} == POINTERS and all(
        node.reader.mapped(PIECE + serial.encode()) == Handle.parse(handle) for serial, handle in numbers.items()
    )


@pytest.mark.parametrize("name", HARMS)
@pytest.mark.parametrize("key", [PIECE + b"7", b"oid:1.2.156.3001.1", LONG_KEY])
async def test_what_a_worker_reports_is_healed(patient: Patient, name: str, key: bytes) -> None:
    writer = await patient.settle()
    harm(writer, HARMS[name], kept_under(key), database=b"mappings")
    patient.follower.publish()
    if name == "missing":
        assert patient.reader.pointer(key) is None
    else:
        with pytest.raises(Corrupt):
            patient.reader.pointer(key)

    assert await patient.scrubber.heal(key)
    assert all_good(patient)


@pytest.mark.parametrize("name", HARMS)
async def test_sweeping_finds_what_nobody_asked_for(patient: Patient, name: str) -> None:
    writer = await patient.settle()
    await swept(patient)
    assert patient.scrubber.healed == 0
    keys = [PIECE + str(number).encode() for number in random.Random(3).sample(range(100), 20)]
    harm(writer, HARMS[name], *keys, kept_under(LONG_KEY), database=b"mappings")

    await swept(patient)
    await swept(patient)

    assert all_good(patient)


@pytest.mark.parametrize(
    ("key", "octets"),
    [
        (b"oid:1.2.156.9", pointer_octets(b"oid:1.2.156.9", Pointer("88.1.1/SN-1", 9))),  # it never carried that
        (b"oid:1.2.156.9", pointer_octets(b"oid:1.2.156.9", Pointer("88.1.1/none", 9))),
        (b"oid:1.2.156.9", b""),
        (b"oid:1.2.156.9", b"x" * 12),
        (b"oid:1.2.156.9", b"x" * 12 + b"\xff"),
        (PIECE + b"7", pointer_octets(PIECE + b"7", Pointer("88.1.1/SN-8", 16))),
        (kept_under(LONG_KEY + b"9"), pointer_octets(LONG_KEY, Pointer("88.1.1/e", 7))),
    ],
)
async def test_a_pointer_that_leads_astray_is_removed_or_led_back(patient: Patient, key: bytes, octets: bytes) -> None:
    writer = await patient.settle()
    environment = Environment.open(writer.path)
    with environment.lmdb.begin(write=True, db=environment.mappings) as page:
        page.put(key, octets)
    environment.close()

    await swept(patient)
    await swept(patient)

    assert all_good(patient)
    assert writer.standing().mappings == 105
    assert patient.scrubber.healed in (1, 2)


async def test_comparing_finds_what_lies_under_a_digest(patient: Patient) -> None:
    """By its own entry such a handle cannot be told, so that sweeping passes it over."""
    writer = await patient.settle()
    harm(writer, HARMS["missing"], PIECE + b"E", database=b"mappings")
    await swept(patient)
    assert patient.reader.pointer(PIECE + b"E") is None
    assert await patient.scrubber.heal(PIECE + b"E")
    assert patient.follower.doubtful

    await patient.scrubber.scrub_all()

    assert all_good(patient)


@pytest.mark.parametrize("change", [flipped, HARMS["missing"]])
async def test_with_its_record_a_pointer_comes_back(patient: Patient, change: Callable[[bytes], bytes | None]) -> None:
    writer = await patient.settle()
    harm(writer, change, b"88.1.1/SN-7")
    harm(writer, HARMS["missing"], PIECE + b"7", database=b"mappings")
    patient.follower.publish()

    assert await patient.scrubber.heal(b"88.1.1/SN-7")

    assert all_good(patient)


async def test_an_identifier_that_two_records_carry_leads_to_the_newer_one_and_then_to_the_other(
    patient: Patient,
) -> None:
    """No registry lets that happen; a feed from elsewhere might."""
    patient.feed.write(put("88.1.1/0-newer", mapping(piece("7"))))
    await patient.settle()
    await swept(patient)
    assert patient.reader.mapped(PIECE + b"7") == Handle.parse("88.1.1/0-newer")
    assert patient.scrubber.healed == 0

    patient.feed.write(retire("88.1.1/0-newer"))
    await patient.settle()
    assert patient.reader.mapped(PIECE + b"7") is None
    await swept(patient)
    assert patient.reader.mapped(PIECE + b"7") == Handle.parse("88.1.1/SN-7")


async def test_a_replica_of_an_older_release_is_built_anew(tmp_path: Path) -> None:
    """Without the database of other identifiers it cannot be read."""
    node = Patient(PaperFeed(), tmp_path)
    node.feed.write(*HISTORY)
    await node.settle()
    node.follower.close()
    environment = Environment.open(tmp_path / "replica" / "1", writable=True)
    with environment.lmdb.begin(write=True) as page:
        page.drop(environment.mappings, delete=True)
    environment.close()

    async with running(node.feed, tmp_path) as renewed:
        await renewed.follower.level_with(len(HISTORY))
        assert renewed.level.generation == 2
        assert {key: renewed.reader.pointer(key) for key in POINTERS} == POINTERS
