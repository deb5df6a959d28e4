"""The whole life of an enterprise in a real Chromium: three people, each with a browser, do it all in the console.

The same steps as `test_life.py` has over HTTP. A browser that complains about anything fails the test.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from schemas.sentences.chinese import in_chinese
from tests.journeys.test_life import GOOD, ROWS, WRONG, Bad, the_file
from tests.support.applying import ID_NUMBER, code_of
from tests.support.asking import SOON, Asker, until
from tests.support.running import Node, running
from tests.support.watched import Person, watched

PICTURE = Path(__file__).parents[2] / "docs" / "label.png"
NAME, LATER_NAME = "江西岫澜电路有限公司", "江西岫澜电子股份有限公司"
FORM = {
    "name": NAME,
    "uscc": code_of(7),
    "legal_person.name": "欧阳知夏",
    "legal_person.id_number": ID_NUMBER,
    "legal_person.phone": "13970012345",
    "contact.name": "司马临川",
    "contact.phone": "13870054321",
    "industry": "C3982",
    "division": "360121",
}
CHOSEN = {"nature": "commercial", "legal_person.id_type": "resident-id"}


# The enterprise's administrator may write META_, which the key of an application may not.
WRONG_HERE = {
    **WRONG,
    3_003: Bad("", "cannot read '' as a handle: expected a slash between prefix and suffix"),
    7_007: Bad("88.1000/THE-NODES-OWN", "无权注册 88.1000/THE-NODES-OWN"),
}


class Cast:
    """The people, and what has come of it so far."""

    def __init__(self, node: Node, come: Any) -> None:
        """Have all three come."""
        self.node = node
        self.park: Person = come(node)
        self.reviewer: Person = come(node)
        self.firm: Person = come(node)
        self.prefix = ""
        self.key = ""


@pytest.mark.timeout(420)
def test_the_whole_life_of_an_enterprise_in_the_console(tmp_path: Path) -> None:
    with watched() as come, running(tmp_path, public_base="https://id.park.example") as node:
        cast = Cast(node, come)
        people_are_invited(cast)
        the_enterprise_applies(cast)
        it_is_returned_and_resubmitted(cast)
        it_is_approved(cast)
        a_key_is_made(cast)
        a_template_is_made_and_registered_against(cast)
        rows_are_imported(cast, tmp_path)
        labels_are_printed_and_identifiers_resolved(cast)
        particulars_are_changed(cast)
        the_name_is_changed(cast)
        it_is_suspended_and_restored(cast)
        it_ends(cast)
        the_park_looks_back(cast)


def people_are_invited(cast: Cast) -> None:
    node, park = cast.node, cast.park
    park.accept(node.told("account", "add", "li.lei", "--name", "李雷", "--role", "park-admin")["invitation"])
    park.sign_in("li.lei")
    assert park.page.url == f"{node.url}/console/"

    park.open("/console/accounts")
    park.page.click("summary:has-text('邀请人员')")
    park.page.fill("#f-name", "韩梅梅")
    park.page.fill("#f-login", "han.meimei")
    park.page.select_option("#f-role", "reviewer")
    park.press("button:has-text('生成邀请')")
    cast.reviewer.accept(park.page.inner_text("[data-copy]"))
    cast.reviewer.sign_in("han.meimei")

    park.open("/console/enterprises")
    park.page.click("summary:has-text('邀请企业申请入驻')")
    park.page.fill("#f-firm", "岫澜电路")
    park.page.fill("#f-name", "周敏")
    park.page.fill("#f-login", "zhou.min")
    park.press("button:has-text('生成邀请')")
    cast.firm.accept(park.page.inner_text("[data-copy]"))
    cast.firm.sign_in("zhou.min")


def the_enterprise_applies(cast: Cast) -> None:
    firm = cast.firm
    firm.open("/console/application")
    firm.press("button:has-text('申请入驻')")
    if "/console/application/" not in firm.page.url:
        firm.press("a:has-text('继续填写')")
    firm.page.fill("[name=name]", NAME)
    firm.press("button[value=save]")
    assert "已保存" in firm.told()
    with firm.refused(422):
        firm.press("button[value=submit]")
    assert firm.page.input_value("[name=name]") == NAME
    wrong = firm.page.locator("[aria-invalid=true]").count()
    assert wrong >= 8, "what is missing is told all at once"

    for name, text in FORM.items():
        firm.page.fill(f'input[name="{name}"]:not([type=hidden])', text)
    for name, choice in CHOSEN.items():
        firm.page.select_option(f'select[name="{name}"]', choice)
    firm.page.set_input_files('input[type=file][name="certificate"]', PICTURE)
    with firm.refused(422):
        firm.press("button[value=submit]")
    assert firm.page.locator("[aria-invalid=true]").evaluate_all("all => all.map(one => one.name)") == ["address"]
    firm.page.fill("[name=address]", "云谷大道 1 号")
    firm.press("button[value=submit]")
    assert "已提交" in firm.told()


def the_application(reviewer: Person) -> None:
    """Open the one that waits."""
    reviewer.open("/console/reviews")
    reviewer.press("tbody a")


def it_is_returned_and_resubmitted(cast: Cast) -> None:
    reviewer, firm = cast.reviewer, cast.firm
    the_application(reviewer)
    assert "欧阳知夏" not in reviewer.page.content()
    reviewer.page.click("a:has-text('查看文件')")
    reviewer.page.wait_for_selector("figure img")
    assert reviewer.page.eval_on_selector("figure img", "one => one.decode().then(() => one.naturalWidth)") > 100
    the_application(reviewer)
    reviewer.press("button[value=take]")
    assert "已受理" in reviewer.told()
    row = reviewer.page.locator("tr", has=reviewer.page.locator("th", has_text=re.compile("^单位名称")))
    row.locator("summary").click()
    row.locator("textarea").fill("与营业执照不一致")
    reviewer.press("button[value=return]")
    assert "已退回" in reviewer.told()

    firm.page.reload()
    assert "与营业执照不一致" in firm.page.inner_text("main")
    firm.page.fill("[name=name]", NAME.replace("有限", "科技有限"))
    firm.press("button[value=submit]")
    assert "已提交" in firm.told()


def it_is_approved(cast: Cast) -> None:
    reviewer, firm = cast.reviewer, cast.firm
    the_application(reviewer)
    reviewer.press("a:has-text('与上次提交比较')")
    assert "1 处不同" in reviewer.page.inner_text("h2 >> nth=0") or "1 处不同" in reviewer.page.inner_text("main")
    assert reviewer.page.inner_text("tr.differs .before") == NAME
    reviewer.press("button[value=take]")
    reviewer.page.fill("[name=note]", "材料齐全")
    reviewer.press("button[value=approve]")
    assert "已通过" in reviewer.told()

    firm.open("/console/application")
    assert firm.page.locator("main").get_by_text("有效").count() > 0
    cast.park.open("/console/enterprises")
    cast.park.press("tbody a")
    if not cast.park.page.locator("a.mono:has-text('88.1000.')").count():
        cast.park.page.click("summary:has-text('分配前缀')")
        cast.park.press("button[value=grant]")
    cast.prefix = cast.park.page.inner_text("a.mono")
    assert cast.prefix == "88.1000.1"


def a_key_is_made(cast: Cast) -> None:
    firm = cast.firm
    firm.open("/console/keys")
    firm.page.click("summary:has-text('新建密钥')")
    firm.page.fill("#f-note", "一车间 MES")
    firm.press("button:has-text('生成密钥')")
    cast.key = firm.page.inner_text("[data-copy]")
    assert re.fullmatch(r"idn_[0-9a-f]{12}_[\w-]{43}", cast.key)
    firm.open("/console/keys")
    assert cast.key not in firm.page.content()


def a_template_is_made_and_registered_against(cast: Cast) -> None:
    firm = cast.firm
    firm.open("/console/templates/new")
    firm.page.fill("[name=name]", "电路板")
    line = firm.page.locator("[data-item]").first
    for name, text in (("name", "型号"), ("code", "model")):
        line.locator(f'[name="item.{name}"]').fill(text)
    line.locator('[name="item.need"]').select_option("required")
    firm.press("button[value=publish]")
    assert "已发布" in firm.told()

    firm.press("a:has-text('按此注册')")
    firm.page.fill("[name=suffix]", "BOARD-1")
    with firm.refused(422):
        firm.press("main button.main")
    assert firm.page.locator("[aria-invalid=true]").count() == 1
    firm.page.fill("[aria-invalid=true]", "XL-7")
    firm.press("main button.main")
    assert "XL-7" in firm.page.inner_text("main")


def rows_are_imported(cast: Cast, folder: Path) -> None:
    firm = cast.firm
    file = folder / "电路板.csv"
    file.write_bytes(the_file(cast.prefix, WRONG_HERE))
    firm.open("/console/imports")
    firm.page.set_input_files("[name=file]", file)
    firm.press("button:has-text('上传并检查')")
    # The page loads itself again until the rows are looked at.
    firm.page.wait_for_selector("button[value=start]", timeout=90_000)
    assert firm.figures() == {"行数": ROWS, "可注册": GOOD, "错误": len(WRONG)}
    assert firm.page.locator("tbody tr td:first-child").all_inner_texts() == [str(row) for row in WRONG_HERE]
    reasons = firm.page.locator("tbody tr td:nth-child(3)").all_inner_texts()
    for said, bad in zip(reasons, WRONG_HERE.values(), strict=True):
        assert in_chinese(bad.said) in said
    firm.press("button[value=start]")
    firm.page.wait_for_selector("dt:has-text('已注册')", timeout=90_000)
    firm.page.wait_for_selector(f"dd:text-is('{GOOD:,}')", timeout=90_000)
    assert firm.figures() == {"行数": ROWS, "已注册": GOOD, "被拒绝": len(WRONG)}


def labels_are_printed_and_identifiers_resolved(cast: Cast) -> None:
    firm = cast.firm
    firm.open("/console/labels")
    firm.page.check("[name=way][value=prefix]")
    firm.page.fill("#f-count", "24")
    firm.press("button[value=preview]")
    picture = "img[src^='data:image/png']"
    assert firm.page.eval_on_selector(picture, "one => one.decode().then(() => one.naturalWidth)") > 200
    with firm.page.expect_download() as download:
        firm.page.click("button[value=pdf]")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")

    firm.open("/console/")
    firm.page.keyboard.press("/")
    firm.page.keyboard.type(f"{cast.prefix}/P-00001")
    with firm.page.expect_navigation():
        firm.page.keyboard.press("Enter")
    assert "XL-1" in firm.page.inner_text("body")
    firm.open(f"/console/record?handle={cast.prefix}/P-{ROWS:05}")
    assert f"https://maker.example/p/{ROWS}" in firm.page.inner_text("main")


def particulars_are_changed(cast: Cast) -> None:
    firm = cast.firm
    firm.open("/console/application/particulars")
    firm.page.fill("[name=address]", "云谷大道 88 号")
    firm.press("button[value=save]")
    assert "立即生效" in firm.told()
    assert "云谷大道 88 号" in firm.page.inner_text("main")


def the_name_is_changed(cast: Cast) -> None:
    firm, reviewer = cast.firm, cast.reviewer
    firm.open("/console/application")
    firm.press("button[value=change]")
    if "/console/application/" not in firm.page.url:
        firm.press("a:has-text('继续填写')")
    firm.page.fill("[name=name]", LATER_NAME)
    firm.press("button[value=submit]")
    assert "已提交" in firm.told()

    the_application(reviewer)
    assert "1 处不同" in reviewer.page.inner_text("main")
    assert reviewer.page.inner_text("tr.differs .after").splitlines()[0] == LATER_NAME
    reviewer.press("button[value=take]")
    reviewer.press("button[value=approve]")
    firm.open("/console/application")
    assert firm.page.inner_text("h1") == LATER_NAME


def it_is_suspended_and_restored(cast: Cast) -> None:
    park, anybody = cast.park, Asker(cast.node)
    asked = f"/api/handles/{cast.prefix}/P-00001"
    park.open("/console/enterprises")
    park.press("tbody a")
    park.page.click("summary:has-text('企业状态')")
    with park.refused(400):
        park.press("button[value=suspend]")
    assert park.page.locator("#w-reason").count() == 1
    park.page.fill("#f-reason", "资料过期")
    park.press("button[value=suspend]")
    assert "已暂停" in park.told()
    assert anybody.ask("GET", asked).status != 200
    park.page.click("summary:has-text('企业状态')")
    park.press("button[value=restore]")
    assert "已恢复" in park.told()
    assert anybody.ask("GET", asked).status == 200


def it_ends(cast: Cast) -> None:
    firm, park = cast.firm, cast.park
    firm.open("/console/application")
    firm.page.click("summary:has-text('申请注销企业')")
    firm.page.fill("#f-reason", "迁出园区")
    firm.press("button[value=close]")
    park.open("/console/")
    park.press("a:has-text('待确认的注销')")
    park.press("tbody a")
    park.page.click("summary:has-text('企业状态')")
    park.page.fill("#f-reason", "已迁出园区")
    park.press("button[value=finish]")
    assert "已注销" in park.told()
    assert Asker(cast.node).ask("GET", f"/api/handles/{cast.prefix}/P-00001").status != 200
    mes = Asker(cast.node, cast.key)
    until(lambda: mes.ask("GET", "/api/v1/prefixes").status == 401, SOON)


def the_park_looks_back(cast: Cast) -> None:
    park = cast.park
    steps = park.page.locator("section:has(h2:has-text('经过')) li > strong").all_inner_texts()
    assert [step for step in reversed(steps) if step.endswith(("企业", "注销", "资料"))] == [
        "变更资料",
        "暂停企业",
        "恢复企业",
        "申请注销",
        "确认注销",
    ]
    park.open("/console/statistics")
    assert park.figures()["注册（首次）"] == GOOD + 1
    park.open("/console/trail")
    park.page.click("summary:has-text('校验审计链')")
    park.press("button:has-text('开始校验')")
    assert "审计链完整" in park.told()
