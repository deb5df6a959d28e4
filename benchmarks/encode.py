"""`encode`: identifiers read and written in one second of processor time, by scheme; and nonsense for every parser.

`--random N` gives each parser N random texts besides: each is read or refused in one sentence, else the run fails.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import islice

from benchmarks.report import Report
from schemas.checkdigit import gs1_character
from schemas.identifiers import epc, gs1_ai, gs1_digital_link, gs1_element_string, gtin
from schemas.identifiers.gs1.elements import ElementString
from schemas.identifiers.gs1.link import build_link
from schemas.identifiers.opinion import best
from schemas.identifiers.recognise import SCHEMES
from schemas.identifiers.tags.binary import Tag
from schemas.identifiers.tags.identity import of_elements
from tests.schemas.identifiers.nonsense import damaged, read_or_refuse, seeds

# So many different texts: a cache of the processor, or of ours, shall not answer for the parser.
DIFFERENT = 5_000
ROUNDS = 5

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"rounds of each measurement ({ROUNDS})")
    parser.add_argument(
        "--random", type=int, default=0, metavar="N", help="give each parser N random texts besides (0)"
    )
    parser.add_argument("--seed", type=int, default=20, help="which random texts (20)")


def run(options: argparse.Namespace) -> Report:
    """Measure, then try to trip the parsers."""
    figures = measure(rounds=options.rounds)
    if options.random:
        figures |= nonsense(options.random, options.seed)
    return Report("Identifiers a second of processor time", (), figures)


def nonsense(count: int, seed: int) -> dict[str, float]:
    """How many of `count` random texts each parser read; all others were refused in a sentence.

    Raises:
        AssertionError: a parser contradicts itself about a text. Whatever else is raised is a fault of the parser too.
    """
    read = {}
    for name, scheme in SCHEMES.items():
        texts = damaged(random.Random(f"{name} {seed}"), seeds(name))
        read[f"random texts read as {name}"] = float(sum(read_or_refuse(scheme, text) for text in islice(texts, count)))
    return {"random texts for each parser": float(count), **read}


def measure(different: int = DIFFERENT, rounds: int = ROUNDS) -> dict[str, float]:
    """How many a second of processor time, the median of some rounds over different texts, by name."""
    chance = random.Random(20)
    items = [_item(chance) for _ in range(different)]
    links = [build_link(item).at("https://id.example.com/x") for item in items]
    epcs = [of_elements(dict(item.elements), 7) for item in items]
    octets = [Tag(one, "sgtin-198", 1).hex for one in epcs]
    work: dict[str, tuple[Callable[..., object], Sequence[object]]] = {
        "GTIN parsed": (gtin.parse, [item.elements[0][1] for item in items]),
        "element string parsed": (gs1_element_string.parse, [item.unbracketed for item in items]),
        "bracketed data parsed": (gs1_ai.parse, [item.bracketed for item in items]),
        "Digital Link parsed": (gs1_digital_link.parse, links),
        "Digital Link built": (build_link, items),
        "EPC URN parsed": (epc.parse, [one.urn for one in epcs]),
        "SGTIN-198 parsed": (epc.parse, octets),
        "GTIN recognised among all schemes": (best, [item.elements[0][1] for item in items]),
        "element string recognised among all schemes": (best, [item.unbracketed for item in items]),
    }
    return {name: _per_second(act, inputs, rounds) for name, (act, inputs) in work.items()}


def _item(chance: random.Random) -> ElementString:
    """One item: GTIN, expiry, batch and serial, as pharmacies scan them."""
    body = f"{chance.randrange(2)}6901234{chance.randrange(10**5):05}"
    return ElementString(
        (
            ("01", body + gs1_character(body)),
            ("17", f"{chance.randint(26, 40)}{chance.randint(1, 12):02}{chance.randint(0, 28):02}"),
            ("10", "".join(chance.choices(_LETTERS, k=8))),
            ("21", "".join(chance.choices(_LETTERS, k=14))),
        )
    )


def _per_second(act: Callable[..., object], inputs: Sequence[object], rounds: int) -> float:
    """Calls a second of processor time."""
    rates = []
    for _ in range(rounds):
        started = time.process_time()
        for one in inputs:
            act(one)
        rates.append(len(inputs) / (time.process_time() - started))
    return statistics.median(rates)
