"""Labels: gather what is known of the things that are to get one. Who may list a prefix may print its labels.

Everything on a label can be read by everybody who sees the thing: only public values are gathered, and of those only
what the lines of the label ask for.
"""

import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence

import msgspec

from registry.batch import find_batch
from registry.consult import list_, require_listing
from registry.search import Pattern
from registry.store import mappings
from registry.store.page import Reading
from schemas.change import PrefixStanding
from schemas.errors import Absent, Busy, Elsewhere, Forbidden, Malformed, Retired, TooLarge
from schemas.handle import Handle, fold
from schemas.identifiers import handle as handles
from schemas.identifiers.recognise import recognise
from schemas.mapping import is_mapping, readings
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.printing.choice import MOST_LABELS, Chosen, Listed, OfBatch, OfPrefix
from schemas.printing.lines import Thing
from schemas.record import Record

_ROWS_A_QUESTION = 200
_MOST_NAMED = 5
"""Of the identifiers that something is wrong with."""
_LONGEST_VALUE = 1_000


async def gather(
    page: Reading,
    who: Principal,
    chosen: Chosen,
    shown: frozenset[str] = frozenset(),
    seconds: float = 20.0,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[Thing, ...]:
    """What is known of the things chosen, in their order. `shown` are types and indexes of values that labels show.

    Listed identifiers may be allowed not to be registered: who prints before the line runs registers after it. A search
    may look for so many seconds.

    Raises, in this order:
        Malformed: nothing, or an identifier that cannot be read.
        TooLarge: more than ten thousand labels.
        Absent: there is no such batch.
        Elsewhere: a prefix is not kept here.
        Forbidden: a prefix is not the caller's to list, or is suspended or closed.
        Absent, Retired: identifiers that are not registered, or no more; the sentence names the first of them.
        Busy: a search that takes too long.
    """
    gathering = _Gathering(page, who, shown)
    match chosen:
        case Listed(identifiers, unregistered):
            _require_few(len(identifiers))
            return await gathering.listed(identifiers, unregistered)
        case OfPrefix():
            return await gathering.of_prefix(chosen, clock() + seconds, clock)
        case OfBatch():
            return await gathering.of_batch(chosen)


class _Gathering:
    """One caller's things, with what was looked up on the way."""

    def __init__(self, page: Reading, who: Principal, shown: frozenset[str]) -> None:
        self._page = page
        self._who = who
        self._shown = frozenset(map(fold, shown))
        self._holders: dict[str, str] = {}

    async def listed(self, identifiers: Sequence[str], unregistered: bool) -> tuple[Thing, ...]:
        if not identifiers:
            raise Malformed("labels of nothing, expected at least one identifier")
        found = await self._found(identifiers)
        for handle in found:
            if handle is not None:
                await self._require(handle.prefix)
        records: dict[bytes, Thing] = {}
        for some in _runs([handle for handle in found if handle is not None]):
            records |= {key: self._thing(record) for key, record in (await self._records(some, unregistered)).items()}
        things = []
        for text, handle in zip(identifiers, found, strict=True):
            if handle is None:
                things.append(Thing(text))
                continue
            thing = records.get(handle.key) or Thing(handle.text, self._holders[handle.prefix.key])
            # Who asks by another identifier wants that one in the code; the label shows it, too.
            things.append(thing if handles.recognise(text) else msgspec.structs.replace(thing, identifier=text))
        return tuple(things)

    async def of_prefix(self, chosen: OfPrefix, until: float, clock: Callable[[], float]) -> tuple[Thing, ...]:
        most = MOST_LABELS if chosen.count is None else chosen.count
        _require_few(most)
        await self._require(chosen.prefix)
        things: list[Thing] = []
        async for record in self._walked(chosen, until, clock):
            if len(things) == most:
                if chosen.count is None:
                    raise TooLarge(
                        f"{chosen.prefix} has more than {most} such identifiers: ask for a count, and for what comes "
                        f"after {things[-1].identifier.partition('/')[2][:80]} by another request"
                    )
                break
            things.append(self._thing(record))
        if not things:
            raise Absent(f"{chosen.prefix} has no such identifiers")
        return tuple(things)

    async def of_batch(self, chosen: OfBatch) -> tuple[Thing, ...]:
        kept = await find_batch(self._page, chosen.id)
        batch, members = kept.batch, kept.members
        first = batch.first if chosen.first is None else chosen.first
        if not batch.first <= first <= batch.last:
            raise Malformed(f"first is {first}, expected {batch.first} to {batch.last} in the batch {batch.id}")
        left = batch.last - first + 1
        count = left if chosen.count is None else chosen.count
        _require_few(count)
        if not 1 <= count <= left:
            raise Malformed(f"count is {count}, expected 1 to {left} from {first} on in the batch {batch.id}")
        await self._require(members.prefix)
        things: list[Thing] = []
        for some in _runs([members.handle(serial) for serial in range(first, first + count)]):
            records = await self._records(some, False)
            things += [self._thing(records[handle.key]) for handle in some]
        return tuple(things)

    async def _walked(self, chosen: OfPrefix, until: float, clock: Callable[[], float]) -> AsyncIterator[Record]:
        """The records that match, a few at a time: ten thousand of the largest would be ten gigabytes."""
        after = chosen.after
        wanted = chosen.matching
        pattern = None if wanted is None else Pattern(wanted.type, wanted.text)
        while True:
            records = await list_(self._page, self._who, chosen.prefix, after, _ROWS_A_QUESTION)
            for record in records:
                if pattern is None or pattern.matches(record):
                    yield record
            if len(records) < _ROWS_A_QUESTION:
                return
            after = records[-1].handle.suffix_key
            if clock() > until:
                raise Busy("the search for identifiers takes too long: ask for fewer, or from further on", 30)

    async def _found(self, identifiers: Sequence[str]) -> list[Handle | None]:
        """The handle that each text is or is mapped to; None for what is neither."""
        read = [_handle(text) for text in identifiers]
        keys = {
            text: [reading.mapped.key.decode() for reading in readings(text)]
            for text, handle in zip(identifiers, read, strict=True)
            if handle is None
        }
        holders = await mappings.holders(self._page, sorted({key for some in keys.values() for key in some}))
        return [
            handle or next((holders[key] for key in keys[text] if key in holders), None)
            for text, handle in zip(identifiers, read, strict=True)
        ]

    async def _require(self, prefix: Prefix) -> None:
        """Let the caller print labels of a prefix, or not."""
        if prefix.key in self._holders:
            return
        holding = await self._page.holding(prefix)
        if holding is None:
            raise Elsewhere(f"{prefix} is not a prefix of this node")
        await require_listing(self._page, self._who, prefix)
        if holding.standing is not PrefixStanding.ACTIVE:
            raise Forbidden(f"the prefix {prefix} is {holding.standing.value}: nothing of it is printed")
        self._holders[prefix.key] = holding.holder

    async def _records(self, some: Sequence[Handle], unregistered: bool) -> dict[bytes, Record]:
        """The records of some identifiers, all of them active."""
        found = await self._page.find_many(some)
        if retired := [handle for handle in some if handle.key in found and not found[handle.key].active]:
            raise Retired(f"{_named(retired)} {'is' if len(retired) == 1 else 'are'} retired")
        if not unregistered and (missing := [handle for handle in some if handle.key not in found]):
            raise Absent(f"{_named(missing)} {'is' if len(missing) == 1 else 'are'} not registered")
        return found

    def _thing(self, record: Record) -> Thing:
        """What a label may say of a record."""
        values, others = [], []
        for value in record.public_values:
            if is_mapping(value) and (text := value.text()):
                others.append(text)
            if (str(value.index) in self._shown or fold(value.type) in self._shown) and (text := value.text()):
                values.append((value.index, value.type, text[:_LONGEST_VALUE]))
        return Thing(record.handle.text, self._holders[record.handle.prefix.key], tuple(values), tuple(others))


def _require_few(count: int) -> None:
    if count > MOST_LABELS:
        raise TooLarge(f"one request is for at most {MOST_LABELS} labels, got {count}")


def _handle(text: str) -> Handle | None:
    """The handle that a text is; None where it is like something else.

    Raises:
        Malformed: it is like nothing that can be printed.
    """
    likenesses = recognise(text)
    if not likenesses:
        raise Malformed(f"text is {text[:80]!r}, expected an identifier of a known scheme")
    return Handle.parse(text) if likenesses[0].scheme == handles.NAME else None


def _runs(handles: Sequence[Handle]) -> Iterable[Sequence[Handle]]:
    return (handles[at : at + _ROWS_A_QUESTION] for at in range(0, len(handles), _ROWS_A_QUESTION))


def _named(some: Sequence[Handle]) -> str:
    named = ", ".join(handle.text[:80] for handle in some[:_MOST_NAMED])
    more = f" and {len(some) - _MOST_NAMED} more" if len(some) > _MOST_NAMED else ""
    return f"{named}{more}"
