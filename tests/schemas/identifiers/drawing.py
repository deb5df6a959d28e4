"""Good GS1 data and EPCs drawn by hypothesis, from the tables that describe them."""

from hypothesis import strategies as st

from schemas.checkdigit import CSET82, gmn_characters, gs1_character
from schemas.identifiers.gs1.application import APPLICATIONS, Component
from schemas.identifiers.gs1.code_lists import COUNTRY_LETTERS, COUNTRY_NUMBERS, CURRENCY_NUMBERS, PACKAGE_TYPES
from schemas.identifiers.gs1.elements import ElementString
from schemas.identifiers.gs1.link import KEYS, DigitalLink
from schemas.identifiers.tags.binary import CODINGS, Tag
from schemas.identifiers.tags.identity import GID_BITS, LAYOUTS, Epc

DIGITS = "0123456789"
CSET39 = "#-/" + DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CSET64 = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
_SETS = {"N": DIGITS, "X": CSET82, "Y": CSET39, "Z": CSET64}

# What only a careful hand writes: coupons carry lengths inside, an IBAN its own check.
_BY_HAND = {
    "8007": st.sampled_from(["GB82WEST12345698765432", "DE89370400440532013000"]),
    "8110": st.sampled_from(["012345612345611110123", "0123456123456111101239000" + "0"]),
    "8112": st.sampled_from(["00123456123456" + "0123456", "1112345671234561" + "1234567"]),
}

_days = st.dates().map(lambda day: day.strftime("%y%m%d"))
_SPECIAL: dict[str, st.SearchStrategy[str]] = {
    "yymmdd": _days,
    "yymmd0": _days | _days.map(lambda day: f"{day[:4]}00"),
    "yyyymmdd": st.dates().map(lambda day: f"{day.year:04}{day.month:02}{day.day:02}"),
    "hh": st.integers(0, 23).map("{:02}".format),
    "mi": st.integers(0, 59).map("{:02}".format),
    "ss": st.integers(0, 59).map("{:02}".format),
    "hhmi": st.times().map(lambda time: time.strftime("%H%M")),
    "iso3166": st.sampled_from(sorted(COUNTRY_NUMBERS)),
    "iso3166999": st.sampled_from([*sorted(COUNTRY_NUMBERS), "999"]),
    "iso3166alpha2": st.sampled_from(sorted(COUNTRY_LETTERS)),
    "iso4217": st.sampled_from(sorted(CURRENCY_NUMBERS)),
    "iso5218": st.sampled_from("0129"),
    "winding": st.sampled_from("019"),
    "yesno": st.sampled_from("01"),
    "zero": st.just("0"),
    "hyphen": st.just("-"),
    "importeridx": st.sampled_from(CSET64),
    "mediatype": st.sampled_from(["01", "10", "80", "99"]),
    "packagetype": st.sampled_from(sorted(PACKAGE_TYPES)),
    "latitude": st.integers(0, 1_800_000_000).map("{:010}".format),
    "longitude": st.integers(0, 3_600_000_000).map("{:010}".format),
    "pieceoftotal": st.integers(1, 99).flatmap(lambda n: st.integers(1, n).map(lambda piece: f"{piece:02}{n:02}")),
    "posinseqslash": st.integers(1, 9).flatmap(lambda n: st.integers(1, n).map(lambda place: f"{place}/{n}")),
    "csumalpha": st.text(CSET82, max_size=19).map(lambda text: f"1234{text}" + gmn_characters(f"1234{text}")),
}


def _component(component: Component) -> st.SearchStrategy[str]:
    check = component.checks[0] if component.checks else ""
    if check == "csum":
        bodies = st.text(DIGITS, min_size=component.most - 1, max_size=component.most - 1)
        return bodies.map(lambda body: body + gs1_character(body))
    if check in _SPECIAL:
        return _SPECIAL[check]
    one = _SETS[component.characters]
    if check == "gcppos1":
        return st.text(one, max_size=component.most - 4).map(lambda text: f"6901{text}")
    if check == "pcenc":
        one = one.replace("%", "")
    return st.text(one, min_size=component.least, max_size=component.most)


@st.composite
def values(draw: st.DrawFn, ai: str) -> str:
    """A good value of an application identifier."""
    if ai in _BY_HAND:
        return draw(_BY_HAND[ai])
    value = ""
    for component in APPLICATIONS[ai].components:
        if component.optional and not draw(st.booleans()):
            break
        value += draw(_component(component))
    return value


def good_values(ai: str) -> st.SearchStrategy[str]:
    """The same without the few draws that a check between characters refuses."""
    return values(ai).filter(lambda value: APPLICATIONS[ai].value_fault(value) is None)


@st.composite
def element_strings(draw: st.DrawFn) -> ElementString:
    """Elements in any order, held against no association."""
    ais = draw(st.lists(st.sampled_from(sorted(APPLICATIONS)), min_size=1, max_size=6))
    return ElementString(tuple((ai, draw(good_values(ai))) for ai in ais))


@st.composite
def digital_links(draw: st.DrawFn) -> DigitalLink:
    """A key, some of its qualifiers, some attributes."""
    key = draw(st.sampled_from(sorted(KEYS)))
    order = draw(st.sampled_from(KEYS[key]))
    qualifiers = tuple(ai for ai in order if key == "415" or draw(st.booleans()))
    orders = [other for other in KEYS[key] if set(qualifiers) <= set(other)]
    allowed = [
        ai
        for ai, rule in APPLICATIONS.items()
        if rule.attribute and ai != key and not any(ai in other for other in orders)
    ]
    attributes = draw(st.lists(st.sampled_from(allowed), max_size=3, unique=True))
    return DigitalLink(
        (key, draw(good_values(key))),
        tuple((ai, draw(good_values(ai))) for ai in qualifiers),
        tuple((ai, draw(good_values(ai))) for ai in attributes),
    )


_numbers = st.integers(0, 2**31 - 1).map(str)


@st.composite
def epcs(draw: st.DrawFn, scheme: str, *, numeric: bool = False) -> Epc:
    """An EPC of a scheme; `numeric` for codings that hold numbers only."""
    if scheme == "gid":
        return Epc.checked("gid", tuple(str(draw(st.integers(0, 2**bits - 1))) for bits in GID_BITS))
    layout = LAYOUTS[scheme]
    length = draw(st.integers(6, 12))
    fields = [draw(st.text(DIGITS, min_size=length, max_size=length))]
    if layout.digits:
        fields.append(draw(st.text(DIGITS, min_size=layout.digits - length, max_size=layout.digits - length)))
    if scheme == "itip":
        piece = draw(_SPECIAL["pieceoftotal"])
        fields += [piece[:2], piece[2:]]
    if scheme == "cpi":
        # The widest company prefix leaves 11 bits for the part of CPI-96.
        parts = st.integers(0, 999).map(str) if numeric else st.text(CSET39, min_size=1, max_size=30 - length)
        # AI 8011 refuses the serial 0, which TDS allows; it has a test of its own.
        fields += [draw(parts), str(draw(st.integers(1, 2**31 - 1)))]
    elif scheme == "sgcn":
        fields.append(draw(st.text(DIGITS, min_size=1, max_size=12)))
    elif layout.most:
        most = layout.most if layout.digits else layout.most - length
        # GIAI-202 has 148 bits left for the reference behind the widest company prefix: 21 characters; 18 are allowed.
        fields.append(draw(_numbers if numeric else st.text(CSET82, min_size=1, max_size=min(most, 30 - length))))
    return Epc.checked(scheme, tuple(fields))


@st.composite
def tags(draw: st.DrawFn) -> Tag:
    """A tag in any coding of TDS 1."""
    coding = CODINGS[draw(st.sampled_from(sorted(CODINGS)))]
    epc = draw(epcs(coding.scheme, numeric=coding.how in ("number", "digits")))
    return Tag(epc, coding.name, 0 if coding.scheme == "gid" else draw(st.integers(0, 7)))
