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
