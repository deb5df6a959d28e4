"""Templates by the command line: the ready-made ones, one of an enterprise's own, and its versions."""

import json
from pathlib import Path

from tests.node.commands.conftest import Call

CIRCUITS = "江西岫澜电路科技有限公司"
OIL = {"name": "润滑油", "items": [{"code": "viscosity", "index": 2000, "name": "粘度", "kind": "number"}]}


def test_the_ready_made_ones_are_there_in_both_languages(park: Path, idnode: Call) -> None:
    rows = idnode("template", "list", "--json").json

    assert {row["id"] for row in rows} >= {
        *("product", "batch", "equipment"),
        *("production", "processing", "inspection", "logistics", "energy"),
    }
    assert all(row["name"] and row["name_en"] and row["published"] == 1 for row in rows)
    shown = idnode("template", "show", "product@1")
    assert shown.out.splitlines()[1].split("\t")[:4] == ["2000", "model", "型号", "Model"]
    assert idnode("template", "schema", "product").json["required"] == ["model", "product_name"]
    assert idnode("template", "install").err == "ready-made templates entered: none was missing\n"


def test_a_template_of_an_enterprise_goes_through_its_versions(park: Path, idnode: Call, tmp_path: Path) -> None:
    file = tmp_path / "oil.json"
    file.write_text(json.dumps(OIL), encoding="utf-8")
    key = idnode("key", "new", "--role", "enterprise-admin", "--prefix", "88.1000.1", "--json").json["key"]
    made = idnode("template", "new", str(file), "--as", key, "--json").json
    id = made["id"]
    assert (made["draft"], made["published"]) == (1, None)

    assert idnode("template", "schema", id).err.endswith("is a draft: it has no schema yet\n")
    assert idnode("template", "publish", id, "--as", key).err == f"{id}@1 (润滑油) is published\n"
    assert idnode("template", "disable", id, "viscosity", "--as", key, "--json").json["draft"] == 2
    file.write_text(json.dumps(OIL | {"items": []}), encoding="utf-8")
    left_out = idnode("template", "draft", id, str(file), "--as", key)
    assert (left_out.code, left_out.err) == (
        1,
        "idnode: the template has 2 faults: expected 1 to 500 items, got 0 (at items), and 1 more\n",
    )
    assert idnode("template", "show", f"{id}@1", "--json").json["items"][0]["code"] == "viscosity"
    other = idnode("key", "new", "--role", "enterprise-admin", "--prefix", "88.1000.12", "--json").json["key"]
    assert idnode("template", "show", id, "--as", other).err == f"idnode: there is no template '{id}'\n"


def test_fields_are_checked_before_anything_is_sent(park: Path, idnode: Call, tmp_path: Path) -> None:
    file = tmp_path / "fields.json"
    file.write_text('{"model": "X", "mass": "heavy"}', encoding="utf-8")

    said = idnode("template", "check", "product@1", str(file))

    assert said.code == 1
    assert said.out.splitlines()[1:] == [
        "/fields/product_name\tmissing\tproduct_name (产品名称) is missing",
        "/fields/mass\tunreadable\tmass (净重) is 'heavy', expected a number, as in 12.5",
    ]
    assert said.err == "idnode: 2 faults: the fields do not fit product@1\n"
    file.write_text('{"model": "X", "product_name": "板", "mass": 0.2}', encoding="utf-8")
    assert idnode("template", "check", "product@1", str(file), "--json").json == {
        "template": "product@1",
        "complaints": [],
    }


def test_one_is_registered_against_a_template_and_found_by_it(park: Path, idnode: Call, tmp_path: Path) -> None:
    file = tmp_path / "fields.json"
    file.write_text('{"product_name": "板", "picture": ["https://a.example/1.png"]}', encoding="utf-8")
    words = ("register", "88.1000.1/HB-4", "--template", "product", "--field", "model=HB-4", "--fields", str(file))

    made = idnode(*words, "--json").json
    assert [(value["type"], value["data"]["value"]) for value in made["values"]] == [
        ("TEMPLATE", "product@1"),
        ("model", "HB-4"),
        ("product_name", "板"),
        ("picture", '["https://a.example/1.png"]'),
    ]
    assert idnode("db", "reindex").code == 0
    found = idnode("search", "--template", "product@1", "--prefix", "88.1000.1", "--json").json["items"]
    assert [each["handle"] for each in found if not each["handle"].startswith("88.1000.1/PN.")] == ["88.1000.1/HB-4"]
    wrong = idnode("register", "88.1000.1/HB-5", "--template", "product", "--field", "mass=heavy")
    assert (wrong.code, wrong.err) == (
        1,
        "idnode: 88.1000.1/HB-5 has 3 faults: model (型号) is missing (at fields/model), and 2 more\n",
    )
    assert idnode("register", "88.1000.1/HB-5", "--field", "mass=1").code == 2


def test_a_table_is_imported_against_a_template(park: Path, idnode: Call, tmp_path: Path) -> None:
    file = tmp_path / "boards.csv"
    file.write_text("标识,型号,产品名称,净重\n88.1000.1/T1,A,板,0.2\n88.1000.1/T2,B,板,重\n", encoding="utf-8")

    said = idnode("import", str(file), "--template", "product", "--json")

    assert (said.code, said.json["registered"], said.json["refused"]) == (3, 1, 1)
    assert said.json["errors"][0]["column"] == "mass"
    assert said.json["errors"][0]["reason"] == "mass (净重) is '重', expected a number, as in 12.5"


def test_an_enterprises_template_is_opened_to_others(park: Path, idnode: Call, tmp_path: Path) -> None:
    file = tmp_path / "part.json"
    file.write_text('{"name": "件", "items": [{"code": "model", "index": 2000, "name": "型号"}]}', encoding="utf-8")
    made = idnode("template", "new", str(file), "--enterprise", "江西岫澜电路科技有限公司", "--publish", "--json").json
    own = ("register", "88.608.15907541011/X", "--template", made["id"], "--field", "model=M")

    refused = idnode(*own)
    opened = idnode("template", "open", made["id"], "--to", "江西骋澜汽车部件有限公司")
    assert (refused.code, "there is no template" in refused.err) == (1, True)
    assert (opened.code, opened.err) == (0, f"{made['id']} is open to 江西骋澜汽车部件有限公司\n")
    assert idnode(*own).code == 0
    shut = idnode("template", "open", made["id"], "--json").json
    assert shut == {"everybody": False, "enterprises": []}
    assert idnode("template", "open", "product", "--everybody").err == (
        "idnode: the template product is shared by the park: everybody uses it already\n"
    )
