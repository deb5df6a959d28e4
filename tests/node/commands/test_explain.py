"""`idnode explain`: the published vectors through the command itself, and how it reads, answers and ends."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

import pytest

from tests.house.tree import ROOT
from tests.node.commands.conftest import Call, Said
from tests.schemas.identifiers.published import vectors

VECTORS = sorted([*vectors("gs1"), *vectors("beside_gs1")], key=lambda one: (one["scheme"], one.get("mode", "")))


@pytest.fixture
def piped(idnode: Call, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call `idnode explain` with these octets on standard input."""

    def call(octets: bytes, *words: str) -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(octets))))
        return idnode("explain", "-", *words)

    return call


def lines(said: Said) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.out.splitlines()]


def as_json(texts: Iterable[str]) -> bytes:
    return b"".join(json.dumps(text).encode() + b"\n" for text in texts)


def batches() -> Iterator[Any]:
    for (scheme, mode), batch in groupby(VECTORS, lambda one: (one["scheme"], one.get("mode", ""))):
        flags = ("--no-associations",) if mode == "structure" else ()
        yield pytest.param(scheme, flags, list(batch), id=f"{scheme} {mode}".strip())


@pytest.mark.parametrize(("scheme", "flags", "batch"), list(batches()))
def test_all_vectors_give_the_stated_result(
    piped: Any, scheme: str, flags: tuple[str, ...], batch: list[dict[str, Any]]
) -> None:
    said = piped(as_json(vector["input"] for vector in batch), "--scheme", scheme, "--json", *flags)

    assert len(lines(said)) == len(batch)
    for told, vector in zip(lines(said), batch, strict=True):
        assert list(told) == ["text", "scheme", "valid", "canonical", "components", "reason"]
        assert (told["text"], told["scheme"], told["valid"]) == (vector["input"], scheme, vector["valid"])
        if vector["valid"]:
            assert vector["canonical"] in (told["canonical"], None)
            assert vector["components"].items() <= told["components"].items()
            assert told["reason"] is None
        else:
            assert (told["canonical"], told["components"]) == (None, {})
            assert " is " in told["reason"] or "cannot read" in told["reason"]
    valid = {vector["valid"] for vector in batch}
    assert said.code == {(True,): 0, (False,): 1, (False, True): 3}[tuple(sorted(valid))]


def test_lines_are_plain_or_json_strings_and_end_with_a_line_feed(piped: Any) -> None:
    octets = (
        "\ufeff96385074\r\n"  # a byte order mark and a carriage return are not of the text
        '"]d201095060001343521012\\u001d"\n'
        "\n"
        '"not json\n'
        "a\x85b\u2028c\n"  # other ends of lines are characters like others
        '"\\ud800"\n'
    ).encode() + b"\xff\n88.1000.1/\xe4\xb8\xad"

    told = lines(piped(octets, "--json"))

    assert [one["text"] for one in told] == [
        "96385074",
        "]d201095060001343521012\x1d",
        "",
        '"not json',
        "a\x85b\u2028c",
        "\ud800",
        "\udcff",
        "88.1000.1/中",
    ]
    assert [one["scheme"] for one in told] == ["gtin", "gs1-element-string", *[None] * 5, "handle"]


def test_a_line_that_never_ends_is_refused_once_and_kept_nowhere(piped: Any) -> None:
    endless = b"1" * 5_000_000

    told = lines(piped(endless + b"\n96385074\n" + endless, "--json"))

    assert [one["valid"] for one in told] == [False, True, False]
    assert told[0]["reason"] == "length of the text is over 8192, expected at most 8192"
    assert len(told[0]["text"]) == 8193


@contextmanager
def talking() -> Iterator[subprocess.Popen[bytes]]:
    """The command in a process of its own, its ends in our hands."""
    words = [sys.executable, "-m", "node", "explain", "-", "--json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        yield process


def test_each_line_is_answered_before_the_next_one_is_sent() -> None:
    with talking() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for text, valid in ((b"96385074", True), (b"96385075", False), (b"x", False)):
            process.stdin.write(text + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["valid"] is valid
        process.stdin.close()

        assert process.wait(20) == 3


def test_people_see_the_parts_in_both_languages(idnode: Call) -> None:
    said = idnode("explain", "(01)09506000134352(17)261231", "--scheme", "gs1-ai")

    assert said.code == 0
    assert said.out.splitlines() == [
        "✓ gs1-ai: (01)09506000134352(17)261231",
        "  位置 position  内容 part     含义                                  meaning",
        "  2              01            应用标识符 01                         application identifier 01",
        "  5              0             指示符                                indicator",
        "  6              950600013435  厂商识别代码与全球贸易项目代码参考号  "
        "company prefix and reference of the global trade item number",
        "  18             2             校验位                                check digit",
        "  20             17            应用标识符 17                         application identifier 17",
        "  23             261231        有效期：2026-12-31                    expiration date: 2026-12-31",
        "",
    ]


def test_people_see_where_a_text_is_wrong_and_what_else_it_may_be(idnode: Call) -> None:
    said = idnode("explain", "09506000134353", "(01)09506000134352(10)中文\x1b[1m", "0614141123452", "hello")

    assert said.code == 3
    assert said.out.split("\n\n") == [
        "✗ gtin: check digit of the GTIN is 3, expected 2\n  GTIN 的校验位为 3，应为 2\n"
        "  09506000134353\n               ^",
        "✗ gs1-ai: character 1 of AI 10 is '中', expected a character of CSET 82\n"
        "  AI 10 的第 1 个字符为“中”，应为 GS1 字符集 82 中的字符\n"
        "  (01)09506000134352(10)中文\\x1b[1m\n"
        "                        ^^",
        said.out.split("\n\n")[2],
        "✗ 未知 unknown: text is 'hello', expected an identifier of a known scheme\n"
        "  “hello”不属于任何已知的标识体系\n  hello",
        "",
    ]
    assert said.out.split("\n\n")[2].splitlines()[-1] == "  也可读作 · also reads as: gln"


def test_a_long_text_is_shown_around_its_fault(idnode: Call) -> None:
    said = idnode("explain", "88.1000.1/" + "x" * 200 + "\u0001" + "y" * 200, "--scheme", "handle")

    assert said.code == 1
    assert max(map(len, said.out.splitlines()[1:])) < 140


def test_an_unknown_scheme_is_misuse(idnode: Call) -> None:
    said = idnode("explain", "x", "--scheme", "morse")

    assert said.code == 2
    assert said.err.startswith("idnode: scheme is 'morse', expected one of bid, bid-keypair, did, ")
    assert idnode("explain").code == 2
