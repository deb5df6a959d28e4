"""`labels`: symbols made, read back and compared a second on one core; ten thousand labels as one PDF.

The PDF is ordered as the web and the command line order it, from a press of its own process: its seconds of processor
time and its memory are those of that process, as the system counts them.
"""

import argparse
import asyncio
import gc
import resource
import statistics
import time
from collections.abc import Callable, Sequence

import msgspec

from benchmarks.report import Figures
from registry.printing.draw import draw
from registry.printing.job import Job, job_of
from registry.printing.make import make
from registry.printing.order import order
from registry.printing.svg import svg
from schemas.checkdigit import gs1_character
from schemas.printing.choice import MOST_LABELS, LabelsDocument
from schemas.printing.content import Content, Said, content_of, usual_kind
from schemas.printing.length import MM
from schemas.printing.lines import Thing
from schemas.printing.symbology import SYMBOLOGIES, Symbology

BASE = "https://id.example.cn"
_SECONDS = 1_800.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--symbols", type=int, default=2_000, help="different symbols a round (2000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, whose median counts (5)")
    parser.add_argument("--labels", type=int, default=MOST_LABELS, help="labels of the PDF (10000); 0: no PDF")


def run(options: argparse.Namespace) -> Figures:
    """Measure every symbology, each round over different contents; then the PDF."""
    figures: dict[str, float] = {}
    for name, symbology in SYMBOLOGIES.items():
        contents = [_content(symbology, number) for number in range(options.symbols)]
        figures[f"{name} made a CPU-second"] = _rate(contents, options.rounds, lambda one, of=symbology: make(one, of))
        figures[f"{name} made read compared"] = _rate(contents, options.rounds, lambda one, of=symbology: draw(one, of))
        symbols = [make(one, symbology) for one in contents]
        figures[f"{name} as SVG"] = _rate(symbols, options.rounds, lambda one: svg(one, MM // 2, 15 * MM))
    if options.labels:
        figures |= _pdf(options.labels, options.rounds)
    title = f"{options.symbols} symbols a round, median of {options.rounds}; {_content(SYMBOLOGIES['qr'], 1).text}"
    return Figures(title, figures)


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


def _pdf(labels: int, rounds: int) -> dict[str, float]:
    """So many labels with a QR code and three lines, twenty-four on a page of A4."""
    things = tuple(
        Thing(
            f"88.1000.1/SN-{number:08}", "苏州工业园区精密机械制造有限公司", ((1, "MODEL", f"XG-{number % 7} 离心泵"),)
        )
        for number in range(labels)
    )
    document = LabelsDocument(lines=("{identifier}", "{enterprise}", "型号 {value:MODEL}"))
    job: Job = msgspec.structs.replace(job_of(document, BASE, None), things=things)
    seconds, processor, size = [], [], 0
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        size = len(asyncio.run(order(job, seconds=_SECONDS)))
        seconds.append(time.perf_counter() - began)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return {
        "PDF labels": labels,
        "PDF seconds": statistics.median(seconds),
        "PDF CPU seconds": statistics.median(processor),
        "PDF labels a CPU second": labels / statistics.median(processor),
        "PDF MiB of memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "PDF MiB of file": size / (1 << 20),
    }
