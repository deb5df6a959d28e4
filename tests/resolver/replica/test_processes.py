"""Several processes: what one commits the others read at once; what is killed leaves nothing half done."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from resolver.replica.generations import Generations
from resolver.replica.level import Level
from resolver.replica.reader import Reader
from resolver.replica.render import entry_of
from schemas.change import Numbered, Put, Retire
from tests.house.tree import ROOT
from tests.resolver.replica.child import KEYS, MAP, change

ROUNDS = 8


def start(*words: str) -> subprocess.Popen[str]:
    """A process of its own, which has said its first word."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.resolver.replica.child", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    while child.stdout.readline().strip() not in ("following", "reading"):
        assert child.poll() is None
    return child


def differences(folder: Path) -> list[str]:
    """Where cursor and entries do not say the same, after a kill."""
    level = Level.open(folder / "level")
    served = Generations(folder / "replica", level, MAP).served()
    assert served is not None
    serial = served.serial
    reader = Reader(folder / "replica", level)
    found = []
    newest = {number % KEYS: number for number in range(2, serial + 1)}
    for rest in range(KEYS):
        expected = None
        if number := newest.get(rest):
            known = change(number)
            assert isinstance(known, Put | Retire)
            expected = entry_of(known, number)
        entry = reader.find(f"88.1.1/SN-{rest}".encode())
        if entry != expected:
            found.append(f"SN-{rest} is of {entry and entry.serial}, expected {newest.get(rest)} at {serial}")
    if served.standing().entries != len(newest):
        found.append(f"{served.standing().entries} entries, expected {len(newest)}")
    reader.close()
    served.close()
    return found


def kill_while_following(part: str, folder: Path, rounds: int) -> list[list[str]]:
    """What is wrong after each of some kills at a random moment."""
    chance = random.Random(11)
    wrong = []
    for number in range(rounds):
        child = start(part, str(folder / str(number)))
        time.sleep(chance.uniform(0.01, 0.15))
        child.kill()
        child.wait()
        wrong.append(differences(folder / str(number)))
    return wrong


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder for each round."""
    for number in range(ROUNDS):
        (tmp_path / str(number)).mkdir()
    return tmp_path


def test_killed_while_following_cursor_and_entries_agree(folder: Path) -> None:
    assert kill_while_following("follow", folder, ROUNDS) == [[]] * ROUNDS


def test_with_a_cursor_of_its_own_transaction_they_do_not(folder: Path) -> None:
    """The twin: here a kill leaves a gap that nobody would ever ask for again."""
    assert any(kill_while_following("torn", folder, ROUNDS))


def test_killed_while_following_it_goes_on_where_it_was(folder: Path) -> None:
    first = start("follow", str(folder / "0"))
    reader = Reader(folder / "0" / "replica", Level.open(folder / "0" / "level"))
    time.sleep(0.1)
    assert reader.raw(b"88.1.1/SN-1") is not None
    first.kill()
    first.wait()
    before = reader.serial  # a reader that lives on, and with it the locks the dead one may have held

    second = start("follow", str(folder / "0"))
    time.sleep(0.1)
    second.kill()
    second.wait()

    assert reader.serial > before > 1
    reader.close()
    assert differences(folder / "0") == []


@pytest.mark.parametrize(("part", "stale"), [("read", False), ("never look", True)])
def test_what_the_level_says_every_process_reads(tmp_path: Path, part: str, stale: bool) -> None:
    """Read-your-writes between processes; its twin keeps an old view and does not."""
    level = Level.open(tmp_path / "level")
    generations = Generations(tmp_path / "replica", level, MAP)
    built = generations.begin()
    built.apply([Numbered(serial, change(serial)) for serial in range(1, KEYS + 2)])
    served = generations.serve(built)
    last = served.serial + 1_500

    child = start(part, str(tmp_path), str(last))
    for serial in range(served.serial + 1, last + 1):
        served.apply([Numbered(serial, change(serial))])
        level.set(level.generation, serial)
    said, _ = child.communicate(timeout=60)
    looked, missed = map(int, said.split())
    served.close()

    assert looked > 20
    assert (missed > 0) is stale


def test_a_flipped_bit_anywhere_in_the_file_is_never_served_and_does_not_stay(tmp_path: Path) -> None:
    """A damaged way to an entry may hide it until it is found, a damaged entry never answers."""
    child = subprocess.run(
        [sys.executable, "-m", "tests.resolver.replica.child", "flip", str(tmp_path), "40"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    wrong, missing, left = map(int, child.stdout.split("\n")[-2].split())
    assert (wrong, left) == (0, 0)
    assert missing < 400
