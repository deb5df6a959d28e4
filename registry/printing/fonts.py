"""Fonts of this machine: the one that labels are set in, named by a setting or found where systems keep them."""

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from registry.printing.font import Font
from schemas.errors import Malformed

# Fonts with simplified Chinese, the first that is there being taken: names of files without their ending.
_KNOWN = (
    "NotoSansCJK-Regular",
    "NotoSansCJKsc-Regular",
    "NotoSansSC-Regular",
    "SourceHanSansSC-Regular",
    "SourceHanSansCN-Regular",
    "AlibabaPuHuiTi-3-55-Regular",
    "HarmonyOS_Sans_SC_Regular",
    "msyh",
    "PingFang",
    "Hiragino Sans GB",
    "wqy-zenhei",
    "wqy-microhei",
    "simhei",
    "STHeiti Light",
    "DroidSansFallbackFull",
    "DroidSansFallback",
)
_ENDINGS = frozenset({".ttf", ".ttc", ".otf", ".otc"})
_PROBE = "工业互联网标识解析二级节点0Aa/.-…"


def folders() -> list[Path]:
    """Where fonts are kept: of the user, of this machine, of the system."""
    home = Path.home()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    shared = [Path(one) / "fonts" for one in ("/usr/local/share", "/usr/share")]
    return [data / "fonts", home / ".fonts", *shared, Path("/Library/Fonts"), Path("/System/Library/Fonts")]


def label_font(named: Path | None, where: Sequence[Path] | None = None) -> Font:
    """The font that labels are set in: the one that is named, or the best one found.

    Raises:
        Malformed: there is none with Chinese, or the named one has none or is no font.
    """
    if named is not None:
        font = _read(named, named.stat().st_mtime_ns if named.is_file() else 0)
        if missing := font.lacks(_PROBE):
            raise Malformed(f"the font {named} has no {missing!r}, expected one with simplified Chinese")
        return font
    places = folders() if where is None else where
    for path in sorted(_files(places), key=lambda path: _KNOWN.index(path.stem)):
        try:
            font = _read(path, path.stat().st_mtime_ns)
        except (Malformed, OSError):
            continue
        if not font.lacks(_PROBE):
            return font
    raise Malformed(
        "no font with simplified Chinese is known here: install one (Debian: apt-get install fonts-noto-cjk), "
        "or name its file in the setting label_font"
    )


def _files(places: Sequence[Path]) -> Iterator[Path]:
    for place in places:
        for path in place.rglob("*") if place.is_dir() else ():
            if path.suffix.lower() in _ENDINGS and path.stem in _KNOWN:
                yield path


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Font:  # noqa: ARG001 - a file that was exchanged is read anew
    return Font.read(path)
