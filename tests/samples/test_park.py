"""The park: its enterprises' credit codes hold, and the shares that an evaluation counts are not trivial."""

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest

from tests.samples.files import enterprises, park, prefixes

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

# GB/T 2260: the counties and districts of Jiangxi that the sample uses.
DIVISIONS = {
    "360112": "新建区",
    "360121": "南昌县",
    "360124": "进贤县",
    "360482": "共青城市",
    "360502": "渝水区",
    "360681": "贵溪市",
    "360703": "南康区",
    "360704": "赣县区",
    "360726": "安远县",
    "360730": "宁都县",
    "360982": "樟树市",
    "360983": "高安市",
    "361104": "广信区",
}

# GB/T 4754-2017, classes of section C.
INDUSTRIES = {
    "C1373": "水果和坚果加工",
    "C1819": "其他机织服装制造",
    "C1829": "其他针织或钩针编织服装制造",
    "C2110": "木质家具制造",
    "C2730": "中药饮片加工",
    "C3071": "建筑陶瓷制品制造",
    "C3231": "钨钼冶炼",
    "C3251": "铜压延加工",
    "C3511": "矿山机械制造",
    "C3584": "医疗、外科及兽医用器械制造",
    "C3670": "汽车零部件及配件制造",
    "C3825": "光伏设备及元器件制造",
    "C3841": "锂离子电池制造",
    "C3982": "电子电路制造",
}

EACH = pytest.mark.parametrize("one", enterprises(), ids=lambda one: str(one["uscc"]))


def organisation_check(code: str) -> str:
    """GB 11714: the check of an organisation code of eight characters."""
    total = sum(int(character, 36) * weight for character, weight in zip(code, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X0"[11 - total % 11]


def credit_check(code: str) -> str:
    """GB 32100: the check of a credit code of seventeen characters."""
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(code, weights, strict=True))
    return ALPHABET[-total % 31]


def test_the_checks_hold_on_the_example_of_the_standard() -> None:
    assert organisation_check("M000100Y") == "4"
    assert credit_check("91350100M000100Y4") == "3"


@EACH
def test_a_credit_code_holds(one: dict[str, Any]) -> None:
    code = one["uscc"]

    assert len(code) == 18
    assert set(code) <= set(ALPHABET)
    assert code[16] == organisation_check(code[8:16])
    assert code[17] == credit_check(code[:17])


@EACH
def test_a_credit_code_is_of_a_company_in_its_division(one: dict[str, Any]) -> None:
    assert one["uscc"][:2] == "91"
    assert one["uscc"][2:8] == one["division"]


def test_divisions_and_industries_are_real_ones() -> None:
    assert {one["division"] for one in enterprises()} | {park()["park"]["division"]} == set(DIVISIONS)
    assert {one["industry"] for one in enterprises()} == set(INDUSTRIES)


@EACH
def test_the_year_goes_with_the_scale(one: dict[str, Any]) -> None:
    joined = date.fromisoformat(one["joined_on"])

    assert one["above_scale"] is (one["above_scale_year"] is not None)
    assert joined < date(2026, 11, 22)
    assert one["left_on"] is None or joined < date.fromisoformat(one["left_on"])
    assert one["park"] == park()["park"]["name"]


@EACH
def test_a_prefix_stands_below_one_of_the_nodes_own(one: dict[str, Any]) -> None:
    for grant in one["prefixes"]:
        node, _, label = grant["prefix"].rpartition(".")
        assert node in park()["park"]["sln_prefixes"]
        assert re.fullmatch(r"[0-9]{1,11}", label)


def test_names_codes_and_prefixes_are_each_given_once() -> None:
    granted = Counter(grant["prefix"] for one in enterprises() for grant in one["prefixes"])

    assert set(granted.values()) == {1}
    for field in ("name", "name_en", "uscc"):
        assert len({one[field] for one in enterprises()}) == len(enterprises()) == 14


def test_the_counts_are_not_all_the_same() -> None:
    there = [one for one in enterprises() if one["left_on"] is None]
    connected = [one for one in there if one["prefixes"]]

    assert (len(there), len(connected)) == (13, 10)
    assert sum(one["above_scale"] for one in there) == 11
    assert sum(one["above_scale"] for one in connected) == 10
    assert prefixes("delegated") == {"88.608.24061301"}
    assert len(prefixes("hosted")) == 11
