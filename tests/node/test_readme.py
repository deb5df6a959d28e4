"""The README as a new user meets it: every line of "A node of your own" works when it is copied, from nothing."""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import ROOT
from tests.node.test_demo import commands_in
from tests.support.require import command
from tests.support.running import START_SECONDS, STOP_SECONDS, free_port

HEADING = "## 自己的节点"


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IDNODE_")}
    return kept | {"PYTHONPATH": str(ROOT)}


def printed() -> list[str]:
    """The section's lines to copy."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").split(HEADING)[1].split("\n## ")[0]
    return commands_in(section)


def shell(lines: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run lines in a shell that stops at the first that fails."""
    return subprocess.run(
        ["sh", "-ec", "\n".join(lines)],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


@contextlib.contextmanager
def served(line: str, folder: Path, port: int) -> Iterator[None]:
    """The node that this line starts, once it answers."""
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(["sh", "-c", f"exec {line}"], cwd=folder, env=environment(), stdout=log, stderr=log)
    try:
        until = time.monotonic() + START_SECONDS
        while True:
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until, (folder / "log").read_text()
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2).close()
                break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def test_every_printed_line_works_from_nothing(tmp_path: Path) -> None:
    curl = command("curl", "apt-get install curl")
    port = free_port()
    lines = [
        line.replace("curl ", f"{curl} --fail --silent --show-error --noproxy '*' ")
        .replace("127.0.0.1:8000", f"127.0.0.1:{port}")
        .replace(".venv/bin/idnode serve", f".venv/bin/idnode serve --http 127.0.0.1:{port} --https off")
        .replace(".venv/bin/idnode", f"{sys.executable} -m node")
        for line in printed()
    ]
    at = next(number for number, line in enumerate(lines) if " serve " in line)

    first = shell(lines[:at], tmp_path)
    assert first.returncode == 0, first.stderr
    with served(lines[at], tmp_path, port):
        then = shell(lines[at + 1 :], tmp_path)

    assert len(lines) >= 10
    assert then.returncode == 0, (then.stdout[-2000:], then.stderr)
    assert "https://example.com/pump" in then.stdout
    assert "88.1000.1\t\t0\t1\t1\n" in then.stdout  # registered one, in stock one; resolutions follow within a second


def test_every_line_of_the_page_about_gs1_works(tmp_path: Path) -> None:
    curl = command("curl", "apt-get install curl")
    port = free_port()
    page = (ROOT / "docs" / "gs1.md").read_text(encoding="utf-8")
    lines = [
        line.replace("curl ", f"{curl} --fail-with-body --silent --show-error --noproxy '*' ").replace(
            "127.0.0.1:8000", f"127.0.0.1:{port}"
        )
        for line in commands_in(page.split("\n## Publishing links")[1].split("\n### ")[0])
        if line != "KEY=idn_..."
    ]
    program = f"{sys.executable} -m node"
    uscc = "91360121MAYE0Y3W5A"
    made = shell(
        [
            f"{program} init",
            f"{program} enterprise add 示例水泵有限公司 --uscc {uscc}",
            f"{program} prefix grant 88.1000.1 --enterprise {uscc}",
            f"{program} key new --role enterprise-app --prefix 88.1000.1 >key",
            f"{program} claim add {uscc} gs1 9506000 --json >claim",
            f"{program} key new --role reviewer >reviewer",
        ],
        tmp_path,
    )
    assert made.returncode == 0, made.stderr
    claim = json.loads((tmp_path / "claim").read_text())["id"]
    approved = shell([f"{program} claim approve {claim} --as $(cat reviewer)"], tmp_path)
    assert approved.returncode == 0, approved.stderr

    with served(f"{program} serve --http 127.0.0.1:{port} --https off", tmp_path, port):
        done = shell(["KEY=$(cat key)", *lines], tmp_path)

    assert done.returncode == 0, (done.stdout[-2000:], done.stderr)
    assert re.findall(r"(?i)\nLocation: (\S+)", done.stdout) == [
        "https://maker.example/pump",
        "https://maker.example/en/pump",
        "https://maker.example/pump.pdf?linkType=gs1:instructions",
        "https://maker.example/recall/L7?linkType=gs1:recallStatus",
    ]
    assert "https://maker.example/recall/L7" in done.stdout.rpartition("Location: ")[2].partition("\n")[2]
    assert '"resolverRoot"' in done.stdout


def test_every_line_of_the_page_about_the_api_works(tmp_path: Path) -> None:
    curl = command("curl", "apt-get install curl")
    port, secure = free_port(), free_port()
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    one = commands_in(page.split("\n## Routes")[0])
    one += commands_in(page.split("\n## One identifier")[1].split("\n## Many")[0])
    lines = [
        line.replace("curl ", f"{curl} --fail-with-body --silent --show-error --noproxy '*' ")
        .replace("127.0.0.1:8000", f"127.0.0.1:{port}")
        .replace("127.0.0.1:8443", f"127.0.0.1:{secure}")
        for line in one
        if line != "KEY=idn_..."
    ]
    program = f"{sys.executable} -m node"
    made = shell([f"{program} init", f"{program} prefix grant 88.1000.1 --own"], tmp_path)
    assert made.returncode == 0, made.stderr

    with served(f"{program} serve --http 127.0.0.1:{port} --https 127.0.0.1:{secure}", tmp_path, port):
        key = f"KEY=$({program} key new --role enterprise-app --prefix 88.1000.1)"
        auditor = f"AUDITOR=$({program} key new --role auditor)"
        done = shell([key, auditor, *lines], tmp_path)

        told = shell([f"{program} resolve 88.1000.1/SN-0003", f"{program} resolve 88.1000.1/ADMIN"], tmp_path)

    assert len(lines) >= 13
    assert done.returncode == 0, (done.stdout[-2000:], done.stderr)
    assert "https://erp.example/3" in told.stdout
    assert "secret" not in told.stdout
