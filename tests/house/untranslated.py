"""What has no Chinese yet, and what needs none. A room named here covers all below it; both lists only get shorter."""

from collections.abc import Mapping

OF_SCHEMAS: frozenset[str] = frozenset(
    {
        "schemas.account",
        "schemas.asking",
        "schemas.batch_mapping",
        "schemas.batch_pattern",
        "schemas.batch_values",
        "schemas.claim",
        "schemas.coding",
        "schemas.coding_characters",
        "schemas.coding_pieces",
        "schemas.divisions",
        "schemas.documents",
        "schemas.encodings",
        "schemas.enterprise",
        "schemas.expansion",
        "schemas.handle",
        "schemas.identifiers",
        "schemas.industries",
        "schemas.life",
        "schemas.link_types",
        "schemas.links",
        "schemas.locations",
        "schemas.mapping",
        "schemas.markup",
        "schemas.namespace",
        "schemas.octets",
        "schemas.pattern",
        "schemas.prefix",
        "schemas.printing",
        "schemas.rate",
        "schemas.record",
        "schemas.shape",
        "schemas.sharing",
        "schemas.sheet",
        "schemas.sniff",
        "schemas.target",
        "schemas.template",
        "schemas.template_columns",
        "schemas.value",
    }
)
"""Rooms of `schemas/` whose sentences are still to be said in Chinese."""

OF_RESOLVER: frozenset[str] = frozenset({"resolver.domains.naming", "resolver.edge"})
"""The same of `resolver/`."""

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
