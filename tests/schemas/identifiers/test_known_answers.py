"""Answers that others have published: BIDs of keys, octets of OIDs, keys of did:key, codes of 15N, check characters."""

import pytest

from schemas.checkdigit import (
    ISO7064,
    hibc_character,
    iso7064_characters,
    iso7064_fault,
    s10_character,
)
from schemas.identifiers import bid, bid_keypair, did, iso15459, ma, oid, uuid, vaa
from schemas.identifiers.bid import Bid
from schemas.identifiers.oid import Oid
from schemas.identifiers.vaa import VaaCode, VaaDid

SM2_KEY = (
    "B07A7304B59CD63720D67861F2DDC2C9DEE4BA94449EE36D2A8B63B320C49E143E9316A35E9363BE52ECAA237181E7F7F316EFBE5E0F0BF9"
    "53750CCE5205FF6D7E0D8070"
)
ED25519_KEY = "B06566766FC2A97B74339EB3F662B49410CD56C23D5CC8B31005459AA92B5D4D7D7563"


# BID-SDK-JAVA, BidSdkTest: keys and the BIDs that its own derivation gives.
@pytest.mark.parametrize(
    ("key", "text"),
    [
        (ED25519_KEY, "did:bid:efJgt44mNDewKK1VEN454R17cjso3mSG"),
        (SM2_KEY, "did:bid:zsPQxwMKuQksAGjtTxkzorRAI07iI5HQ=="),
    ],
)
def test_a_key_gives_the_bid_of_the_public_sdk(key: str, text: str) -> None:
    read = bid_keypair.parse(key)

    assert bid_keypair.canonical(read) == text
    assert bid.parse(text) == read.bid
    assert read.bid.digest is not None
    assert len(read.bid.digest) == 22


def test_a_key_on_a_sub_chain_has_its_ac_number() -> None:
    key = bid_keypair.parse(ED25519_KEY)

    made = bid.derive(key.key, key.encoding, key.public_key, "1234")

    assert made.text == "did:bid:1234:efJgt44mNDewKK1VEN454R17cjso3mSG"
    assert bid.parse(made.text) == made


# BID-SDK-JAVA (isValid…), bif-sdk-go and peer tests of 2020.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("did:bid:12av:zsCdQOkwJr4AyuSVTt45P2Xp09mvBLug==", Bid("12av", "zsCdQOkwJr4AyuSVTt45P2Xp09mvBLug==")),
        ("did:bid:12av:zf7cQMcho9fssnsJcD27GA4qgvedfjyj", Bid("12av", "zf7cQMcho9fssnsJcD27GA4qgvedfjyj")),
        ("did:bid:6cc796b8d6e2fbebc9b3cf9e", Bid("", "6cc796b8d6e2fbebc9b3cf9e", legacy=True)),
        ("did:bid:ZFT4CziA2ktCNgfQPqSm1GpQxSck5q4", Bid("", "ZFT4CziA2ktCNgfQPqSm1GpQxSck5q4", legacy=True)),
        ("did:vaa:3wJVWDQWtDFx27FqvSqyo5xsTsxC", VaaDid("3wJVWDQWtDFx27FqvSqyo5xsTsxC")),
        ("did:vaa:IDcontract1:86.100.1234/abcdfe.123", VaaDid("86.100.1234/abcdfe.123", "IDcontract1")),
    ],
)
def test_bids_in_use_are_read(text: str, expected: Bid | VaaDid) -> None:
    assert bid.parse(text) == expected
    assert did.canonical(did.parse(text)) == text


# ANSI MH10.8.2, data identifier 15N: its two examples.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15NVAA08810000000001123Ab.098", VaaCode("088", "100", "00000001", "123Ab.098")),
        (
            "15NVAA0881000000000112334Diat*C-DE!(8765)jiuY/L23+a!h",
            VaaCode("088", "100", "00000001", "12334Diat*C-DE!(8765)jiuY/L23+a!h"),
        ),
    ],
)
def test_the_codes_of_15n_are_read(text: str, expected: VaaCode) -> None:
    assert vaa.parse(text) == vaa.parse(text[3:]) == expected
    assert vaa.canonical(expected) == text[3:]
    identity = iso15459.parse(text)
    assert iso15459.canonical(identity) == text
    assert iso15459.components(identity) == {"di": "15N", **vaa.components(expected)}


# Public programs that read medical device codes: BarcodeParser's tests, and an example of a label printer.
def test_production_identifiers_of_ma_are_read() -> None:
    text = "MA.156.M0.100761.21234561.Sx00008.M220117.L20220117.D20220118.E220130.V220117.C3"

    read = ma.parse(text)

    assert ma.canonical(read) == text
    assert ma.components(read) == {
        "iac": "MA",
        "country": "156",
        "industry": "M0",
        "registrant": "100761",
        "package_indicator": "2",
        "product": "123456",
        "check": "1",
        "serial": "x00008",
        "production_date": "220117",
        "lot": "20220117",
        "sterilisation_lot": "20220118",
        "expiry_date": "220130",
        "valid_until": "220117",
        "production_check": "3",
    }
    assert ma.components(ma.parse("MA.156.M0.100011.2cscp023.P200206"))["production_date"] == "200206"


def test_a_slash_may_end_an_ma_code() -> None:
    read = ma.parse("MA.156.1003.1629/60.10000000.2/")

    assert ma.canonical(read) == "MA.156.1003.1629/60.10000000.2/"
    assert ma.components(read)["item"] == "2"


# did:key 0.9, test vectors: the kind of key, and how its octets begin.
@pytest.mark.parametrize(
    ("text", "kind", "length"),
    [
        ("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "ed25519-pub", 32),
        ("did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", "secp256k1-pub", 33),
        ("did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169", "p256-pub", 33),
        ("did:key:z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F", "x25519-pub", 32),
    ],
)
def test_keys_of_did_key_are_told_apart(text: str, kind: str, length: int) -> None:
    parts = did.components(did.parse(text))

    assert parts["key_type"] == kind
    assert len(str(parts["public_key"])) == 2 * length


@pytest.mark.parametrize(
    ("text", "der"),
    [
        ("1.2.840.113549.1.1.11", "06092a864886f70d01010b"),
        ("2.999.3", "0603883703"),
        ("2.16.156.101818.102.1", "060860811c8 69b3a66 01".replace(" ", "")),
        ("2.25.340282366920938463463374607431768211455", "061469" + "83" + "ff" * 17 + "7f"),
    ],
)
def test_der_is_that_of_x690(text: str, der: str) -> None:
    read = oid.parse(text)

    assert oid.to_der(read).hex() == der
    assert oid.from_der(bytes.fromhex(der)) == read


@pytest.mark.parametrize(
    "text",
    [
        "2.16.156.1",
        "urn:oid:2.16.156.1",
        "URN:OID:2.16.156.1",
        "/2/16/156/1",
        "oid:/2/16/156/1",
        "/Joint-ISO-ITU-T/16/156/1",
        "{joint-iso-itu-t(2) country(16) cn(156) 1}",
        "{ joint-iso-itu-t 16 156 1 }",
    ],
)
def test_an_oid_is_one_in_every_form(text: str) -> None:
    assert oid.parse(text) == Oid((2, 16, 156, 1))


def test_names_of_the_second_level_stand_for_their_numbers() -> None:
    assert oid.parse("{iso member-body 156}") == Oid((1, 2, 156))


# RFC 9562, appendix A: all made at 2022-02-22 14:22:22 -05:00.
@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("C232AB00-9414-11EC-B3C8-9F6BDECED846", "2022-02-22T19:22:22Z"),
        ("1EC9414C-232A-6B00-B3C8-9F6BDECED846", "2022-02-22T19:22:22Z"),
        ("017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "2022-02-22T19:22:22Z"),
        ("919108f7-52d1-4320-9bac-f847db4148a8", None),
        ("ffffffff-ffff-7fff-bfff-ffffffffffff", None),
        ("00000000-0000-0000-0000-000000000000", None),
    ],
)
def test_a_uuid_tells_when_it_was_made(text: str, time: str | None) -> None:
    assert uuid.parse(text).time == time


# ISO/IEC 7064: as python-stdnum's own documents have it, the last one as the standard's example is quoted.
@pytest.mark.parametrize(
    ("system", "text", "check"),
    [
        ("mod11-2", "079", "X"),
        ("mod11-2", "0794", "0"),
        ("mod37-2", "G123489654321", "Y"),
        ("mod97-10", "4354111611551114", "31"),
        ("mod11,10", "79462", "3"),
        ("mod37,36", "A12425GABC1234002", "M"),
        ("mod1271-36", "ISO79", "3W"),
    ],
)
def test_iso_7064(system: str, text: str, check: str) -> None:
    assert iso7064_characters(system, text) == check
    assert iso7064_fault(system, text + check) is None


@pytest.mark.parametrize(("system", "modulus", "radix"), [("mod661-26", 661, 26), ("mod1271-36", 1271, 36)])
def test_iso_7064_is_congruent_to_one(system: str, modulus: int, radix: int) -> None:
    characters, _ = ISO7064[system]
    text = characters[-5:] + characters[:5]

    whole = text + iso7064_characters(system, text)

    assert sum(characters.index(one) * radix**power for power, one in enumerate(reversed(whole))) % modulus == 1


@pytest.mark.parametrize("system", sorted(ISO7064))
def test_iso_7064_sees_every_single_wrong_character(system: str) -> None:
    characters, _ = ISO7064[system]
    text = characters[3:9]
    good = text + iso7064_characters(system, text)

    for place, right in enumerate(good[: len(text)]):
        for wrong in set(characters) - {right}:
            assert iso7064_fault(system, good[:place] + wrong + good[place + 1 :]) is not None


def test_check_characters_of_labels() -> None:
    assert hibc_character("+A123BJC5D6E71") == "G"
    assert s10_character("47312482") == "9"
    assert iso15459.components(iso15459.parse("+A123BJC5D6E71G"))["pcn"] == "BJC5D6E7"
    assert iso15459.components(iso15459.parse("RR473124829GB"))["number"] == "47312482"
