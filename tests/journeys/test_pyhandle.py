"""pyhandle 1.5, as enterprises use it against Handle servers, against this node: over HTTPS, by password and by
certificate."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhandle.clientcredentials import PIDClientCredentials
from pyhandle.handleclient import PyHandleClient
from pyhandle.handleexceptions import (
    GenericHandleError,
    HandleAlreadyExistsException,
    HandleAuthenticationError,
    HandleNotFoundException,
    ReverseLookupException,
)

from schemas.encodings import publickey
from schemas.encodings.publickey import RsaKey
from tests.support.running import Node, free_port, running

PREFIX = "88.1000.7"
USER = f"300:{PREFIX}/ADMIN"
PASSWORD = "口令 s3cret"
ADMIN: dict[str, object] = {"handle": f"{PREFIX}/ADMIN", "index": 300, "permissions": "111111111111"}


class Park:
    """A node with one prefix, whose holder has made itself an administrator with a password."""

    def __init__(self, node: Node, https: str) -> None:
        self.url = f"https://{https}"
        self.authority = str(node.data / "tls" / "certificate.pem")
        node.run("prefix", "grant", PREFIX, "--own")
        self.key = node.told("key", "new", "--role", "enterprise-app", "--prefix", PREFIX)["key"]
        made = self.put(
            "ADMIN",
            {"index": 100, "type": "HS_ADMIN", "data": {"format": "admin", "value": ADMIN}},
            {"index": 300, "type": "HS_SECKEY", "data": PASSWORD, "permissions": "1100"},
        )
        assert (made.status_code, made.json()) == (201, {"responseCode": 1, "handle": f"{PREFIX}/ADMIN"})

    def put(self, suffix: str, *values: dict[str, Any], query: str = "") -> requests.Response:
        """Write values with the enterprise's API key."""
        return requests.put(
            f"{self.url}/api/handles/{PREFIX}/{suffix}{query}",
            json=list(values),
            headers={"Authorization": f"Bearer {self.key}"},
            verify=self.authority,
            timeout=10,
        )

    def client(self, password: str = PASSWORD) -> Any:
        """pyhandle with a user name and a password."""
        return PyHandleClient("rest").instantiate_with_username_and_password(
            self.url,
            USER,
            password,
            HTTPS_verify=self.authority,
            handleowner=USER,
            reverselookup_baseuri=self.url,
        )


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Park]:
    https = f"127.0.0.1:{free_port()}"
    with running(tmp_path_factory.mktemp("node"), https=https) as node:
        yield Park(node, https)


def test_a_handle_is_created_read_modified_searched_and_deleted(park: Park) -> None:
    client = park.client()
    handle = f"{PREFIX}/SN-0001"

    assert client.register_handle(handle, location="https://erp.example/1", checksum="abc", NAME="覆铜板") == handle
    assert client.get_value_from_handle(handle, "URL") == "https://erp.example/1"
    assert client.get_value_from_handle(handle, "NAME") == "覆铜板"
    with pytest.raises(HandleAlreadyExistsException):
        client.register_handle(handle, location="https://elsewhere.example/")

    client.modify_handle_value(handle, NAME="铜板", BATCH="B-7")
    assert client.retrieve_handle_record(handle) == client.retrieve_handle_record(handle, auth=True)
    assert client.get_value_from_handle(handle, "NAME") == "铜板"
    assert client.get_value_from_handle(handle, "BATCH") == "B-7"

    assert client.search_handle("https://erp.example/*") == [handle]
    assert client.search_handle(URL="*ERP.example*", CHECKSUM="abc") == [handle]
    assert client.search_handle(URL="*ERP.example*", CHECKSUM="abd") == []
    assert client.search_handle(URL="*", prefix="88.1000") == []

    client.delete_handle_value(handle, ["BATCH", "CHECKSUM"])
    assert client.get_value_from_handle(handle, "BATCH") is None
    assert client.search_handle(URL="*ERP.example*", CHECKSUM="abc") == []

    assert client.delete_handle(handle) == handle
    assert client.retrieve_handle_record_json(handle) is None
    with pytest.raises(HandleNotFoundException):
        client.delete_handle(handle)
    assert client.search_handle(URL="*ERP.example*") == []


def test_what_was_deleted_can_be_created_again(park: Park) -> None:
    client, handle = park.client(), f"{PREFIX}/AGAIN"

    for place in ("https://erp.example/a", "https://erp.example/b"):
        client.register_handle(handle, location=place)
        assert client.get_value_from_handle(handle, "URL") == place
        client.delete_handle(handle)

    assert client.retrieve_handle_record_json(handle) is None


def test_a_name_is_made_up(park: Park) -> None:
    made = park.client().generate_and_register_handle(PREFIX, "https://erp.example/made-up")

    assert made.startswith(f"{PREFIX}/")
    assert park.client().get_value_from_handle(made, "URL") == "https://erp.example/made-up"


def test_a_wrong_password_writes_and_searches_nothing(park: Park) -> None:
    client = park.client("wrong")

    with pytest.raises(HandleAuthenticationError):
        client.register_handle(f"{PREFIX}/STOLEN", location="https://evil.example/")
    with pytest.raises(ReverseLookupException):
        client.search_handle(URL="*")
    assert client.retrieve_handle_record_json(f"{PREFIX}/STOLEN") is None


def test_a_client_certificate_does_as_well(park: Park, tmp_path: Path) -> None:
    key, pem = _certified(f"301:{PREFIX}/ADMIN", tmp_path)
    numbers = key.public_key().public_numbers()
    octets = publickey.to_octets(RsaKey(numbers.n, numbers.e))
    shown = {"index": 301, "type": "HS_PUBKEY", "data": {"format": "hex", "value": octets.hex()}}
    owner = {"index": 101, "type": "HS_ADMIN", "data": {"format": "admin", "value": ADMIN | {"index": 301}}}
    assert park.put("ADMIN", shown, query="?index=301").status_code == 201
    assert park.put("BY-KEY", owner).status_code == 201
    shown_in_tls = PIDClientCredentials(
        client="rest", handle_server_url=park.url, certificate_and_key=str(pem), handleowner=USER
    )
    client = PyHandleClient("rest").instantiate_with_credentials(shown_in_tls, HTTPS_verify=park.authority)

    client.modify_handle_value(f"{PREFIX}/BY-KEY", NAME="by certificate")

    assert client.get_value_from_handle(f"{PREFIX}/BY-KEY", "NAME") == "by certificate"
    # That key administers this one record and not the prefix.
    with pytest.raises(GenericHandleError, match="may not register"):
        client.register_handle(f"{PREFIX}/NOT-MINE", location="https://erp.example/")


def _certified(identity: str, folder: Path) -> tuple[rsa.RSAPrivateKey, Path]:
    """A key and a file with it and its self-signed certificate."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.USER_ID, identity)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    pem = folder / "client.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return key, pem
