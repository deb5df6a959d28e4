"""Identify: make sure who a caller of the Handle protocol is, by the keys in the records themselves.

An identity is `300:88.1000.1/ADMIN`: value 300 of that record has the key. A caller who names no index is who it
proves to be: the value whose key fits, never "any of them".
"""

import secrets
from collections.abc import Callable, Sequence

import msgspec
from cryptography import x509

from registry.authority import subject
from registry.derive import Deriving
from registry.handle_keys import (
    KINDS,
    SECRET_KEY,
    Proof,
    fingerprint,
    identity_text,
    is_certificate_of,
    is_proof,
    is_secret,
    named_in,
    takes_long,
)
from registry.store.page import Reading
from schemas.change import PrefixStanding
from schemas.errors import Malformed, Unauthenticated
from schemas.handle import Handle
from schemas.principal import Principal, Role
from schemas.value import Reference, Value

_NOT_VERIFIED = "the identity is not verified"
# Keys of one record that are tried for a caller who names no index.
_MOST_KEYS = 8
# Tried where there is no secret key, so that this takes as long as a wrong one (threats.md T28).
_NOBODY = Value(1, SECRET_KEY, secrets.token_bytes(16))


class Identified(msgspec.Struct, frozen=True):
    """Someone who has proved to hold a key."""

    identity: Reference
    proof: bytes
    """Fingerprint of that key."""

    def principal(self, address: str) -> Principal:
        """Who that is to the registry."""
        return Principal(f"handle:{identity_text(self.identity)}", Role.HANDLE, (), address, self.identity)


async def by_secret(page: Reading, named: Reference, secret: bytes) -> Identified:
    """Who holds this secret key.

    Raises:
        Unauthenticated: not who is named. What is wrong, the caller is not told.
    """
    return _who(named, await keys_of(page, named), lambda value: is_secret(value, secret))


async def by_proof(
    named: Reference, keys: Sequence[Value], proof: Proof, nonce: bytes, cnonce: bytes, deriving: Deriving
) -> Identified:
    """Who has made this proof over the nonces. `keys` are what `keys_of` said; the page may be closed by now.

    Raises:
        Unauthenticated: not who is named.
        Busy: a key would have to be derived, and too many callers wait for theirs.
    """

    def fits(value: Value) -> bool:
        return is_proof(value, proof, nonce, cnonce)

    if takes_long(proof):
        return await deriving.do(lambda: _who(named, keys, fits))
    return _who(named, keys, fits)


async def by_certificate(page: Reading, octets: bytes) -> Identified | None:
    """Who has shown this certificate (DER) in a TLS handshake; None where it does not name an identity at all.

    Raises:
        Unauthenticated: it names one whose key it does not have.
    """
    try:
        certificate = x509.load_der_x509_certificate(octets)
    except ValueError:
        return None
    named = named_in(certificate)
    if named is None:
        return None
    return _who(named, await keys_of(page, named), lambda value: is_certificate_of(value, certificate))


async def still(page: Reading, named: Reference, proof: bytes) -> Identified:
    """Who proved before to hold a key, if that key still stands in the record.

    Raises:
        Unauthenticated: it does not.
    """
    return _who(named, await keys_of(page, named), lambda value: fingerprint(value) == proof)


async def keys_of(page: Reading, named: Reference) -> Sequence[Value]:
    """The keys of the record that is named, or the one with the index that is named.

    Nothing for a record that is not here or is retired, and for a prefix that is not active: its keys open nothing.
    """
    try:
        handle = Handle.parse(named.handle)
        holding = await page.holding(subject(handle))
    except Malformed:
        return []
    record = await page.find(handle)
    if holding is None or holding.standing is not PrefixStanding.ACTIVE or record is None or not record.active:
        return []
    keys = [value for value in record.values if value.type.upper() in KINDS and named.index in (0, value.index)]
    return keys[:_MOST_KEYS]


def _who(named: Reference, keys: Sequence[Value], fits: Callable[[Value], bool]) -> Identified:
    if not any(value.type.upper() == SECRET_KEY for value in keys):
        fits(_NOBODY)
    found = next((value for value in keys if fits(value)), None)
    if found is None:
        raise Unauthenticated(_NOT_VERIFIED)
    return Identified(Reference(named.handle, found.index), fingerprint(found))
