"""Life: the states of an enterprise, and of what it applies for, as one table of states and acts.

An enterprise goes all the way. Its first application goes with it from `draft` to `active`, where what was applied for
is in force; later applications (a full change, another prefix) go the same way while the enterprise is what it is. The
picture in docs/enterprises.md is drawn from this table, and a test compares.
"""

from collections.abc import Mapping
from enum import StrEnum

from schemas.errors import Conflict


class Standing(StrEnum):
    """Where an enterprise, or an application, stands."""

    DRAFT = "draft"
    """Being written; nobody but the applicant sees it."""
    SUBMITTED = "submitted"
    """Complete, and waiting for somebody to look at it."""
    IN_REVIEW = "in-review"
    """Somebody of the park looks at it."""
    RETURNED = "returned"
    """Given back with remarks, to be mended and submitted again."""
    REJECTED = "rejected"
    """Refused for good; another application may be made."""
    APPROVED = "approved"
    """Found good by the park; not yet in force."""
    FILING = "filing"
    """Sent to the national node, which has not answered yet."""
    FILING_FAILED = "filing-failed"
    """The national node has refused it."""
    ACTIVE = "active"
    """In force: the enterprise may hold prefixes, which answer."""
    CHANGING = "changing"
    """As active, while a full change is under way."""
    SUSPENDED = "suspended"
    """Held by the park: its prefixes take no registrations."""
    CLOSING = "closing"
    """It is to end; the park has not yet confirmed it."""
    CLOSED = "closed"
    """Ended, for good."""


class Act(StrEnum):
    """What can be done to an enterprise or an application."""

    APPLY = "apply"
    """Begin anew after a rejection, by another application."""
    SAVE = "save"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    DISCARD = "discard"
    TAKE = "take"
    RETURN = "return"
    REJECT = "reject"
    APPROVE = "approve"
    FILE = "file"
    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    ENTER = "enter"
    """By the node itself, where nothing needs to be filed."""
    AMEND = "amend"
    """A partial change: in force at once."""
    CHANGE = "change"
    """Begin a full change, which needs a new review."""
    SETTLE = "settle"
    """By the node itself: the full change that was under way is over, one way or the other."""
    SUSPEND = "suspend"
    RESTORE = "restore"
    CLOSE = "close"
    REOPEN = "reopen"
    FINISH = "finish"


LIFE: Mapping[Standing, Mapping[Act, Standing]] = {
    Standing.DRAFT: {Act.SAVE: Standing.DRAFT, Act.SUBMIT: Standing.SUBMITTED, Act.DISCARD: Standing.CLOSED},
    Standing.SUBMITTED: {Act.WITHDRAW: Standing.DRAFT, Act.TAKE: Standing.IN_REVIEW},
    Standing.IN_REVIEW: {
        Act.RETURN: Standing.RETURNED,
        Act.REJECT: Standing.REJECTED,
        Act.APPROVE: Standing.APPROVED,
    },
    Standing.RETURNED: {Act.SAVE: Standing.RETURNED, Act.SUBMIT: Standing.SUBMITTED, Act.DISCARD: Standing.CLOSED},
    Standing.REJECTED: {Act.APPLY: Standing.DRAFT},  # what was refused stays on record: it is another application
    Standing.APPROVED: {Act.ENTER: Standing.ACTIVE, Act.FILE: Standing.FILING},
    Standing.FILING: {Act.PASS: Standing.ACTIVE, Act.FAIL: Standing.FILING_FAILED},
    Standing.FILING_FAILED: {Act.FILE: Standing.FILING, Act.RETURN: Standing.RETURNED, Act.REJECT: Standing.REJECTED},
    Standing.ACTIVE: {
        Act.AMEND: Standing.ACTIVE,
        Act.CHANGE: Standing.CHANGING,
        Act.SETTLE: Standing.ACTIVE,
        Act.SUSPEND: Standing.SUSPENDED,
        Act.CLOSE: Standing.CLOSING,
    },
    Standing.CHANGING: {
        Act.AMEND: Standing.CHANGING,
        Act.SETTLE: Standing.ACTIVE,
        Act.SUSPEND: Standing.SUSPENDED,
        Act.CLOSE: Standing.CLOSING,
    },
    Standing.SUSPENDED: {Act.SETTLE: Standing.SUSPENDED, Act.RESTORE: Standing.ACTIVE, Act.CLOSE: Standing.CLOSING},
    Standing.CLOSING: {Act.SETTLE: Standing.CLOSING, Act.REOPEN: Standing.ACTIVE, Act.FINISH: Standing.CLOSED},
    Standing.CLOSED: {},  # what is closed never comes back, nor do its prefixes
}

OF_APPLICATIONS = (
    Standing.DRAFT,
    Standing.SUBMITTED,
    Standing.IN_REVIEW,
    Standing.RETURNED,
    Standing.REJECTED,
    Standing.APPROVED,
    Standing.FILING,
    Standing.FILING_FAILED,
    Standing.ACTIVE,
    Standing.CLOSED,
)
"""What an application can be; `active`: in force, `closed`: discarded."""

ENTERED = (Standing.ACTIVE, Standing.CHANGING, Standing.SUSPENDED, Standing.CLOSING, Standing.CLOSED)
"""What an enterprise is from the day on which it was in force for the first time."""

OPEN = frozenset(OF_APPLICATIONS) - {Standing.REJECTED, Standing.ACTIVE, Standing.CLOSED}
"""What an application is as long as something may still become of it."""

GOING = frozenset({Standing.ACTIVE, Standing.CHANGING})
"""What an enterprise is that may get prefixes, and whose prefixes take registrations."""


def after(standing: Standing, act: Act, what: str) -> Standing:
    """What becomes of something by an act; `what` names it in the refusal.

    >>> after(Standing.SUBMITTED, Act.TAKE, "the application")
    <Standing.IN_REVIEW: 'in-review'>

    Raises:
        Conflict: it cannot be done to what stands so.
    """
    found = LIFE[standing].get(act)
    if found is None:
        fitting = [each.value for each, acts in LIFE.items() if act in acts]
        raise Conflict(f"cannot {act.value} {what}, which is {standing.value}: expected {' or '.join(fitting)}")
    return found


def picture() -> str:
    """The table as a state diagram in the language of Mermaid, for docs/enterprises.md."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    name = {each: each.value.replace("-", "_") for each in Standing}
    for standing, acts in LIFE.items():
        by_target: dict[Standing, list[str]] = {}
        for act, target in acts.items():
            by_target.setdefault(target, []).append(act.value)
        lines += [f"    {name[standing]} --> {name[target]}: {', '.join(of)}" for target, of in by_target.items()]
        if not acts:
            lines.append(f"    {name[standing]} --> [*]")
    return "\n".join(lines)
