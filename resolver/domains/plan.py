"""The plan of a name server: which zones it answers for and what it says of itself, as the settings have it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

import msgspec

from resolver.domains import names
from resolver.domains.branch import CLAIMS, HANDLES, Branch
from resolver.domains.handles import HandleTree
from resolver.domains.names import Name, to_text
from resolver.domains.naming import gtin_name, handle_name, oid_name
from resolver.domains.ons import OnsTree
from resolver.domains.ors import OrsTree
from resolver.domains.shelf import Shelf
from resolver.domains.subject import Door
from resolver.domains.zones import Authority, Tree, Zone, Zones
from schemas.change import Claimed
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

    def zones(self, shelf: Shelf, claimed: Sequence[Claimed] = ()) -> Zones:
        """The zones over what is kept; `claimed` is what enterprises have claimed.

        Raises:
            Malformed: a zone lies in another one, or a name server in a zone, which has no addresses for it.
        """
        authority = Authority(self.servers, self.contact)
        zones = Zones(
            [Zone(self._tree(branch, shelf), authority, str(branch)) for branch in self.branches_with(shelf, claimed)]
        )
        for server in self.servers:
            if (zone := zones.find(server)) is not None:
                raise Malformed(
                    f"name server {to_text(server)} lies in zone {to_text(zone.apex)}, expected a name outside of it"
                )
        return zones

    @property
    def follows_claims(self) -> bool:
        """Whether there are zones for what enterprises have claimed, which come and go."""
        return any(branch.scheme == CLAIMS for branch in self.branches)

    def branches_with(self, shelf: Shelf, claimed: Sequence[Claimed]) -> tuple[Branch, ...]:
        """The branches of the settings, and where they say so those of what is claimed.

        A claim that lies in another zone has none of its own, since the upper one answers for both; nor has one in
        which a zone of the settings or a name server lies.
        """
        found = [branch for branch in self.branches if branch.scheme != CLAIMS]
        apexes = {self._tree(branch, shelf).apex for branch in found}
        named = {*apexes, *self.servers}
        wanted = {self._tree(branch, shelf).apex: branch for branch in _branches_of(claimed)}
        for apex in sorted(wanted, key=lambda apex: (len(apex), apex)) if self.follows_claims else ():
            below = any(apex[depth:] in apexes for depth in range(len(apex)))
            if not below and not any(other[-len(apex) :] == apex for other in named):
                apexes.add(apex)
                found.append(wanted[apex])
        return tuple(found)

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


def _branches_of(claimed: Sequence[Claimed]) -> Iterator[Branch]:
    """The branches of what is claimed; an arc in letters has none."""
    for stem in claimed:
        with suppress(Malformed):
            yield Branch.parse(f"{stem.scheme}:{stem.text}")
