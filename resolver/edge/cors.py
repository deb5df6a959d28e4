"""Cross-origin requests: which pages of other sites may read the answers of `/api/` (handle-http.md §1).

Any may, without the reader's credentials: what is answered to the public is public. The origin is echoed, never the
asker's cookies allowed.
"""

from aiohttp import web

METHODS = "GET,POST,HEAD,PUT,DELETE"
REQUEST_HEADERS = "X-Requested-With,Authorization,Origin,Accept,Content-Type"
PREFLIGHT_SECONDS = 86_400
ALLOW = "GET, HEAD, POST, PUT, DELETE, TRACE, OPTIONS"


async def permit(request: web.Request, response: web.StreamResponse) -> None:
    """Let the origin that asks read an answer of `/api/`; a handler of the signal `on_response_prepare`."""
    origin = request.headers.get("Origin")
    if origin is None or not request.path.startswith("/api/"):
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "Content-Length"
    if "Vary" not in response.headers:
        response.headers["Vary"] = "Origin"


async def options(request: web.Request) -> web.Response:
    """What may be done here; to another origin's page, what it may ask for."""
    if "Origin" not in request.headers:
        return web.Response(headers={"Allow": ALLOW, "Server": "idnode"})
    return web.Response(
        headers={
            "Server": "idnode",
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": REQUEST_HEADERS,
        }
    )
