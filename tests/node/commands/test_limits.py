"""Limits by the command line: quotas of prefixes, rates and registrations of keys, accounts of the provider."""

from pathlib import Path

from tests.node.commands.conftest import Call


def test_a_prefix_gets_a_quota_and_loses_it(park: Path, idnode: Call) -> None:
    assert idnode("prefix", "quota", "88.1000.1", "0").err == "88.1000.1 may have 0 identifiers\n"
    refused = idnode("register", "88.1000.1/QUOTA", "--url", "https://a.example/", "--as-prefix", "88.1000.1")
    assert refused.code == 1
    assert "the prefix 88.1000.1 has room for no more, wanted 1" in refused.err
    (row,) = [row for row in idnode("prefix", "list", "--json").json if row["prefix"] == "88.1000.1"]
    assert row["quota"] == 0
    assert row["identifiers"] > 0  # what was there stays
    assert idnode("prefix", "quota", "88.1000.1", "none").code == 0
    assert idnode("register", "88.1000.1/QUOTA", "--url", "https://a.example/").code == 0
    assert idnode("prefix", "quota", "88.1000.1", "many").code == 2


def test_a_key_gets_limits(park: Path, idnode: Call) -> None:
    key = ("key", "new", "--role", "enterprise-app", "--prefix", "88.1000.1")
    made = idnode(*key, "--rate", "10/s", "--registrations", "1", "--json").json
    for name, code in (("KEYED-1", 0), ("KEYED-2", 1)):
        assert idnode("register", f"88.1000.1/{name}", "--url", "https://a.example/", "--as", made["id"]).code == code
    limited = idnode("key", "limit", made["id"], "--registrations", "none", "--json").json
    assert (limited["rate"], limited["registrations_left"]) == ("10/s", None)
    assert idnode("key", "limit", made["id"]).code == 2
    assert idnode("key", "limit", made["id"], "--rate", "often").code == 1


def test_an_account_is_linked_where_there_is_a_provider(park: Path, idnode: Call) -> None:
    idnode("account", "add", "lilei", "--name", "李雷", "--role", "auditor")
    assert "there is no identity provider: set oidc_issuer first" in idnode("account", "link", "lilei", "sub-1").err
    (park.parent / "idnode.toml").write_text('oidc_issuer = "https://id.park.example"\n', encoding="utf-8")
    assert idnode("account", "link", "lilei", "sub-1").err == "lilei is linked with sub-1 at https://id.park.example\n"
    idnode("account", "add", "hanmei", "--name", "韩梅梅", "--role", "auditor")
    assert idnode("account", "link", "hanmei", "sub-1").code == 1
    assert idnode("account", "link", "lilei", "none").err == "lilei is linked with nobody\n"
    assert idnode("account", "link", "hanmei", "sub-1").code == 0
