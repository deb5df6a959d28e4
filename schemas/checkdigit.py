"""Check characters: one file for all the schemes that have them. Each has a `…_character` and a `…_fault`."""

# GB 32100-2015: digits and letters without I, O, Z, S, V.
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# GB 11714-1997: weights of the eight characters of an organisation code.
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def uscc_character(text: str) -> str:
    """The 18th character of a 统一社会信用代码, from its first 17 (GB 32100-2015: weights 3^(i-1), modulus 31).

    >>> uscc_character("91350100M000100Y4")
    '3'
    """
    total = sum(USCC_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(text))
    return USCC_ALPHABET[-total % 31]


def organisation_character(text: str) -> str:
    """The ninth character of an organisation code, from its first eight (GB 11714-1997, modulus 11).

    >>> organisation_character("M000100Y")
    '4'
    """
    total = sum(int(character, 36) * weight for character, weight in zip(text, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def uscc_fault(text: str) -> str | None:
    """What is wrong with a 统一社会信用代码, or None: length, characters, then both check characters."""
    if len(text) != 18:
        return f"expected 18 characters, got {len(text)}"
    for place, character in enumerate(text, start=1):
        if character not in USCC_ALPHABET:
            return f"character {place} is {character!r}, expected a digit or a capital letter except I, O, S, V, Z"
    if text[16] != (expected := organisation_character(text[8:16])):
        return f"the check character of the organisation code (17th) is {text[16]!r}, expected {expected!r}"
    if text[17] != (expected := uscc_character(text[:17])):
        return f"the check character (18th) is {text[17]!r}, expected {expected!r}"
    return None
