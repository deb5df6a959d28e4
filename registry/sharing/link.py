"""Links: what makes one valid is a keyed hash over all that it opens, made with a key that lies in the data folder.

A link reads `lnk_<id>_<signature>`. The row of its grant says what it opens; whoever changes that row in the database
makes the link void, and nobody makes one without the data folder.
"""

import base64
import hashlib
import hmac
import re

from registry.credentials import Pepper
from registry.store import grants
from registry.store.page import Reading
from schemas.sharing import Grant, To

_LINK = re.compile(r"lnk_([0-9a-f]{16})_([0-9A-Za-z_-]{43})")
_PURPOSE = "links"


def link_of(pepper: Pepper, grant: Grant) -> str:
    """The link of a grant."""
    return f"lnk_{grant.id}_{_signature(pepper, grant)}"


async def granted_by(page: Reading, pepper: Pepper, text: str) -> Grant | None:
    """The grant that a link stands for, if it holds now; None for whatever else it is: nobody is told which."""
    parts = _LINK.fullmatch(text)
    grant = await grants.find(page, parts[1]) if parts else None
    if parts is None or grant is None or grant.grantee.to is not To.LINK:
        return None
    if not hmac.compare_digest(parts[2], _signature(pepper, grant)) or not grant.holds(page.now):
        return None
    return grant


def _signature(pepper: Pepper, grant: Grant) -> str:
    extent = grant.extent
    said = "\n".join(
        (
            grant.id,
            extent.prefix.key,
            extent.suffix or "",
            extent.template,
            " ".join(extent.items),
            " ".join(map(str, extent.indexes)),
            str(grant.expires_at),
        )
    )
    digest = hmac.digest(pepper.key_for(_PURPOSE), said.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
