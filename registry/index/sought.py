"""Sought: what a search asks for, and whether a record is it. The index only narrows down; this decides."""

from collections.abc import Mapping

import msgspec

from registry.index.text import searched, words_of
from schemas.counting import day_of
from schemas.errors import Malformed
from schemas.prefix import Prefix
from schemas.record import Record, Standing
from schemas.template import TemplateReference


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """A search, by its conditions; a record that is found meets all of them."""

    words: tuple[str, ...] = ()
    """Folded; each is in the identifier or one of its values, or in the name of the enterprise that holds it."""
    prefix: Prefix | None = None
    """Only what is under this prefix, or derived from it."""
    first_day: str | None = None
    last_day: str | None = None
    """Registered on an Asia/Shanghai day between these, both included."""
    standing: Standing | None = Standing.ACTIVE
    """None: whatever it is."""
    template: TemplateReference | None = None
    """Only what stands under this template; without a number, under any version of it."""

    @classmethod
    def read(
        cls,
        question: str,
        prefix: Prefix | None = None,
        first_day: str | None = None,
        last_day: str | None = None,
        standing: Standing | None = Standing.ACTIVE,
        template: TemplateReference | None = None,
    ) -> "Sought":
        """A search as it was asked.

        Raises:
            Malformed: words as `words_of`; a last day before the first; or nothing that could be looked for.
        """
        words = words_of(question)
        if not words and template is None and prefix is None and first_day is None and last_day is None:
            raise Malformed("search for what? expected words, a prefix, a template, or days")
        if first_day is not None and last_day is not None and last_day < first_day:
            raise Malformed(f"the last day is {last_day}, expected none before the first, {first_day}")
        return cls(
            words=words,
            prefix=prefix,
            first_day=first_day,
            last_day=last_day,
            standing=standing,
            template=template,
        )

    def matches(self, record: Record, names: Mapping[str, str]) -> bool:
        """Whether a record is one of these; `names` has the folded names of holders by prefix key."""
        handle = record.handle
        if handle.names_prefix or self.standing not in (None, record.standing):
            return False
        if self.prefix is not None and not self.prefix.holds(handle.prefix):
            return False
        if self.first_day is not None or self.last_day is not None:
            day = day_of(record.registered_at)
            if not (self.first_day or "") <= day <= (self.last_day or "9"):
                return False
        if self.template is not None:
            under = TemplateReference.among(record.values)
            if under is None or under.id != self.template.id or self.template.version not in (None, under.version):
                return False
        if not self.words:
            return True
        text = searched(handle.text, record.values if record.active else ())
        name = names.get(handle.prefix.key, "")
        return all(word in text or word in name for word in self.words)
