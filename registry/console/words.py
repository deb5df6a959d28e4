"""Words: what standings, kinds, modes and results are called on every page, and how each is marked."""

from collections.abc import Mapping

import msgspec

from registry.store.filings import FilingStanding
from schemas.application import Kind
from schemas.change import Mode, PrefixStanding
from schemas.claim import State
from schemas.identifiers.scheme import Words
from schemas.life import Standing


class Tag(msgspec.Struct, frozen=True):
    """A word that is marked: good, warn, bad, or quiet."""

    mark: str
    words: Words


def _tag(mark: str, zh: str, en: str) -> Tag:
    return Tag(mark, Words(zh, en))


STANDINGS: Mapping[Standing, Tag] = {
    Standing.DRAFT: _tag("quiet", "草稿", "draft"),
    Standing.SUBMITTED: _tag("warn", "已提交", "submitted"),
    Standing.IN_REVIEW: _tag("warn", "审核中", "in review"),
    Standing.RETURNED: _tag("bad", "已退回", "returned"),
    Standing.REJECTED: _tag("bad", "已驳回", "rejected"),
    Standing.APPROVED: _tag("good", "已通过", "approved"),
    Standing.FILING: _tag("warn", "上级核验中", "filed upstream"),
    Standing.FILING_FAILED: _tag("bad", "上级核验未通过", "refused upstream"),
    Standing.ACTIVE: _tag("good", "有效", "in force"),
    Standing.CHANGING: _tag("warn", "变更中", "changing"),
    Standing.SUSPENDED: _tag("bad", "已暂停", "suspended"),
    Standing.CLOSING: _tag("warn", "注销中", "closing"),
    Standing.CLOSED: _tag("quiet", "已注销", "closed"),
}
"""Of enterprises and applications; in Chinese as docs/enterprises.md has them."""

PREFIX_STANDINGS: Mapping[PrefixStanding, Tag] = {
    PrefixStanding.ACTIVE: _tag("good", "有效", "active"),
    PrefixStanding.SUSPENDED: _tag("warn", "已暂停", "suspended"),
    PrefixStanding.CLOSED: _tag("bad", "已关闭", "closed"),
}

MODES: Mapping[Mode, Words] = {
    Mode.HOSTED: Words("托管在本节点", "hosted here"),
    Mode.DELEGATED: Words("企业自建节点", "at the enterprise's own node"),
    Mode.MIRRORED: Words("企业自建节点，本节点镜像", "at the enterprise's own node, mirrored here"),
}
"""Where the identifiers of a prefix are kept."""

KINDS: Mapping[Kind, Words] = {
    Kind.ENTRY: Words("入驻申请", "Entry"),
    Kind.CHANGE: Words("全部变更", "Full change"),
    Kind.PREFIX: Words("前缀申请", "Prefix"),
}
"""Of applications."""

RESULTS: Mapping[str, Tag] = {
    "returned": _tag("warn", "退回", "returned"),
    "rejected": _tag("bad", "驳回", "rejected"),
    "approved": _tag("good", "通过", "approved"),
}
"""Of reviews."""

FILINGS: Mapping[FilingStanding, Tag] = {
    FilingStanding.PENDING: _tag("warn", "等待核验", "waiting"),
    FilingStanding.PASSED: _tag("good", "已通过", "passed"),
    FilingStanding.FAILED: _tag("bad", "未通过", "refused"),
}
"""Of what was sent to the national node."""

CLAIMS: Mapping[State, Tag] = {
    State.PROPOSED: _tag("warn", "待审核", "proposed"),
    State.APPROVED: _tag("good", "已通过", "approved"),
    State.REFUSED: _tag("bad", "未通过", "refused"),
}
"""Of claims on identifiers of other schemes."""
