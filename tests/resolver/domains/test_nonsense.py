"""A hundred thousand questions that nobody means: no accident, no answer that is too long, none that cannot be read.

Ten million are asked by `python -m benchmarks dns --fuzz 10000000`, with the same code.
"""

import random
from collections.abc import Callable
from pathlib import Path

import dns.exception
import pytest

from resolver.domains.server import LARGEST_RATIO
from tests.resolver.domains.asking import asked
from tests.resolver.domains.nonsense import Ask, Asked, ask_many

QUESTIONS = 100_000


def test_nonsense_is_answered_as_it_must_be(tmp_path: Path) -> None:
    told = ask_many(tmp_path, QUESTIONS, seed=1)

    # Nothing is learnt from questions that all come out alike.
    assert {"NOERROR", "NXDOMAIN", "REFUSED", "FORMERR", "NOTIMP", "no answer"} <= told.keys()
    assert min(told["NOERROR"], told["NXDOMAIN"], told["FORMERR"], told["no answer"]) > QUESTIONS // 100


@pytest.mark.parametrize(
    "spoil",
    [
        lambda question, answer: answer + b"\0" * (LARGEST_RATIO * len(question)),
        lambda question, answer: answer[:-1],
        lambda question, answer: answer + b"\0",
        lambda question, answer: bytes([answer[0] ^ 1]) + answer[1:],
        lambda question, answer: answer[:2] + bytes([answer[2] & 0x7F]) + answer[3:],
        lambda question, answer: answer.replace(b"\x017\x04", b"\x018\x04"),
    ],
    ids=["too long", "cut off", "an octet more", "another identity", "a question", "another name"],
)
def test_an_answer_that_must_not_be_is_seen(tmp_path: Path, spoil: Callable[[bytes, bytes], bytes]) -> None:
    """The twins: a server that spoils its answers in one way each."""
    made = Asked(tmp_path)
    question = asked("ors-dummy.7.3001.156.2.1.oid-res.org", "NAPTR")
    made.ask(question, random.Random(1))

    def spoilt(ask: Ask) -> Ask:
        return lambda data, address: spoil(data, ask(data, address) or b"")

    made._ways = tuple((server, spoilt(ask), ratio, most) for server, ask, ratio, most in made._ways)
    made._seen.clear()

    with pytest.raises((AssertionError, dns.exception.DNSException)):
        made.ask(question, random.Random(1))
