"""Nouns: every path of `/api/v1` that is about a thing, with what is offered there."""

from registry.web.v1 import (
    accounts,
    applications,
    batches,
    changes,
    claims,
    enterprises,
    filings,
    history,
    identifiers,
    identify,
    imports,
    keys,
    labels,
    papers,
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
    **applications.ROUTES,
    **papers.ROUTES,
    **filings.ROUTES,
    **prefixes.ROUTES,
    **keys.ROUTES,
    **accounts.ROUTES,
    **rules.ROUTES,
    **batches.ROUTES,
    **labels.ROUTES,
    **identify.ROUTES,
    **imports.ROUTES,
    **claims.ROUTES,
    **search.ROUTES,
}
