"""Practice: how this park goes about its work: its policies, its sealing keys, its vault. Put together by the node."""

import msgspec

from registry.sealing import Keyring
from registry.vault import Vault
from schemas.prefix import Prefix

MIB = 1 << 20


class Numbering(msgspec.Struct, frozen=True):
    """How the numbers of enterprises are chosen where nobody asks for one."""

    width: int = 0
    """Digits, with leading zeros, which belong to the name; 0: as many as the number has."""
    first: int = 1
    last: int = 99_999_999_999
    """The longest enterprise label that is seen in the field has eleven digits."""


class Policy(msgspec.Struct, frozen=True):
    """What a park may decide for itself."""

    four_eyes: bool = False
    """Whether enterprises come into being by an application only, which a second person approves."""
    filing_required: bool = False
    """Whether what was approved waits for the national node's word before it is in force."""
    numbering: Numbering = Numbering()
    reserved: tuple[Prefix, ...] = ()
    """Prefixes that are granted to nobody."""
    longest_document: int = 5 * MIB
    """Octets."""


class Practice(msgspec.Struct, frozen=True):
    """What the verbs about enterprises work with."""

    seals: Keyring
    vault: Vault
    policy: Policy = Policy()
