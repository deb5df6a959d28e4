"""Published vectors as they lie beside the tests: each names its own source and how sure it is."""

import json
from pathlib import Path
from typing import Any


def vectors(name: str) -> list[dict[str, Any]]:
    """The vectors of one file."""
    text = (Path(__file__).parent / "vectors" / f"{name}.json").read_text("utf-8")
    found: list[dict[str, Any]] = json.loads(text)["vectors"]
    return found
