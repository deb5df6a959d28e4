"""The sample's links: good ones, no two that contradict each other, at every level that a label can name."""

from collections import Counter
from typing import Any

import msgspec

from schemas.documents import read_registration
from schemas.encodings.link import Link
from schemas.link_types import DEFAULT, TERMS, compact
from schemas.links import check_links, links_of
from schemas.mapping import carried
from schemas.value import Value
from tests.samples.files import records


def read(record: dict[str, Any]) -> tuple[str, tuple[Value, ...]]:
    wanted = read_registration(msgspec.json.encode(record))
    return wanted.handle.text, wanted.values


def linked() -> dict[str, tuple[Value, ...]]:
    return dict(read(record) for record in records() if any(value["type"] == "LINK" for value in record["values"]))


def models() -> list[list[Link]]:
    return [[link for _, link in links_of(values)] for handle, values in linked().items() if "/GTIN." in handle]


def test_no_links_contradict_each_other_and_every_type_is_in_the_vocabulary() -> None:
    for values in linked().values():
        check_links(values)
        assert {compact(link.link_type).removeprefix("gs1:") for _, link in links_of(values)} <= set(TERMS)

    assert len(linked()) == 4 + 70


def test_there_are_records_for_models_lots_and_serials() -> None:
    paths = [
        mapped.canonical.split("/")
        for record in records()
        if record["handle"].startswith("88.1000.1/")
        for mapped in carried(read(record)[1])
        if mapped.scheme == "gs1"
    ]

    assert Counter("/".join(path[1::2]) for path in paths) == {"01": 4, "01/10": 70, "01/21": 240}
    assert len({path[2] for path in paths}) == 4


def test_a_model_has_languages_media_types_contexts_and_link_types_to_choose_from() -> None:
    for links in models():
        assert len([link for link in links if link.link_type == DEFAULT]) == 1
        assert {language for link in links for language in link.hreflang} == {"zh", "en"}
        assert {link.type for link in links if link.type} == {"application/pdf", "text/html", "application/json"}
        assert {word for link in links for word in link.context} == {"CN", "EU"}
        assert len({link.link_type for link in links}) == 6
