"""Park: the rooms of the park's staff, as the routes take them."""

from registry.console import (
    decisions,
    enterprises,
    evaluation,
    filings,
    firm,
    judgements,
    papers,
    quotas,
    reviews,
    statistics,
    trail,
)
from registry.console.guard import Pages

PAGES: Pages = {
    **reviews.PAGES,
    **decisions.PAGES,
    **filings.PAGES,
    **judgements.PAGES,
    **papers.PAGES,
    **enterprises.PAGES,
    **firm.PAGES,
    **quotas.PAGES,
    **statistics.PAGES,
    **evaluation.PAGES,
    **trail.PAGES,
}
