"""What a test needs from the machine: without it the test is skipped, or fails where everything is required."""

import os
import shutil

import pytest


def everything_is_required() -> bool:
    """`IDNODE_REQUIRE=all`, as continuous integration sets it: nothing may be skipped for want of a tool."""
    return os.environ.get("IDNODE_REQUIRE") == "all"


def lacking(what: str, how: str) -> None:
    """Skip this test because `what` is missing, or fail it; `how` says how to get it."""
    sentence = f"{what} is missing: {how}"
    if everything_is_required():
        pytest.fail(f"{sentence} (IDNODE_REQUIRE=all)")
    pytest.skip(sentence)


def command(name: str, how: str) -> str:
    """The full path of a command that this test needs."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        lacking(f"the command {name}", how)
    return str(found)
