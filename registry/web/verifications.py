"""`/api/verifications/{index:handle}`: whether a MAC was made with a secret key that this node keeps.

Contract: handle-http.md §2 and §6.3. A key that is not here verifies nothing, and takes as long to say so: who asks
does not learn which secret keys there are.
"""

from aiohttp import web

from registry.handle_keys import SECRET_KEY, read_identity
from registry.identify import by_proof, keys_of
from registry.web.context import CONTEXT
from registry.web.endpoints import endpoint
from registry.web.presented import octets_in, proof_in
from registry.web.speech import said, target_of
from schemas.errors import Malformed, Unauthenticated

_PATH = "/api/verifications/"
_NEEDED = ("nonce", "cnonce", "alg", "signature")


async def get(request: web.Request) -> web.StreamResponse:
    """Verify a MAC."""
    target = target_of(request)
    given = {name.lower(): text for name, text in target.last.items()}
    if missing := [name for name in _NEEDED if not given.get(name)]:
        raise Malformed(f"a verification has nonce, cnonce, alg and signature; missing: {', '.join(missing)}")
    named = read_identity(target.path.removeprefix(_PATH))
    try:
        proof = proof_in(given | {"type": SECRET_KEY})
        nonce, cnonce = octets_in(given["nonce"]), octets_in(given["cnonce"])
    except Unauthenticated as error:
        raise Malformed(error.sentence) from None
    context = request.app[CONTEXT]
    try:
        async with context.book.reading() as page:
            keys = await keys_of(page, named)
        await by_proof(named, keys, proof, nonce, cnonce, context.deriving)
        valid = True
    except Unauthenticated:
        valid = False
    return said(request, {"responseCode": 1, "isValid": valid})


def routes() -> list[web.RouteDef]:
    """The routes of this noun, all methods."""
    return [web.route("*", r"/api/verifications/{identity:[\s\S]+}", endpoint({"GET": get}))]
