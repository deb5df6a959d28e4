"""The report: an evaluation as the page that park staff print and hand in, and as a table for spreadsheets."""

import csv
import io
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import jinja2
import msgspec

from registry.evaluation.evaluate import Evaluation, Value
from schemas.cell import cell
from schemas.counting import SHANGHAI
from schemas.evaluation.catalogue import CATALOGUE, Indicator, Words

_HERE = Path(__file__).resolve().parent

_YES_NO = {True: Words("是", "yes"), False: Words("否", "no")}
_NONE = "—"


class Part(msgspec.Struct, frozen=True):
    """One number of a line; a line with one number has one part without a name."""

    name: Words | None
    shown: str
    words: Words | None = None
    """Of what is no number."""


def html(evaluation: Evaluation) -> str:
    """The evaluation as one HTML page for A4, which needs no other file and no network."""
    made = datetime.fromisoformat(evaluation.made_at).replace(tzinfo=UTC).astimezone(SHANGHAI)
    return _template().render(
        report=evaluation,
        made=made.strftime("%Y-%m-%d %H:%M"),
        lines=[(each, parts(each, evaluation.indicators[each.key])) for each in CATALOGUE],
        evidence=_evidence(evaluation),
        tiers={"a": "甲 a", "b": "乙 b", "c": "丙 c", None: _NONE},
    )


def table(evaluation: Evaluation) -> bytes:
    """The evaluation as CSV that Chinese spreadsheets open as it is meant: UTF-8 with byte order mark, CRLF.

    A line for each number: key, part, names, value, unit, rule, and the fingerprints of the rows it came from.
    """
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(
        (
            "园区 park",
            "年度 year",
            "代码 key",
            "分项 part",
            "指标",
            "indicator",
            "数值 value",
            "单位",
            "unit",
            "规则",
            "rule",
            "依据 evidence",
        )
    )
    for each in CATALOGUE:
        value = evaluation.indicators[each.key]
        names = dict(each.parts)
        numbers = value.items() if isinstance(value, dict) else [("", value)]
        evidence = " ".join(f"{one.name}:{one.rows}:{one.fingerprint}" for one in evaluation.evidence[each.key])
        for part, number in numbers:
            name = names.get(part)
            texts = (
                f"{each.name.zh}（{name.zh}）" if name else each.name.zh,
                f"{each.name.en} ({name.en})" if name else each.name.en,
                _number(each, number),
                each.unit.zh,
                each.unit.en,
                each.rule.zh,
                each.rule.en,
                evidence,
            )
            rows.writerow(map(cell, (evaluation.park, str(evaluation.year), each.key, part, *texts)))
    return written.getvalue().encode("utf-8-sig")


def parts(indicator: Indicator, value: Value) -> list[Part]:
    """An indicator's numbers as people read them."""
    if isinstance(value, dict):
        return [Part(name, _shown(indicator, value[key])) for key, name in indicator.parts]
    return [Part(None, _shown(indicator, value), _YES_NO[value] if isinstance(value, bool) else None)]


def _shown(indicator: Indicator, value: bool | int | float | None) -> str:
    """
    >>> _shown(CATALOGUE[1], 1234567)
    '1,234,567'
    """
    if value is None:
        return _NONE
    if isinstance(value, bool):
        return f"{_YES_NO[value].zh} {_YES_NO[value].en}"
    if indicator.unit.en == "%":
        return f"{value * 100:.2f}"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def _number(indicator: Indicator, value: bool | int | float | None) -> str:
    """A value as a spreadsheet reads it: no thousands set apart."""
    return "" if value is None else _shown(indicator, value).replace(",", "")


def _evidence(evaluation: Evaluation) -> list[tuple[str, str, int, str, list[str]]]:
    """Each question once, with the numbers (of the report's lines) that came from it."""
    found: dict[str, tuple[str, str, int, str, list[str]]] = {}
    for place, each in enumerate(CATALOGUE, start=1):
        for one in evaluation.evidence[each.key]:
            entry = found.setdefault(one.name, (one.name, one.query, one.rows, one.fingerprint, []))
            entry[4].append(str(place))
    return list(found.values())


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")
