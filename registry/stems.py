"""Stems: what those who answer are told of an enterprise's claims: which OID arcs and GS1 company prefixes are its own.

Told with one of its prefixes, as part of how that prefix stands: so it goes by the journal as everything else does, and
every replica has it twice. An enterprise without a prefix has nothing here that would be asked for.
"""

import msgspec

from registry.store import claims, prefixes
from registry.store.page import Writing
from schemas.change import Claimed
from schemas.prefix import Prefix

TOLD = ("oid", "gs1")
"""The schemes whose claims matter for answering."""


async def tell_stems(page: Writing, enterprise: str) -> None:
    """Let the journal have what an enterprise's approved claims say now, where that is news."""
    approved = await claims.told(page, enterprise, TOLD)
    wanted = tuple(Claimed(claim.stem.scheme, claim.stem.text, claim.handler) for claim in approved)
    listed = {holding.prefix: holding for holding in await prefixes.list_(page, enterprise)}
    held = listed | {holding.prefix: holding for holding in page.held_by(enterprise)}
    if not held:
        return
    carrier = next((holding for holding in held.values() if holding.stems), held[min(held)])
    now = await page.holding(Prefix.parse(carrier.prefix)) or carrier
    if now.stems != wanted:
        prefixes.replace(page, msgspec.structs.replace(now, stems=wanted))
