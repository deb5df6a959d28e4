"""`labels`: symbols made, read back and compared a second on one core, and ten thousand labels as one PDF."""

import argparse
import gc
import json
import statistics
import time
from collections.abc import Callable, Sequence

import msgspec

from registry.printing.draw import draw
from registry.printing.make import make
from registry.printing.svg import svg
from schemas.checkdigit import gs1_character
from schemas.printing.content import Content, Said, content_of, usual_kind
from schemas.printing.symbology import SYMBOLOGIES, Symbology

BASE = "https://id.example.cn"


class Found(msgspec.Struct, frozen=True):
    """Figures by name."""

    title: str
    figures: dict[str, float]

    def text(self) -> str:
        """Lines for people."""
        return "\n".join([self.title, *(f"{name}: {number:,.2f}" for name, number in self.figures.items())])

    def json(self) -> str:
        """The figures as JSON."""
        named = {name.replace(" ", "_"): round(number, 3) for name, number in self.figures.items()}
        return json.dumps({"title": self.title, **named}, indent=2)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--symbols", type=int, default=2_000, help="different symbols a round (2000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, whose median counts (5)")


def run(options: argparse.Namespace) -> Found:
    """Measure every symbology, each round over different contents."""
    figures: dict[str, float] = {}
    for name, symbology in SYMBOLOGIES.items():
        contents = [_content(symbology, number) for number in range(options.symbols)]
        figures[f"{name} made a CPU-second"] = _rate(contents, options.rounds, lambda one, of=symbology: make(one, of))
        figures[f"{name} made read compared"] = _rate(contents, options.rounds, lambda one, of=symbology: draw(one, of))
        symbols = [make(one, symbology) for one in contents]
        figures[f"{name} as SVG"] = _rate(symbols, options.rounds, lambda one: svg(one, 500_000, 15_000_000))
    title = f"{options.symbols} symbols a round, median of {options.rounds}; {_content(SYMBOLOGIES['qr'], 1).text}"
    return Found(title, figures)


def _content(symbology: Symbology, number: int) -> Content:
    """What a park prints: an address, or GTIN, lot and serial number."""
    if not symbology.gs1:
        identifier = f"88.1000.1/SN-{number:08}"
        return content_of(usual_kind(symbology), Said(identifier), BASE, symbology)
    body = f"06901234{number % 100_000:05}"
    data = f"(01){body}{gs1_character(body)}(10)LOT{number % 97}(21)SN{number:08}"
    return content_of("element-string", Said(data), BASE, symbology)


def _rate(inputs: Sequence[object], rounds: int, act: Callable[..., object]) -> float:
    """Calls a second of this thread's time, the median of the rounds."""
    rates = []
    gc.collect()
    for _ in range(rounds):
        began = time.thread_time()
        for one in inputs:
            act(one)
        rates.append(len(inputs) / (time.thread_time() - began))
    return statistics.median(rates)
