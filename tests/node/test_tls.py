"""HTTPS: the node's own certificate, and the bridge that takes any client certificate."""

import asyncio
import datetime
import hashlib
import os
import socket
import ssl
import stat
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
import requests
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from OpenSSL import SSL

from node import tls
from node.addresses import Address
from node.settings import Settings
from node.tls_bridge import Session, TlsBridge
from schemas.errors import Malformed
from tests.support.require import command

NOW = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
TEN_MEGABYTES = 10_000_000
OURSELVES = Path(__file__).read_bytes()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "var")


@pytest.fixture
def files(settings: Settings) -> tls.Pair:
    return tls.make_own(settings, NOW)


def client_certificate(folder: Path, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> tuple[Path, Path, bytes]:
    """A self-signed certificate as a Handle administrator makes one: PEM files, and the DER."""
    name = x509.Name([x509.NameAttribute(NameOID.USER_ID, "300:88.1000.1/ADMIN")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - datetime.timedelta(days=4000))
        .not_valid_after(NOW - datetime.timedelta(days=1))  # expired: whether that matters is not TLS's to say
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "client.pem", folder / "client-key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(*pem))
    return certificate, secret, made.public_bytes(serialization.Encoding.DER)


async def show(request: web.Request) -> web.Response:
    """What the node sees of the caller, and a digest of what it was sent."""
    assert request.transport is not None
    shown = request.transport.get_extra_info("peer_certificate")
    body = await request.read()
    return web.json_response(
        {
            "scheme": request.scheme,
            "certificate": None if shown is None else hashlib.sha256(shown).hexdigest(),
            "remote": request.remote,
            "sha256": hashlib.sha256(body).hexdigest(),
            "octets": len(body),
        }
    )


async def much(request: web.Request) -> web.Response:
    return web.Response(body=bytes(TEN_MEGABYTES))


async def a_file(request: web.Request) -> web.FileResponse:
    return web.FileResponse(Path(__file__))


async def slowly(request: web.Request) -> web.StreamResponse:
    """Ten megabytes whose sender waits for the receiver; says how much was waiting at most."""
    answer = web.StreamResponse()
    await answer.prepare(request)
    for _ in range(160):
        await answer.write(bytes(65_536))
        assert request.transport is not None
        request.app[WAITING].append(request.transport.get_write_buffer_size())
    return answer


WAITING: web.AppKey[list[int]] = web.AppKey("waiting", list)


@asynccontextmanager
async def served(
    files: tls.Pair, ask: bool = True, handshake_seconds: float = 5
) -> AsyncIterator[tuple[int, web.Application]]:
    """A small aiohttp application over TLS; gives its port."""
    app = web.Application(client_max_size=2 * TEN_MEGABYTES)
    app[WAITING] = []
    app.router.add_route("*", "/", show)
    app.router.add_get("/much", much)
    app.router.add_get("/file", a_file)
    app.router.add_get("/slowly", slowly)
    runner = web.AppRunner(app)
    await runner.setup()
    handler = runner.server
    assert handler is not None
    loop = asyncio.get_running_loop()
    context = tls.server_context(files, ask)
    server = await loop.create_server(lambda: TlsBridge(context, handler, loop, handshake_seconds), "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], app
    finally:
        server.close()
        await runner.cleanup()


def trusting(files: tls.Pair) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=files.certificate)


def test_the_certificate_that_init_makes(settings: Settings, files: tls.Pair) -> None:
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

    assert stat.S_IMODE(files.key.stat().st_mode) == 0o600
    assert stat.S_IMODE(files.certificate.stat().st_mode) == 0o644
    assert stat.S_IMODE(files.key.parent.stat().st_mode) == 0o700
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(a) for a in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert certificate.not_valid_after_utc - NOW > datetime.timedelta(days=3600)
    assert tls.make_own(settings, NOW) == files  # a second init changes nothing
    assert x509.load_pem_x509_certificate(files.certificate.read_bytes()) == certificate


def test_the_certificate_names_the_public_address(tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path, public_base="https://id.example.cn:8443", https=Address("192.0.2.7", 8443), node_name_en="节点"
    )

    certificate = x509.load_pem_x509_certificate(tls.make_own(settings, NOW).certificate.read_bytes())

    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "id.example.cn"]
    assert [str(a) for a in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1", "192.0.2.7"]


def test_which_certificate_is_used(settings: Settings, tmp_path: Path) -> None:
    assert tls.pair(settings) is None
    own = tls.make_own(settings, NOW)
    assert tls.pair(settings) == own
    missing = tmp_path / "missing.pem"
    with pytest.raises(Malformed, match=r"^settings certificate and certificate_key belong together: expected both"):
        tls.pair(Settings(certificate=missing))
    with pytest.raises(Malformed, match=r"missing\.pem, named in the settings: there is no such file$"):
        tls.pair(Settings(certificate=missing, certificate_key=own.key))
    swapped = tls.Pair(own.key, own.certificate)
    with pytest.raises(Malformed, match=r"as a certificate and its key in PEM$"):
        tls.server_context(swapped, ask=True)


@pytest.mark.parametrize("ask", [True, False], ids=["ask", "off"])
async def test_ten_megabytes_both_ways(files: tls.Pair, ask: bool) -> None:
    body = os.urandom(TEN_MEGABYTES)
    async with served(files, ask) as (port, _):

        def talk() -> tuple[dict[str, object], bytes, bytes]:
            with requests.Session() as session:
                session.trust_env = False  # a CA bundle in the environment would win over ours
                session.verify = str(files.certificate)
                shown = session.put(f"https://127.0.0.1:{port}/", data=body).json()
                answer = session.get(f"https://127.0.0.1:{port}/much").content
                return shown, answer, session.get(f"https://127.0.0.1:{port}/file").content

        shown, answer, text = await asyncio.to_thread(talk)

    assert shown["sha256"] == hashlib.sha256(body).hexdigest()
    assert (shown["scheme"], shown["remote"], shown["certificate"]) == ("https", "127.0.0.1", None)
    assert answer == bytes(TEN_MEGABYTES)
    assert text == OURSELVES


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize(
    "make",
    [lambda: rsa.generate_private_key(65537, 2048), lambda: ec.generate_private_key(ec.SECP256R1())],
    ids=["rsa", "ec"],
)
async def test_any_client_certificate_is_taken_and_shown(
    files: tls.Pair, tmp_path: Path, version: ssl.TLSVersion, make: Callable[[], rsa.RSAPrivateKey]
) -> None:
    certificate, key, der = client_certificate(tmp_path, make())
    context = trusting(files)
    context.minimum_version = context.maximum_version = version
    context.load_cert_chain(certificate, key)
    async with served(files) as (port, _):
        for _ in range(2):  # the second connection could resume a session, and must show the certificate all the same
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname="localhost")
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = await reader.read()
            writer.close()
            assert f'"certificate": "{hashlib.sha256(der).hexdigest()}"'.encode() in answer


async def test_curl_with_and_without_certificate(files: tls.Pair, tmp_path: Path) -> None:
    curl = command("curl", "apt-get install curl")
    certificate, key, der = client_certificate(tmp_path, ec.generate_private_key(ec.SECP256R1()))
    async with served(files) as (port, _):
        base = [curl, "--silent", "--show-error", "--max-time", "20", "--cacert", str(files.certificate)]
        shown = [
            await asyncio.to_thread(
                subprocess.run, [*base, *more, f"https://localhost:{port}/"], capture_output=True, text=True, check=True
            )
            for more in ([], ["--cert", str(certificate), "--key", str(key)], ["--tls-max", "1.2"])
        ]
    assert '"certificate": null' in shown[0].stdout
    assert hashlib.sha256(der).hexdigest() in shown[1].stdout
    assert '"certificate": null' in shown[2].stdout


async def heard(port: int, context: ssl.SSLContext) -> bytes:
    reader, _ = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname="localhost")
    return await reader.read()


async def test_the_standard_library_would_refuse_that_certificate(files: tls.Pair, tmp_path: Path) -> None:
    """The twin: with `ssl`, optional client certificates are verified, so an unknown one ends the connection."""
    certificate, key, _ = client_certificate(tmp_path, ec.generate_private_key(ec.SECP256R1()))
    strict = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    strict.load_cert_chain(files.certificate, files.key)
    strict.verify_mode = ssl.CERT_OPTIONAL
    server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0, ssl=strict)
    context = trusting(files)
    context.load_cert_chain(certificate, key)
    context.maximum_version = ssl.TLSVersion.TLSv1_2  # in TLS 1.3 a client is told only after its handshake
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await heard(port, context)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
async def test_old_versions_are_refused(files: tls.Pair, version: ssl.TLSVersion) -> None:
    context = trusting(files)
    context.minimum_version = context.maximum_version = version
    context.set_ciphers("ALL:@SECLEVEL=0")
    async with served(files) as (port, _):
        with pytest.raises(ssl.SSLError):
            await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname="localhost")


async def test_what_is_no_tls_is_closed(files: tls.Pair) -> None:
    async with served(files) as (port, _):
        for octets in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", os.urandom(300), b"\x16\x03\x01\xff\xff" + bytes(70_000)):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(octets)
            with suppress(ConnectionResetError):
                assert len(await asyncio.wait_for(reader.read(), 5)) < 100  # an alert at most
            writer.close()


async def test_a_handshake_has_a_time_limit(files: tls.Pair) -> None:
    async with served(files, handshake_seconds=0.2) as (port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"\x16\x03")
        with suppress(ConnectionResetError):
            assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()


async def test_who_reads_slowly_is_waited_for(files: tls.Pair) -> None:
    async with served(files) as (port, app):

        def read_slowly() -> tuple[int, int]:
            with (
                socket.create_connection(("127.0.0.1", port), timeout=20) as plain,
                trusting(files).wrap_socket(plain, server_hostname="localhost") as talk,
            ):
                talk.sendall(b"GET /slowly HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                received = len(talk.recv(4096))
                time.sleep(0.3)
                sent_while_nobody_read = len(app[WAITING])
                while piece := talk.recv(65_536):
                    received += len(piece)
                return sent_while_nobody_read, received

        sent_while_nobody_read, received = await asyncio.to_thread(read_slowly)

    assert sent_while_nobody_read < 160
    waiting: list[int] = app[WAITING]
    assert max(waiting) < 300_000
    assert received > 160 * 65_536


async def test_a_stream_that_ends_without_close_notify_ends_the_connection(files: tls.Pair) -> None:
    async with served(files) as (port, _):
        plain = socket.create_connection(("127.0.0.1", port))
        plain.setblocking(False)
        inside, outside = ssl.MemoryBIO(), ssl.MemoryBIO()
        talk = trusting(files).wrap_bio(inside, outside, server_hostname="localhost")
        loop = asyncio.get_running_loop()
        while True:
            try:
                talk.do_handshake()
                break
            except ssl.SSLWantReadError:
                await loop.sock_sendall(plain, outside.read())
                inside.write(await loop.sock_recv(plain, 65_536))
        await loop.sock_sendall(plain, outside.read())
        plain.shutdown(socket.SHUT_WR)
        async with asyncio.timeout(5):
            while await loop.sock_recv(plain, 65_536):
                pass
        plain.close()


def test_the_conversation_may_arrive_octet_by_octet(files: tls.Pair) -> None:
    server = Session(tls.server_context(files, ask=True))
    inside, outside = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting(files).wrap_bio(inside, outside, server_hostname="localhost")
    said = False
    heard = b""
    for _ in range(20):
        try:
            if not said:
                client.do_handshake()
                client.write(b"hello")
                said = True
        except ssl.SSLWantReadError:
            pass
        for octet in outside.read():
            server.receive(bytes([octet]))
            heard += b"".join(server.plain())
        inside.write(server.to_send())

    assert heard == b"hello"
    assert server.established
    assert server.peer_certificate() is None
    server.send(bytes(100_000))
    inside.write(server.to_send())
    assert sum(len(client.read(65_536)) for _ in range(7)) == 100_000


def test_a_flipped_octet_ends_the_conversation(files: tls.Pair) -> None:
    server = Session(tls.server_context(files, ask=True))
    inside, outside = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting(files).wrap_bio(inside, outside, server_hostname="localhost")
    for _ in range(4):
        with suppress(ssl.SSLWantReadError):
            client.do_handshake()
        server.receive(outside.read())
        inside.write(server.to_send())
    client.write(b"hello")
    record = bytearray(outside.read())
    record[-1] ^= 1

    server.receive(bytes(record))
    with pytest.raises(SSL.Error):
        list(server.plain())
