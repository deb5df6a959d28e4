"""A real Chromium: pages as people see them, with what went wrong in them told."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support import require

PASSWORD = "correct horse battery"
NAMES = ("chromium", "chromium-browser", "google-chrome")
# Nothing but the node is asked for anything, and a container has no sandbox to offer.
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


def path() -> str:
    """The browser's program; without one the test is skipped, or fails where everything is required."""
    found = next((each for each in map(shutil.which, NAMES) if each), None)
    if found is None:
        require.lacking("the command chromium", "apt-get install chromium")
    return str(found)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, until the end of the block."""
    program = path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """One person at a browser of their own, in Chinese, whose page must not complain of anything."""

    def __init__(self, browser: Browser, base: str) -> None:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        self.base = base
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        """Errors of scripts, and what the Content-Security-Policy kept from happening."""
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self._hear(said.type, said.text))

    def accept(self, invitation: str, login: str) -> None:
        """Set the first password by an invitation, and sign in."""
        self.open(f"/console/invitation#{invitation}")
        self.page.fill("[name=password]", PASSWORD)
        self.page.fill("[name=again]", PASSWORD)
        self.press("button.main")
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", PASSWORD)
        self.press("button.main")

    def open(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.base + path)

    def press(self, button: str) -> None:
        """Press a button, or follow a link, that leads to another page."""
        with self.page.expect_navigation():
            self.page.click(button)

    @property
    def words(self) -> str:
        """What a person reads."""
        return self.page.inner_text("body")

    @property
    def here(self) -> str:
        """The path of the page that is open."""
        return self.page.url.removeprefix(self.base)

    def _hear(self, kind: str, text: str) -> None:
        # A refused form is answered with its status, which Chromium calls a failure to load.
        if kind == "error" and "Failed to load resource" not in text:
            self.complaints.append(text)
