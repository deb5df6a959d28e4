"""What `/api/v1/openapi.json` promises, held against a running node by requests that were made from it (schemathesis).

Requests right and wrong by the document, in the name of the park's administrator and of nobody: none makes the node
fail, each answer has a status, a media type and a body that the document names, and each refusal is a problem
(RFC 9457).
"""

import json
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis import checks
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.house.tree import ROOT
from tests.support.running import Node

PUBLISHED = ROOT / "schemas/published/openapi.json"

EXAMPLES = 10
"""Requests for each operation, always the same ones."""

CHECKS = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


schema = schemathesis.openapi.from_path(PUBLISHED)


class Running:
    """A node with the sample park, and the key of its administrator."""

    def __init__(self, node: Node) -> None:
        self.url = node.url
        self.key = node.told("key", "new", "--role", "park-admin")["key"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One node for all operations."""
    node = Node(tmp_path_factory.mktemp("openapi"), workers=1)
    node.run("init", "--sample")
    node.start()
    try:
        yield Running(node)
    finally:
        node.stop()


@schema.parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
def test_no_request_makes_the_node_break_its_promise(case: "schemathesis.Case[Any]", running: Running) -> None:
    answer = case.call(base_url=running.url, headers={"Authorization": f"Bearer {running.key}"}, timeout=30)
    case.validate_response(answer, checks=CHECKS)
    if answer.status_code >= 400:
        assert answer.headers["content-type"][0].startswith("application/problem+json")


def test_a_promise_that_is_broken_is_found_out(running: Running) -> None:
    told = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    answer = told["paths"]["/api/v1/divisions"]["get"]["responses"]["200"]
    answer["content"]["application/json"]["schema"] = {"type": "string"}
    case = schemathesis.openapi.from_dict(told)["/api/v1/divisions"]["GET"].Case()
    answered = case.call(base_url=running.url, timeout=30)

    with pytest.raises(FailureGroup):
        case.validate_response(answered, checks=CHECKS)
