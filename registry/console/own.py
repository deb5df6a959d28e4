"""An enterprise's own rooms, gathered for the routes of the console."""

from registry.console import application, enterprise, partial
from registry.console.guard import Pages

PAGES: Pages = {
    **enterprise.PAGES,
    **partial.PAGES,
    **application.PAGES,
}
