"""`/api/handles/{handle}`: records by the Handle.Net-compatible API, as far as the registry answers.

What anybody may ask is answered by the resolver, whose handler `routes` is given; what comes with credentials, or asks
for values that are not public, is answered here out of the registry itself. Contract: handle-http.md §2–§6.
"""

from aiohttp import web

from registry.authority import subject
from registry.consult import meant, shows
from registry.credentials import Pepper
from registry.sharing.see import Seen, note, see
from registry.store.page import Reading
from registry.web import handle_changes, handle_list
from registry.web.caller import NeedsCaller, caller_of, carries_credentials, challenging
from registry.web.codes import Code, Refused
from registry.web.context import CONTEXT
from registry.web.counted import count
from registry.web.paths import named_in_path, subject_of
from registry.web.speech import Handler, not_offered, plainly, said, target_of
from schemas.asking import Asking, parameters_of_body
from schemas.counting import Outcome
from schemas.documents import value_document
from schemas.errors import Absent, Forbidden, Malformed
from schemas.handle import Handle
from schemas.principal import Principal
from schemas.value import Value


def credentialed(anonymous: Handler) -> Handler:
    """The handler of GET, HEAD and POST with credentials, or for values that are not public.

    `anonymous` answers where the caller turns out to be nobody, and for handles without a record of their own:
    templates, referrals, prefixes of other nodes.
    """

    async def handle_with_credentials(request: web.Request) -> web.StreamResponse:
        caller = await caller_of(request)
        asking = await _asking(request)
        if caller.principal is None:
            if asking.hidden:
                raise NeedsCaller
            return await anonymous(request)
        async with request.app[CONTEXT].book.reading() as page:
            try:
                handle, mapped = await meant(page, named_in_path(request))
            except Malformed:
                return await anonymous(request)
            try:
                seen = await _visible(page, caller.principal, handle, request.app[CONTEXT].pepper)
            except Refused:
                count(request, caller.principal, handle, Outcome.RETIRED)
                raise
        if seen is None:
            return await anonymous(request)
        values = seen.record.public_values if asking.public_only else seen.values
        if not shows(values, mapped):
            return await anonymous(request)
        asked = asking.of(values)
        await note(request.app[CONTEXT].group, seen, frozenset(value.index for value in asked))
        count(request, caller.principal, handle, Outcome.FOUND if asked else Outcome.NO_SUCH_VALUE)
        return _found(request, handle, asked)

    return plainly(challenging(handle_with_credentials, subject_of), subject_of)


def dispatch(anonymous: Handler) -> Handler:
    """The handler of every method on a record."""
    asked = credentialed(anonymous)
    changed = {
        "PUT": plainly(challenging(handle_changes.put, subject_of), subject_of),
        "DELETE": plainly(challenging(handle_changes.delete, subject_of), subject_of),
    }
    listed = plainly(challenging(handle_list.list_, handle_list.subject_of), handle_list.subject_of)

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.method in changed:
            return await changed[request.method](request)
        if request.method not in ("GET", "HEAD", "POST"):
            return not_offered(request, ("GET", "HEAD", "POST", "PUT", "DELETE"))
        if request.match_info.get("handle", "") == "":
            return await listed(request)
        if carries_credentials(request) or "publicOnly" in request.raw_path or request.method == "POST":
            return await asked(request)
        return await anonymous(request)

    return answer


async def _asking(request: web.Request) -> Asking:
    given = {name: list(texts) for name, texts in target_of(request).given.items()}
    if request.method == "POST":
        for name, texts in parameters_of_body(request.content_type, await request.read()).items():
            given.setdefault(name, []).extend(texts)
    return Asking.read(given)


async def _visible(page: Reading, who: Principal, handle: Handle, pepper: Pepper) -> Seen | None:
    """What a caller sees of a record; None where anybody is answered alike.

    Raises:
        Refused: the handle is retired.
    """
    try:
        holding = await page.holding(subject(handle))
        seen = await see(page, who, handle, pepper)
    except (Absent, Forbidden, Malformed):
        return None
    if holding is None:
        return None
    if not seen.record.active:
        raise Refused(Code.HANDLE_NOT_FOUND)
    return seen


def _found(request: web.Request, handle: Handle, values: tuple[Value, ...]) -> web.Response:
    if not values:
        return said(request, {"responseCode": int(Code.VALUES_NOT_FOUND), "values": [], "handle": handle.text})
    return said(
        request,
        {
            "responseCode": int(Code.SUCCESS),
            "handle": handle.text,
            "values": [value_document(value) for value in values],
        },
    )


def routes(anonymous: Handler) -> list[web.RouteDef]:
    """The routes of this noun, all methods; `anonymous` answers what anybody may ask of the resolver."""
    answer = dispatch(anonymous)
    return [
        web.route("*", "/api/handles", answer),
        web.route("*", r"/api/handles/{handle:[\s\S]*}", answer),
    ]
