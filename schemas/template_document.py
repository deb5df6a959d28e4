"""A template as it is written down: by those who draft one, and in the table of those that come with the node."""

import msgspec

from schemas.template import Definition, Item, Particulars


class DefinitionDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What a template is to say, in the members of one JSON object."""

    name: str
    name_en: str = ""
    description: str = ""
    standard: str = ""
    industry: str = ""
    items: tuple[Item, ...]

    @property
    def particulars(self) -> Particulars:
        """What is said of it as a whole."""
        return Particulars(
            name=self.name,
            name_en=self.name_en,
            description=self.description,
            standard=self.standard,
            industry=self.industry,
        )

    @property
    def definition(self) -> Definition:
        """Its items."""
        return Definition(items=self.items)
