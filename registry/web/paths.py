"""Handles in paths: what a request to `/api/handles/{handle}` is about (handle-http.md §2)."""

from collections.abc import Mapping

from aiohttp import web

from registry.web.codes import Code, Refused
from registry.web.speech import target_of
from schemas.errors import Malformed
from schemas.handle import Handle

_PATH = "/api/handles/"


def named_in_path(request: web.BaseRequest) -> str:
    """The handle that a path names, decoded once; a response echoes it as it was written.

    Raises:
        Malformed: a percent sign without two digits, or octets that are not UTF-8.
    """
    return target_of(request).path.removeprefix(_PATH)


def handle_in(text: str) -> Handle:
    """The handle that is named.

    Raises:
        Refused: none, one without a slash, which is of no prefix here, or one that cannot be read.
    """
    if not text:
        raise Refused(Code.INVALID_HANDLE, "Empty handle invalid")
    if "/" not in text:
        raise Refused(Code.NOT_RESPONSIBLE)
    try:
        return Handle.parse(text)
    except Malformed as error:
        raise Refused(Code.INVALID_HANDLE, error.sentence) from None


def subject_of(request: web.Request) -> Mapping[str, str]:
    """What a refusal is about: the handle, if the path names one."""
    try:
        text = named_in_path(request)
    except Malformed:
        return {}
    return {"handle": text} if text and request.path != _PATH.rstrip("/") else {}
