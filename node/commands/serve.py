"""`idnode serve`: answer, until SIGTERM or SIGINT."""

import sys

import click

from node.options import with_settings
from node.settings import Settings


@click.command("serve")
@with_settings("workers", "http", "https", "handle", "dns", "public_base", "log_level")
def command(settings: Settings) -> None:
    """Start the keeper and the workers, and keep them running.

    SIGTERM and SIGINT stop the node: requests in flight are finished. SIGHUP puts new workers in place of the old ones.
    The log goes to standard error, one JSON object a line.
    """
    from node.service import serve

    sys.exit(serve(settings))
