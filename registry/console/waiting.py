"""Waiting: what there is to do for whoever opens the console, with the way to it."""

from collections.abc import Sequence

import msgspec

from registry.applying.consult import list_
from registry.authority import Verb, allows
from registry.console.reviews import PATH as REVIEWS
from registry.store import claims, enterprises, filings
from registry.store.filings import FilingStanding
from registry.store.page import Reading
from schemas.claim import State
from schemas.identifiers.scheme import Words
from schemas.life import Standing
from schemas.principal import Principal


class Wait(msgspec.Struct, frozen=True):
    """So many of something wait, and there is where."""

    words: Words
    count: int
    path: str


async def waiting_for(page: Reading, who: Principal) -> Sequence[Wait]:
    """What waits for the park's staff, as far as this person may do something about it; nothing for others."""
    found = []
    if allows(who, Verb.REVIEW):
        applied = await list_(page, who)
        # What one had a hand in waits for somebody else.
        mine = [each for each in applied if not each.applied_by(who)]
        for standing, words in (
            (Standing.SUBMITTED, Words("待受理的申请", "applications to be taken")),
            (Standing.IN_REVIEW, Words("审核中的申请", "applications in review")),
            (Standing.FILING_FAILED, Words("上级未通过", "refused upstream")),
        ):
            count = sum(each.standing is standing for each in mine)
            found.append(Wait(words, count, f"{REVIEWS}?standing={standing.value}"))
    if allows(who, Verb.JUDGE_CLAIMS):
        proposed = await claims.list_(page, None, State.PROPOSED)
        found.append(Wait(Words("待审核的声明", "claims to be judged"), len(proposed), f"{REVIEWS}/claims"))
    if allows(who, Verb.MANAGE):
        sent = await filings.list_(page, standing=FilingStanding.PENDING)
        found.append(Wait(Words("等待上级答复", "filings without an answer"), len(sent), f"{REVIEWS}/filings"))
        closing = [each for each in await enterprises.list_(page) if each.standing is Standing.CLOSING]
        words = Words("待确认的注销", "enterprises to be closed")
        found.append(Wait(words, len(closing), "/console/enterprises?standing=closing"))
    return found
