"""Reading: the newest state at once, whatever happens to the files; never a wrong answer for want of one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import lmdb
import msgspec
import pytest

from resolver.replica.environment import TWIN, Environment, Unreadable
from resolver.replica.generations import Generations
from resolver.replica.level import Level
from resolver.replica.reader import Reader
from resolver.replica.render import entry_of
from resolver.replica.writer import Writer
from schemas.change import Claimed, Numbered, PrefixStanding
from tests.support.feeds import holding, put

A = b"88.1.1/A"
FIRST = put("88.1.1/a")
SECOND = put("88.1.1/a", version=2, before=2)


class Shelf:
    """A replica with one record, and a reader of it, in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "replica"
        self.level = Level.open(folder / "level")
        self.generations = Generations(self.folder, self.level, map_size=1 << 24)
        self.reader = Reader(self.folder, self.level)
        self.writer = self.build(Numbered(1, holding("88.1.1")), Numbered(2, FIRST))

    def build(self, *changes: Numbered) -> Writer:
        """Another generation that answers."""
        building = self.generations.begin()
        building.apply(changes)
        return self.generations.serve(building)

    def apply(self, *changes: Numbered) -> None:
        """What the follower does."""
        holdings = self.writer.apply(changes)
        self.level.set(self.level.generation, self.writer.serial, holdings=holdings)

    def spoil(self, database: bytes, key: bytes, octets: bytes | None) -> None:
        """Write octets past everything that checks them."""
        environment = Environment.open(self.writer.path)
        handle = environment.lmdb.open_db(database, create=False)
        with environment.lmdb.begin(write=True, db=handle) as page:
            page.put(key, octets) if octets is not None else page.delete(key)
        environment.close()
        self.level.set(self.level.generation, self.writer.serial, holdings=True)


def test_a_suspended_prefix_is_told_as_active_where_the_park_lets_it_answer(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    lenient = Reader(shelf.folder, shelf.level, suspended_answers=True)
    for standing, told in (
        (PrefixStanding.SUSPENDED, PrefixStanding.ACTIVE),
        (PrefixStanding.CLOSED, PrefixStanding.CLOSED),
        (PrefixStanding.ACTIVE, PrefixStanding.ACTIVE),
    ):
        shelf.apply(Numbered(shelf.writer.serial + 1, msgspec.structs.replace(holding("88.1.1"), standing=standing)))
        strict, known = shelf.reader.holding("88.1.1"), lenient.holding("88.1.1")
        assert strict is not None
        assert known is not None
        assert (strict.standing, known.standing) == (standing, told)
    lenient.close()
    shelf.reader.close()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """A replica with one record."""
    shelf = Shelf(tmp_path)
    yield shelf
    shelf.reader.close()
    shelf.writer.close()


def test_what_is_applied_is_read_at_once(shelf: Shelf) -> None:
    assert shelf.reader.find(A) == entry_of(FIRST, 2)
    assert shelf.reader.find(b"88.1.1/B") is None

    shelf.apply(Numbered(3, SECOND))

    assert shelf.reader.find(A) == entry_of(SECOND, 3)
    assert shelf.reader.serial == 3


def test_what_holdings_tell_of_claims_is_read_until_it_changes(shelf: Shelf) -> None:
    arc, company = Claimed("oid", "1.2.156.3001"), Claimed("gs1", "950600", "https://r.example")
    other = Claimed("gs1", "690123", "https://s.example")
    assert shelf.reader.claimed() == ()

    telling = msgspec.structs.replace(holding("88.1.1"), stems=(company, arc))
    second = msgspec.structs.replace(holding("88.1.2"), stems=(other,))
    shelf.apply(Numbered(3, telling), Numbered(4, holding("88.1.3")), Numbered(5, second))
    assert shelf.reader.claimed() == (company, arc, other)
    assert shelf.reader.holding("88.1.1") == telling

    suspended = msgspec.structs.replace(telling, standing=PrefixStanding.SUSPENDED)
    shelf.apply(Numbered(6, suspended), Numbered(7, holding("88.1.2")))
    assert shelf.reader.claimed() == (company._replace(handler=""), arc)

    shelf.spoil(b"holdings", b"88.1.1", b"x" * 80)
    assert shelf.reader.claimed() == ()


def test_until_the_level_says_so_the_old_state_is_read(shelf: Shelf) -> None:
    """The twin: a kept view alone sees nothing new."""
    assert shelf.reader.find(A) == entry_of(FIRST, 2)
    shelf.writer.apply([Numbered(3, SECOND)])
    assert shelf.reader.find(A) == entry_of(FIRST, 2)


def test_another_generation_is_read_at_once(shelf: Shelf) -> None:
    assert shelf.reader.find(A) == entry_of(FIRST, 2)
    assert shelf.reader.holding("88.1.1") == holding("88.1.1")

    shelf.writer.close()
    shelf.writer = shelf.build(Numbered(1, put("88.1.1/b")))

    assert shelf.reader.find(A) is None
    assert shelf.reader.find(b"88.1.1/B") == entry_of(put("88.1.1/b"), 1)
    assert shelf.reader.holding("88.1.1") is None


def test_a_reader_of_deleted_files_goes_on(shelf: Shelf) -> None:
    assert shelf.reader.find(A) == entry_of(FIRST, 2)
    shutil.rmtree(shelf.folder)

    assert shelf.reader.find(A) == entry_of(FIRST, 2)
    shelf.apply(Numbered(3, SECOND))
    assert shelf.reader.find(A) == entry_of(SECOND, 3)


def test_nothing_is_not_absent(tmp_path: Path) -> None:
    """While there is no replica, no identifier is said not to exist."""
    reader = Reader(tmp_path / "replica", Level.open(tmp_path / "level"))

    with pytest.raises(Unreadable, match="^the replica cannot be read: there is none yet, or it was taken away"):
        reader.raw(A)
    with pytest.raises(Unreadable, match="^the replica cannot be read: there is none yet$"):
        reader.holding("88.1.1")
    assert reader.serial == 0


@pytest.mark.parametrize("harm", ["delete", "empty", "cut", "garbage"])
def test_files_that_cannot_be_opened_are_said_and_found_again(shelf: Shelf, harm: str) -> None:
    shelf.writer.close()
    file = shelf.writer.path / "data.mdb"
    octets = file.read_bytes()
    match harm:
        case "delete":
            file.unlink()
        case "empty":
            file.write_bytes(b"")
        case "cut":
            file.write_bytes(octets[: len(octets) // 2])
        case "garbage":
            file.write_bytes(b"\xa5" * len(octets))

    with pytest.raises(Unreadable):
        shelf.reader.raw(A)
    with pytest.raises(Unreadable):
        shelf.reader.find(A)

    file.write_bytes(octets)
    assert shelf.reader.find(A) == entry_of(FIRST, 2)
    shelf.writer = Writer(shelf.writer.path)


def test_a_writer_that_comes_after_the_reader_takes_the_environment_over(shelf: Shelf) -> None:
    shelf.writer.close()
    assert shelf.reader.find(A) == entry_of(FIRST, 2)

    shelf.writer = Writer(shelf.writer.path)

    assert shelf.reader.find(A) == entry_of(FIRST, 2)
    shelf.apply(Numbered(3, SECOND))
    assert shelf.reader.find(A) == entry_of(SECOND, 3)


@pytest.mark.parametrize("octets", [None, b"", b"x" * 40])
@pytest.mark.parametrize(("database", "key"), [(b"holdings", b"88.1.1"), (b"state", TWIN + b"88.1.1")])
def test_one_good_copy_of_a_holding_is_enough(shelf: Shelf, database: bytes, key: bytes, octets: bytes | None) -> None:
    shelf.spoil(database, key, octets)

    assert shelf.reader.holding("88.1.1") == holding("88.1.1")
    assert shelf.reader.holding("88.1.2") is None
    assert shelf.reader.holding("") is None
    assert shelf.reader.holding("8" * 500) is None


def test_without_a_good_copy_a_holding_is_not_absent(shelf: Shelf) -> None:
    shelf.spoil(b"holdings", b"88.1.1", b"x" * 40)
    shelf.spoil(b"state", TWIN + b"88.1.1", None)

    with pytest.raises(Unreadable, match="both copies of a holding are corrupt"):
        shelf.reader.holding("88.1.1")


def test_a_view_of_a_dead_process_is_forgotten(shelf: Shelf) -> None:
    assert shelf.writer.free_readers() == 0


def test_lmdb_itself_refuses_what_is_not_a_key(shelf: Shelf) -> None:
    with pytest.raises(Unreadable, match="MDB_BAD_VALSIZE"):
        shelf.reader.raw(b"")
    assert issubclass(lmdb.BadValsizeError, lmdb.Error)
    assert shelf.reader.find(A) == entry_of(FIRST, 2)
