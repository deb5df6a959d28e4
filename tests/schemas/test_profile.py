"""Profiles: everything that is missing or wrong is said at once, in both languages; what is personal is masked."""

from typing import Any

import msgspec
import pytest

from schemas.complaint import Incomplete
from schemas.difference import differences
from schemas.profile import Contact, LegalPerson, Profile, needs_review
from schemas.profile_checks import REQUIRED, complaints, notes
from tests.support.applying import ID_NUMBER, profile


def test_a_complete_profile_has_no_fault() -> None:
    assert complaints(profile()) == []
    assert notes(profile()) == []


def test_an_empty_one_misses_everything_that_the_form_asks_for() -> None:
    found = complaints(Profile(id_type=""))

    assert {each.pointer for each in found} == {"/" + name.replace(".", "/") for name in REQUIRED}
    assert {each.code for each in found} == {"missing"}
    assert all(each.zh and each.en for each in found)


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"uscc": "91360121MAY1C7P03A"}, "/uscc", "unreadable"),
        ({"nature": "partnership"}, "/nature", "unknown"),
        ({"id_type": "passport"}, "/id_type", "unknown"),
        ({"industry": "C3986"}, "/industry", "unreadable"),
        ({"division": "360199"}, "/division", "unreadable"),
        ({"founded_on": "2026-02-30"}, "/founded_on", "unreadable"),
        ({"founded_on": "2026-W47-7"}, "/founded_on", "unreadable"),
        ({"capital": "很多"}, "/capital", "unreadable"),
        ({"website": "javascript:alert(1)"}, "/website", "unreadable"),
        ({"scale": "huge"}, "/scale", "unknown"),
        ({"categories": ("network", "cloud")}, "/categories", "unknown"),
        ({"scenarios": ("sales",)}, "/scenarios", "unknown"),
        ({"joined_on": "2026-05-02", "left_on": "2026-05-01"}, "/left_on", "contradiction"),
        ({"above_scale_year": 2025}, "/above_scale_year", "contradiction"),
        ({"above_scale": True, "above_scale_year": 10**12}, "/above_scale_year", "unreadable"),
        ({"name": "岫" * 256}, "/name", "unreadable"),
        ({"description": "岫" * 4_001}, "/description", "unreadable"),
        ({"contact": Contact(name="某", phone="call me")}, "/contact/phone", "unreadable"),
        ({"contact": Contact(name="某", phone="13800138000", email="nobody")}, "/contact/email", "unreadable"),
        (
            {"legal_person": LegalPerson(name="某", id_type="resident-id", id_number=ID_NUMBER[:-1] + "0")},
            "/legal_person/id_number",
            "unreadable",
        ),
        (
            {"legal_person": LegalPerson(name="某", id_type="driving-licence", id_number="1")},
            "/legal_person/id_type",
            "unknown",
        ),
    ],
)
def test_what_cannot_be_true_is_said_with_its_place(change: dict[str, Any], pointer: str, code: str) -> None:
    found = complaints(profile(**change))

    assert [(each.pointer, each.code) for each in found] == [(pointer, code)]


def test_a_complaint_about_personal_data_does_not_repeat_it() -> None:
    person = LegalPerson(name="某", id_type="resident-id", id_number="360121199013451234", phone="1397001 234x")

    told = msgspec.json.encode(complaints(profile(legal_person=person))).decode()

    assert "360121199013451234" not in told
    assert "234x" not in told


def test_former_codes_and_coarse_ones_are_taken_with_a_note() -> None:
    wanted = profile(division="360122", industry="C39")

    assert complaints(wanted) == []
    assert [(each.pointer, each.code) for each in notes(wanted)] == [("/division", "former"), ("/industry", "coarse")]


def test_all_faults_are_in_the_refusal() -> None:
    refusal = Incomplete("the application", complaints(profile(industry="C3986", division="36012")))

    assert str(refusal).startswith("the application has 2 faults: cannot read 'C3986' as a GB/T 4754 code: ")
    assert [each[0] for each in refusal.complaints] == ["/industry", "/division"]


@pytest.mark.parametrize(
    ("change", "full"),
    [
        ({"address": "别处"}, ()),
        ({"contact": Contact(name="另一人")}, ()),
        ({"description": "说明", "website": "https://a.example"}, ()),
        ({"name": "新名"}, ("name",)),
        ({"legal_person": LegalPerson(name="另一人")}, ("legal_person",)),
        ({"nature": "institution", "certificate": "d" * 32}, ("nature", "certificate")),
    ],
)
def test_what_only_a_full_change_may_change(change: dict[str, Any], full: tuple[str, ...]) -> None:
    assert needs_review(profile(), profile(**change)) == full


def test_differences_are_side_by_side_and_masked() -> None:
    after = profile(name="新名", contact=Contact(name="司马临川", phone="13900000000"))

    found = [(each.pointer, each.before, each.after, each.full) for each in differences(profile(), after)]

    assert found == [
        ("/name", "江西岫澜第1电路科技有限公司", "新名", True),
        ("/contact/phone", "138****4321", "139****0000", False),
        ("/contact/email", "l***@maker.example", "", False),
    ]
