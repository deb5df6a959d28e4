"""What was typed into the form of a profile: the profile as a form shows it, and the profile that a form says.

Personal data is shown masked. A field that comes back as it was shown, masked, keeps what it stands for.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from registry.console.guard import Form
from registry.console.particulars import MEMBERS, Group, Member
from schemas.complaint import Complaint
from schemas.identifiers.scheme import Words
from schemas.masking import masked
from schemas.profile import Profile, members_of

Typed = Mapping[str, Any]
"""By dotted name: a text, a list of texts for what may be ticked several times, or a bool."""
_LONGEST, _LONGEST_STORY = 255, 2000
_FIRST_YEAR, _LAST_YEAR = 1949, 2999


class Note(msgspec.Struct, frozen=True):
    """Something that is said beside a field."""

    kind: str
    """`wrong`: it keeps the form from being taken; `remark`: a reviewer said it; `hint`: worth a word."""
    words: Words


Notes = Mapping[str, Sequence[Note]]
"""By dotted name; empty: about the whole."""


def shown(profile: Profile) -> dict[str, Any]:
    """A profile as a form shows it, personal data masked."""
    return {name: _shown(masked(name, value)) for name, value in members_of(profile).items()}


def unmasked(members: Typed) -> dict[str, Any]:
    """Members as they are, as a form shows them."""
    return {name: _shown(value) for name, value in members.items()}


def typed_in(form: Form, groups: Sequence[Group], before: Typed) -> dict[str, Any]:
    """What a form says; what it does not ask for stays as it was."""
    typed = dict(before)
    for member in (each for group in groups for each in group.members):
        if member.kind == "ticks":
            typed[member.name] = list(form.all(member.name))
        elif member.kind == "tick":
            typed[member.name] = form.ticked(member.name)
        else:
            typed[member.name] = form.text(member.name).replace("\r\n", "\n")
    return typed


def profile_in(typed: Typed, before: Profile) -> tuple[Profile, list[Complaint]]:
    """The profile that was typed, and what of it no profile can hold; that stays as it was before."""
    members, found = members_of(before), []
    for name, value in typed.items():
        if isinstance(value, str) and value and value == masked(name, members[name]):
            continue
        member = MEMBERS[name]
        if fault := _fault(member, value):
            found.append(Complaint("/" + name.replace(".", "/"), "unreadable", fault.zh, fault.en))
        else:
            members[name] = _kept(member, value)
    whole: dict[str, Any] = {}
    for name, value in members.items():
        above, dot, below = name.partition(".")
        if dot:
            whole.setdefault(above, {})[below] = value
        else:
            whole[name] = value
    return msgspec.convert(whole, Profile), found


def notes_of(complaints: Iterable[Complaint], kind: str = "wrong") -> dict[str, list[Note]]:
    """Complaints by the fields that they are about."""
    notes: dict[str, list[Note]] = {}
    for each in complaints:
        notes.setdefault(field_of(each.pointer), []).append(Note(kind, Words(each.zh, each.en)))
    return notes


def field_of(pointer: str) -> str:
    """The field that a JSON pointer into a profile leads to; empty for the whole.

    >>> field_of("/legal_person/phone"), field_of("/categories/0"), field_of("/legal_person"), field_of("")
    ('legal_person.phone', 'categories', 'legal_person.name', '')
    """
    parts = pointer.strip("/").split("/")
    for name in (".".join(parts[:2]), parts[0], f"{parts[0]}.name", "wish.prefix" if parts[0] == "wish" else ""):
        if name in MEMBERS or name == "wish.prefix":
            return name
    return ""


def _shown(value: Any) -> Any:
    if isinstance(value, bool | list):
        return value
    return "" if value is None else str(value)


def _kept(member: Member, value: Any) -> Any:
    if member.kind == "year":
        return int(value) if value else None
    if member.name in ("park", "joined_on", "left_on"):
        return value or None
    return value


def _fault(member: Member, value: Any) -> Words | None:
    """Why a profile cannot hold it, however incomplete it may be."""
    texts = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    longest = _LONGEST_STORY if member.kind == "story" else _LONGEST
    for text in texts:
        if len(text) > longest:
            return Words(
                f"最多 {longest} 个字符，现有 {len(text)} 个", f"expected at most {longest} characters, got {len(text)}"
            )
        if not (text.replace("\n", "") if member.kind == "story" else text).isprintable():
            return Words("含有不可显示的字符", "it has a character that cannot be shown")
    if member.kind == "year" and value and not _is_year(value):
        return Words("请填写四位年份，例如 2025", "expected a year, as in 2025")
    return None


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit() and _FIRST_YEAR <= int(text) <= _LAST_YEAR
