"""`idnode demo` as a new user meets it: it starts, and every line that it prints works when it is copied."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from node.addresses import Address
from node.commands.demo import what_to_try
from node.settings import Settings
from tests.house.tree import ROOT
from tests.support.require import command


@contextlib.contextmanager
def demo(folder: Path) -> Iterator[str]:
    """A running demo; what it printed before it answered."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IDNODE_")}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "node", "demo", "--http", "127.0.0.1:0", "--https", "off"],
            env=kept | {"PYTHONPATH": str(ROOT)},
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        assert process.stdout is not None
        lines: list[str] = []
        while not lines or not lines[-1].strip().endswith("/metrics"):
            line = process.stdout.readline()
            assert line, (folder / "log").read_text()
            lines.append(line)
        yield "".join(lines)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert "leaked" not in (folder / "log").read_text(), "a stop is quiet"
    finally:
        process.kill()
        process.wait(10)


def commands_in(text: str) -> list[str]:
    """The lines to copy: those with an indent, joined where a backslash says so; no addresses for a browser."""
    lines = [line.strip() for line in text.replace("\\\n", " ").splitlines() if line.startswith("    ")]
    return [line for line in lines if not line.startswith("http")]


def test_every_line_that_is_printed_works(tmp_path: Path) -> None:
    curl = command("curl", "apt-get install curl")
    with demo(tmp_path) as printed:
        assert "解析" in printed
        lines = commands_in(printed)
        assert len(lines) >= 8
        script = "set -e\n" + "\n".join(lines).replace("curl ", f"{curl} --fail --silent --show-error --noproxy '*' ")
        done = subprocess.run(
            ["sh", "-c", script],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert done.returncode == 0, (done.stdout[-2000:], done.stderr)
    assert "https://example.com/pump" in done.stdout
    assert "HTTP/1.1 302 Found" in done.stdout
    # What prints a link, in another terminal, prints one to this node: for two people, and for whoever has it.
    base = re.search(r"http://127\.0\.0\.1:\d+", printed)
    assert base is not None
    assert done.stdout.count(f"{base[0]}/console/invitation#inv_") == 2
    assert done.stdout.count(f"{base[0]}/88.1000.1/CK/2025/0001?link=lnk_") == 1
    # Of a delivery everybody sees when it was made, a customer its yield, too, and neither its line.
    assert [done.stdout.count(f'"type":"{code}"') for code in ("made_on", "yield_rate", "line")] == [2, 1, 0]
    assert "/88.1000.1/CK/2025/0001?link=lnk_" in done.stdout
    assert "HTTP/1.1 307 Temporary Redirect" in done.stdout
    assert (
        '"https://ref.gs1.org/voc/recallStatus":[{"href":"https://id.xiulan.example/lot/2025/1/status"' in done.stdout
    )


def test_a_second_demo_starts_the_same_node(tmp_path: Path) -> None:
    with demo(tmp_path) as first:
        pass
    with demo(tmp_path) as second:
        pass

    assert "KEY=idn_" in first
    assert "KEY=idn_" not in second
    assert "key new" in second


def test_a_port_that_is_taken_does_not_lose_the_key(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = subprocess.run(
            [sys.executable, "-m", "node", "demo", "--http", f"127.0.0.1:{other.getsockname()[1]}", "--https", "off"],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert done.returncode == 1
    assert "something else listens there already" in done.stderr
    assert "the administrator's key: idn_" in done.stdout


def test_what_to_try_is_not_disturbed_by_the_log(tmp_path: Path) -> None:
    with demo(tmp_path):
        assert '"level": "info"' not in (tmp_path / "log").read_text()
        assert '"serving"' not in (tmp_path / "log").read_text()


@pytest.mark.parametrize(("data", "said"), [("var", " stats --by"), ("my data", " stats --data 'my data' --by")])
def test_lines_name_the_data_folder_where_it_is_another(data: str, said: str) -> None:
    text = what_to_try(Settings(data=Path(data), http=Address("0.0.0.0", 80)), "idn_x", ".venv/bin/idnode")

    assert said in text
    assert "curl http://127.0.0.1:80/health/ready" in text
