"""A principal: who is asking, as the node has made sure of it."""

from enum import StrEnum

import msgspec

from schemas.prefix import Prefix
from schemas.value import Reference

LONGEST_KEY_DAYS = 3 * 366
"""An ERP's key is renewed with its project; none lives longer, whatever the park allows."""


class Role(StrEnum):
    """What a principal may do; `registry.authority` holds the table."""

    PARK_ADMIN = "park-admin"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"
    ENTERPRISE_ADMIN = "enterprise-admin"
    ENTERPRISE_APP = "enterprise-app"
    NODE = "node"
    HANDLE = "handle"
    """An administrator of the Handle protocol, `300:88.1000.1/ADMIN`: rights come from the records themselves."""
    LINK = "link"
    """Whoever holds a signed link: nobody known, who sees what the link opens and may do nothing."""


_OF_A_KEY = "key:"


def key_in(name: str) -> str | None:
    """The id of the API key in a principal's name; None where it is the name of something else."""
    return name.removeprefix(_OF_A_KEY) if name.startswith(_OF_A_KEY) else None


class Principal(msgspec.Struct, frozen=True):
    """Someone known, with a role and the prefixes the role extends to."""

    name: str
    """As the trail shows it: `key:7f3a…`, `handle:300:88.1000.1/ADMIN`, `local:root`."""
    role: Role
    prefixes: tuple[Prefix, ...] = ()
    address: str = ""
    """Where the call came from; empty for the command line."""
    identity: Reference | None = None
    """Which key a caller of the Handle protocol has proved to hold."""
    enterprise: str | None = None
    """The id of the enterprise that the principal acts for; None for park staff, other nodes and the command line."""
    person: str | None = None
    """The account behind the call, or behind the key that made it; None where no account is. Whoever applies never
    approves, whatever key is used for it."""

    scopes: frozenset[str] = frozenset()
    """The verbs that a key is for, as `registry.authority` names them; empty: all that its role may."""

    @property
    def key(self) -> str | None:
        """The id of the API key that it came with; None where it came with none."""
        return key_in(self.name)

    def holds(self, prefix: Prefix) -> bool:
        """Whether one of the principal's prefixes is, or is above, this one."""
        return any(own.holds(prefix) for own in self.prefixes)
