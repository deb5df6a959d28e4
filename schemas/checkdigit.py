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


# GS1 General Specifications, figure 7.11-1: CSET 82 in the order of its values.
CSET82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_CSET82_VALUE = {character: value for value, character in enumerate(CSET82)}
# GS1 General Specifications §7.9.5: the 32 characters of a check pair, and the primes that weigh what stands before it.
_PAIR_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)
# What the octets of as many "0" (48 each) put into a weighted sum must be taken off again, by the number of digits.
_ZEROS = tuple(-48 * ((n + 1) // 2 + 3 * (n // 2)) % 10 for n in range(100))


def gs1_character(text: str) -> str:
    """The check digit that belongs after some ASCII digits (GS1 General Specifications §7.9: weights 3 and 1, mod 10).

    >>> gs1_character("0950600013437")
    '6'
    """
    digits = text.encode("ascii")
    # 48 is the octet of "0": taken off once for all instead of digit by digit.
    odd, even = digits[-1::-2], digits[-2::-2]
    return str(-(3 * (sum(odd) - 48 * len(odd)) + sum(even) - 48 * len(even)) % 10)


def gs1_fault(text: str) -> str | None:
    """What is wrong with ASCII digits that end with their own check digit, or None."""
    digits = text.encode("ascii")
    if not (sum(digits[-1::-2]) + 3 * sum(digits[-2::-2]) + _ZEROS[len(digits)]) % 10:
        return None
    return f"check digit is {text[-1]}, expected {gs1_character(text[:-1])}"


def gmn_characters(text: str) -> str:
    """The two check characters that belong after up to 23 characters of CSET 82 (AI 8013 and 8014; modulus 1021).

    >>> gmn_characters("1987654Ad4X4bL5ttr2310c")
    '2K'
    """
    rest = sum(_CSET82_VALUE[one] * prime for one, prime in zip(reversed(text), _PRIMES, strict=False)) % 1021
    return _PAIR_ALPHABET[rest >> 5] + _PAIR_ALPHABET[rest & 31]


def gmn_fault(text: str) -> str | None:
    """What is wrong with at most 25 characters of CSET 82 that end with their own check pair, or None."""
    if len(text) < 2:
        return f"length is {len(text)}, expected at least the 2 check characters"
    if text[-2:] != (expected := gmn_characters(text[:-2])):
        return f"check pair is {text[-2:]}, expected {expected}"
    return None


def iban_fault(text: str) -> str | None:
    """What is wrong with the check digits of an IBAN in capital letters and digits, or None (ISO 13616: mod 97, 10)."""
    rest = int("".join(str(int(character, 36)) for character in f"{text[4:]}{text[:2]}00")) % 97
    if text[2:4] != (expected := f"{98 - rest:02}"):
        return f"check number is {text[2:4]}, expected {expected}"
    return None


# ISO/IEC 7064: system -> modulus, radix, how many check characters, and the characters in the order of their values.
# A check character beyond the last of the text's own ones is X (value 10) or * (value 36).
_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PURE = {
    "mod11-2": (11, 2, 1, _DIGITS + "X"),
    "mod37-2": (37, 2, 1, _DIGITS + _LETTERS + "*"),
    "mod97-10": (97, 10, 2, _DIGITS),
    "mod661-26": (661, 26, 2, _LETTERS),
    "mod1271-36": (1271, 36, 2, _DIGITS + _LETTERS),
}
_HYBRID = {"mod11,10": _DIGITS, "mod27,26": _LETTERS, "mod37,36": _DIGITS + _LETTERS}

# What each character counts, and what each remainder becomes behind each character: looked up and not searched for.
_PURE_VALUES = {
    system: {character: value for value, character in enumerate(text)} for system, (*_, text) in _PURE.items()
}
_HYBRID_STEPS = {
    system: [
        {
            character: ((rest + value) % len(text) or len(text)) * 2 % (len(text) + 1)
            for value, character in enumerate(text)
        }
        for rest in range(len(text) + 1)
    ]
    for system, text in _HYBRID.items()
}

ISO7064: dict[str, tuple[str, int]] = {
    **{
        system: (text[: 36 if modulus > 100 else modulus - 1], count)
        for system, (modulus, _, count, text) in _PURE.items()
    },
    **{system: (text, 1) for system, text in _HYBRID.items()},
}
"""Each system of ISO/IEC 7064 with the characters that its texts may have, and how many check characters follow."""


def iso7064_characters(system: str, text: str) -> str:
    """The one or two check characters that belong after a text, by one of the systems of `ISO7064`.

    >>> iso7064_characters("mod37,36", "A12425GABC1234002"), iso7064_characters("mod11-2", "079")
    ('M', 'X')
    """
    if (hybrid := _HYBRID.get(system)) is not None:
        size = len(hybrid)
        rest = size
        steps = _HYBRID_STEPS[system]
        for character in text:
            rest = steps[rest][character]
        return hybrid[(1 - rest) % size]
    modulus, radix, count, characters = _PURE[system]
    values = _PURE_VALUES[system]
    rest = 0
    for character in text:
        rest = (rest + values[character]) * radix % modulus
    if count == 1:
        return characters[(1 - rest) % modulus]
    high, low = divmod((1 - rest * radix) % modulus, radix)
    return characters[high] + characters[low]


def iso7064_fault(system: str, text: str) -> str | None:
    """What is wrong with a text that ends with its own check characters, or None; its characters are the system's."""
    count = ISO7064[system][1]
    if len(text) <= count:
        return f"length is {len(text)}, expected at least {count + 1}"
    if text[-count:] != (expected := iso7064_characters(system, text[:-count])):
        return f"check character ({system}) is {text[-count:]!r}, expected {expected!r}"
    return None


# ANSI/HIBC 2.6, appendix B: the characters of Code 39 in the order of their values.
HIBC_ALPHABET = _DIGITS + _LETTERS + "-. $/+%"
# UPU S10-12: weights of the eight digits of a postal item.
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def hibc_character(text: str) -> str:
    """The check character that belongs after a Health Industry Bar Code (sum of the values, modulus 43).

    >>> hibc_character("+A123BJC5D6E71")
    'G'
    """
    return HIBC_ALPHABET[sum(map(HIBC_ALPHABET.index, text)) % 43]


def s10_character(text: str) -> str:
    """The check digit that belongs after the eight digits of a postal item (UPU S10, modulus 11; 10 is 0, 11 is 5).

    >>> s10_character("47312482")
    '9'
    """
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(text, _S10_WEIGHTS, strict=True)) % 11
    return "0" if rest == 10 else "5" if rest == 11 else str(rest)


# From the octets of the digits to what they count twice, their own digits added up.
_DOUBLED = bytes.maketrans(b"0123456789", bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))


def luhn_character(text: str) -> str:
    """The check digit that belongs after some ASCII digits (ISO/IEC 7812-1, annex B: every other digit doubled).

    >>> luhn_character("7992739871")
    '3'
    """
    digits = text.encode("ascii")
    even = digits[-2::-2]
    # 48 is the octet of "0": taken off once for all instead of digit by digit.
    return str(-(sum(digits[-1::-2].translate(_DOUBLED)) + sum(even) - 48 * len(even)) % 10)


def luhn_fault(text: str) -> str | None:
    """What is wrong with ASCII digits that end with their own check digit by Luhn, or None."""
    if len(text) < 2:
        return f"length is {len(text)}, expected at least 2"
    if text[-1] != (expected := luhn_character(text[:-1])):
        return f"check digit (Luhn) is {text[-1]}, expected {expected}"
    return None
