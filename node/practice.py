"""The park's practice as the settings have it: policies, sealing keys, and where documents lie."""

from pathlib import Path

from node.settings import Settings
from registry.practice import Numbering, Policy, Practice
from registry.sealing import Keyring
from registry.vault import Vault

DOCUMENTS = "documents"
"""The folder of documents in the data folder."""


def practice_of(settings: Settings, folder: Path) -> Practice:
    """How this node goes about enterprises. The keys are made on first use, unless they come from the environment.

    Raises:
        Malformed: what lies in the data folder are no keys.
    """
    seals = Keyring.of_text(settings.sealing_keys) if settings.sealing_keys else Keyring.in_folder(folder)
    policy = Policy(
        four_eyes=settings.four_eyes,
        filing_required=settings.filing_required,
        numbering=Numbering(settings.prefix_width, settings.prefix_first),
        reserved=settings.reserved_prefixes,
        longest_document=settings.longest_document,
    )
    return Practice(seals, Vault(folder / DOCUMENTS, seals), policy)
