"""The album: which pages of the console are in its documentation, as whom they are seen, and what is said of them."""

from collections.abc import Sequence
from typing import Literal

import msgspec

View = Literal["desk", "dark", "phone"]
SUFFIXES: dict[View, str] = {"desk": "", "dark": "-dark", "phone": "-phone"}
"""What each view adds to the name of a file."""


class Picture(msgspec.Struct, frozen=True):
    """One page."""

    name: str
    person: Literal["maker", "newcomer", "park"]
    """An enterprise's administrator, one whose enterprise applies, the park's administrator."""
    path: str
    """With `{places}` that the stage fills in."""
    words: str
    views: tuple[View, ...] = ("desk",)

    @property
    def files(self) -> list[str]:
        """The names of its files."""
        return [f"{self.name}{SUFFIXES[view]}.webp" for view in self.views]


ALBUM: Sequence[Picture] = (
    Picture("home", "maker", "/console/", "概览 · Overview", ("desk", "dark", "phone")),
    Picture(
        "application",
        "newcomer",
        "/console/application/{returned}",
        "企业申请：审核意见就在字段旁 · An application that was returned: remarks stand beside the fields",
        ("desk", "phone"),
    ),
    Picture("enterprise", "maker", "/console/application", "我的企业 · My enterprise"),
    Picture("identifiers", "maker", "/console/identifiers?prefix=88.1000.1&beginning=LOT", "标识 · Identifiers"),
    Picture("record", "maker", "/console/record?handle={record}", "一个标识 · One identifier", ("desk", "phone")),
    Picture("templates", "maker", "/console/templates", "数据模板 · Templates"),
    Picture(
        "filling",
        "maker",
        "/console/templates/product/register",
        "按模板注册：逐项检查 · Registered against a template, item by item",
        ("desk", "phone"),
    ),
    Picture(
        "rule",
        "maker",
        "/console/rules/new?from={rule}",
        "编码规则：边写边试 · A coding rule is tried while it is typed",
        ("desk", "dark"),
    ),
    Picture("batch", "maker", "/console/batches/{batch}", "号段 · A batch"),
    Picture(
        "labels", "maker", "/console/labels?batch={batch}&count=24", "标签：预览即打印 · Labels as they will be printed"
    ),
    Picture("import", "maker", "/console/imports/{job}", "批量导入：先检查后注册 · Checked before it is entered"),
    Picture("search", "maker", "/console/search?q=电路板", "检索 · Search"),
    Picture("sharing", "maker", "/console/sharing", "数据授权 · Partners who were let in"),
    Picture("claims", "maker", "/console/claims", "标识声明 · Claims"),
    Picture("keys", "maker", "/console/keys", "密钥 · API keys"),
    Picture("reviews", "park", "/console/reviews", "审核 · The park's review queue", ("desk", "phone")),
    Picture(
        "review",
        "park",
        "/console/reviews/{submitted}",
        "审核一个申请 · Reviewing an application",
        ("desk", "dark"),
    ),
    Picture(
        "decision",
        "park",
        "/console/reviews/{returned}/decisions/1",
        "审核决定：按当时所见保存 · A decision, as it was at that moment",
        ("desk", "phone"),
    ),
    Picture("enterprises", "park", "/console/enterprises", "企业 · Enterprises"),
    Picture("statistics", "park", "/console/statistics", "统计 · Statistics", ("desk", "dark", "phone")),
    Picture("evaluation", "park", "/console/evaluation", "年度评价 · The evaluation of a year"),
    Picture("trail", "park", "/console/trail", "审计 · The trail"),
    Picture("accounts", "park", "/console/accounts", "人员 · People"),
    Picture("overview", "park", "/console/", "园区概览 · The park's overview"),
    Picture("prefixes", "park", "/console/prefixes", "前缀 · Prefixes"),
)
"""In the order in which they are shown."""


def page() -> str:
    """`docs/console/README.md`."""
    lines = [
        "# What the console looks like",
        "",
        "A node with the sample park in it, as `make pictures` sees it; that wants Chromium and a Chinese font.",
        "What each room is for: [console.md](../console.md).",
    ]
    for picture in ALBUM:
        lines += ["", f"## {picture.words}", ""]
        for view, file in zip(picture.views, picture.files, strict=True):
            width = ' width="260"' if view == "phone" else ' width="820"'
            lines.append(f'<img src="{file}"{width} alt="{picture.words}">')
    return "\n".join(lines) + "\n"
