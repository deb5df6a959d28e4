"""Authority: every role against every verb, under the caller's own prefix, another one, and none."""

import pytest

from registry.authority import Verb, allows, allows_for, require_changes, require_family, subject
from schemas.encodings.admin import Right
from schemas.errors import Forbidden
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.value import Value
from tests.support.books import OTHER, PREFIX

RECORDS = {Verb.REGISTER, Verb.AMEND, Verb.RETIRE, Verb.READ_HIDDEN, Verb.LIST, Verb.READ_STATISTICS}
LOOKING = {Verb.LIST, Verb.READ_STATISTICS}
REVIEWING = LOOKING | {Verb.JUDGE_CLAIMS, Verb.REVIEW, Verb.READ_PERSONAL}
AUDITING = LOOKING | {Verb.AUDIT}
OWN = {Verb.PEOPLE, Verb.KEYS, Verb.CLAIM, Verb.APPLY, Verb.READ_PERSONAL, Verb.TEMPLATES, Verb.SHARE, Verb.LAYOUTS}

# role: (under the own prefix, under another's, for the whole node)
TABLE = {
    Role.PARK_ADMIN: (set(Verb), set(Verb), set(Verb)),
    Role.REVIEWER: (REVIEWING, REVIEWING, REVIEWING),
    Role.AUDITOR: (AUDITING, AUDITING, AUDITING),
    Role.ENTERPRISE_ADMIN: (RECORDS | {Verb.ADMINISTER, Verb.CLAIM, Verb.SHARE, Verb.LAYOUTS}, set(), set()),
    Role.ENTERPRISE_APP: (RECORDS, set(), set()),
    Role.NODE: ({Verb.FOLLOW}, {Verb.FOLLOW}, {Verb.FOLLOW}),
    Role.HANDLE: (set(), set(), set()),
    Role.LINK: (set(), set(), set()),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", Verb)
def test_the_table_of_roles(role: Role, verb: Verb) -> None:
    who = Principal("someone", role, (PREFIX,))

    allowed = [allows(who, verb, prefix) for prefix in (PREFIX, OTHER, None)]

    assert allowed == [verb in verbs for verbs in TABLE[role]]


# role: (in the own enterprise, in another, of the park), of the verbs that are about an enterprise's things
ENTERPRISES = {
    Role.PARK_ADMIN: (set(Verb), set(Verb), set(Verb)),
    Role.REVIEWER: (REVIEWING, REVIEWING, REVIEWING),
    Role.AUDITOR: (AUDITING, AUDITING, AUDITING),
    Role.ENTERPRISE_ADMIN: (OWN, set(), set()),
    Role.ENTERPRISE_APP: (set(), set(), set()),
    Role.NODE: ({Verb.FOLLOW}, {Verb.FOLLOW}, {Verb.FOLLOW}),
    Role.HANDLE: (set(), set(), set()),
    Role.LINK: (set(), set(), set()),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", Verb)
def test_the_table_of_enterprises(role: Role, verb: Verb) -> None:
    who = Principal("someone", role, (PREFIX,), enterprise="mine")

    allowed = [allows_for(who, verb, enterprise) for enterprise in ("mine", "theirs", None)]

    assert allowed == [verb in verbs for verbs in ENTERPRISES[role]]


@pytest.mark.parametrize(
    ("own", "asked", "holds"),
    [
        ("88.118.8", "88.118.8", True),
        ("88.118.8", "88.118.80", False),
        ("88.118.8", "88.118.8.1", True),
        ("88.118.8.1", "88.118.8", False),
        ("88.118.08", "88.118.8", False),
        ("88.118.a", "88.118.A", True),
    ],
)
def test_prefixes_are_compared_by_label(own: str, asked: str, holds: bool) -> None:
    who = Principal("app", Role.ENTERPRISE_APP, (Prefix.parse(own),))

    assert allows(who, Verb.REGISTER, Prefix.parse(asked)) is holds


def test_the_record_of_a_prefix_is_the_prefix_holders() -> None:
    assert subject(Handle.parse("0.NA/88.1000.1")) == PREFIX
    assert subject(Handle.parse("88.1000.1/0.NA")) == PREFIX


@pytest.mark.parametrize("suffix", ["META_1", "meta_1", "App_erp", "USER_x", "group_x"])
@pytest.mark.parametrize("role", Role)
def test_reserved_families_are_no_applications(suffix: str, role: Role) -> None:
    who, handle = Principal("someone", role, (PREFIX,)), Handle.parse(f"88.1000.1/{suffix}")

    if role is not Role.ENTERPRISE_APP:
        require_family(who, handle.suffix_key)
        return
    with pytest.raises(Forbidden, match=r"META_, App_, User_ and Group_ are the administrator's$"):
        require_family(who, handle.suffix_key)
    require_family(who, "METAL")


URL = Value(1, "URL", b"u")
OTHER_URL = Value(1, "URL", b"v")
ADMIN = Value(100, "HS_ADMIN", b"")
LOCKED = Value(2, "URL", b"u", permissions=0b1010)


@pytest.mark.parametrize(
    ("rights", "added", "changed", "removed", "sentence"),
    [
        (Right.ADD_VALUE, [URL], [], [], None),
        (Right.MODIFY_VALUE, [URL], [], [], "someone lacks the right to add value in 88.1000.1/H"),
        (Right.ADD_VALUE, [ADMIN], [], [], "someone lacks the right to add admin in 88.1000.1/H"),
        (Right.ADD_ADMIN, [ADMIN], [], [], None),
        (Right.MODIFY_VALUE, [], [(URL, OTHER_URL)], [], None),
        (Right.MODIFY_VALUE, [], [(ADMIN, ADMIN)], [], "someone lacks the right to modify admin in 88.1000.1/H"),
        (Right.MODIFY_VALUE, [], [(LOCKED, URL)], [], "value 2 of 88.1000.1/H may not be written"),
        (Right.REMOVE_VALUE, [], [], [URL], None),
        (Right(0), [], [], [URL], "someone lacks the right to remove value in 88.1000.1/H"),
        (Right(0), [], [], [], None),
    ],
)
def test_each_kind_of_change_asks_for_its_own_right(
    rights: Right, added: list[Value], changed: list[tuple[Value, Value]], removed: list[Value], sentence: str | None
) -> None:
    who = Principal("someone", Role.HANDLE)
    handle = Handle.parse("88.1000.1/H")

    if sentence is None:
        require_changes(who, handle, rights, added, changed, removed)
        return
    with pytest.raises(Forbidden) as refused:
        require_changes(who, handle, rights, added, changed, removed)
    assert str(refused.value) == sentence


TO_ADMIN = (Value(5, "URL", b"u"), Value(5, "HS_ADMIN", b""))
FROM_ADMIN = (Value(5, "HS_ADMIN", b""), Value(5, "URL", b"u"))


@pytest.mark.parametrize(
    ("rights", "change", "sentence"),
    [
        (Right.MODIFY_VALUE, TO_ADMIN, "someone lacks the right to modify admin in 88.1000.1/H"),
        (Right.MODIFY_ADMIN, TO_ADMIN, "someone lacks the right to add admin in 88.1000.1/H"),
        (Right.MODIFY_ADMIN | Right.ADD_ADMIN, TO_ADMIN, None),
        (Right.MODIFY_VALUE, FROM_ADMIN, "someone lacks the right to modify admin in 88.1000.1/H"),
    ],
)
def test_a_value_that_becomes_an_administrator_is_no_plain_change(
    rights: Right, change: tuple[Value, Value], sentence: str | None
) -> None:
    who, handle = Principal("someone", Role.HANDLE), Handle.parse("88.1000.1/H")

    if sentence is None:
        require_changes(who, handle, rights, [], [change], [])
        return
    with pytest.raises(Forbidden) as refused:
        require_changes(who, handle, rights, [], [change], [])
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("role", "sentence"),
    [(Role.ENTERPRISE_APP, "key:app may not administer 88.1000.1"), (Role.ENTERPRISE_ADMIN, None)],
)
def test_who_administers_a_prefix_is_not_said_by_an_application(role: Role, sentence: str | None) -> None:
    who, handle = Principal("key:app", role, (PREFIX,)), Handle.of_prefix(PREFIX)

    if sentence is None:
        require_changes(who, handle, Right(0), [ADMIN], [], [])
        return
    with pytest.raises(Forbidden) as refused:
        require_changes(who, handle, Right(0), [ADMIN], [], [])
    assert str(refused.value) == sentence
