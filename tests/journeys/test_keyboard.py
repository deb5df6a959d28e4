"""A reviewer with nothing but a keyboard, in a real Chromium, with scripts and without.

Signs in, returns an application, reads the decision, signs out. Every stop of the focus is marked, and nothing lies
over it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.support.applying import PNG, profile
from tests.support.asking import Asker
from tests.support.chromium import PASSWORD
from tests.support.running import Node, running
from tests.support.watched import Person, watched

MOST_STOPS = 150
REMARK, NOTE = "与营业执照不一致", "请按意见修改。"
# What a person sees of the place where the focus is: its name, and whether it is marked, on the page and uncovered.
_STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const x = box.left + Math.min(box.width / 2, 40), y = box.top + Math.min(box.height / 2, 12);
  const top = document.elementFromPoint(x, y);
  return {
    words: `${at.innerText || at.getAttribute("aria-label") || at.labels?.[0]?.innerText || ""}`.trim(),
    name: at.name || at.id || "", value: at.value ?? "", kind: at.tagName.toLowerCase(),
    marked: at.matches(":focus-visible") && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    there: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0,
    uncovered: !top || at.contains(top) || top.contains(at),
  };
}"""


class Keyboard:
    """Keys, and where they lead."""

    def __init__(self, person: Person) -> None:
        """Take somebody at a browser."""
        self.page = person.page
        self.stops = 0

    def here(self) -> Any:
        """Where the focus is."""
        return self.page.evaluate(_STOP)

    def press(self, key: str) -> None:
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def to(self, wanted: Callable[[Any], bool], key: str = "Tab") -> Any:
        """Go on, stop by stop, until one is what is wanted; each must be seen."""
        seen = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press(key)
            at = self.here()
            if at is None:
                continue
            self.stops += 1
            seen.append(f"{at['kind']} {at['name'] or at['words'][:20]}")
            assert at["marked"], f"the focus is not marked: {at}"
            assert at["there"], f"the focus is out of sight: {at}"
            assert at["uncovered"], f"something lies over the focus: {at}"
            if wanted(at):
                return at
        raise AssertionError(f"not reached with {key}: {seen}")

    def to_words(self, words: str) -> Any:
        """Go on to what reads so."""
        return self.to(lambda at: at["words"].startswith(words))

    def to_field(self, name: str) -> Any:
        """Go on to a field."""
        return self.to(lambda at: at["name"] == name)

    def to_button(self, value: str) -> Any:
        """Go on to a button of a form."""
        return self.to(lambda at: at["kind"] == "button" and at["value"] == value)


def submitted(node: Node) -> None:
    """An application that waits for the park."""
    firm = Asker(node, node.told("key", "new", "--role", "enterprise-admin", "--applies")["key"])
    paper = firm.do("POST", "/api/v1/documents", PNG, kind="image/png", expect=201)["id"]
    begun = firm.do(
        "POST", "/api/v1/applications", {"kind": "entry", "profile": msgspec.to_builtins(profile(paper))}, expect=201
    )
    firm.do("POST", f"/api/v1/applications/{begun['id']}/acts", {"act": "submit"})


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scripts", [True, False])
def test_a_reviewer_returns_an_application_by_the_keyboard_alone(tmp_path: Path, scripts: bool) -> None:
    with watched() as come, running(tmp_path, workers=1) as node:
        submitted(node)
        invitation = node.told("account", "add", "han.meimei", "--name", "韩梅梅", "--role", "reviewer")["invitation"]
        come(node).accept(invitation)
        person = come(node, scripts=scripts)
        keyboard = Keyboard(person)
        signs_in(keyboard, person)
        opens_the_application(keyboard)
        is_refused_and_led_to_the_field(keyboard, person)
        returns_it_with_a_remark(keyboard)
        reads_the_decision(keyboard)
        signs_out(keyboard)
        assert keyboard.stops > 60


def signs_in(keyboard: Keyboard, person: Person) -> None:
    person.open("/console/")
    keyboard.to_words("跳到正文")
    keyboard.to_field("login")
    keyboard.page.keyboard.type("han.meimei")
    keyboard.to_field("password")
    keyboard.page.keyboard.type(PASSWORD)
    keyboard.press("Enter")
    assert keyboard.page.inner_text("h1") == "概览"


def opens_the_application(keyboard: Keyboard) -> None:
    keyboard.to_words("审核")
    keyboard.press("Enter")
    # The list of standings is opened by its arrow keys, and the queue shows what they chose.
    keyboard.to_field("standing")
    keyboard.page.keyboard.press("ArrowDown")
    assert keyboard.here()["value"] == "all"
    keyboard.to_words("筛选")
    keyboard.press("Enter")
    # Past the bar and the menu at once.
    keyboard.to_words("跳到正文")
    keyboard.page.keyboard.press("Enter")
    assert keyboard.to(lambda at: True)["words"].startswith("企业申请"), "the first stop behind the skip link"
    keyboard.to_words("江西岫澜")
    keyboard.press("Enter")
    keyboard.to_button("take")
    keyboard.press("Space")
    assert "已受理" in keyboard.page.inner_text("[role=status]")


def is_refused_and_led_to_the_field(keyboard: Keyboard, person: Person) -> None:
    keyboard.to_button("return")
    with person.refused(400):
        keyboard.press("Space")
    at = keyboard.here()
    assert (at["name"], at["there"]) == ("summary", True), "a refused form leads to what is wrong with it"
    note = keyboard.page.locator("[name=note]")
    assert note.get_attribute("aria-invalid") == "true"
    described = note.get_attribute("aria-describedby")
    assert keyboard.page.inner_text(f"#{described}")
    keyboard.to_words("转到该项")
    keyboard.page.keyboard.press("Enter")
    assert keyboard.here()["name"] == "note"
    keyboard.page.keyboard.type(NOTE)


def returns_it_with_a_remark(keyboard: Keyboard) -> None:
    keyboard.to(lambda at: at["words"].endswith("单位名称"), "Shift+Tab")
    keyboard.page.keyboard.press("Enter")
    keyboard.to_field("remark")
    keyboard.page.keyboard.type(REMARK)
    keyboard.to_button("return")
    keyboard.press("Enter")
    assert "已退回申请人" in keyboard.page.inner_text("[role=status]")


def reads_the_decision(keyboard: Keyboard) -> None:
    keyboard.to_words("第 1 次提交的审核")
    keyboard.press("Enter")
    words = keyboard.page.inner_text("main")
    assert REMARK in words
    assert NOTE in words
    assert "person:han.meimei" in words


def signs_out(keyboard: Keyboard) -> None:
    keyboard.to(lambda at: at["kind"] == "summary" and "韩梅梅" in at["words"])
    keyboard.page.keyboard.press("Enter")
    keyboard.to_words("退出")
    keyboard.press("Enter")
    assert keyboard.page.locator("[name=login]").count() == 1
