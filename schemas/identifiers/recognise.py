"""Which schemes a scanned text can be of, best first, and each scheme by the name that commands and vectors use."""

from collections.abc import Mapping
from typing import Any

from schemas.errors import Malformed
from schemas.identifiers import (
    bid,
    bid_keypair,
    did,
    ecode,
    epc,
    gln,
    gs1_ai,
    gs1_digital_link,
    gs1_digital_link_build,
    gs1_dl_compressed,
    gs1_element_string,
    gs1_epc_binary_dl,
    gs1_ons,
    gtin,
    handle,
    iso7064,
    iso15434,
    iso15459,
    ma,
    oid,
    oid_cn,
    ors,
    sscc,
    uscc,
    uuid,
    vaa,
)
from schemas.identifiers.scheme import Likeness, Scheme

# More than any symbol holds (QR code: 7,089 digits); what is longer is no identifier.
LONGEST_TEXT = 8192

# Where two are equally sure, the one that stands first: what is narrower and what a park scans more often.
_IN_ORDER: tuple[Scheme[Any], ...] = (
    gs1_epc_binary_dl,
    gs1_dl_compressed,
    gs1_digital_link,
    gs1_element_string,
    epc,
    gs1_ai,
    gtin,
    sscc,
    gln,
    uscc,
    handle,
    ma,
    vaa,
    bid,
    did,
    ors,
    oid,
    oid_cn,
    uuid,
    iso15434,
    iso15459,
    ecode,
    bid_keypair,
    iso7064,
    gs1_digital_link_build,
    gs1_ons,
)

SCHEMES: Mapping[str, Scheme[Any]] = {one.NAME: one for one in _IN_ORDER}
"""Every scheme by its name."""


def scheme(name: str) -> Scheme[Any]:
    """The scheme of this name.

    Raises:
        Malformed: there is none; the sentence has all names.
    """
    if (found := SCHEMES.get(name)) is None:
        raise Malformed(f"scheme is {name[:80]!r}, expected one of {', '.join(sorted(SCHEMES))}")
    return found


def recognise(text: str) -> list[Likeness]:
    """Which schemes a text can be of, the surest first, each with its reason; empty if it is like none.

    >>> [likeness.scheme for likeness in recognise("88.1000.1/SN-7")]
    ['handle']
    >>> [(likeness.scheme, likeness.sureness.name) for likeness in recognise("1.2.156.10197.1.301")]
    [('oid', 'LIKELY'), ('oid-cn', 'POSSIBLE')]
    """
    if len(text) > LONGEST_TEXT:
        return []
    found = [likeness for one in _IN_ORDER if (likeness := one.recognise(text)) is not None]
    # Sorting keeps the order of those that are equally sure.
    return sorted(found, key=lambda likeness: -likeness.sureness)


def read(text: str) -> tuple[Scheme[Any], Any]:
    """A text as the best of its schemes reads it: that scheme and its noun.

    Raises:
        Malformed: it is like no scheme, or each that it is like refuses it; then the surest one's sentence.
    """
    refusal = None
    for likeness in recognise(text):
        found = SCHEMES[likeness.scheme]
        try:
            return found, found.parse(text)
        except Malformed as error:
            refusal = refusal or error
    raise refusal or Malformed(f"text is {text[:80]!r}, expected an identifier of a known scheme")
