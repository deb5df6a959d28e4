"""What needs no Chinese. A room named here covers all below it."""

from collections.abc import Mapping

NEVER_SEEN: Mapping[str, str] = {
    "registry.web.codes": "the Handle.Net-compatible API speaks English",
    "registry.web.endpoints": "the Handle.Net-compatible API speaks English",
    "registry.web.handle_changes": "the Handle.Net-compatible API speaks English",
    "registry.web.handle_list": "the Handle.Net-compatible API speaks English",
    "registry.web.hrls": "the Handle.Net-compatible API speaks English",
    "registry.web.paths": "the Handle.Net-compatible API speaks English",
    "registry.web.prefixes": "the Handle.Net-compatible API speaks English",
    "registry.web.speech": "the Handle.Net-compatible API speaks English",
    "registry.web.verifications": "the Handle.Net-compatible API speaks English",
    "resolver.domains": "zones are settings; names that cannot be read are answered by the DNS's own codes",
    "resolver.replica": "said in the log",
    "resolver.tally": "said in the log",
    "schemas.complaint": "put together in Chinese out of its complaints, which have their own",
    **{
        f"node.{name}": "said on the command line, or in the log"
        for name in (
            "acting",
            "addresses",
            "backup",
            "commands",
            "folder",
            "founding",
            "keeper",
            "kinds",
            "listening",
            "rule_choice",
            "sample",
            "settings",
            "tls",
        )
    },
}
"""Rooms whose sentences nobody meets in the console, on the door's pages or in a problem, and why."""
