"""Links of a GS1 linkset: what an enterprise publishes about a model and about a lot, for those who scan a label."""

from collections.abc import Iterator

from making.house import House
from making.values import LINKS, MAPPING, Value, business, value


def links(house: House, of: str, *steps: str) -> list[Value]:
    """The links of a thing whose pages lie below these steps, in the order of the catalogue."""
    return [
        {
            "index": LINKS + at,
            "type": "LINK",
            "data": {"format": "link", "value": {**link, "href": house.url(*steps, *link["href"])}},
        }
        for at, link in enumerate(house.about.get(of, {}).get("links", ()))
    ]


def models(house: House) -> Iterator[tuple[str, list[Value]]]:
    """What all pieces of a model have in common, of enterprises that give models GTINs."""
    about = house.about.get("model", {})
    for item in house.about["product"]["items"] if about else ():
        names = [(house.word("产品名称"), item["name"]), (house.word("英文名称"), item["name_en"])]
        yield (
            about["suffix"].format(gtin=item["gtin"]),
            [
                value(MAPPING, "MAPPING", house.mapping("model", 0, item)),
                *links(house, "model", "p", item["model"]),
                *business([*names, (house.word("规格型号"), item["spec"]), *item["facts"].items()]),
            ],
        )
