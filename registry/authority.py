"""Authority: who may do what. Pure: tables and comparisons, no lookups.

Three kinds of callers: park staff (by role), an enterprise's keys (by role, within their prefixes, compared label by
label), and administrators of the Handle protocol, whose rights stand in the records themselves (HS_ADMIN) and are
gathered by `registry.administrators` beforehand.
"""

from enum import Enum, auto

from schemas.encodings.admin import Right
from schemas.errors import Forbidden
from schemas.handle import RESERVED_FAMILIES, Handle
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.value import Permissions, Value


class Verb(Enum):
    """What can be done, as far as rights are concerned."""

    REGISTER = auto()
    AMEND = auto()
    RETIRE = auto()
    READ_HIDDEN = auto()
    """See values that are not public."""
    LIST = auto()
    """List or search the identifiers of a prefix, and see their history."""
    READ_STATISTICS = auto()
    MANAGE = auto()
    """Enterprises, prefixes, keys."""
    ADMINISTER = auto()
    """Say in a prefix's own record who administers it."""
    FOLLOW = auto()
    """Read the journal."""
    PEOPLE = auto()
    """Accounts: appoint, invite again, amend, unlock, close, list."""
    KEYS = auto()
    """API keys of an enterprise's applications: make, list, revoke."""
    CLAIM = auto()
    """Claim identifiers of other schemes for an enterprise, and see its claims."""
    JUDGE_CLAIMS = auto()
    """Approve and refuse claims of others, and see all."""
    MAP = auto()
    """Map identifiers that no claim covers."""
    APPLY = auto()
    """For an enterprise: to be entered, changed, given a prefix, closed."""
    REVIEW = auto()
    """Decide about applications; never about those one has had a hand in."""
    READ_PERSONAL = auto()
    """See personal data unmasked, for a reason that the trail keeps; and documents."""
    AUDIT = auto()
    """Read and export the trail."""
    TEMPLATES = auto()
    """Draft, amend and publish data templates."""
    SHARE = auto()
    """Say which partners see partner-graded values, and gather partners in groups."""
    LAYOUTS = auto()
    """Keep label layouts under a name."""


_RECORDS = frozenset({Verb.REGISTER, Verb.AMEND, Verb.RETIRE, Verb.READ_HIDDEN, Verb.LIST, Verb.READ_STATISTICS})

# Within which bounds a role may do a thing: everywhere, or under the caller's own prefixes only.
EVERYWHERE: dict[Role, frozenset[Verb]] = {
    Role.PARK_ADMIN: frozenset(Verb),
    Role.REVIEWER: frozenset({Verb.LIST, Verb.READ_STATISTICS, Verb.JUDGE_CLAIMS, Verb.REVIEW, Verb.READ_PERSONAL}),
    Role.AUDITOR: frozenset({Verb.LIST, Verb.READ_STATISTICS, Verb.AUDIT}),
    Role.ENTERPRISE_ADMIN: frozenset(),
    Role.ENTERPRISE_APP: frozenset(),
    Role.NODE: frozenset({Verb.FOLLOW}),
    Role.HANDLE: frozenset(),
    Role.LINK: frozenset(),
}
OWN_PREFIXES: dict[Role, frozenset[Verb]] = {
    Role.PARK_ADMIN: frozenset(),
    Role.REVIEWER: frozenset(),
    Role.AUDITOR: frozenset(),
    Role.ENTERPRISE_ADMIN: _RECORDS | {Verb.ADMINISTER, Verb.CLAIM, Verb.SHARE, Verb.LAYOUTS},
    Role.ENTERPRISE_APP: _RECORDS,
    Role.NODE: frozenset(),
    Role.HANDLE: frozenset(),
    Role.LINK: frozenset(),
}

_OWN = frozenset(
    {Verb.PEOPLE, Verb.KEYS, Verb.CLAIM, Verb.APPLY, Verb.READ_PERSONAL, Verb.TEMPLATES, Verb.SHARE, Verb.LAYOUTS}
)
# What a role may do to what belongs to its own enterprise, prefixes aside.
OWN_ENTERPRISE: dict[Role, frozenset[Verb]] = {
    role: _OWN if role is Role.ENTERPRISE_ADMIN else frozenset() for role in Role
}

# Which right of HS_ADMIN each verb asks for (handle-http.md §5 and §6.6). Reading is a right of the value too.
HANDLE_RIGHT: dict[Verb, Right] = {
    Verb.REGISTER: Right.ADD_HANDLE,
    Verb.RETIRE: Right.DELETE_HANDLE,
    Verb.READ_HIDDEN: Right.READ_VALUE,
    Verb.LIST: Right.LIST_HANDLES,
}


def word_of(verb: Verb) -> str:
    """A verb as documents and keys' scopes write it.

    >>> word_of(Verb.READ_HIDDEN)
    'read-hidden'
    """
    return verb.name.lower().replace("_", "-")


def in_scope(who: Principal, verb: Verb) -> bool:
    """Whether the caller's key is for this verb: a key for a few things may do less than its role."""
    return not who.scopes or word_of(verb) in who.scopes


def allows(who: Principal, verb: Verb, prefix: Prefix | None = None) -> bool:
    """Whether the caller's role allows a verb: everywhere, or under this prefix.

    Without a prefix the question is about the whole node.
    """
    if not in_scope(who, verb):
        return False
    if verb in EVERYWHERE[who.role]:
        return True
    return prefix is not None and verb in OWN_PREFIXES[who.role] and who.holds(prefix)


def allows_for(who: Principal, verb: Verb, enterprise: str | None) -> bool:
    """Whether the caller may do a thing to what belongs to an enterprise, given by its id, or to the park (None)."""
    if not in_scope(who, verb):
        return False
    if verb in EVERYWHERE[who.role]:
        return True
    return enterprise is not None and who.enterprise == enterprise and verb in OWN_ENTERPRISE[who.role]


def allows_some(who: Principal, verb: Verb) -> bool:
    """Whether the caller's role allows a verb for some enterprise, be it one that does not exist yet."""
    return in_scope(who, verb) and (verb in EVERYWHERE[who.role] or verb in OWN_ENTERPRISE[who.role])


def require_for(who: Principal, verb: Verb, enterprise: str | None) -> None:
    """Let the caller pass, or not.

    Raises:
        Forbidden: the role does not allow it, or allows it in the caller's own enterprise only.
    """
    if not allows_for(who, verb, enterprise):
        where = "of the park" if enterprise is None else "of this enterprise"
        raise Forbidden(f"{who.name} may not manage the {verb.name.lower()} {where}")


def subject(handle: Handle) -> Prefix:
    """The prefix whose holder has a say over a handle: its own, or the one that `0.NA/…` describes.

    Raises:
        Malformed: the handle is `0.NA/` and something that is no prefix.
    """
    return Prefix.parse(handle.suffix) if handle.names_prefix else handle.prefix


def require(who: Principal, verb: Verb, handle: Handle, rights: Right) -> None:
    """Let the caller pass, or not; `rights` are those of HS_ADMIN that the records give the caller.

    Raises:
        Forbidden: neither the role nor the records allow it.
    """
    if allows(who, verb, subject(handle)):
        return
    if who.role is Role.HANDLE and verb in HANDLE_RIGHT and rights & HANDLE_RIGHT[verb]:
        return
    raise Forbidden(f"{who.name} may not {verb.name.lower().replace('_', ' ')} {handle.text[:80]}")


def require_family(who: Principal, suffix_key: str) -> None:
    """Let the caller make or change an identifier with this suffix, as far as reserved families go, or not.

    What describes others (china-node.md §3.1) is the enterprise's administrator's, and no application's.

    Raises:
        Forbidden: the suffix is of a reserved family, and the caller is an application.
    """
    if suffix_key.startswith(RESERVED_FAMILIES) and who.role is Role.ENTERPRISE_APP:
        raise Forbidden(
            f"{who.name} may not write {suffix_key[:80]}: META_, App_, User_ and Group_ are the administrator's"
        )


def require_changes(
    who: Principal,
    handle: Handle,
    rights: Right,
    added: list[Value],
    changed: list[tuple[Value, Value]],
    removed: list[Value],
) -> None:
    """Let the caller change these values of a record, or not.

    A role that may amend may change all. An administrator of the Handle protocol needs the right for each kind of
    change, with the rights about administrators where a value is, or becomes, HS_ADMIN, and adminWrite on values that
    exist (RFC 3651 §3.2.1, handle-http.md §6.6). `changed` holds pairs: as it was, as it is to be.

    Raises:
        Forbidden: a right is missing, or a value may not be written.
    """
    require_family(who, handle.suffix_key)
    if handle.names_prefix and who.role is not Role.HANDLE:
        # Who administers a prefix is said in its record: a key of an application must not outlive itself there.
        if not allows(who, Verb.ADMINISTER, subject(handle)):
            raise Forbidden(f"{who.name} may not administer {handle.suffix[:80]}")
        return
    if allows(who, Verb.AMEND, subject(handle)):
        return
    if who.role is not Role.HANDLE:
        raise Forbidden(f"{who.name} may not amend {handle.text[:80]}")
    needed: list[tuple[Right, Value | None]] = []
    needed += [(Right.ADD_ADMIN if _about_admin(value) else Right.ADD_VALUE, None) for value in added]
    needed += [(Right.REMOVE_ADMIN if _about_admin(value) else Right.REMOVE_VALUE, value) for value in removed]
    for was, becomes in changed:
        needed.append((Right.MODIFY_ADMIN if _about_admin(was, becomes) else Right.MODIFY_VALUE, was))
        if _about_admin(becomes) and not _about_admin(was):
            needed.append((Right.ADD_ADMIN, was))
    for right, value in needed:
        if not rights & right:
            name = str(right.name).lower().replace("_", " ")
            raise Forbidden(f"{who.name} lacks the right to {name} in {handle.text[:80]}")
        if value is not None and not value.permissions & Permissions.ADMIN_WRITE:
            raise Forbidden(f"value {value.index} of {handle.text[:80]} may not be written")


def _about_admin(*values: Value) -> bool:
    return any(value.type.upper() == "HS_ADMIN" for value in values)
