"""How a park goes about enterprises, for tests: its own sealing key, a vault in a folder of the test."""

from pathlib import Path
from typing import Any

from registry.practice import Policy, Practice
from registry.sealing import Keyring, SealingKey
from registry.vault import Vault

KEY = SealingKey("0a0b0c0d", bytes(range(32)))


def practice(folder: Path, **policy: Any) -> Practice:
    """A practice with these policies, the others as usual."""
    seals = Keyring([KEY])
    return Practice(seals, Vault(folder / "documents", seals), Policy(**policy))
