"""The sample park: read from samples/ and entered as its enterprises would enter it."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from node.office import Office
from registry.admit import admit
from registry.claim import approve, propose
from registry.enroll import enroll, open_park
from registry.grant import grant
from registry.sharing.share import share
from registry.store import claims, enterprises, grants
from registry.store.page import Writing
from registry.templates.publish import install
from schemas.change import Mode
from schemas.claim import Stem
from schemas.enterprise import Enterprise, Park
from schemas.errors import Absent
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.sharing import Extent, Grantee, To
from schemas.sheet import Fault, Read, read_csv, read_ndjson

_HERE = Path(__file__).resolve().parent

PARK = "ganjiang"
# Entered as `idnode import` enters them; what is there already is refused by its row.
RECORDS: tuple[tuple[str, Callable[[Iterable[bytes]], Iterator[Read | Fault]]], ...] = (
    ("records.ndjson", read_ndjson),
    ("records.csv", read_csv),
    ("templated.ndjson", read_ndjson),
)


class _Grant(msgspec.Struct, frozen=True):
    prefix: str
    mode: Mode
    endpoint: str | None = None


class _Claim(msgspec.Struct, frozen=True):
    scheme: str
    stem: str


class _Share(msgspec.Struct, frozen=True):
    prefix: str
    to: str
    template: str
    items: tuple[str, ...]
    note: str


class _Tenant(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    name_en: str
    uscc: str
    division: str
    industry: str
    above_scale: bool
    above_scale_year: int | None
    joined_on: str | None
    left_on: str | None
    prefixes: list[_Grant]
    claims: list[_Claim] = []
    shares: list[_Share] = []


class _Grounds(msgspec.Struct, frozen=True):
    name: str
    name_en: str
    division: str
    sln_prefixes: list[str]


class _Sample(msgspec.Struct, frozen=True):
    park: _Grounds
    enterprises: list[_Tenant]


class Entered(msgspec.Struct, frozen=True):
    """How much of the sample was entered now; nothing where it was there already."""

    enterprises: int
    prefixes: int
    identifiers: int


def folder() -> Path:
    """Where the samples are: inside an installed wheel, else in the checkout.

    Raises:
        Absent: they are in neither.
    """
    for place in (_HERE / "_samples", _HERE.parent / "samples"):
        if (place / "park.json").is_file():
            return place
    raise Absent("the sample park is not part of this installation")


async def enter_sample(office: Office) -> Entered:
    """Enter the park, its enterprises, their prefixes and records; again and again, if one likes.

    Raises:
        Absent: the samples are not part of this installation.
        Busy: the database cannot be reached.
    """
    await office.group.do(lambda page: install(page, office.me))
    place = folder()
    sample = msgspec.json.decode((place / "park.json").read_bytes(), type=_Sample)
    tenants, prefixes = await _enter_park(office, sample)
    serial = identifiers = 0
    for name, read in RECORDS:
        with (place / name).open("rb") as lines:
            done = await admit(office.book, office.me, read(lines))
        identifiers += done.registered
        serial = max(serial, done.serial)
    for tenant in sample.enterprises:
        for wanted in tenant.shares:
            await _share(office, wanted)
    if office.calls is not None:
        await office.calls.level(serial)
    return Entered(tenants, prefixes, identifiers)


async def _enter_park(office: Office, sample: _Sample) -> tuple[int, int]:
    """What is there already stays as it is. Each act is a transaction: none sees what its own has not flushed yet."""
    grounds = sample.park

    async def open_it(page: Writing) -> None:
        if await enterprises.find_park(page, PARK) is None:
            await open_park(page, office.me, Park(PARK, grounds.name, grounds.name_en, grounds.division))

    await office.group.do(open_it)
    for text in grounds.sln_prefixes:
        await _grant(office, _Grant(text, Mode.HOSTED), None)
    tenants = prefixes = 0
    for tenant in sample.enterprises:
        tenants += await _enroll(office, _enterprise(tenant))
        for given in tenant.prefixes:
            prefixes += await _grant(office, given, tenant.uscc)
        for claim in tenant.claims:
            await _claim(office, tenant.uscc, Stem.parse(claim.scheme, claim.stem))
    return tenants, prefixes


async def _enroll(office: Office, wanted: Enterprise) -> bool:
    async def act(page: Writing) -> bool:
        if await enterprises.find(page, wanted.uscc) is not None:
            return False
        await enroll(page, office.me, wanted)
        return True

    return await office.group.do(act)


async def _grant(office: Office, given: _Grant, uscc: str | None) -> bool:
    async def act(page: Writing) -> bool:
        if await page.holding(Prefix.parse(given.prefix)) is not None:
            return False
        await grant(page, office.me, Prefix.parse(given.prefix), uscc, given.mode, given.endpoint)
        return True

    return await office.group.do(act)


async def _claim(office: Office, uscc: str, stem: Stem) -> None:
    """Proposed as its enterprise would, and approved by the park."""

    async def act(page: Writing) -> None:
        owner = await enterprises.find(page, uscc)
        assert owner is not None, "it was enrolled a moment ago"
        if any(known.stem == stem for known in await claims.list_(page, owner.id)):
            return
        itself = Principal(f"{office.me.name} for {owner.name}", Role.ENTERPRISE_ADMIN, enterprise=owner.id)
        claim = await propose(page, itself, owner, stem, "示例 · a sample")
        await approve(page, office.me, claim.id)

    await office.group.do(act)


async def _share(office: Office, wanted: _Share) -> None:
    """What one enterprise shows another: whatever is there already is not shown twice."""

    async def act(page: Writing) -> None:
        partner = await enterprises.find(page, wanted.to)
        assert partner is not None, "it was enrolled a moment ago"
        extent = Extent(prefix=Prefix.parse(wanted.prefix), template=wanted.template, items=wanted.items)
        grantee = Grantee(To.ENTERPRISE, partner.id)
        if any((known.extent, known.grantee) == (extent, grantee) for known in await grants.list_(page, extent.prefix)):
            return
        await share(page, office.me, extent, grantee, note=wanted.note)

    await office.group.do(act)


def _enterprise(tenant: _Tenant) -> Enterprise:
    return Enterprise(
        id="",
        name=tenant.name,
        name_en=tenant.name_en,
        uscc=tenant.uscc,
        division=tenant.division,
        industry=tenant.industry,
        park=PARK,
        above_scale=tenant.above_scale,
        above_scale_year=tenant.above_scale_year,
        joined_on=tenant.joined_on,
        left_on=tenant.left_on,
    )
