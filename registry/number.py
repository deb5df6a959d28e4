"""Number: the next prefix that nobody has, or ever had, under one of the node's own."""

from registry.practice import Policy
from registry.store import prefixes
from registry.store.page import Reading
from schemas.errors import Absent, Conflict
from schemas.prefix import Prefix


async def next_free(page: Reading, under: Prefix, policy: Policy) -> Prefix:
    """The lowest number under a prefix of the node's own that was never granted and is not reserved.

    Asking gives nobody a claim to it: of two who ask and then want it granted, one is refused.

    Raises, in this order:
        Absent: the prefix is not the node's own.
        Conflict: no number is left.
    """
    holding = await page.holding(under)
    if holding is None or holding.enterprise is not None:
        raise Absent(f"the prefix {under} is none of this node's own")
    taken = await prefixes.labels_below(page, under)
    numbering = policy.numbering
    # A number may have been granted with more or fewer leading zeros: `01` and `1` are two names, and too alike.
    numbers = {int(label) for label in taken if label.isdigit()}
    for number in range(numbering.first, numbering.last + 1):
        if number in numbers:
            continue
        label = str(number).rjust(numbering.width, "0")
        wanted = Prefix(f"{under.text}.{label}")
        # What was granted on this page is not in the database yet.
        if await page.holding(wanted) is None and not any(each.holds(wanted) for each in policy.reserved):
            return wanted
    raise Conflict(f"no number is left under {under}: {numbering.first} to {numbering.last} are granted or reserved")


async def own_prefix(page: Reading) -> Prefix:
    """The first of the node's own prefixes, under which numbers are given where nobody names another.

    Raises:
        Conflict: the node has none.
    """
    own = [each.prefix for each in await prefixes.list_(page) if each.enterprise is None]
    if not own:
        raise Conflict("this node has no prefix of its own yet")
    return Prefix(own[0])
