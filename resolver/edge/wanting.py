"""What a request to one of the doors says beside its target: header lists, and the language it names in its query."""

from aiohttp import web

from schemas.errors import Malformed
from schemas.target import parameters


def header(request: web.BaseRequest, name: str) -> str:
    """All lines of a header that is a list, as one (RFC 9110 §5.3)."""
    return ", ".join(request.headers.getall(name, ()))


def asked_language(query: str) -> str:
    """What `?lang=` says; nothing where the query cannot be read, since the page that says so needs a language, too."""
    try:
        return parameters(query).get("lang", [""])[-1] if query else ""
    except Malformed:
        return ""
