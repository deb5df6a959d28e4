"""Sections: the rooms of the console in the order of its menu, and who finds which of them there.

The menu shows; it does not guard. Each page's verb decides by `registry/authority.py` who may do what.
"""

from collections.abc import Sequence

import msgspec

from schemas.identifiers.scheme import Words
from schemas.principal import Principal, Role

_PARK = frozenset({Role.PARK_ADMIN, Role.REVIEWER, Role.AUDITOR})
_MANAGERS = frozenset({Role.PARK_ADMIN, Role.ENTERPRISE_ADMIN})
_ENTERPRISE = frozenset({Role.ENTERPRISE_ADMIN})
_EVERYBODY = _PARK | {Role.ENTERPRISE_ADMIN}


class Section(msgspec.Struct, frozen=True):
    """One line of the menu."""

    path: str
    name: Words
    icon: str
    """Its symbol in `static/icons.svg`."""
    roles: frozenset[Role]
    also: tuple[str, ...] = ()
    """Where pages of this room stand under another path."""

    def holds(self, path: str) -> bool:
        """Whether a page is one of this room.

        >>> SECTIONS[0].holds("/console/reviews"), SECTIONS[1].holds("/console/papers/9f")
        (False, True)
        """
        return path == self.path or path.startswith((*self.also, *((self.path,) if self.path != "/console/" else ())))


SECTIONS: Sequence[Section] = (
    Section("/console/", Words("概览", "Overview"), "home", _EVERYBODY),
    Section("/console/reviews", Words("审核", "Review"), "review", _PARK, ("/console/papers/",)),
    Section("/console/enterprises", Words("企业", "Enterprises"), "firm", _PARK),
    Section("/console/quotas", Words("配额", "Quotas"), "gauge", _PARK),
    Section("/console/application", Words("我的企业", "My enterprise"), "firm", _ENTERPRISE),
    Section("/console/statistics", Words("统计", "Statistics"), "chart", _EVERYBODY, ("/console/evaluation",)),
    Section("/console/trail", Words("审计", "Trail"), "trail", frozenset({Role.PARK_ADMIN, Role.AUDITOR})),
    Section("/console/identifiers", Words("标识", "Identifiers"), "tag", _EVERYBODY, ("/console/record",)),
    Section("/console/templates", Words("数据模板", "Templates"), "template", _MANAGERS),
    Section("/console/rules", Words("编码规则", "Coding rules"), "rule", _MANAGERS),
    Section("/console/batches", Words("号段", "Batches"), "table", _MANAGERS),
    Section("/console/labels", Words("标签", "Labels"), "label", _MANAGERS),
    Section("/console/sharing", Words("数据授权", "Sharing"), "share", _MANAGERS),
    Section("/console/claims", Words("标识声明", "Claims"), "link", _ENTERPRISE),
    Section("/console/search", Words("检索", "Search"), "search", _EVERYBODY),
    Section("/console/imports", Words("批量导入", "Imports"), "upload", _MANAGERS),
    Section("/console/scan", Words("扫码解析", "Scan"), "scan", _EVERYBODY),
    Section("/console/prefixes", Words("前缀", "Prefixes"), "branch", _EVERYBODY),
    Section("/console/keys", Words("密钥", "API keys"), "key", _MANAGERS),
    Section(
        "/console/accounts", Words("人员", "People"), "people", frozenset({Role.PARK_ADMIN, Role.ENTERPRISE_ADMIN})
    ),
)


def sections_for(who: Principal) -> Sequence[Section]:
    """The lines of the menu for somebody."""
    return [section for section in SECTIONS if who.role in section.roles]
