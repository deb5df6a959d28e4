"""`/api/v1/openapi.json`: the API described to programs (OpenAPI 3.1), made from the routes and shapes themselves.

What a release publishes is kept in `schemas/published/openapi.json`, and a test compares.
"""

import re
import sys
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

import msgspec
from aiohttp import web

from registry.exports.filters import named
from registry.exports.listing import FORMS as EXPORT_FORMS
from registry.exports.lists import LISTS
from registry.exports.write import MEDIA_TYPES
from registry.index.text import LONGEST_QUESTION
from registry.printing.job import RESOLUTIONS
from registry.store.filings import FilingStanding
from registry.web.problems import KINDS, PRECISE
from registry.web.v1.accounts import AmendedAccount, WantedAccount
from registry.web.v1.answers.table import ANSWERS, STATUSES
from registry.web.v1.applicants import ExpectedDocument
from registry.web.v1.applications import ApplicationAct, ApplicationDocument, DraftDocument
from registry.web.v1.batches import Retirement
from registry.web.v1.claims import ClaimDocument, JudgementDocument
from registry.web.v1.described import BatchDocument, PatchDocument, ProblemDocument, RowDocument
from registry.web.v1.desk import MOST_ROWS, Handler, Routes
from registry.web.v1.enterprises import EnterpriseAct, EnterpriseDocument
from registry.web.v1.filings import FilingAnswer
from registry.web.v1.grants import GrantDocument, GroupDocument
from registry.web.v1.imports import MOST_FAULTS, TYPES, Steering
from registry.web.v1.keys import KeyLimits, WantedKey
from registry.web.v1.nouns import NOUNS
from registry.web.v1.prefixes import PrefixDocument, PrefixPatch
from registry.web.v1.search import MOST_FOUND
from registry.web.v1.templates import SCHEMA_TYPE, TemplateDocument, TemplatePublication
from registry.web.v1.trail import FORMATS
from schemas.application import Kind
from schemas.claim import State
from schemas.documents import RecordDocument, RegistrationDocument
from schemas.identifiers.recognise import SCHEMES
from schemas.job import DUPLICATES
from schemas.life import OF_APPLICATIONS
from schemas.printing.choice import LabelsDocument
from schemas.printing.content import KINDS as KINDS_OF_CONTENT
from schemas.printing.symbology import SYMBOLOGIES
from schemas.profile import Profile
from schemas.sniff import FORMS
from schemas.template_document import DefinitionDocument

_JSON = "application/json"
_LINES = "application/x-ndjson"
_PROBLEM = "application/problem+json"
_AT = "#/components/schemas/{name}"

# Paths as OpenAPI writes them: a place-holder without the pattern behind its colon.
_PATTERN = re.compile(r"\{(\w+):.*\}")


# What each body is; by method and path.
_BODIES: Mapping[tuple[str, str], Mapping[str, type]] = {
    ("POST", "/api/v1/identifiers"): {_JSON: RegistrationDocument, _LINES: RegistrationDocument},
    ("PUT", "/api/v1/identifiers/{handle}"): {_JSON: RecordDocument},
    ("PATCH", "/api/v1/identifiers/{handle}"): {_JSON: PatchDocument},
    ("POST", "/api/v1/enterprises"): {_JSON: EnterpriseDocument},
    ("POST", "/api/v1/prefixes"): {_JSON: PrefixDocument},
    ("PATCH", "/api/v1/prefixes/{prefix}"): {_JSON: PrefixPatch},
    ("PATCH", "/api/v1/enterprises/{id}"): {_JSON: Profile},
    ("POST", "/api/v1/enterprises/{id}/acts"): {_JSON: EnterpriseAct},
    ("POST", "/api/v1/applicants"): {_JSON: ExpectedDocument},
    ("POST", "/api/v1/applications"): {_JSON: ApplicationDocument},
    ("PUT", "/api/v1/applications/{id}"): {_JSON: DraftDocument},
    ("POST", "/api/v1/applications/{id}/acts"): {_JSON: ApplicationAct},
    ("PATCH", "/api/v1/filings/{id}"): {_JSON: FilingAnswer},
    ("POST", "/api/v1/keys"): {_JSON: WantedKey},
    ("PATCH", "/api/v1/keys/{id}"): {_JSON: KeyLimits},
    ("POST", "/api/v1/labels"): {_JSON: LabelsDocument},
    ("POST", "/api/v1/accounts"): {_JSON: WantedAccount},
    ("PATCH", "/api/v1/accounts/{id}"): {_JSON: AmendedAccount},
    ("PATCH", "/api/v1/imports/{id}"): {_JSON: Steering},
    ("POST", "/api/v1/claims"): {_JSON: ClaimDocument},
    ("POST", "/api/v1/batches"): {_JSON: BatchDocument},
    ("POST", "/api/v1/templates"): {_JSON: TemplateDocument},
    ("POST", "/api/v1/grants"): {_JSON: GrantDocument},
    ("POST", "/api/v1/groups"): {_JSON: GroupDocument},
    ("PUT", "/api/v1/groups/{id}"): {_JSON: GroupDocument},
    ("PUT", "/api/v1/templates/{id}"): {_JSON: DefinitionDocument},
    ("PATCH", "/api/v1/templates/{id}"): {_JSON: TemplatePublication},
    ("PATCH", "/api/v1/batches/{id}"): {_JSON: Retirement},
    ("PATCH", "/api/v1/claims/{id}"): {_JSON: JudgementDocument},
}
# What each answer is, where a shape says it.
# Bodies that are files as they are, by media type.
_FILES: Mapping[tuple[str, str], Collection[str]] = {
    ("POST", "/api/v1/imports"): TYPES,
    ("POST", "/api/v1/documents"): tuple(form.media_type for form in FORMS),
}
# Answers that are files, by media type.
_MADE: Mapping[tuple[str, str], Collection[str]] = {
    ("POST", "/api/v1/labels"): ("application/pdf", "image/png", "application/zip"),
    ("GET", "/api/v1/labels/symbol"): ("image/svg+xml", "image/png"),
    ("GET", "/api/v1/templates/{id}/versions/{version}/schema"): (SCHEMA_TYPE,),
    ("GET", "/api/v1/exports/{list}"): tuple(MEDIA_TYPES.values()),
    ("GET", "/api/v1/changes"): (_LINES,),
    ("GET", "/api/v1/documents/{id}/content"): tuple(form.media_type for form in FORMS),
    ("GET", "/api/v1/imports/{id}/failed"): (_LINES, "text/csv"),
    ("GET", "/api/v1/trail/export"): (_LINES, "text/csv"),
    ("GET", "/api/v1/openapi.json"): (_JSON,),
}
_OPEN = {
    "/api/v1/divisions",
    "/api/v1/identify",
    "/api/v1/industries",
    "/api/v1/labels/layouts",
    "/api/v1/labels/symbol",
    "/api/v1/openapi.json",
    "/api/v1/templates/{id}/versions/{version}/schema",
}
"""Paths that need no key, or not always."""
_STATUS = {"POST": 201, "DELETE": 204}
_LIMIT = {"type": "integer", "minimum": 1, "maximum": MOST_ROWS}
_TEXT = {"type": "string"}
_FLAG = {"type": "boolean"}
_DAY = {"type": "string", "format": "date"}
_LINES_WANTED = {"from": _DAY, "to": _DAY, "actor": _TEXT, "verb": _TEXT, "subject": _TEXT}
# The parameters of each query, and the headers that matter.
_QUERIES: Mapping[tuple[str, str], Mapping[str, Mapping[str, Any]]] = {
    ("POST", "/api/v1/identifiers"): {
        "mode": {"enum": ["skip-bad", "all-or-nothing"], "default": "skip-bad"},
        "dry_run": _FLAG,
    },
    ("GET", "/api/v1/identifiers"): {"prefix": _TEXT, "limit": _LIMIT, "cursor": _TEXT, "retired": _FLAG},
    ("GET", "/api/v1/batches"): {"prefix": _TEXT, "rule": _TEXT, "limit": _LIMIT, "cursor": _TEXT},
    ("GET", "/api/v1/batches/{id}/identifiers"): {"limit": _LIMIT, "cursor": _TEXT},
    ("GET", "/api/v1/history/{handle}"): {"limit": _LIMIT | {"maximum": 100}, "cursor": _TEXT},
    ("GET", "/api/v1/statistics"): {"from": _TEXT, "to": _TEXT, "by": _TEXT, "prefix": _TEXT},
    ("GET", "/api/v1/changes"): {"after": {"type": "integer", "minimum": 0}, "limit": _LIMIT},
    ("GET", "/api/v1/enterprises"): {"park": _TEXT},
    ("GET", "/api/v1/enterprises/{id}"): {"unmask": _TEXT},
    ("GET", "/api/v1/applications"): {
        "enterprise": _TEXT,
        "standing": {"enum": [each.value for each in OF_APPLICATIONS]},
        "kind": {"enum": [each.value for each in Kind]},
    },
    ("GET", "/api/v1/applications/{id}"): {"unmask": _TEXT},
    ("GET", "/api/v1/applications/{id}/difference"): {"against": {"type": "integer", "minimum": 1}},
    ("GET", "/api/v1/filings"): {"standing": {"enum": [each.value for each in FilingStanding]}},
    ("GET", "/api/v1/prefixes/next"): {"under": _TEXT},
    ("GET", "/api/v1/divisions"): {"below": _TEXT},
    ("GET", "/api/v1/industries"): {"below": _TEXT},
    ("GET", "/api/v1/accounts"): {"enterprise": _TEXT},
    ("GET", "/api/v1/grants"): {"prefix": _TEXT},
    ("GET", "/api/v1/identifiers/{handle}"): {"link": _TEXT},
    ("GET", "/api/v1/templates"): {"own": _FLAG},
    ("GET", "/api/v1/search"): {
        "q": _TEXT | {"maxLength": LONGEST_QUESTION},
        "prefix": _TEXT,
        "from": _DAY,
        "to": _DAY,
        "standing": {"enum": ["active", "retired", "any"], "default": "active"},
        "template": _TEXT,
        "limit": _LIMIT | {"maximum": MOST_FOUND},
        "cursor": _TEXT,
    },
    ("POST", "/api/v1/imports"): {
        "name": _TEXT,
        "mode": {"enum": ["skip-bad", "all-or-nothing"], "default": "skip-bad"},
        "duplicates": {"enum": list(DUPLICATES), "default": DUPLICATES[0]},
        "template": _TEXT,
    },
    ("GET", "/api/v1/imports/{id}/faults"): {"limit": _LIMIT | {"maximum": MOST_FAULTS}},
    ("GET", "/api/v1/trail"): _LINES_WANTED | {"limit": _LIMIT, "cursor": _TEXT},
    ("GET", "/api/v1/exports/{list}"): dict.fromkeys(
        dict.fromkeys(name for each in LISTS.values() for name in named(each.filters)), _TEXT
    )
    | {"format": {"enum": list(EXPORT_FORMS), "default": EXPORT_FORMS[0]}, "raw": _FLAG},
    ("GET", "/api/v1/trail/export"): _LINES_WANTED | {"format": {"enum": list(FORMATS), "default": FORMATS[0]}},
    ("GET", "/api/v1/identify"): {"text": _TEXT, "scheme": {"enum": sorted(SCHEMES)}, "no_associations": _FLAG},
    ("GET", "/api/v1/labels/symbol"): {
        "identifier": _TEXT,
        "symbology": {"enum": list(SYMBOLOGIES), "default": "qr"},
        "level": _TEXT,
        "content": {"enum": list(KINDS_OF_CONTENT)},
        "format": {"enum": ["svg", "png"], "default": "svg"},
        "module": {"type": "number", "exclusiveMinimum": 0, "maximum": 10},
        "dpi": {"type": "integer", "minimum": RESOLUTIONS[0], "maximum": RESOLUTIONS[1], "default": 300},
    },
    ("GET", "/api/v1/claims"): {"enterprise": _TEXT, "state": {"enum": [state.value for state in State]}},
}
_REQUIRED = {
    "prefix of identifiers",
    "prefix of batches",
    "from of statistics",
    "to of statistics",
    "text of identify",
    "identifier of labels",
}
_HEADERS: Mapping[tuple[str, str], tuple[str, bool]] = {
    ("POST", "/api/v1/identifiers"): ("Idempotency-Key", False),
    ("POST", "/api/v1/batches"): ("Idempotency-Key", False),
    ("GET", "/api/v1/identifiers/{handle}"): ("If-None-Match", False),
    ("PUT", "/api/v1/identifiers/{handle}"): ("If-Match", True),
    ("PATCH", "/api/v1/identifiers/{handle}"): ("If-Match", True),
    ("DELETE", "/api/v1/identifiers/{handle}"): ("If-Match", True),
    ("GET", "/api/v1/templates/{id}"): ("If-None-Match", False),
    ("PUT", "/api/v1/templates/{id}"): ("If-Match", True),
    ("PATCH", "/api/v1/templates/{id}"): ("If-Match", False),
    ("PUT", "/api/v1/applications/{id}"): ("If-Match", True),
    ("POST", "/api/v1/applications/{id}/acts"): ("If-Match", False),
    ("PATCH", "/api/v1/enterprises/{id}"): ("If-Match", True),
    ("POST", "/api/v1/enterprises/{id}/acts"): ("If-Match", False),
}


async def get(_: web.Request) -> web.StreamResponse:
    """This description."""
    return web.Response(body=published(), content_type=_JSON, headers={"Cache-Control": "max-age=3600"})


@cache
def published() -> bytes:
    """The description as JSON, as `schemas/published/openapi.json` has it."""
    return msgspec.json.format(msgspec.json.encode(description(), order="deterministic"), indent=2) + b"\n"


def description() -> dict[str, Any]:
    """The description."""
    shapes = {shape for bodies in _BODIES.values() for shape in bodies.values()}
    shapes |= {*ANSWERS.values(), RowDocument, ProblemDocument}
    told = {f"{kind.status} {kind.code}" for kind in (*KINDS.values(), *PRECISE.values())}
    ordered = sorted(shapes, key=lambda shape: shape.__name__)
    _, components = msgspec.json.schema_components(ordered, ref_template=_AT)
    return {
        "openapi": "3.1.0",
        "info": {"title": "idnode", "version": "1", "description": "A secondary node (二级节点): its own API."},
        "security": [{"key": []}],
        "paths": {
            _PATTERN.sub(r"{\1}", path): {
                method.lower(): _operation(method, _PATTERN.sub(r"{\1}", path), handler)
                for method, handler in offered.items()
            }
            for path, offered in {**NOUNS, **ROUTES}.items()
        },
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "responses": {
                "refused": {
                    "description": f"Refused: {', '.join(sorted(told))}",
                    "content": {_PROBLEM: {"schema": {"$ref": _AT.format(name="ProblemDocument")}}},
                }
            },
        },
    }


def _operation(method: str, path: str, handler: Handler) -> dict[str, Any]:
    statuses = [str(status) for status in STATUSES.get((method, path), (_STATUS.get(method, 200),))]
    noun = path.removeprefix("/api/v1/").partition("/")[0]
    operation: dict[str, Any] = {
        "summary": (handler.__doc__ or "").partition("\n")[0],
        "operationId": f"{method.lower()}-{re.sub('[^a-z]+', '-', path.removeprefix('/api/v1/')).strip('-')}",
        "tags": [noun],
        "parameters": [
            *(
                {"name": name, "in": "path", "required": True, "schema": _TEXT}
                for name in re.findall(r"\{(\w+)\}", path)
            ),
            *(
                {"name": name, "in": "query", "required": f"{name} of {noun}" in _REQUIRED, "schema": schema}
                for name, schema in _QUERIES.get((method, path), {}).items()
            ),
        ],
        "responses": {
            **{status: {"description": "Done"} for status in statuses},
            "default": {"$ref": "#/components/responses/refused"},
        },
    }
    if path in _OPEN:
        operation["security"] = []
    if answer := ANSWERS.get((method, path)):
        content = {_JSON: {"schema": {"$ref": _AT.format(name=answer.__name__)}}}
        for status in statuses:
            operation["responses"][status]["content"] = content
    if files := _MADE.get((method, path)):
        octets = {"schema": {"type": "string", "format": "binary"}}
        made = {form: {"schema": {"type": "object"}} if form == _JSON else octets for form in files}
        for status in statuses:
            operation["responses"].pop(status)
        operation["responses"]["200"] = {"description": "A file", "content": made}
    if header := _HEADERS.get((method, path)):
        operation["parameters"].append({"name": header[0], "in": "header", "required": header[1], "schema": _TEXT})
    if files := _FILES.get((method, path)):
        operation["requestBody"] = {"required": True, "content": files}
    if bodies := _BODIES.get((method, path)):
        content = {form: {"schema": {"$ref": _AT.format(name=shape.__name__)}} for form, shape in bodies.items()}
        operation["requestBody"] = {"required": True, "content": content}
        if _LINES in bodies:
            row = {_LINES: {"schema": {"$ref": _AT.format(name=RowDocument.__name__)}}}
            operation["responses"]["200"] = {"description": "A stream: a line for each row", "content": row}
    if files := _FILES.get((method, path)):
        operation["requestBody"] = {"required": True, "content": {form: {} for form in files}}
    return operation


ROUTES: Routes = {"/api/v1/openapi.json": {"GET": get}}


if __name__ == "__main__":
    sys.stdout.buffer.write(published())
