"""OIDs asked for elsewhere: of NSD and Knot over a tree as X.672 draws it, and of servers that answer with anything."""

import asyncio
import random
import struct
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rrset
import pytest

from resolver.domains import names
from resolver.domains.rules import Lead
from resolver.domains.way import Led, Nowhere, Outcome, Unheard
from resolver.edge.ask import MOST_AT_A_TIME, Ors
from schemas.mapping import Mapped
from tests.support.hostile_names import HostileNames, hostile_names
from tests.support.name_servers import knot, nsd

DOMAIN = names.parse("oid-res.org")
PUMP = Mapped.parse("1.3.9.7")
ASKED = "ors-dummy.7.9.3.1.oid-res.org."
HERE = Led((Lead("UINF", "https://a.example/"),), 600)
TREE = """
$ORIGIN oid-res.org.
@ 3600 SOA ns.example. hostmaster.example. 1 3600 600 86400 120
@ 3600 NS ns.example.
ors-dummy.7.9.3.1 600 NAPTR 200 1 "U" "ORS+UINF" "!^.*$!https://late.example/!" .
ors-dummy.7.9.3.1 600 NAPTR 100 20 "U" "ORS+UINF" "!^.*$!https://a.example/!" .
ors-dummy.7.9.3.1 600 NAPTR 100 10 "U" "ORS+COID" "!^.*$!oid:/1/3/9/7!" .
ors-dummy.8.9.3.1 600 NAPTR 100 10 "U" "EPC+html" "!^.*$!https://a.example/!" .
iso 600 DNAME 1
ors-dummy.5.9.3.1 600 CNAME ors-dummy.7.9.3.1
6.9.3.1 600 DNAME 9.3.1
many.9.3.1 600 TXT "there is something below"
"""
MANY = "".join(
    f'ors-dummy.99.9.3.1 600 NAPTR 100 {n} "U" "ORS+UINF" "!^.*$!https://a{n}.example/{"x" * 150}!" .\n'
    for n in range(12)
)


async def told(ors: Ors, text: str) -> Outcome | None:
    outcome = await ors.elsewhere(Mapped.parse(text))
    await ors.close()
    return outcome


@pytest.mark.parametrize("server", [nsd, knot], ids=["nsd", "knot"])
async def test_a_tree_of_others(tmp_path: Path, server: Callable[..., object]) -> None:
    with server(tmp_path, {"oid-res.org.": TREE + MANY}) as port:  # type: ignore[attr-defined]
        ors = Ors(DOMAIN, [("127.0.0.1", port)])

        found = {text: await ors.elsewhere(Mapped.parse(text)) for text in OIDS}

    assert found == OIDS


BOTH = Led((Lead("COID", "oid:/1/3/9/7"), Lead("UINF", "https://a.example/")), 600)
OIDS: dict[str, Outcome] = {
    "1.3.9.7": BOTH,
    "1.3.9.5": BOTH,  # over a CNAME
    "1.3.9.6.7": BOTH,  # over a DNAME
    "1.3.9.8": Nowhere(600),  # another service
    "1.3.9.4": Nowhere(120),
    "1.3.9.99": Led(tuple(Lead("UINF", f"https://a{n}.example/{'x' * 150}") for n in range(12)), 600),  # over TCP
}


def answer(question: bytes, *records: str, code: int = dns.rcode.NOERROR) -> dns.message.Message:
    """An answer as a server makes it that means well; records as `owner ttl type data`."""
    query = dns.message.from_wire(question)
    made = dns.message.make_response(query)
    made.set_rcode(dns.rcode.Rcode(code))
    for record in records:
        owner, ttl, type_, data = record.split(" ", 3)
        made.answer.append(dns.rrset.from_text(owner, int(ttl), "IN", type_, data))
    return made


def right(question: bytes) -> bytes:
    return answer(question, f'{ASKED} 600 NAPTR 1 1 "U" "ORS+UINF" "!^.*$!https://a.example/!" .').to_wire()


def forged(question: bytes) -> bytes:
    return right(question).replace(b"https://a.example/", b"https://e.example/")


def with_identity(question: bytes, identity: int) -> bytes:
    """A forged answer that guesses the identity of the question, and all else right."""
    return struct.pack("!H", identity & 0xFFFF) + _evil(question)[2:]


@cache
def _evil(question: bytes) -> bytes:
    return forged(question)


def identity_of(question: bytes) -> int:
    return int.from_bytes(question[:2], "big")


async def asked_of(
    script: Callable[[bytes, bool], Sequence[bytes]], seconds: float = 5.0
) -> tuple[Outcome | None, HostileNames]:
    async with hostile_names(script) as server:
        ors = Ors(DOMAIN, [("127.0.0.1", server.port)], seconds=seconds)
        outcome = await ors.elsewhere(PUMP)
        await ors.close()
        return outcome, server


async def test_the_right_answer_is_taken() -> None:
    """The twin of all that follow: the same server, without the fault."""
    outcome, server = await asked_of(lambda question, _: [right(question)])

    assert outcome == HERE
    assert (len(server.asked), server.streamed) == (1, [])


FORGERIES: dict[str, Callable[[bytes], bytes]] = {
    "another identity": lambda question: with_identity(question, identity_of(question) + 1),
    "a question, not an answer": lambda question: forged(question)[:2] + b"\1" + forged(question)[3:],
    "another name": lambda question: forged(question.replace(b"\x017\x019\x013", b"\x018\x019\x013")),
    "another type": lambda question: forged(question).replace(b"\0\x23\0\1", b"\0\x10\0\1", 1),
    "no octet": lambda _: b"",
    "half of it": lambda question: forged(question)[: len(forged(question)) // 2],
    "a pointer to itself": lambda question: question[:2] + b"\x84\0\0\1\0\1\0\0\0\0\xc0\x0c\0\x23\0\1",
    "a count that is not there": lambda question: forged(question)[:6] + b"\xff\xff" + forged(question)[8:],
    "something behind it": lambda question: forged(question) + b"x",
}


@pytest.mark.parametrize("name", FORGERIES)
async def test_what_is_no_answer_to_the_question_is_passed_over(name: str) -> None:
    """The forged one comes first, and the right one is waited for all the same."""
    outcome, _ = await asked_of(lambda question, _: [FORGERIES[name](question), right(question)])

    assert outcome == HERE


async def test_an_answer_must_have_the_spelling_of_the_question() -> None:
    """Who guesses identity and port has not seen how the name was spelt."""
    outcome, server = await asked_of(lambda question, _: [forged(question[:2] + question[2:].lower())])

    assert outcome == Unheard("did not answer")
    assert any(octets != octets.lower() for octets in server.asked)


async def test_identities_ports_and_spellings_differ() -> None:
    seen: set[bytes] = set()
    spellings: set[bytes] = set()
    async with hostile_names(lambda question, _: [right(question)]) as server:
        for _ in range(64):
            ors = Ors(DOMAIN, [("127.0.0.1", server.port)])
            await ors.elsewhere(PUMP)
            seen.add(server.asked[-1][:2])
            spellings.add(server.asked[-1][12:40])

    assert len(seen) > 60
    assert len(spellings) > 60


async def test_forged_answers_are_not_taken() -> None:
    """As they come who guess: each identity but the right one, before the right answer (threats.md T15)."""
    chance = random.Random(1)
    sent = 0

    def script(question: bytes, _: bool) -> list[bytes]:
        nonlocal sent
        guessed = [each for each in chance.sample(range(65_536), 200) if each != identity_of(question)]
        sent += len(guessed)
        return [with_identity(question, identity) for identity in guessed] + [right(question)]

    async with hostile_names(script) as server:
        outcomes = [await Ors(DOMAIN, [("127.0.0.1", server.port)]).elsewhere(PUMP) for _ in range(53)]

    assert sent >= 10_000
    assert outcomes == [HERE] * 53


async def test_a_cut_answer_is_asked_for_over_tcp() -> None:
    def script(question: bytes, streamed: bool) -> list[bytes]:
        if streamed:
            return [right(question)]
        cut = answer(question)
        cut.flags |= dns.flags.TC
        return [cut.to_wire()]

    outcome, server = await asked_of(script)

    assert outcome == HERE
    assert len(server.streamed) == 1


async def test_records_of_other_names_are_not_taken() -> None:
    evil = '8.9.3.1.oid-res.org. 600 NAPTR 1 1 "U" "ORS+UINF" "!^.*$!https://e.example/!" .'

    outcome, _ = await asked_of(lambda question, _: [answer(question, evil).to_wire()])

    assert outcome == Unheard("knew nothing of the name")


async def test_a_circle_ends() -> None:
    def script(question: bytes, _: bool) -> list[bytes]:
        name = dns.message.from_wire(question).question[0].name.to_text().lower()
        other = "b.example." if name != "b.example." else ASKED
        return [answer(question, f"{name} 600 CNAME {other}").to_wire()]

    outcome, server = await asked_of(script)

    assert outcome == Unheard("led round in a circle")
    assert len(server.asked) == 2


async def test_a_chain_without_an_end_ends() -> None:
    def script(question: bytes, _: bool) -> list[bytes]:
        name = dns.message.from_wire(question).question[0].name.to_text()
        return [answer(question, f"{name} 600 CNAME n{random.random()}.example.").to_wire()]

    outcome, server = await asked_of(script)

    assert outcome == Unheard("led over more than 8 names")
    assert len(server.asked) == 9


async def test_who_never_answers_is_not_waited_for() -> None:
    began = asyncio.get_running_loop().time()
    outcome, _ = await asked_of(lambda *_: [], 0.3)

    assert outcome == Unheard("did not answer in time")
    assert asyncio.get_running_loop().time() - began < 2


async def test_the_next_server_is_asked_where_one_fails() -> None:
    async with (
        hostile_names(lambda question, _: [answer(question, code=dns.rcode.SERVFAIL).to_wire()]) as failing,
        hostile_names(lambda question, _: [right(question)]) as working,
    ):
        ors = Ors(DOMAIN, [("127.0.0.1", failing.port), ("127.0.0.1", working.port)])

        assert await ors.elsewhere(PUMP) == HERE
        assert (len(failing.asked), len(working.asked)) == (1, 1)


async def test_what_was_heard_is_remembered_for_its_time() -> None:
    now = 1_000.0
    async with hostile_names(lambda question, _: [right(question)]) as server:
        ors = Ors(DOMAIN, [("127.0.0.1", server.port)], clock=lambda: now)
        for moment, questions in ((1_000.0, 1), (1_599.9, 1), (1_600.0, 2)):
            now = moment
            assert await ors.elsewhere(PUMP) == HERE
            assert len(server.asked) == questions


async def test_many_who_ask_for_one_oid_ask_once_and_one_who_leaves_takes_nothing_along() -> None:
    async with hostile_names(lambda question, _: [right(question)]) as server:
        ors = Ors(DOMAIN, [("127.0.0.1", server.port)])
        asking = [asyncio.create_task(ors.elsewhere(PUMP)) for _ in range(100)]
        await asyncio.sleep(0)
        asking[0].cancel()

        outcomes = await asyncio.gather(*asking[1:])

    assert outcomes == [HERE] * 99
    assert len(server.asked) == 1


async def test_strangers_cannot_have_more_asked_than_so_much() -> None:
    async with hostile_names(lambda *_: []) as server:
        ors = Ors(DOMAIN, [("127.0.0.1", server.port)], seconds=0.5)
        asking = [asyncio.create_task(ors.elsewhere(Mapped.parse(f"1.3.9.{n}.1"))) for n in range(MOST_AT_A_TIME)]
        await asyncio.sleep(0)

        refused = await ors.elsewhere(PUMP)
        await asyncio.gather(*asking)

    assert refused == Unheard("cannot be asked now: too many questions are under way")


@pytest.mark.parametrize(
    ("text", "servers"),
    [
        ("(01)09506000134352", 1),
        ("1.3.9.7", 0),
        ("1.2.156.3001.7", 1),
        (f"1.3.{'1' * 38}.{'.'.join(['11111'] * 50)}", 1),
    ],
    ids=["no OID", "nobody to ask", "one of ours", "too long for a name"],
)
async def test_what_is_not_for_others_is_not_asked_for(text: str, servers: int) -> None:
    async with hostile_names(lambda question, _: [right(question)]) as server:
        ours = Mapped.parse("1.2.156.3001.7")
        ors = Ors(DOMAIN, [("127.0.0.1", server.port)] * servers, lambda mapped: mapped == ours)

        assert await told(ors, text) is None
        assert server.asked == []


async def test_mutated_answers_make_nothing_fail() -> None:
    """A thousand answers with octets changed: each comes to one of the outcomes (threats.md T38)."""
    chance = random.Random(7)

    def script(question: bytes, streamed: bool) -> list[bytes]:
        octets = bytearray(right(question))
        for _ in range(chance.randint(1, 6)):
            octets[chance.randrange(2, len(octets))] = chance.randrange(256)
        mutated = bytes(octets[: chance.choice((len(octets), chance.randrange(len(octets))))])
        return [mutated, right(question)]

    seen: set[type] = set()
    async with hostile_names(script) as server:
        for number in range(1_000):
            ors = Ors(DOMAIN, [("127.0.0.1", server.port)], seconds=3.0)
            seen.add(type(await ors.elsewhere(PUMP)))
            assert len(server.asked) + len(server.streamed) >= number + 1

    assert seen <= {Led, Nowhere, Unheard}
    assert Led in seen
