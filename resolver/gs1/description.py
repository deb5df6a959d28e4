"""The description file: what this resolver is and what it understands, at `/.well-known/gs1resolver`.

Resolver 1.2.1 §3; `schemas/published/gs1-description.schema.json` has the form.
"""

from typing import Any

import msgspec

from resolver.gs1.linkset import JSON_LD_CONTEXT
from schemas.identifiers.gs1.link import KEYS
from schemas.link_types import NAMESPACE, PREFIX


def description(base: str, name: str) -> bytes:
    """The file of the resolver at an address, under its name."""
    said: dict[str, Any] = {
        "name": name,
        "resolverRoot": base,
        "supportedPrimaryKeys": sorted(KEYS),
        "supportedLinkType": [{"namespace": NAMESPACE, "prefix": PREFIX}],
        "linkTypeDefaultCanBeLinkset": False,
        "supportedContextValuesExternal": [
            {"nameOfList": "ISO 3166-1 alpha-2", "url": "https://www.iso.org/iso-3166-country-codes.html"}
        ],
        "contact": {"fn": name},
        "jsonLdContextLocation": JSON_LD_CONTEXT,
    }
    return msgspec.json.format(msgspec.json.encode(said), indent=2)
