"""Every command, in the name of every role, held against the table of authority, as every route is.

A command that takes `--as KEY` does what that key may. One that does not is the operator's own: whoever may enter the
data folder, which only its owner may, is the node's administrator there.
"""

import asyncio
import json
import stat
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path

import click
import msgspec
import pytest

from node.cli import idnode as group
from registry.authority import Verb
from registry.define import define
from registry.store.book import Book
from schemas.coding_segments import Definition, Fixed, Serial
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from tests.node.commands.conftest import Call
from tests.registry.web.v1.walk import (
    TEMPLATE,
    Need,
    either,
    everywhere,
    known,
    members,
    of_ours,
    ours_alone,
    some,
    under,
)
from tests.support.applying import PNG, code_of, profile
from tests.support.books import ROOT

OURS, RIVALS = Prefix("88.1000.201"), Prefix("88.1000.202")

OPERATORS = frozenset(
    {
        "init",
        "serve",
        "demo",
        "resolve",
        "decode",
        "explain",
        "search",
        "stats",
        "evaluate",
        "trail",
        "batch-list",
        "batch-show",
        "batch-retire",
        "template-install",
        "park-add",
        "park-list",
        "enterprise-add",
        "enterprise-amend",
        "enterprise-close",
        "enterprise-finish",
        "enterprise-list",
        "enterprise-reopen",
        "enterprise-restore",
        "enterprise-show",
        "enterprise-suspend",
        "application-expect",
        "filing-fail",
        "filing-list",
        "filing-pass",
        "prefix-close",
        "prefix-grant",
        "prefix-list",
        "prefix-move",
        "prefix-next",
        "prefix-quota",
        "prefix-restore",
        "prefix-suspend",
        "account-add",
        "account-close",
        "account-invite",
        "account-link",
        "account-list",
        "account-unlock",
        "key-limit",
        "key-list",
        "key-new",
        "key-revoke",
        "dns-name",
        "dns-zone",
        "dns-zones",
        "db-backup",
        "db-check",
        "db-reindex",
        "db-restore",
        "db-rotate-key",
        "db-upgrade",
        "claim-list",
        "grant-groups",
        "grant-list",
        "verify-trail",
    }
)
"""Those that take no key."""

SEES = everywhere(Verb.LIST)
SEEN, DRAFTS = either(members, SEES), ours_alone(Verb.APPLY)
SHARE = under(Verb.SHARE)
REGISTER, TEMPLATES, LAYOUTS = under(Verb.REGISTER), of_ours(Verb.TEMPLATES), of_ours(Verb.LAYOUTS)

ACTING: Mapping[str, list[tuple[Need, str]]] = {
    "register": [(REGISTER, "register {prefix}/{new} --url https://erp.example/1")],
    "import": [(REGISTER, "import {rows}")],
    "batch-new": [(REGISTER, "batch new --rule {rule} --count 3")],
    "encode": [(REGISTER, "encode --rule {rule} --next")],
    "labels": [(under(Verb.LIST), "labels {handle} --format svg --public-base https://id.example.cn --out {out}")],
    "label-layout-keep": [
        (LAYOUTS, "label-layout keep l{number} {paper} --enterprise {ours}"),
        (everywhere(Verb.LAYOUTS), "label-layout keep l{number} {paper}"),
    ],
    "label-layout-drop": [(LAYOUTS, "label-layout drop {layout} --enterprise {ours}")],
    "label-layout-list": [(known, "label-layout list")],
    "export": [(under(Verb.LIST), "export identifiers prefix={prefix}")],
    "template-check": [(SEEN, "template check {template} {fields}")],
    "template-disable": [(TEMPLATES, "template disable {template} viscosity")],
    "template-draft": [(TEMPLATES, "template draft {template} {definition}")],
    "template-list": [(known, "template list")],
    "template-new": [
        (TEMPLATES, "template new {definition} --enterprise {ours}"),
    ],
    "template-open": [(TEMPLATES, "template open {template}")],
    "template-publish": [(TEMPLATES, "template publish {sketch}")],
    "template-schema": [(SEEN, "template schema {template}")],
    "template-show": [(SEEN, "template show {template}")],
    "grant-new": [(SHARE, "grant new {prefix} --to enterprise:{ours}")],
    "grant-link": [(SHARE, "grant link {handle}")],
    "grant-revoke": [(SHARE, "grant revoke {grant}")],
    "grant-group": [(of_ours(Verb.SHARE), "grant group {new} --id {group}")],
    "application-new": [(of_ours(Verb.APPLY), "application new prefix --enterprise {ours} --prefix next")],
    "application-save": [(DRAFTS, "application save {application} --profile {profile}")],
    "application-show": [
        (DRAFTS, "application show {application}"),
        (either(DRAFTS, SEES), "application show {submitted}"),
        (of_ours(Verb.READ_PERSONAL), "application show {submitted} --unmask checking"),
    ],
    "application-list": [(known, "application list")],
    "application-do": [
        (DRAFTS, "application do submit {application}"),
        (everywhere(Verb.REVIEW), "application do take {submitted}"),
    ],
    "document-bring": [(some(Verb.APPLY), "document bring {picture}")],
    "document-fetch": [(DRAFTS, "document fetch {document} {out}")],
    "claim-add": [(of_ours(Verb.CLAIM), "claim add {ours} oid 1.2.156.{number}")],
    "claim-approve": [(everywhere(Verb.JUDGE_CLAIMS), "claim approve {claim}")],
    "claim-refuse": [(everywhere(Verb.JUDGE_CLAIMS), "claim refuse {claim} --reason x")],
}


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its words with hyphens between."""
    if not isinstance(command, click.Group):
        yield "-".join(path), command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from leaves(found, (*path, name))


def test_the_walk_has_every_command() -> None:
    found = dict(leaves(group))
    acting = {name for name, command in found.items() if any("--as" in one.opts for one in command.params)}

    assert acting == set(ACTING)
    assert set(found) - acting == OPERATORS


def test_only_its_owner_enters_the_data_folder(park: Path) -> None:
    assert stat.S_IMODE(park.stat().st_mode) == 0o700


class Walk:
    """A park with our enterprise and its rival, a key for each role, and what is ours, made when it is asked for."""

    def __init__(self, data: Path, folder: Path, call: Call) -> None:
        self.data, self.folder, self.call, self._numbers = data, folder, call, count(1)
        self.open_application = ""
        self.ours = self._enterprise("暗礁", OURS, 201)
        rival = self._enterprise("岫澜", RIVALS, 202)
        self.keys: dict[str, str] = {}
        self.callers: dict[str, Principal] = {}
        for name, id, prefix in (("ours", self.ours, OURS), ("rival", rival, RIVALS)):
            self._key(f"{name} admin", Role.ENTERPRISE_ADMIN, (prefix,), id, "--enterprise", id)
            self._key(f"{name} app", Role.ENTERPRISE_APP, (prefix,), id, "--prefix", prefix.text)
        for role in (Role.PARK_ADMIN, Role.REVIEWER, Role.AUDITOR, Role.NODE):
            self._key(role.value, role, (), None)

    def _enterprise(self, name: str, prefix: Prefix, number: int) -> str:
        uscc = code_of(number)
        self.done("enterprise", "add", f"江西{name}电路科技有限公司", "--uscc", uscc)
        self.done("prefix", "grant", prefix.text, "--enterprise", uscc)
        return str(json.loads(self.call("enterprise", "show", uscc).out)["id"])

    def _key(self, name: str, role: Role, prefixes: tuple[Prefix, ...], enterprise: str | None, *words: str) -> None:
        made = self.done("key", "new", "--role", role.value, *words, "--json")
        self.keys[name] = made["id"]
        self.callers[name] = Principal(f"key:{made['id']}", role, prefixes, enterprise=enterprise)

    def done(self, *words: str) -> dict[str, str]:
        """Call a command that must succeed; what it prints as JSON."""
        said = self.call(*words)
        assert said.code == 0, (words, said.err)
        return dict(said.json) if "--json" in words else {}

    def words(self, line: str) -> list[str]:
        """The words of a command, with things made anew for each placeholder."""
        return [part if "{" not in part else self._filled(part) for part in line.split()]

    def _filled(self, text: str) -> str:
        for name, thing in THINGS.items():
            if f"{{{name}}}" in text:
                text = text.replace(f"{{{name}}}", thing(self))
        return text

    def number(self) -> int:
        """Another number, so that nothing is made twice."""
        return next(self._numbers)

    def file(self, suffix: str, content: object) -> str:
        """A file with this content, as JSON if it is no text and no octets."""
        path = self.folder / f"file{self.number()}.{suffix}"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return str(path)


def _handle(walk: Walk) -> str:
    handle = f"{OURS}/h{walk.number()}"
    walk.done("register", handle)
    return handle


def _rows(walk: Walk) -> str:
    return walk.file("ndjson", {"handle": f"{OURS}/i{walk.number()}", "values": []})


def _template(walk: Walk, *words: str) -> str:
    file = walk.file("json", TEMPLATE | {"name": f"t{walk.number()}"})
    made = walk.done(
        "template", "new", file, "--enterprise", walk.ours, "--as", walk.keys["ours admin"], *words, "--json"
    )
    return made["id"]


def _grant(walk: Walk) -> str:
    return walk.done("grant", "new", OURS.text, "--to", f"enterprise:{walk.ours}", "--json")["id"]


def _group(walk: Walk) -> str:
    words = ("grant", "group", f"g{walk.number()}", "--as", walk.keys["ours admin"], "--json")
    return walk.done(*words)["id"]


def _rule(walk: Walk) -> str:
    async def define_one() -> str:
        book = Book(f"sqlite+aiosqlite:///{walk.data}/registry.sqlite")
        async with book.writing() as page:
            number = walk.number()
            definition = Definition((Fixed(f"R{number}-"), Serial(6)))
            made = await define(page, ROOT, OURS, f"r{number}", definition)
        await book.close()
        return made.id

    return asyncio.run(define_one())


def _application(walk: Walk) -> str:
    admin = ("--as", walk.keys["ours admin"])
    if walk.open_application:  # an enterprise has a few open at a time, and no more
        for act in ("discard", "withdraw"):
            walk.call("application", "do", act, walk.open_application, *admin)
    words = ("--enterprise", walk.ours, "--prefix", "next", *admin, "--json")
    walk.open_application = walk.done("application", "new", "prefix", *words)["id"]
    return walk.open_application


def _submitted(walk: Walk) -> str:
    id = _application(walk)
    walk.done("application", "do", "submit", id, "--as", walk.keys["ours admin"])
    return id


def _document(walk: Walk) -> str:
    return walk.done("document", "bring", walk.file("png", PNG), "--as", walk.keys["ours admin"], "--json")["id"]


def _claim(walk: Walk) -> str:
    stem = f"1.2.156.7{walk.number():03}"
    return walk.done("claim", "add", walk.ours, "oid", stem, "--as", walk.keys["ours admin"], "--json")["id"]


def _paper(walk: Walk) -> str:
    return walk.file("json", {"label_width": 70, "label_height": 50})


def _layout(walk: Walk) -> str:
    name = f"k{walk.number()}"
    walk.done("label-layout", "keep", name, _paper(walk), "--enterprise", walk.ours)
    return name


THINGS: Mapping[str, Callable[[Walk], str]] = {
    "prefix": lambda _: OURS.text,
    "ours": lambda walk: walk.ours,
    "new": lambda walk: f"n{walk.number()}",
    "number": lambda walk: str(5000 + walk.number()),
    "out": lambda walk: str(walk.folder / f"out{walk.number()}"),
    "handle": _handle,
    "rows": _rows,
    "rule": _rule,
    "template": lambda walk: _template(walk, "--publish"),
    "sketch": _template,
    "definition": lambda walk: walk.file("json", TEMPLATE | {"name": f"d{walk.number()}"}),
    "fields": lambda walk: walk.file("json", {"viscosity": 1}),
    "profile": lambda walk: walk.file("json", msgspec.to_builtins(profile(number=201, name=f"江西{walk.number()}厂"))),
    "picture": lambda walk: walk.file("png", PNG),
    "application": _application,
    "submitted": _submitted,
    "document": _document,
    "claim": _claim,
    "grant": _grant,
    "group": _group,
    "paper": _paper,
    "layout": _layout,
}


@pytest.mark.parametrize("name", ACTING)
def test_those_and_only_those_succeed_whom_the_table_of_authority_lets(
    park: Path, tmp_path: Path, idnode: Call, name: str
) -> None:
    walk = Walk(park, tmp_path, idnode)
    differences = []
    for need, line in ACTING[name]:
        for who, principal in walk.callers.items():
            said = idnode(*walk.words(line), "--as", walk.keys[who])
            if (said.code == 0) is not need(principal, walk.ours):
                differences.append((who, line, said.code, said.err[-200:]))
    assert differences == []
