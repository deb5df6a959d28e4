"""Records under the node's ready-made templates: models, and batches delivered to a partner, with all three grades."""

import json
from collections.abc import Iterator
from typing import Any

from making.dice import Dice
from making.house import House
from making.values import URL, value

PREFIX = "88.1000.1"
DELIVERIES = 46
PRICES = {"XL-MB8L-02": "38.60", "XL-HDI10-1": "52.45", "XL-FPC2-15": "4.85", "XL-AL1-LED": "6.20"}
REMARKS = ("按客户要求增加阻抗测试", "换用二号供应商基材", "首件经客户确认", "让步接收，已知会客户")


def templated(house: House) -> Iterator[str]:
    """Write all lines: models under `product`, deliveries under `batch`."""
    for item in house.about["product"]["items"]:
        yield _line(f"{PREFIX}/{_model(item)}", "product@1", _product(house, item), house.url("p", item["model"]))
    for number, made in enumerate(house.days(DELIVERIES), start=1):
        item = house.dice.pick(house.about["product"]["items"])
        fields: dict[str, Any] = {
            "batch_no": f"CK{made:%y%m%d}-{number:03}",
            "product": f"{PREFIX}/{_model(item)}",
            "quantity": house.dice.whole(4, 60) * 50,
            "quantity_unit": "块",
            "made_on": made.isoformat(),
            "line": house.dice.pick(house.about["lines"]),
            "shift": house.dice.pick(("早班", "中班", "晚班")),
            "yield_rate": house.dice.measure(97.2, 99.9, 2),
        }
        if house.dice.happens(0.3):
            fields["remark"] = house.dice.pick(REMARKS)
        suffix = f"CK/{made:%Y}/{number:04}"
        yield _line(f"{PREFIX}/{suffix}", "batch@1", fields, house.url("ck", f"{made:%Y}", str(number)))


def seller(about: dict[str, Any]) -> House:
    """The enterprise whose records these are, with chance of its own."""
    return House(PREFIX, about, Dice("templated"))


def _model(item: dict[str, Any]) -> str:
    return f"PN.{item['model']}"


def _product(house: House, item: dict[str, Any]) -> dict[str, Any]:
    return {
        "model": item["model"],
        "product_name": item["name"],
        "specification": item["spec"],
        "brand": "岫澜",
        "standard": "GB/T 4588.3—2002",
        "origin": "江西南昌",
        "unit_price": PRICES[item["model"]],
        "bom_version": f"BOM-{house.dice.pick('ABC')}{house.dice.whole(1, 9)}",
    }


def _line(handle: str, template: str, fields: dict[str, Any], page: str) -> str:
    record = {"handle": handle, "template": template, "fields": fields, "values": [value(URL, "URL", page)]}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
