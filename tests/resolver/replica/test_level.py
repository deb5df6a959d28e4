"""The level: one memory access tells whether anything has changed."""

from pathlib import Path

import pytest

from resolver.replica.level import GENERATION, HOLDINGS, SERIAL, TURN, Level
from schemas.errors import Busy


def test_what_is_set_is_seen_by_all(tmp_path: Path) -> None:
    keeper, worker = Level.open(tmp_path / "level"), Level.open(tmp_path / "level")
    turn, holdings = worker.words[TURN], worker.words[HOLDINGS]

    keeper.set(3, 2**40)

    assert (worker.generation, worker.serial, worker.turn) == (3, 2**40, turn + 1)
    assert worker.words[GENERATION] == 3
    assert worker.words[SERIAL] == 2**40
    assert worker.words[HOLDINGS] == holdings + 1  # another generation may hold other prefixes

    keeper.set(3, 2**40)
    assert (worker.turn, worker.words[HOLDINGS]) == (turn + 2, holdings + 1)
    keeper.set(3, 2**40 + 1, holdings=True)
    assert worker.words[HOLDINGS] == holdings + 2


def test_it_outlives_who_wrote_it(tmp_path: Path) -> None:
    level = Level.open(tmp_path / "level")
    level.set(1, 7)
    level.close()

    again = Level.open(tmp_path / "level")
    assert (again.generation, again.serial, again.turn) == (1, 7, 2)


def test_a_file_of_something_else_begins_anew_with_another_turn(tmp_path: Path) -> None:
    (tmp_path / "level").write_bytes(b"\xff" * 64)
    level = Level.open(tmp_path / "level")

    assert (level.generation, level.serial) == (0, 0)
    level.set(1, 1)
    assert level.turn < 2**64


def test_where_no_file_can_be_it_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Busy, match="^cannot open level: No such file or directory$"):
        Level.open(tmp_path / "gone" / "level")
