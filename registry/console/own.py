"""An enterprise's own rooms, gathered for the routes of the console."""

from registry.console import (
    application,
    batches,
    claims,
    enterprise,
    filling,
    labels,
    partial,
    rules,
    sharing,
    templates,
)
from registry.console.guard import Pages

PAGES: Pages = {
    **enterprise.PAGES,
    **partial.PAGES,
    **application.PAGES,
    **templates.PAGES,
    **filling.PAGES,
    **rules.PAGES,
    **batches.PAGES,
    **labels.PAGES,
    **sharing.PAGES,
    **claims.PAGES,
}
