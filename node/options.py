"""What the commands have in common: flags that are settings, and how a coroutine runs to its end."""

import asyncio
import functools
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from node.settings import Settings
from schemas.errors import Malformed

P = ParamSpec("P")
T = TypeVar("T")

# What `--help` says of a flag; the documentation of the settings says more.
FLAGS = {
    "data": ("DIR", "the data folder (./var)"),
    "workers": ("N", "processes that answer; 0: all in one process (2)"),
    "http": ("HOST:PORT", "where HTTP listens, or off (127.0.0.1:8000)"),
    "https": ("HOST:PORT", "where HTTPS listens, or off (127.0.0.1:8443)"),
    "handle": ("HOST:PORT", "where the Handle protocol is to listen, or off (127.0.0.1:2641)"),
    "dns": ("HOST:PORT", "where the name server listens, or off (off)"),
    "public_base": ("URL", "how the node is reached from outside"),
    "log_level": ("LEVEL", "debug, info, warning or error (info)"),
}

EVERYWHERE = ("data",)


class Misuse(click.ClickException):
    """The command was called in a way it cannot be: a setting or an argument is wrong. Exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """One sentence on standard error."""
        click.echo(f"idnode: {self.message}", err=True, file=file)


def with_settings(*flags: str, **usual: object) -> Callable[[Callable[Concatenate[Settings, P], T]], Callable[..., T]]:
    """Give a command `--settings`, `--data` and these settings as flags, and the read settings as first argument.

    `usual` are the command's own defaults of settings.
    """

    def decorate(command: Callable[Concatenate[Settings, P], T]) -> Callable[..., T]:
        names = (*EVERYWHERE, *flags)

        @functools.wraps(command)
        def called(*arguments: Any, **given: Any) -> T:
            file = given.pop("settings_file")
            flagged = {name: given.pop(f"setting_{name}") for name in names}
            try:
                settings = Settings.read(file, os.environ, flagged, usual)
            except Malformed as refusal:
                raise Misuse(refusal.sentence) from None
            return command(settings, *arguments, **given)

        decorated: Callable[..., T] = called
        for name in reversed(names):
            metavar, words = FLAGS[name]
            flag = f"--{name.replace('_', '-')}"
            decorated = click.option(flag, f"setting_{name}", metavar=metavar, help=words)(decorated)
        return click.option(
            "--settings",
            "settings_file",
            metavar="FILE",
            type=click.Path(path_type=Path, dir_okay=False),
            help="the settings file (./idnode.toml where there is one)",
        )(decorated)

    return decorate


def whole_number(text: str) -> int:
    """A whole number that was given in the place of a word.

    Raises:
        Misuse: it is none.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise Misuse(f"cannot read {text[:40]!r} as a number: expected a whole number, or none")
    return int(text)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's coroutine to its end, outside any other loop."""
    return asyncio.run(work)
