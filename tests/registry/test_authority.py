"""Authority: every role against every verb, under the caller's own prefix, another one, and none."""

import pytest

from registry.authority import Verb, allows, require_changes, subject
from schemas.encodings.admin import Right
from schemas.errors import Forbidden
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.value import Value
from tests.support.books import OTHER, PREFIX

RECORDS = {Verb.REGISTER, Verb.AMEND, Verb.RETIRE, Verb.READ_HIDDEN, Verb.LIST, Verb.READ_STATISTICS}
LOOKING = {Verb.LIST, Verb.READ_STATISTICS}

# role: (under the own prefix, under another's, for the whole node)
TABLE = {
    Role.PARK_ADMIN: (set(Verb), set(Verb), set(Verb)),
    Role.REVIEWER: (LOOKING, LOOKING, LOOKING),
    Role.AUDITOR: (LOOKING, LOOKING, LOOKING),
    Role.ENTERPRISE_ADMIN: (RECORDS, set(), set()),
    Role.ENTERPRISE_APP: (RECORDS, set(), set()),
    Role.NODE: ({Verb.FOLLOW}, {Verb.FOLLOW}, {Verb.FOLLOW}),
    Role.HANDLE: (set(), set(), set()),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", Verb)
def test_the_table_of_roles(role: Role, verb: Verb) -> None:
    who = Principal("someone", role, (PREFIX,))

    allowed = [allows(who, verb, prefix) for prefix in (PREFIX, OTHER, None)]

    assert allowed == [verb in verbs for verbs in TABLE[role]]


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


URL = Value(1, "URL", b"u")
ADMIN = Value(100, "HS_ADMIN", b"")
LOCKED = Value(2, "URL", b"u", permissions=0b1010)


@pytest.mark.parametrize(
    ("rights", "added", "changed", "removed", "sentence"),
    [
        (Right.ADD_VALUE, [URL], [], [], None),
        (Right.MODIFY_VALUE, [URL], [], [], "someone lacks the right to add value in 88.1000.1/H"),
        (Right.ADD_VALUE, [ADMIN], [], [], "someone lacks the right to add admin in 88.1000.1/H"),
        (Right.ADD_ADMIN, [ADMIN], [], [], None),
        (Right.MODIFY_VALUE, [], [URL], [], None),
        (Right.MODIFY_VALUE, [], [ADMIN], [], "someone lacks the right to modify admin in 88.1000.1/H"),
        (Right.MODIFY_VALUE, [], [LOCKED], [], "value 2 of 88.1000.1/H may not be written"),
        (Right.REMOVE_VALUE, [], [], [URL], None),
        (Right(0), [], [], [URL], "someone lacks the right to remove value in 88.1000.1/H"),
        (Right(0), [], [], [], None),
    ],
)
def test_each_kind_of_change_asks_for_its_own_right(
    rights: Right, added: list[Value], changed: list[Value], removed: list[Value], sentence: str | None
) -> None:
    who = Principal("someone", Role.HANDLE)
    handle = Handle.parse("88.1000.1/H")

    if sentence is None:
        require_changes(who, handle, rights, added, changed, removed)
        return
    with pytest.raises(Forbidden) as refused:
        require_changes(who, handle, rights, added, changed, removed)
    assert str(refused.value) == sentence
