"""National OIDs of China with arcs in letters or Chinese characters below a numeric one (GB/T 26231-2017).

They are no OIDs of X.660: DER cannot hold them. What the standard's notes say in public is checked (roots, octets,
letters, order of kinds); which characters a Chinese arc may have is not public, so Chinese ones, letters, digits
and hyphens are taken. See docs/identifiers.md.
"""

import re

import idna
import msgspec

from schemas.errors import Malformed
from schemas.identifiers.oid import AIC_ROOT, LONGEST_NATIONAL
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order

NAME = "oid-cn"

ROOTS = ("1.2.156", "2.16.156")
LONGEST_ARC = 63

_NUMERIC = re.compile(r"0|[1-9][0-9]*")
_LETTERS = re.compile(r"[A-Za-z0-9-]+")
_CHINESE = re.compile(r"[A-Za-z0-9\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff-]+")

_KINDS = {
    "numeric": ("numeric OID", "数字"),
    "letters": ("alphanumeric OID (national)", "字母"),
    "chinese": ("Chinese OID (national)", "中文"),
}


class NationalOid(msgspec.Struct, frozen=True):
    """Arcs as written: numbers first, then letters or Chinese, never both."""

    arcs: tuple[str, ...]
    kind: str
    """`numeric`, `letters` or `chinese`: what the last arcs are."""

    @property
    def text(self) -> str:
        """With dots."""
        return ".".join(self.arcs)

    @property
    def resolvable(self) -> bool:
        """Whether each arc can be a label of the DNS, where case does not count."""
        return all(map(_is_label, self.arcs))


def _is_label(arc: str) -> bool:
    if arc.isascii():
        return not (arc.startswith("-") or arc.endswith("-"))
    try:
        return len(idna.encode(arc)) <= LONGEST_ARC
    except UnicodeError:  # idna.IDNAError is one
        return False


def _below_root(text: str) -> bool:
    return text in ROOTS or text.startswith(tuple(f"{root}." for root in ROOTS))


def recognise(text: str) -> Likeness | None:
    """A root of China and, further down, an arc that is no number."""
    if not _below_root(text):
        return None
    if all(map(_NUMERIC.fullmatch, text[: LONGEST_NATIONAL + 1].split("."))):
        return Likeness(NAME, Sureness.POSSIBLE, Words("中国 OID 根下的数字 OID", "a numeric OID below China's root"))
    if text.startswith(AIC_ROOT):
        return None
    reason = Words("中国 OID 根下含字母或中文的弧", "letters or Chinese below China's root")
    return Likeness(NAME, Sureness.LIKELY, reason)


def parse(text: str) -> NationalOid:
    """Read a national OID.

    Raises:
        Malformed: another root, more than 100 octets, an AIC identity code, an arc that is empty, too long, begins
            with 0, has other characters, or is of another kind than the one before it.
    """
    if not _below_root(text):
        raise Malformed(f"beginning of the national OID is {text[:9]!r}, expected 1.2.156 or 2.16.156")
    if (octets := len(text.encode("utf-8", "surrogatepass"))) > LONGEST_NATIONAL:
        raise Malformed(f"length of the national OID is {octets} octets, expected at most {LONGEST_NATIONAL}")
    arcs = tuple(text.split("."))
    kind = "numeric"
    for place, arc in enumerate(arcs, start=1):
        if kind == "numeric" and _NUMERIC.fullmatch(arc):
            continue
        own = "letters" if _LETTERS.fullmatch(arc) else "chinese" if _CHINESE.fullmatch(arc) else ""
        if not own:
            expected = "letters, digits and hyphens, or Chinese characters"
            raise Malformed(f"arc {place} of the national OID is {arc!r}, expected {expected}")
        if arc.startswith("0"):
            raise Malformed(f"arc {place} of the national OID is {arc!r}, expected it without a leading 0")
        if (octets := len(arc.encode())) > LONGEST_ARC:
            raise Malformed(f"arc {place} of the national OID has {octets} octets, expected at most {LONGEST_ARC}")
        if kind not in ("numeric", own):
            raise Malformed(f"arc {place} of the national OID is {arc!r}, expected {kind} as in the arc before it")
        kind = own
    if text.startswith(AIC_ROOT) and kind != "numeric":
        raise Malformed(f"national OID is {text!r}, an AIC identity code (GB/Z 185-2026), expected none below 3088.1")
    return NationalOid(arcs, kind)


def canonical(noun: NationalOid) -> str:
    """As it was written."""
    return noun.text


def components(noun: NationalOid) -> dict[str, Component]:
    """`kind` in words, `resolvable`, `arcs` as text."""
    return {"kind": _KINDS[noun.kind][0], "resolvable": noun.resolvable, "arcs": list(noun.arcs)}


def explain(noun: NationalOid) -> list[Part]:
    """The root, then each arc by its kind."""
    pieces: list[tuple[str, str, str]] = []
    for place, arc in enumerate(noun.arcs, start=1):
        if pieces:
            pieces.append((".", "", ""))
        numeric = _NUMERIC.fullmatch(arc) is not None
        zh, en = ("数字弧", "numeric arc") if numeric else (f"{_KINDS[noun.kind][1]}弧", f"arc in {noun.kind}")
        pieces.append((arc, f"第 {place} 层：{zh}", f"{en} {place}"))
    return in_order(*pieces)
