"""What a visitor would rather have: a page or JSON (`Accept`), Chinese or English (`?lang=`, `Accept-Language`).

Both headers are lists with weights (RFC 9110 §12.4.2, §12.5.1, §12.5.4). They come from strangers: what cannot be
read in them is passed over, never refused.
"""

import re
from typing import Literal

from schemas.weights import elements

Language = Literal["zh-CN", "en"]
DEFAULT_LANGUAGE: Language = "zh-CN"
LANGUAGES: dict[str, Language] = {"zh": "zh-CN", "en": "en"}
"""From the first subtag of a language (RFC 5646 §2.2.1) to the one of ours that its readers can read."""


def prefers_json(accept: str) -> bool:
    """Whether this `Accept` likes `application/json` better than `text/html`. Without a preference it is the page.

    >>> prefers_json("application/json"), prefers_json("*/*"), prefers_json("text/html,application/json;q=0.9")
    (True, False, False)
    """
    return weight_of(accept, "application/json") > weight_of(accept, "text/html")


def weight_of(accept: str, media_type: str) -> float:
    """How much this `Accept` likes a media type, 0 to 1: what its most specific element says (RFC 9110 §12.5.1).

    >>> weight_of("text/*;q=0.5, */*;q=0.1", "text/html"), weight_of("", "text/html")
    (0.5, 1.0)
    """
    ranges = (media_type, media_type.partition("/")[0] + "/*", "*/*")
    said = {range_: weight for range_, weight in reversed(list(elements(accept))) if range_ in ranges}
    return next((said[range_] for range_ in ranges if range_ in said), 0.0 if accept.strip() else 1.0)


def language_of(asked: str, accept_language: str) -> Language:
    """The language to answer in: the one asked for outright, else the best liked, else Chinese.

    >>> language_of("en-GB", "zh"), language_of("", "de, en;q=0.7, zh;q=0.3"), language_of("tlh", "de")
    ('en', 'en', 'zh-CN')
    """
    return _ours(asked) or best_liked(accept_language) or DEFAULT_LANGUAGE


def best_liked(accept_language: str) -> Language | None:
    """Which of our languages an `Accept-Language` likes best; None: it names neither of them.

    >>> best_liked("zh-CN,en;q=0.8"), best_liked("en-GB,en;q=0.9"), best_liked("de, *"), best_liked("zh;q=0")
    ('zh-CN', 'en', None, None)
    """
    best: Language | None = None
    most = 0.0
    for range_, weight in elements(accept_language):
        if weight > most and (ours := _ours(range_)):
            best, most = ours, weight
    return best


def _ours(tag: str) -> Language | None:
    return LANGUAGES.get(re.split("[-_]", tag.strip().lower(), maxsplit=1)[0])
