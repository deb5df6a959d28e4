"""The members of a batch: which identifiers are in it and what each of them says. Registry and resolver both ask here.

A member says what it would say had it been registered alone at the moment of the batch: version 1, the batch's values
with its own serial, suffix and handle put in. Once the batch is retired each member is a tombstone.
"""

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from schemas.batch import Batch
from schemas.batch_form import Form
from schemas.batch_pattern import Pattern
from schemas.change import Put, Retire
from schemas.coding import Rule
from schemas.coding_segments import Definition
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.record import Record
from schemas.value import Value


class Members:
    """The identifiers of one batch.

    >>> from schemas.coding_segments import Fixed, Serial
    >>> rule = Definition((Fixed("SN"), Serial(4)), "-")
    >>> url = Value(1, "URL", b"https://a.example/{serial}")
    >>> batch = Batch("b1", "88.1000.1", "", "r1", rule, {}, 1, 50, (url,), 1, 0, 0)
    >>> members = Members(batch)
    >>> members.suffix(7), members.serial_of("SN-0007"), members.serial_of("SN-0051"), members.values(7)[0].data
    ('SN-0007', 7, None, b'https://a.example/0007')
    """

    __slots__ = ("_patterns", "_rule", "around", "batch", "form", "prefix")

    def __init__(self, batch: Batch) -> None:
        """Take a batch.

        Raises:
            Malformed: its rule, its fields or one of its values cannot be; what is kept was looked at before.
        """
        self.batch = batch
        self.prefix = Prefix(batch.prefix)
        self._rule = _compiled(batch.definition)
        self.form, self.around = Form.of(self._rule, batch.fields)
        self._patterns = [Pattern.of(value, batch.fields) for value in batch.values]

    @property
    def place(self) -> str:
        """Under which the batch is kept beside the others of its prefix."""
        return self.form.place(self.around, self.batch.first)

    def suffix(self, serial: int) -> str:
        """The suffix with a serial, in the rule's spelling."""
        return "".join(self.written(serial))

    def written(self, serial: int) -> list[str]:
        """The same, piece by piece."""
        return self._rule.written(self.batch.fields, serial)

    def handle(self, serial: int) -> Handle:
        """The identifier with a serial."""
        return Handle(self.prefix, self.suffix(serial))

    def serial_of(self, suffix_key: str) -> int | None:
        """The serial of the member with a folded suffix; None where no member has it."""
        split = self.form.split(suffix_key)
        if split is None or split[0] != self.around or not self.holds(suffix_key, split[1]):
            return None
        return split[1]

    def holds(self, suffix_key: str, serial: int) -> bool:
        """Whether a folded suffix that was split, and has the same text around its serial, is a member's."""
        return self.batch.first <= serial <= self.batch.last and self.form.checked(suffix_key)

    def values(self, serial: int) -> tuple[Value, ...]:
        """What the member with a serial says."""
        return self.filled(self.digits(serial), self.suffix(serial))

    def digits(self, serial: int) -> str:
        """The serial as it stands in the suffix."""
        assert self._rule.serial is not None
        return self.written(serial)[self._rule.pieces.index(self._rule.serial)]

    def filled(self, serial: str, suffix: str) -> tuple[Value, ...]:
        """The values with this put in for the serial, and for a suffix that need not be a member's."""
        texts: Mapping[str, str] = {"serial": serial, "suffix": suffix, "handle": f"{self.batch.prefix}/{suffix}"}
        return tuple(
            value if pattern is None else msgspec.structs.replace(value, data=pattern.filled(texts))
            for value, pattern in zip(self.batch.values, self._patterns, strict=True)
        )

    def change(self, serial: int) -> Put | Retire:
        """The member with a serial as a change of its own: as the batch stands, so does it."""
        batch = self.batch
        handle = f"{batch.prefix}/{self.suffix(serial)}"
        if not batch.active:
            return Retire(handle, batch.version, batch.changed_at, batch.before)
        return Put.of(handle, self.values(serial), batch.version, batch.registered_at, batch.changed_at, batch.before)

    def record(self, serial: int, journalled: int) -> Record:
        """The member with a serial as a record, of a batch whose last change has this serial of the journal."""
        batch = self.batch
        values = self.values(serial) if batch.active else ()
        times = batch.registered_at, batch.changed_at
        return Record(self.handle(serial), values, batch.version, *times, batch.standing, journalled, batch.id)

    @property
    def patterned(self) -> list[tuple[Value, Pattern]]:
        """The values that are other ones for each member, with their patterns."""
        both = zip(self.batch.values, self._patterns, strict=True)
        return [(value, pattern) for value, pattern in both if pattern is not None]


@lru_cache(maxsize=512)
def _compiled(definition: Definition) -> Rule:
    return Rule.parse(definition)
