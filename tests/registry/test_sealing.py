"""Sealing: nothing personal lies in the open, keys change without losing anything, and nothing is opened elsewhere."""

import asyncio
import base64
import sqlite3
import stat
from pathlib import Path

import pytest

from registry.applying import apply, review
from registry.applying.dossier import of_enterprise
from registry.practice import Policy, Practice
from registry.reseal import reseal
from registry.sealing import KEY_SIZE, Keyring, key_of
from registry.store import enterprises, migrate
from registry.store.book import Book
from registry.vault import Vault
from schemas.application import Kind
from schemas.errors import Absent, Conflict, Malformed
from tests.support.applying import APPLICANT, ID_NUMBER, PNG, REVIEWER, SECRETS, bring, entered, profile


def test_what_is_sealed_is_opened_at_its_place_only() -> None:
    ring = Keyring.of_text("00000001:" + base64.b64encode(bytes(32)).decode())
    sealed = ring.seal("张三".encode(), "enterprises/1")

    assert ring.open(sealed, "enterprises/1").decode() == "张三"
    assert ring.seal(b"x", "a") != ring.seal(b"x", "a")
    with pytest.raises(Conflict, match="^what is sealed at enterprises/2 cannot be opened: it was changed or moved$"):
        ring.open(sealed, "enterprises/2")
    for place in range(13, len(sealed)):
        broken = bytearray(sealed)
        broken[place] ^= 1
        with pytest.raises(Conflict):
            ring.open(bytes(broken), "enterprises/1")
    other = Keyring.of_text("00000002:" + base64.b64encode(bytes(32)).decode())
    with pytest.raises(Conflict, match="there is no sealing key 00000001$"):
        other.open(sealed, "enterprises/1")


def test_the_keys_of_a_folder_are_their_owners_and_a_new_one_is_seen_by_all(tmp_path: Path) -> None:
    ring, other = Keyring.in_folder(tmp_path), Keyring.in_folder(tmp_path)
    old = ring.seal(b"x", "p")
    assert stat.S_IMODE((tmp_path / "keys" / "sealing.json").stat().st_mode) == 0o600
    new = other.add()

    assert ring.current == new
    assert ring.open(old, "p") == other.open(old, "p") == b"x"
    assert key_of(ring.resealed(old, "p")) == new
    ring.forget(set())
    assert other.ids == [new]
    with pytest.raises(Conflict):
        other.open(old, "p")
    assert not [path for path in (tmp_path / "keys").iterdir() if path.name != "sealing.json"]


@pytest.mark.parametrize("text", ["", "x", "00000001:", "0000000G:" + "A" * 44, "00000001:" + "A" * 12])
def test_keys_that_cannot_be_read_are_refused_without_being_shown(text: str) -> None:
    with pytest.raises(Malformed) as refused:
        Keyring.of_text(text)

    assert "AAAA" not in str(refused.value)


def test_keys_of_the_environment_are_not_ours_to_change() -> None:
    ring = Keyring.of_text("00000001:" + base64.b64encode(bytes(KEY_SIZE)).decode())

    with pytest.raises(Conflict, match="come from the environment"):
        ring.add()


def test_documents_lie_sealed_and_nothing_that_is_written_becomes_a_path(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "documents", Keyring.in_folder(tmp_path))
    vault.put("ab" * 16, PNG)

    (path,) = [each for each in (tmp_path / "documents").rglob("*") if each.is_file()]
    assert PNG[:8] not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert vault.get("ab" * 16) == PNG
    for id in ("../../pepper", "ab" * 15 + "/.", "AB" * 16, ""):
        with pytest.raises(Absent):
            vault.get(id)
    vault.remove("ab" * 16)
    with pytest.raises(Absent):
        vault.get("ab" * 16)


async def test_strings_over_everything_that_is_kept_find_nothing_personal(tmp_path: Path) -> None:
    path = tmp_path / "registry.db"
    url = f"sqlite+aiosqlite:///{path}"
    await asyncio.to_thread(asyncio.run, migrate.upgrade(url))
    seals = Keyring.in_folder(tmp_path)
    practice = Practice(seals, Vault(tmp_path / "documents", seals), Policy())
    book = Book(url)
    async with book.writing() as page:
        id = await entered(page, practice)
        bring(page)
        await page.flush()
        begun = await apply.begin(page, APPLICANT, practice, Kind.ENTRY, profile(number=2))
        await apply.submit(page, APPLICANT, practice, begun.id)
        await review.take(page, REVIEWER, begun.id)
    async with book.reading() as seen:
        known = await enterprises.find_by_id(seen, id)
        assert known is not None
        opened = await of_enterprise(seen, seals, known)
    assert opened.legal_person.id_number == ID_NUMBER

    def secrets_in_the_open() -> list[str]:
        kept = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
        return [secret for secret in (*SECRETS, ID_NUMBER) if secret.encode() in kept]

    assert secrets_in_the_open() == []
    before = seals.current
    new = seals.add()
    done = await reseal(book, practice)
    assert (done.rows > 4, new != before) == (True, True)
    assert (await reseal(book, practice)).rows == 0
    seals.forget(done.keys)
    async with book.reading() as seen:
        assert await of_enterprise(seen, seals, known) == opened
    await book.close()
    assert secrets_in_the_open() == []
    assert sqlite3.connect(path).execute("SELECT count(*) FROM enterprises WHERE sealed IS NOT NULL").fetchone() == (1,)
