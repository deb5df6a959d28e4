"""The log: one JSON object a line on standard error, from our own events and from those of the libraries."""

import json
import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

# What would break a line in two, or speak to a terminal: C1 controls, DEL, and the separators that some readers honour.
# JSON itself escapes those below U+0020. Chinese stays as it is.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")

# So much of one text reaches the log, whatever a client sends.
LONGEST_TEXT = 2000


def start_logging(level: str, **always: object) -> None:
    """Log events from this level on; `always` is said with each of them."""
    numeric = logging.getLevelNamesMapping()[level.upper()]

    def of_this_process(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        return {**event, **always}

    shared: list[structlog.typing.Processor] = [
        of_this_process,
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    structlog.configure(
        processors=[*shared, *_rendering()],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering()],
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    # Libraries say what they do at INFO; that is our DEBUG.
    root.setLevel(numeric if numeric <= logging.DEBUG else max(numeric, logging.WARNING))
    # What a client sends wrongly is answered with 400 and is no event of ours: anybody could fill the log with it.
    logging.getLogger("aiohttp.server").addFilter(_is_our_trouble)


def _rendering() -> list[structlog.typing.Processor]:
    return [structlog.processors.format_exc_info, _bounded, structlog.processors.JSONRenderer(serializer=_line)]


def _bounded(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    for name, value in event.items():
        # A stack trace is ours and wanted whole: its end says what happened.
        if isinstance(value, str) and name != "exception" and len(value) > LONGEST_TEXT:
            event[name] = value[:LONGEST_TEXT] + "…"
    return event


def _line(event: object, **options: Any) -> str:
    text = json.dumps(event, ensure_ascii=False, default=options.get("default", repr))
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _is_our_trouble(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return not type(error).__module__.startswith("aiohttp.http_exceptions")
