"""Problems: one table from what the registry refuses to what `/api/v1` says (RFC 9457), and where the fault lies.

The node makes answers of it (`node/problems.py`); bulk registration makes lines of it, one for each refused row.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec

from registry.applying.consult import Outdated
from registry.guesses import Guessing
from registry.mapping import Taken
from registry.once import InFlight, KeyReused
from registry.register import NotEntered
from schemas import errors
from schemas.complaint import Incomplete
from schemas.errors import Conflict, Malformed, NodeError
from schemas.sentences.chinese import in_chinese

MISDIRECTED = 421


class Unconditional(Malformed):
    """A change to something that exists comes without the version that it is meant for."""


class Stale(Conflict):
    """The thing is not at the version that the change is meant for."""


class UnknownForm(Malformed):
    """The body is of a media type that is not taken here."""


class Kind(msgspec.Struct, frozen=True):
    """How one kind of refusal is told."""

    status: int
    code: str
    """For programs; never translated, never changed."""
    zh: str
    en: str


KINDS: Mapping[type[NodeError], Kind] = {
    errors.Malformed: Kind(400, "malformed", "请求内容无法识别", "The input cannot be read"),
    errors.Unauthenticated: Kind(401, "unauthenticated", "缺少凭证或凭证无效", "Credentials are missing or wrong"),
    errors.Forbidden: Kind(403, "forbidden", "无权执行此操作", "The caller may not do this"),
    errors.Absent: Kind(404, "absent", "不存在", "There is no such thing"),
    errors.Retired: Kind(410, "retired", "已注销", "It existed and is retired"),
    errors.Conflict: Kind(409, "conflict", "与现有状态冲突", "It exists already, or has changed"),
    errors.Elsewhere: Kind(MISDIRECTED, "elsewhere", "该前缀不由本节点服务", "The prefix is served elsewhere"),
    errors.TooLarge: Kind(413, "too-large", "请求内容过大", "The input is too large"),
    errors.Limited: Kind(429, "limited", "已达到限额", "A limit is reached"),
    errors.Busy: Kind(503, "busy", "暂时无法处理，请稍后重试", "The node cannot do this now"),
}
"""A row for each leaf of the tree."""

_STALE = Kind(412, "stale", "版本已变更", "It has changed in the meantime")

PRECISE: Mapping[type[NodeError], Kind] = {
    Unconditional: Kind(428, "precondition-required", "缺少 If-Match 请求头", "If-Match is missing"),
    Stale: _STALE,
    Outdated: _STALE,
    UnknownForm: Kind(415, "unknown-form", "不支持的媒体类型", "The media type is not taken here"),
    KeyReused: Kind(422, "key-reused", "幂等键已用于其他请求", "The Idempotency-Key belongs to another request"),
    InFlight: Kind(409, "in-flight", "同一请求正在处理", "The same request is being answered now"),
    errors.TooOften: Kind(429, "requests-used-up", "请求过于频繁", "The caller asks too often"),
    errors.RegistrationsUsed: Kind(403, "registrations-used-up", "密钥的注册量已用完", "The key may register no more"),
    errors.PrefixFull: Kind(403, "prefix-full", "前缀的标识数已达上限", "The prefix may have no more identifiers"),
    Guessing: Kind(429, "guessing", "凭证错误次数过多", "Too many wrong credentials"),
    Taken: Kind(409, "mapped", "该标识已映射到其他标识记录", "Another record carries it already"),
    Incomplete: Kind(422, "incomplete", "内容不完整或有误", "Something is missing or wrong"),
    NotEntered: Kind(424, "not-entered", "因其他行被拒绝而未录入", "Not entered because others were refused"),
}
"""What HTTP tells apart and the tree does not."""

FAILURE = Kind(500, "failed", "节点内部错误", "The node failed")

# The place that a reader of documents names at the end of its sentence: `(at values[2].data.value)`.
_PLACE = re.compile(r"\(at ([^()\s]+)\)$")
_OCTET = re.compile(r"broken at octet (\d+)|not UTF-8 at octet (\d+)")


def kind_of(error: BaseException) -> Kind:
    """The row of the table for an error; the nearest class above it where it has none of its own."""
    for cls in type(error).__mro__:
        if found := PRECISE.get(cls) or KINDS.get(cls):
            return found
    return FAILURE


def faults_of(error: NodeError) -> list[dict[str, object]]:
    """Where in the body a refusal's fault lies, as the member `errors` of a problem; empty where it is about no place.

    >>> faults_of(Malformed("expected integer, got string (at values[2].index)"))[0]["pointer"]
    '/values/2/index'
    """
    if isinstance(error, Incomplete):
        return complaints_told(error.complaints)
    where = place_of(error.sentence)
    said = {"detail_zh": in_chinese(error.sentence), "detail": error.sentence}
    return [{**where, "code": kind_of(error).code, **said}] if where else []


def complaints_told(complaints: Sequence[tuple[str, str, str, str]]) -> list[dict[str, object]]:
    """Complaints as the member `errors` has them."""
    told = ("pointer", "code", "detail_zh", "detail")
    return [dict(zip(told, complaint, strict=True)) for complaint in complaints]


def place_of(sentence: str) -> dict[str, object]:
    """The place that a sentence names: a JSON pointer (RFC 6901), or the column of a broken body, counted from 1."""
    if place := _PLACE.search(sentence):
        return {"pointer": "/" + place[1].replace("[", "/").replace("]", "").replace(".", "/").lstrip("/")}
    if octet := _OCTET.search(sentence):
        return {"column": int(octet[1] or octet[2]) + 1}
    return {}
