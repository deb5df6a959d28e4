"""What the schemes beside GS1 say when they refuse: the whole sentence, each with its place and what was expected."""

import pytest

from schemas.errors import Malformed
from schemas.identifiers import base58, bid, did, oid
from schemas.identifiers.bid import Bid
from schemas.identifiers.recognise import read, scheme

LONG_SERIAL = "S" * 34
SHORT_KEY = base58.encode(b"\xed\x01" + bytes(31))

SENTENCES = [
    ("handle", "88.1/", "cannot read '88.1/' as a handle: the suffix is empty"),
    ("uuid", "919108f7", "length of the UUID is 8, expected 36"),
    ("uuid", "919108f7-52d1-4320-9bac-f847db4148a8-", "length of the UUID is 37, expected 36"),
    ("uuid", "919108f７-52d1-4320-9bac-f847db4148a8", "character 8 of the UUID is '７', expected a hexadecimal digit"),
    ("uuid", "urn:uuid:", "length of the UUID is 0, expected 36"),
    ("uscc", "9111000060003734", "length of the 统一社会信用代码 is 16, expected 18"),
    (
        "uscc",
        "9111000060003734IL",
        "character 17 of the 统一社会信用代码 is 'I', expected a digit or a capital letter except I, O, S, V, Z",
    ),
    (
        "uscc",
        "91110A00600037341L",
        "character 6 of the 统一社会信用代码 is 'A', expected a digit of the region code",
    ),
    ("uscc", "91110000600037341K", "check character of the 统一社会信用代码 is 'K', expected 'L'"),
    ("oid", "1", "number of arcs of the OID is 1, expected at least 2"),
    ("oid", "1.02.3", "arc 2 of the OID is '02', expected it without leading zeros"),
    ("oid", "1..2", "arc 2 of the OID is '', expected a number"),
    ("oid", ".1.2", "arc 1 of the OID is '', expected a number"),
    ("oid", "urn:oid:", "OID is '', expected arcs between dots"),
    ("oid", "/2/Country/156", "arc 2 of the OID-IRI is 'Country', expected a number: names take an ORS query"),
    ("oid", "{iso member 156}", "arc 2 of the OID is 'member', expected a number"),
    ("oid", "{}", "number of arcs of the OID is 0, expected at least 2"),
    ("oid", f"2.25.{2**128 + 1}", "arc 3 of the OID has 39 digits, expected at most 2^128"),
    ("oid", "2.5" + ".1" * 255, "DER form of the OID has 256 octets, expected at most 255"),
    ("oid", "1." * 1100, "length of the OID is 2200, expected at most 2048"),
    (
        "oid",
        "1.2.156" + ".100" * 24,
        "length of the OID is 103, expected at most 100 below a root of China (GB/T 26231)",
    ),
    ("oid-cn", "1.3.6.1", "beginning of the national OID is '1.3.6.1', expected 1.2.156 or 2.16.156"),
    ("oid-cn", "1.2.156." + "a" * 64, "arc 4 of the national OID has 64 octets, expected at most 63"),
    ("oid-cn", "1.2.156." + "中" * 31, "length of the national OID is 101 octets, expected at most 100"),
    (
        "oid-cn",
        "1.2.156.20009.AA.中国",
        "arc 6 of the national OID is '中国', expected letters as in the arc before it",
    ),
    (
        "oid-cn",
        "1.2.156.2_0",
        "arc 4 of the national OID is '2_0', expected letters, digits and hyphens, or Chinese characters",
    ),
    (
        "oid-cn",
        "1.2.156.3088.1.1.34C2",
        "national OID is '1.2.156.3088.1.1.34C2', an AIC identity code (GB/Z 185-2026), expected none below 3088.1",
    ),
    ("ors", "1.2.example.org", "end of the ORS name is 'example.org', expected oid-res.org"),
    ("ors", "oid-res.org", "ORS name is 'oid-res.org', expected arcs before oid-res.org"),
    ("ors", "country.2.oid-res.org", "arc 2 of the OID is 'country', expected a number"),
    ("bid", "did:bid:", "key letter of the BID is '', expected e, s or z"),
    ("bid", "did:bid:12av:", "key letter of the BID is '', expected e, s or z"),
    ("bid", "did:bid:1:ef", "AC number of the BID is '1', expected 4 characters of a-z and 0-9"),
    ("bid", "did:bid:xfnVUgqQFfYeu97ABf6sGm3WFtVXHZB2", "key letter of the BID is 'x', expected e, s or z"),
    ("bid", "did:bid:egnVUgqQFfYeu97ABf6sGm3WFtVXHZB2", "encoding letter of the BID is 'g', expected f, s or t"),
    ("bid", "did:bid:et123", "digest of the BID is '123', expected 42 bech32 characters"),
    ("bid-keypair", "B0656", "BIF key is 'B0656'…, expected pairs of hexadecimal digits"),
    ("bid-keypair", "A06566", "first octet of the BIF key is 'a0', expected b0"),
    ("bid-keypair", "B0", "key letter is '', expected e, s or z"),
    ("bid-keypair", "B06566" + "00" * 31, "length of the ED25519 key is 31 octets, expected 32"),
    (
        "bid-keypair",
        "B06574" + "00" * 32,
        "encoding letter is 't', expected f or s: no other derivation is public",
    ),
    ("vaa", "VAB", "beginning of the VAA identifier is 'VAB', expected VAA, 15NVAA or did:vaa:"),
    ("vaa", "VAA88", "top node (TTC) of the VAA code is '88', expected 3 digits"),
    ("vaa", "VAA08810000001", "enterprise (CIN) of the VAA code is '00001', expected 8 digits"),
    (
        "vaa",
        "VAA08810000000001",
        "serial number of the VAA code is '', expected letters, digits or *+-./()!",
    ),
    (
        "vaa",
        f"VAA08810000000001{LONG_SERIAL}",
        "serial number of the VAA code has 34 characters, expected at most 33",
    ),
    ("vaa", "did:vaa:abc", "length of the id of the VAA DID is 3, expected 27 to 31"),
    (
        "vaa",
        "did:vaa:gxAcE6upFw6DNbG3rfngM3VxCN0",
        "character 27 of the base58 text is '0', expected none of 0, O, I, l",
    ),
    ("vaa", "did:vaa:c:", "identifier behind the contract of the VAA DID is '', expected at least one character"),
    ("vaa", "did:vaa:c:a b", "character 12 of the VAA DID is ' ', expected no blank"),
    ("did", "DID:example:1", "beginning of the DID is 'DID:', expected 'did:'"),
    ("did", "did:Example:1", "method of the DID is 'Example', expected small letters and digits"),
    ("did", "did:example:", "id of the DID is '', expected characters behind 'did:example:'"),
    ("did", "did:example:a:", "last character of the DID is ':', expected one of its id"),
    (
        "did",
        "did:example:a#k",
        "character 14 of the DID is '#', expected a letter, digit, dot, hyphen, _, colon or percent sequence",
    ),
    ("did", "did:web:-a.cn", "host of the did:web is '-a.cn', expected a name, a port behind %3A"),
    ("did", "did:web:a.cn::b", "segment 1 behind the host of the did:web is '', expected a name"),
    ("did", "did:key:f00", "multibase of the did:key is 'f', expected z (base58btc)"),
    ("did", f"did:key:z{SHORT_KEY}", "length of the did:key's ed25519-pub is 31 octets, expected 32"),
    ("did", "did:key:z", "multicodec of the did:key is '', expected a whole varint"),
    ("ecode", "5123", "version of the Ecode is '5', expected 1, 2, 3 or 4"),
    ("ecode", "E=10064", "length of the MD of the Ecode is 0, expected 1 to 20 in version 1"),
    ("ecode", "10064" + "1" * 21, "length of the MD of the Ecode is 21, expected 1 to 20 in version 1"),
    ("ecode", "300121AB-1", "character 9 of the Ecode is '-', expected a digit or letter in version 3"),
    ("ma", "MA.156", "number of segments of the MA code is 2, expected at least 4"),
    ("ma", "MA.15.1003.1629", "country of the MA code is '15', expected 3 digits"),
    ("ma", "MA.156.M0.10020.13351764", "registrant of the MA code is '10020', expected 6 digits"),
    ("ma", "MA.156.M0.100204", "segment 5 of the MA code is '', expected 8 letters or digits"),
    (
        "ma",
        "MA.156.M0.100204.13351764.X1",
        "letter of segment 6 of the MA code is 'X', expected one of S, M, P, L, D, E, V, Y, C",
    ),
    (
        "ma",
        "MA.156.M0.100204.13351764.S1.M230229",
        "date of segment 7 of the MA code is '230229', expected YYMMDD",
    ),
    ("ma", "MA.156.M0.100204.13351764.S", "value of segment 6 of the MA code is '', expected printable ASCII"),
    ("ma", "MA.156.M0.100204.13351764/1", "character 26 of the MA code is '/', expected none in a medical device's"),
    ("ma", "MA.156.1003..1", "segment 4 of the MA code is '', expected letters, digits, hyphens or _"),
    ("ma", "MA.156.1003.1629/10..a", "category of the MA code is '', expected letters and digits"),
    ("iso15459", "4LUS", "data identifier is '4L', expected one of ISO/IEC 15459, as 25S or 1J"),
    ("iso15459", "25SUN12345678A1", "company behind UN is '12345678A', expected 9 digits (D-U-N-S)"),
    ("iso15459", "25SUN123456789", "length of the number behind the company is 0, expected 1 to 30"),
    ("iso15459", "25SUN123456789a", "character 15 of the identifier is 'a', expected a capital letter or digit"),
    (
        "iso15459",
        "25SLE" + "A" * 46,
        "length of the identifier with 25S is 51, expected at most 50",
    ),
    ("iso15459", "1JUN" + "1" * 34, "length of the identifier with 1J is 36, expected at most 35"),
    (
        "iso15459",
        "37SUN123456789PART",
        "data behind 37S is 'UN123456789PART', expected a plus and a serial number at the end",
    ),
    (
        "iso15459",
        "26HLHHIBC",
        "data behind 26H is 'LHHIBC', expected a plus and a party qualifier of 1 to 3 letters at the end",
    ),
    (
        "iso15459",
        "42S09LEPCIN",
        "length of the serial number behind 42S is 09, expected less than the 6 characters that follow",
    ),
    ("iso15459", "15NVAB08810000000001A", "issuing agency of the VAA code is 'VAB', expected VAA"),
    ("iso15459", "42SXXLEPCIN", "length of the serial number behind 42S is 'XX', expected 2 digits"),
    ("iso15459", "+A123_", "character 6 of the HIBC is '_', expected one of Code 39"),
    ("iso15459", "+A1", "HIBC is '+A1', expected +, labeller, product, unit of measure and check character"),
    ("iso15434", "[)>06", "header of the envelope is '[)>0', expected '[)>' and RS (1e)"),
    ("iso15434", "[)>\x1e06\x1d4LUS", "end of the envelope is 'US', expected RS (1e) and EOT (04)"),
    (
        "iso15434",
        "[)>\x1e06\x1e\x04",
        "number of records in format 1 of the envelope is 0, expected GS (1d) and a record",
    ),
    (
        "iso15434",
        "[)>\x1e09\x1dx\x1e\x04",
        "format 1 of the envelope is '09', expected two digits other than 09",
    ),
    (
        "iso15434",
        "[)>\x1e06\x1d4LUS\x1d\x1e\x04",
        "record 2 of format 1 of the envelope is '', expected a data identifier and its data",
    ),
    ("iso7064", "A12425GABC1234002N", "check character (mod37,36) is 'N', expected 'M'"),
    ("iso7064", "abc", "character 1 of the text is 'a', expected a digit or a capital letter"),
    ("iso7064", "", "length is 0, expected at least 2"),
]


@pytest.mark.parametrize(("name", "text", "sentence"), SENTENCES)
def test_a_refusal_names_the_place_and_what_was_expected(name: str, text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        scheme(name).parse(text)

    assert refusal.value.sentence == sentence


DER_SENTENCES = [
    ("", "octets end at 0, expected at least 1"),
    ("0403", "tag of the DER form is 04, expected 06"),
    ("06032a81", "octets end at 4, expected at least 5"),
    ("06022a81", "last octet of the DER form is '81', expected the end of a number"),
    ("0600", "last octet of the DER form is '', expected the end of a number"),
    ("06032a8001", "octet 2 of the DER content is 80, expected a number in its shortest form"),
    ("06022a0100", "1 octets are left over, expected none"),
    ("0681032a811c", "length of the DER form is 8103, expected it in one octet"),
    ("06820100", "length of the DER form begins with 82, expected at most 255 octets"),
]


@pytest.mark.parametrize(("octets", "sentence"), DER_SENTENCES)
def test_octets_that_are_no_der_are_refused(octets: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        oid.from_der(bytes.fromhex(octets))

    assert refusal.value.sentence == sentence


def test_a_bid_is_not_derived_from_what_is_none() -> None:
    for arguments, sentence in (
        (("x", "f", bytes(32)), "key letter is 'x', expected e, s or z"),
        (("z", "f", bytes(64)), "length of the SM2 key is 64 octets, expected 65 or 33"),
        (("e", "f", bytes(32), "ABCD"), "AC number is 'ABCD', expected 4 characters of a-z and 0-9"),
    ):
        with pytest.raises(Malformed) as refusal:
            bid.derive(*arguments)

        assert refusal.value.sentence == sentence


def test_what_is_like_nothing_is_refused_with_a_sentence() -> None:
    with pytest.raises(Malformed) as refusal:
        read("a b c")

    assert refusal.value.sentence == "text is 'a b c', expected an identifier of a known scheme"


def test_what_is_like_one_scheme_is_refused_in_its_words() -> None:
    with pytest.raises(Malformed) as refusal:
        read("did:bid:efABC")

    assert refusal.value.sentence == "digest of the BID is 'ABC', expected 22 to 31 base58 characters"


def test_a_scheme_that_there_is_not_is_refused_with_all_names() -> None:
    with pytest.raises(Malformed) as refusal:
        scheme("ean")

    assert refusal.value.sentence.startswith("scheme is 'ean', expected one of bid, bid-keypair, did, ecode, epc, gln")


def test_a_bid_without_digest_has_none() -> None:
    assert Bid("byol").digest is None
    assert bid.components(Bid("byol")) == {"acsn": "byol"}
    assert did.components(did.parse("did:bid:byol")) == {"method": "bid", "id": "byol", "acsn": "byol"}
