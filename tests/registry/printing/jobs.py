"""Jobs of the tests: some pumps of a park that are to get labels."""

from typing import Any

from registry.printing.job import Job
from schemas.printing.layouts import LAYOUTS
from schemas.printing.lines import LineDocument, Thing

BASE = "https://id.example.cn"
LINES = (LineDocument("{identifier}"), LineDocument("{enterprise}", 0.85), LineDocument("型号 {value:MODEL}", 0.85))


def pumps(count: int) -> tuple[Thing, ...]:
    """Things with all that a label may say."""
    return tuple(
        Thing(
            f"88.1000.1/SN-{number:06}",
            "苏州工业园区精密机械制造有限公司",
            ((1, "URL", "https://a.example/"), (2, "MODEL", f"XG-{number} 离心泵")),
            (f"(01)09506000134352(10)LOT7(21)SN{number:06}",),
        )
        for number in range(count)
    )


def job(count: int = 1, **other: Any) -> Job:
    """A PDF of QR codes on a sheet of 24, or what is said instead."""
    usual: dict[str, Any] = {
        "form": "pdf",
        "things": pumps(count),
        "symbology": "qr",
        "level": "",
        "content": "url",
        "base": BASE,
        "layout": LAYOUTS["a4-3x8"].document,
        "lines": LINES,
        "module": 0,
        "dpi": 0,
        "skip": 0,
        "font": None,
        "title": "labels",
    }
    return Job(**(usual | other))
