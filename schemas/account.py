"""An account: one person of the park's staff or of an enterprise, who signs in to the console."""

import re
from enum import StrEnum

import msgspec

from schemas.errors import Malformed
from schemas.principal import Role

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
_FEWEST_CHARACTERS = 5
"""Different ones in a password: `aaaaaaaaaaaa` has the length and nothing else."""
_LONGEST_NAME = 64
_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{1,62}[a-z0-9])")

ROLES_OF_ACCOUNTS = (Role.PARK_ADMIN, Role.REVIEWER, Role.AUDITOR, Role.ENTERPRISE_ADMIN)
"""A system (`enterprise-app`, `node`) has a key and no account."""


class AccountStanding(StrEnum):
    """Whether an account lets anybody in."""

    INVITED = "invited"
    """It exists and has no password yet: whoever holds the invitation sets one."""
    ACTIVE = "active"
    CLOSED = "closed"
    """For good. Its login name is never given to anybody else, so that the trail goes on naming one person."""


class Account(msgspec.Struct, frozen=True):
    """One person's account, without its secrets."""

    id: str
    login: str
    """In small letters; what is typed in at the door."""
    name: str
    """The person's name, as others see it."""
    role: Role
    enterprise: str | None = None
    """The enterprise's id, for the role of one; None for park staff."""
    standing: AccountStanding = AccountStanding.INVITED
    second_factor: bool = False
    """Whether signing in takes a one-time password too."""
    created_at: int = 0
    """Unix second."""

    def checked(self) -> "Account":
        """The same account, if it can be one.

        Raises, in this order:
            Malformed: the login name, the name, or a role that is none of an account.
            Malformed: an enterprise's role without an enterprise, or the other way round.
        """
        login_in(self.login)
        if self.name != self.name.strip() or not 1 <= len(self.name) <= _LONGEST_NAME or not self.name.isprintable():
            raise Malformed(
                f"a person's name has 1 to {_LONGEST_NAME} printable characters, got {self.name[:80]!r} (at name)"
            )
        if self.role not in ROLES_OF_ACCOUNTS:
            expected = ", ".join(role.value for role in ROLES_OF_ACCOUNTS)
            raise Malformed(f"an account has one of the roles {expected}, got {self.role.value} (at role)")
        if (self.role is Role.ENTERPRISE_ADMIN) != (self.enterprise is not None):
            wanted = "an enterprise" if self.role is Role.ENTERPRISE_ADMIN else "no enterprise"
            raise Malformed(f"an account of role {self.role.value} has {wanted} (at enterprise)")
        return self


def login_in(text: str) -> str:
    """A login name as it is kept.

    >>> login_in("Li.Lei@Example.cn")
    'li.lei@example.cn'

    Raises:
        Malformed: it has other characters, or too few or too many.
    """
    login = text.strip().lower() if text.isascii() else text
    if not _LOGIN.fullmatch(login):
        raise Malformed(
            f"cannot read {text[:80]!r} as a login name: expected 3 to 64 of the characters a-z 0-9 . _ @ -, beginning "
            f"and ending with a letter or digit (at login)"
        )
    return login


def password_of(text: str, login: str) -> str:
    """A password that may be set, as it came: nothing of it is cut or changed.

    NIST SP 800-63B §5.1.1.2 asks for length instead of kinds of characters; what holds the login name, or hardly
    anything, is refused besides.

    Raises:
        Malformed: it is too short or too long, has too few different characters, or holds the login name.
    """
    if not SHORTEST_PASSWORD <= len(text) <= LONGEST_PASSWORD:
        raise Malformed(
            f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, got {len(text)} (at password)"
        )
    if len(set(text)) < _FEWEST_CHARACTERS:
        raise Malformed(f"a password has at least {_FEWEST_CHARACTERS} different characters (at password)")
    if login in text.lower():
        raise Malformed("a password does not hold the login name (at password)")
    return text
