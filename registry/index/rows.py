"""Rows of the index: postings by segment and token, keys of the changed records by block, and how far it has come."""

import zlib
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from registry.index import postings
from registry.store import copying
from registry.store.page import Reading
from registry.store.search_tables import search_keys, search_postings, search_state

VERSION = 1
"""Of what is indexed and how: a database that was indexed otherwise is indexed anew."""

BLOCK_BITS = 10
BLOCK = 1 << BLOCK_BITS
"""Serials whose keys share a row."""

_TOKENS_A_QUESTION = 1_000

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(dict[int, str]).decode


def _pack_keys(named: Mapping[int, str]) -> bytes:
    return zlib.compress(_encode(named), 1)  # neighbours look alike: a quarter of it is left


def _unpack_keys(octets: bytes) -> dict[int, str]:
    return _decode(zlib.decompress(octets))


async def state(page: Reading) -> int | None:
    """The serial up to which the index has come; None where there is none of this version."""
    row = (await page.connection.execute(sa.select(search_state.c.version, search_state.c.serial))).first()
    return row.serial if row is not None and row.version == VERSION else None


async def clear(connection: AsyncConnection) -> None:
    """Begin anew."""
    stand = copying.upsert(connection, search_state).values(id=1, version=VERSION, serial=0)
    # First, so that whoever does the same waits here.
    await connection.execute(stand.on_conflict_do_update(index_elements=["id"], set_={"version": VERSION, "serial": 0}))
    for table in (search_postings, search_keys):
        await connection.execute(table.delete())


async def advance(connection: AsyncConnection, before: int, after: int) -> bool:
    """Say that the index has come from one serial to another; false where it does not stand at the first."""
    moved = await connection.execute(
        search_state.update()
        .where(search_state.c.serial == before, search_state.c.version == VERSION)
        .values(serial=after)
    )
    return moved.rowcount == 1


async def find(page: Reading, segments: Sequence[int], tokens: Sequence[str]) -> dict[int, dict[str, int]]:
    """The postings of these tokens in these segments; those without any are left out."""
    found: dict[int, dict[str, int]] = {segment: {} for segment in segments}
    for at in range(0, len(tokens), _TOKENS_A_QUESTION):
        some = [postings.token_octets(token) for token in tokens[at : at + _TOKENS_A_QUESTION]]
        asked = sa.select(search_postings).where(
            search_postings.c.segment.in_(list(segments)), search_postings.c.token.in_(some)
        )
        for row in await page.rows(asked):
            found[row.segment][postings.token_text(row.token)] = postings.unpack(row.holds)
    return found


async def put(connection: AsyncConnection, rows: Sequence[tuple[int, str, bytes]]) -> None:
    """Enter postings, (segment, token, packed), in the place of those that are there."""
    inserted = copying.upsert(connection, search_postings)
    await connection.execute(
        inserted.on_conflict_do_update(index_elements=["segment", "token"], set_={"holds": inserted.excluded.holds}),
        [{"segment": segment, "token": postings.token_octets(token), "holds": holds} for segment, token, holds in rows],
    )


async def keys(page: Reading, serials: Iterable[int]) -> dict[int, str]:
    """The canonical keys of the records that these changes were about."""
    wanted = sorted(serials)
    blocks = sorted({serial >> BLOCK_BITS for serial in wanted})
    known: dict[int, str] = {}
    for row in await page.rows(sa.select(search_keys).where(search_keys.c.block.in_(blocks))):
        known |= _unpack_keys(row.keys)
    return {serial: known[serial] for serial in wanted if serial in known}


async def put_keys(connection: AsyncConnection, named: Mapping[int, str]) -> None:
    """Enter the keys of changed records by serial, beside those that are there."""
    blocks: dict[int, dict[int, str]] = {}
    for serial, key in named.items():
        blocks.setdefault(serial >> BLOCK_BITS, {})[serial] = key
    for row in (await connection.execute(sa.select(search_keys).where(search_keys.c.block.in_(list(blocks))))).all():
        blocks[row.block] = _unpack_keys(row.keys) | blocks[row.block]
    inserted = copying.upsert(connection, search_keys)
    await connection.execute(
        inserted.on_conflict_do_update(index_elements=["block"], set_={"keys": inserted.excluded["keys"]}),
        [{"block": block, "keys": _pack_keys(held)} for block, held in blocks.items()],
    )
