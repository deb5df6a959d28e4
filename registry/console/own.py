"""An enterprise's own rooms, gathered for the routes of the console."""

from registry.console import application, batches, claims, enterprise, labels, partial, rules
from registry.console.guard import Pages

PAGES: Pages = {
    **enterprise.PAGES,
    **partial.PAGES,
    **application.PAGES,
    **rules.PAGES,
    **batches.PAGES,
    **labels.PAGES,
    **claims.PAGES,
}
