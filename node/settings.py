"""Settings: one frozen record of everything that can be set, and how it is read.

`idnode.toml`, overridden by `IDNODE_*` variables, overridden by flags of the command line. What is unknown is refused.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self, get_type_hints
from urllib.parse import quote

import msgspec

from node import kinds
from node.addresses import Address
from node.kinds import Kind, whole, whole_or_none
from registry.guesses import FREE_TRIES
from resolver.domains.branch import Branch
from resolver.domains.names import Name
from schemas.errors import Malformed
from schemas.prefix import Prefix
from schemas.principal import LONGEST_KEY_DAYS
from schemas.rate import Rate
from schemas.trail import SHORTEST_DAYS

DEFAULT_FILE = Path("idnode.toml")
VARIABLES = "IDNODE_"
FILE_VARIABLE = "IDNODE_SETTINGS"
# These steer the tests and the choice of the compiled header scan, not the node: no settings, and no mistakes.
FOREIGN_VARIABLES = frozenset({"IDNODE_PURE", "IDNODE_REQUIRE"})
# May be given as NAME_FILE, the path of a file that holds the value: nothing secret stands in the environment then.
SECRETS = ("database_url", "oidc_secret", "sealing_keys")

MIB = 1 << 20
GIB = 1 << 30


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that can be set. Each field is a key of `idnode.toml` and, upper-cased, a variable `IDNODE_…`.

    >>> str(Settings().http)
    '127.0.0.1:8000'
    """

    data: Annotated[Path, kinds.FOLDER] = Path("var")
    """The data folder: database, replica, counters, keys. Only its owner may enter it."""

    database_url: Annotated[str, kinds.DATABASE] = ""
    """Where the registry's truth is; empty: SQLite in the data folder. PostgreSQL: postgresql://user@host/database."""

    workers: Annotated[int, whole(0, 256)] = 2
    """Processes that answer; 0 runs everything in one process, for tests and small parks."""

    http: Annotated[Address | None, kinds.LISTEN] = Address("127.0.0.1", 8000)
    """Where HTTP listens: resolution, registration, console; off to switch it off."""

    https: Annotated[Address | None, kinds.LISTEN] = Address("127.0.0.1", 8443)
    """Where HTTPS listens when there is a certificate; off to switch it off."""

    certificate: Annotated[Path | None, kinds.FILE] = None
    """PEM file with the certificate chain; empty: the self-signed one that `idnode init` made."""

    certificate_key: Annotated[Path | None, kinds.FILE] = None
    """PEM file with the certificate's key; empty: the one that `idnode init` made."""

    client_certificates: Annotated[str, kinds.one_of("ask", "off")] = "ask"
    """Whether HTTPS asks clients for a certificate, with which Handle administrators may identify themselves."""

    handle: Annotated[Address | None, kinds.LISTEN] = Address("127.0.0.1", 2641)
    """Where the Handle protocol is to listen, TCP and UDP; this release has no such edge yet and opens nothing."""

    dns: Annotated[Address | None, kinds.LISTEN] = None
    """Where the name server listens, UDP and TCP; off."""

    dns_zones: Annotated[tuple[Branch, ...], kinds.ZONES] = ()
    """What the name server answers for: `oid:ARC`, `gs1:PREFIX`, `handles:DOMAIN`; `claims`: all that is claimed."""

    dns_servers: Annotated[tuple[Name, ...], kinds.HOSTS] = ()
    """The names of all name servers of these zones; empty: the host of `public_base`."""

    dns_contact: Annotated[Name, kinds.CONTACT] = ()
    """Mail address of whoever is responsible for the zones; empty: hostmaster at the first name server."""

    dns_answers_per_second: Annotated[int, whole(0, 1_000_000)] = 200
    """Answers over UDP that a network of askers (/24, /56) gets a second; 0 for no limit."""

    dns_resolvers: Annotated[tuple[kinds.Network, ...], kinds.NETWORKS] = ()
    """Networks whose addresses nobody can forge, such as the park's own: no limit of answers or of their size."""

    dns_secondaries: Annotated[tuple[kinds.Network, ...], kinds.NETWORKS] = ()
    """Networks of the secondary name servers, which may have whole zones (AXFR)."""

    ors_domain: Annotated[Name, kinds.DOMAIN] = (b"oid-res", b"org")
    """The domain below which the DNS is asked for OIDs."""

    ors_servers: Annotated[tuple[kinds.Place, ...], kinds.PLACES] = ()
    """Whom to ask for OIDs that no record here carries: resolvers, or servers of the whole `ors_domain`."""

    ons_root: Annotated[Name, kinds.DOMAIN] = (b"onsepc", b"com")
    """The domain below which the DNS is asked for GTINs."""

    public_base: Annotated[str, kinds.BASE] = ""
    """How the node is reached from outside, https://id.example.cn; empty: the address of `http`."""

    node_name: Annotated[str, kinds.TEXT] = "工业互联网标识解析二级节点"
    """What the node is called on its Chinese pages."""

    node_name_en: Annotated[str, kinds.TEXT] = "Secondary node for identifier resolution"
    """What the node is called on its English pages and in its own certificate."""

    node_prefixes: Annotated[tuple[Prefix, ...], kinds.PREFIXES] = (Prefix("88.1000"),)
    """The prefixes under which this secondary node grants enterprise prefixes."""

    probe_addresses: Annotated[tuple[kinds.Network, ...], kinds.NETWORKS] = ()
    """Addresses and networks of monitoring probes: what they ask is counted apart."""

    proxies: Annotated[tuple[kinds.Network, ...], kinds.NETWORKS] = ()
    """Proxies in front of the node, whose X-Forwarded-For and X-Forwarded-Proto say who asks and how."""

    country_header: Annotated[str, kinds.TEXT] = ""
    """Header in which the proxy in front says the visitor's country, for `10320/loc`; empty where there is none."""

    log_level: Annotated[str, kinds.one_of("debug", "info", "warning", "error")] = "info"
    """The least serious events that are logged."""

    label_font: Annotated[Path | None, kinds.FILE] = None
    """The font that labels are set in, with Chinese in it; empty: the best one that this machine has."""

    session_timeout_seconds: Annotated[int, whole(1, 86_400, "seconds")] = 1800
    """After how long without a request a session of the Handle API ends."""

    longest_key_days: Annotated[int, whole(1, LONGEST_KEY_DAYS, "days")] = LONGEST_KEY_DAYS
    """How long an API key may be valid at most."""

    requests_per_key: Annotated[Rate | None, kinds.RATE] = None
    """How often an API key may ask one worker, where it has no rate of its own; empty: as often as it likes."""

    wrong_credentials: Annotated[int, whole(0, 1_000)] = FREE_TRIES
    """Wrong credentials that an address or an identity may show a worker before it has to wait; 0: any number."""

    oidc_issuer: Annotated[str, kinds.ISSUER] = ""
    """The identity provider by which people may sign in to the console, https://id.park.example; empty: none."""

    oidc_client: Annotated[str, kinds.TEXT] = "idnode"
    """What this node is called at the identity provider."""

    oidc_secret: Annotated[str, kinds.TEXT] = ""
    """This node's secret at the identity provider; empty: it is a public client, protected by PKCE alone."""

    outbound_networks: Annotated[tuple[kinds.Network, ...], kinds.NETWORKS] = ()
    """Networks of one's own whose servers the node may ask, besides the open internet."""

    trail_days: Annotated[int, whole_or_none(SHORTEST_DAYS, 36_500, "days")] = 0
    """For how many days lines of the trail are kept; 0: for ever."""

    longest_body: Annotated[int, whole(1024, GIB, "octets")] = 16 * MIB
    """Largest body of one request; streams of rows are limited by the row instead."""

    longest_line: Annotated[int, whole(1024, MIB, "octets")] = 8190
    """Longest request line and longest header line."""

    header_seconds: Annotated[int, whole(1, 300, "seconds")] = 5
    """How long a client may take for the TLS handshake and for its first request's head."""

    idle_seconds: Annotated[int, whole(1, 3600, "seconds")] = 15
    """How long a kept connection may stay silent."""

    connections_per_address: Annotated[int, whole(1, 1_000_000)] = 64
    """Connections that one worker accepts from one client address at a time; loopback is not limited."""

    visible_within_seconds: Annotated[int, whole(1, 300, "seconds")] = 10
    """How long a registration that is durable waits for this host's replica before the caller is told to look later."""

    drain_seconds: Annotated[int, whole(0, 3600, "seconds")] = 10
    """How long requests in flight may take when the node stops."""

    replica_map_size: Annotated[int, whole(16 * MIB, 1 << 44, "octets")] = 64 * GIB
    """Upper bound of the replica's file; address space, not disk: the file grows as it fills."""

    four_eyes: Annotated[bool, kinds.TRUTH] = False
    """Whether enterprises come into being, and are renamed, by an application only, which a second person approves."""

    filing_required: Annotated[bool, kinds.TRUTH] = False
    """Whether an enterprise that was approved waits for the national node's word before it is in force."""

    prefix_width: Annotated[int, whole(0, 11, "digits")] = 0
    """How many digits the next free enterprise prefix has, with leading zeros; 0: as many as its number has."""

    prefix_first: Annotated[int, whole(0, 99_999_999_999)] = 1
    """The number from which on the next free enterprise prefix is looked for."""

    reserved_prefixes: Annotated[tuple[Prefix, ...], kinds.PREFIXES] = ()
    """Prefixes that are granted to nobody, with all that is derived from them."""

    suspended_answers: Annotated[bool, kinds.TRUTH] = False
    """Whether identifiers under suspended prefixes go on resolving; they take no registrations in any case."""

    longest_document: Annotated[int, whole(1024, 64 * MIB, "octets")] = 5 * MIB
    """Largest document that comes with an application."""

    sealing_keys: Annotated[str, kinds.SEALING] = ""
    """What personal data is sealed with, ID:KEY,ID:KEY, the one that seals first; empty: a file in the data folder."""

    @classmethod
    def read(
        cls,
        file: Path | None,
        environment: Mapping[str, str],
        flags: Mapping[str, object] | None = None,
        usual: Mapping[str, object] | None = None,
    ) -> Self:
        """Settings out of a TOML file, variables and flags, the later ones first.

        `file` None stands for `IDNODE_SETTINGS`, or else for `idnode.toml` where there is one. A flag that is None was
        not given. `usual` stands in for the defaults of some settings.

        Raises:
            Malformed: a name is unknown, a value is not of its kind, or a named file cannot be read.
        """
        named = file or (Path(path) if (path := environment.get(FILE_VARIABLE)) else None)
        read: dict[str, Any] = dict(usual or {})
        if named is not None or DEFAULT_FILE.is_file():
            read |= _from_toml(named or DEFAULT_FILE)
        read |= _from_environment(environment)
        read |= {
            name: kinds.read_as(KINDS[name], given, f"flag --{name.replace('_', '-')}")
            for name, given in (flags or {}).items()
            if given is not None
        }
        return cls(**read)

    @property
    def base(self) -> str:
        """The base address under which links to this node are made, without a slash at its end."""
        if self.public_base:
            return self.public_base
        scheme, where = ("http", self.http) if self.http is not None else ("https", self.https)
        return f"{scheme}://{where.reachable}" if where is not None else "http://localhost"

    @property
    def database(self) -> str:
        """The database's URL as SQLAlchemy reads it."""
        return self.database_url or f"sqlite+aiosqlite:///{quote(str((self.data / 'registry.sqlite').absolute()))}"


def kinds_of(record: type[msgspec.Struct]) -> dict[str, Kind]:
    """The kind of each field, in their order."""
    hints = get_type_hints(record, include_extras=True)
    return {name: next(k for k in hints[name].__metadata__ if isinstance(k, Kind)) for name in record.__struct_fields__}


KINDS: Mapping[str, Kind] = kinds_of(Settings)


def _from_toml(file: Path) -> dict[str, object]:
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as trouble:
        raise Malformed(f"cannot read the settings file {file}: {os.strerror(trouble.errno or 0)}") from None
    except UnicodeDecodeError:
        raise Malformed(f"cannot read the settings file {file}: expected UTF-8") from None
    except tomllib.TOMLDecodeError as trouble:
        raise Malformed(f"cannot read the settings file {file} as TOML: {trouble}") from None
    if unknown := given.keys() - KINDS.keys():
        raise Malformed(f"unknown settings in {file}: {', '.join(sorted(unknown))}")
    return {name: kinds.read_as(KINDS[name], value, f"setting {name} in {file}") for name, value in given.items()}


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    ours = {name for name in environment if name.startswith(VARIABLES)} - FOREIGN_VARIABLES - {FILE_VARIABLE}
    found: dict[str, object] = {}
    for name in KINDS:
        variable = VARIABLES + name.upper()
        text: str | None = None
        if variable in ours:
            ours.discard(variable)
            text = environment[variable]
        if name in SECRETS and (held := f"{variable}_FILE") in ours:
            ours.discard(held)
            if text is not None:
                raise Malformed(f"{variable} and {held} are both set: expected one of them")
            variable, text = held, _held(Path(environment[held]), held)
        if text is not None:
            found[name] = kinds.read_as(KINDS[name], text, f"variable {variable}")
    if ours:
        raise Malformed(f"unknown variables: {', '.join(sorted(ours))}")
    return found


def _held(file: Path, variable: str) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Malformed(f"variable {variable}: cannot read the file {file}") from None
