"""Take the pictures of the console anew: `python -m tests.pictures [FOLDER]`, which is docs/console unless said."""

import base64
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.pictures.album import ALBUM, SUFFIXES, Picture, View, page
from tests.pictures.stage import Stage, counted
from tests.support.chromium import Visitor, chromium
from tests.support.running import Node

USUAL = Path(__file__).resolve().parents[2] / "docs" / "console"
QUALITY = 82
"""Of WebP: text stays sharp, and all pictures together stay below three megabytes."""


def main(folder: Path) -> None:
    """Start a node, let people work on it, and take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        node = Node(Path(made), workers=1, public_base="https://id.yungu.example")
        node.run("init", "--sample")
        counted(node.data / "registry.sqlite")
        with chromium() as browser:
            node.start()
            try:
                _take_all(node, browser, folder)
            finally:
                node.stop()
    (folder / "README.md").write_text(page(), encoding="utf-8")


def _take_all(node: Node, browser: Browser, folder: Path) -> None:
    stage = Stage(node, browser)
    stage.set()
    for picture in ALBUM:
        take(stage.people[picture.person], picture, picture.path.format(**stage.places), folder)
        sys.stdout.write(f"{', '.join(picture.files)}\n")


def take(visitor: Visitor, picture: Picture, path: str, folder: Path) -> None:
    """The files of one picture."""
    for view in picture.views:
        look(visitor.page, view)
        visitor.open(path)
        if picture.name == "labels":
            visitor.press("button[value=preview]")
        visitor.page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
        visitor.page.wait_for_timeout(500)
        (folder / f"{picture.name}{SUFFIXES[view]}.webp").write_bytes(shot(visitor.page))
    look(visitor.page, "desk")


def look(page: Page, view: View) -> None:
    """See a page at a desk, in the dark, or on a telephone."""
    page.emulate_media(color_scheme="dark" if view == "dark" else "light")
    page.set_viewport_size({"width": 390, "height": 844} if view == "phone" else {"width": 1440, "height": 900})


def shot(page: Page) -> bytes:
    """What is seen now, as WebP, which the protocol of the browser's own tools can do."""
    tools = page.context.new_cdp_session(page)
    told = tools.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    tools.detach()
    return base64.b64decode(told["data"])


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else USUAL)
