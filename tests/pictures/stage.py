"""The stage: a node with the sample park, people who sign in, and what they have done before pictures are taken."""

import asyncio
import re
import time
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser

from registry.store import tallies
from registry.store.book import Book
from schemas.counting import SECONDS_A_DAY, Channel, Class, Counted, Outcome, day_of
from schemas.profile import Profile, members_of
from tests.support.applying import code_of, profile
from tests.support.chromium import Visitor
from tests.support.running import Node

MAKER = "91360121MAY1C7P03X"
PREFIX = "88.1000.1"
RECORD = "88.1000.1/LOT:250605-001"
_TABLE = "标识,产品名称,规格型号\n" + "".join(
    f"88.1000.1/PCB-{number:04},六层沉金电路板,XL-6L-{number % 7}\n" for number in range(1, 60)
)
_WRONG = "88.1000.10/PCB-1,别家的标识,\nPCB-9999,没有前缀,\n88.1000.1/,没有后缀,\n"


class Stage:
    """Who is there, and where what they have made is found."""

    def __init__(self, node: Node, browser: Browser) -> None:
        self._node = node
        self._browser = browser
        self.places: dict[str, str] = {"record": quote(RECORD, safe="")}
        self.people: dict[str, Visitor] = {}

    def set(self) -> None:
        """Let everybody do their part."""
        self.people["park"] = self._invited("li.lei", "李雷", "park-admin")
        self.people["maker"] = self._invited("zhao.min", "赵敏", "enterprise-admin", MAKER)
        self._applications()
        self._made()

    def _invited(self, login: str, name: str, role: str, enterprise: str = "") -> Visitor:
        words = ["account", "add", login, "--name", name, "--role", role]
        told = self._node.told(*words, *(["--enterprise", enterprise] if enterprise else []))
        visitor = Visitor(self._browser, self._node.url)
        visitor.accept(told["invitation"], login)
        return visitor

    def _applications(self) -> None:
        """Two enterprises apply: one waits for a review, one was given its application back."""
        for number, (login, person, name, place) in enumerate(
            (
                ("sun.yi", "孙怡", "南昌栖霞精密模具有限公司", "submitted"),
                ("qian.wei", "钱薇", "上饶云汐传感科技有限公司", "returned"),
            )
        ):
            expected = re.search("[0-9a-f]{32}", self._node.run("application", "expect", name))
            assert expected is not None
            visitor = self._invited(login, person, "enterprise-admin", expected[0])
            self.places[place] = applied(visitor, profile("", 700 + number, name=name, uscc=code_of(700 + number)))
        self.people["newcomer"] = visitor
        returned = self.places["returned"]
        self._node.run("application", "do", "take", returned)
        self._node.run(
            "application", "do", "return", returned, "--note", "请按意见修改后重新提交。",
            "--remark", "/name=单位名称与营业执照不一致，请核对。", "--remark", "/capital=请填写注册资本。",
        )  # fmt: skip

    def _made(self) -> None:
        """A rule, a batch of it, and a file of which some rows are wrong."""
        maker = self.people["maker"]
        maker.open("/console/rules/new")
        maker.page.fill("[name=name]", "电路板序列号")
        maker.page.select_option("fieldset:nth-of-type(4) [name='segment.kind']", "check")
        maker.page.fill("fieldset:nth-of-type(4) [name='segment.over']", "2, 3")
        maker.press("button[value=publish]")
        self.places["rule"] = maker.here.partition("?")[0].rpartition("/")[2]
        maker.open("/console/batches/new")
        maker.page.fill("[name=count]", "100000")
        maker.page.fill("[name='field.made']", "2026-11")
        maker.page.fill("main [name=text] >> nth=0", "https://www.xiulan.example/board/{suffix}")
        maker.page.fill("main [name=text] >> nth=1", "六层沉金电路板")
        maker.press("button[value=register]")
        self.places["batch"] = maker.here.partition("?")[0].rpartition("/")[2]
        maker.open("/console/keys")
        maker.page.click("summary:has-text('新建密钥')")
        maker.page.fill("[name=note]", "一车间 MES")
        maker.press("main button.main")
        maker.open("/console/sharing")
        maker.page.click("details.ways:not([open]) > summary")  # the sample has let a partner in already
        maker.page.fill("[name=enterprise]", "江西骋澜汽车部件有限公司")
        maker.page.select_option("[name=template]", "product")
        maker.page.fill("[name=items]", "unit_price")
        maker.page.fill("details [name=note]", "车载电路板供货价")
        maker.press("details.ways button.main")
        maker.open("/console/imports")
        table = (_TABLE + _WRONG).encode()
        maker.page.set_input_files("[name=file]", {"name": "电路板.csv", "mimeType": "text/csv", "buffer": table})
        maker.press("main button.main")
        self.places["job"] = maker.here.rpartition("/")[2]
        maker.page.wait_for_selector("button[value=start]", timeout=30_000)


def counted(database: Path, days: int = 30) -> None:
    """Enter a month of resolutions, as the keeper of a node would have that was asked: busier on working days."""
    today = int(time.time())
    rows = []
    for place, prefix in enumerate((PREFIX, "88.1000.31", "88.101.0042", "88.1000.7")):
        for ago in range(1, days):
            day = day_of(today - ago * SECONDS_A_DAY)
            weekend = (today // SECONDS_A_DAY - ago + 3) % 7 > 4
            count = (1_900 - 37 * ago + (ago * 7_919 + place * 131) % 643) // (3 if weekend else 1) // (place + 1)
            rows.append(Counted(day, prefix, Channel.HTTP, Outcome.FOUND, Class.EXTERNAL, count))

    async def enter() -> None:
        book = Book(f"sqlite+aiosqlite:///{database}")
        async with book.writing() as page:
            await tallies.flush(page, "stage", rows)
        await book.close()

    asyncio.run(enter())


def applied(visitor: Visitor, said: Profile) -> str:
    """Apply for an enterprise's entry with this profile; the application's id."""
    visitor.open("/console/application")
    visitor.press("button[value=entry]")
    page = visitor.page
    for name, value in members_of(said).items():
        field = page.locator(f"main [name='{name}']:not([type=hidden])")
        if isinstance(value, list):
            for each in value:
                page.check(f"main [name='{name}'][value='{each}']")
        elif value and field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(str(value))
        elif value:
            field.fill(str(value))
    licence = page.screenshot()
    page.set_input_files(
        "[type=file][name=certificate]", {"name": "licence.png", "mimeType": "image/png", "buffer": licence}
    )
    visitor.press("button[value=submit]")
    assert "已提交，等待园区审核。" in visitor.words, visitor.words
    return visitor.here.partition("?")[0].rpartition("/")[2]
