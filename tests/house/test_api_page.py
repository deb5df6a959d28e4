"""docs/api.md and the code say the same: what each role may do, and the limits."""

import re

from registry.authority import EVERYWHERE, OWN_ENTERPRISE, OWN_PREFIXES, Verb
from registry.web.context import MIB
from registry.web.v1.intake import LONGEST_LINE
from schemas.handle import LONGEST_HANDLE
from schemas.principal import Role
from schemas.sheet import LONGEST_LINE as LONGEST_ROW
from schemas.value import LARGEST_DATA, MOST_VALUES
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def said(verbs: frozenset[Verb]) -> str:
    return ", ".join(verb.name.lower().replace("_", "-") for verb in Verb if verb in verbs)


def row(role: Role) -> tuple[str, ...]:
    return role.value, said(EVERYWHERE[role]), said(OWN_PREFIXES[role]), said(OWN_ENTERPRISE[role])


def test_the_page_says_what_each_role_may_do() -> None:
    lines = re.findall(r"^\| `([a-z-]+)` \| ?([a-z, -]*?) ?\| ?([a-z, -]*?) ?\| ?([a-z, -]*?) ?\|$", PAGE, re.MULTILINE)

    # The rights of the Handle protocol's callers stand in the records; whoever holds a link has none.
    assert lines == [row(role) for role in Role if role not in (Role.HANDLE, Role.LINK)]


def test_the_page_says_the_limits() -> None:
    assert re.findall(r"\| (?:at most )?([0-9,]+(?: [KM]iB)?)(?: of data| octets)? \|$", PAGE, re.MULTILINE) == [
        f"{MIB >> 20} MiB",
        f"{LONGEST_LINE >> 10} KiB",
        f"{LONGEST_ROW >> 20} MiB",
        f"{LARGEST_DATA >> 10} KiB",
        f"{MOST_VALUES:,}",
        f"{LONGEST_HANDLE:,}",
    ]
