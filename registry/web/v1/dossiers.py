"""Dossiers: how `/api/v1` shows applications, enterprises and what belongs to them: personal data masked."""

from typing import Any

import msgspec

from registry.applying.review import DAYS_TO_MEND
from registry.store.documents import Document
from registry.store.filings import Filing
from registry.store.reviews import Review
from schemas.application import Application
from schemas.complaint import Complaint
from schemas.counting import SECONDS_A_DAY, utc
from schemas.enterprise import Enterprise
from schemas.life import Standing
from schemas.masking import masked_members
from schemas.profile import Profile, members_of


def moment(second: int | None) -> str | None:
    """A time as JSON shows it."""
    return None if second is None else utc(second)


def application_head(application: Application) -> dict[str, Any]:
    """An application as lists show it."""
    returned = application.standing is Standing.RETURNED and application.decided_at is not None
    due = (application.decided_at or 0) + DAYS_TO_MEND * SECONDS_A_DAY
    return {
        "id": application.id,
        "kind": application.kind.value,
        "enterprise": application.enterprise,
        "standing": application.standing.value,
        "title": application.title,
        "uscc": application.uscc,
        "submission": application.submission,
        "version": application.version,
        "created_at": utc(application.created_at),
        "changed_at": utc(application.changed_at),
        "submitted_at": moment(application.submitted_at),
        "decided_at": moment(application.decided_at),
        "to_be_mended_by": utc(due) if returned else None,
    }


def application_document(application: Application, members: dict[str, Any], notes: list[Complaint]) -> dict[str, Any]:
    """An application with the profile that it brings, by its members."""
    return application_head(application) | {
        "profile": nested(members),
        "wish": application.wish,
        "remarks": application.remarks,
        "hands": [hand.name for hand in application.hands],
        "notes": notes,
    }


def enterprise_document(enterprise: Enterprise, members: dict[str, Any]) -> dict[str, Any]:
    """An enterprise with its profile, by its members."""
    whole: dict[str, Any] = msgspec.to_builtins(enterprise)
    return whole | {"profile": nested(members)}


def shown(profile: Profile) -> dict[str, Any]:
    """The members of a profile as they may be shown."""
    return masked_members(members_of(profile))


def nested(members: dict[str, Any]) -> dict[str, Any]:
    """Members by dotted names as the document that they make.

    >>> nested({"name": "甲", "contact.phone": "****"})
    {'name': '甲', 'contact': {'phone': '****'}}
    """
    whole: dict[str, Any] = {}
    for name, value in members.items():
        above, dot, below = name.partition(".")
        if dot:
            whole.setdefault(above, {})[below] = value
        else:
            whole[name] = value
    return whole


def review_document(review: Review) -> dict[str, Any]:
    """A verification record."""
    return {
        "number": review.number,
        "submission": review.submission,
        "reviewer": review.reviewer,
        "result": review.result,
        "evidence": f"sha256:{review.evidence}",
        "remarks": review.remarks,
        "note": review.note,
        "at": utc(review.at),
    }


def filing_document(filing: Filing) -> dict[str, Any]:
    """A filing with the national node."""
    return {
        "id": filing.id,
        "application": filing.application,
        "submission": filing.submission,
        "standing": filing.standing.value,
        "message": filing.message,
        "upstream": filing.upstream,
        "sent_at": utc(filing.sent_at),
        "answered_at": moment(filing.answered_at),
        "answered_by": filing.answered_by,
    }


def document_document(document: Document) -> dict[str, Any]:
    """A document, without its octets."""
    return {
        "id": document.id,
        "enterprise": document.enterprise,
        "type": document.type,
        "size": document.size,
        "digest": f"sha256:{document.digest}",
        "uploaded_at": utc(document.uploaded_at),
    }
