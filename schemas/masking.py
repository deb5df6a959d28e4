"""Masking: personal data as everybody may see it who may see that it is there.

Enough is left to tell one from another, and too little to use it: `张*`, `3601****1234`.
"""

from typing import Any

# Enough of a number to recognise one's own: the region and the last four digits of an identity card.
_HEAD, _TAIL = 4, 4
_LONG = 15

_PLAIN = frozenset({"legal_person.id_type", "legal_person.id_front", "legal_person.id_back"})
_NAMES = frozenset({"legal_person.name", "contact.name"})
_MAILS = frozenset({"legal_person.email", "contact.email"})


def is_personal(member: str) -> bool:
    """Whether the member of a profile with this dotted name is personal data.

    >>> is_personal("contact.phone"), is_personal("legal_person.id_type"), is_personal("name")
    (True, False, False)
    """
    return member.startswith(("legal_person.", "contact.")) and member not in _PLAIN


def masked(member: str, value: Any) -> Any:
    """A member's value as it may be shown; what is not personal stays as it is.

    >>> masked("contact.name", "欧阳小云"), masked("legal_person.id_number", "360121199001011234")
    ('欧***', '3601****1234')
    >>> masked("contact.phone", "13800138000"), masked("contact.email", "zhang@park.example"), masked("name", "甲公司")
    ('138****8000', 'z***@park.example', '甲公司')
    >>> masked("contact.phone", "12345"), masked("contact.name", "")
    ('****', '')
    """
    if not is_personal(member) or not value:
        return value
    text = str(value)
    if member in _NAMES:
        return text[0] + "*" * (len(text) - 1 or 1)
    if member in _MAILS:
        name, at, domain = text.partition("@")
        return f"{name[:1]}***{at}{domain}" if at else "****"
    if len(text) < _HEAD + _TAIL + 2:
        return "****"  # else a short number would be shown nearly whole
    head = _HEAD if len(text) >= _LONG else _HEAD - 1
    return f"{text[:head]}****{text[-_TAIL:]}"


def masked_members(members: dict[str, Any]) -> dict[str, Any]:
    """All members of a profile, by dotted names, as they may be shown."""
    return {name: masked(name, value) for name, value in members.items()}
