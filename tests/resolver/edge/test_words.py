"""Words: both languages say everything, with the same placeholders, and the pages use every word."""

import re
from string import Formatter

import pytest

from resolver.edge.assets import FOLDER
from resolver.edge.page import TONES
from resolver.edge.words import CHINESE, ENGLISH, TYPES, length, moment, name_of, say
from schemas.preference import Language

HAN = re.compile(r"[\u4e00-\u9fff]")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def used() -> set[str]:
    """Every key that a page, a tone or the showing of values asks for."""
    sources = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.html"))]
    keys = {found for source in sources for found in re.findall(r"""\bt\(["']([^"]+?)["'][,)]""", source)}
    showing = (FOLDER.parent / "showing.py").read_text(encoding="utf-8")
    keys |= set(re.findall(r'say\(language, "([^"]+)"', showing)) | {"administrator", "any administrator"}
    keys |= set(re.findall(r't\("([^"]+)"\) if', " ".join(sources))) | set(
        re.findall(r'else t\("([^"]+)"\)', " ".join(sources))
    )
    for tone in TONES.values():
        subject = tone.subject or tone.words
        keys |= {tone.words, f"{subject} text", f"{'referred' if subject == 'unreachable' else subject} heading"}
    return keys


def test_both_languages_say_the_same_things() -> None:
    assert list(CHINESE) == list(ENGLISH)
    for key in CHINESE:
        assert placeholders(CHINESE[key]) == placeholders(ENGLISH[key]), key


def test_chinese_is_chinese_and_english_is_english() -> None:
    assert [key for key, text in CHINESE.items() if not HAN.search(text)] == ["other language"]
    assert [key for key, text in ENGLISH.items() if HAN.search(text)] == ["other language"]
    assert all(HAN.search(chinese) and not HAN.search(english) for chinese, english in TYPES.values())


def test_every_word_is_used_and_every_used_word_exists() -> None:
    assert used() == set(CHINESE)


@pytest.mark.parametrize(
    ("language", "seconds", "words"),
    [
        ("zh-CN", 0, "0 秒"),
        ("zh-CN", 59, "59 秒"),
        ("zh-CN", 3_600, "1 小时"),
        ("zh-CN", 90_061, "1 天 1 小时"),
        ("zh-CN", 86_405, "1 天"),
        ("en", 1, "1 second"),
        ("en", 60, "1 minute"),
        ("en", 3_661, "1 hour 1 minute"),
        ("en", 172_800, "2 days"),
        ("en", 2**31 - 1, "24855 days 3 hours"),
    ],
)
def test_lengths_of_time(language: Language, seconds: int, words: str) -> None:
    assert length(language, seconds) == words


def test_moments_are_those_of_shanghai() -> None:
    assert moment("zh-CN", 1_795_363_200) == "2026年11月23日 00:00"
    assert moment("en", 1_795_363_199) == "22 Nov 2026, 23:59 (UTC+8)"
    assert moment("en", 2**32 - 1) == "7 Feb 2106, 14:28 (UTC+8)"


def test_text_that_is_filled_in_is_not_a_pattern() -> None:
    assert say("en", "referred text", prefix="{node.__class__}").count("{node.__class__}") == 1


def test_an_unknown_type_is_its_own_name() -> None:
    assert name_of("zh-CN", "hs_admin") == "管理者"
    assert name_of("en", "<b>") == "<b>"


def test_the_foot_of_a_page_fits_whatever_the_node_is_called() -> None:
    for name in ("Secondary node for identifier resolution", "Ganjiang Park"):
        assert say("en", "served by", node=name) == f"Resolved by: {name}"  # no article, and none missing
