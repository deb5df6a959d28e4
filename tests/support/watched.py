"""People with a browser each, a real Chromium, who fail the test for whatever a browser complains about.

What counts: anything on the page's console that is an error, an exception in a page's script, a violation of the
Content-Security-Policy, a dialog, and a page of the console that comes without that policy.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Response

from tests.support.chromium import PASSWORD, chromium
from tests.support.running import Node

PATIENCE_MS = 20_000
_REFUSED = re.compile(r"the server responded with a status of (\d{3})")
_WATCH = """addEventListener("securitypolicyviolation", (event) =>
    console.error("policy violated: " + event.violatedDirective + " " + event.blockedURI));"""


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, browser: Browser, node: Node, language: str, scripts: bool = True) -> None:
        """Open an empty browser, which may run no scripts."""
        self.node = node
        self.faults: list[str] = []
        self.policies = 0
        """How many pages of the console came with their policy."""
        self._expected: set[int] = set()
        self._context = browser.new_context(
            base_url=node.url,
            locale=language,
            viewport={"width": 1440, "height": 900},
            accept_downloads=True,
            java_script_enabled=scripts,
        )
        self._context.add_init_script(_WATCH)
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"error in a script: {error}"))
        self.page.on("dialog", self._asked)
        self.page.on("response", self._answered)

    @contextmanager
    def refused(self, *statuses: int) -> Iterator[None]:
        """Within the block, pages may be answered with these statuses; a browser writes that on its console, too."""
        self._expected = set(statuses)
        yield
        # Messages come a little behind their pages.
        self.page.wait_for_load_state("load")
        self.page.wait_for_timeout(50)
        self._expected = set()

    def open(self, path: str, status: int = 200) -> None:
        """Open a page, which must have this status."""
        with self.refused(*([status] if status >= 400 else [])):
            answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, (path, answer.status)

    def accept(self, invitation: str) -> None:
        """Set a password by an invitation: by the code, or by a link that holds one."""
        self.open("/console/invitation#" + invitation.rpartition("#")[2])
        self.page.fill("[name=password]", PASSWORD)
        self.page.fill("[name=again]", PASSWORD)
        self.press("button.main")

    def sign_in(self, login: str) -> None:
        """Sign in, by the keyboard alone."""
        self.open("/console/sign-in")
        self.page.focus("[name=login]")
        self.page.keyboard.type(login)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press(self, selector: str) -> None:
        """Press a button that leads to another page."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def told(self, selector: str = "[role=status]") -> str:
        """What the page says is done."""
        return self.page.locator(selector).first.inner_text()

    def figures(self) -> dict[str, int]:
        """The figures of the page, by their names."""
        return {
            str(row["name"]): int(str(row["count"]).replace(",", ""))
            for row in self.page.eval_on_selector_all(
                ".figures > div",
                "all => all.map(one => ({name: one.querySelector('dt').textContent.trim(), "
                "count: one.querySelector('dd').textContent.trim()}))",
            )
        }

    def close(self) -> None:
        """Close the browser; whatever it complained about fails the test."""
        self._context.close()
        assert not self.faults, "\n".join(self.faults[:20])
        assert self.policies > 0

    def _said(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        refused = _REFUSED.search(message.text)
        if refused is None or int(refused[1]) not in self._expected:
            self.faults.append(f"{message.text} ({message.location.get('url', '')})")

    def _asked(self, dialog: Dialog) -> None:
        self.faults.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _answered(self, response: Response) -> None:
        headers = response.headers
        if not headers.get("content-type", "").startswith("text/html"):
            return
        if "content-security-policy" in headers:
            self.policies += 1
        else:
            self.faults.append(f"no policy: {response.url}")


@contextmanager
def watched() -> Iterator[Any]:
    """A Chromium, and a way to have people come to a node with a browser each; at the end each is asked for faults."""
    people: list[Person] = []
    with chromium() as browser:

        def come(node: Node, language: str = "zh-CN", scripts: bool = True) -> Person:
            people.append(Person(browser, node, language, scripts))
            return people[-1]

        yield come
        for person in people:
            person.close()
