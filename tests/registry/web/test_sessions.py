"""Sessions and the Handle challenge, client certificates among them (handle-http.md §6)."""

import asyncio
import base64
import datetime
import hashlib
import hmac
import re
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID, ObjectIdentifier

from registry.store.book import Book
from registry.store.page import Writing
from schemas.encodings import publickey
from schemas.encodings.publickey import RsaKey
from tests.support.books import Clock
from tests.support.handle_api import PASSWORD, Api, Said, basic, password_of, server_key, serving

ME = "300:88.1000.1/ADMIN"
HIDDEN = "/api/handles/88.1000.1/HIDDEN?publicOnly=false"
CNONCE = bytes(range(16))


def text_of(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def parts(challenge: str) -> dict[str, str]:
    assert challenge.startswith("Handle ")
    return dict(re.findall(r'(\w+)="([^"]*)"', challenge))


def proof(nonce: str, **changes: str) -> dict[str, str]:
    """The fields with which the holder of a secret key answers a challenge."""
    signature = hmac.new(PASSWORD.encode(), base64.b64decode(nonce) + CNONCE, hashlib.sha256).digest()
    fields = {"version": "0", "id": ME, "type": "HS_SECKEY", "cnonce": text_of(CNONCE), "alg": "HMAC-SHA256"}
    return fields | {"signature": text_of(signature)} | changes


def header(fields: dict[str, str]) -> str:
    return "Handle " + ", ".join(f'{name}="{text}"' for name, text in fields.items())


async def begun(api: Api, **more: Any) -> dict[str, Any]:
    said = await api.ask("POST", "/api/sessions", **more)
    assert said.status == 201
    fields: dict[str, Any] = said.json
    return fields


async def authenticated(api: Api) -> str:
    """The id of a session that has been authenticated."""
    session = await begun(api)
    said = await api.ask("PUT", "/api/sessions/this", {"sessionId": session["sessionId"]} | proof(session["nonce"]))
    assert said.status == 200
    return str(session["sessionId"])


async def test_the_challenge_of_a_401(sqlite_api: Api) -> None:
    plainly = await sqlite_api.ask("GET", HIDDEN)
    quietly = await sqlite_api.ask("GET", HIDDEN, X_Requested_With="XMLHttpRequest")
    wrong = await sqlite_api.ask("GET", HIDDEN, by=basic("300%3A88.1000.1/ADMIN", "no"))
    foreign = await sqlite_api.ask("GET", HIDDEN, by='Handle sessionId="x"')
    over_http = await sqlite_api.ask("GET", HIDDEN, plain=True)

    assert plainly.challenges[0] == 'Basic realm="handle"'
    told = parts(plainly.challenges[1])
    assert list(told) == ["sessionId", "nonce"]
    assert len(base64.b64decode(told["nonce"])) == 16
    assert [challenge[:6] for challenge in quietly.challenges] == ["Handle"]
    assert [challenge[:6] for challenge in wrong.challenges] == ["Basic ", "Handle"]
    assert parts(wrong.challenges[1])["error"] == "Identity not verified"
    assert [challenge[:6] for challenge in foreign.challenges] == ["Handle"]
    assert parts(foreign.challenges[0])["error"] == "Identity not verified"
    assert over_http.challenges == []


async def test_a_challenge_is_answered(api: Api) -> None:
    told = parts((await api.ask("GET", HIDDEN)).challenges[1])
    answer = header({"sessionId": told["sessionId"]} | proof(told["nonce"]))

    first = await api.ask("GET", HIDDEN, by=answer)
    again = await api.ask("GET", HIDDEN, by=f'Handle sessionId="{told["sessionId"]}"')

    assert [said.json["values"][0]["data"]["value"] for said in (first, again)] == ["x", "x"]
    written = await api.ask("PUT", "/api/handles/88.1000.1/BY-SESSION", [], by=f"Handle sessionId={told['sessionId']}")
    assert written.status == 201


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": text_of(bytes(32))},
        {"cnonce": text_of(bytes(16))},
        {"id": "301:88.1000.1/ADMIN"},
        {"id": "300:88.1000.10/ADMIN", "signature": text_of(b"x")},
        {"type": "HS_PUBKEY"},
        {"alg": "HMAC-SHA1"},
        {"alg": "none"},
        {"signature": ""},
        {"signature": "!"},
        {"type": ""},
        {"id": "300:88.1000.3/ADMIN"},
    ],
)
async def test_a_wrong_answer(sqlite_api: Api, changes: dict[str, str]) -> None:
    told = parts((await sqlite_api.ask("GET", HIDDEN)).challenges[1])
    fields = {"sessionId": told["sessionId"]} | proof(told["nonce"], **changes)

    said = await sqlite_api.ask("GET", HIDDEN, by=header(fields))

    assert said.brief == (401, "")
    assert "nonce" in parts(said.challenges[-1])
    put = await sqlite_api.ask("PUT", "/api/sessions/this", fields)
    assert put.brief == (401, "")


async def test_an_answer_to_another_challenge_proves_nothing(sqlite_api: Api) -> None:
    one, other = await begun(sqlite_api), await begun(sqlite_api)

    said = await sqlite_api.ask("PUT", "/api/sessions/this", {"sessionId": one["sessionId"]} | proof(other["nonce"]))

    assert said.status == 401


async def test_the_life_of_a_session(api: Api) -> None:
    begun_ = await api.ask("POST", "/api/sessions")
    session = begun_.json
    mine = f'Handle sessionId="{session["sessionId"]}"'

    assert (begun_.status, begun_.headers["Location"], list(session)) == (
        201,
        "/api/sessions/this",
        ["sessionId", "nonce"],
    )
    shown = await api.ask("GET", "/api/sessions/this", by=mine)
    assert shown.json == session | {"authenticated": False}
    assert (await api.ask("GET", HIDDEN, by=mine)).brief == (
        401,
        '{"responseCode":402,"handle":"88.1000.1/HIDDEN"}',
    )
    put = await api.ask("PUT", "/api/sessions/this", proof(session["nonce"]), by=mine)
    assert (put.status, put.json) == (200, session | {"authenticated": True, "id": ME})
    assert (await api.ask("GET", "/api/sessions/this", by=mine)).json == put.json
    assert (await api.ask("GET", HIDDEN, by=mine)).status == 200
    assert (await api.ask("DELETE", "/api/sessions/this", by=mine)).brief == (204, "")
    for method, target in (("GET", "/api/sessions/this"), ("GET", HIDDEN), ("DELETE", "/api/sessions/this")):
        assert (await api.ask(method, target, by=mine)).brief == (401, "")
    again = await api.ask("PUT", "/api/sessions/this", proof(session["nonce"]), by=mine)
    assert again.brief == (401, "")


async def test_without_a_session(sqlite_api: Api) -> None:
    assert (await sqlite_api.ask("GET", "/api/sessions/this")).brief == (200, '{"authenticated":false}')
    assert (await sqlite_api.ask("DELETE", "/api/sessions/this")).brief == (403, "")
    assert (await sqlite_api.ask("PUT", "/api/sessions/this", {})).brief == (401, "")
    assert (await sqlite_api.ask("PUT", "/api/sessions/this", {"sessionId": "x"})).brief == (401, "")
    for method, target in (("POST", "/api/sessions"), ("PUT", "/api/sessions/this")):
        assert (await sqlite_api.ask(method, target, plain=True)).brief == (403, '{"responseCode":402}')


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"id":[]}', b"\xff", b"[" * 10_000])
async def test_a_body_that_is_no_session(sqlite_api: Api, body: bytes) -> None:
    for method, target in (("POST", "/api/sessions"), ("PUT", "/api/sessions/this")):
        said = await sqlite_api.ask(method, target, body)
        assert (said.status, said.json["responseCode"]) == (400, 4)
    assert (await sqlite_api.ask("POST", "/api/sessions", bytes(20_000))).status == 413


async def test_the_id_of_a_session_is_the_nodes_to_choose(sqlite_api: Api) -> None:
    """Session fixation (threats.md T27)."""
    session = await begun(sqlite_api)
    mine = f'Handle sessionId="{session["sessionId"]}"'

    assert (await sqlite_api.ask("POST", "/api/sessions", by=mine)).status == 400
    assert (await begun(sqlite_api))["sessionId"] != session["sessionId"]
    forged = base64.urlsafe_b64encode(b"\x01" + bytes(32)).decode()
    assert (await sqlite_api.ask("GET", "/api/sessions/this", by=f'Handle sessionId="{forged}"')).status == 401
    changed = ("B" if session["sessionId"][10] == "A" else "A").join(
        (session["sessionId"][:10], session["sessionId"][11:])
    )
    assert (await sqlite_api.ask("GET", "/api/sessions/this", by=f'Handle sessionId="{changed}"')).status == 401


async def test_with_a_password_a_session_is_authenticated_at_once(api: Api) -> None:
    session = await begun(api, by=password_of("88.1000.1"))

    assert (session["authenticated"], session["id"]) == (True, ME)
    assert (await api.ask("GET", HIDDEN, by=f'Handle sessionId="{session["sessionId"]}"')).status == 200
    wrong = await api.ask("POST", "/api/sessions", by=basic("300%3A88.1000.1/ADMIN", "no"))
    assert wrong.brief == (401, "")


async def test_any_worker_knows_a_session(book: Book, api: Api, tmp_path: Path, clock: Clock) -> None:
    """Two workers share nothing but the database and the pepper."""
    session = await begun(api)
    async with serving(book, tmp_path / "other", clock) as other:
        put = await other.ask(
            "PUT", "/api/sessions/this", {"sessionId": session["sessionId"]} | proof(session["nonce"])
        )
        assert put.status == 200
        mine = f'Handle sessionId="{session["sessionId"]}"'
        assert (await api.ask("GET", HIDDEN, by=mine)).status == 200
        assert (await api.ask("DELETE", "/api/sessions/this", by=mine)).status == 204
        assert (await other.ask("GET", HIDDEN, by=mine)).status == 401


async def test_a_session_that_is_idle_ends(api: Api, clock: Clock) -> None:
    session, never = await authenticated(api), (await begun(api))["sessionId"]
    mine = f'Handle sessionId="{session}"'

    for _ in range(4):  # kept alive by being used, beyond what an idle one lives
        clock.now += 1700
        assert (await api.ask("GET", HIDDEN, by=mine)).status == 200
        await asyncio.gather(*api.context.touching.values())
    assert (await api.ask("GET", "/api/sessions/this", by=f'Handle sessionId="{never}"')).status == 401
    clock.now += 1801
    assert (await api.ask("GET", HIDDEN, by=mine)).status == 401


async def test_no_request_waits_for_its_session_to_be_touched(sqlite_api: Api, clock: Clock) -> None:
    mine = f'Handle sessionId="{await authenticated(sqlite_api)}"'
    clock.now += 1700
    gate = asyncio.Event()

    async def wait(_: Writing) -> None:
        await gate.wait()

    pen = asyncio.create_task(sqlite_api.context.group.do(wait))  # nothing is written while this goes on
    await asyncio.sleep(0.05)
    answers = [await asyncio.wait_for(sqlite_api.ask("GET", HIDDEN, by=mine), 10) for _ in range(3)]

    assert [said.status for said in answers] == [200] * 3
    (touch,) = sqlite_api.context.touching.values()  # one, however many requests came
    gate.set()
    await asyncio.gather(pen, touch)
    assert sqlite_api.context.touching == {}
    clock.now += 1700
    assert (await sqlite_api.ask("GET", HIDDEN, by=mine)).status == 200
    await asyncio.gather(*sqlite_api.context.touching.values())


async def test_a_session_ends_with_the_key_it_was_made_with(api: Api) -> None:
    mine = f'Handle sessionId="{await authenticated(api)}"'
    assert (await api.ask("GET", HIDDEN, by=mine)).status == 200
    rotated = [{"index": 300, "type": "HS_SECKEY", "data": "new", "permissions": "1100"}]

    assert (await api.ask("PUT", "/api/handles/88.1000.1/ADMIN?index=300", rotated, by="owner")).status == 200

    assert (await api.ask("GET", HIDDEN, by=mine)).brief == (401, "")
    assert (await api.ask("GET", HIDDEN, by=password_of("88.1000.1"))).status == 401
    assert (await api.ask("GET", HIDDEN, by=basic("300%3A88.1000.1/ADMIN", "new"))).status == 200


async def test_a_caller_without_an_index_is_the_key_that_fits(sqlite_api: Api) -> None:
    """301 may only add values: naming the record alone does not make 300 of it."""
    first = await sqlite_api.ask("POST", "/api/sessions", by=basic("88.1000.1/ADMIN"))
    second = await sqlite_api.ask("POST", "/api/sessions", by=basic("0%3A88.1000.1/ADMIN", "second"))

    assert (first.json["id"], second.json["id"]) == (ME, "301:88.1000.1/ADMIN")
    by = basic("88.1000.1/ADMIN", "second")
    assert (await sqlite_api.ask("DELETE", "/api/handles/88.1000.1/Sn-1", by=by)).status == 403


async def test_the_node_signs_when_it_is_asked_to(book: Book, api: Api, tmp_path: Path, clock: Clock) -> None:
    key = server_key()
    async with serving(book, tmp_path / "signing", clock, server_key=key) as signing:
        in_body = await begun(signing, body={"cnonce": text_of(CNONCE)})
        in_header = await begun(signing, by=f'Handle cnonce="{text_of(CNONCE)}"')
        challenge = parts((await signing.ask("GET", HIDDEN, by=f'Handle cnonce="{text_of(CNONCE)}"')).challenges[0])

    for told in (in_body, in_header, challenge):
        assert told["serverAlg"] == "SHA256"
        signed = base64.b64decode(told["nonce"]) + CNONCE
        key.public_key().verify(base64.b64decode(told["serverSignature"]), signed, padding.PKCS1v15(), hashes.SHA256())


CERTIFIED = "302:88.1000.1/ADMIN"


@pytest.mark.parametrize("kind", [NameOID.USER_ID, NameOID.COMMON_NAME])
async def test_a_certificate_identifies(api: Api, tmp_path: Path, kind: ObjectIdentifier) -> None:
    key, pem = certified(CERTIFIED, tmp_path, kind)
    await has_key(api, key)
    shown = client_of(pem)

    asked = await api.ask("POST", "/api/sessions", by='Handle clientCert="true"', tls=shown)
    silent = await api.ask("POST", "/api/sessions", tls=shown)

    assert [said.json["id"] for said in (asked, silent)] == [CERTIFIED, CERTIFIED]
    seen = await api.ask("GET", HIDDEN, by='Handle clientCert="true"', tls=shown)
    assert seen.json["responseCode"] == 200  # 302 is named by no HS_ADMIN


async def test_a_certificate_with_another_key_is_refused(api: Api, tmp_path: Path) -> None:
    key, _ = certified(CERTIFIED, tmp_path)
    _, forged = certified(CERTIFIED, tmp_path)
    await has_key(api, key)

    for by in (None, 'Handle clientCert="true"'):
        assert (await api.ask("GET", "/api/handles/88.1000.1/Sn-1", by=by, tls=client_of(forged))).brief == (401, "")
    # A header that says who calls goes before the certificate.
    said = await api.ask("GET", HIDDEN, by=password_of("88.1000.1"), tls=client_of(forged))
    assert said.status == 200


async def test_a_certificate_that_names_nobody_is_passed_over(sqlite_api: Api, tmp_path: Path) -> None:
    for name in ("www.example.com", "300", "ADMIN"):
        _, pem = certified(name, tmp_path, NameOID.COMMON_NAME)
        said = await sqlite_api.ask("GET", "/api/handles/88.1000.1/Sn-1", tls=client_of(pem))
        assert said.status == 200
        asked = await sqlite_api.ask(
            "GET", "/api/handles/88.1000.1/Sn-1", by='Handle clientCert="true"', tls=client_of(pem)
        )
        assert asked.brief == (401, "")


async def has_key(api: Api, key: rsa.RSAPrivateKey) -> Said:
    numbers = key.public_key().public_numbers()
    octets = publickey.to_octets(RsaKey(numbers.n, numbers.e))
    value = {"index": 302, "type": "HS_PUBKEY", "data": {"format": "base64", "value": text_of(octets)}}
    return await api.ask("PUT", "/api/handles/88.1000.1/ADMIN?index=302", value, by="owner")


def certified(name: str, folder: Path, kind: ObjectIdentifier = NameOID.USER_ID) -> tuple[rsa.RSAPrivateKey, Path]:
    """A key, and a file with it and a certificate that it has signed itself."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(kind, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{x509.random_serial_number()}.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return key, path


def client_of(pem: Path) -> ssl.SSLContext:
    """A client that shows a certificate and trusts any server."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.load_cert_chain(pem)
    return context
