"""`idnode search` and `idnode db reindex` on the sample park."""

from pathlib import Path

from tests.node.commands.conftest import Call


def test_the_sample_park_is_searched(park: Path, idnode: Call) -> None:
    assert park.is_dir()
    reindexed = idnode("db", "reindex", "--json").json
    assert reindexed["serial"] > 1000

    found = idnode("search", "岫澜", "--limit", "3", "--json").json
    assert len(found["items"]) == 3
    assert found["more"]
    assert found["behind"] == 0
    assert [holder["name"] for holder in found["holders"]] == ["江西岫澜电路科技有限公司"]
    prefix = found["holders"][0]["prefixes"][0]
    assert all(item["handle"].startswith(f"{prefix}/") for item in found["items"])

    part = found["items"][0]["handle"].partition("/")[2]
    again = idnode("search", part.lower(), "--prefix", prefix, "--json").json
    assert found["items"][0]["handle"] in [item["handle"] for item in again["items"]]


def test_people_see_tables_and_a_hint(park: Path, idnode: Call) -> None:
    assert park.is_dir()
    said = idnode("search", "岫澜", "--limit", "1")

    assert said.code == 0
    assert said.out.splitlines()[0] == "enterprise\tcode\tprefixes"
    assert said.out.splitlines()[2] == "identifier\tstate\tchanged\tfound in"
    assert said.err == (
        "The newest "
        + said.err.split()[2]
        + " changes cannot be found yet: `idnode serve` or `idnode db reindex` helps.\n"
    )


def test_one_character_is_too_little(park: Path, idnode: Call) -> None:
    assert park.is_dir()
    said = idnode("search", "板")

    assert (said.code, said.err) == (
        1,
        "idnode: cannot search for '板': expected at least 2 characters in each word\n",
    )
