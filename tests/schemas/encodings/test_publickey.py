"""HS_PUBKEY: octets and JWK, RSA and DSA."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.encodings.publickey import (
    DsaKey,
    KeyDocument,
    RsaKey,
    from_document,
    from_octets,
    is_pem,
    to_document,
    to_octets,
)
from schemas.errors import Malformed
from schemas.octets import put_string

NUMBERS = st.integers(1, 2**600)
KEYS = st.builds(RsaKey, NUMBERS, NUMBERS) | st.builds(DsaKey, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
RSA = put_string("RSA_PUB_KEY").hex() + "0000"
DSA = put_string("DSA_PUB_KEY").hex() + "0000"


@pytest.mark.parametrize(
    ("octets", "key", "document"),
    [
        (
            RSA + "00000003010001" + "000000020080" + "00000000",
            RsaKey(0x80, 65537),
            KeyDocument("RSA", n="gA", e="AQAB"),
        ),
        (
            DSA + "0000000103" + "0000000107" + "0000000102" + "0000000201ff",
            DsaKey(p=7, q=3, g=2, y=511),
            KeyDocument("DSA", p="Bw", q="Aw", g="Ag", y="Af8"),
        ),
    ],
)
def test_the_three_forms_say_the_same(octets: str, key: RsaKey | DsaKey, document: KeyDocument) -> None:
    assert from_octets(bytes.fromhex(octets)) == key
    assert to_octets(key).hex() == octets
    assert to_document(key) == document
    assert from_document(document) == key


NEEDLESS = "cannot read octets as a public key: expected positive numbers without needless zeros"


@pytest.mark.parametrize(
    ("octets", "sentence"),
    [
        ("", "octets end at 0, expected at least 4"),
        (put_string("EC").hex(), "cannot read 'EC' as a kind of public key: expected RSA_PUB_KEY or DSA_PUB_KEY"),
        (put_string("RSA_PUB_KEY").hex() + "0001", "cannot read octets as a public key: expected flags 0, got 1"),
        (RSA + "0000000103" + "0000000180" + "00000000", NEEDLESS),
        (RSA + "0000000103" + "000000020001" + "00000000", NEEDLESS),
        (RSA + "0000000103" + "00000000" + "00000000", NEEDLESS),
        (
            RSA + "0000000103" + "0000000107",
            "cannot read octets as a public key: expected four zeros at the end, got ''",
        ),
        (
            RSA + "0000000103" + "0000000107" + "0000000001",
            "cannot read octets as a public key: expected four zeros at the end, got '0000000001'",
        ),
        (DSA + "0000000103" * 4 + "00", "1 octets are left over, expected none"),
    ],
)
def test_other_octets_are_refused(octets: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        from_octets(bytes.fromhex(octets))

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (KeyDocument("OKP"), "cannot read 'OKP' as the kty of a public key: expected RSA or DSA"),
        (
            KeyDocument("RSA", n="gA"),
            "cannot read '' as e of a public key: expected base64url of a positive number",
        ),
        (
            KeyDocument("RSA", n="AA", e="AQAB"),
            "cannot read 'AA' as n of a public key: expected base64url of a positive number",
        ),
        (
            KeyDocument("DSA", p="a", q="Aw", g="Ag", y="Af8"),
            "cannot read 'a' as p of a public key: expected base64url of a positive number",
        ),
    ],
)
def test_other_documents_are_refused(document: KeyDocument, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        from_document(document)

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("octets", "pem"),
    [(b"-----BEGIN PUBLIC KEY-----\nMF", True), (b"-----BEGIN X-----\xff", False), (b"RSA", False), (b"", False)],
)
def test_what_is_pem(octets: bytes, pem: bool) -> None:
    assert is_pem(octets) is pem


@given(KEYS)
def test_there_and_back(key: RsaKey | DsaKey) -> None:
    assert from_octets(to_octets(key)) == key
    assert from_document(to_document(key)) == key


@given(st.binary(max_size=60).map(lambda rest: bytes.fromhex(RSA) + rest) | st.binary(max_size=40))
def test_octets_are_given_back_as_they_came_or_refused(octets: bytes) -> None:
    with suppress(Malformed):
        assert to_octets(from_octets(octets)) == octets


@given(st.builds(KeyDocument, st.sampled_from(["RSA", "DSA", ""]), st.text(), st.text(), st.text(), st.text()))
def test_no_document_breaks_it(document: KeyDocument) -> None:
    with suppress(Malformed):
        from_document(document)
