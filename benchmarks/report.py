"""Reports: what a benchmark found, as a table for people or as JSON."""

import json
import statistics
from collections.abc import Sequence
from typing import Any

import msgspec

from benchmarks.load import Round


class Row(msgspec.Struct, frozen=True):
    """One measured thing: rounds of nginx and of the node, in pairs."""

    name: str
    pairs: Sequence[tuple[Round, Round]]

    @property
    def ratios(self) -> list[float]:
        """The node's requests for a second of processor time, as a multiple of nginx's, by round."""
        return [node.per_cpu_second / nginx.per_cpu_second for nginx, node in self.pairs]

    def figures(self) -> dict[str, Any]:
        """The figures, for JSON."""
        nginx, node = ([pair[side] for pair in self.pairs] for side in (0, 1))
        return {
            "name": self.name,
            "ratio": round(statistics.median(self.ratios), 3),
            "ratio_low": round(min(self.ratios), 3),
            "ratio_high": round(max(self.ratios), 3),
            "per_cpu_second": round(statistics.median(one.per_cpu_second for one in node)),
            "nginx_per_cpu_second": round(statistics.median(one.per_cpu_second for one in nginx)),
            "per_second": round(statistics.median(one.requests / one.seconds for one in node)),
            "p50_ms": round(statistics.median(one.p50 for one in node), 3),
            "p99_ms": round(statistics.median(one.p99 for one in node), 3),
            "p99_9_ms": round(statistics.median(one.p999 for one in node), 3),
            "nginx_p99_ms": round(statistics.median(one.p99 for one in nginx), 3),
            "errors": sum(one.errors for one in node),
            "rounds": len(self.pairs),
        }


class Report(msgspec.Struct, frozen=True):
    """What a benchmark found."""

    title: str
    rows: Sequence[Row]
    """Measured beside nginx."""
    extra: dict[str, float]
    """Measured by itself: figures by name."""

    def figures(self) -> dict[str, Any]:
        """All figures, for JSON."""
        return {
            "title": self.title,
            "rows": [row.figures() for row in self.rows],
            **{name.replace(" ", "_"): round(number, 3) for name, number in self.extra.items()},
        }

    def text(self) -> str:
        """A table for people."""
        lines = [self.title]
        if self.rows:
            lines.append(
                f"{'asked for':<10} {'of nginx':>9} {'spread':>13} {'per CPU-s':>10} {'nginx':>9} {'per s':>8} "
                f"{'p50 ms':>7} {'p99':>7} {'p99.9':>7} {'errors':>7}"
            )
        for row in self.rows:
            one = row.figures()
            spread = f"{one['ratio_low']:.2f}-{one['ratio_high']:.2f}"
            lines.append(
                f"{one['name']:<10} {one['ratio']:>9.3f} {spread:>13} {one['per_cpu_second']:>10,} "
                f"{one['nginx_per_cpu_second']:>9,} {one['per_second']:>8,} {one['p50_ms']:>7.2f} "
                f"{one['p99_ms']:>7.2f} {one['p99_9_ms']:>7.2f} {one['errors']:>7}"
            )
        lines += [f"{name}: {number:,.2f}" for name, number in self.extra.items()]
        return "\n".join(lines)

    def json(self) -> str:
        """The figures as JSON."""
        return json.dumps(self.figures(), ensure_ascii=False, indent=2)


class Figures(msgspec.Struct, frozen=True):
    """Figures by name, where there is nothing to compare with."""

    title: str
    figures: dict[str, float]

    def text(self) -> str:
        """Lines for people; whole numbers where they are large."""
        lines = (f"{name}: {number:,.{0 if number >= 1000 else 2}f}" for name, number in self.figures.items())
        return "\n".join([self.title, *lines])

    def json(self) -> str:
        """The figures as JSON."""
        named = {name.replace(" ", "_"): round(number, 3) for name, number in self.figures.items()}
        return json.dumps({"title": self.title, **named}, indent=2)
