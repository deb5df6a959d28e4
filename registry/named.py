"""Named: the park or the enterprise that people mean by a word: its number, its code or its name."""

from registry.store import enterprises
from registry.store.page import Reading
from schemas.enterprise import Enterprise, Park
from schemas.errors import Absent, Conflict


async def named_enterprise(page: Reading, word: str) -> Enterprise:
    """The enterprise with this 统一社会信用代码, id, or exact name in either language.

    Raises, in this order:
        Absent: there is none.
        Conflict: several have this name.
    """
    if found := await enterprises.find(page, word) or await enterprises.find_by_id(page, word):
        return found
    fitting = [each for each in await enterprises.list_(page) if word in (each.name, each.name_en)]
    if not fitting:
        raise Absent(f"there is no enterprise {word[:80]!r}")
    if len(fitting) > 1:
        raise Conflict(f"{len(fitting)} enterprises are called {word[:80]!r}: name it by its 统一社会信用代码")
    return fitting[0]


async def named_park(page: Reading, word: str | None) -> Park:
    """The park with this id or exact name in either language; without a word the only one there is.

    Raises, in this order:
        Absent: there is none.
        Conflict: several have this name, or there are several to choose from.
    """
    parks = await enterprises.list_parks(page)
    fitting = [each for each in parks if word in (None, each.id, each.name, each.name_en)]
    if not fitting:
        said = "there is no park yet" if word is None else f"there is no park {word[:80]!r}"
        raise Absent(f"{said}: `idnode park add` makes one")
    if len(fitting) > 1:
        raise Conflict(f"name the park by its id: {', '.join(each.id for each in fitting)}")
    return fitting[0]
