"""Label layouts: kept by an enterprise for itself or by the park for everybody, and used by name.

An enterprise's own comes before the park's of the same name. Who may print may use them: they say nothing of anybody.
"""

from collections.abc import Sequence

import msgspec

from registry.authority import Verb, allows, allows_for
from registry.store import label_layouts
from registry.store.label_layouts import PARK, KeptLayout
from registry.store.page import Reading, Writing
from schemas.errors import Absent, Conflict, Forbidden, Malformed
from schemas.principal import Principal
from schemas.printing.choice import LabelsDocument
from schemas.printing.layouts import LAYOUTS
from schemas.printing.own_layout import OwnLayoutDocument, require_drawable, require_name

MOST_LAYOUTS = 200
"""Of one owner: nobody finds one among more."""


async def keep_layout(
    page: Writing, who: Principal, owner: str, name: str, document: OwnLayoutDocument
) -> tuple[KeptLayout, bool]:
    """Keep a layout under a name, in the place of one that has it; and whether it is a new one.

    Raises, in this order:
        Forbidden: the caller may keep none for this owner.
        Malformed: a name that cannot be, or is every node's; a layout or lines that no label can be made of.
        Conflict: the owner has as many as there can be.
    """
    await _require(page, who, owner)
    require_name(name)
    require_drawable(document)
    before = await label_layouts.find(page, owner, name)
    if before is None and len(await label_layouts.list_(page, owner)) >= MOST_LAYOUTS:
        raise Conflict(f"there are {MOST_LAYOUTS} layouts, which is the most there can be")
    kept = KeptLayout(owner, name, document, who.name, page.now)
    await label_layouts.enter(page, kept)
    page.note(who, "keep label layout", name, enterprise=owner or None, new=before is None)
    return kept, before is None


async def drop_layout(page: Writing, who: Principal, owner: str, name: str) -> None:
    """Let go of a layout. Labels that were made with it are paper.

    Raises, in this order:
        Forbidden: the caller may keep none for this owner.
        Absent: there is no such layout.
    """
    await _require(page, who, owner)
    if await label_layouts.find(page, owner, name) is None:
        raise Absent(f"there is no layout {name[:60]!r}")
    await label_layouts.drop(page, owner, name)
    page.note(who, "drop label layout", name, enterprise=owner or None)


async def find_layout(page: Reading, who: Principal, name: str) -> KeptLayout:
    """The layout that a caller means by a name: its enterprise's, or else the park's.

    Raises:
        Absent: neither has one of this name.
    """
    for owner in await _owners(page, who):
        if (found := await label_layouts.find(page, owner, name)) is not None:
            return found
    raise Absent(f"there is no layout {name[:60]!r}")


async def usable_layouts(page: Reading, who: Principal) -> Sequence[KeptLayout]:
    """What a caller may use by name, its own enterprise's first; none that another one hides."""
    found: dict[str, KeptLayout] = {}
    for owner in await _owners(page, who):
        for kept in await label_layouts.list_(page, owner):
            found.setdefault(kept.name, kept)
    return tuple(found.values())


async def own_owner(page: Reading, who: Principal) -> str:
    """For whom a caller keeps layouts where it says nothing: its enterprise, or the park."""
    return (await _owners(page, who))[0]


async def with_layout(page: Reading, who: Principal, document: LabelsDocument) -> LabelsDocument:
    """The request for labels with the layout that it names, and its lines where it says none.

    Raises:
        Malformed: nobody knows a layout of this name.
    """
    name = document.layout
    if not isinstance(name, str) or name in LAYOUTS:
        return document
    try:
        kept = await find_layout(page, who, name)
    except Absent:
        own = [each.name for each in await usable_layouts(page, who)]
        known = ", ".join([*LAYOUTS, *own])
        raise Malformed(f"layout is {name[:40]!r}, expected one of {known}, or a layout of your own") from None
    lines = kept.document.lines if document.lines is None else document.lines
    return msgspec.structs.replace(document, layout=kept.document.layout, lines=lines)


async def _owners(page: Reading, who: Principal) -> tuple[str, ...]:
    """Whose layouts a caller uses, the nearest first: those of its one enterprise, and the park's."""
    ids = {who.enterprise} if who.enterprise else set()
    for prefix in who.prefixes if not ids else ():
        holding = await page.holding(prefix)
        if holding is not None and holding.enterprise is not None:
            ids.add(holding.enterprise)
    return (ids.pop(), PARK) if len(ids) == 1 else (PARK,)


async def _require(page: Reading, who: Principal, owner: str) -> None:
    """Let the caller keep layouts for an owner, as one of its people or by a key for one of its prefixes, or not."""
    by_key = any(allows(who, Verb.LAYOUTS, prefix) for prefix in who.prefixes)
    if not allows_for(who, Verb.LAYOUTS, owner or None) and not (
        by_key and owner and owner in await _owners(page, who)
    ):
        raise Forbidden(f"{who.name} may not keep label layouts {'for this enterprise' if owner else 'for the park'}")
