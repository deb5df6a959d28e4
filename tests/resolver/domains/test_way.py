"""The way over other servers: from answer to answer, to an end in any case, and never on the word of a stranger."""

from itertools import pairwise

import pytest

from resolver.domains.codes import Rcode
from resolver.domains.memory import Memory
from resolver.domains.names import Name, parse
from resolver.domains.rules import Lead, Rule
from resolver.domains.way import (
    FAILURE_KEPT,
    LONGEST_DENIED,
    LONGEST_KEPT,
    MOST_STEPS,
    SHORTEST_KEPT,
    Alias,
    Heard,
    Led,
    Move,
    Nowhere,
    Said,
    Unheard,
    Way,
)

ASKED = "ors-dummy.7.3.1.oid-res.org"
A = Lead("UINF", "https://a.example/")


def naptr(owner: str, target: str = "https://a.example/", ttl: int = 600, service: str = "ORS+UINF") -> Said:
    return Said(parse(owner), ttl, Rule(100, 10, "U", service, f"!^.*$!{target}!"))


def alias(owner: str, target: str, ttl: int = 600) -> Said:
    return Said(parse(owner), ttl, Alias(parse(target)))


def move(owner: str, target: str, ttl: int = 600) -> Said:
    return Said(parse(owner), ttl, Move(parse(target)))


def heard(*said: Said, rcode: int = Rcode.NOERROR, denied_at: str = "", denied_for: int = 0) -> Heard:
    return Heard(rcode, said, parse(denied_at) if denied_at else None, denied_for)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (heard(naptr(ASKED)), Led((A,), 600)),
        (heard(naptr(ASKED, ttl=0)), Led((A,), SHORTEST_KEPT)),
        (heard(naptr(ASKED, ttl=2**31)), Led((A,), LONGEST_KEPT)),
        (heard(naptr(ASKED, service="EPC+html")), Nowhere(600)),
        (heard(rcode=Rcode.NXDOMAIN, denied_at="oid-res.org", denied_for=60), Nowhere(60)),
        (heard(rcode=Rcode.NXDOMAIN, denied_at="oid-res.org", denied_for=90_000), Nowhere(LONGEST_DENIED)),
        (heard(denied_at="3.1.oid-res.org", denied_for=60), Nowhere(60)),
        (heard(rcode=Rcode.NXDOMAIN), Nowhere(SHORTEST_KEPT)),
        (heard(rcode=Rcode.NXDOMAIN, denied_at="other.example", denied_for=9_999), Nowhere(SHORTEST_KEPT)),
        (heard(), Unheard("knew nothing of the name", FAILURE_KEPT)),
        (heard(rcode=Rcode.SERVFAIL), Unheard("answered with code 2", FAILURE_KEPT)),
        (heard(naptr(ASKED), rcode=Rcode.REFUSED), Unheard("answered with code 5", FAILURE_KEPT)),
    ],
)
def test_one_answer(answer: Heard, outcome: object) -> None:
    assert Way(parse(ASKED)).hear(answer) == outcome


@pytest.mark.parametrize(
    "stranger",
    [
        naptr("ors-dummy.8.3.1.oid-res.org"),
        naptr("7.3.1.oid-res.org"),
        naptr("x." + ASKED),
        naptr("evil.example"),
        alias("ors-dummy.8.3.1.oid-res.org", "evil.example"),
        move("8.3.1.oid-res.org", "evil.example"),
        move("y.3.1.oid-res.org", "evil.example"),
        move(ASKED, "evil.example"),  # RFC 6672 §2.3: a DNAME leaves its own owner where it is
    ],
)
def test_what_belongs_to_other_names_says_nothing(stranger: Said) -> None:
    """With it alone nothing was heard; beside the right records it changes nothing."""
    evil = naptr("evil.example", "https://evil.example/")

    assert Way(parse(ASKED)).hear(heard(stranger, evil)) == Unheard("knew nothing of the name")
    assert Way(parse(ASKED)).hear(heard(stranger, evil, naptr(ASKED))) == Led((A,), 600)


def test_names_that_lead_on_are_followed_within_one_answer() -> None:
    target = "ors-dummy.7.9.oid-res.org"
    said = (
        naptr("ors-dummy.b.example", ttl=500),
        move("3.1.oid-res.org", "9.oid-res.org", ttl=300),
        alias(ASKED, target, ttl=300),
        alias(target, "ors-dummy.b.example", ttl=400),
    )

    assert Way(parse(ASKED)).hear(heard(*said)) == Led((A,), 300)


def test_and_over_answers_where_a_server_does_not_know_the_end() -> None:
    way = Way(parse(ASKED))

    assert way.hear(heard(move("1.oid-res.org", "one.example", ttl=120))) is None
    assert way.name == parse("ors-dummy.7.3.one.example")
    assert way.hear(heard(alias("ors-dummy.7.3.one.example", "two.example"))) is None
    assert way.hear(heard(naptr("two.example"))) == Led((A,), 120)


def test_a_denial_is_of_the_name_that_was_led_to() -> None:
    way = Way(parse(ASKED))
    said = alias(ASKED, "x.far.example", ttl=100)

    assert way.hear(heard(said, rcode=Rcode.NXDOMAIN, denied_at="oid-res.org", denied_for=5)) is None
    assert way.hear(heard(rcode=Rcode.NXDOMAIN, denied_at="far.example", denied_for=600)) == Nowhere(100)


@pytest.mark.parametrize(
    "said",
    [
        [alias(ASKED, ASKED)],
        [alias(ASKED, "b.example"), alias("b.example", ASKED)],
        [move("1.oid-res.org", "1.oid-res.org")],
        [move("oid-res.org", "a.example"), move("a.example", "oid-res.org")],
    ],
)
def test_circles_are_seen(said: list[Said]) -> None:
    assert Way(parse(ASKED)).hear(heard(*said)) == Unheard("led round in a circle")


def test_circles_over_many_answers_are_seen() -> None:
    way = Way(parse(ASKED))

    assert way.hear(heard(alias(ASKED, "b.example"))) is None
    assert way.hear(heard(alias("b.example", "c.example"))) is None
    assert way.hear(heard(alias("c.example", "b.example"))) == Unheard("led round in a circle")


def test_ways_come_to_an_end() -> None:
    chain = [ASKED, *(f"n{number}.example" for number in range(20))]
    steps = [alias(one, other) for one, other in pairwise(chain)]
    end = heard(*steps[:MOST_STEPS], naptr(chain[MOST_STEPS]))

    assert Way(parse(ASKED)).hear(end) == Led((A,), 600)
    assert Way(parse(ASKED)).hear(heard(*steps)) == Unheard(f"led over more than {MOST_STEPS} names")
    way = Way(parse(ASKED))
    assert [way.hear(heard(step)) for step in steps[: MOST_STEPS + 1]] == [
        *[None] * MOST_STEPS,
        Unheard(f"led over more than {MOST_STEPS} names"),
    ]


def test_a_name_that_grows_has_an_end() -> None:
    """A DNAME that puts labels on could be followed for ever but for how long a name may be."""
    long = ".".join(["x" * 60] * 3)

    assert Way(parse(ASKED)).hear(heard(move("oid-res.org", f"{long}.{'y' * 60}"))) == Unheard(
        "led to a name that is too long"
    )


def test_memory_keeps_for_as_long_as_it_may_and_no_longer() -> None:
    memory = Memory(most=2)
    one, two, three = (parse(f"{word}.example") for word in ("one", "two", "three"))
    led = Led((A,), 60)

    memory.keep(one, led, 1_000.0)
    assert (memory.recall(one, 1_059.9), memory.recall(one, 1_060.0)) == (led, None)
    memory.keep(two, Nowhere(5), 1_000.0)
    memory.keep(one, led, 1_001.0)
    memory.keep(three, Unheard("failed"), 1_001.0)

    kept: list[Name] = [name for name in (one, two, three) if memory.recall(name, 1_002.0) is not None]
    assert kept == [one, three]
