"""The frame: what all pages of the console stand in: language, look, the way about, and who is here.

Words stand in the templates themselves, in both languages side by side: `say("登录", "Sign in")`. So none can be
missing in one of them, and whoever changes a page sees both.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import hdrs, web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from registry.console import words
from registry.console.assets import Asset
from registry.console.guard import FORM_FIELD, VISITOR, cookie_of, onward, token_of
from registry.console.particulars import OPTIONS_OF, WORDS_OF
from registry.console.sections import sections_for
from registry.people.oidc import Provider
from registry.people.passwords import Passwords
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.complaint import Incomplete
from schemas.counting import SHANGHAI, day_of
from schemas.errors import Malformed, NodeError
from schemas.identifiers.scheme import Words
from schemas.preference import Language, language_of
from schemas.sentences.chinese import in_chinese

FOLDER = Path(__file__).parent / "pages"
LANGUAGE_COOKIE, LOOK_COOKIE = "idnode-language", "idnode-look"
LOOKS = ("auto", "light", "dark")
A_YEAR = 366 * 86_400
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; "
    "img-src 'self' data: blob:; media-src 'self' blob:"
)
"""Nothing inline, nothing from elsewhere (threats.md T20). Pictures as data are the codes drawn by the node itself."""


class Fault(msgspec.Struct, frozen=True):
    """A refusal as a page shows it: its sentence, and the field that it is about where that is known."""

    sentence: str
    title: Words
    field: str = ""
    all: tuple[Words, ...] = ()
    """Everything that is wrong, where there may be several things at once."""


class Notice(msgspec.Struct, frozen=True):
    """Something that has just been done, or is to be known."""

    words: Words
    good: bool = True


class Frame:
    """One for each worker."""

    def __init__(
        self,
        name: str,
        name_en: str,
        passwords: Passwords,
        assets: Mapping[str, Asset],
        provider: Provider | None = None,
    ) -> None:
        """Take what the node is called in Chinese and in English, what hashes passwords, and the pages' files.

        With an identity provider, people may sign in by it.
        """
        self.provider = provider
        self.names: Mapping[Language, str] = {"zh-CN": name, "en": name_en}
        self.passwords = passwords
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._assets = {asset: served.path for asset, served in assets.items()}

    def page(self, request: web.Request, template: str, *, status: int = 200, **given: Any) -> web.Response:
        """A page, for whoever asks, in their language."""
        language = language_in(request)
        here = request.get(VISITOR)
        token = token_of(request.app[CONTEXT], cookie_of(request))
        text = self._environment.get_template(template).render(
            say=_saying(language),
            tell=_telling(language),
            word=lambda words: words.en if language == "en" else words.zh,
            called=words,
            language=language,
            other_language="en" if language == "zh-CN" else "zh-CN",
            look=look_in(request),
            node=self.names[language],
            here=here,
            sections=sections_for(here.principal) if here is not None else (),
            path=request.path,
            hidden=lambda: Markup('<input type="hidden" name="{}" value="{}">').format(FORM_FIELD, token),
            assets=self._assets,
            moment=moment,
            day=day_of,
            number=number,
            role_name=_role_name,
            verb_name=_verb_name,
            role_pairs=lambda say, roles: [(role.value, _role_name(say, role.value)) for role in roles],
            firm_pairs=lambda firms: [("", "—"), *((each.id, each.name) for each in firms)],
            members_called=WORDS_OF,
            choices_called=OPTIONS_OF,
            pairs=lambda texts: [(text, text) for text in texts],
            **{"fault": None, "notice": None, **given},
        )
        headers = {
            hdrs.CONTENT_TYPE: "text/html; charset=utf-8",
            hdrs.CACHE_CONTROL: "no-store",
            hdrs.CONTENT_LANGUAGE: language,
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
        }
        return web.Response(body=text.encode("utf-8", "replace"), status=status, headers=headers)

    def refusal(self, request: web.Request, error: NodeError) -> web.Response:
        """A page that says a refusal, where no form stands that could say it."""
        kind = kind_of(error)
        return self.page(request, "refusal.html", status=kind.status, fault=fault_of(error))


FRAME = web.AppKey("frame", Frame)
"""Where the pages find the frame of their application."""


def fault_of(error: NodeError, beside: str = "") -> Fault:
    """A refusal as a page shows it. The place at the end of a sentence (`(at name)`) becomes the field's mark.

    What names no place and is about what was typed stands `beside` a field.
    """
    kind = kind_of(error)
    sentence, _, place = error.sentence.partition(" (at ")
    told = tuple(Words(zh, en) for _, _, zh, en in error.complaints) if isinstance(error, Incomplete) else ()
    field = place.rstrip(")").partition("[")[0] or (beside if isinstance(error, Malformed) else "")
    return Fault(sentence, Words(kind.zh, kind.en), field, told)


def language_in(request: web.Request) -> Language:
    """The language to answer in: the one chosen before, else the browser's."""
    return language_of(request.cookies.get(LANGUAGE_COOKIE, ""), request.headers.get(hdrs.ACCEPT_LANGUAGE, ""))


def look_in(request: web.Request) -> str:
    """Light, dark, or as the system has it."""
    chosen = request.cookies.get(LOOK_COOKIE, "")
    return chosen if chosen in LOOKS else LOOKS[0]


def moment(second: int) -> str:
    """A Unix second as the console shows it, in the time of Shanghai.

    >>> moment(1_700_000_000)
    '2023-11-15 06:13'
    """
    return f"{datetime.fromtimestamp(second, SHANGHAI):%Y-%m-%d %H:%M}"


def number(count: int) -> str:
    """A number as people read it.

    >>> number(1234567)
    '1,234,567'
    """
    return f"{count:,}"


def seen(path: str, notice: str = "") -> web.Response:
    """Send the browser to a page that says what was done."""
    return onward(f"{path}{'&' if '?' in path else '?'}done={notice}" if notice else path)


def _saying(language: Language) -> Callable[..., str]:
    if language == "en":

        def english(zh: str, en: str, **given: object) -> str:  # noqa: ARG001 - both languages stand side by side
            return en.format(**given) if given else en

        return english

    def chinese(zh: str, en: str, **given: object) -> str:  # noqa: ARG001
        return zh.format(**given) if given else zh

    return chinese


def _telling(language: Language) -> Callable[[str], str]:
    """How a refusal is read: in Chinese where it has Chinese, else in English, and marked as that."""
    if language == "en":
        return str

    def chinese(sentence: str) -> str:
        said = in_chinese(sentence)
        return said if said != sentence else Markup('<span lang="en">{}</span>').format(sentence)

    return chinese


_ROLES: Mapping[str, Words] = {
    "park-admin": Words("园区管理员", "Park administrator"),
    "reviewer": Words("审核员", "Reviewer"),
    "auditor": Words("审计员", "Auditor"),
    "enterprise-admin": Words("企业管理员", "Enterprise administrator"),
    "enterprise-app": Words("企业应用", "Enterprise application"),
    "node": Words("其他节点", "Another node"),
}
_VERBS: Mapping[str, Words] = {
    "register": Words("注册", "Register"),
    "amend": Words("修改", "Amend"),
    "retire": Words("注销", "Retire"),
    "read-hidden": Words("查看非公开内容", "See what is not public"),
    "list": Words("列出", "List"),
    "read-statistics": Words("查看统计", "Read statistics"),
}


def _role_name(say: Callable[..., str], role: str) -> str:
    words = _ROLES[role]
    return say(words.zh, words.en)


def _verb_name(say: Callable[..., str], verb: str) -> str:
    words = _VERBS.get(verb, Words(verb, verb))
    return say(words.zh, words.en)
