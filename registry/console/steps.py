"""Steps: how far an application is on its way, as a line that people can see."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from schemas.application import Application
from schemas.identifiers.scheme import Words
from schemas.life import Standing


class Step(msgspec.Struct, frozen=True):
    """One station."""

    words: Words
    at: Literal["done", "now", "wrong", "ahead"]


_WRITE, _SEND, _LOOK = Words("填写", "Filled in"), Words("提交", "Submitted"), Words("园区审核", "Reviewed")
_FILE, _FORCE = Words("上级核验", "Filed upstream"), Words("生效", "In force")
_PLACES: Mapping[Standing, int] = {
    Standing.DRAFT: 0,
    Standing.RETURNED: 0,
    Standing.SUBMITTED: 1,
    Standing.IN_REVIEW: 2,
    Standing.REJECTED: 2,
    Standing.APPROVED: 3,
    Standing.FILING: 3,
    Standing.FILING_FAILED: 3,
}
_WRONG = frozenset({Standing.RETURNED, Standing.REJECTED, Standing.FILING_FAILED})


def steps_of(application: Application, filed: bool) -> Sequence[Step]:
    """The stations of an application; `filed`: whether this park files with the national node.

    >>> from schemas.application import Kind
    >>> sent = Application(id="1", kind=Kind.ENTRY, enterprise="1", standing=Standing.SUBMITTED)
    >>> [step.at for step in steps_of(sent, False)]
    ['done', 'now', 'ahead', 'ahead']
    """
    standing = application.standing
    filed = filed or standing in (Standing.FILING, Standing.FILING_FAILED)
    words = [_WRITE, _SEND, _LOOK, *([_FILE] if filed else []), _FORCE]
    if standing is Standing.ACTIVE:
        return [Step(each, "done") for each in words]
    if standing is Standing.CLOSED:
        return [Step(_WRITE, "done"), Step(Words("已放弃", "Given up"), "wrong")]
    here = min(_PLACES[standing], len(words) - 1)
    at: Literal["now", "wrong"] = "wrong" if standing in _WRONG else "now"
    return [Step(each, "done" if n < here else at if n == here else "ahead") for n, each in enumerate(words)]
