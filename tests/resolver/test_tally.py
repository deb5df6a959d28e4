"""Counting: exact whatever happens to the process, never under another day, and never stopped by strangers."""

import errno
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolver import segment
from resolver.collect import Tallied, discard, read_tallies
from resolver.segment import Kind, Segment
from resolver.tally import Tally
from schemas.counting import Channel, Class, Counted, Outcome, day_of
from schemas.errors import Busy
from tests.house.tree import ROOT

FOUND = (Channel.HTTP, Outcome.FOUND, Class.EXTERNAL)
EVENING = datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC).timestamp()  # 23:59:59 in Shanghai


def counted(day: str, prefix: str, count: int, kind: tuple[Channel, Outcome, Class] = FOUND) -> Counted:
    return Counted(day, prefix, *kind, count)


def all_of(folder: Path) -> Counter[str]:
    """Counts by day and prefix, over all files."""
    total: Counter[str] = Counter()
    for tallied in read_tallies(folder):
        assert tallied.damaged == ""
        for one in tallied.counted:
            total[f"{one.day} {one.prefix}"] += one.count
    return total


def only(folder: Path) -> Tallied:
    (tallied,) = read_tallies(folder)
    return tallied


def test_what_is_counted_is_read_while_it_goes_on(tmp_path: Path) -> None:
    tally = Tally(tmp_path, "worker-1", EVENING)
    slot = tally.slot("88.1.1", *FOUND)
    tally.counts[slot] += 1
    tally.counts[slot] += 1
    tally.add("", Channel.DNS, Outcome.MALFORMED, Class.PROBE, 5)
    tally.slot("88.1.2", *FOUND)  # asked for and never used: not counted

    tallied = only(tmp_path)
    assert tallied.counted == [
        counted("2026-11-22", "88.1.1", 2),
        counted("2026-11-22", "", 5, (Channel.DNS, Outcome.MALFORMED, Class.PROBE)),
    ]
    assert (tallied.alive, tallied.source, tallied.damaged) == (True, tallied.file.stem, "")
    assert tallied.source.startswith("worker-1-")
    assert tally.slot("88.1.1", *FOUND) == slot
    tally.close()
    assert not only(tmp_path).alive


def test_a_new_day_takes_back_all_slots(tmp_path: Path) -> None:
    tally = Tally(tmp_path, "worker-1", EVENING)
    tally.add("88.1.1", *FOUND)
    assert not tally.tick(EVENING + 0.9)
    old, epoch = tally.counts, tally.epoch

    assert tally.tick(EVENING + 1)
    assert (tally.epoch, tally.slots) == (epoch + 1, {})
    with pytest.raises(ValueError, match="released memoryview"):
        old[0] += 1  # who kept the old memory is told, instead of counting where nobody looks any more
    tally.add("88.1.1", *FOUND, 3)

    first, second = read_tallies(tmp_path)
    assert (first.alive, second.alive) == (False, True)
    assert first.counted == [counted("2026-11-22", "88.1.1", 1)]
    assert second.counted == [counted("2026-11-23", "88.1.1", 3)]
    assert first.source != second.source
    tally.close()


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(-200_000, 200_000), st.sampled_from(["88.1.1", "88.1.2", ""])), max_size=20))
def test_a_clock_that_jumps_never_doubles_nor_loses(
    tmp_path_factory: pytest.TempPathFactory, jumps: list[tuple[int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("counters")
    tally = Tally(folder, "worker-1", EVENING)
    expected: Counter[str] = Counter()
    for jump, prefix in jumps:
        tally.tick(EVENING + jump)
        tally.add(prefix, *FOUND)
        expected[f"{day_of(EVENING + jump)} {prefix}"] += 1
    assert all_of(folder) == expected
    tally.close()
    assert all_of(folder) == expected


def test_a_source_never_comes_again(tmp_path: Path) -> None:
    """Else the larger of two counts would swallow the smaller one after its file was discarded."""
    sources = set()
    for _ in range(20):
        tally = Tally(tmp_path, "worker-1")
        tally.close()
        sources.add(only(tmp_path).source)
        discard(only(tmp_path).file)
    assert len(sources) == 20


def test_a_file_with_an_owner_is_not_discarded(tmp_path: Path) -> None:
    tally = Tally(tmp_path, "worker-1")
    file = only(tmp_path).file
    discard(file)
    assert file.exists()

    tally.close()
    discard(file)
    discard(file)
    assert list(tmp_path.iterdir()) == []


def test_strangers_cannot_fill_it_and_what_is_full_still_counts(tmp_path: Path) -> None:
    tally = Tally(tmp_path, "worker-1", EVENING, capacity=300)
    for number in range(500):
        tally.add(f"88.1.{number}", *FOUND)
    tally.add("8" * 300, *FOUND)  # longer than a prefix can be

    total = all_of(tmp_path)
    assert total.total() == 501
    assert total["2026-11-22 "] == 457  # the room for these is kept free
    tally.close()


def test_when_even_that_is_used_up_it_is_said(tmp_path: Path) -> None:
    tally = Tally(tmp_path, "worker-1", capacity=257)
    every = [(c, o, k) for c in Channel for o in Outcome for k in Class]
    for kind in every:
        tally.add("", *kind)
    tally._segment.used = 257
    with pytest.raises(Busy, match="^the counters are full and there is no room for more$"):
        tally._enter(("", 1, 1, 9))
    tally.close()


def test_on_a_full_disk_the_new_day_goes_on_in_the_old_file(tmp_path: Path) -> None:
    tally = Tally(tmp_path, "worker-1", EVENING)
    tally.add("88.1.1", *FOUND)
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, old[1]))
    try:
        assert tally.tick(EVENING + 1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    tally.add("88.1.1", *FOUND, 2)

    assert only(tmp_path).counted == [counted("2026-11-22", "88.1.1", 1), counted("2026-11-23", "88.1.1", 2)]
    assert tally.tick(EVENING + 86_401)
    assert len(list(read_tallies(tmp_path))) == 2
    tally.close()


def test_where_no_file_can_be_made_it_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "counters").write_bytes(b"")
    with pytest.raises(Busy, match="^cannot make a file of counters in counters: File exists$"):
        Tally(tmp_path / "counters", "worker-1")


def test_room_is_taken_as_it_is_needed(tmp_path: Path) -> None:
    tally = Tally(tmp_path, "worker-1")
    stat = only(tmp_path).file.stat()
    assert (stat.st_size > 10_000_000, stat.st_blocks * 512 < 200_000) == (True, True)
    for number in range(20_000):
        tally.add(f"88.1.{number}", *FOUND)
    assert only(tmp_path).file.stat().st_blocks * 512 < 1_500_000
    assert all_of(tmp_path).total() == 20_000
    tally.close()


@pytest.mark.parametrize("cut", [0, 1, 5, 14, 17])
def test_a_torn_last_entry_is_left_out(tmp_path: Path, cut: int) -> None:
    tally = Tally(tmp_path, "worker-1", EVENING)
    tally.add("88.1.1", *FOUND, 4)
    tally.slot("88.1.2", *FOUND)
    tally.close()
    file = only(tmp_path).file
    octets = bytearray(file.read_bytes())
    at = octets.index(b"88.1.2") - 12
    octets[at + cut : at + 18] = bytes(18 - cut)
    file.write_bytes(octets)

    assert only(tmp_path).counted == [counted("2026-11-22", "88.1.1", 4)]
    assert only(tmp_path).damaged == ""


def test_counts_without_an_entry_are_damage(tmp_path: Path) -> None:
    tally = Tally(tmp_path, "worker-1", EVENING)
    tally.add("88.1.1", *FOUND, 4)
    tally.add("88.1.2", *FOUND, 9)
    tally.close()
    file = only(tmp_path).file
    octets = bytearray(file.read_bytes())
    octets[octets.index(b"88.1.2")] ^= 1
    file.write_bytes(octets)

    assert only(tmp_path).counted == [counted("2026-11-22", "88.1.1", 4)]
    assert only(tmp_path).damaged == f"{file.name} holds 9 counts that nothing in it explains"


@pytest.mark.parametrize("octets", [b"", b"x" * 100, b"x" * 10_000, b"idtally1" + b"\xff" * 10_000])
def test_what_is_no_file_of_counters_is_said(tmp_path: Path, octets: bytes) -> None:
    (tmp_path / "a.tally").write_bytes(octets)
    assert only(tmp_path).damaged == "a.tally is not a file of counters, or a cut one"


def test_a_cut_file_is_said_and_never_touched_beyond_its_end(tmp_path: Path) -> None:
    Tally(tmp_path, "worker-1").close()
    file = only(tmp_path).file
    file.write_bytes(file.read_bytes()[:5_000])
    assert only(tmp_path).damaged.endswith("or a cut one")


def test_a_kind_of_a_later_release_is_kept_for_it(tmp_path: Path) -> None:
    later = Segment.create(tmp_path, "worker-1")
    for slot, channel in enumerate((1, 99)):
        assert later.enter(Kind(739_577, "88.1.1", channel, 1, 1)) == slot
        later.counts[slot] = 5
    later.seal()
    assert [one.count for one in only(tmp_path).counted] == [5]
    assert only(tmp_path).damaged.endswith("holds 5 counts that nothing in it explains")


def test_an_owner_that_has_just_begun_is_never_taken_for_a_dead_one(tmp_path: Path) -> None:
    """The file gets its name when it is locked and complete."""
    made = Segment.create(tmp_path, "worker-1")
    assert [path.name for path in tmp_path.iterdir()] == ["worker-1.tally"]
    assert only(tmp_path).alive
    made.seal()
    with pytest.raises(OSError) as refused:  # noqa: PT011 - the number says which
        Segment.create(tmp_path / "gone", "worker-1")
    assert refused.value.errno == errno.ENOENT
    assert segment.SUFFIX == ".tally"


def kill_while_counting(kind: str, folder: Path, rounds: int) -> list[int]:
    """Counted less acknowledged, for each process that was killed at a random moment."""
    chance = random.Random(3)
    differences = []
    for number in range(rounds):
        own = folder / str(number)
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.support.counting", kind, str(own)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert child.stdout is not None
        acknowledged = len(child.stdout.read(100))
        ends = time.monotonic() + chance.uniform(0.005, 0.05)
        while time.monotonic() < ends:
            acknowledged += len(child.stdout.read1(65_536))  # type: ignore[attr-defined]
        child.kill()
        acknowledged += len(child.stdout.read())
        child.wait()
        child.stdout.close()
        tallied = only(own)
        assert not tallied.alive
        differences.append(sum(one.count for one in tallied.counted) - acknowledged)
    return differences


def test_killed_while_counting_nothing_is_lost(tmp_path: Path) -> None:
    """Counted less received is at most what was in flight, which is one here."""
    differences = kill_while_counting("shared", tmp_path, 12)
    assert set(differences) <= {0, 1}


def test_counting_in_the_process_loses(tmp_path: Path) -> None:
    """The twin."""
    assert min(kill_while_counting("buffered", tmp_path, 6)) < 0
