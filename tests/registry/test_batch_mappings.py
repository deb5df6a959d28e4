"""Mappings of batches in the registry: each member carries one, the enterprise's own; nothing is mapped twice."""

import pytest
import sqlalchemy as sa

from registry.amend import put_values, remove_values
from registry.batch import WantedBatch, register_batch, retire_batch
from registry.define import define
from registry.mapping import Taken
from registry.register import register, register_many
from registry.retire import retire
from registry.store import mapped_runs
from registry.store.batches import KeptBatch
from registry.store.book import Book
from registry.store.page import Writing
from registry.store.tables_of_batches import mapped_runs as table
from schemas.coding_segments import Check, Definition, Fixed, Segment, Serial
from schemas.errors import NodeError
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.value import SECRET, Value
from tests.registry.test_mapping import APP, OTHER, OURS, THEIRS, claimed, kept, mapping, piece, wanted
from tests.support.books import ROOT

__all__ = ["claimed"]

SN = (Fixed("SN-"), Serial(6))
CHECKED = (Fixed("SN"), Serial(6), Check("luhn", (2,)))
HOLDERS = {"gs1:/01/09506000134352/21/000007": "88.1000.1/SN-000007"}


async def batch(
    page: Writing,
    text: str,
    *,
    count: int = 50,
    first: int = 1,
    segments: tuple[Segment, ...] = SN,
    who: Principal = APP,
    prefix: Prefix = OURS,
    values: tuple[Value, ...] = (),
) -> KeptBatch:
    """A batch whose members each map one identifier."""
    rule = await define(page, ROOT, prefix, text[:60], Definition(segments))
    return await register_batch(page, who, WantedBatch(rule.id, count, values or (mapping(text),), first=first))


async def refusal(page: Writing, text: str, **how: object) -> str:
    before = page.serial
    with pytest.raises(NodeError) as refused:
        await batch(page, text, **how)  # type: ignore[arg-type]
    assert page.serial == before
    return f"{type(refused.value).__name__}: {refused.value}"


async def test_a_member_carries_what_its_batch_says(claimed: Book) -> None:
    async with claimed.writing() as page:
        await batch(page, piece("{serial}"))
        held = await mapped_runs.holders(
            page,
            [
                "gs1:/01/09506000134352/21/000007",
                "gs1:/01/09506000134352/21/000051",
                "gs1:/01/09506000134352/21/7",
                "oid:1.2.156.3001.7",
            ],
        )
    assert {key: handle.key.decode() for key, handle in held.items()} == HOLDERS
    assert await kept(claimed) == {}

    async with claimed.writing() as page:
        with pytest.raises(Taken) as alone:
            await register(page, APP, wanted("88.1000.1/X", piece("000007")))
        with pytest.raises(Taken) as elsewhere:
            await register(page, ROOT, wanted("88.1000.2/X", piece("000007")))
        [many, fine] = await register_many(
            page, APP, [wanted("88.1000.1/Y", piece("000050")), wanted("88.1000.1/Z", piece("000051"))], False
        )
    assert str(alone.value) == "(01)09506000134352(21)000007 is mapped to 88.1000.1/SN-000007 already"
    assert str(elsewhere.value) == str(alone.value)
    assert isinstance(many, Taken)
    assert not isinstance(fine, NodeError)


async def test_a_batch_maps_its_enterprises_own_only(claimed: Book) -> None:
    async with claimed.writing() as page:
        said = [
            await refusal(page, "(01)00614141123452(21){serial}"),
            await refusal(page, "1.2.156.30.{serial}", first=100_000),
            await refusal(page, "(01)09506000134352(21)7"),
        ]
        await batch(page, "1.2.156.3001.{serial}", first=100_000)
        await batch(page, "(01)00614141123452(21){serial}", first=200_000, who=ROOT)
    assert said == [
        "Forbidden: 江西岫澜电路科技有限公司 has no approved claim that covers gs1 (01)00614141123452(21)000001",
        "Forbidden: 江西岫澜电路科技有限公司 has no approved claim that covers oid 1.2.156.30.100000",
        "Malformed: value 10 maps one identifier to all of these: expected {serial} or {suffix} in it",
    ]


async def test_nothing_is_mapped_twice(claimed: Book) -> None:
    async with claimed.writing() as page:
        await register(page, APP, wanted("88.1000.1/A", piece("000005"), piece("0000070")))
        await register(page, APP, wanted("88.1000.1/B", piece("00002X")))
        over_single = await refusal(page, piece("{serial}"), count=10)
        behind = await batch(page, piece("{serial}"), first=6, count=10)
        same = await refusal(page, piece("{serial}"), first=15, segments=(Fixed("T"), Serial(6)))
        other_form = await refusal(page, piece("0{serial}"), first=15, segments=(Fixed("T"), Serial(5)))
        beside = await batch(page, piece("0{serial}"), first=16, segments=(Fixed("T"), Serial(5)))
        both = await refusal(
            page, "-", values=(mapping(piece("1{serial}")), mapping(piece("{serial}1"), 11)), first=111_111, count=50
        )
        twice_alike = await batch(
            page, "twice", values=(mapping(piece("W{serial}")), mapping(piece("W{serial}"), 11)), first=500, count=5
        )
        rows = await page.rows(sa.select(table.c.batch).order_by(table.c.place))

    assert over_single == "Conflict: gs1:/01/09506000134352/21/000005 is mapped already"
    assert same == "Conflict: gs1:/01/09506000134352/21/000015 is mapped already"
    assert other_form == "Conflict: gs1:/01/09506000134352/21/000015 is mapped already"
    assert both == "Malformed: values 10 and 11 could both map gs1:/01/09506000134352/21/1111111 for different members"
    assert len(rows) == 3
    assert {behind.batch.place, beside.batch.place, twice_alike.batch.place} == {row.batch for row in rows}


async def test_a_member_takes_its_mapping_along_into_a_record_of_its_own(claimed: Book) -> None:
    seven = Handle.parse("88.1000.1/SN-000007")
    key = "gs1:/01/09506000134352/21/000007"
    async with claimed.writing() as page:
        made = await batch(page, piece("{serial}"))
        await put_values(page, APP, seven, (Value(1, "NOTE", b"x"),), if_version=1)
    assert await kept(claimed) == {key: "88.1000.1/SN-000007"}

    async with claimed.writing() as page:
        await remove_values(page, APP, seven, [10])
        with pytest.raises(Taken, match="is mapped to 88.1000.1/SN-000007 already$"):
            await register(page, APP, wanted("88.1000.1/X", piece("000007")))
        await put_values(page, APP, seven, (mapping(piece("000007")),))
        with pytest.raises(Taken):
            await put_values(page, APP, seven, (mapping(piece("000008"), 11),))
    assert await kept(claimed) == {key: "88.1000.1/SN-000007"}

    async with claimed.writing() as page:
        await retire(page, APP, Handle.parse("88.1000.1/SN-000008"))
        with pytest.raises(Taken):
            await register(page, APP, wanted("88.1000.1/X", piece("000008")))
        await retire_batch(page, APP, made.batch.id)
        # Now all is free but what a record of its own carries.
        await register(page, APP, wanted("88.1000.1/X", piece("000008")))
        with pytest.raises(Taken, match="is mapped to 88.1000.1/SN-000007 already$"):
            await register(page, APP, wanted("88.1000.1/Y", piece("000007")))
        assert await page.rows(sa.select(table)) == []
    assert await kept(claimed) == {key: "88.1000.1/SN-000007", key[:-1] + "8": "88.1000.1/X"}


async def test_a_revived_member_takes_its_mapping_again(claimed: Book) -> None:
    async with claimed.writing() as page:
        await batch(page, piece("{serial}"))
        await retire(page, APP, Handle.parse("88.1000.1/SN-000007"))
        await register(page, APP, wanted("88.1000.1/SN-000007", piece("000007")), revive=True)
        with pytest.raises(Taken):
            await register(page, APP, wanted("88.1000.1/SN-000007X", piece("000007")))
    assert await kept(claimed) == HOLDERS


async def test_check_characters_in_what_is_mapped(claimed: Book) -> None:
    async with claimed.writing() as page:
        await batch(page, piece("{suffix}"), segments=CHECKED, count=999_999)
        keys = [f"gs1:/01/09506000134352/21/SN{number}" for number in ("0000018", "0000019", "0000026")]
        held = await mapped_runs.holders(page, keys)
        await register(page, APP, wanted("88.1000.1/X", piece("SN0000019")))

    assert {key: handle.suffix for key, handle in held.items()} == {keys[0]: "SN0000018", keys[2]: "SN0000026"}


async def test_what_is_not_public_is_held_as_well(claimed: Book) -> None:
    async with claimed.writing() as page:
        await batch(page, "-", values=(mapping(piece("{serial}"), permissions=SECRET),))
        with pytest.raises(Taken):
            await register(page, APP, wanted("88.1000.1/X", piece("000007")))


async def test_two_enterprises_cannot_have_one_thing(claimed: Book) -> None:
    async with claimed.writing() as page:
        await batch(page, piece("{serial}"))
        said = await refusal(page, piece("{serial}"), who=ROOT, prefix=THEIRS, first=50)
        own = await batch(page, "(01)00614141123452(21){serial}", who=OTHER, prefix=THEIRS)
    assert said == "Conflict: gs1:/01/09506000134352/21/000050 is mapped already"
    assert own.batch.count == 50
