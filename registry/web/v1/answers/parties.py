"""Answers about enterprises, what they apply for and claim, prefixes, keys and people."""

from typing import Any

from registry.web.v1.answers.answer import Answer


class EnterpriseHead(Answer, frozen=True):
    """An enterprise as lists show it."""

    id: str
    name: str
    uscc: str
    name_en: str
    division: str
    industry: str
    park: str | None
    above_scale: bool
    above_scale_year: int | None
    joined_on: str | None
    left_on: str | None
    categories: list[str]
    standing: str
    version: int


class EnterpriseAnswer(EnterpriseHead, frozen=True):
    """An enterprise with its profile, personal data masked."""

    profile: dict[str, Any]


class Enterprises(Answer, frozen=True):
    """The enterprises that the caller may see."""

    items: list[EnterpriseHead]


class Expected(Answer, frozen=True):
    """A place for whoever is to apply."""

    enterprise: str
    name: str
    standing: str


class ApplicationHead(Answer, frozen=True):
    """An application as lists show it."""

    id: str
    kind: str
    enterprise: str
    standing: str
    title: str
    uscc: str
    submission: int
    version: int
    created_at: str
    changed_at: str
    submitted_at: str | None
    decided_at: str | None
    to_be_mended_by: str | None


class ApplicationAnswer(ApplicationHead, frozen=True):
    """An application with what it brings."""

    profile: dict[str, Any]
    wish: dict[str, Any] | None
    remarks: list[dict[str, Any]]
    hands: list[str]
    notes: list[dict[str, Any]]


class Applications(Answer, frozen=True):
    """The applications that the caller may know of."""

    items: list[ApplicationHead]


class ReviewAnswer(Answer, frozen=True):
    """A verification record."""

    number: int
    submission: int
    reviewer: str
    result: str
    evidence: str
    remarks: list[dict[str, Any]]
    note: str
    at: str


class Reviews(Answer, frozen=True):
    """The reviews of an application."""

    items: list[ReviewAnswer]


class FilingAnswered(Answer, frozen=True):
    """A filing with the national node."""

    id: str
    application: str
    submission: int
    standing: str
    message: str
    upstream: str
    sent_at: str
    answered_at: str | None
    answered_by: str | None


class Filings(Answer, frozen=True):
    """Filings with the national node."""

    items: list[FilingAnswered]


class Differences(Answer, frozen=True):
    """What an application would change."""

    items: list[dict[str, Any]]


class PaperAnswer(Answer, frozen=True):
    """A document, without its octets."""

    id: str
    enterprise: str | None
    type: str
    size: int
    digest: str
    uploaded_at: str


class PrefixAnswer(Answer, frozen=True):
    """A prefix and its holder."""

    prefix: str
    enterprise: str | None
    uscc: str | None
    mode: str
    standing: str
    endpoint: str | None
    quota: int | None
    identifiers: int


class Prefixes(Answer, frozen=True):
    """The prefixes that the caller may see."""

    items: list[PrefixAnswer]


class FreePrefix(Answer, frozen=True):
    """The next free prefix."""

    prefix: str
    under: str


class KeyAnswer(Answer, frozen=True):
    """An API key, without the key itself."""

    id: str
    role: str
    prefixes: list[str]
    enterprise: str | None
    scopes: list[str]
    networks: list[str]
    note: str
    created: str
    expires: str | None
    revoked: str | None
    rate: str | None
    registrations_left: int | None
    used: str | None


class NewKey(KeyAnswer, frozen=True):
    """A key that was made, with the only copy of it."""

    key: str


class Keys(Answer, frozen=True):
    """The keys that the caller may see."""

    items: list[KeyAnswer]


class AccountAnswer(Answer, frozen=True):
    """An account for the console."""

    id: str
    login: str
    name: str
    role: str
    enterprise: str | None
    standing: str
    second_factor: bool
    created: str


class Invited(AccountAnswer, frozen=True):
    """An account with the only copy of its invitation."""

    invitation: str
    link: str


class Accounts(Answer, frozen=True):
    """The accounts that the caller may see."""

    items: list[AccountAnswer]


class ClaimAnswer(Answer, frozen=True):
    """A claim to identifiers of another scheme."""

    id: str
    enterprise: str
    uscc: str
    scheme: str
    stem: str
    state: str
    evidence: str
    proposed_by: str
    proposed: str
    decided_by: str | None
    decided: str | None
    reason: str
    handler: str | None = None


class Claims(Answer, frozen=True):
    """The claims that the caller may see."""

    items: list[ClaimAnswer]


class GrantAnswer(Answer, frozen=True):
    """A grant: what of whose may be seen, and by whom; `holds` says whether it still opens anything."""

    id: str
    prefix: str
    handle: str | None
    template: str | None
    items: list[str]
    indexes: list[int]
    to: str
    note: str
    by: str
    created: str
    expires: str | None
    revoked: str | None
    holds: bool


class NewGrant(GrantAnswer, frozen=True):
    """A grant that was made; by a link, with the only copy of it and the addresses that it makes."""

    link: str = ""
    url: str = ""
    page: str = ""


class Grants(Answer, frozen=True):
    """The grants that the caller may know of."""

    items: list[GrantAnswer]


class GroupAnswer(Answer, frozen=True):
    """Enterprises to which something is granted together."""

    id: str
    enterprise: str | None
    name: str
    members: list[str]
    created: str


class Groups(Answer, frozen=True):
    """The groups that the caller may know of."""

    items: list[GroupAnswer]
