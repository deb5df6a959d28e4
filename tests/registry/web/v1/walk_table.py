"""The table of the walk: every route of `/api/v1` with each of its methods, and what a caller needs for it."""

from registry.authority import Verb
from tests.registry.web.v1.walk import (
    PREFIX,
    TEMPLATE,
    Row,
    anybody,
    either,
    everywhere,
    known,
    members,
    of_ours,
    of_own,
    ours_alone,
    some,
    under,
    under_own,
)
from tests.support.applying import PNG
from tests.support.own_api import NDJSON

URL = {"index": 1, "type": "URL", "data": "https://erp.example/1"}
SEGMENTS = [{"kind": "fixed", "text": "{new}-"}, {"kind": "serial", "width": 6}]
DAY = "from=2026-11-22&to=2026-11-22"

LIST, REGISTER, AMEND, RETIRE = under(Verb.LIST), under(Verb.REGISTER), under(Verb.AMEND), under(Verb.RETIRE)
PEOPLE, KEYS, APPLY, CLAIM = of_ours(Verb.PEOPLE), of_ours(Verb.KEYS), of_ours(Verb.APPLY), of_ours(Verb.CLAIM)
MANAGE, SEES = everywhere(Verb.MANAGE), everywhere(Verb.LIST)
SHARE = under(Verb.SHARE)
REVIEW, TEMPLATES = everywhere(Verb.REVIEW), of_ours(Verb.TEMPLATES)
SEEN, DRAFTS = either(members, SEES), ours_alone(Verb.APPLY)
SUBMITTED = either(DRAFTS, SEES)
NEW_PERSON = {"login": "{new}", "name": "新"}

ROWS = (
    # Identifiers
    Row("POST", "/identifiers", REGISTER, {"handle": f"{PREFIX}/{{new}}", "values": [URL]}),
    Row("POST", "/identifiers", REGISTER, f'{{"handle":"{PREFIX}/{{new}}","values":[]}}\n', kind=NDJSON),
    Row("GET", "/identifiers", LIST, query=f"?prefix={PREFIX}"),
    Row("GET", "/identifiers/{handle}", anybody, at="/identifiers/{handle}"),
    Row("PUT", "/identifiers/{handle}", AMEND, {"values": []}),
    Row("PATCH", "/identifiers/{handle}", AMEND, {"put": [URL]}),
    Row("DELETE", "/identifiers/{handle}", RETIRE),
    Row("GET", "/history/{handle}", LIST),
    Row("GET", "/search", under_own(Verb.LIST), query=f"?q={PREFIX}"),
    Row("GET", "/identify", anybody, query="?text=88.1000.201/X"),
    Row("GET", "/statistics", under(Verb.READ_STATISTICS), query=f"?{DAY}&prefix={PREFIX}"),
    Row("GET", "/statistics", everywhere(Verb.READ_STATISTICS), query=f"?{DAY}"),
    Row("GET", "/changes", everywhere(Verb.FOLLOW), public=True),
    # Enterprises and what they apply for
    Row("GET", "/enterprises", SEES),
    Row("POST", "/enterprises", MANAGE, {"name": "江西{new}有限公司", "uscc": "{uscc}"}),
    Row("GET", "/enterprises/{id}", SEEN, at="/enterprises/{ours}"),
    Row("GET", "/enterprises/{id}", of_ours(Verb.READ_PERSONAL), at="/enterprises/{ours}", query="?unmask=checking"),
    Row("PATCH", "/enterprises/{id}", APPLY, {"address": "云谷大道 {new} 号"}, at="/enterprises/{ours}"),
    Row("PATCH", "/enterprises/{id}", MANAGE, {"joined_on": "2026-01-01", "park": None}, at="/enterprises/{ours}"),
    Row("POST", "/enterprises/{id}/acts", MANAGE, {"act": "suspend", "reason": "x"}, at="/enterprises/{firm}/acts"),
    Row("POST", "/applicants", MANAGE, {"name": "江西{new}有限公司"}),
    Row("GET", "/applications", known),
    Row("POST", "/applications", APPLY, {"kind": "prefix", "enterprise": "{ours}", "wish": {"purpose": "x"}}),
    Row("GET", "/applications/{id}", DRAFTS, at="/applications/{application}"),
    Row("GET", "/applications/{id}", SUBMITTED, at="/applications/{submitted}"),
    Row("PUT", "/applications/{id}", DRAFTS, {"wish": {"purpose": "y"}}, at="/applications/{application}"),
    Row("POST", "/applications/{id}/acts", DRAFTS, {"act": "submit"}, at="/applications/{application}/acts"),
    Row("POST", "/applications/{id}/acts", DRAFTS, {"act": "discard"}, at="/applications/{application}/acts"),
    Row("POST", "/applications/{id}/acts", DRAFTS, {"act": "withdraw"}, at="/applications/{submitted}/acts"),
    Row("POST", "/applications/{id}/acts", REVIEW, {"act": "take"}, at="/applications/{submitted}/acts"),
    Row("POST", "/applications/{id}/acts", REVIEW, {"act": "approve"}, at="/applications/{taken}/acts"),
    Row("POST", "/applications/{id}/acts", REVIEW, {"act": "reject", "note": "x"}, at="/applications/{taken}/acts"),
    Row("GET", "/applications/{id}/reviews", SUBMITTED, at="/applications/{taken}/reviews"),
    Row("GET", "/applications/{id}/filings", SUBMITTED, at="/applications/{taken}/filings"),
    Row("GET", "/applications/{id}/difference", SUBMITTED, at="/applications/{taken}/difference"),
    Row("POST", "/documents", some(Verb.APPLY), PNG, kind="image/png"),
    Row("GET", "/documents/{id}", of_ours(Verb.READ_PERSONAL), at="/documents/{document}"),
    Row("GET", "/documents/{id}/content", of_ours(Verb.READ_PERSONAL), at="/documents/{document}/content"),
    Row("GET", "/filings", SEES),
    Row("PATCH", "/filings/{id}", MANAGE, {"standing": "passed"}, at="/filings/{filing}"),
    Row("GET", "/divisions", anybody),
    Row("GET", "/industries", anybody),
    # Prefixes, keys, people
    Row("GET", "/prefixes", known),
    Row("POST", "/prefixes", MANAGE, {"prefix": "{free}", "enterprise": None}),
    Row("GET", "/prefixes/next", SEES),
    Row("PATCH", "/prefixes/{prefix}", MANAGE, {"standing": "suspended"}, at="/prefixes/{granted}"),
    Row("GET", "/keys", of_own(Verb.KEYS)),
    Row("POST", "/keys", KEYS, {"role": "enterprise-app", "prefixes": [PREFIX]}),
    Row("POST", "/keys", everywhere(Verb.KEYS), {"role": "auditor"}),
    Row("DELETE", "/keys/{id}", KEYS, at="/keys/{key}"),
    Row("GET", "/accounts", PEOPLE, query="?enterprise={ours}"),
    Row("POST", "/accounts", PEOPLE, NEW_PERSON | {"enterprise": "{ours}", "role": "enterprise-admin"}),
    Row("POST", "/accounts", everywhere(Verb.PEOPLE), NEW_PERSON | {"role": "auditor"}),
    Row("GET", "/accounts/{id}", PEOPLE, at="/accounts/{account}"),
    Row("PATCH", "/accounts/{id}", PEOPLE, {"name": "改"}, at="/accounts/{account}"),
    Row("DELETE", "/accounts/{id}", PEOPLE, at="/accounts/{account}"),
    Row("POST", "/accounts/{id}/invitation", PEOPLE, at="/accounts/{account}/invitation"),
    Row("DELETE", "/accounts/{id}/pause", PEOPLE, at="/accounts/{account}/pause"),
    # Coding rules, batches, templates, labels
    Row("GET", "/rules", LIST, query=f"?prefix={PREFIX}"),
    Row("POST", "/rules", REGISTER, {"prefix": PREFIX, "name": "{new}", "segments": SEGMENTS}),
    Row("GET", "/rules/{id}", LIST, at="/rules/{draft}"),
    Row("PATCH", "/rules/{id}", REGISTER, {"standing": "published"}, at="/rules/{draft}"),
    Row("POST", "/rules/{id}/trials", LIST, {"decode": ["1"]}, at="/rules/{draft}/trials"),
    Row("POST", "/rules/{id}/serials", REGISTER, {"count": 1}, at="/rules/{rule}/serials"),
    Row("GET", "/batches", LIST, query=f"?prefix={PREFIX}"),
    Row("POST", "/batches", REGISTER, {"rule": "{rule}", "count": 10, "values": []}),
    Row("GET", "/batches/{id}", LIST, at="/batches/{batch}"),
    Row("PATCH", "/batches/{id}", RETIRE, {"standing": "retired"}, at="/batches/{batch}"),
    Row("GET", "/batches/{id}/identifiers", LIST, at="/batches/{batch}/identifiers"),
    Row("GET", "/templates", known),
    Row("POST", "/templates", TEMPLATES, TEMPLATE | {"enterprise": "{ours}", "name": "{new}"}),
    Row("POST", "/templates", everywhere(Verb.TEMPLATES), TEMPLATE | {"enterprise": None, "name": "{new}"}),
    Row("GET", "/templates/{id}", SEEN, at="/templates/{template}"),
    Row("PATCH", "/templates/{id}", TEMPLATES, {"standing": "published"}, at="/templates/{sketch}"),
    Row("PUT", "/templates/{id}", TEMPLATES, TEMPLATE | {"name": "{new}"}, at="/templates/{template}"),
    Row("GET", "/templates/{id}/versions", SEEN, at="/templates/{template}/versions"),
    Row("GET", "/templates/{id}/versions/{version}", SEEN, at="/templates/{template}/versions/1"),
    Row("GET", "/templates/{id}/versions/{version}/schema", SEEN, at="/templates/{template}/versions/1/schema"),
    Row("POST", "/labels", LIST, {"identifiers": ["{handle}"], "format": "svg", "base": "https://id.example.cn"}),
    Row("GET", "/labels/symbol", anybody, query="?identifier={handle}"),
    Row("GET", "/labels/layouts", anybody),
    # Who sees what
    Row("GET", "/grants", known),
    Row("GET", "/grants", either(LIST, SHARE), query=f"?prefix={PREFIX}"),
    Row("POST", "/grants", SHARE, {"prefix": PREFIX, "to": "enterprise:{firm}"}),
    Row("POST", "/grants", SHARE, {"handle": "{handle}", "to": "link", "expires": "2026-12-01T00:00:00Z"}),
    Row("GET", "/grants/{id}", either(LIST, SHARE), at="/grants/{grant}"),
    Row("DELETE", "/grants/{id}", SHARE, at="/grants/{grant}"),
    Row("GET", "/groups", known),
    Row("POST", "/groups", of_own(Verb.SHARE), {"name": "{new}"}),
    Row("GET", "/groups/{id}", SEEN, at="/groups/{group}"),
    Row("PUT", "/groups/{id}", of_ours(Verb.SHARE), {"name": "{new}"}, at="/groups/{group}"),
    # Claims, imports, the trail
    Row("GET", "/claims", known),
    Row("POST", "/claims", CLAIM, {"enterprise": "{ours}", "scheme": "oid", "stem": "1.2.156.{number}"}),
    Row("GET", "/claims/{id}", either(CLAIM, SEES), at="/claims/{claim}"),
    Row("PATCH", "/claims/{id}", everywhere(Verb.JUDGE_CLAIMS), {"state": "approved"}, at="/claims/{claim}"),
    Row("GET", "/imports", known),
    Row(
        "POST",
        "/imports",
        under_own(Verb.REGISTER),
        f'{{"handle":"{PREFIX}/{{new}}","values":[]}}\n',
        "?name=x.ndjson",
        kind=NDJSON,
    ),
    Row("GET", "/imports/{id}", REGISTER, at="/imports/{job}"),
    Row("PATCH", "/imports/{id}", REGISTER, {"standing": "cancelled"}, at="/imports/{job}"),
    Row("GET", "/imports/{id}/faults", REGISTER, at="/imports/{job}/faults"),
    Row("GET", "/imports/{id}/failed", REGISTER, at="/imports/{job}/failed"),
    Row("GET", "/trail", everywhere(Verb.AUDIT)),
    Row("GET", "/trail/export", everywhere(Verb.AUDIT), query="?from=2026-11-22&to=2026-11-22"),
    Row("GET", "/openapi.json", anybody),
)
