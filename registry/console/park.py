"""Park: the rooms of the park's staff, as the routes take them."""

from registry.console import enterprises, filings, firm, judgements, papers, reviews
from registry.console.guard import Pages

PAGES: Pages = {
    **reviews.PAGES,
    **filings.PAGES,
    **judgements.PAGES,
    **papers.PAGES,
    **enterprises.PAGES,
    **firm.PAGES,
}
