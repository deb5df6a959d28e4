"""Pages about Digital Links: the links of a thing for people, with the linkset in it for machines; and refusals.

Every text is escaped where it is put in and no script is run (threats.md T20): what stands in the `script` element is
data, which no browser runs, and it can close no element, because it holds no `<`.
"""

from collections.abc import Mapping
from functools import partial

import msgspec
from markupsafe import Markup

from resolver.edge.assets import Asset
from resolver.edge.link_words import say
from resolver.edge.page import Nameplate, environment, in_language
from resolver.edge.words import reason_in
from resolver.gs1.decide import Offering, Refusal, Why
from resolver.gs1.linkset import Context, in_order, json_ld
from schemas.encodings.link import Link
from schemas.link_types import DEFAULT, DEFAULT_MULTI, compact, words_of
from schemas.mapping import Mapped
from schemas.preference import Language

_TONES = {Why.MALFORMED: "bad", Why.ABSENT: "warn", Why.SUSPENDED: "bad", Why.BUSY: "warn"}
NOTICES = {300: "several", 404: "no such link"}
# JSON needs none of these signs outside of strings, and inside them takes the escape for the sign.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


class ShownLink(msgspec.Struct, frozen=True):
    """A link as people are shown it."""

    type: str
    name: str
    href: str
    title: str
    languages: str
    note: str
    """Where it leads, and what is there."""
    is_default: bool


class Thing(msgspec.Struct, frozen=True):
    """A thing with its links as people are shown it."""

    identifier: str
    description: str
    links: tuple[ShownLink, ...]


class LinkPages:
    """The pages of one node. One for each worker."""

    def __init__(self, nameplate: Nameplate, assets: Mapping[str, Asset], base: str) -> None:
        self._nameplate = nameplate
        self._assets = {name: asset.path for name, asset in assets.items()}
        self._base = base
        self._links = environment().get_template("gs1/links.html")
        self._refusal = environment().get_template("gs1/refusal.html")

    def links(self, offering: Offering, language: Language, query: str) -> str:
        """All links of a thing, or those to choose from."""
        things = [_thing(context, language) for context in offering.contexts]
        data = json_ld(offering.contexts, self._base).decode()
        kind = words_of(offering.link_type)
        return self._links.render(
            self._context(things[0].identifier, language, query),
            things=things,
            count=sum(len(thing.links) for thing in things),
            notice=NOTICES.get(offering.status, ""),
            kind=kind.zh if language == "zh-CN" else kind.en,
            json_ld=Markup(data.translate(_ESCAPES)),  # noqa: S704 no sign of markup is left in it
        )

    def refusal(self, refusal: Refusal, asked: str, language: Language, query: str) -> str:
        """Why there are no links."""
        return self._refusal.render(
            self._context(asked, language, query),
            why=refusal.why.value,
            tone=_TONES[refusal.why],
            reason=reason_in(language, refusal.detail),
        )

    def _context(self, identifier: str, language: Language, query: str) -> dict[str, object]:
        other: Language = "en" if language == "zh-CN" else "zh-CN"
        return {
            "identifier": identifier,
            "language": language,
            "other_language": other,
            "other_language_href": in_language(query, other),
            "node": self._nameplate.on(language),
            "assets": self._assets,
            "t": partial(say, language),
            "json_href": "",
        }


def _thing(context: Context, language: Language) -> Thing:
    sorted_ = in_order(context.links)
    default = next(iter(sorted_.pop(DEFAULT, ())), None)
    described = [link for links in sorted_.values() for link in links]
    # Whoever looks at the links need not see the default twice, under its own type and as the default.
    at_default = next((link for link in described if default is not None and link.location == default.location), None)
    if default is not None and at_default is None:
        described.insert(0, default)
        at_default = default
    shown = tuple(_shown(link, language, link is at_default) for link in described)
    return Thing(Mapped("gs1", context.path).text, context.description, shown)


def _shown(link: Link, language: Language, is_default: bool) -> ShownLink:
    names = words_of(link.link_type)
    return ShownLink(
        type=compact(link.link_type),
        name=names.zh if language == "zh-CN" else names.en,
        href=link.location,
        title=link.title,
        languages=", ".join(link.hreflang),
        note=" · ".join((link.location, *((link.type,) if link.type else ()), *link.context)),
        is_default=is_default or link.link_type == DEFAULT_MULTI,
    )
