"""First lines, held against a dictionary, and how much room they take."""

import random
import sys

from registry.first_lines import FirstLines


def test_they_say_what_a_dictionary_says() -> None:
    chance, lines, kept = random.Random(7), FirstLines(), dict[bytes, int]()
    for line in range(1, 50_001):
        key = b"88.1000.1/%d" % chance.randrange(40_000)
        assert lines.first(key, line) == kept.setdefault(key, line)

    assert len(lines) == len(kept)
    for number in range(40_000):
        key = b"88.1000.1/%d" % number
        assert lines.find(key) == kept.get(key)


def test_they_take_little_room() -> None:
    lines = FirstLines()
    for line in range(1, 100_001):
        lines.first(b"88.1000.1/%d" % line, line)

    octets = sum(map(sys.getsizeof, (lines._digests, lines._lines)))
    # Half full at least when it has just grown, a quarter full in the middle.
    assert octets < 48 * 100_000
