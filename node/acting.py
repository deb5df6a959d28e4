"""Acting: in whose name a command registers: the administrator's own, a key's, or that of the holder of prefixes."""

import msgspec

from node.office import Office
from registry.credentials import holder, look_up, with_prefixes
from registry.store import keys
from schemas.errors import Absent, Malformed, Unauthenticated
from schemas.prefix import Prefix
from schemas.principal import Principal, Role


async def acting(office: Office, key: str | None, prefixes: tuple[str, ...]) -> Principal:
    """Whoever the command is to act as; without a key and prefixes the administrator.

    `key` is a key, or the id of one: whoever may enter the data folder needs no secret. With prefixes alone the
    command may do what an application of their holder may.

    Raises:
        Malformed: both a key and prefixes are given, or a prefix cannot be read.
        Absent: there is no such key, or a prefix was never granted here.
        Unauthenticated: the key has run out, was revoked, or is not valid.
    """
    if key is not None and prefixes:
        raise Malformed("a key is bound to its own prefixes: expected --as or --as-prefix, got both")
    async with office.book.reading() as page:
        if key is not None and "_" in key:
            return holder(msgspec.structs.replace(await look_up(page, office.pepper, key), networks=()), "")
        if key is not None:
            found = await keys.find(page, key)
            if found is None:
                raise Absent(f"there is no key {key[:40]!r}")
            if found.revoked_at is not None or (found.expires_at is not None and found.expires_at <= page.now):
                raise Unauthenticated(f"the key {found.id} is not valid any more")
            # Whoever may enter the data folder is where the key may be used.
            return holder(msgspec.structs.replace(await with_prefixes(page, found), networks=()), "")
        if not prefixes:
            return office.me
        bound = tuple(Prefix.parse(text) for text in prefixes)
        for prefix in bound:
            if await page.holding(prefix) is None:
                raise Absent(f"the prefix {prefix} was never granted here")
        name = f"{office.me.name} as {', '.join(prefixes)}"
        return msgspec.structs.replace(office.me, name=name, role=Role.ENTERPRISE_APP, prefixes=bound)
