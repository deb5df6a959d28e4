"""The everyday records: products, batches, equipment and inspection reports of every hosted prefix."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from making.house import House
from making.links import links, models
from making.table import PREFIX as TABLE_PREFIX
from making.values import EMAIL, FIRST_BUSINESS_INDEX, LOCATIONS, MAPPING, PRIVATE, URL, Value, business, line, value

PRIVATE_INDEX = FIRST_BUSINESS_INDEX + 100
LAST_DAY = date(2026, 11, 21)


def records(house: House) -> Iterator[str]:
    """Write all lines of one prefix; products that come as a table are not said twice."""
    escaped = bool(house.about.get("escaped", False))
    kinds = (
        (batches, equipment, inspections)
        if house.prefix == TABLE_PREFIX
        else (batches, equipment, inspections, products, models)
    )
    for kind in kinds:
        for suffix, values in kind(house):
            yield line(f"{house.prefix}/{suffix}", values, escaped=escaped)


def products(house: House) -> Iterator[tuple[str, list[Value]]]:
    """One piece, roll, drum, bag or box."""
    about = house.about["product"]
    for number, made in enumerate(house.days(about["count"]), start=1):
        item = house.goods(made)
        chosen = {name: house.dice.pick(choices) for name, choices in item.get("choices", {}).items()}
        suffix = house.suffix("product", made, number, cls=item["cls"], model=item["model"], **chosen)
        pairs = [
            (house.word("产品名称"), house.name(item)),
            (house.word("规格型号"), item["spec"]),
            (house.word("批次号"), _batch_number(house, made)),
            (house.word("生产日期"), made.isoformat()),
            *house.expiry(item, made),
            *item.get("facts", {}).items(),
            *chosen.items(),
            *((name, _reading(house, measure)) for name, measure in item.get("measures", {}).items()),
        ]
        lasting = {"ttl": 3600} if house.dice.happens(0.08) else {}
        yield (
            suffix,
            [
                value(URL, "URL", house.url("p", item["model"], f"{number:06}"), **lasting),
                *_email(house),
                *_locations(house, item["model"]),
                *_mapping(house, "product", number, item),
                *business(pairs),
                *_private(house),
            ],
        )


def batches(house: House) -> Iterator[tuple[str, list[Value]]]:
    """A lot, heat, order or run."""
    about = house.about["batch"]
    for number, made in enumerate(house.days(about["count"]), start=1):
        item = house.goods(made)
        suffix = house.suffix("batch", made, number, model=item["model"])
        lot = _batch_number(house, made)
        pairs = [
            (house.word("批次号"), lot),
            (house.word("产品名称"), house.name(item)),
            (house.word("数量"), f"{house.dice.whole(*about['size'])} {about['unit']}"),
            (house.word("生产日期"), made.isoformat()),
            *house.expiry(item, made),
            (house.word("生产线"), house.dice.pick(house.about["lines"])),
        ]
        page = ("lot", f"{made:%Y}", str(number))
        yield (
            suffix,
            [
                value(URL, "URL", house.url(*page)),
                *_mapping(house, "batch", number, item, lot),
                *links(house, "batch", *page),
                *business(pairs),
            ],
        )


def equipment(house: House) -> Iterator[tuple[str, list[Value]]]:
    """A machine on the asset list."""
    about = house.about["equipment"]
    states = house.say("运行 停机待料 计划保养 故障维修", "running idle maintenance fault").split()
    for number, seen in enumerate(house.days(about["count"]), start=1):
        item = about["items"][number % len(about["items"])]
        suffix = house.suffix("equipment", seen, -(-number // len(about["items"])), kind=item["kind"])
        bought = date(house.dice.whole(2016, 2024), house.dice.whole(1, 12), house.dice.whole(1, 28))
        pairs = [
            (house.word("设备名称"), item["name"]),
            (house.word("设备型号"), item["model"]),
            (house.word("资产编号"), f"ZC-{bought:%Y}-{number:04}"),
            (house.word("安装位置"), item["at"]),
            (house.word("启用日期"), bought.isoformat()),
            (house.word("设备状态"), states[0] if house.dice.happens(0.8) else house.dice.pick(states)),
        ]
        where = [] if house.dice.happens(0.3) else [value(URL, "URL", house.url("equipment", str(number)))]
        yield suffix, [*where, *_mapping(house, "equipment", number, item), *business(pairs)]


def inspections(house: House) -> Iterator[tuple[str, list[Value]]]:
    """A report of the laboratory or the final check."""
    about = house.about["inspection"]
    for number, day in enumerate(house.days(about["count"]), start=1):
        item = house.about["product"]["items"][house.dice.pick(about["of"])]
        passed = not house.dice.happens(0.02)
        pairs = [
            (house.word("报告编号"), f"JY{day:%Y%m%d}{number:04}"),
            (house.word("样品名称"), house.name(item)),
            (house.word("批次号"), _batch_number(house, day)),
            (house.word("检验依据"), about["standard"]),
            *((test[0], _reading(house, test[1:])) for test in about["tests"]),
            (house.word("检验日期"), min(day + timedelta(days=1), LAST_DAY).isoformat()),
            (
                house.word("检验结论"),
                house.say("合格", "pass") if passed else house.say("外观不合格，已返工复检", "rework"),
            ),
        ]
        suffix = house.suffix("inspection", day, number)
        yield suffix, [value(URL, "URL", house.url("qc", f"{day:%Y}", f"{number:05}.pdf")), *business(pairs)]


def _batch_number(house: House, made: date) -> str:
    return f"{made:%y%m%d}{house.dice.pick('ABC')}{house.dice.whole(1, 9):02}"


def _reading(house: House, measure: list[Any]) -> str:
    low, high, decimals, unit = measure
    space = "" if unit in ("", "%") else " "
    return f"{house.dice.measure(low, high, decimals)}{space}{unit}"


def _email(house: House) -> list[Value]:
    return [value(EMAIL, "EMAIL", house.about["email"])] if house.dice.happens(0.15) else []


def _locations(house: House, model: str) -> list[Value]:
    """Two pages to choose from by language, for a few products."""
    if not house.dice.happens(0.03):
        return []
    chinese, english = house.url("zh", model), house.url("en", model)
    text = (
        '<locations chooseby="locatt,weighted">'
        f'<location id="0" href="{chinese}" language="zh-CN" weight="1"/>'
        f'<location id="1" href="{english}" language="en" weight="0"/>'
        "</locations>"
    )
    return [value(LOCATIONS, "10320/loc", text)]


def _mapping(house: House, of: str, number: int, item: dict[str, Any], lot: str = "") -> list[Value]:
    """The other identifier of the same thing, of enterprises that have one."""
    written = house.mapping(of, number, item, lot)
    return [value(MAPPING, "MAPPING", written)] if written else []


def _private(house: House) -> list[Value]:
    """What only the enterprise itself may read: what it paid, whom it sells to."""
    if not house.dice.happens(0.15):
        return []
    drawn = {
        name: house.dice.pick(kept) if all(isinstance(one, str) for one in kept) else _reading(house, kept)
        for name, kept in house.about["private"].items()
    }
    return [value(PRIVATE_INDEX + at, name, text, permissions=PRIVATE) for at, (name, text) in enumerate(drawn.items())]
