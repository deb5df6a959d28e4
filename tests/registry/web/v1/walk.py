"""The walk over every route of `/api/v1`: the callers, what they ask for, and what the authority table says to it.

All that is asked for belongs to one enterprise, *ours*. Each row names what a caller needs by the table of
`registry.authority`; nothing here says by itself who may do what.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from itertools import count
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.authority import Verb, allows, allows_for, allows_some
from registry.credentials import holder, look_up
from registry.store.tables import trail
from schemas.prefix import Prefix
from schemas.principal import Principal
from tests.support.applying import PNG, code_of, profile
from tests.support.own_api import NDJSON, OwnApi, Said

PREFIX = "88.1000.201"
RIVALS_PREFIX = "88.1000.202"
MARK = "暗礁"
"""Stands in what only those may see who may see what is not public."""

Need = Callable[[Principal | None, str], bool]
"""Whether a caller may, given the id of our enterprise."""


def anybody(_who: Principal | None, _ours: str) -> bool:
    """Everybody, with a key or without."""
    return True


def known(who: Principal | None, _ours: str) -> bool:
    """Whoever has a key; what it does not allow to see is left out of the answer."""
    return who is not None


def under(verb: Verb) -> Need:
    """Whoever may do this under our prefix."""
    return lambda who, _: who is not None and allows(who, verb, Prefix.parse(PREFIX))


def of_ours(verb: Verb) -> Need:
    """Whoever may do this to what is our enterprise's."""
    return lambda who, ours: who is not None and allows_for(who, verb, ours)


def everywhere(verb: Verb) -> Need:
    """Whoever may do this at the whole node."""
    return lambda who, _: who is not None and allows(who, verb)


def either(*needs: Need) -> Need:
    """Whoever fulfils one of these."""
    return lambda who, ours: any(need(who, ours) for need in needs)


def of_own(verb: Verb) -> Need:
    """Whoever may do this to what is its own enterprise's, whichever that is; others get to see nothing of ours."""
    return lambda who, _: who is not None and allows_for(who, verb, who.enterprise)


def under_own(verb: Verb) -> Need:
    """Whoever may do this anywhere at all; what is done to ours fails later, row by row."""
    return lambda who, _: (
        who is not None and (allows(who, verb) or any(allows(who, verb, prefix) for prefix in who.prefixes))
    )


def some(verb: Verb) -> Need:
    """Whoever may do this to what is some enterprise's."""
    return lambda who, _: who is not None and allows_some(who, verb)


def members(who: Principal | None, ours: str) -> bool:
    """Whoever belongs to our enterprise."""
    return who is not None and who.enterprise == ours


def ours_alone(verb: Verb) -> Need:
    """Whoever may do this to what is ours and belongs to us: the park has no hand in drafts."""
    return lambda who, ours: members(who, ours) and who is not None and allows_for(who, verb, ours)


class Row(msgspec.Struct, frozen=True):
    """One request, right in itself, and whom it must succeed for."""

    method: str
    path: str
    """As the router has it, below `/api/v1`."""
    need: Need
    body: Any = None
    """What `{thing}` in it, in the target or in the query, stands for is made by `Ours` anew for each caller."""
    query: str = ""
    at: str = ""
    """The target, where it is not the path itself with things for its placeholders."""
    kind: str = ""
    """The body's media type, where it is not JSON."""
    public: bool = False
    """Whether the answer may name our enterprise to strangers."""

    @property
    def streams(self) -> bool:
        """Whether the answer is a line for each row."""
        return self.kind == NDJSON and self.path == "/identifiers"

    @property
    def name(self) -> str:
        """What the test is called."""
        body = "" if self.body is None else " " + re.sub(r"\W+", "-", str(self.body))[:30]
        return f"{self.method} {self.path}{self.query}{body}"


class Ours:
    """Our enterprise, its rival, the callers, and what is ours, made when it is asked for."""

    def __init__(self, own: OwnApi) -> None:
        self._own = own
        self._numbers = count(1)
        self.id = ""
        self.changed = False
        """Whether what was asked for last has changed anything."""
        self.callers: dict[str, Principal | None] = {}
        self._keys: dict[str, str] = {}

    async def enter(self) -> None:
        """Enter both enterprises, with a prefix and keys for each."""
        for name, prefix, number in (("ours", PREFIX, 201), ("rival", RIVALS_PREFIX, 202)):
            firm = {"name": f"江西{MARK if name == 'ours' else '岫澜'}电路科技有限公司", "uscc": code_of(number)}
            id = (await self.make("POST", "/enterprises", firm))["id"]
            await self.make("POST", "/prefixes", {"prefix": prefix, "enterprise": firm["uscc"]})
            if name == "ours":
                self.id = id
            for role, more in (("enterprise-admin", {"enterprise": id}), ("enterprise-app", {"prefixes": [prefix]})):
                made = await self.make("POST", "/keys", {"role": role, **more})
                await self._knows(f"{name} {role.removeprefix('enterprise-')}", made["key"])
        applicant = await self.make("POST", "/keys", {"role": "enterprise-admin", "applies": True})
        await self._knows("applicant", applicant["key"])
        for name in ("park", "reviewer", "auditor", "node"):
            await self._knows(name, self._own.keys[name])
        self.callers["nobody"] = None

    async def _knows(self, name: str, key: str) -> None:
        async with self._own.context.book.reading() as page:
            self.callers[name] = holder(await look_up(page, self._own.context.pepper, key), "127.0.0.1")
        self._keys[name] = key

    async def ask(self, row: Row, who: str) -> Said:
        """Ask as one of the callers, for things made anew."""
        things: dict[str, str] = {}
        target = await self._filled(row.at or row.path, things)
        query = await self._filled(row.query, things)
        body = row.body
        if isinstance(body, dict | list):
            body = json.loads(await self._filled(json.dumps(body, ensure_ascii=False), things))
        elif isinstance(body, str):
            body = (await self._filled(body, things)).encode()
        sent = {"If_Match": "*"} if row.method in ("PUT", "PATCH", "DELETE", "POST") else {}
        if row.kind:
            sent["Content_Type"] = row.kind
        before = await self._state()
        said = await self._own.ask(row.method, target + query, body, by=self._keys.get(who), **sent)
        self.changed = await self._state() != before
        return said

    async def _state(self) -> tuple[int, int]:
        """How many changes and how many acts there have been."""
        async with self._own.context.book.reading() as page:
            acts = await page.scalar(sa.select(sa.func.max(trail.c.act)))
        return await self._own.serial(), int(acts)

    async def filled(self, text: str) -> str:
        """A text with things of ours, made anew, in place of their names."""
        return await self._filled(text, {})

    async def make(self, method: str, target: str, body: Any = None, by: str = "park", **sent: str) -> Any:
        """Ask for something that must succeed; the answer's JSON."""
        said = await self._own.ask(method, target, body, by=self._keys.get(by, by), If_Match="*", **sent)
        assert said.status < 300, (method, target, said.body.decode())
        return said.json

    async def _filled(self, text: str, things: dict[str, str]) -> str:
        for name in re.findall(r"\{([a-z_]+)\}", text):
            if name not in things:
                things[name] = await THINGS[name](self)
            text = text.replace(f"{{{name}}}", things[name])
        return text

    def stranger(self, who: str) -> bool:
        """Whether a caller may know of ours what is public, and nothing else."""
        known = self.callers[who]
        return known is None or (known.enterprise != self.id and not allows(known, Verb.LIST, Prefix.parse(PREFIX)))

    def number(self) -> int:
        """Another number, so that nothing is made twice."""
        return next(self._numbers)


async def _handle(ours: Ours) -> str:
    handle = f"{PREFIX}/H{ours.number()}"
    hidden = {"index": 2, "type": "NOTE", "data": MARK, "permissions": "1100"}
    shown = {"index": 1, "type": "URL", "data": "https://erp.example/1"}
    await ours.make("POST", "/identifiers", {"handle": handle, "values": [shown, hidden]}, "ours app")
    return handle


def _rule(draft: bool) -> Callable[[Ours], Awaitable[str]]:
    async def make(ours: Ours) -> str:
        number = ours.number()
        segments = [{"kind": "fixed", "text": f"R{number}-"}, {"kind": "serial", "width": 6}]
        body = {"prefix": PREFIX, "name": f"{MARK}{number}", "segments": segments, "draft": draft}
        return str((await ours.make("POST", "/rules", body, "ours admin"))["id"])

    return make


async def _batch(ours: Ours) -> str:
    wanted = {"rule": await THINGS["rule"](ours), "count": 100, "values": []}
    return str((await ours.make("POST", "/batches", wanted, "ours admin"))["id"])


async def _claim(ours: Ours) -> str:
    wanted = {"scheme": "oid", "stem": f"1.2.156.3{ours.number():03}", "evidence": MARK}
    return str((await ours.make("POST", "/claims", wanted, "ours admin"))["id"])


async def _account(ours: Ours) -> str:
    wanted = {"login": f"p{ours.number():04}", "name": MARK, "role": "enterprise-admin", "enterprise": ours.id}
    return str((await ours.make("POST", "/accounts", wanted))["id"])


async def _job(ours: Ours) -> str:
    row = json.dumps({"handle": f"{PREFIX}/J{ours.number()}", "values": []}).encode() + b"\n"
    return str((await ours.make("POST", f"/imports?name={'x'}.ndjson", row, "ours app", Content_Type=NDJSON))["id"])


def _template(publish: bool) -> Callable[[Ours], Awaitable[str]]:
    async def make(ours: Ours) -> str:
        wanted = TEMPLATE | {"name": f"{MARK}{ours.number()}", "publish": publish}
        return str((await ours.make("POST", "/templates", wanted, "ours admin"))["id"])

    return make


async def _grant(ours: Ours) -> str:
    wanted = {"prefix": PREFIX, "to": f"enterprise:{await _firm(ours)}", "note": MARK}
    return str((await ours.make("POST", "/grants", wanted, "ours admin"))["id"])


async def _group(ours: Ours) -> str:
    return str((await ours.make("POST", "/groups", {"name": f"{MARK}{ours.number()}"}, "ours admin"))["id"])


async def _key(ours: Ours) -> str:
    made = await ours.make("POST", "/keys", {"role": "enterprise-app", "prefixes": [PREFIX]}, "ours admin")
    return str(made["id"])


async def _application(ours: Ours) -> str:
    wanted = {"kind": "prefix", "wish": {"purpose": MARK}}
    return str((await ours.make("POST", "/applications", wanted, "ours admin"))["id"])


async def _submitted(ours: Ours) -> str:
    id = await _application(ours)
    await ours.make("POST", f"/applications/{id}/acts", {"act": "submit"}, "ours admin")
    return id


async def _taken(ours: Ours) -> str:
    id = await _submitted(ours)
    await ours.make("POST", f"/applications/{id}/acts", {"act": "take"}, "reviewer")
    return id


async def _returned(ours: Ours) -> str:
    id = await _taken(ours)
    await ours.make("POST", f"/applications/{id}/acts", {"act": "return", "note": "x"}, "reviewer")
    return id


async def _changed(ours: Ours) -> tuple[str, str]:
    """The document that came with a full change which was approved, and the filing of that change."""
    id = str((await ours.make("POST", "/documents", PNG, "ours admin", Content_Type="image/png"))["id"])
    wanted = msgspec.to_builtins(profile(certificate=id, number=201, name=f"江西{MARK}{ours.number()}有限公司"))
    change = await ours.make("POST", "/applications", {"kind": "change", "profile": wanted}, "ours admin")
    here = f"/applications/{change['id']}"
    for act, by in (("submit", "ours admin"), ("take", "reviewer"), ("approve", "reviewer")):
        await ours.make("POST", f"{here}/acts", {"act": act}, by)
    return id, str((await ours.make("GET", f"{here}/filings"))["items"][-1]["id"])


async def _document(ours: Ours) -> str:
    id, filing = await _changed(ours)
    await ours.make("PATCH", f"/filings/{filing}", {"standing": "passed"})
    return id


async def _filing(ours: Ours) -> str:
    """One that waits for an answer; those before it have got theirs."""
    for waiting in (await ours.make("GET", "/filings?standing=pending"))["items"]:
        await ours.make("PATCH", f"/filings/{waiting['id']}", {"standing": "passed"})
    return (await _changed(ours))[1]


async def _id(ours: Ours) -> str:
    return ours.id


async def _new(ours: Ours) -> str:
    return f"n{ours.number():04}"


async def _uscc(ours: Ours) -> str:
    return code_of(10_000 + ours.number())


async def _granted(ours: Ours) -> str:
    """A further prefix of ours."""
    prefix = f"88.1000.{3000 + ours.number()}"
    await ours.make("POST", "/prefixes", {"prefix": prefix, "enterprise": code_of(201)})
    return prefix


async def _free(ours: Ours) -> str:
    return f"88.1000.{4000 + ours.number()}"


async def _firm(ours: Ours) -> str:
    """Another enterprise, which nobody misses."""
    number = 20_000 + ours.number()
    return str(
        (await ours.make("POST", "/enterprises", {"name": f"江西{number}有限公司", "uscc": code_of(number)}))["id"]
    )


async def _number(ours: Ours) -> str:
    return str(5000 + ours.number())


async def _layout(ours: Ours) -> str:
    name = f"l{ours.number():04}"
    await ours.make("PUT", f"/label-layouts/{name}", LAYOUT, "ours admin")
    return name


LAYOUT: dict[str, Any] = {"title": MARK, "layout": {"label_width": 60, "label_height": 25}}
TEMPLATE: dict[str, Any] = {
    "name": "x",
    "items": [{"code": "viscosity", "index": 2000, "name": "粘度", "kind": "number"}],
}

THINGS: Mapping[str, Callable[[Ours], Awaitable[str]]] = {
    "handle": _handle,
    "rule": _rule(draft=False),
    "draft": _rule(draft=True),
    "batch": _batch,
    "claim": _claim,
    "account": _account,
    "job": _job,
    "template": _template(publish=True),
    "sketch": _template(publish=False),
    "key": _key,
    "grant": _grant,
    "group": _group,
    "application": _application,
    "submitted": _submitted,
    "taken": _taken,
    "returned": _returned,
    "document": _document,
    "ours": _id,
    "new": _new,
    "uscc": _uscc,
    "granted": _granted,
    "free": _free,
    "firm": _firm,
    "layout": _layout,
    "filing": _filing,
    "number": _number,
}
