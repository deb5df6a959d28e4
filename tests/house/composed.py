"""Sentences, and pieces of them, that the code puts together in ways that the house test cannot read out of its text.

Each has its Chinese like all others. Which words a module has in its text is held; that they come out like this is what
the tables of `tests/schemas/sentences/` show.
"""

from collections.abc import Mapping

MSGSPEC = (
    *("invalid character", "trailing characters", "invalid escape character in string", "invalid number"),
    *("invalid character in unicode escape", "trailing comma in array", "trailing comma in object"),
    *("object keys must be strings", "expected ':'", "expected ',' or ']'", "expected ',' or '}}'"),
    *(f"{kind} or null" for kind in ("string", "integer", "number", "boolean", "array", "object")),
    *("object or array", "integer or string"),
    *(f"{kind} of length {bound} {{n}}" for kind in ("string", "array") for bound in ("<=", ">=")),
    *(f"integer {bound} {{n}}" for bound in ("<=", ">=")),
)
"""What msgspec says is wrong with JSON, as `schemas.shape` takes it over: the words are not in our text."""

OF_FORMS = (
    *(f"Expected `{{wanted}}`, got `{{got}}`{at}" for at in ("", " - at `{place}`")),
    *(f"Invalid enum value {{value!r}}{at}" for at in ("", " - at `{place}`")),
    *(f"Object missing required field `{{name}}`{at}" for at in ("", " - at `{place}`")),
    "expected {wanted}, got {got}, at {place}",
    "invalid enum value {value!r}, at {place}",
    "object missing required field {name}",
    *("str", "int", "bool"),
)
"""What it says of forms of the console and of filters, where its words are taken nearly as they are."""

COMPOSED: Mapping[str, tuple[str, ...]] = {
    "schemas.shape": ("expected {kinds}, got {got}", 'missing member "{name}"', 'unknown member "{name}"'),
    # The verb READ_HIDDEN.
    "registry.authority": ("read", "hidden {handle}"),
    "schemas.locations": ("the weight of location {place}", "the score of location {place}", "of location {place}"),
    "schemas.pattern": (
        "{character!r} is not known here",
        "expected at most {most} groups in one another",
        "expected at most {most} groups",
        "written out it has more than {most} steps",
    ),
    "schemas.sheet": tuple(
        f"{said} (lines {{first}} to {{last}})"
        for said in (
            "the quote is never closed",
            "text follows a closing quote: a quote within a quoted cell is written twice",
            "a cell has at most {most} characters: perhaps a quote is never closed",
        )
    ),
    "schemas.template_fields": (
        "{code} ({name}) is {given}, expected {wanted}",
        "the template has no item {name!r}, expected one of {codes}",
        "{code} ({name}) is missing",
        "{code} ({name}) is disabled in this version",
        "{code} ({name}) has {count} octets, expected at most {most}",
        "{count} items",
        "a list of at most {most}",
    ),
    "registry.templates.fit": (
        "{code} ({name}) {text!r} is that of {holder}",
        "value {index} is that of {code} ({name}) and has the type {type!r}",
    ),
    "schemas.template_kinds": (
        "{code} ({name}) is {given}, expected {least} to {most} characters",
        "a number, as in 12.5",
        "a number of at most {most} digits",
        "a number with at most {most} decimals",
        "a number with at most {most} decimal",
        "a number in [{least}, {most}] {unit}",
        "a number in [{least}, {most}]",
        "one of {choices}",
        *(f"a {kind}, as in {{example}}" for kind in ("date", "month", "year", "datetime", "time")),
        "the address of a file that ends in {endings}",
    ),
    "schemas.coding": (
        "segment {number} ({kind})",
        "segment {number} (serial)",
        "segment {number} ({kind}) is {value!r}, expected {expected}",
        "segment {number} ({kind}) is {value!r}, expected {one}, of 2000 to 2099",
        "segment {number} (serial) is {serial}, expected {first} to {last}",
        "the separator before segment {number}",
        "enumeration {name}",
        "date {name}",
        "field {name}",
    ),
    "schemas.coding_pieces": (
        "one of {few}",
        "one of {few}, …",
        "a date as {format}",
        "{count} characters of {set}",
        "{least} to {most} characters of {set}",
        "{count} characters of {set} from {first} up",
        "the check character ({algorithm})",
    ),
    "schemas.coding_dates": tuple(f"a {thing} as in {{example}}" for thing in ("day", "week", "month", "year")),
    "schemas.claim": (
        "a UUID is not claimed: nobody gives them out",
        "a 统一社会信用代码 is not claimed: an enterprise may map its own and no other",
    ),
    # A value of an application identifier: `value_fault` puts the AI behind the subject of what a check says.
    "schemas.identifiers.gs1": (
        "{subject} of AI {ai} is {got}, expected {wanted}",
        "{subject} of AI {ai} is {got}, expected {least} to {most}",
        "length of the account number of AI {ai} is {got}, expected at least {least}",
        "{subject} of AI {ai} is {got}, expected {least} to {most} in month {month}",
        "{subject} of AI {ai} is {got}, expected one of {allowed}",
        "length of the {subject} of AI {ai} is {got}, expected {wanted}",
        "length of AI {ai} is {got}, expected {one} or {others}",
        "padding of AI {ai} is wrong, expected at most two '=' at the end of a length that three divides",
        "media type of AI {ai} is {got}, expected 01 to 10 or 80 to 99",
        "start date of AI {ai} is {start}, expected no later than the expiration date {expiry}",
        *("character {place}", "length", "month", "day", "number", "leading digit"),
        *("percent sequence", "number of pieces", "piece", "position in sequence", "value", "sign", "importer index"),
        *("account number", "beginning of the company prefix", "{count} digits", "one that is not zero"),
        *("no leading zero", "% and two hexadecimal digits", "at least one character that is no digit"),
        "two numbers without leading zeros and a slash between them",
        *("'-' or nothing", "a letter, a digit, '-' or '_'"),
        "a country code, two check digits, then capital letters and digits",
        *("digits", "coupon", "rest of the coupon", "nothing more", "a day as YYMMDD"),
        *("length of the {subject}", "length indicator of the {subject}"),
        *(f"{which} purchase requirement" for which in ("primary", "second", "third")),
        *(f"{which} purchase requirement code" for which in ("primary", "second", "third")),
        *(f"{which} purchase family code" for which in ("primary", "second", "third")),
        *(f"company prefix of the {which} purchase" for which in ("second", "third")),
    ),
    "schemas.checkdigit": ("check digit", "check pair", "check number"),
    # What a check says, with the AI that `value_fault` puts into it.
    "schemas": ("length of AI {ai} is {got}, expected at least the 2 check characters",),
    "schemas.identifiers.bid": (
        "key letter of the BID is {text!r}, expected e, s or z",
        "encoding letter of the BID is {text!r}, expected f, s or t",
        "digest of the BID is {text!r}, expected {wanted}",
    ),
    "schemas.identifiers.tags": tuple(
        name.replace("_", " ")
        for name in (
            "company_prefix",
            "indicator_and_item_reference",
            "serial_reference",
            "location_reference",
            "asset_type",
            "asset_reference",
            "service_reference",
            "document_type",
            "coupon_reference",
            "part_reference",
            "consignment_reference",
            "shipper_reference",
            "party_reference",
        )
    ),
}
