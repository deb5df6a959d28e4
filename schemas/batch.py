"""A batch (号段): a run of serials of a coding rule, registered as one thing. Each identifier in it is a registration.

What an identifier of a batch says follows from the batch alone (`schemas/batch_members.py`): nothing is kept for it
until it is amended or retired by itself.
"""

import msgspec

from schemas.coding_segments import Definition
from schemas.record import Standing
from schemas.value import Value

MOST_IN_A_BATCH = 1_000_000_000


class Batch(msgspec.Struct, frozen=True, array_like=True, tag="batch", gc=False):
    """A batch as it stands after its last change; this is what the journal holds of it."""

    id: str
    prefix: str
    """As granted."""
    place: str
    """Under which it is kept beside the other batches of its prefix: `Form.place`."""
    rule: str
    """The id of the version of the coding rule by which it was made."""
    definition: Definition
    """What that version defines, so that nobody need have the rule to read the batch."""
    fields: dict[str, str]
    """The same in all of its suffixes."""
    first: int
    last: int
    values: tuple[Value, ...]
    """With placeholders; none once it is retired."""
    version: int
    """1 when registered, 2 when retired; so is that of its identifiers."""
    registered_at: int
    """Unix second."""
    changed_at: int
    standing: Standing = Standing.ACTIVE
    before: int = 0
    """Serial of the change before this one; 0 for the first."""

    @property
    def count(self) -> int:
        """How many identifiers there are in it."""
        return self.last - self.first + 1

    @property
    def active(self) -> bool:
        """Whether its identifiers answer."""
        return self.standing is Standing.ACTIVE
