"""Refusals in the Chinese console: one Chinese sentence beside its field or above the page, and no English one."""

import re
from collections.abc import Mapping

import pytest

from registry.quota import limit_prefix
from tests.registry.console.test_imports import send, work
from tests.registry.console.test_making import RULE
from tests.support.books import PREFIX, ROOT
from tests.support.console import Browser, House, Shown

_SAID = re.compile(r'<(?:p|div)[^>]*role="alert"[^>]*>(.*?)</(?:p|div)>', re.DOTALL)
_VALUES = {"index": ["1"], "type": ["URL"], "text": ["https://example.cn/"], "grade": ["public"]}

REFUSALS: list[tuple[str, str, Mapping[str, object], str]] = [
    ("boss", "/console/keys", {"prefix": "88.1000.1", "note": "", "days": "9999", "scope": []}, "密钥有效期应为 1 至"),
    ("boss", "/console/keys", {"prefix": "88.1000.1", "note": "", "days": "x", "scope": []}, "“x”不是有效的天数"),
    ("boss", "/console/identifiers/new", {"prefix": "88.1000.1", "suffix": "", **_VALUES}, "请填写后缀"),
    (
        "boss",
        "/console/identifiers/new",
        {"prefix": "88.1000.10", "suffix": "A", **_VALUES},
        "账号 boss 无权注册 88.1000.10/A",
    ),
    ("boss", "/console/rules/new", {"act": "publish", **RULE, "name": ""}, "编码规则名称须为 1 至"),
    ("boss", "/console/labels", {"act": "pdf", "way": "", "content": "", "identifiers": ""}, "请选择要打印标签的对象"),
    ("boss", "/console/me/password", {"was": "wrong", "password": "", "again": ""}, "当前密码错误"),
    ("park", "/console/accounts", {"login": "new", "name": "新人", "role": ""}, "请选择角色"),
    ("park", "/console/trail", {"head": "7"}, "“7”不是有效的审计链头"),
    ("park", "/console/search?q=泵", {}, "无法检索“泵”，每个词至少 2 个字符"),
    ("park", "/console/statistics?from=2026-02-30", {}, "“2026-02-30”不是有效的日期"),
    ("boss", "/console/reviews", {}, "账号 boss 不是园区工作人员"),
    ("boss", "/console/imports/none", {}, "没有导入任务“none”"),
    ("boss", "/console/nowhere", {}, "没有页面“/console/nowhere”"),
]


def said(shown: Shown) -> str:
    """What a page gives for the reason."""
    return " ".join(re.sub(r"<[^>]*>", " ", each) for each in _SAID.findall(shown.text))


async def signed_in(house: House, login: str) -> Browser:
    browser = house.browser("zh-CN")
    await browser.sign_in(login)
    return browser


@pytest.mark.parametrize(("login", "path", "fields", "sentence"), REFUSALS)
async def test_a_refusal_is_one_chinese_sentence(
    house: House, login: str, path: str, fields: Mapping[str, object], sentence: str
) -> None:
    browser = await signed_in(house, login)
    shown = await browser.send(path, fields) if fields else await browser.open(path)

    assert sentence in said(shown)
    assert 'lang="en"' not in shown.text.partition("<main")[2]


async def test_wrong_passwords_are_told_in_chinese(house: House) -> None:
    browser = house.browser("zh-CN")

    assert "账号或密码错误" in said(await browser.sign_in("boss", "not the password"))
    for _ in range(5):
        shown = await browser.sign_in("boss", "not the password")
    assert "密码错误次数过多，此账号在 30 秒内不能登录" in said(shown)


async def test_a_quota_that_is_used_up_is_told_in_chinese(house: House) -> None:
    async with house.context.book.writing() as page:
        await limit_prefix(page, ROOT, PREFIX, 0)
    browser = await signed_in(house, "boss")
    await browser.open("/console/identifiers/new?prefix=88.1000.1")

    shown = await browser.send("/console/identifiers/new", {"prefix": "88.1000.1", "suffix": "A", **_VALUES})

    assert "前缀 88.1000.1 的配额不足：还可注册 0 个标识，此次需要 1 个" in said(shown)


async def test_wrong_rows_of_an_import_are_told_in_chinese(house: House) -> None:
    browser = await signed_in(house, "boss")
    rows = "标识,产品名称\n88.1000.1/A,泵\n88.1000.1/A,泵\n88.1000.10/B,别人的\n".encode()
    sent = await send(browser, rows, "泵.csv")
    await work(house)

    checked = await browser.open(sent.path)

    assert "标识 88.1000.1/A 与第 2 行重复" in checked.words
    assert "账号 boss 无权注册 88.1000.10/B" in checked.words
    assert 'lang="en"' not in checked.text.partition("<main")[2]
    for file, fault in (
        ("faults", "3,handle,标识 88.1000.1/A 与第 2 行重复"),
        ("failed", "账号 boss 无权注册 88.1000.10/B"),
    ):
        async with browser.session.get(f"{browser.base}{sent.path}/{file}") as answer:
            assert fault in await answer.text()
