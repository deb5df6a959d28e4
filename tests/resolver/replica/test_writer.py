"""Writing: any order and any repetition of changes comes to the same replica; what is kept is what is read."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolver.replica.entry import Entry
from resolver.replica.environment import DIGESTED_SIZE, Unreadable, kept_under
from resolver.replica.generations import Generations
from resolver.replica.level import Level
from resolver.replica.reader import Reader
from resolver.replica.render import entry_of
from resolver.replica.writer import Standing, Writer, key_of
from schemas.change import Change, Numbered, PrefixStanding
from schemas.errors import Busy
from schemas.handle import Handle
from tests.support.feeds import holding, put, retire

HISTORY: list[Change] = [
    holding("88.1.1"),
    put("88.1.1/a"),
    put("88.1.1/b"),
    put("88.1.1/A", version=2, before=2),
    holding("88.1.2"),
    retire("88.1.1/b", before=3),
    put("88.1.1/" + "长" * 400),
    put("88.1.1/" + "长" * 401),
    holding("88.1.1", standing=PrefixStanding.SUSPENDED),
    put("88.1.1/" + "长" * 400, version=2, before=7),
]
NUMBERED = [Numbered(serial, change) for serial, change in enumerate(HISTORY, start=1)]
RECORDS = [6, 4, 10, 8]  # serials of the newest change of each record


def look(folder: Path, level: Level) -> list[object]:
    reader = Reader(folder, level)
    try:
        kept = [reader.find(key_of(NUMBERED[serial - 1].change)) for serial in RECORDS]  # type: ignore[arg-type]
        return [*kept, reader.holding("88.1.1"), reader.holding("88.1.2"), reader.serial]
    finally:
        reader.close()


EXPECTED = [
    *(entry_of(NUMBERED[serial - 1].change, serial) for serial in RECORDS),  # type: ignore[arg-type]
    HISTORY[8],
    HISTORY[4],
    10,
]


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(NUMBERED), st.lists(st.lists(st.sampled_from(NUMBERED), max_size=4), max_size=4))
def test_any_order_and_repetition_converges(
    tmp_path_factory: pytest.TempPathFactory, order: list[Numbered], again: list[list[Numbered]]
) -> None:
    folder = tmp_path_factory.mktemp("replica")
    level = Level.open(folder.parent / f"{folder.name}.level")
    generations = Generations(folder, level, map_size=1 << 24)
    writer = generations.begin()
    for page in [order[:3], *again, order[3:7], order[:3], order[7:], *again]:
        writer.apply(page)
    writer = generations.serve(writer)

    assert writer.standing() == Standing(serial=10, entries=4, holdings=2)
    assert look(folder, level) == EXPECTED
    writer.close()


def test_keys_are_those_of_the_handles() -> None:
    for text in ("88.1.1/a", "88.A/ä-ß", "88.1.1/长", "88.1.1/ﬁ"):
        assert key_of(put(text)) == Handle.parse(text).key


def test_long_keys_are_kept_apart() -> None:
    one, other = (("88.1.1/" + "长" * count).encode() for count in (400, 401))

    assert len(kept_under(one)) == DIGESTED_SIZE == 472
    assert kept_under(one) != kept_under(other)
    assert kept_under(one)[:440] == one[:440]
    assert kept_under(b"x" * 480) == b"x" * 480


def test_a_full_map_writes_nothing_and_says_so(tmp_path: Path) -> None:
    writer = Writer(tmp_path, map_size=1 << 16, fresh=True)
    writer.apply(NUMBERED[:2])
    many = [Numbered(serial, put(f"88.1.1/{serial}")) for serial in range(3, 1_000)]

    with pytest.raises(Busy, match="^the replica cannot be written: mdb_put: MDB_MAP_FULL"):
        writer.apply(many)
    assert writer.standing() == Standing(2, 1, 1)
    writer.apply(NUMBERED[2:4])
    assert writer.standing() == Standing(4, 2, 1)
    writer.close()


@pytest.mark.parametrize("octets", [None, b"", b"\0" * 4_096, b"not a replica" * 1_000])
def test_what_is_no_generation_is_said(tmp_path: Path, octets: bytes | None) -> None:
    if octets is not None:
        (tmp_path / "data.mdb").write_bytes(octets)

    with pytest.raises(Unreadable, match="^the replica cannot be read: "):
        Writer(tmp_path)


def test_a_cut_generation_is_said_and_never_touched(tmp_path: Path) -> None:
    writer = Writer(tmp_path, fresh=True)
    writer.apply([Numbered(serial, put(f"88.1.1/{serial}")) for serial in range(1, 500)])
    assert writer.whole()
    file = tmp_path / "data.mdb"
    with file.open("r+b") as cut:
        cut.truncate(file.stat().st_size // 2)

    assert not writer.whole()
    assert not writer.sound()
    writer.close()
    with pytest.raises(Unreadable, match="is shorter than its pages$"):
        Writer(tmp_path)


def test_an_entry_is_read_back(tmp_path: Path) -> None:
    writer = Writer(tmp_path, fresh=True)
    writer.apply(NUMBERED)
    with writer.looking() as view:
        octets = view.get(b"88.1.1/A")
    assert octets is not None
    assert Entry.from_octets(b"88.1.1/A", octets) == entry_of(HISTORY[3], 4)  # type: ignore[arg-type]
    writer.close()


@pytest.mark.parametrize(
    ("change", "expected"),
    [(holding("88.1.1"), True), (put("0.NA/88.1.1"), True), (put("88.1.1/a"), False), (retire("88.1.1/a"), False)],
)
def test_what_concerns_a_whole_prefix_is_told(tmp_path: Path, change: Change, expected: bool) -> None:
    (tmp_path / "1").mkdir()
    writer = Writer(tmp_path / "1", map_size=1 << 24, fresh=True)

    assert writer.apply([Numbered(1, change)]) is expected
    writer.close()
