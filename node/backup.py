"""Backups: a folder with the registry's database and the node's secrets, held against itself before it counts as one.

The replica is not in it (it is rebuilt), nor are the counters (they are in the database within a second).
"""

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import sqlalchemy as sa

from node.folder import Folder
from node.practice import DOCUMENTS
from node.settings import Settings
from schemas.errors import Conflict, Malformed

DATABASE = "registry.sqlite"
MANIFEST = "backup.json"
SECRETS = ("pepper", "keys", "tls", DOCUMENTS)


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds."""

    serial: int
    """Of the last change in it."""
    records: int
    """Records ever entered: identifiers, tombstones included, and one for each prefix."""
    holdings: int
    """Prefixes ever granted."""
    digests: dict[str, str]
    """SHA-256 of each file, by its path within the folder."""


def make_backup(settings: Settings, target: Path) -> Manifest:
    """Copy the node into a new folder while it goes on, and hold the copy against what it should be.

    Raises:
        Absent: there is no node in the data folder.
        Malformed: the database is not SQLite.
        Conflict: the folder exists, or the copy is not sound: then it is removed again.
    """
    folder = Folder.of(settings)
    source = embedded(settings)
    if target.exists():
        raise Conflict(f"{target} exists already: a backup is a new folder")
    unfinished = target.with_name(target.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    try:
        with closing(sqlite3.connect(source)) as truth, closing(sqlite3.connect(unfinished / DATABASE)) as copy:
            truth.backup(copy, pages=2000, sleep=0.01)
        for name in SECRETS:
            found = folder.path / name
            if found.is_dir():
                shutil.copytree(found, unfinished / name)
            elif found.is_file():
                shutil.copy2(found, unfinished / name)
        serial, records, holdings = _sound(unfinished / DATABASE)
        manifest = Manifest(serial, records, holdings, _digests(unfinished))
        (unfinished / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        os.sync()  # every part on the disk before the folder has its name
        unfinished.rename(target)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return manifest


def restore_backup(settings: Settings, source: Path) -> Manifest:
    """Make a node out of a backup, in a data folder where there is none.

    Raises:
        Conflict: there is a node already, or the backup is not what its manifest says.
        Malformed: the database is not SQLite, or the folder holds no backup.
    """
    target = embedded(settings)
    if target.exists() or Folder(settings.data).pepper.exists():
        raise Conflict(f"there is a node in {settings.data} already: move it away first")
    try:
        manifest = msgspec.json.decode((source / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        raise Malformed(f"cannot read {source} as a backup: expected a folder with {MANIFEST}") from None
    found = _digests(source)
    for name in sorted(found.keys() | manifest.digests.keys()):
        if found.get(name) != manifest.digests.get(name):
            raise Conflict(f"{source / name} is not what was backed up: it was changed, or is missing")
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy2(source / DATABASE, target)
    for name in SECRETS[1:]:
        if (source / name).is_dir():
            shutil.copytree(source / name, settings.data / name, dirs_exist_ok=True)
    if _sound(target) != (manifest.serial, manifest.records, manifest.holdings):
        raise Conflict(f"{target} does not hold what was backed up")
    os.sync()
    shutil.copy2(source / SECRETS[0], settings.data / SECRETS[0])  # last: with it there is a node
    return manifest


def embedded(settings: Settings) -> Path:
    """The file of the SQLite database.

    Raises:
        Malformed: the database is another.
    """
    url = sa.make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Malformed("this database is backed up with its own tools (pg_dump, pgBackRest), not with idnode")
    return Path(url.database)


def _sound(database: Path) -> tuple[int, int, int]:
    """Where the journal of a database stands, if the database is sound and holds what the journal says."""
    with closing(sqlite3.connect(database)) as opened:
        if (said := opened.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise Conflict(f"{database} is damaged: {said}")
        serial, records, holdings = opened.execute("SELECT serial, records, holdings FROM journal_head").fetchone()
        there = opened.execute("SELECT (SELECT count(*) FROM records), (SELECT count(*) FROM prefixes)").fetchone()
        last = opened.execute("SELECT coalesce(max(last), 0) FROM journal").fetchone()[0]
    if (records, holdings, serial) != (*there, last):
        raise Conflict(
            f"{database} holds {there[0]} identifiers, {there[1]} prefixes and {last} changes, "
            f"expected {records}, {holdings} and {serial}"
        )
    return serial, records, holdings


def _digests(folder: Path) -> dict[str, str]:
    digests = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as file:
                digests[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return digests
