"""What a caller presents: the fields of `Authorization: Handle`, or of a session's JSON (handle-http.md §6.3, §6.5)."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from registry.handle_keys import Proof
from schemas.errors import Malformed, Unauthenticated
from schemas.target import decoded

_PARAMETER = re.compile(r'\s*([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^",\s]*))\s*(?:,|$)')
# An RSA key of 16,384 bits signs with so many octets; nonces are much shorter.
_LONGEST_OCTETS = 2048


class Presented(msgspec.Struct, frozen=True):
    """What a caller says in the fields of `Authorization: Handle`, or of a session's JSON."""

    session_id: str = ""
    identity: str = ""
    """As written, decoded."""
    proof: Proof | None = None
    cnonce: bytes = b""
    certificate: bool = False
    """`clientCert="true"`: the certificate of the TLS connection is the credential."""


def presented_in_header(text: str) -> Presented:
    """What the parameters of `Authorization: Handle` say.

    Raises:
        Unauthenticated: they cannot be read.
    """
    fields: dict[str, Any] = {}
    at = 0
    while at < len(text):
        found = _PARAMETER.match(text, at)
        if found is None or found.end() == at:
            raise Unauthenticated("cannot read the parameters of the Authorization header")
        quoted = found[2]
        fields[found[1].lower()] = found[3] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        at = found.end()
    if "id" in fields:
        try:
            fields["id"] = decoded(fields["id"], "the id")
        except Malformed as error:
            raise Unauthenticated(error.sentence) from None
    return presented_in(fields)


def presented_in(fields: Mapping[str, Any]) -> Presented:
    """What fields say whose names are in small letters; `id` is decoded already.

    Raises:
        Unauthenticated: one of them is not of its kind, or a proof is incomplete.
    """
    texts = {name: str(field) for name, field in fields.items() if isinstance(field, str | int)}
    signature, identity = texts.get("signature", ""), texts.get("id", "")
    proof = None
    if signature or identity:
        if not (signature and identity and texts.get("type") and texts.get("alg") and texts.get("cnonce")):
            raise Unauthenticated("a proof has id, type, cnonce, alg and signature")
        proof = proof_in(texts)
    cnonce = octets_in(texts.get("cnonce", ""))
    certificate = str(fields.get("clientcert", "")).lower() == "true"
    return Presented(texts.get("sessionid", ""), identity, proof, cnonce, certificate)


def proof_in(texts: Mapping[str, str]) -> Proof:
    """The proof that fields describe whose names are in small letters.

    Raises:
        Unauthenticated: not base64, or not a number.
    """
    return Proof(
        texts.get("type", "").upper(),
        texts.get("alg", ""),
        octets_in(texts.get("signature", "")),
        octets_in(texts.get("salt", "")),
        _number(texts.get("iterations", "0")),
        _number(texts.get("length", "0")),
    )


def octets_in(text: str) -> bytes:
    """Octets as base64 writes them; a space stands for the `+` that a form made one of.

    Raises:
        Unauthenticated: it is not base64, or too long.
    """
    try:
        octets = base64.b64decode(text.replace(" ", "+"), validate=True)
    except (binascii.Error, ValueError):
        raise Unauthenticated("cannot read octets: expected base64") from None
    if len(octets) > _LONGEST_OCTETS:
        raise Unauthenticated("nonces and signatures are shorter than that")
    return octets


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Unauthenticated("cannot read a number of a proof")
    return int(text)
