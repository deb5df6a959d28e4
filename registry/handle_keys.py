"""Handle keys: the proofs that a caller of the Handle protocol holds the key in a value HS_SECKEY or HS_PUBKEY.

Pure: octets in, a verdict out. Contract: handle-http.md §6.2–§6.4. Secrets are compared in constant time; whatever is
wrong with a key, a proof or an algorithm, the verdict is no.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.x509.oid import NameOID

from schemas.encodings import publickey
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.target import decoded
from schemas.value import LARGEST_INDEX, Reference, Value

SECRET_KEY = "HS_SECKEY"  # noqa: S105 - the name of a type
PUBLIC_KEY = "HS_PUBKEY"
KINDS = frozenset({SECRET_KEY, PUBLIC_KEY})
"""The types of values that have keys."""

# A caller chooses these, and the node pays: 100,000 rounds of PBKDF2 are about 50 ms. Clients use 10,000.
MOST_ROUNDS = 100_000
"""For all blocks of a key together: PBKDF2 does its iterations once for every 160 bits (RFC 8018 §5.2)."""
LONGEST_SALT = 1024
LONGEST_DERIVED_BITS = 256

_BLOCK_BITS = 160
_DERIVING = "PBKDF2HMACSHA1"

_LEAST_RSA_BITS = 1024

PublicKey = rsa.RSAPublicKey | dsa.DSAPublicKey | ec.EllipticCurvePublicKey


class Proof(msgspec.Struct, frozen=True):
    """What a caller sends to show that it holds a key."""

    kind: str
    """HS_SECKEY or HS_PUBKEY: the type of the value that has the key."""
    algorithm: str
    signature: bytes
    salt: bytes = b""
    iterations: int = 0
    bits: int = 0
    """Length of the derived key; these three are for PBKDF2."""


def read_identity(text: str) -> Reference:
    """Who is meant by `300:88.1000.1/ADMIN`; without an index, 0: any key of that record.

    >>> read_identity("300:88.1000.1/ADMIN")
    Reference(handle='88.1000.1/ADMIN', index=300)

    Raises:
        Malformed: no such index, or no handle behind it.
    """
    index, colon, handle = text.partition(":")
    if not colon or "/" in index:
        return Reference(Handle.parse(text).text, 0)
    if not (index.isascii() and index.isdigit() and len(index) <= 10 and int(index) <= LARGEST_INDEX):
        raise Malformed(f"cannot read {text[:40]!r} as an identity: expected index, colon and handle")
    return Reference(Handle.parse(handle).text, int(index))


def read_user(text: str) -> Reference:
    """Who is meant by the user name of Basic authentication, in which `%` and `:` are percent-encoded.

    >>> read_user("300%3A88.1000.1/ADMIN")
    Reference(handle='88.1000.1/ADMIN', index=300)

    Raises:
        Malformed: not percent-encoded, or no identity.
    """
    return read_identity(decoded(text, "the user name"))


def identity_text(identity: Reference) -> str:
    """An identity as it is written.

    >>> identity_text(Reference("88.1000.1/ADMIN", 300))
    '300:88.1000.1/ADMIN'
    """
    return f"{identity.index}:{identity.handle}"


def is_secret(value: Value, secret: bytes) -> bool:
    """Whether this is the secret that a value HS_SECKEY has."""
    return _is(value, SECRET_KEY) and bool(value.data) and hmac.compare_digest(value.data, secret)


def is_proof(value: Value, proof: Proof, nonce: bytes, cnonce: bytes) -> bool:
    """Whether a proof over nonce and cnonce was made with the key that a value has."""
    if not _is(value, proof.kind) or not value.data:
        return False
    if proof.kind == SECRET_KEY:
        expected = _digest(value.data, proof, nonce, cnonce)
        return expected is not None and hmac.compare_digest(expected, proof.signature)
    if proof.kind == PUBLIC_KEY:
        key = public_key(value.data)
        return key is not None and _signed(key, proof, nonce + cnonce)
    return False


def is_certificate_of(value: Value, certificate: x509.Certificate) -> bool:
    """Whether a certificate has the key that a value HS_PUBKEY has."""
    if not _is(value, PUBLIC_KEY) or (key := public_key(value.data)) is None:
        return False
    try:
        shown = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return False
    return isinstance(shown, PublicKey) and _octets(shown) == _octets(key)


def named_in(certificate: x509.Certificate) -> Reference | None:
    """Who a certificate says it is for: the subject's UID, or, without one, its CN; None where that is no identity."""
    for kind in (NameOID.USER_ID, NameOID.COMMON_NAME):
        try:
            names = certificate.subject.get_attributes_for_oid(kind)
        except ValueError:
            return None
        if names:
            try:
                named = read_identity(str(names[0].value))
            except Malformed:
                return None
            return named if named.index else None
    return None


def public_key(octets: bytes) -> PublicKey | None:
    """The key in the data of a value HS_PUBKEY; None where there is none that can be used.

    Besides the octets of the protocol, PEM text is read, as the platform's clients write it.
    """
    try:
        if publickey.is_pem(octets):
            if octets.startswith(b"-----BEGIN CERTIFICATE"):
                loaded: object = x509.load_pem_x509_certificate(octets).public_key()
            else:
                loaded = serialization.load_pem_public_key(octets)
        else:
            loaded = _numbers(publickey.from_octets(octets)).public_key()
    except (Malformed, ValueError, UnsupportedAlgorithm):
        return None
    if isinstance(loaded, rsa.RSAPublicKey) and loaded.key_size < _LEAST_RSA_BITS:
        return None
    return loaded if isinstance(loaded, PublicKey) else None


def fingerprint(value: Value) -> bytes:
    """What tells one key from another without showing it."""
    return hashlib.sha256(value.type.upper().encode() + b"\0" + value.data).digest()


def sign(key: rsa.RSAPrivateKey, nonce: bytes, cnonce: bytes) -> bytes:
    """The node's own signature (SHA256) over nonce and cnonce."""
    return key.sign(nonce + cnonce, padding.PKCS1v15(), hashes.SHA256())


def _is(value: Value, kind: str) -> bool:
    return value.type.upper() == kind


def _numbers(key: publickey.RsaKey | publickey.DsaKey) -> rsa.RSAPublicNumbers | dsa.DSAPublicNumbers:
    if isinstance(key, publickey.RsaKey):
        return rsa.RSAPublicNumbers(key.e, key.n)
    return dsa.DSAPublicNumbers(key.y, dsa.DSAParameterNumbers(key.p, key.q, key.g))


def _octets(key: PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _signed(key: PublicKey, proof: Proof, text: bytes) -> bool:
    algorithm = _SIGNATURES.get(_name(proof.algorithm))
    if algorithm is None:
        return False
    try:
        match key:
            case rsa.RSAPublicKey():
                key.verify(proof.signature, text, padding.PKCS1v15(), algorithm)
            case dsa.DSAPublicKey():
                key.verify(proof.signature, text, algorithm)
            case ec.EllipticCurvePublicKey():
                key.verify(proof.signature, text, ec.ECDSA(algorithm))
    except (InvalidSignature, ValueError, UnsupportedAlgorithm):
        return False
    return True


def _digest(key: bytes, proof: Proof, nonce: bytes, cnonce: bytes) -> bytes | None:
    """What the holder of a secret key sends for these nonces; None for an algorithm that is not known."""
    name = _name(proof.algorithm)
    if name in _DIGESTS:
        return _DIGESTS[name](key + nonce + cnonce + key)
    if name in _MACS:
        return hmac.digest(key, nonce + cnonce, _MACS[name])
    if name == _DERIVING and acceptable(proof):
        derived = hashlib.pbkdf2_hmac("sha1", key, proof.salt, proof.iterations, proof.bits // 8)
        return hmac.digest(derived, nonce + cnonce, "sha1")
    return None


def acceptable(proof: Proof) -> bool:
    """Whether the node is willing to derive a key with these numbers."""
    return (
        proof.iterations >= 1
        and 8 <= proof.bits <= LONGEST_DERIVED_BITS
        and proof.bits % 8 == 0
        and proof.iterations * -(-proof.bits // _BLOCK_BITS) <= MOST_ROUNDS
        and 1 <= len(proof.salt) <= LONGEST_SALT
    )


def takes_long(proof: Proof) -> bool:
    """Whether looking at a proof takes so long that it keeps others waiting: a key is derived for it."""
    return proof.kind == SECRET_KEY and _name(proof.algorithm) == _DERIVING and acceptable(proof)


def _name(algorithm: str) -> str:
    """
    >>> _name("SHA-256"), _name("hmac-sha1")
    ('SHA256', 'HMACSHA1')
    """
    return algorithm.upper().replace("-", "").replace("_", "")


# SHA-1 is here because the clients of this protocol still use it (handle-http.md §6.3); none of these is the only one.
_SIGNATURES: Mapping[str, hashes.HashAlgorithm] = {"SHA1": hashes.SHA1(), "SHA256": hashes.SHA256()}  # noqa: S303
_DIGESTS: Mapping[str, Callable[[bytes], bytes]] = {
    "SHA1": lambda text: hashlib.sha1(text).digest(),  # noqa: S324
    "SHA256": lambda text: hashlib.sha256(text).digest(),
}
_MACS: Mapping[str, str] = {"HMACSHA1": "sha1", "HMACSHA256": "sha256"}
