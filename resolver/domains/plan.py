"""The plan of a name server: which zones it answers for and what it says of itself, as the settings have it."""

import re

import msgspec

from resolver.domains import names
from resolver.domains.branch import HANDLES, Branch
from resolver.domains.handles import HandleTree
from resolver.domains.names import Name, to_text
from resolver.domains.naming import gtin_name, handle_name, oid_name
from resolver.domains.ons import OnsTree
from resolver.domains.ors import OrsTree
from resolver.domains.shelf import Shelf
from resolver.domains.subject import Door
from resolver.domains.zones import Authority, Tree, Zone, Zones
from schemas.claim import Stem
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.identifiers.gtin import Gtin
from schemas.identifiers.oid import Oid
from schemas.mapping import Mapped, readings

# A GTIN without serial number or lot.
_CLASS = re.compile(r"/01/([0-9]{14})")


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a name server is to be."""

    branches: tuple[Branch, ...]
    servers: tuple[Name, ...]
    """The names of the name servers of all zones."""
    contact: Name
    ors_domain: Name
    ons_root: Name
    base: str
    """The address of the node's own pages."""

    def zones(self, shelf: Shelf) -> Zones:
        """The zones over what is kept.

        Raises:
            Malformed: a zone lies in another one, or a name server in a zone, which has no addresses for it.
        """
        authority = Authority(self.servers, self.contact)
        zones = Zones([Zone(self._tree(branch, shelf), authority) for branch in self.branches])
        for server in self.servers:
            if (zone := zones.find(server)) is not None:
                raise Malformed(
                    f"name server {to_text(server)} lies in zone {to_text(zone.apex)}, expected a name outside of it"
                )
        return zones

    def names_of(self, identifier: str) -> tuple[Name, ...]:
        """The names under which this server may be asked for an identifier: of all zones that hold it.

        Raises:
            Malformed: it cannot be read, or no domain name can carry it.
        """
        found = [name for one in readings(identifier) if (name := self._mapped_name(one.mapped)) is not None]
        if "/" in identifier and not found:
            handle = Handle.parse(identifier)
            zones = [names.parse(branch.text) for branch in self.branches if branch.scheme == HANDLES]
            found = [handle_name(handle, zone) for zone in zones]
        return tuple(found)

    def _mapped_name(self, mapped: Mapped) -> Name | None:
        stems = [Stem(branch.scheme, branch.text) for branch in self.branches if branch.scheme == mapped.scheme]
        if not any(stem.covers(mapped) for stem in stems):
            return None
        if mapped.scheme == "oid":
            return oid_name(tuple(mapped.canonical.split(".")), self.ors_domain)
        gtin = _CLASS.fullmatch(mapped.canonical)
        return gtin_name(Gtin(gtin[1]), self.ons_root) if gtin else None

    def _tree(self, branch: Branch, shelf: Shelf) -> Tree:
        door = Door(self.base)
        match branch.scheme:
            case "oid":
                arcs = tuple(map(int, branch.text.split(".")))
                return OrsTree(Oid(arcs), self.ors_domain, shelf, door)
            case "gs1":
                return OnsTree(branch.text, self.ons_root, shelf, door)
            case _:
                return HandleTree(names.parse(branch.text), shelf, door)
