"""The tables of the registry, for SQLite and PostgreSQL alike.

Every table that grows with the identifiers begins with the prefix, so that it can be partitioned or distributed by it.
Text keys compare by octets on both databases.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# PostgreSQL's default collation orders by language; keys are ordered by octets (SQLite's BINARY, PostgreSQL's "C").
Key = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
# SQLite gives rising numbers to INTEGER primary keys only.
Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

node = sa.Table(
    "node",
    metadata,
    sa.Column("name", Key, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    comment="Facts about this node: since when it operates, its name.",
)

parks = sa.Table(
    "parks",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False, server_default=""),
    sa.Column("division", sa.String(6), nullable=False, server_default="", comment="GB/T 2260"),
)

enterprises = sa.Table(
    "enterprises",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False, server_default=""),
    sa.Column("uscc", sa.String(18), nullable=False, unique=True, comment="统一社会信用代码, GB 32100-2015"),
    sa.Column("division", sa.String(6), nullable=False, server_default="", comment="GB/T 2260"),
    sa.Column("industry", sa.String(5), nullable=False, server_default="", comment="GB/T 4754"),
    sa.Column("park", Key, sa.ForeignKey("parks.id"), nullable=True),
    sa.Column("above_scale", sa.Boolean, nullable=False, server_default=sa.false(), comment="规上"),
    sa.Column("above_scale_year", sa.Integer, nullable=True, comment="the first year the flag holds for"),
    sa.Column("joined_on", sa.String(10), nullable=True, comment="first day in the park"),
    sa.Column("left_on", sa.String(10), nullable=True, comment="last day in the park"),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("categories", sa.Text, nullable=False, server_default="", comment="separated by spaces"),
    sa.Column("standing", sa.String(16), nullable=False, server_default="active"),
    sa.Column("profile", sa.Text, nullable=False, server_default="", comment="JSON, without personal data"),
    sa.Column("sealed", sa.LargeBinary, nullable=True, comment="personal data"),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
)

prefixes = sa.Table(
    "prefixes",
    metadata,
    sa.Column("prefix", Key, primary_key=True, comment="the prefix's key"),
    sa.Column("spelling", sa.Text, nullable=False),
    sa.Column("enterprise", Key, sa.ForeignKey("enterprises.id"), nullable=True, comment="NULL: the node's own"),
    sa.Column("mode", sa.String(16), nullable=False, server_default="hosted"),
    sa.Column("standing", sa.String(16), nullable=False, server_default="active"),
    sa.Column("endpoint", sa.Text, nullable=True, comment="where a delegated prefix is resolved"),
    sa.Column("granted_at", sa.BigInteger, nullable=False),
    sa.Column("records", sa.BigInteger, nullable=False, server_default="0", comment="identifiers that answer now"),
    sa.Column("forms", sa.LargeBinary, nullable=True, comment="of the suffixes in its batches; NULL: it has none"),
    sa.Column("stems", sa.LargeBinary, nullable=True, comment="what its enterprise has claimed, told with this prefix"),
    sa.Column(
        "with_enterprise",
        sa.Boolean,
        nullable=False,
        server_default=sa.false(),
        comment="suspended along with its enterprise, and to be restored along with it",
    ),
    sa.Column("quota", sa.BigInteger, nullable=True, comment="identifiers that may answer; NULL: as many as there are"),
    sa.Index("ix_prefixes_enterprise", "enterprise"),
)

records = sa.Table(
    "records",
    metadata,
    sa.Column("prefix", Key, primary_key=True),
    sa.Column("suffix", Key, primary_key=True, comment="upper-cased in ASCII; with the prefix, the handle's key"),
    sa.Column("spelling", sa.Text, nullable=True, comment="the handle as registered, where it differs from the key"),
    sa.Column("values", sa.LargeBinary, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("standing", sa.SmallInteger, nullable=False, comment="0 active, 1 retired"),
    sa.Column("serial", sa.BigInteger, nullable=False, comment="the journal's serial of the last change"),
    sa.Column("registered_at", sa.BigInteger, nullable=False),
    sa.Column("changed_at", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

journal_head = sa.Table(
    "journal_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("serial", sa.BigInteger, nullable=False),
    sa.Column("act", sa.BigInteger, nullable=False),
    sa.Column("records", sa.BigInteger, nullable=False, comment="identifiers that ever had a record of their own"),
    sa.Column("holdings", sa.BigInteger, nullable=False, comment="prefixes ever granted"),
    sa.Column("batches", sa.BigInteger, nullable=False, server_default="0", comment="batches ever registered"),
    sa.Column("sealed", sa.BigInteger, nullable=False, server_default="0", comment="the last act that has a digest"),
    sa.Column("digest", sa.LargeBinary, nullable=True, comment="of that act"),
    comment="One row. Whoever has locked it has the pen.",
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("last", Big, primary_key=True, autoincrement=False, comment="serial of the last change in this row"),
    sa.Column("first", sa.BigInteger, nullable=False),
    sa.Column("act", sa.BigInteger, nullable=False, comment="the trail's line for these changes"),
    sa.Column("changes", sa.LargeBinary, nullable=False),
)

trail = sa.Table(
    "trail",
    metadata,
    sa.Column("act", Big, primary_key=True, autoincrement=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("address", sa.Text, nullable=False, server_default=""),
    sa.Column("verb", sa.String(32), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("changes", sa.Integer, nullable=False, server_default="0"),
    sa.Column("detail", sa.Text, nullable=False, server_default=""),
    sa.Column("serial", sa.BigInteger, nullable=False, server_default="0", comment="of the last change; 0: none"),
    sa.Column("content", sa.LargeBinary, nullable=True, comment="SHA-256 of the changes as the journal has them"),
    sa.Column("digest", sa.LargeBinary, nullable=True, comment="SHA-256 of the one before and of this line"),
    sa.Index("ix_trail_at", "at"),
    # Lines about registrations are by far the most, and are found by the journal.
    sa.Index(
        "ix_trail_subject",
        "subject",
        "act",
        sqlite_where=sa.text("verb <> 'register'"),
        postgresql_where=sa.text("verb <> 'register'"),
    ),
)

registrations = sa.Table(
    "registrations",
    metadata,
    sa.Column("day", sa.String(10), primary_key=True, comment="Asia/Shanghai"),
    sa.Column("prefix", Key, primary_key=True),
    sa.Column("registered", sa.BigInteger, nullable=False, comment="first registrations"),
    sa.Column("retired", sa.BigInteger, nullable=False),
    sa.Column("revived", sa.BigInteger, nullable=False),
    comment="How many identifiers that count were registered, retired and revived.",
)

resolutions = sa.Table(
    "resolutions",
    metadata,
    sa.Column("source", Key, primary_key=True, comment="which counter: one of one worker's life"),
    sa.Column("day", sa.String(10), primary_key=True, comment="Asia/Shanghai"),
    sa.Column("prefix", Key, primary_key=True),
    sa.Column("channel", sa.SmallInteger, primary_key=True),
    sa.Column("outcome", sa.SmallInteger, primary_key=True),
    sa.Column("class", sa.SmallInteger, primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
    sa.Index("ix_resolutions_day_prefix", "day", "prefix"),
    comment="A grow-only counter: a source only ever says a larger number.",
)

keys = sa.Table(
    "keys",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("digest", sa.LargeBinary, nullable=False, comment="keyed hash of the secret; the secret is not kept"),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("prefixes", sa.Text, nullable=False, comment="separated by spaces"),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=True),
    sa.Column("revoked_at", sa.BigInteger, nullable=True),
    sa.Column("used_at", sa.BigInteger, nullable=True),
    sa.Column("enterprise", Key, nullable=True, comment="whose prefixes; NULL: the park's"),
    sa.Column("person", Key, nullable=True, comment="the account that made it"),
    sa.Column("scopes", sa.Text, nullable=False, server_default="", comment="empty: all that its role may"),
    sa.Column("networks", sa.Text, nullable=False, server_default="", comment="empty: from anywhere"),
    sa.Column("rate", sa.String(16), nullable=True, comment="requests, as in 600/min; NULL: the node's usual rate"),
    sa.Column("registrations_left", sa.BigInteger, nullable=True, comment="NULL: as many as it likes"),
    sa.Index("ix_keys_enterprise", "enterprise"),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True, comment="SHA-256 of the session id"),
    sa.Column("identity", sa.Text, nullable=False, comment="300:88.1000.1/ADMIN; empty when ended"),
    sa.Column("proof", sa.LargeBinary, nullable=False, comment="SHA-256 of the key that was proved to be held"),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
    comment="Sessions of the Handle HTTP API that have been authenticated, or ended.",
)

idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("caller", sa.Text, primary_key=True),
    sa.Column("key", Key, primary_key=True),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Index("ix_idempotency_created_at", "created_at"),
)

rules = sa.Table(
    "rules",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("prefix", Key, nullable=False, comment="the prefix's key"),
    sa.Column("name", Key, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("definition", sa.LargeBinary, nullable=False, comment="JSON; never changed"),
    sa.Column("standing", sa.String(16), nullable=False, comment="draft or published"),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("published_at", sa.BigInteger, nullable=True),
    sa.UniqueConstraint("prefix", "name", "version"),
    comment="Coding rules: how suffixes are made. A new version is a new row.",
)

serials = sa.Table(
    "serials",
    metadata,
    sa.Column("prefix", Key, primary_key=True, comment="the prefix's key"),
    sa.Column("name", Key, primary_key=True, comment="of the rule; all its versions draw from here"),
    sa.Column("next", sa.BigInteger, nullable=False, comment="only ever grows"),
    comment="The next serial of each coding rule.",
)

mappings = sa.Table(
    "mappings",
    metadata,
    sa.Column("key", Key, primary_key=True, comment="scheme, colon, the identifier in its one spelling"),
    sa.Column("prefix", Key, nullable=False),
    sa.Column("suffix", Key, nullable=False, comment="with the prefix, the key of the record that carries it"),
    sqlite_with_rowid=False,
    comment="Other identifiers of the things that have records; none has two.",
)

claims = sa.Table(
    "claims",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("enterprise", Key, sa.ForeignKey("enterprises.id"), nullable=False),
    sa.Column("scheme", sa.String(16), nullable=False),
    sa.Column("stem", Key, nullable=False, comment="what the identifiers begin with"),
    sa.Column("state", sa.String(16), nullable=False, comment="proposed, approved or refused"),
    sa.Column("evidence", sa.Text, nullable=False, server_default=""),
    sa.Column("proposed_by", sa.Text, nullable=False),
    sa.Column("proposed_person", Key, nullable=True, comment="the account behind it"),
    sa.Column("proposed_at", sa.BigInteger, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=True),
    sa.Column("decided_at", sa.BigInteger, nullable=True),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("handler", sa.Text, nullable=False, server_default="", comment="the resolver for what is not known here"),
    sa.Index("ix_claims_enterprise", "enterprise"),
    sa.Index("ix_claims_scheme", "scheme", "state"),
    comment="Which identifiers of other schemes an enterprise may map.",
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("enterprise", Key, nullable=True, comment="whose; NULL: the park's"),
    sa.Column("doer", sa.LargeBinary, nullable=False, comment="JSON; in whose name it runs"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("format", sa.String(8), nullable=False),
    sa.Column("mode", sa.String(16), nullable=False),
    sa.Column("standing", sa.String(16), nullable=False),
    sa.Column("octets", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False, comment="SHA-256 of the file"),
    sa.Column("rows", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("wrong", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("seen", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("registered", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("refused", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("faults", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("changed_at", sa.BigInteger, nullable=False),
    sa.Column("stop", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("duplicates", sa.String(8), nullable=False, server_default="refuse"),
    sa.Column("template", sa.Text, nullable=False, server_default="", comment="product@1"),
    sa.Column("updated", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("skipped", sa.BigInteger, nullable=False, server_default="0"),
    sa.Index("ix_jobs_enterprise_created_at", "enterprise", "created_at"),
    sa.Index("ix_jobs_standing", "standing"),
    comment="Files on their way into the registry. How far one is stands in the transaction that entered its rows.",
)
