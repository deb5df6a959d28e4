"""Certificates: the self-signed one that `idnode init` makes, and the contexts in which HTTPS is spoken."""

import datetime
import ipaddress
import os
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from OpenSSL import SSL

from node.settings import Settings
from schemas.errors import Malformed

FOLDER = "tls"
CERTIFICATE = "certificate.pem"
KEY = "key.pem"

# Long, because nobody renews it: who wants a certificate that others trust sets `certificate`.
VALID_DAYS = 3650

# TLS 1.2: forward secrecy and authenticated encryption only (RFC 9325 §4.2). TLS 1.3 has nothing else.
CIPHERS = b"ECDHE+AESGCM:ECDHE+CHACHA20"


class Pair(msgspec.Struct, frozen=True):
    """The files of a certificate chain and of its key."""

    certificate: Path
    key: Path


def pair(settings: Settings) -> Pair | None:
    """The files HTTPS speaks with; None where there is no certificate and none was named.

    Raises:
        Malformed: one was named and is not there, or only one of the two was named.
    """
    if (settings.certificate is None) != (settings.certificate_key is None):
        raise Malformed("settings certificate and certificate_key belong together: expected both or neither")
    if settings.certificate is not None and settings.certificate_key is not None:
        for path in (settings.certificate, settings.certificate_key):
            if not path.is_file():
                raise Malformed(f"cannot read {path}, named in the settings: there is no such file")
        return Pair(settings.certificate, settings.certificate_key)
    own = Pair(settings.data / FOLDER / CERTIFICATE, settings.data / FOLDER / KEY)
    return own if own.certificate.is_file() and own.key.is_file() else None


def make_own(settings: Settings, now: datetime.datetime) -> Pair:
    """Make the node's self-signed certificate, unless there is one already; the key is for the owner's eyes only."""
    folder = settings.data / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Pair(folder / CERTIFICATE, folder / KEY)
    if made.certificate.is_file() and made.key.is_file():
        return made
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, settings.node_name_en[:64])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Yesterday: clients whose clock is a little behind can talk to a new node too.
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName(_names(settings)), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_secret(made.key, secret)
    _write(made.certificate, certificate.public_bytes(serialization.Encoding.PEM), 0o644)
    return made


def server_context(files: Pair, ask: bool) -> SSL.Context:
    """A context that asks clients for a certificate and takes any, or asks for none.

    What a certificate is worth is decided where it is used.

    The TLS handshake proves that the client has the key of the certificate it shows; whether that key is the
    HS_PUBKEY of the administrator it names is compared when a request is authenticated (handle-http.md §6.4).

    Raises:
        Malformed: the files are no certificate and its key.
    """
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_cipher_list(CIPHERS)
    # Renegotiation lets a client make the server work, and a request mean something else half-way.
    # Compression leaks secrets by length. Resumption would have to remember certificates: a handshake is 1 ms.
    context.set_options(
        SSL.OP_NO_RENEGOTIATION | SSL.OP_NO_COMPRESSION | SSL.OP_CIPHER_SERVER_PREFERENCE | SSL.OP_NO_TICKET
    )
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.set_session_id(b"idnode")
    context.set_alpn_select_callback(_speak_http11)
    if ask:
        context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
    try:
        context.use_certificate_chain_file(str(files.certificate))
        context.use_privatekey_file(str(files.key))
        context.check_privatekey()
    except SSL.Error:
        raise Malformed(
            f"cannot read {files.certificate} and {files.key} as a certificate and its key in PEM"
        ) from None
    return context


def _speak_http11(_: SSL.Connection, offered: list[bytes]) -> bytes | SSL._NoOverlappingProtocols:
    return b"http/1.1" if b"http/1.1" in offered else SSL.NO_OVERLAPPING_PROTOCOLS


def _names(settings: Settings) -> list[x509.GeneralName]:
    """What clients may call this node: loopback, where it listens, and its public name."""
    named = ["localhost", "127.0.0.1", "::1"]
    if settings.https is not None and settings.https.host not in {"0.0.0.0", "::"}:  # noqa: S104 - no name at all
        named.append(settings.https.host)
    if settings.public_base:
        host = settings.public_base.partition("://")[2]
        host = host[1 : host.index("]")] if host.startswith("[") and "]" in host else host.partition(":")[0]
        named.append(host)
    found: list[x509.GeneralName] = []
    for name in dict.fromkeys(named):
        try:
            found.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            found.append(x509.DNSName(name.encode("idna").decode()))
    return found


def write_secret(path: Path, octets: bytes) -> None:
    """Write a file that only its owner may read."""
    _write(path, octets, 0o600)


def _write(path: Path, octets: bytes, mode: int) -> None:
    """Write a new file that has had this mode from its first moment, and is on disk afterwards."""
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
