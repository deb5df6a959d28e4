"""The one table from what the registry refuses to what the Handle API says: responseCode, then HTTP status.

Contract: handle-http.md §6.7; the names are those of RFC 3652 §3 and DO-IRP.
"""

from collections.abc import Mapping
from enum import IntEnum

from registry.mapping import Taken
from schemas.errors import (
    Absent,
    Busy,
    Conflict,
    Elsewhere,
    Forbidden,
    Limited,
    Malformed,
    NodeError,
    PrefixFull,
    RegistrationsUsed,
    Retired,
    TooLarge,
    Unauthenticated,
)


class Code(IntEnum):
    """responseCode."""

    SUCCESS = 1
    ERROR = 2
    SERVER_BUSY = 3
    PROTOCOL_ERROR = 4
    NOT_SUPPORTED = 5
    RECURSION_TOO_DEEP = 6
    SERVER_IN_BACKUP = 7
    HANDLE_NOT_FOUND = 100
    HANDLE_EXISTS = 101
    INVALID_HANDLE = 102
    VALUES_NOT_FOUND = 200
    VALUE_EXISTS = 201
    INVALID_VALUE = 202
    OUT_OF_DATE_SITE = 300
    NOT_RESPONSIBLE = 301
    SERVICE_REFERRAL = 302
    PREFIX_REFERRAL = 303
    INVALID_ADMIN = 400
    INSUFFICIENT_PERMISSIONS = 401
    AUTHENTICATION_NEEDED = 402
    AUTHENTICATION_FAILED = 403
    INVALID_CREDENTIAL = 404
    AUTHENTICATION_TIMEOUT = 405
    UNABLE_TO_AUTHENTICATE = 406
    SESSION_TIMEOUT = 500
    SESSION_FAILED = 501
    NO_SESSION_KEY = 502
    SESSION_NOT_SUPPORTED = 503
    SESSION_EXPIRED = 504
    SESSION_REJECTED = 505
    # The field's own (handle-wire.md): daily requests, registrations, and what a prefix may have.
    REQUESTS_USED_UP = 603
    REGISTRATIONS_USED_UP = 604
    PREFIX_LIMIT = 605


STATUS: Mapping[Code, int] = {
    Code.SUCCESS: 200,
    Code.ERROR: 500,
    Code.SERVER_BUSY: 503,
    Code.PROTOCOL_ERROR: 400,
    Code.NOT_SUPPORTED: 501,
    Code.RECURSION_TOO_DEEP: 500,
    Code.SERVER_IN_BACKUP: 503,
    Code.HANDLE_NOT_FOUND: 404,
    Code.HANDLE_EXISTS: 409,
    Code.INVALID_HANDLE: 400,
    Code.VALUES_NOT_FOUND: 400,  # 200 in resolution, which refuses nothing
    Code.VALUE_EXISTS: 409,
    Code.INVALID_VALUE: 400,
    Code.OUT_OF_DATE_SITE: 500,
    Code.NOT_RESPONSIBLE: 400,
    Code.SERVICE_REFERRAL: 300,
    Code.PREFIX_REFERRAL: 300,
    Code.INVALID_ADMIN: 403,
    Code.INSUFFICIENT_PERMISSIONS: 403,
    Code.AUTHENTICATION_NEEDED: 401,  # 403 on plain HTTP: `registry.web.speech` sees to it
    Code.AUTHENTICATION_FAILED: 403,
    Code.INVALID_CREDENTIAL: 403,
    Code.AUTHENTICATION_TIMEOUT: 500,
    Code.UNABLE_TO_AUTHENTICATE: 500,
    Code.SESSION_TIMEOUT: 500,
    Code.SESSION_FAILED: 500,
    Code.NO_SESSION_KEY: 500,
    Code.SESSION_NOT_SUPPORTED: 500,
    Code.SESSION_EXPIRED: 500,
    Code.SESSION_REJECTED: 500,
    Code.REQUESTS_USED_UP: 429,
    Code.REGISTRATIONS_USED_UP: 403,
    Code.PREFIX_LIMIT: 403,
}

CODE: Mapping[type[NodeError], Code] = {
    Malformed: Code.PROTOCOL_ERROR,
    Unauthenticated: Code.AUTHENTICATION_NEEDED,
    Forbidden: Code.INSUFFICIENT_PERMISSIONS,
    Absent: Code.HANDLE_NOT_FOUND,
    Retired: Code.HANDLE_NOT_FOUND,
    Conflict: Code.HANDLE_EXISTS,
    Taken: Code.VALUE_EXISTS,
    Elsewhere: Code.NOT_RESPONSIBLE,
    TooLarge: Code.PROTOCOL_ERROR,
    Limited: Code.REQUESTS_USED_UP,
    RegistrationsUsed: Code.REGISTRATIONS_USED_UP,
    PrefixFull: Code.PREFIX_LIMIT,
    Busy: Code.SERVER_BUSY,
}

# What the reference says, word for word, or says nothing (handle-http.md §4.2). Other codes carry our own sentence.
_WORDS: Mapping[Code, str | None] = {
    Code.NOT_RESPONSIBLE: "That prefix doesn't live here",
    Code.HANDLE_NOT_FOUND: None,
    Code.HANDLE_EXISTS: None,
    Code.VALUES_NOT_FOUND: None,
    Code.AUTHENTICATION_NEEDED: None,
}


class Refused(Exception):
    """A refusal with the code that the Handle API has for it."""

    def __init__(self, code: Code, sentence: str | None = None, status: int | None = None) -> None:
        super().__init__(sentence or code.name)
        self.code = code
        self.sentence = _WORDS.get(code, sentence)
        self.status = status or STATUS[code]
        self.retry_after: int | None = None
        """Seconds after which a new try makes sense."""

    @classmethod
    def of(cls, error: NodeError) -> "Refused":
        """The code for a refusal of the registry's own."""
        code = next(CODE[kind] for kind in type(error).__mro__ if kind in CODE)
        refused = cls(code, error.sentence, 413 if isinstance(error, TooLarge) else None)
        if isinstance(error, Busy | Limited):
            refused.retry_after = error.retry_after
        return refused
