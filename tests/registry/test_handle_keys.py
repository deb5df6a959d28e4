"""Keys in records: every algorithm of the contract, and everything near it that must not pass (handle-http.md §6)."""

import hashlib
import hmac

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa

from registry.handle_keys import (
    Proof,
    acceptable,
    fingerprint,
    is_proof,
    is_secret,
    public_key,
    read_identity,
    read_user,
)
from schemas.encodings import publickey
from schemas.encodings.publickey import DsaKey, RsaKey
from schemas.errors import Malformed
from schemas.value import Reference, Value

NONCE, CNONCE, SECRET = bytes(range(16)), bytes(range(16, 32)), "密码 s3cret".encode()
SEALED = Value(300, "HS_SECKEY", SECRET)


def mac(algorithm: str, key: bytes = SECRET, nonce: bytes = NONCE, cnonce: bytes = CNONCE) -> bytes:
    """Written out by the table of §6.3, apart from the code under test."""
    match algorithm:
        case "SHA1":
            return hashlib.sha1(key + nonce + cnonce + key).digest()
        case "SHA256":
            return hashlib.sha256(key + nonce + cnonce + key).digest()
        case "HMAC-SHA1":
            return hmac.new(key, nonce + cnonce, hashlib.sha1).digest()
        case "HMAC-SHA256":
            return hmac.new(key, nonce + cnonce, hashlib.sha256).digest()
        case _:
            derived = hashlib.pbkdf2_hmac("sha1", key, b"salt", 1000, 20)
            return hmac.new(derived, nonce + cnonce, hashlib.sha1).digest()


MACS = ("SHA1", "SHA256", "HMAC-SHA1", "HMAC-SHA256", "PBKDF2-HMAC-SHA1")


def proof(algorithm: str, signature: bytes | None = None, kind: str = "HS_SECKEY") -> Proof:
    signature = mac(algorithm) if signature is None else signature
    derived = {"salt": b"salt", "iterations": 1000, "bits": 160} if algorithm.startswith("PBKDF2") else {}
    return Proof(kind, algorithm, signature, **derived)  # type: ignore[arg-type]


@pytest.mark.parametrize("algorithm", MACS)
def test_macs(algorithm: str) -> None:
    assert is_proof(SEALED, proof(algorithm), NONCE, CNONCE)
    assert is_proof(SEALED, msgspec.structs.replace(proof(algorithm), algorithm=algorithm.lower()), NONCE, CNONCE)


@pytest.mark.parametrize("algorithm", MACS)
def test_macs_that_are_none(algorithm: str) -> None:
    right = mac(algorithm)
    for signature in (b"", right[:-1], right + b"\0", bytes([right[0] ^ 1]) + right[1:], mac(algorithm, b"other")):
        assert not is_proof(SEALED, proof(algorithm, signature), NONCE, CNONCE)
    assert not is_proof(SEALED, proof(algorithm), NONCE, CNONCE[::-1])
    assert not is_proof(SEALED, proof(algorithm), CNONCE, NONCE)
    assert not is_proof(SEALED, proof(algorithm, kind="HS_PUBKEY"), NONCE, CNONCE)
    assert not is_proof(Value(300, "URL", SECRET), proof(algorithm, kind="URL"), NONCE, CNONCE)
    assert not is_proof(Value(300, "HS_SECKEY", b""), proof(algorithm, mac(algorithm, b"")), NONCE, CNONCE)


def test_an_unknown_algorithm_proves_nothing() -> None:
    for name in ("", "NONE", "MD5", "HMAC-MD5", "SHA512"):
        assert not is_proof(SEALED, Proof("HS_SECKEY", name, b""), NONCE, CNONCE)
        assert not is_proof(SEALED, Proof("HS_SECKEY", name, hashlib.md5(SECRET).digest()), NONCE, CNONCE)


@pytest.mark.parametrize(
    ("iterations", "bits", "salt", "taken"),
    [
        (1, 8, b"s", True),
        (10_000, 160, b"salt", True),
        (100_000, 160, b"salt", True),
        (100_001, 160, b"salt", False),
        (0, 160, b"salt", False),
        (1000, 161, b"salt", False),
        (1000, 0, b"salt", False),
        (1000, 256, b"salt", True),
        (50_000, 256, b"salt", True),
        (50_001, 256, b"salt", False),
        (1000, 264, b"salt", False),
        (1000, 8000, b"salt", False),
        (1000, 160, b"", False),
        (1000, 160, bytes(1025), False),
    ],
)
def test_how_much_work_a_caller_may_ask_for(iterations: int, bits: int, salt: bytes, taken: bool) -> None:
    assert acceptable(Proof("HS_SECKEY", "PBKDF2-HMAC-SHA1", b"", salt, iterations, bits)) is taken


RSA = rsa.generate_private_key(65537, 2048)
DSA = dsa.generate_private_key(2048)
EC = ec.generate_private_key(ec.SECP256R1())
DIGESTS = {"SHA1": hashes.SHA1(), "SHA256": hashes.SHA256()}


def rsa_value() -> Value:
    numbers = RSA.public_key().public_numbers()
    return Value(300, "HS_PUBKEY", publickey.to_octets(RsaKey(numbers.n, numbers.e)))


def dsa_value() -> Value:
    numbers = DSA.public_key().public_numbers()
    group = numbers.parameter_numbers
    return Value(300, "HS_PUBKEY", publickey.to_octets(DsaKey(group.p, group.q, group.g, numbers.y)))


def pem_value(key: object) -> Value:
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]
    return Value(300, "HS_PUBKEY", pem)


@pytest.mark.parametrize("algorithm", ["SHA1", "SHA256"])
def test_signatures(algorithm: str) -> None:
    digest, text = DIGESTS[algorithm], NONCE + CNONCE
    by_rsa, by_dsa = RSA.sign(text, padding.PKCS1v15(), digest), DSA.sign(text, digest)
    by_ec = EC.sign(text, ec.ECDSA(digest))
    other = "SHA256" if algorithm == "SHA1" else "SHA1"

    for value, signature in (
        (rsa_value(), by_rsa),
        (pem_value(RSA.public_key()), by_rsa),
        (dsa_value(), by_dsa),
        (pem_value(EC.public_key()), by_ec),
    ):
        assert is_proof(value, proof(algorithm, signature, "HS_PUBKEY"), NONCE, CNONCE)
        assert is_proof(value, proof(algorithm.replace("SHA", "SHA-"), signature, "HS_PUBKEY"), NONCE, CNONCE)
        assert not is_proof(value, proof(other, signature, "HS_PUBKEY"), NONCE, CNONCE)
        assert not is_proof(value, proof("HMAC-SHA1", signature, "HS_PUBKEY"), NONCE, CNONCE)
        assert not is_proof(value, proof(algorithm, signature, "HS_SECKEY"), NONCE, CNONCE)
        assert not is_proof(value, proof(algorithm, signature, "HS_PUBKEY"), CNONCE, NONCE)
        assert not is_proof(value, proof(algorithm, b"", "HS_PUBKEY"), NONCE, CNONCE)
    assert not is_proof(rsa_value(), proof(algorithm, by_dsa, "HS_PUBKEY"), NONCE, CNONCE)
    assert not is_proof(dsa_value(), proof(algorithm, by_rsa, "HS_PUBKEY"), NONCE, CNONCE)


def test_a_public_key_is_no_secret() -> None:
    """Algorithm confusion (threats.md T8): a MAC keyed with the octets of a public key proves nothing."""
    value = rsa_value()

    for algorithm in ("SHA1", "SHA256", "HMAC-SHA1", "HMAC-SHA256"):
        made = mac(algorithm, value.data)
        assert not is_proof(value, proof(algorithm, made), NONCE, CNONCE)
        assert not is_proof(value, proof(algorithm, made, "HS_PUBKEY"), NONCE, CNONCE)
    assert not is_secret(value, value.data)


def test_keys_that_cannot_be_used() -> None:
    small = rsa.RSAPublicNumbers(65537, (1 << 511) + 1)
    for octets in (
        b"",
        b"RSA_PUB_KEY",
        publickey.to_octets(RsaKey(small.n, small.e)),
        publickey.to_octets(RsaKey(1, 1)),
        publickey.to_octets(RsaKey(1 << 2047, 2)),
        publickey.to_octets(DsaKey(1, 1, 1, 1)),
        b"-----BEGIN PUBLIC KEY-----\nnone\n-----END PUBLIC KEY-----",
        b"-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----",
        pem_value(ed25519.Ed25519PrivateKey.generate().public_key()).data,
    ):
        assert public_key(octets) is None, octets[:40]


def test_secrets() -> None:
    assert is_secret(SEALED, SECRET)
    assert is_secret(Value(1, "hs_seckey", b"x"), b"x")
    for value, secret in ((SEALED, b""), (SEALED, SECRET + b"\0"), (Value(1, "HS_SECKEY", b""), b"")):
        assert not is_secret(value, secret)
    assert not is_secret(Value(1, "URL", b"x"), b"x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("300:88.1.1/ADMIN", Reference("88.1.1/ADMIN", 300)),
        ("0:88.1.1/ADMIN", Reference("88.1.1/ADMIN", 0)),
        ("88.1.1/ADMIN", Reference("88.1.1/ADMIN", 0)),
        ("300:88.1.1/a:b", Reference("88.1.1/a:b", 300)),
        ("88.1.1/a:b", Reference("88.1.1/a:b", 0)),
        ("300:0.NA/1", Reference("0.NA/1", 300)),
        ("300:88.1.1/管理员", Reference("88.1.1/管理员", 300)),
    ],
)
def test_identities(text: str, expected: Reference) -> None:
    assert read_identity(text) == expected
    assert read_user(text.replace("%", "%25").replace(":", "%3A")) == expected


@pytest.mark.parametrize("text", ["", "300", "300:", "300:88.1.1", "x:88.1.1/A", "-1:88.1.1/A", "4294967296:88.1.1/A"])
def test_what_is_no_identity(text: str) -> None:
    with pytest.raises(Malformed):
        read_identity(text)


def test_a_fingerprint_tells_keys_apart() -> None:
    values = (SEALED, Value(300, "HS_SECKEY", b"x"), Value(300, "HS_PUBKEY", SECRET))

    assert len({fingerprint(value) for value in values}) == 3
    assert fingerprint(SEALED) == fingerprint(Value(7, "hs_seckey", SECRET, ttl=1))
