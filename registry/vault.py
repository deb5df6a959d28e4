"""The vault: the octets of documents, sealed, in the data folder. What they are, and whose, the rows say."""

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from registry.sealing import Keyring, key_of
from registry.settled import settle
from schemas.errors import Absent

_ID = re.compile(r"[0-9a-f]{32}")


class Vault:
    """Documents by their ids, which the node gives: nothing that a caller wrote becomes a path."""

    def __init__(self, folder: Path, seals: Keyring) -> None:
        """Take the folder, which comes into being with the first document."""
        self._folder = folder
        self._seals = seals

    def put(self, id: str, octets: bytes) -> None:
        """Keep a document: on the disk, whole and sealed, when this returns."""
        self._write(self._path(id), self._seals.seal(octets, _place(id)))

    def get(self, id: str) -> bytes:
        """A document.

        Raises:
            Absent: it is not here.
            Conflict: it cannot be opened.
        """
        return self._seals.open(self._sealed(id), _place(id))

    def remove(self, id: str) -> None:
        """Forget a document; nothing happens where it is not here."""
        self._path(id).unlink(missing_ok=True)

    def ids(self) -> Iterator[str]:
        """The ids of all documents that are here."""
        for path in sorted(self._folder.glob("??/*")):
            if _ID.fullmatch(path.name):
                yield path.name

    def reseal(self, id: str) -> bool:
        """Seal a document with the current key; whether that was needed."""
        sealed = self._sealed(id)
        if key_of(sealed) == self._seals.current:
            return False
        self._write(self._path(id), self._seals.resealed(sealed, _place(id)))
        return True

    def key_of(self, id: str) -> str:
        """The id of the key that a document is sealed with."""
        return key_of(self._sealed(id))

    def _sealed(self, id: str) -> bytes:
        try:
            return self._path(id).read_bytes()
        except FileNotFoundError:
            raise Absent(f"the document {id} is not in this node's data folder") from None

    def _path(self, id: str) -> Path:
        if not _ID.fullmatch(id):
            raise Absent(f"there is no document {id[:40]!r}")
        return self._folder / id[:2] / id

    def _write(self, path: Path, octets: bytes) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        settle(path.parent)
        settle(self._folder)


def _place(id: str) -> str:
    return f"documents/{id}"
