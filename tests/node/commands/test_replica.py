"""Commands while the node is stopped: what is said of a replica that is behind the registry, or not there at all."""

from pathlib import Path

from tests.node.commands.conftest import Call
from tests.support.running import running

UNBUILT = "idnode: there is no replica yet: `idnode serve` builds it\n"


def test_without_a_replica_nothing_is_called_corrupt(park: Path, idnode: Call) -> None:
    for words in (["verify"], ["verify", "--json"], ["resolve", "88.1000.1/LOT:250605-001"]):
        said = idnode(*words)

        assert (said.code, said.out, said.err) == (1, "", UNBUILT)


def test_after_a_restore_there_is_no_replica_yet(park: Path, idnode: Call, tmp_path: Path) -> None:
    made = idnode("db", "backup", str(tmp_path / "backup"))
    assert "records (identifiers, and one for each prefix)" in made.out
    restored = str(tmp_path / "restored")
    assert idnode("db", "restore", str(tmp_path / "backup"), "--data", restored).code == 0

    assert idnode("verify", "--data", restored).err == UNBUILT


def test_a_replica_that_is_behind_is_not_the_truth(tmp_path: Path, idnode: Call) -> None:
    with running(tmp_path) as node:
        data = ["--data", str(node.data)]
        assert idnode("register", "88.1000/A", "--url", "https://a.example/", *data).err.count("\n") == 1
        assert idnode("resolve", "88.1000/B", *data).err == "idnode: 88.1000/B is not registered\n"
    assert idnode("resolve", "88.1000/B", *data).err == "idnode: 88.1000/B is not registered\n"

    stopped = idnode("register", "88.1000/B", "--url", "https://b.example/", *data)
    said = idnode("resolve", "88.1000/B", *data)

    assert stopped.code == 0
    assert "the node is stopped" in stopped.err
    assert said.code == 1
    assert said.err.startswith("idnode: the replica says nothing of 88.1000/B that counts: it is behind the registry")
    assert "`idnode serve`" in said.err
