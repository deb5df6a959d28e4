"""Nouns: every path of `/api/v1` that is about a thing, with what is offered there."""

from registry.web.v1 import (
    accounts,
    batches,
    changes,
    claims,
    enterprises,
    history,
    identifiers,
    identify,
    imports,
    keys,
    prefixes,
    rules,
    search,
    statistics,
)
from registry.web.v1.desk import Routes

NOUNS: Routes = {
    **identifiers.ROUTES,
    **history.ROUTES,
    **statistics.ROUTES,
    **changes.ROUTES,
    **enterprises.ROUTES,
    **prefixes.ROUTES,
    **keys.ROUTES,
    **accounts.ROUTES,
    **rules.ROUTES,
    **batches.ROUTES,
    **identify.ROUTES,
    **imports.ROUTES,
    **claims.ROUTES,
    **search.ROUTES,
}
