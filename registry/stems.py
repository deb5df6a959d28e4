"""Stems: what those who answer are told of an enterprise's claims: which OID arcs and GS1 company prefixes are its own.

Told with one of its prefixes, as part of how that prefix stands: so it goes by the journal as everything else does, and
every replica has it twice. An enterprise without a prefix has nothing here that would be asked for.
"""

import msgspec

from registry.store import claims, prefixes
from registry.store.book import Book
from registry.store.page import Reading, Writing
from schemas.change import Claimed
from schemas.prefix import Prefix
from schemas.principal import Principal

TOLD = ("oid", "gs1")
"""The schemes whose claims matter for answering."""


async def tell_stems(page: Writing, enterprise: str) -> bool:
    """Let the journal have what an enterprise's approved claims say now, where that is news; whether it was."""
    wanted = await _wanted(page, enterprise)
    listed = {holding.prefix: holding for holding in await prefixes.list_(page, enterprise)}
    held = listed | {holding.prefix: holding for holding in page.held_by(enterprise)}
    if not held:
        return False
    carrier = next((holding for holding in held.values() if holding.stems), held[min(held)])
    now = await page.holding(Prefix.parse(carrier.prefix)) or carrier
    if now.stems != wanted:
        prefixes.replace(page, msgspec.structs.replace(now, stems=wanted))
    return now.stems != wanted


async def tell_untold(book: Book, who: Principal) -> int:
    """Tell what was approved by a release that did not tell it yet; of how many enterprises that was news.

    Raises:
        Busy: the database cannot be reached; it is told another time.
    """
    async with book.reading() as page:
        untold = [each for each in await claims.owners(page, TOLD) if await _is_news(page, each)]
    for enterprise in untold:
        async with book.writing() as writing:
            if await tell_stems(writing, enterprise):
                writing.note(who, "tell claims", enterprise)
    return len(untold)


async def _wanted(page: Reading, enterprise: str) -> tuple[Claimed, ...]:
    approved = await claims.told(page, enterprise, TOLD)
    return tuple(Claimed(claim.stem.scheme, claim.stem.text, claim.handler) for claim in approved)


async def _is_news(page: Reading, enterprise: str) -> bool:
    held = await prefixes.list_(page, enterprise)
    return bool(held) and await _wanted(page, enterprise) not in [holding.stems for holding in held]
