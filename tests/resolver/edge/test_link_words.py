"""Words about Digital Links: both languages say the same with the same placeholders, and the pages use every word."""

import re

from resolver.edge import words
from resolver.edge.assets import FOLDER
from resolver.edge.link_page import NOTICES
from resolver.edge.link_words import CHINESE, ENGLISH, say
from resolver.gs1.decide import Why
from tests.resolver.edge.test_words import HAN, placeholders


def used() -> set[str]:
    """Every key that the pages ask for; those made of two parts, too."""
    sources = " ".join(path.read_text(encoding="utf-8") for path in sorted((FOLDER / "gs1").glob("*.html")))
    keys = set(re.findall(r"""\bt\(["']([^"']+)["'][,)]""", sources))
    for notice in NOTICES.values():
        keys |= {notice, f"{notice} text"}
    for why in Why:
        keys |= {why.value, f"{why.value} heading", f"{why.value} text"}
    return keys


def test_both_languages_say_the_same_things() -> None:
    assert list(CHINESE) == list(ENGLISH)
    for key in CHINESE:
        assert placeholders(CHINESE[key]) == placeholders(ENGLISH[key]), key


def test_chinese_is_chinese_and_english_is_english() -> None:
    assert [key for key, text in CHINESE.items() if not HAN.search(text)] == []
    assert [key for key, text in ENGLISH.items() if HAN.search(text)] == []


def test_every_word_is_used_and_every_used_word_exists() -> None:
    assert used() - set(words.CHINESE) == set(CHINESE) - set(words.CHINESE)
    assert used() >= set(CHINESE)


def test_what_these_pages_do_not_say_themselves_all_pages_say() -> None:
    assert say("zh-CN", "links n", n=2) == "2 个链接"
    assert say("zh-CN", "as json") == words.say("zh-CN", "as json")
    assert say("en", "several text", kind="{x}").count("{x}") == 1
