"""Pages: what the door shows to people in Chinese and English, and the same as JSON and XML for machines.

Every text is escaped where it is put in; nothing is inline, no script is used (threats.md T20). The words are those of
`resolver.edge.words`, the decisions those of `resolver.edge.decide`.
"""

import re
from collections.abc import Mapping
from functools import cache, partial
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

import jinja2
import msgspec

from resolver.edge.assets import FOLDER, Asset
from resolver.edge.decide import Kind, Listing, Page
from resolver.edge.meaning import meaning_of, others_of, visible
from resolver.edge.showing import iso, of_system, shown
from resolver.edge.words import moment, reason_in, say
from schemas.documents import json_string, values_json
from schemas.mapping import carried
from schemas.preference import Language
from schemas.target import path_of
from schemas.web_address import location_of

# XML 1.0 §2.2: characters that no document may hold, not even escaped.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_QUERY_SAFE = "!$%&'()*+,/:;=?@-._~"


class Nameplate(msgspec.Struct, frozen=True):
    """What the node is called on its pages."""

    chinese: str = "工业互联网标识解析二级节点"
    english: str = "Secondary node for identifier resolution"

    def on(self, language: Language) -> str:
        """The name in a language."""
        return self.chinese if language == "zh-CN" else self.english


class Tone(msgspec.Struct, frozen=True):
    """How a page that shows no record looks, and its code for machines."""

    words: str
    """Key of its standing in the tables of words; heading and text have it, too, unless `subject` is another."""
    colour: str
    code: int
    """responseCode of the Handle API (handle-http.md §6.7)."""
    message: str
    """For machines, in English."""
    subject: str = ""


TONES: Mapping[Kind, Tone] = {
    Kind.ABSENT: Tone("absent", "warn", 100, "Handle not found"),
    Kind.RETIRED: Tone("retired", "bad", 100, "Handle is retired"),
    Kind.ELSEWHERE: Tone("elsewhere", "warn", 301, "That prefix doesn't live here"),
    Kind.SUSPENDED: Tone("suspended", "bad", 301, "That prefix is suspended"),
    Kind.REFERRED: Tone("referred", "good", 302, "The enterprise's own node answers for that prefix"),
    Kind.UNREACHABLE: Tone("referred", "warn", 302, "The enterprise's own node has no address yet", "unreachable"),
    Kind.LOOP: Tone("loop", "bad", 100, "The alias leads nowhere"),
    Kind.APPEND: Tone("malformed", "bad", 4, "urlappend would lead to another site", "append"),
    Kind.ORS: Tone("ors", "good", 302, "Other servers say something of that OID"),
    Kind.UNMAPPED: Tone("unmapped", "warn", 100, "No record carries that identifier"),
    Kind.MALFORMED: Tone("malformed", "bad", 102, "", "malformed"),
    Kind.QUESTION: Tone("malformed", "bad", 4, "", "question"),
    Kind.BUSY: Tone("busy", "warn", 3, "The answer cannot be read now"),
}


class Pages:
    """The pages of one node. One for each worker.

    `symbols` is where this host draws the code that leads to an identifier; empty where it draws none.
    """

    def __init__(self, nameplate: Nameplate, assets: Mapping[str, Asset], symbols: str = "") -> None:
        self._nameplate = nameplate
        self._symbols = symbols
        self._assets = {name: asset.path for name, asset in assets.items()}
        self._record = environment().get_template("record.html")
        self._refusal = environment().get_template("refusal.html")

    def html(self, page: Page, language: Language, query: str = "") -> str:
        """A page in a language; `query` is what was asked, so that the same can be had in the other language."""
        other: Language = "en" if language == "zh-CN" else "zh-CN"
        context = {
            "page": page,
            "identifier": page.identifier,
            "language": language,
            "other_language": other,
            "other_language_href": in_language(query, other),
            "node": self._nameplate.on(language),
            "assets": self._assets,
            "t": partial(say, language),
            "moment": partial(moment, language),
            "iso": iso,
            "visible": visible,
        }
        meaning = meaning_of(page, language)
        if page.kind is Kind.FOUND:
            # Who asks for values by type or index gets them as they are stored.
            others = () if page.narrowed else others_of(page.values, language)
            listed = not page.narrowed and bool(others)
            return self._record.render(
                context,
                meaning=meaning,
                others=others,
                contents=[
                    shown(value, language)
                    for value in page.values
                    if not of_system(value) and not (listed and carried((value,)))
                ],
                system=[shown(value, language) for value in page.values if of_system(value)],
                json_href=_as_json(page),
                symbol=self._symbols and f"{self._symbols}?identifier={quote(page.identifier, safe='')}",
            )
        tone = TONES[page.kind]
        return self._refusal.render(
            context,
            tone=tone.colour,
            words=tone.words,
            heading=f"{'referred' if tone.subject == 'unreachable' else tone.subject or tone.words} heading",
            text=f"{tone.subject or tone.words} text",
            meaning=meaning,
            scheme=meaning.title if meaning else "",
            reason=reason_in(language, page.detail),
            prefix=page.holding.prefix if page.holding else page.identifier.partition("/")[0],
            leads=[(lead, location_of(lead.target)) for lead in page.leads],
            json_href="",
        )


def _as_json(page: Page) -> str:
    """Where programs get the same; a signed link is understood by the node's own API alone."""
    path = path_of(page.identifier)
    if page.link_used:
        return f"/api/v1/identifiers{path}?link={quote(page.link_used, safe='')}"
    return f"/api/handles{path}"


@cache
def environment() -> jinja2.Environment:
    """Where all pages are made; each text is escaped where it is put in."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def in_language(query: str, language: Language) -> str:
    """The same question in another language, as a link relative to its own path.

    >>> in_language("noredirect&lang=en", "zh-CN")
    '?noredirect&lang=zh-CN'
    """
    kept = [pair for pair in query.split("&") if pair and pair.partition("=")[0] != "lang"]
    return "?" + quote("&".join([*kept, f"lang={language}"]), safe=_QUERY_SAFE, errors="replace")


def json(page: Page) -> bytes:
    """A page's content as the Handle API would say it (handle-http.md §4.2)."""
    handle = json_string(page.identifier)
    if page.kind is Kind.FOUND:
        code = b"200" if page.narrowed and not page.values else b"1"
        return b'{"responseCode":%b,"handle":%b,"values":%b}' % (code, handle, values_json(page.values))
    tone = TONES[page.kind]
    message = json_string(page.detail or tone.message)
    leads = b',"leads":' + msgspec.json.encode(page.leads) if page.leads else b""
    return b'{"responseCode":%d,"message":%b,"handle":%b%b}' % (tone.code, message, handle, leads)


def xml(listing: Listing) -> str:
    """Where a record leads, as `<locations>` (handle-http.md §7)."""
    locations = "".join(
        "<location" + "".join(f" {name}={_quoted(text)}" for name, text in one.items() if _NAME.fullmatch(name)) + " />"
        for one in listing.locations
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<locations>{locations}</locations>\n'


def _quoted(text: str) -> str:
    return quoteattr(_NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text))
