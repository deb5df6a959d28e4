"""Checks of a profile: what is missing and what cannot be true, all of it at once; and what is only worth a word."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum

from schemas import divisions, industries
from schemas.checkdigit import iso7064_fault, uscc_fault
from schemas.complaint import Complaint
from schemas.errors import Malformed
from schemas.profile import Category, Nature, PersonalId, Profile, Scale, Scenario, members_of

# By dotted name: the members without which nothing is submitted, with their names on the form. Those of SNMS
# (china-node.md §4.1), and the contact, without whom the national node takes no enterprise (§5).
REQUIRED = {
    "name": "单位名称",
    "nature": "单位性质",
    "id_type": "证件类型",
    "uscc": "证件号",
    "certificate": "证件照片",
    "industry": "行业",
    "division": "省市区",
    "address": "详细地址",
    "legal_person.name": "法人姓名",
    "legal_person.id_type": "法人证件类型",
    "legal_person.id_number": "法人证件号",
    "contact.name": "联系人",
    "contact.phone": "联系电话",
}

LONGEST_MEMBER = 255
"""Characters of a member; of some others."""
LONGEST = {"address": 500, "address_en": 500, "website": 500, "description": 4_000}
YEARS = range(1949, 2200)
"""Of the flag 规上."""

_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,19}")
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
_SITE = re.compile(r"https?://[^\s/]+(?:/\S*)?")
_CAPITAL = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
# 18 characters: region, day of birth, sequence, check (GB 11643-1999; ISO 7064 MOD 11-2).
_RESIDENT = re.compile(r"[1-9][0-9]{16}[0-9X]")
_BIRTH = re.compile(r"[0-9]{6}([0-9]{4})([0-9]{2})([0-9]{2})[0-9]{3}.")


def complaints(profile: Profile) -> list[Complaint]:
    """Everything that keeps a profile from being submitted, in the order of the form; empty if nothing does."""
    found = [*_missing(profile), *_wrong(profile)]
    order = {name: place for place, name in enumerate(profile.__struct_fields__)}
    return sorted(found, key=lambda each: order.get(each.pointer.split("/")[1], len(order)))


def notes(profile: Profile) -> list[Complaint]:
    """What is worth a word and keeps nothing from being submitted."""
    found = []
    division = divisions.find(profile.division)
    if division is not None and not division.current:
        found.append(
            Complaint(
                "/division",
                "former",
                f"行政区划代码 {division.code}（{division.name}）自 {division.last_year} 年后不再使用",
                f"{division.code} ({division.name}) has not been in use since the end of {division.last_year}",
            )
        )
    if profile.industry and len(profile.industry) < 4 and industries.find(profile.industry):
        found.append(
            Complaint(
                "/industry",
                "coarse",
                f"行业 {profile.industry} 只到大类或门类，建议填到小类",
                f"{profile.industry} is a section or a division: a class says more",
            )
        )
    if profile.id_type == "uscc" and not uscc_fault(profile.uscc) and divisions.find(profile.uscc[2:8]) is None:
        found.append(
            Complaint(
                "/uscc",
                "unknown-registrar",
                f"统一社会信用代码第 3–8 位 {profile.uscc[2:8]} 不是行政区划代码",
                f"characters 3 to 8, {profile.uscc[2:8]}, are no code of a division",
            )
        )
    return found


def _missing(profile: Profile) -> Iterator[Complaint]:
    for name, title in REQUIRED.items():
        if not str(_value(profile, name)).strip():
            yield Complaint(_pointer(name), "missing", f"缺少{title}", f"{name} is missing")


def _wrong(profile: Profile) -> Iterator[Complaint]:
    yield from _long(profile)
    if profile.id_type not in ("", "uscc", "other"):
        yield _unknown("id_type", profile.id_type, "uscc, other")
    if profile.uscc and profile.id_type == "uscc" and (fault := uscc_fault(profile.uscc)):
        yield _unreadable("uscc", f"统一社会信用代码不正确：{profile.uscc}", fault)
    for name, kind in (
        ("nature", Nature),
        ("scale", Scale),
        ("legal_person.id_type", PersonalId),
    ):
        yield from _one_of(name, str(_value(profile, name)), kind)
    for name, each_kind in (("categories", Category), ("scenarios", Scenario)):
        for word in getattr(profile, name):
            yield from _one_of(name, word, each_kind)
    for name, read in (("industry", industries.parse), ("division", divisions.parse)):
        yield from _read(name, getattr(profile, name), read)
    for name in ("founded_on", "valid_until", "joined_on", "left_on"):
        yield from _day(name, getattr(profile, name) or "")
    for name, pattern, example in (
        ("website", _SITE, "https://example.cn"),
        ("capital", _CAPITAL, "1200.5"),
        ("legal_person.phone", _PHONE, "0791-12345678"),
        ("legal_person.fax", _PHONE, "0791-12345678"),
        ("contact.phone", _PHONE, "13800138000"),
        ("legal_person.email", _MAIL, "name@example.cn"),
        ("contact.email", _MAIL, "name@example.cn"),
    ):
        text = str(_value(profile, name))
        if text and not pattern.fullmatch(text):
            # The value itself may be personal: it is not repeated.
            yield Complaint(_pointer(name), "unreadable", f"格式不正确，示例 {example}", f"expected e.g. {example}")
    yield from _resident(profile)
    yield from _contradictions(profile)


def _resident(profile: Profile) -> Iterator[Complaint]:
    number = profile.legal_person.id_number
    if profile.legal_person.id_type != PersonalId.RESIDENT or not number:
        return
    good = (
        _RESIDENT.fullmatch(number) and is_day(_BIRTH.sub(r"\1-\2-\3", number)) and not iso7064_fault("mod11-2", number)
    )
    if not good:
        pointer = _pointer("legal_person.id_number")
        yield Complaint(pointer, "unreadable", "身份证号不正确", "it is no number of a resident identity card")


def _contradictions(profile: Profile) -> Iterator[Complaint]:
    if profile.joined_on and profile.left_on and profile.left_on < profile.joined_on:
        yield Complaint(
            "/left_on",
            "contradiction",
            f"离园日期 {profile.left_on} 早于入园日期 {profile.joined_on}",
            f"the last day in the park is {profile.left_on}, before the first, {profile.joined_on}",
        )
    if profile.above_scale_year is not None and profile.above_scale_year not in YEARS:
        sentence = f"the year {str(profile.above_scale_year)[:20]} is none, expected {YEARS.start} to {YEARS.stop - 1}"
        yield Complaint("/above_scale_year", "unreadable", "规上年度不正确", sentence)
    if profile.above_scale_year is not None and not profile.above_scale:
        yield Complaint(
            "/above_scale_year",
            "contradiction",
            "填写了规上年度，但未标注规上",
            "a year of the flag without the flag",
        )


def _long(profile: Profile) -> Iterator[Complaint]:
    for name, value in members_of(profile).items():
        most = LONGEST.get(name, LONGEST_MEMBER)
        if isinstance(value, str) and len(value) > most:
            yield _unreadable(name, f"最多 {most} 个字符", f"it has at most {most} characters, got {len(value)}")


def _one_of(name: str, word: str, kind: type[StrEnum]) -> Iterator[Complaint]:
    if word and word not in list(kind):
        yield _unknown(name, word, ", ".join(kind))


def _read(name: str, text: str, read: Callable[[str], object]) -> Iterator[Complaint]:
    if not text:
        return
    try:
        read(text)
    except Malformed as fault:
        yield _unreadable(name, f"代码 {text[:40]} 不在标准代码表中", fault.sentence)


def _day(name: str, text: str) -> Iterator[Complaint]:
    if text and not is_day(text):
        sentence = f"cannot read {text[:40]!r} as a day: expected year-month-day, as in 2026-11-22"
        yield _unreadable(name, f"日期 {text[:40]} 不正确，示例 2026-11-22", sentence)


def is_day(text: str) -> bool:
    """Whether a text is a day, written as days are compared, in SQL too: Python would also read 2026-W47-7.

    >>> is_day("2026-11-22"), is_day("20261122"), is_day("2026-02-30")
    (True, False, False)
    """
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _unknown(name: str, word: str, expected: str) -> Complaint:
    return Complaint(
        _pointer(name),
        "unknown",
        f"取值 {word[:40]} 不在 {expected} 之中",
        f"expected one of {expected}, got {word[:40]!r}",
    )


def _unreadable(name: str, zh: str, en: str) -> Complaint:
    return Complaint(_pointer(name), "unreadable", zh, en)


def _value(profile: Profile, name: str) -> object:
    value: object = profile
    for part in name.split("."):
        value = getattr(value, part)
    return value


def _pointer(name: str) -> str:
    return "/" + name.replace(".", "/")
