"""Ready-made templates: for the five fields of application that the guide names, and for product, batch and equipment.

They lie in `schemas/tables/templates.json`, and every node has them from its foundation on, shared by the park.
"""

from functools import cache
from importlib.resources import files

import msgspec

from schemas.template_document import DefinitionDocument


class ReadyTemplate(DefinitionDocument, frozen=True, kw_only=True):
    """A template that comes with the node."""

    id: str
    """The same on every node."""


@cache
def ready() -> tuple[ReadyTemplate, ...]:
    """All of them.

    >>> [each.id for each in ready()]
    ['product', 'batch', 'equipment', 'production', 'processing', 'inspection', 'logistics', 'energy']
    """
    octets = (files("schemas") / "tables" / "templates.json").read_bytes()
    return msgspec.json.decode(octets, type=tuple[ReadyTemplate, ...])
