"""Settings: read from file, variables and flags in that order; what is unknown or wrong is refused in one sentence."""

import ipaddress
from pathlib import Path

import pytest

from node.addresses import Address
from node.settings import KINDS, Settings
from resolver.domains.branch import Branch
from schemas.errors import Malformed
from schemas.prefix import Prefix
from schemas.rate import Rate


def read(environment: dict[str, str] | None = None, **flags: object) -> Settings:
    return Settings.read(None, environment or {}, flags)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `idnode.toml` of the checkout is found by chance."""
    monkeypatch.chdir(tmp_path)


def test_without_anything_the_defaults_work() -> None:
    assert read() == Settings()


def test_the_order_is_file_then_variable_then_flag(tmp_path: Path) -> None:
    (tmp_path / "idnode.toml").write_text('workers = 3\nlog_level = "debug"\ndata = "here"\n')

    settings = read({"IDNODE_WORKERS": "4", "IDNODE_LOG_LEVEL": "error"}, workers="5")

    assert (settings.workers, settings.log_level, settings.data) == (5, "error", Path("here"))


def test_a_file_may_be_named_by_a_variable_and_by_a_flag(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("workers = 3")
    (tmp_path / "b.toml").write_text("workers = 4")

    assert read({"IDNODE_SETTINGS": "a.toml"}).workers == 3
    assert Settings.read(Path("b.toml"), {"IDNODE_SETTINGS": "a.toml"}).workers == 4


def test_variables_for_tests_and_builds_are_no_mistakes() -> None:
    assert read({"IDNODE_PURE": "1", "IDNODE_REQUIRE": "all", "HOME": "/"}) == Settings()


OIDS = Branch("oid", "1.2.156.3001")
PARK = (b"park", b"example")
ORS_SERVERS = (("9.9.9.9", 53), ("2620:fe::fe", 5353), ("::1", 53), ("10.0.0.1", 54))
GOOD = [
    ("data", "/srv/id", Path("/srv/id")),
    ("database_url", "postgresql://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
    ("database_url", "postgres://h/d", "postgresql+asyncpg://h/d"),
    ("database_url", "postgresql+asyncpg://h/d", "postgresql+asyncpg://h/d"),
    ("database_url", "sqlite:////srv/x.sqlite", "sqlite+aiosqlite:////srv/x.sqlite"),
    ("database_url", "", ""),
    ("workers", "0", 0),
    ("http", "0.0.0.0:80", Address("0.0.0.0", 80)),
    ("http", "[::1]:8000", Address("::1", 8000)),
    ("http", "localhost:0", Address("localhost", 0)),
    ("http", "off", None),
    ("dns", "127.0.0.1:5353", Address("127.0.0.1", 5353)),
    ("dns_zones", "oid:1.2.156.3001, handles:id.park.example", (OIDS, Branch("handles", "id.park.example"))),
    ("dns_servers", "NS1.park.example.,ns2.park.example", ((b"ns1", *PARK), (b"ns2", *PARK))),
    ("dns_contact", "dns.admin@park.example", (b"dns.admin", *PARK)),
    ("dns_contact", "", ()),
    ("dns_answers_per_second", "0", 0),
    ("dns_resolvers", "10.0.0.0/8", (ipaddress.ip_network("10.0.0.0/8"),)),
    ("ors_domain", "ors.park.example", (b"ors", *PARK)),
    ("ors_servers", "", ()),
    ("ors_servers", "9.9.9.9, [2620:fe::fe]:5353, ::1, 10.0.0.1:54", ORS_SERVERS),
    ("certificate", "", None),
    ("certificate", "/etc/x.pem", Path("/etc/x.pem")),
    ("client_certificates", "off", "off"),
    ("public_base", "https://id.example.cn/", "https://id.example.cn"),
    ("public_base", "", ""),
    ("requests_per_key", "600/min", Rate(600, 60)),
    ("requests_per_key", "", None),
    ("oidc_issuer", "https://id.park.example/realms/park", "https://id.park.example/realms/park"),
    ("outbound_networks", "10.20.0.0/16", (ipaddress.ip_network("10.20.0.0/16"),)),
    ("node_prefixes", "88.1000, 88.608", (Prefix("88.1000"), Prefix("88.608"))),
    ("probe_addresses", "10.0.0.0/8,::1", (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1"))),
    ("probe_addresses", "", ()),
    ("replica_map_size", "16777216", 1 << 24),
]


@pytest.mark.parametrize(("name", "text", "value"), GOOD)
def test_what_a_text_means(name: str, text: str, value: object) -> None:
    assert getattr(read({f"IDNODE_{name.upper()}": text}), name) == value
    assert getattr(Settings.read(None, {}, {name: text}), name) == value


def test_toml_has_numbers_and_lists(tmp_path: Path) -> None:
    (tmp_path / "idnode.toml").write_text('workers = 1\nnode_prefixes = ["88.101"]\nprobe_addresses = []\n')

    settings = read()

    assert (settings.workers, settings.node_prefixes, settings.probe_addresses) == (1, (Prefix("88.101"),), ())


PORT = "65535"
PLACES = "expected a list of IP addresses of servers, each with :port where that is not 53, got"
BAD = [
    ("ors_servers", "ns.example", f"{PLACES} 'ns.example'"),
    ("ors_servers", "1.2.3.4:0", f"{PLACES} '1.2.3.4:0'"),
    ("ors_servers", "1.2.3.4:x", "cannot read '1.2.3.4:x' as an address: expected host:port or [IPv6]:port"),
    ("data", "", "expected the path of a folder, got ''"),
    ("database_url", "mysql://root:secret@h/d", f"expected {KINDS['database_url'].words}, got what was given"),
    ("database_url", "h/d", f"expected {KINDS['database_url'].words}, got what was given"),
    (
        "requests_per_key",
        "often",
        "cannot read 'often' as a rate: expected one as in 10/s, 600/min or 90000/d",
    ),
    ("oidc_issuer", "id.park.example", f"expected {KINDS['oidc_issuer'].words}, got 'id.park.example'"),
    ("workers", "many", "expected a whole number from 0 to 256, got 'many'"),
    ("workers", "-1", "expected a whole number from 0 to 256, got '-1'"),
    ("workers", "257", "expected a whole number from 0 to 256, got '257'"),
    ("workers", "１", "expected a whole number from 0 to 256, got '１'"),
    ("workers", "", "expected a whole number from 0 to 256, got ''"),
    ("http", "8000", "cannot read '8000' as an address: expected host:port or [IPv6]:port"),
    ("http", ":8000", "cannot read ':8000' as an address: expected host:port or [IPv6]:port"),
    ("http", "::1:80", "cannot read '::1:80' as an address: expected host:port or [IPv6]:port"),
    ("http", "h:x", "cannot read 'h:x' as an address: expected host:port or [IPv6]:port"),
    ("http", "http://h:80", "cannot read 'http://h:80' as an address: expected host:port or [IPv6]:port"),
    ("http", "h:65536", f"port 65536 of 'h:65536' is too high: expected at most {PORT}"),
    ("dns_zones", "oid:1.2", "number of arcs of the zone is 2, expected at least 4"),
    ("dns_contact", "nobody", "mail address is 'nobody', expected one like dns@park.example"),
    ("ons_root", "", "label 1 of the domain name '' is '', expected 1 to 63 letters, digits and hyphens"),
    ("client_certificates", "maybe", "expected ask or off, got 'maybe'"),
    ("public_base", "id.example.cn", f"expected {KINDS['public_base'].words}, got 'id.example.cn'"),
    ("public_base", "https://h/path", f"expected {KINDS['public_base'].words}, got 'https://h/path'"),
    ("node_prefixes", "88..1", "cannot read '88..1' as a prefix: expected labels of digits or letters between dots"),
    ("probe_addresses", "10.0.0.1/8", "expected a list of IP addresses or networks, got '10.0.0.1/8'"),
    ("log_level", "loud", "expected debug, info, warning or error, got 'loud'"),
    ("drain_seconds", "soon", "expected a whole number of seconds from 0 to 3600, got 'soon'"),
    ("longest_line", "1023", "expected a whole number of octets from 1024 to 1048576, got '1023'"),
]


@pytest.mark.parametrize(("name", "text", "sentence"), BAD)
def test_a_wrong_value_is_refused_with_its_place(name: str, text: str, sentence: str) -> None:
    variable = f"IDNODE_{name.upper()}"
    with pytest.raises(Malformed) as by_variable:
        read({variable: text})
    with pytest.raises(Malformed) as by_flag:
        Settings.read(None, {}, {name: text})

    assert str(by_variable.value) == f"variable {variable}: {sentence}"
    assert str(by_flag.value) == f"flag --{name.replace('_', '-')}: {sentence}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("workes = 3\nhtpp = 1", "unknown settings in idnode.toml: htpp, workes"),
        ("workers = true", "setting workers in idnode.toml: expected a whole number from 0 to 256, got True"),
        ("workers = 1.5", "setting workers in idnode.toml: expected a whole number from 0 to 256, got 1.5"),
        ("http = 8000", "setting http in idnode.toml: expected host:port, [IPv6]:port or off, got 8000"),
        ("node_prefixes = [88]", "setting node_prefixes in idnode.toml: expected a list of prefixes, got [88]"),
        ("log_level = []", "setting log_level in idnode.toml: expected debug, info, warning or error, got []"),
        ("[workers]\nn = 1", "setting workers in idnode.toml: expected a whole number from 0 to 256, got {'n': 1}"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "idnode.toml").write_text(text)

    with pytest.raises(Malformed) as refused:
        read()

    assert str(refused.value) == sentence


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("workers =")
    (tmp_path / "latin.toml").write_bytes(b'node_name = "\xe9"')
    sentences = {
        "none.toml": "cannot read the settings file none.toml: No such file or directory",
        "latin.toml": "cannot read the settings file latin.toml: expected UTF-8",
    }
    for name, sentence in sentences.items():
        with pytest.raises(Malformed) as refused:
            Settings.read(Path(name), {})
        assert str(refused.value) == sentence
    with pytest.raises(Malformed, match=r"^cannot read the settings file broken\.toml as TOML: Invalid value"):
        Settings.read(Path("broken.toml"), {})


def test_unknown_variables_are_refused() -> None:
    with pytest.raises(Malformed) as refused:
        read({"IDNODE_WORKER": "2", "IDNODE_HTTP_FILE": "x", "IDNODE_HTTP": "off"})

    assert str(refused.value) == "unknown variables: IDNODE_HTTP_FILE, IDNODE_WORKER"


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("postgresql://u:p@h/d\n")

    assert read({"IDNODE_DATABASE_URL_FILE": "secret"}).database == "postgresql+asyncpg://u:p@h/d"
    with pytest.raises(Malformed) as both:
        read({"IDNODE_DATABASE_URL_FILE": "secret", "IDNODE_DATABASE_URL": ""})
    with pytest.raises(Malformed) as missing:
        read({"IDNODE_DATABASE_URL_FILE": "none"})

    assert str(both.value) == "IDNODE_DATABASE_URL and IDNODE_DATABASE_URL_FILE are both set: expected one of them"
    assert str(missing.value) == "variable IDNODE_DATABASE_URL_FILE: cannot read the file none"


def test_a_password_is_never_shown() -> None:
    with pytest.raises(Malformed) as refused:
        read({"IDNODE_DATABASE_URL": "oracle://scott:tiger@h/d"})

    assert "tiger" not in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "base"),
    [
        (Settings(), "http://127.0.0.1:8000"),
        (Settings(http=Address("0.0.0.0", 80)), "http://127.0.0.1:80"),
        (Settings(http=Address("::", 80)), "http://[::1]:80"),
        (Settings(http=None), "https://127.0.0.1:8443"),
        (Settings(http=None, https=None), "http://localhost"),
        (Settings(public_base="https://id.example.cn"), "https://id.example.cn"),
    ],
)
def test_the_base_of_links(settings: Settings, base: str) -> None:
    assert settings.base == base


def test_the_embedded_database_lies_in_the_data_folder(tmp_path: Path) -> None:
    assert Settings(data=tmp_path).database == f"sqlite+aiosqlite:///{tmp_path}/registry.sqlite"
