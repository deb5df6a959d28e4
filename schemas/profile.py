"""The profile of an enterprise: what the official forms ask for, and what the park's evaluation needs besides.

The members are those of the forms of the field (china-node.md §4.1): 单位, 法人, 联系人. A profile may be incomplete
and even wrong, as a draft is; `schemas.profile_checks` says what is missing or cannot be true.
"""

from enum import StrEnum
from typing import Annotated, Any

import msgspec

Word = Annotated[str, msgspec.Meta(max_length=255)]
Story = Annotated[str, msgspec.Meta(max_length=2000)]
Year = Annotated[int, msgspec.Meta(ge=1949, le=2999)]


class Nature(StrEnum):
    """单位性质, as the filing interface has it."""

    GOVERNMENT = "government"
    INSTITUTION = "institution"
    SOCIAL_GROUP = "social-group"
    COMMERCIAL = "commercial"
    OTHER = "other"


class PersonalId(StrEnum):
    """证件类型 of a legal person, the six of the forms."""

    RESIDENT = "resident-id"
    """居民身份证"""
    HK_MACAO_PASS = "hk-macao-pass"  # noqa: S105 - no password: 港澳通行证
    TAIWAN_PASS = "taiwan-pass"  # noqa: S105 - no password: 台湾通行证
    FOREIGN_PERMANENT = "foreign-permanent-residence"
    """外国人永居证"""
    HK_MACAO_TAIWAN_RESIDENCE = "hk-macao-taiwan-residence"
    """港澳台居住证"""
    PASSPORT = "passport"
    """护照"""


class Scale(StrEnum):
    """How large the enterprise is, by the state's classes for small and medium enterprises."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"


class Category(StrEnum):
    """For what of the industrial internet the enterprise counts; it may count for several (china-node.md §10)."""

    NETWORK = "network"
    IDENTIFIER = "identifier"
    PLATFORM = "platform"
    APP = "app"
    BIG_DATA = "bigdata"
    SECURITY = "security"


class Scenario(StrEnum):
    """In what the enterprise uses identifiers: the fields that the guide names."""

    PRODUCTION = "production"
    PROCESSING = "processing"
    INSPECTION = "inspection"
    LOGISTICS = "logistics"
    ENERGY = "energy"


class LegalPerson(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """法人. Personal data: kept sealed, shown masked."""

    name: Word = ""
    id_type: Word = ""
    id_number: Word = ""
    phone: Word = ""
    email: Word = ""
    fax: Word = ""
    id_front: Word = ""
    """The id of a document: the front of the 证件."""
    id_back: Word = ""


class Contact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """联系人. Personal data: kept sealed, shown masked."""

    name: Word = ""
    phone: Word = ""
    email: Word = ""


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An enterprise as it describes itself. Texts are empty and choices open as long as nobody has said."""

    name: Word = ""
    name_en: Word = ""
    nature: Word = ""
    id_type: Word = "uscc"
    """`uscc`, or `other` for a unit that has none."""
    uscc: Word = ""
    """证件号: the 统一社会信用代码, or the number of the other paper."""
    certificate: Word = ""
    """The id of a document: the picture of the paper."""
    valid_until: Word = ""
    """Until when the paper holds; empty: without end."""
    industry: Word = ""
    """GB/T 4754."""
    division: Word = ""
    """GB/T 2260, of the county."""
    address: Word = ""
    address_en: Word = ""
    registrar: Word = ""
    """注册机关"""
    founded_on: Word = ""
    capital: Word = ""
    """注册资本, in 万元."""
    website: Word = ""
    description: Story = ""
    legal_person: LegalPerson = LegalPerson()
    contact: Contact = Contact()
    park: Word | None = None
    """The park's id; None for an enterprise outside the park."""
    joined_on: Word | None = None
    left_on: Word | None = None
    above_scale: bool = False
    """规上"""
    above_scale_year: Year | None = None
    scale: Word = ""
    categories: tuple[Word, ...] = ()
    scenarios: tuple[Word, ...] = ()


FULL = ("nature", "id_type", "uscc", "certificate", "name", "legal_person")
"""What only a full change, with a new review, may change (chgAll; china-node.md §5)."""

OF_THE_PARK = ("park", "joined_on", "left_on", "above_scale", "above_scale_year", "scale", "categories")
"""What the evaluation counts by: the park says it, and an enterprise only applies for it."""

PERSONAL = ("legal_person", "contact")
"""What is kept sealed."""

DOCUMENTS = ("certificate", "legal_person.id_front", "legal_person.id_back")
"""The members that name documents."""


def plain_of(profile: Profile) -> dict[str, Any]:
    """What of a profile may lie open: all but personal data."""
    whole: dict[str, Any] = msgspec.to_builtins(profile)
    return {name: value for name, value in whole.items() if name not in PERSONAL}


def personal_of(profile: Profile) -> dict[str, Any]:
    """The personal data of a profile."""
    whole: dict[str, Any] = msgspec.to_builtins(profile)
    return {name: value for name, value in whole.items() if name in PERSONAL}


def together(plain: dict[str, Any], personal: dict[str, Any]) -> Profile:
    """The profile of which these are the two parts."""
    return msgspec.convert({**plain, **personal}, Profile)


def documents_of(profile: Profile) -> tuple[str, ...]:
    """The ids of the documents that a profile names."""
    person = profile.legal_person
    return tuple(each for each in (profile.certificate, person.id_front, person.id_back) if each)


def members_of(profile: Profile) -> dict[str, Any]:
    """Every member by its dotted name, those of persons one by one, in the order of the form.

    >>> members_of(Profile(name="甲", contact=Contact(name="乙")))["contact.name"]
    '乙'
    """
    found: dict[str, Any] = {}
    for name in profile.__struct_fields__:
        value = getattr(profile, name)
        if isinstance(value, (LegalPerson, Contact)):
            found |= {f"{name}.{inner}": getattr(value, inner) for inner in value.__struct_fields__}
        else:
            found[name] = list(value) if isinstance(value, tuple) else value
    return found


def changed(before: Profile, after: Profile) -> tuple[str, ...]:
    """The top-level members that differ.

    >>> changed(Profile(name="甲"), Profile(name="乙", contact=Contact(name="丙")))
    ('name', 'contact')
    """
    return tuple(name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name))


def rebased(submitted: Profile, base: Profile, now: Profile) -> Profile:
    """What is in force now, with what a submission changes of what was in force when it was made.

    >>> found = rebased(Profile(name="乙", park="p"), Profile(name="甲", park="p"), Profile(name="甲", park="q"))
    >>> found.name, found.park
    ('乙', 'q')
    """
    wanted: dict[str, Any] = {}
    for name in changed(base, submitted):
        after, before = getattr(submitted, name), getattr(base, name)
        if isinstance(after, (LegalPerson, Contact)):
            inner = [each for each in after.__struct_fields__ if getattr(after, each) != getattr(before, each)]
            after = msgspec.structs.replace(getattr(now, name), **{each: getattr(after, each) for each in inner})
        wanted[name] = after
    return msgspec.structs.replace(now, **wanted)


def needs_review(before: Profile, after: Profile) -> tuple[str, ...]:
    """What of a change only a full change may do; empty for a partial one."""
    return tuple(name for name in changed(before, after) if name in FULL)
