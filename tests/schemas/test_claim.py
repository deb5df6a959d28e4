"""Claims: what a stem covers, which stems meet, and what is refused, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.claim import CLAIMED, LIFE, State, Stem, is_free, labels_of
from schemas.errors import Malformed
from schemas.mapping import Mapped
from tests.schemas.identifiers.drawing import digital_links


@pytest.mark.parametrize(
    ("scheme", "stem", "text", "covered"),
    [
        ("gs1", "950600", "(01)09506000134352(21)ABC", True),
        ("gs1", "9506000", "9506000134352", True),
        ("gs1", "9506001", "9506000134352", False),
        ("gs1", "0950600", "9506000134352", False),  # the indicator stands before the company prefix
        ("gs1", "0614141", "614141000036", True),  # of a UPC the zero belongs to it
        ("gs1", "000009638507", "96385074", True),  # a GTIN-8 is given out one by one
        ("gs1", "950600", "(00)195060001343500009", True),
        ("gs1", "950600", "(414)9506000134352(254)A", True),
        ("gs1", "950600", "(8003)09506000134352SN", True),
        ("gs1", "950600", "(8004)950600A%B", True),
        ("gs1", "950600", "urn:epc:id:giai:950600.A%2FB", True),
        ("gs1", "950600", "1.2.156.3001", False),
        ("oid", "1.2.156.3001", "1.2.156.3001", True),
        ("oid", "1.2.156.3001", "1.2.156.3001.7.8", True),
        ("oid", "1.2.156.3001", "1.2.156.30011.7", False),
        ("oid", "1.2.156.3001", "1.2.156.300", False),
        ("oid", "1.2.156.3001.ABC", "1.2.156.3001.abc.x", True),
        ("ecode", "10064", "E=100640000123", True),
        ("ecode", "100640000", "E=100640000123", True),
        ("ecode", "10064", "E=10065000", False),
        ("ecode", "300121", "E=300121ABC", True),
        ("ma", "MA.156.1003.1629", "MA.156.1003.1629/10.46100000.X", True),
        ("ma", "MA.156.1003.1629", "MA.156.1003.1629.5/10.X", True),
        ("ma", "MA.156.1003.1629", "MA.156.1003.16290/10.X", False),
        ("ma", "MA.156.M0.100187", "MA.156.M0.100187.10000011", True),
        ("vaa", "VAA08810012345678", "VAA08810012345678ABC", True),
        ("vaa", "VAA08810012345678", "VAA08810012345679ABC", False),
        ("iso15459", "UN123456789", "25SUN123456789ABC", True),
        ("iso15459", "UN123456789", "42S03UN123456789ABC", True),
        ("iso15459", "UN123456780", "25SUN123456789ABC", False),
        ("iso15459", "LEABC", "25SLEABC123", True),
        ("iso15459", "+A123", "+A123BJC5D6E71G", True),
        ("iso15459", "+A124", "+A123BJC5D6E71G", False),
        ("iso15459", "LEABC", "RR473124829SE", False),
        ("did", "did:web:example.com", "did:web:example.com", True),
        ("did", "did:web:example.com", "did:web:example.com:user:a", True),
        ("did", "did:web:example.com", "did:web:example.com.evil.example", False),
        ("did", "did:vaa:code", "did:vaa:code:88.118.8/A", True),
    ],
)
def test_what_a_stem_covers(scheme: str, stem: str, text: str, covered: bool) -> None:
    assert Stem.parse(scheme, stem).covers(Mapped.parse(text)) is covered


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (("gs1", "950600"), ("gs1", "9506000"), True),
        (("gs1", "950600"), ("gs1", "950601"), False),
        (("oid", "1.2.156.30"), ("oid", "1.2.156.3001"), False),
        (("oid", "1.2.156.3001"), ("oid", "1.2.156.3001.5"), True),
        (("ma", "MA.156.1003.16"), ("ma", "MA.156.1003.1629"), False),
        (("did", "did:web:a.example"), ("did", "did:web:a.example:b"), True),
        (("gs1", "10064"), ("ecode", "10064"), False),
    ],
)
def test_which_stems_meet(one: tuple[str, str], other: tuple[str, str], meet: bool) -> None:
    first, second = Stem.parse(*one), Stem.parse(*other)

    assert (first.overlaps(second), second.overlaps(first)) == (meet, meet)


@pytest.mark.parametrize(
    ("scheme", "text", "kept"),
    [
        ("oid", "urn:oid:1.2.156.3001", "1.2.156.3001"),
        ("oid", "/1/2/156/3001", "1.2.156.3001"),
        ("oid", "1.2.156.3001.Abc", "1.2.156.3001.abc"),
        ("ecode", "E=10064", "10064"),
    ],
)
def test_a_stem_is_kept_in_one_spelling(scheme: str, text: str, kept: str) -> None:
    assert Stem.parse(scheme, text) == Stem(scheme, kept) == Stem.parse(scheme, kept)


@pytest.mark.parametrize(
    ("scheme", "text", "sentence"),
    [
        ("gs1", "950", "company prefix of the claim is '950', expected 4 to 12 digits"),
        ("gs1", "9506000134352", "company prefix of the claim is '9506000134352', expected 4 to 12 digits"),
        ("gs1", "９５０６", "company prefix of the claim is '９５０６', expected 4 to 12 digits"),
        ("oid", "1.2.156", "number of arcs of the claim is 3, expected at least 4"),
        ("oid", "1.02.156.3", "arc 2 of the OID is '02', expected it without leading zeros"),
        (
            "oid",
            "1.2.156.",
            "arc 4 of the national OID is '', expected letters, digits and hyphens, or Chinese characters",
        ),
        ("ecode", "1006", "beginning of the Ecode is '1006', expected version and NSI, as 10064, and digits"),
        ("ecode", "50064", "beginning of the Ecode is '50064', expected version and NSI, as 10064, and digits"),
        (
            "ma",
            "MA.156.1003",
            "organisation of the MA claim is 'MA.156.1003', expected MA, country, industry, organisation",
        ),
        (
            "vaa",
            "VAA088100",
            "enterprise of the VAA claim is 'VAA088100', expected VAA, 3 digits of the top node, 3 of the secondary "
            "node and 8 of the enterprise",
        ),
        (
            "iso15459",
            "UN12345678",
            "claim is 'UN12345678', expected an issuing agency and the whole company, as UN123456789",
        ),
        (
            "iso15459",
            "UN1234567890",
            "claim is 'UN1234567890', expected an issuing agency and the whole company, as UN123456789",
        ),
        ("iso15459", "LE", "claim is 'LE', expected an issuing agency and the whole company, as UN123456789"),
        ("iso15459", "ZZ", "claim is 'ZZ', expected an issuing agency and the whole company, as UN123456789"),
        ("did", "did:web", "beginning of the DID is 'did:web', expected did, a method and segments behind colons"),
        ("did", "did:key:z6Mk", "a did:key is not claimed: it is a key that its holder has made"),
        ("uuid", "x", "a UUID is not claimed: nobody gives them out"),
        ("uscc", "x", "a 统一社会信用代码 is not claimed: an enterprise may map its own and no other"),
        (
            "handle",
            "88.1000.1",
            "scheme of the claim is 'handle', expected one of gs1, oid, ecode, ma, vaa, iso15459, did",
        ),
        ("oid", "1.2.156." + "1" * 250, "length of the claim is 258, expected at most 255"),
    ],
)
def test_what_nothing_begins_with_is_refused(scheme: str, text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        Stem.parse(scheme, text)

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", True),
        ("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", True),
        ("did:web:example.com", False),
        ("91350100M000100Y43", False),
        ("9506000134352", False),
    ],
)
def test_what_nobody_gives_out_is_free(text: str, free: bool) -> None:
    assert is_free(Mapped.parse(text)) is free


@given(digital_links(), st.integers(4, 12))
def test_a_gs1_stem_covers_what_begins_with_it_and_nothing_else(link, length: int) -> None:  # type: ignore[no-untyped-def]
    mapped = Mapped.parse(link.canonical)
    labels = labels_of(mapped)
    digits = "".join(labels[:length])
    if digits.isdigit() and len(digits) == length:
        stem = Stem.parse("gs1", digits)
        assert stem.covers(mapped)
        other = digits[:-1] + str((int(digits[-1]) + 1) % 10)
        assert not Stem.parse("gs1", other).covers(mapped)


def test_the_life_of_a_claim_has_a_row_for_each_state() -> None:
    assert set(LIFE) == set(State)
    assert len(CLAIMED) == 7
