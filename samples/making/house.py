"""One enterprise's part of the catalogue, with what its systems call things and where its pages are."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from making.dice import Dice

# What the template calls a field, in the two languages that senders use.
ENGLISH = {
    "产品名称": "productName", "英文名称": "productNameEn", "规格型号": "specification",
    "批次号": "batchNo", "生产日期": "productionDate", "生产线": "line", "数量": "quantity",
    "有效期至": "expiryDate", "检验报告": "inspectionReport", "设备名称": "equipmentName", "设备型号": "equipmentModel",
    "资产编号": "assetNo", "安装位置": "location", "启用日期": "inServiceSince",
    "设备状态": "status", "报告编号": "reportNo", "样品名称": "sampleName", "检验依据": "standard",
    "检验日期": "inspectionDate", "检验结论": "conclusion",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class House:
    """Who sends the records of one prefix."""

    prefix: str
    about: dict[str, Any]
    dice: Dice

    @property
    def english(self) -> bool:
        return bool(self.about["language"] == "en")

    def word(self, chinese: str) -> str:
        """Say a field's name as this sender does."""
        return ENGLISH.get(chinese, chinese) if self.english else chinese

    def say(self, chinese: str, english: str) -> str:
        return english if self.english else chinese

    def name(self, item: dict[str, Any]) -> str:
        """Say an item's name: in Chinese, in English, or in both."""
        names = {"zh": item["name"], "en": item.get("name_en", item["name"])}
        both = f"{names['zh']} / {names['en']}" if "name_en" in item else names["zh"]
        return str(names.get(self.about["language"], both))

    def url(self, *steps: str) -> str:
        """Give the address of a page, percent-encoded as a careful sender does it."""
        return f"https://{self.about['domain']}/" + "/".join(quote(step, safe="") for step in steps)

    def days(self, count: int) -> list[date]:
        first, last = date.fromisoformat(self.about["from"]), date.fromisoformat(self.about["until"])
        return self.dice.days(first, last, count)

    def goods(self, day: date) -> dict[str, Any]:
        """Draw one of the things made at that time of the year."""
        items = self.about["product"]["items"]
        return self.dice.pick([item for item in items if day.month in item.get("season", (day.month,))])

    def expiry(self, item: dict[str, Any], made: date) -> list[tuple[str, str]]:
        """Say until when goods keep; most keep for ever."""
        shelf = item.get("shelf", self.about.get("shelf"))
        return [] if shelf is None else [(self.word("有效期至"), (made + timedelta(days=shelf)).isoformat())]

    def suffix(self, of: str, day: date, number: int, **fields: str) -> str:
        """Write a suffix by this enterprise's own coding rule."""
        written: str = self.about[of]["suffix"].format(
            n=number, date=f"{day:%Y%m%d}", ymd=f"{day:%y%m%d}", yyyy=f"{day:%Y}", mm=f"{day:%m}", dd=f"{day:%d}",
            **fields,
        )  # fmt: skip
        return written

    def mapping(self, of: str, number: int, item: dict[str, Any], lot: str = "") -> str:
        """Write a thing's identifier in another scheme; nothing where the enterprise uses none."""
        template: str = self.about[of].get("mapping", "")
        return template.format(n=number, gtin=item.get("gtin"), cls=item.get("cls"), lot=lot)
