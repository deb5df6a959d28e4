"""Wishes: what an asker says about language, media type and context, and how well a link fits.

Resolver 1.2.1 §2.6.3 looks at the media type first, then at the language, then at the context. In each of them what is
asked for by name beats a link that claims nothing, which suits everybody; that beats a claim nobody asked about; last
comes what the asker does not want. So a link is never passed over for one that says less of what was asked.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Self

import msgspec

from schemas.encodings.link import Link
from schemas.weights import elements

# How near a language comes to what was asked for: `pt-BR` for `pt-BR`, `pt` for `pt-BR` or the other way, `pt-PT` for
# `pt-BR`. RFC 4647 §3.4 would give up at the last one, which leaves a reader with a page in no known language.
_SAME, _WIDER, _KINDRED = 3, 2, 1


def preferred(accept: str, types: Sequence[str]) -> str:
    """The media type that this `Accept` likes best; of equally liked ones one that it names, then the first.

    >>> preferred("application/json, */*", ["text/html", "application/json"]), preferred("", ["text/html", "a/b"])
    ('application/json', 'text/html')
    >>> preferred("image/png", ["text/html"])
    ''
    """
    said = dict(reversed(list(elements(accept))))

    def liking(type: str) -> tuple[float, bool]:
        for range_ in (type, type.partition("/")[0] + "/*"):
            if range_ in said:
                return said[range_], True
        return said.get("*/*", 0.0 if said else 1.0), False

    best = max(types, key=liking)
    return best if liking(best)[0] else ""


class Fit(IntEnum):
    """How one attribute of a link stands to what was asked."""

    REFUSED = 0
    """The asker wants other ones."""
    UNASKED = 1
    """The link claims something and the asker takes anything."""
    SILENT = 2
    """The link claims nothing."""
    NAMED = 3
    """The asker named it."""


Rank = tuple[int, float, int]
"""The fit, the weight of what was named, and how near it comes."""


class Wishes(msgspec.Struct, frozen=True):
    """What an asker would rather have."""

    media: tuple[tuple[str, float], ...] = ()
    languages: tuple[tuple[str, float], ...] = ()
    contexts: tuple[str, ...] = ()

    @classmethod
    def read(cls, accept: str, accept_language: str, contexts: Iterable[str] = ()) -> Self:
        """Read the two headers, and the contexts that the query names."""
        return cls(tuple(elements(accept)), tuple(elements(accept_language)), tuple(contexts))

    def ranks(self, link: Link) -> tuple[Rank, Rank, Rank]:
        """How well a link fits; of two links the greater one fits better."""
        return self._media(link.type), self._language(link.hreflang), self._context(link.context)

    def best(self, links: Sequence[Link]) -> tuple[Link, ...]:
        """Those links that no other one fits better than; more than one where nothing decides."""
        ranked = [(self.ranks(link), link) for link in links]
        highest = max((rank for rank, _ in ranked), default=None)
        return tuple(link for rank, link in ranked if rank == highest)

    def better_than_default(self, variants: Sequence[Link]) -> Link | None:
        """The variant of a default link that this asker named; None where the default link itself is as good.

        A variant leads only where something was asked for by name and nothing speaks against it: without a language in
        the request the default leads, and never a choice (§2.6.1).
        """
        fitting = [link for link in variants if self._named(link)]
        best = self.best(fitting)
        return best[0] if len(best) == 1 else None

    def _named(self, link: Link) -> bool:
        media, language, context = (rank[0] for rank in self.ranks(link))
        return (
            media is not Fit.REFUSED
            and language in (Fit.NAMED, Fit.SILENT)
            and context in (Fit.NAMED, Fit.SILENT)
            and Fit.NAMED in (media, language, context)
        )

    def _media(self, type: str) -> Rank:
        if not type:
            return Fit.SILENT, 0.0, 0
        said = dict(reversed(self.media))
        for range_ in (type, type.partition("/")[0] + "/*"):
            if range_ in said:
                return (Fit.NAMED, said[range_], 0) if said[range_] else (Fit.REFUSED, 0.0, 0)
        return (Fit.UNASKED if said.get("*/*", 0.0 if said else 1.0) else Fit.REFUSED), 0.0, 0

    def _language(self, tags: tuple[str, ...]) -> Rank:
        if not tags:
            return Fit.SILENT, 0.0, 0
        return max(self._one_language(tag.lower()) for tag in tags)

    def _one_language(self, tag: str) -> Rank:
        found = [(weight, near) for range_, weight in self.languages if (near := _nearness(range_, tag))]
        if any(near == _SAME and not weight for weight, near in found):
            return Fit.REFUSED, 0.0, 0
        weight, near = max(found, default=(0.0, 0))
        if weight:
            return Fit.NAMED, weight, near
        others = dict(self.languages).get("*", 0.0 if self.languages else 1.0)
        return (Fit.UNASKED if others and not found else Fit.REFUSED), 0.0, 0

    def _context(self, claimed: tuple[str, ...]) -> Rank:
        if not claimed:
            return Fit.SILENT, 0.0, 0
        if not self.contexts:
            return Fit.UNASKED, 0.0, 0
        return (Fit.REFUSED if set(claimed).isdisjoint(self.contexts) else Fit.NAMED), 0.0, 0


def _nearness(range_: str, tag: str) -> int:
    """
    >>> [_nearness(range_, "zh-cn") for range_ in ("zh-cn", "zh", "zh-hans-cn", "zh-tw", "en")]
    [3, 2, 1, 1, 0]
    """
    if range_ == tag:
        return _SAME
    if range_.startswith(f"{tag}-") or tag.startswith(f"{range_}-"):
        return _WIDER
    return _KINDRED if range_.partition("-")[0] == tag.partition("-")[0] else 0
