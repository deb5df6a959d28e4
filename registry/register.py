"""Register: enter new identifiers, one or many."""

from collections.abc import Mapping as Named
from collections.abc import Sequence
from operator import attrgetter

import msgspec

from registry.administrators import rights_over_prefix
from registry.authority import Verb, require, require_family, subject
from registry.mapping import NOTHING, Carried, Mapping, carried_by, turned
from registry.quota import Room
from registry.store.page import Fresh, Writing
from registry.templates.fit import Fitted, Fitting
from schemas.change import Mode, PrefixStanding
from schemas.errors import Conflict, Elsewhere, Forbidden, NodeError, Retired
from schemas.handle import RESERVED_FAMILIES, Handle, registrable
from schemas.links import check_links
from schemas.mapping import carries
from schemas.prefix import PREFIX_AUTHORITY
from schemas.principal import Principal
from schemas.record import Record, Standing, held_together, unreserved
from schemas.template import TemplateReference
from schemas.usual import Ready
from schemas.value import Value, pack_values

_timestamp = attrgetter("timestamp")


class Registration(msgspec.Struct, frozen=True, gc=False):
    """What is asked for: an identifier and its values."""

    handle: Handle
    values: tuple[Value, ...]
    template: TemplateReference | None = None
    """The template against which it is registered."""
    fields: Named[str, object] = {}
    """What the template's items hold, by their codes."""


class NotEntered(Conflict):
    """Nothing is wrong with it, but others of the same act were refused."""


class AlreadyRegistered(Conflict):
    """The identifier answers already."""


_NOT_ENTERED = NotEntered("nothing is wrong with this one, but nothing was entered because others were refused")


async def register(page: Writing, who: Principal, wanted: Registration, revive: bool = False) -> Record:
    """Enter one identifier that was never registered.

    With `revive`, the holder may bring back a retired one: it returns to the same holder under a further version and
    is not counted as a registration again (china-node.md §9).

    Raises, in this order:
        Malformed: the suffix may not be given to a thing, the values cannot stand together, or one of type MAPPING
            cannot be read.
        Elsewhere: the prefix is not served here.
        Forbidden: the prefix is not the caller's, or does not take registrations now.
        Absent, Conflict, Incomplete: as `registry.templates.fit`, where there is a template.
        Conflict: the identifier is taken.
        Retired: it was registered once and is retired.
        Incomplete: another record under the prefix has what it is to have alone.
        Forbidden: another identifier that it is to carry is not the enterprise's to map.
        Taken: another record carries that.
        RegistrationsUsed: the key may register no more.
        PrefixFull: the prefix may have no more.
    """
    registrable(wanted.handle)
    unreserved(held_together(wanted.values))
    check_links(wanted.values)
    others = carried_by(wanted.values)
    await require_home(page, wanted.handle)
    rights = await rights_over_prefix(page, who, subject(wanted.handle))
    require(who, Verb.REGISTER, wanted.handle, rights)
    require_family(who, wanted.handle.suffix_key)
    fitting, fitted = await _fitted(page, wanted)
    before = await page.find(wanted.handle)
    if before is not None and before.active:
        raise AlreadyRegistered(f"{wanted.handle.text} is registered already{_in_batch(before)}")
    if before is not None and not revive:
        raise Retired(
            f"{wanted.handle.text} was registered once and is retired; an identifier is never given out again"
        )
    mapping = await turned(page, who, wanted.handle, NOTHING, others)
    room = await Room.open(page, who, [wanted.handle.prefix.key])
    room.take(wanted.handle.prefix.key)
    fitting.take(wanted.handle, fitted)
    record = _enter(page, msgspec.structs.replace(wanted, values=fitted.values), before)
    room.used(not wanted.handle.names_prefix)
    page.note(who, "register" if before is None else "revive", wanted.handle.text)
    await fitting.settle()
    if mapping is not None:
        await mapping.settle()
    return record


async def _fitted(page: Writing, wanted: Registration) -> tuple[Fitting, Fitted]:
    """What is to be registered as its template has it."""
    fitting = Fitting(page)
    if wanted.template is None:
        return fitting, Fitted(wanted.values)
    fitted = await fitting.read(wanted.handle, wanted.values, wanted.template, wanted.fields)
    await fitting.look([(wanted.handle, fitted)])
    return fitting, fitted


async def register_many(
    page: Writing, who: Principal, wanted: Sequence[Registration | Ready], all_or_nothing: bool
) -> list[int | NodeError]:
    """Enter many identifiers in one act; the answers stand in the order of the questions.

    One that is entered is answered with its serial, one that is refused with its refusal. With `all_or_nothing`, one
    refusal enters none of them, and those that would have passed are answered with `NotEntered`. A handle given twice
    is entered once and refused afterwards.
    """
    keys = [_keys_of(each) for each in wanted]
    asked: dict[str, list[str]] = {}
    for prefix, suffix in keys:
        asked.setdefault(prefix, []).append(suffix)
    # True: it answers; False: it is retired; None: it stands further up among those wanted.
    known: dict[str, dict[str, bool | None]] = {
        prefix: {**await page.taken(prefix, suffixes)} for prefix, suffixes in asked.items()
    }
    mapping = Mapping(page, who)
    others = {
        place: _others(each)
        for place, each in enumerate(wanted)
        if isinstance(each, Registration) and carries(each.values)
    }
    await mapping.look([key for read in others.values() if not isinstance(read, NodeError) for key in read])
    fitting, fitted = await _fitted_many(page, wanted)
    batched: dict[str, dict[str, Record]] = {}
    for prefix, suffixes in asked.items():
        if await page.forms(prefix):
            left = [suffix for suffix in suffixes if suffix not in known[prefix]]
            batched[prefix] = await page.members(prefix, left)
            known[prefix] |= {suffix: record.active for suffix, record in batched[prefix].items()}
    room = await Room.open(page, who, asked)
    homes: dict[str, NodeError | None] = {}
    answers: list[int | NodeError] = []
    passed: list[int] = []
    for place, (each, (prefix, suffix)) in enumerate(zip(wanted, keys, strict=True)):
        try:
            home = prefix
            if isinstance(each, Registration):
                registrable(each.handle)
                unreserved(held_together(each.values))
                check_links(each.values)
                if prefix == PREFIX_AUTHORITY:
                    home = each.handle.text
            if isinstance(carried := others.get(place, NOTHING), NodeError):
                raise carried
            if home not in homes:
                homes[home] = await _refusal_of_prefix(page, who, each.handle)
            if refusal := homes[home]:
                # Remembered: that there is one. Its sentence may name the handle, so each is told its own.
                raise await _refusal_of_prefix(page, who, each.handle) or refusal
            if suffix.startswith(RESERVED_FAMILIES):
                require_family(who, suffix)
            if isinstance(fits := fitted.get(place), NodeError):
                raise fits
            there = known[prefix]
            if suffix in there:
                raise _refusal_of_taken(each.handle, there[suffix], batched.get(prefix, {}).get(suffix))
            room.take(prefix)
            if carried:
                try:
                    await mapping.turn(each.handle, NOTHING, carried)
                except NodeError:
                    room.give_back(prefix)
                    raise
            if fits is not None:
                try:
                    fitting.take(each.handle, fits)
                except NodeError:
                    room.give_back(prefix)
                    raise
            there[suffix] = None
            passed.append(place)
            answers.append(_NOT_ENTERED)
        except NodeError as refusal:
            answers.append(refusal)
    if all_or_nothing and len(passed) < len(wanted):
        return answers
    before, now = page.serial, page.now
    page.enter_new([_fresh(wanted[place], now, fitted.get(place)) for place in passed])
    room.used(sum(keys[place][0] != PREFIX_AUTHORITY for place in passed))
    for serial, place in enumerate(passed, start=before + 1):
        answers[place] = serial
    if passed:
        first, last = wanted[passed[0]].handle.text, wanted[passed[-1]].handle.text
        page.note(who, "register", first if len(passed) == 1 else f"{first} … {last}", identifiers=len(passed))
        await mapping.settle()
        await fitting.settle()
    return answers


def _keys_of(wanted: Registration | Ready) -> tuple[str, str]:
    if isinstance(wanted, Ready):
        return wanted.prefix, wanted.suffix
    return wanted.handle.prefix.key, wanted.handle.suffix_key


def _fresh(wanted: Registration | Ready, now: int, fitted: Fitted | NodeError | None) -> Fresh:
    if isinstance(wanted, Ready):
        return wanted.text, wanted.prefix, wanted.suffix, wanted.packed
    handle = wanted.handle
    values = fitted.values if isinstance(fitted, Fitted) else wanted.values
    return handle.text, handle.prefix.key, handle.suffix_key, pack_values(stamped(values, now))


async def _fitted_many(
    page: Writing, wanted: Sequence[Registration | Ready]
) -> tuple[Fitting, dict[int, Fitted | NodeError]]:
    """By their places, those with a template as that has them, or why they do not fit."""
    fitting = Fitting(page)
    found: dict[int, Fitted | NodeError] = {}
    for place, each in enumerate(wanted):
        if isinstance(each, Registration) and each.template is not None:
            try:
                found[place] = await fitting.read(each.handle, each.values, each.template, each.fields)
            except NodeError as refusal:
                found[place] = refusal
    if found:
        await fitting.look([(wanted[at].handle, fits) for at, fits in found.items() if isinstance(fits, Fitted)])
    return fitting, found


async def require_home(page: Writing, handle: Handle) -> None:
    """Make sure that a handle's prefix is kept and takes changes here.

    Raises, in this order:
        Malformed: the handle is `0.NA/` and something that is no prefix.
        Elsewhere: the prefix was never granted here, or lives at the enterprise's own node.
        Forbidden: the prefix is suspended or closed.
    """
    prefix = subject(handle)
    holding = await page.holding(prefix)
    if holding is None:
        raise Elsewhere(f"the prefix {prefix} is not served by this node")
    if holding.mode is not Mode.HOSTED and not handle.names_prefix:
        raise Elsewhere(
            f"the prefix {prefix} is {holding.mode.value}: its identifiers are kept at the enterprise's node"
        )
    if holding.standing is not PrefixStanding.ACTIVE:
        raise Forbidden(f"the prefix {prefix} is {holding.standing.value} and takes no changes")


async def _refusal_of_prefix(page: Writing, who: Principal, handle: Handle) -> NodeError | None:
    """Why nothing can be registered under a handle's prefix by this caller; the same for each of its handles."""
    try:
        await require_home(page, handle)
        require(who, Verb.REGISTER, handle, await rights_over_prefix(page, who, subject(handle)))
    except NodeError as refusal:
        return refusal
    return None


def _others(wanted: Registration) -> Carried | NodeError:
    """The other identifiers that a record is to carry, or why they cannot be read."""
    try:
        return carried_by(wanted.values)
    except NodeError as refusal:
        return refusal


def _refusal_of_taken(handle: Handle, answering: bool | None, member: Record | None) -> NodeError:
    if answering is None:
        return Conflict(f"{handle.text} is given twice")
    if answering:
        return AlreadyRegistered(f"{handle.text} is registered already{_in_batch(member)}")
    return Retired(f"{handle.text} was registered once and is retired; an identifier is never given out again")


def _in_batch(record: Record | None) -> str:
    return f", in batch {record.batch}" if record is not None and record.batch else ""


def _enter(page: Writing, wanted: Registration, before: Record | None) -> Record:
    values = stamped(wanted.values, page.now)
    if before is None:
        return page.enter(Record(wanted.handle, values, 1, page.now, page.now), None)
    again = Record(wanted.handle, values, before.version + 1, before.registered_at, page.now, Standing.ACTIVE)
    return page.enter(again, before)


def stamped(values: tuple[Value, ...], now: int) -> tuple[Value, ...]:
    """Values with the time of this change where the sender named none."""
    if all(map(_timestamp, values)):
        return values
    return tuple(value if value.timestamp else msgspec.structs.replace(value, timestamp=now) for value in values)
