"""The spreadsheet: what the tile maker's ERP exports, one row a box."""

import csv
import io
from typing import Any

from making.house import House

PREFIX = "88.1000.31"
HEADER = [
    "handle", "URL", "EMAIL", "产品名称", "规格型号", "批次号", "生产日期", "等级", "色号",
    "数量", "计量单位", "检验结论", "备注",
]  # fmt: skip

# Remarks that a spreadsheet program, a careless parser or a page would spoil. Put at rows well apart.
REMARKS = (
    "含逗号,分号;和\"引号\"",
    "第一行\n第二行",
    "第一行\r\n第二行\r\n",
    "制表符\t在中间",
    "=1+1",
    "=SUM(J2:J9)",
    "+86-795-0000-0000",
    "-10 ℃ 以下勿铺贴",
    "@仓库：轻放",
    "'以单引号开头",
    "  前后各两个空格  ",
    "\u3000全角空格\u3000",
    "生僻字 𠮷𪚥，表情 🧱🔥",
    "Φ10 mm±0.5 mm，25 ℃，3 µm，45°",
    "组合 e\u0301，阿拉伯语 \u0635\u0646\u0639",
    "<script>alert('砖')</script>",
    "C:\\出货\\2026\\11",
    "100%，#1 窑，a+b?c&d",
    "\"",
    ",",
    "00123",
    "行分隔符\u2028在值内",
    "NULL",
)  # fmt: skip

# Suffixes that need quoting in a table, or escaping in an address.
SUFFIXES = (
    "样砖,A级", "样砖\"B\"级", "00000307", "0307", "样板 800x800 #1", "展厅/南昌/一层/01", "50%灰",
    "A+B", "A?B", "YC:P8001:2026",
)  # fmt: skip


def table(house: House) -> str:
    """Write the whole table, without its byte order mark."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(HEADER)
    about = house.about["product"]
    for number, made in enumerate(house.days(about["count"]), start=1):
        item = house.dice.pick(about["items"])
        suffix = house.suffix("product", made, number, cls=item["cls"], model=item["model"])
        if number % 59 == 0 and number // 59 <= len(SUFFIXES):
            suffix = SUFFIXES[number // 59 - 1]
        writer.writerow(_row(house, item, number, suffix, made.isoformat()))
    return written.getvalue()


def _row(house: House, item: dict[str, Any], number: int, suffix: str, made: str) -> list[str]:
    dice = house.dice
    remark = REMARKS[number // 25] if number % 25 == 10 and number // 25 < len(REMARKS) else ""
    return [
        f"{PREFIX}/{suffix}",
        "" if dice.happens(0.1) else house.url("p", item["model"], f"{number:05}"),
        house.about["email"] if dice.happens(0.2) else "",
        item["name"],
        item["spec"],
        f"{made[2:].replace('-', '')}{dice.pick('12')}{dice.pick('AB')}",
        made,
        "优等品" if dice.happens(0.94) else "合格品",
        f"{dice.pick('ABCD')}{dice.whole(1, 48):02}",
        str(item["pack"]),
        item["unit"],
        "合格" if dice.happens(0.97) else "",
        remark,
    ]
