"""API keys: whose they are, what for and from where; an enterprise makes its own applications' and no others."""

import msgspec
import pytest

from registry.authority import Verb, allows
from registry.credentials import Pepper, holder, issue, look_up, revoke
from registry.enroll import enroll
from registry.grant import grant
from registry.people.appoint import appoint
from registry.stand import stand
from registry.store import keys
from registry.store.book import Book
from schemas.account import Account
from schemas.enterprise import Enterprise
from schemas.errors import Absent, Conflict, Forbidden, Malformed, NodeError, Unauthenticated
from schemas.life import Act
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from tests.support.books import OTHER, PREFIX, ROOT

PEPPER = Pepper(bytes(32))
MAKER = Enterprise(id="", name="江西岫澜电路科技有限公司", uscc="91110000600037341L", industry="C3982")


@pytest.fixture
async def boss(empty_book: Book) -> Principal:
    """The administrator of an enterprise that holds 88.1000.1; 88.1000.10 is the node's own."""
    async with empty_book.writing() as page:
        maker = await enroll(page, ROOT, MAKER)
    async with empty_book.writing() as page:
        await grant(page, ROOT, Prefix.parse("88.1000"), None)
        await page.flush()
        await grant(page, ROOT, PREFIX, maker.id)
        await grant(page, ROOT, OTHER, None)
    return Principal("person:boss", Role.ENTERPRISE_ADMIN, (PREFIX,), enterprise=maker.id, person="p1")


async def test_an_enterprise_makes_keys_for_its_own_applications(empty_book: Book, boss: Principal) -> None:
    async with empty_book.writing() as page:
        key, text = await issue(page, boss, PEPPER, Role.ENTERPRISE_APP, (PREFIX,), scopes=frozenset({"register"}))
        await issue(page, ROOT, PEPPER, Role.ENTERPRISE_APP, (OTHER,))
        await issue(page, ROOT, PEPPER, Role.AUDITOR)
    async with empty_book.reading() as page:
        who = holder(await look_up(page, PEPPER, text), "10.1.2.3")
        own = await keys.list_(page, boss.enterprise)

    assert (who.enterprise, who.person) == (boss.enterprise, "p1")
    assert [each.id for each in own] == [key.id]
    assert [verb for verb in Verb if allows(who, verb, PREFIX)] == [Verb.REGISTER]


@pytest.mark.parametrize(
    ("role", "prefixes", "kind", "sentence"),
    [
        (Role.PARK_ADMIN, (), Forbidden, "person:boss makes keys of role enterprise-app only, got park-admin"),
        (Role.ENTERPRISE_ADMIN, (PREFIX,), Forbidden, "person:boss makes keys of role enterprise-app only, got ent"),
        (Role.ENTERPRISE_APP, (OTHER,), Forbidden, "person:boss does not hold 88.1000.10"),
        (Role.ENTERPRISE_APP, (PREFIX, OTHER), Forbidden, "person:boss does not hold 88.1000.10"),
        (Role.ENTERPRISE_APP, (), Malformed, "a key of role enterprise-app has at least one prefix, got 0"),
        (Role.ENTERPRISE_APP, (Prefix.parse("88.1000.7"),), Absent, "the prefix 88.1000.7 was never granted here"),
    ],
)
async def test_an_enterprise_makes_no_others(
    empty_book: Book,
    boss: Principal,
    role: Role,
    prefixes: tuple[Prefix, ...],
    kind: type[NodeError],
    sentence: str,
) -> None:
    async with empty_book.writing() as page:
        with pytest.raises(kind) as refused:
            await issue(page, boss, PEPPER, role, prefixes)

    assert str(refused.value).startswith(sentence)


async def test_an_enterprise_revokes_its_own_and_learns_of_no_others(empty_book: Book, boss: Principal) -> None:
    async with empty_book.writing() as page:
        own, _ = await issue(page, boss, PEPPER, Role.ENTERPRISE_APP, (PREFIX,))
        other, _ = await issue(page, ROOT, PEPPER, Role.ENTERPRISE_APP, (OTHER,))
    app = Principal("key:app", Role.ENTERPRISE_APP, (PREFIX,), enterprise=boss.enterprise)
    async with empty_book.writing() as page:
        for number in (other.id, "nowhere"):
            with pytest.raises(Absent, match=f"^there is no key '{number}'$"):
                await revoke(page, boss, number)
        with pytest.raises(Forbidden):
            await revoke(page, app, own.id)
        await revoke(page, boss, own.id)


@pytest.mark.parametrize(
    ("networks", "address", "taken"),
    [
        (("10.0.0.0/8",), "10.1.2.3", True),
        (("10.0.0.0/8",), "11.1.2.3", False),
        (("10.0.0.0/8",), "::ffff:10.1.2.3", True),
        (("192.0.2.7", "2001:db8::/32"), "2001:db8::1", True),
        (("192.0.2.7",), "192.0.2.8", False),
        (("fe80::/10",), "fe80::1%eth0", True),
        (("10.0.0.0/8",), "", False),
        ((), "", True),
    ],
)
async def test_a_key_is_taken_from_its_networks_only(
    empty_book: Book, boss: Principal, networks: tuple[str, ...], address: str, taken: bool
) -> None:
    async with empty_book.writing() as page:
        _, text = await issue(page, boss, PEPPER, Role.ENTERPRISE_APP, (PREFIX,), networks=networks)
    async with empty_book.reading() as page:
        key = await look_up(page, PEPPER, text)

    if taken:
        assert holder(key, address).address == address
        return
    with pytest.raises(Unauthenticated, match="^the key is not valid$"):
        holder(key, address)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"scopes": frozenset({"everything"})}, "cannot read 'everything' as a scope: expected one of register, amend"),
        ({"networks": ("10.0.0.1/8",)}, "cannot read '10.0.0.1/8' as a network: expected an address or a network"),
        ({"networks": ("example.cn",)}, "cannot read 'example.cn' as a network"),
        ({"days": 31, "longest_days": 30}, "a key lives between 1 and 30 days, got 31"),
    ],
)
async def test_what_a_key_cannot_be_is_refused(
    empty_book: Book, boss: Principal, more: dict[str, object], sentence: str
) -> None:
    async with empty_book.writing() as page:
        with pytest.raises(Malformed) as refused:
            await issue(page, boss, PEPPER, Role.ENTERPRISE_APP, (PREFIX,), **more)  # type: ignore[arg-type]

    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize("verb", Verb)
def test_a_scope_takes_away_and_never_adds(verb: Verb) -> None:
    scoped = Principal("a", Role.ENTERPRISE_APP, (PREFIX,), scopes=frozenset({"register", "manage"}))

    assert allows(scoped, verb, PREFIX) is (verb is Verb.REGISTER)
    assert not allows(scoped, verb, None)
    whole = msgspec.structs.replace(scoped, scopes=frozenset())
    assert not allows(scoped, verb, PREFIX) or allows(whole, verb, PREFIX)


async def test_a_key_makes_no_key_that_may_do_more_than_itself(empty_book: Book, boss: Principal) -> None:
    second = Prefix.parse("88.1000.2")
    async with empty_book.writing() as page:
        await grant(page, ROOT, second, boss.enterprise)
    maker = msgspec.structs.replace(boss, name="key:maker", scopes=frozenset({"keys", "register"}))
    parks = Principal("key:parks", Role.PARK_ADMIN, scopes=frozenset({"keys"}))
    sentence = "^key:maker is for keys, register only, and makes no key for more than that$"
    async with empty_book.writing() as page:
        for scopes in (frozenset[str](), frozenset({"register", "amend"})):
            with pytest.raises(Forbidden, match=sentence):
                await issue(page, maker, PEPPER, Role.ENTERPRISE_APP, (PREFIX,), scopes=scopes)
        with pytest.raises(Forbidden, match="^key:parks is for keys only"):
            await issue(page, parks, PEPPER, Role.PARK_ADMIN)
        with pytest.raises(Forbidden, match=r"^key:maker does not hold 88\.1000\.2$"):
            await issue(page, maker, PEPPER, Role.ENTERPRISE_APP, (second,), scopes=frozenset({"register"}))
        key, _ = await issue(page, maker, PEPPER, Role.ENTERPRISE_APP, (PREFIX,), scopes=frozenset({"register"}))

    assert key.scopes == {"register"}


async def test_what_is_closed_gets_no_key(empty_book: Book, boss: Principal) -> None:
    assert boss.enterprise is not None
    async with empty_book.writing() as page:
        await stand(page, ROOT, boss.enterprise, Act.CLOSE)
        await stand(page, ROOT, boss.enterprise, Act.FINISH, "moved away")
        with pytest.raises(Conflict, match=r"^the prefix 88\.1000\.1 is closed and gets no key$"):
            await issue(page, boss, PEPPER, Role.ENTERPRISE_APP, (PREFIX,))
        with pytest.raises(Conflict, match="is closed and gets no key$"):
            await issue(page, ROOT, PEPPER, Role.ENTERPRISE_ADMIN, enterprise=boss.enterprise)
        with pytest.raises(Conflict, match="is closed and gets no more people$"):
            await appoint(page, boss, PEPPER, Account("", "lilei", "Li Lei", Role.ENTERPRISE_ADMIN, boss.enterprise))


async def test_a_key_that_was_looked_up_a_moment_ago_makes_keys_for_what_was_granted_since(
    empty_book: Book, boss: Principal
) -> None:
    second = Prefix.parse("88.1000.2")
    async with empty_book.writing() as page:
        key, text = await issue(page, ROOT, PEPPER, Role.ENTERPRISE_ADMIN, enterprise=boss.enterprise)
    async with empty_book.reading() as page:
        maker = holder(await look_up(page, PEPPER, text), "10.1.2.3")
    async with empty_book.writing() as page:
        await grant(page, ROOT, second, boss.enterprise)
    async with empty_book.writing() as page:
        made, _ = await issue(page, maker, PEPPER, Role.ENTERPRISE_APP, (second,))

    assert not maker.holds(second)
    assert (made.prefixes, made.enterprise) == ((second,), key.enterprise)
