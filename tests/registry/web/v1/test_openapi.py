"""The published description is the one that the code makes, and it has every route."""

from pathlib import Path

import msgspec

from registry.web.v1 import api
from registry.web.v1.openapi import description, published
from tests.support.own_api import OwnApi

PUBLISHED = Path(__file__).resolve().parents[4] / "schemas" / "published" / "openapi.json"


def test_what_is_published_is_what_the_code_says() -> None:
    """Write it anew: python -m registry.web.v1.openapi > schemas/published/openapi.json"""
    assert PUBLISHED.read_bytes() == published()


def test_every_route_is_described_in_a_sentence() -> None:
    described = description()["paths"]
    routes = {route.path.partition(":")[0] + "}" * (":" in route.path) for route in api.routes()} - {"/api/v1{rest}"}

    assert set(described) == routes
    for path, operations in described.items():
        for method, operation in operations.items():
            assert operation["summary"].endswith("."), (path, method)
    identities = [operation["operationId"] for each in described.values() for operation in each.values()]
    assert len(set(identities)) == len(identities)


def test_every_reference_leads_somewhere() -> None:
    text = published().decode()
    known = description()["components"]["schemas"]

    for part in text.split('"#/components/schemas/')[1:]:
        assert part.partition('"')[0] in known


async def test_it_is_served_to_everybody(own: OwnApi) -> None:
    answer = await own.ask("GET", "/openapi.json")

    assert (answer.status, answer.json["openapi"]) == (200, "3.1.0")
    assert answer.body == published()
    assert msgspec.json.decode(answer.body)["info"]["title"] == "idnode"
