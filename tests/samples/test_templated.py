"""The records under templates: they fit, are of all three grades, and what is shared of them is there."""

import json
from collections import Counter
from typing import Any

from schemas.grade import Grade
from schemas.sheet import Row, read_ndjson
from schemas.template_fields import fill
from schemas.template_ready import ready
from tests.samples.files import FOLDER, enterprises, fold, records, table

TEMPLATES = {each.id: each.definition for each in ready()}


def lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / "templated.ndjson").read_bytes().splitlines()]


def test_every_line_can_be_read_and_fits_its_template() -> None:
    rows = list(read_ndjson((FOLDER / "templated.ndjson").read_bytes().splitlines(keepends=True)))

    assert len(rows) == 50
    for row in rows:
        assert isinstance(row, Row)
        assert row.template is not None
        assert list(fill(TEMPLATES[row.template.id], row.fields).complaints) == []


def test_values_are_of_all_three_grades() -> None:
    found: Counter[tuple[str, Grade]] = Counter()
    for line in lines():
        id = line["template"].partition("@")[0]
        for code in line["fields"]:
            item = TEMPLATES[id].item(code)
            assert item is not None
            found[id, item.grade] += 1

    assert set(found) == {(id, grade) for id in ("product", "batch") for grade in Grade}


def test_identifiers_are_registered_once_and_references_lead_somewhere() -> None:
    ours = [line["handle"] for line in lines()]
    others = {fold(each["handle"]) for each in records()} | {fold(row[0]) for row in table()[1:]}

    assert max(Counter(map(fold, ours)).values()) == 1
    assert others.isdisjoint(map(fold, ours))
    assert {line["fields"]["product"] for line in lines() if "product" in line["fields"]} <= set(ours)
    numbers = [line["fields"]["batch_no"] for line in lines() if "batch_no" in line["fields"]]
    assert len(set(numbers)) == len(numbers)


def test_what_is_shared_is_for_partners_and_goes_to_an_enterprise_of_the_park() -> None:
    shares = [(one, share) for one in enterprises() for share in one.get("shares", ())]

    assert shares
    for one, share in shares:
        assert share["prefix"] in [held["prefix"] for held in one["prefixes"]]
        assert share["to"] in {each["uscc"] for each in enterprises() if each is not one}
        for code in share["items"]:
            item = TEMPLATES[share["template"]].item(code)
            assert item is not None
            assert item.grade is Grade.PARTNER
