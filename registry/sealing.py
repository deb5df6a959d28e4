"""Sealing: personal data and documents as octets that nobody can read without the node's sealing keys.

AES-256 in Galois/Counter Mode. Sealed octets say by their first ones which key they were sealed with, so that a new key
can be taken while the old ones still open what is there; they are bound to their place (a row, a document), so that
nobody can put one's data in the place of another's.

The keys lie in the data folder, for its owner alone, or come from the environment; `idnode db rotate-key` makes a new
one and seals everything anew.
"""

import base64
import binascii
import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from schemas.errors import Conflict, Malformed

KEY_SIZE = 32
"""Octets."""
_NONCE_SIZE = 12
_ID_SIZE = 4
_VERSION = b"\x01"
_HEAD = len(_VERSION) + _ID_SIZE + _NONCE_SIZE


class SealingKey(msgspec.Struct, frozen=True):
    """One key, and what it is called inside sealed octets."""

    id: str
    """Eight hexadecimal digits."""
    key: bytes


class _File(msgspec.Struct, frozen=True):
    keys: list[SealingKey]


class Keyring:
    """The keys: the first one seals, all of them open."""

    def __init__(self, keys: Sequence[SealingKey], path: Path | None = None) -> None:
        """Take the keys as they are, or as they lie in a file, which is read again when it has changed."""
        self._path = path
        self._read_at = 0
        self._take(keys)

    @classmethod
    def in_folder(cls, folder: Path) -> "Keyring":
        """The keys of a data folder, made on first use, readable by its owner alone.

        Raises:
            Malformed: what lies there are no keys.
        """
        path = folder / "keys" / "sealing.json"
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            early = path.with_suffix(f".{secrets.token_hex(4)}")
            _write(early, [_new_key()])
            # Whole or not at all, and once: of two that make it, the first one's stays.
            with suppress(FileExistsError):
                os.link(early, path)
            early.unlink()
        ring = cls(_read(path), path)
        ring._read_at = path.stat().st_mtime_ns
        return ring

    @classmethod
    def of_text(cls, text: str) -> "Keyring":
        """The keys in a text: `ID:KEY,ID:KEY`, ids of eight hexadecimal digits, keys of 32 octets in Base64.

        Raises:
            Malformed: it is not of that form.
        """
        keys = []
        for part in text.split(","):
            id, _, encoded = part.strip().partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except (binascii.Error, ValueError):
                key = b""
            if len(id) != 2 * _ID_SIZE or not set(id) <= set("0123456789abcdef") or len(key) != KEY_SIZE:
                raise Malformed(
                    "cannot read the sealing keys: expected ID:KEY, eight hexadecimal digits and 32 octets in Base64"
                )
            keys.append(SealingKey(id, key))
        return cls(keys)

    @property
    def current(self) -> str:
        """The id of the key that seals now."""
        self._refresh()
        return self._keys[0].id

    @property
    def ids(self) -> list[str]:
        """The ids of all keys, the one that seals first."""
        self._refresh()
        return [each.id for each in self._keys]

    def seal(self, plain: bytes, place: str) -> bytes:
        """Octets that only the holder of the key can read, and only as what belongs to this place."""
        self._refresh()
        key, nonce = self._keys[0], secrets.token_bytes(_NONCE_SIZE)
        head = _VERSION + bytes.fromhex(key.id) + nonce
        return head + AESGCM(key.key).encrypt(nonce, plain, _VERSION + place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """What was sealed for this place.

        Raises:
            Conflict: the key is not here, or the octets were changed or belong elsewhere.
        """
        id = key_of(sealed)
        if id not in self._by_id:
            self._refresh()
        key = self._by_id.get(id)
        if key is None:
            raise Conflict(f"what is sealed at {place} cannot be opened: there is no sealing key {id}")
        nonce = sealed[_HEAD - _NONCE_SIZE : _HEAD]
        try:
            return AESGCM(key.key).decrypt(nonce, sealed[_HEAD:], _VERSION + place.encode())
        except InvalidTag:
            raise Conflict(f"what is sealed at {place} cannot be opened: it was changed or moved") from None

    def resealed(self, sealed: bytes, place: str) -> bytes:
        """The same, sealed with the current key.

        Raises:
            Conflict: as `open`.
        """
        return self.seal(self.open(sealed, place), place)

    def add(self) -> str:
        """Make a new key, which seals from now on; its id.

        Raises:
            Conflict: the keys come from the environment, which only its keeper can change.
        """
        self._rewrite(lambda keys: [_new_key(), *keys])
        return self.current

    def forget(self, keep: set[str]) -> None:
        """Forget all keys but these and the one that seals.

        Raises:
            Conflict: as `add`.
        """
        self._rewrite(lambda keys: [each for at, each in enumerate(keys) if not at or each.id in keep])

    @property
    def own(self) -> bool:
        """Whether the keys lie in the data folder."""
        return self._path is not None

    def _rewrite(self, change: Callable[[list[SealingKey]], list[SealingKey]]) -> None:
        if self._path is None:
            raise Conflict("the sealing keys come from the environment: put the new one before the others there")
        unfinished = self._path.with_suffix(f".{secrets.token_hex(4)}")
        _write(unfinished, change(_read(self._path)))
        unfinished.replace(self._path)
        self._refresh()

    def _refresh(self) -> None:
        """Another process may have made a new key; what a stale one seals would still open, but be left behind."""
        if self._path is None:
            return
        written_at = self._path.stat().st_mtime_ns
        if written_at != self._read_at:
            self._take(_read(self._path))
            self._read_at = written_at

    def _take(self, keys: Sequence[SealingKey]) -> None:
        self._keys = list(keys)
        self._by_id = {each.id: each for each in keys}


def key_of(sealed: bytes) -> str:
    """The id of the key that octets were sealed with; empty where they are not sealed at all."""
    if len(sealed) <= _HEAD or sealed[:1] != _VERSION:
        return ""
    return sealed[len(_VERSION) : len(_VERSION) + _ID_SIZE].hex()


def _new_key() -> SealingKey:
    return SealingKey(secrets.token_hex(_ID_SIZE), secrets.token_bytes(KEY_SIZE))


def _read(path: Path) -> list[SealingKey]:
    try:
        keys = msgspec.json.decode(path.read_bytes(), type=_File).keys
    except (OSError, msgspec.MsgspecError):
        keys = []
    if not keys or any(len(each.key) != KEY_SIZE or len(each.id) != 2 * _ID_SIZE for each in keys):
        raise Malformed(f"cannot read {path.name} as sealing keys")
    return keys


def _write(path: Path, keys: list[SealingKey]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(_File(keys)))
        file.flush()
        os.fsync(file.fileno())
