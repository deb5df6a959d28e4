"""The tables of divisions and industries are complete, as far as their published counts say."""

from collections import Counter

import pytest

from schemas import divisions, industries
from schemas.errors import Malformed


def test_there_are_as_many_divisions_as_the_state_says() -> None:
    provinces = divisions.below()
    prefectures = [each for province in provinces for each in divisions.below(province.code)]
    counties = [each for prefecture in prefectures for each in divisions.below(prefecture.code)]
    collective = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}

    # 34 at the level of provinces, 333 of prefectures, 2,846 of counties at the end of 2024.
    assert len(provinces) == 34
    assert len([each for each in prefectures if each.name not in collective]) == 333
    assert len([each for each in counties if each.name not in collective]) == 2_846


def test_there_are_as_many_industries_as_the_standard_has() -> None:
    sections = industries.below()
    count = Counter(each.level for each in sections)
    for section in sections:
        for division in industries.below(section.code):
            count[division.level] += 1
            for group in industries.below(division.code):
                count[group.level] += 1
                count.update(each.level for each in industries.below(group.code))

    # The amended standard has 1,382 classes; one of them is in no list that was at hand.
    assert count == {"section": 20, "division": 97, "group": 473, "class": 1_381}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("360121", "江西省南昌市南昌县"),
        ("110101", "北京市市辖区东城区"),
        ("360122", "江西省南昌市新建县"),
        ("659001", "新疆维吾尔自治区自治区直辖县级行政区划石河子市"),
        ("999999", ""),
    ],
)
def test_a_division_is_named_with_those_above_it(code: str, name: str) -> None:
    assert divisions.full_name(code) == name


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("36012", "cannot read '36012' as a GB/T 2260 code: expected six digits, as in 360121"),
        ("３６０１２１", "cannot read '３６０１２１' as a GB/T 2260 code: expected six digits, as in 360121"),
        ("999999", "cannot read '999999' as a GB/T 2260 code: no province has the number 99"),
        ("360199", "cannot read '360199' as a GB/T 2260 code: no division has it, nor had it since 1980"),
    ],
)
def test_a_division_that_never_was_is_refused(code: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        divisions.parse(code)

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("3982", "cannot read '3982' as a GB/T 4754 code: expected a letter and two to four digits, as in C3911"),
        ("U01", "cannot read 'U01' as a GB/T 4754 code: expected a letter and two to four digits, as in C3911"),
        ("I3982", "cannot read 'I3982' as a GB/T 4754 code: 3982 is in section C, got I"),
        ("C3986", "cannot read 'C3986' as a GB/T 4754 code: the edition of 2017 does not have it"),
    ],
)
def test_an_industry_that_is_none_is_refused(code: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        industries.parse(code)

    assert str(refused.value) == sentence
