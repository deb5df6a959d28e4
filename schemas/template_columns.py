"""Columns of a table as items of a template: found by code or by name in either language, and what their cells hold."""

import re

import msgspec

from schemas.errors import Malformed
from schemas.template import Definition, Item, TemplateReference

# A cell that holds a list; a spreadsheet's line breaks within a cell count, too.
_BETWEEN = re.compile(r"[;；\n]")


class Under(msgspec.Struct, frozen=True):
    """The version of a template that the rows of a file are registered against."""

    reference: TemplateReference
    definition: Definition

    def item(self, name: str) -> Item:
        """The item that a column is named after: by its code, else by its name in Chinese or English.

        Raises:
            Malformed: there is none, or several have this name.
        """
        asked, folded = self.definition.asked, name.casefold()
        found = [item for item in asked if item.code.casefold() == folded] or [
            item for item in asked if folded in (item.name.casefold(), item.name_en.casefold())
        ]
        if len(found) == 1:
            return found[0]
        if found:
            several = f"several items of {self.reference.text} are called {name[:40]!r}"
            raise Malformed(f"{several}: name the column by a code")
        codes = ", ".join(item.code for item in asked[:12]) + (", …" if len(asked) > 12 else "")
        raise Malformed(f"{self.reference.text} has no item {name[:40]!r}: expected one of {codes}")


def field_of(item: Item, cell: str) -> object:
    """What a cell gives for an item: its text, or the texts of a list, between which semicolons stand.

    >>> field_of(Item(code="tags", index=2000, name="标签", many=True), "甲；乙; 丙")
    ['甲', '乙', '丙']
    """
    if not item.many:
        return cell
    return [text for part in _BETWEEN.split(cell) if (text := part.strip())]
