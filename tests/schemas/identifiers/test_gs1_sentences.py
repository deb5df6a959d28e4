"""What GS1 and EPC refuse, in whole sentences."""

import pytest

from schemas.errors import Malformed
from schemas.identifiers import (
    epc,
    gln,
    gs1_ai,
    gs1_digital_link,
    gs1_digital_link_build,
    gs1_dl_compressed,
    gs1_element_string,
    gs1_epc_binary_dl,
    gtin,
    sscc,
)
from schemas.identifiers.gs1.link import read_link
from schemas.identifiers.tags import plus

HOST = "https://id.gs1.org"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "length of the GTIN is 0, expected 8, 12, 13 or 14"),
        ("123456789", "length of the GTIN is 9, expected 8, 12, 13 or 14"),
        ("0123456789abc", "character 11 of the GTIN is 'a', expected a digit"),
        ("0123456789⁰⁰⁰", "character 11 of the GTIN is '⁰', expected a digit"),
        ("095060001343７６", "character 13 of the GTIN is '７', expected a digit"),
        ("09506000134377", "check digit of the GTIN is 7, expected 6"),
    ],
)
def test_a_gtin_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        gtin.parse(text)

    assert refusal.value.sentence == sentence


def test_sscc_and_gln_are_refused_alike() -> None:
    with pytest.raises(Malformed, match="^length of the SSCC is 17, expected 18$"):
        sscc.parse("15703538141037517")
    with pytest.raises(Malformed, match="^check digit of the SSCC is 8, expected 7$"):
        sscc.parse("157035381410375178")
    with pytest.raises(Malformed, match="^check digit of the GLN is 3, expected 2$"):
        gln.parse("0614141123453")
    with pytest.raises(Malformed, match="^character 1 of the GLN is 'G', expected a digit$"):
        gln.parse("GLN")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("01", "position 1 is '0', expected an application identifier in brackets"),
        ("(01", "application identifier in brackets is '01', expected 2 to 4 digits"),
        ("(1)2", "application identifier in brackets is '1', expected 2 to 4 digits"),
        ("(89)1", "application identifier in brackets is '89', which GS1 does not know"),
        ("(01)12345678901234", "check digit of AI 01 is 4, expected 1"),
        ("(01)1234567890123", "length of AI 01 is 13, expected 14"),
        ("(01)1234567890123A", "character 14 of AI 01 is 'A', expected a digit"),
        ("(10) ", "character 1 of AI 10 is ' ', expected a character of CSET 82"),
        ("(10)12345^", "character 6 of AI 10 is '^', expected a character of CSET 82"),
        ("(8010)123456_", "character 7 of AI 8010 is '_', expected a character of CSET 39"),
        (
            "(8030)ABC=",
            "padding of AI 8030 is wrong, expected at most two '=' at the end of a length that three divides",
        ),
        ("(8030)ABC:", "character 4 of AI 8030 is ':', expected a character of CSET 64"),
        ("(8013)A", "length of AI 8013 is 1, expected at least the 2 check characters"),
        ("(8013)1987654Ad4X4bL5ttr2310c3K", "check pair of AI 8013 is 3K, expected 2K"),
        ("(401)123", "beginning of the company prefix of AI 401 is '123', expected 4 digits"),
        ("(7040)1AB=", "importer index of AI 7040 is '=', expected a letter, a digit, '-' or '_'"),
        ("(8001)12340000012311", "number of AI 8001 is 00000, expected one that is not zero"),
        ("(8001)12341234512321", "winding direction of AI 8001 is 2, expected 0, 1 or 9"),
        ("(8003)112345678901281", "leading digit of AI 8003 is 1, expected 0"),
        ("(8011)0123", "number of AI 8011 is 0123, expected no leading zero"),
        ("(8011)0", "number of AI 8011 is 0, expected no leading zero"),
        ("(3910)9870", "currency of AI 3910 is 987, expected a number of ISO 4217"),
        ("(426)987", "country of AI 426 is 987, expected a number of ISO 3166-1"),
        ("(4307)AA", "country of AI 4307 is AA, expected two letters of ISO 3166-1"),
        ("(4326)201200", "day of AI 4326 is 00, expected 01 to 31 in month 12"),
        ("(17)251300", "month of AI 17 is 13, expected 01 to 12"),
        ("(17)250230", "day of AI 17 is 30, expected 00 to 28 in month 02"),
        ("(4324)2012252400", "hour of AI 4324 is 24, expected 00 to 23"),
        ("(8008)201225230060", "second of AI 8008 is 60, expected 00 to 59"),
        ("(8026)123456789012310302", "piece of AI 8026 is 03, expected 01 to 02"),
        ("(4300)ABC%0g", "percent sequence of AI 4300 is '%0g', expected % and two hexadecimal digits"),
        ("(4309)18000000010000000000", "latitude of AI 4309 is 1800000001, expected 0000000000 to 1800000000"),
        ("(7258)2/1", "position in sequence of AI 7258 is 2, expected 1 to 1"),
        ("(8007)GB83WEST12345698765432", "check number of AI 8007 is 83, expected 82"),
        ("(8112)07", "length indicator of the coupon funder of AI 8112 is 7, expected one of 0, 1, 2, 3, 4, 5, 6"),
        ("(8110)0123456123456111101231", "length of the additional purchase rules code of AI 8110 is 0, expected 1"),
        ("(7007)2112252", "length of AI 7007 is 7, expected 6 or 12"),
        ("(4330)000000X", "sign of AI 4330 is 'X', expected '-' or nothing"),
        ("(400)A(400)B", "AI 400 is there as 'A' and as 'B', expected one value"),
        ("(01)12345678901231(02)12345678901231(37)1", "AI 01 is there with AI 37, expected one of them alone"),
        ("(3940)1234(3941)9999", "AI 3940 is there with AI 3941, expected one of them alone"),
        ("(21)A", "AI 21 is there alone, expected AI 01 or 03 or 8006 beside it"),
        (
            "(01)12345678901231(250)A",
            "AI 250 is there alone, expected AI 01 with 21 or 03 with 21 or 8006 with 21 beside it",
        ),
        ("(253)1234567890128(8030)A", "serial of AI 253 is missing, expected one beside AI 8030"),
    ],
)
def test_bracketed_data_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        gs1_ai.parse(text)

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("991234", "position 1 is '9', expected FNC1"),
        ("", "position 1 is '', expected FNC1"),
        ("^", "FNC1 is followed by nothing, expected an application identifier"),
        ("]d2", "FNC1 is followed by nothing, expected an application identifier"),
        ("^01123456789012312", "application identifier at position 18 is '2', which GS1 does not know"),
        ("]C1011234567890123189", "application identifier at position 20 is '89', which GS1 does not know"),
        ("^0112345^10A", "length of AI 01 is 5, expected 14"),
        ("^10ABC^^21X", "application identifier at position 8 is '^2', which GS1 does not know"),
        ("^" + "99A^" * 65, "number of elements is 65, expected at most 64"),
        ("^" + "9" * 8192, "length of the element string is 8193, expected at most 8192"),
    ],
)
def test_an_element_string_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        gs1_element_string.parse(text, associations=False)

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "scheme of the URI is '', expected http or https"),
        ("ftp://a/01/12312312312333", "scheme of the URI is 'ftp', expected http or https"),
        ("HtTp://a/01/12312312312333", "scheme of the URI is 'HtTp', expected http or https"),
        ("https:///01/12312312312333", "host of the URI is '', expected a name or an address"),
        (
            "https://[fe80::1%25lo]/01/12312312312333",
            "host of the URI is '[fe80::1%25lo]', expected a name or an address",
        ),
        ("https://a/01/12312312312333\\", "character 28 of the URI is '\\\\', expected it percent-encoded"),
        ("https://a/例", "character 11 of the URI is '例', expected it percent-encoded"),
        ("https://a/b", "path is '/b', expected a GS1 primary key and its value at the end"),
        (
            "https://a/gtin/12312312312333",
            "path is '/gtin/12312312312333', expected a GS1 primary key and its value at the end",
        ),
        ("https://a/01/12312312312333/", "last character of the path is '/', expected a value"),
        ("https://a/01/02345673", "length of AI 01 is 8, expected 14"),
        (
            f"{HOST}/01/09506000134376/21/1/10/A",
            "path behind AI 01 is 21, 10, expected 22, 10, 21 or 235 in this order",
        ),
        (
            f"{HOST}/01/09506000134376/21/1/21/1",
            "path behind AI 01 is 21, 21, expected 22, 10, 21 or 235 in this order",
        ),
        (f"{HOST}/01/09506000134376/17/261231", "path behind AI 01 is 17, expected 22, 10, 21 or 235 in this order"),
        (f"{HOST}/00/106141412345678908/21/1", "path behind AI 00 is 21, expected none in this order"),
        (f"{HOST}/415/0614141123452", "path behind AI 415 is without AI 8020, expected it"),
        (f"{HOST}/01/09506000134376?10=A", "AI 10 is in the query, expected it in the path"),
        (f"{HOST}/01/09506000134376?99=", "length of AI 99 is 0, expected 1 to 90"),
        (f"{HOST}/01/09506000134376?99", "length of AI 99 is 0, expected 1 to 90"),
        (f"{HOST}/01/09506000134376?99=A&99=A", "AI 99 is there twice, expected it once"),
        (f"{HOST}/01/09506000134376?01=09506000134376", "AI 01 is there twice, expected it once"),
        (f"{HOST}/01/09506000134376?999=A", "name in the query is '999', expected an AI that may be an attribute"),
        (f"{HOST}/01/09506000134376?99=A&=3", "name in the query is '', expected an AI that may be an attribute"),
        (f"{HOST}/01/09506000134376?8200=A", "name in the query is '8200', expected an AI that may be an attribute"),
        (f"{HOST}/01/09506000134376?98=A+B", "character 2 of AI 98 is ' ', expected a character of CSET 82"),
        (f"{HOST}/01/09506000134376/10/A%2", "percent sequence is '%2', expected % and two hexadecimal digits"),
        (f"{HOST}/01/09506000134376/10/A%00", "character 2 of AI 10 is '\\x00', expected a character of CSET 82"),
    ],
)
def test_a_digital_link_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        gs1_digital_link.parse(text)

    assert refusal.value.sentence == sentence


def test_a_resolver_may_grant_a_trailing_slash_and_ask_for_associations() -> None:
    assert read_link(f"{HOST}/01/09506000134376/", trailing_slash=True) == read_link(f"{HOST}/01/09506000134376")
    with pytest.raises(Malformed, match="^AI 37 is there alone, expected AI 00 with 02 or 00 with 8026 beside it$"):
        gs1_digital_link.parse(f"{HOST}/00/106141412345678908?37=5", associations=True)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("(99)A", "element string holds AI 99, expected a primary key among them"),
        (
            "(01)12312312312326(8200)http://a",
            "AI 8200 is beside AI 01, expected only its qualifiers and attributes in a Digital Link",
        ),
        (
            "(01)12312312312326(22)A(235)B",
            "AI 235 is beside AI 01, expected only its qualifiers and attributes in a Digital Link",
        ),
        ("(415)0614141123452", "path behind AI 415 is without AI 8020, expected it"),
        ("(01)12312312312326(10)A(10)B", "AI 10 is there as 'A' and as 'B', expected one value"),
    ],
)
def test_no_digital_link_is_built(text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        gs1_digital_link_build.parse(text)

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("urn:epcid:sgtin:1.2.3", "beginning of the EPC is 'urn:epcid:sgtin:1.2.', expected 'urn:epc:'"),
        ("urn:epc:id:bic:1", "scheme of the EPC is 'id:bic', expected one of TDS, like 'id:sgtin'"),
        ("urn:epc:id:sgtin:0614141.812345", "number of fields of the SGTIN is 2, expected 3"),
        ("urn:epc:id:sgtin:50712.11123456.1", "company prefix of the EPC is '50712', expected 6 to 12 digits"),
        ("urn:epc:id:sgtin:0614141.81234.1", "indicator and item reference of the EPC is '81234', expected 6 digits"),
        ("urn:epc:id:sgtin:0614141.812345.", "length of the serial of the EPC is 0, expected 1 to 20"),
        ("urn:epc:id:sgtin:0614141.812345.a/b", "character of the EPC is '/', expected it percent-encoded"),
        (
            "urn:epc:id:sgtin:0614141.812345.%2",
            "percent sign in the EPC is alone, expected two hexadecimal digits behind it",
        ),
        (
            "urn:epc:id:sgtin:0614141.812345.%20",
            "serial of the EPC is ' ', expected only characters that GS1 allows there",
        ),
        ("urn:epc:id:itip:0614141.812345.03.02.1", "piece of AI 8006 is 03, expected 01 to 02"),
        ("urn:epc:id:gid:268435456.1.1", "manager of the GID is '268435456', expected a number below 2^28"),
        (
            "urn:epc:tag:sgtin-97:1.0614141.812345.1",
            "coding of the tag is 'sgtin-97', expected one of TDS, like 'sgtin-96'",
        ),
        ("urn:epc:tag:sgtin-96:8.0614141.812345.1", "filter of the tag is '8', expected 0 to 7"),
        (
            "urn:epc:tag:sgtin-96:1.0614141.812345.01",
            "field for SGTIN-96 is '01', expected a number without leading zeros",
        ),
        (
            "urn:epc:tag:sgtin-96:1.0614141.812345.274877906944",
            "number for the tag is 274877906944, expected one that fits 38 bits",
        ),
        ("urn:epc:raw:96.x30", "raw EPC is '96.x30', expected the number of bits, '.x' and as many in hexadecimal"),
        ("E274257BF7194E4000001A85", "header of the tag is E2, expected one of a coding in TDS"),
        ("307C257BF7194E4000001A85", "partition of the tag is 7, expected 0 to 6"),
        ("3074257BF7194E4000001A850001", "rest of the tag is not zero, expected zeros behind the EPC"),
        ("3077FFFFFFFFFFFFFFFFFFFF", "company prefix in the tag is 16777215, expected at most 7 digits"),
    ],
)
def test_an_epc_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        epc.parse(text)

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("digits", "sentence"),
    [
        ("F0", "header of the tag is F0, expected one of a '+' scheme in TDS"),
        (
            "F7B795211411234538566CB0AFC4",
            "toggle of the tag is 1, expected 0: GS1 data behind the EPC are not read here",
        ),
        ("F73A95211411234538566CB0AFC4", "digits in the tag are wrong where 'A9521141123453' is read, expected 0 to 9"),
        ("F73795211411234538566C", "number of bits left in the tag is 5, expected at least 7"),
        ("F737952114112345445AAAA", "check digit of AI 01 is 4, expected 3"),
        ("FB37", "kind of date in the tag is 7, expected 0 to 6"),
        ("FA3069B", "delimiter in the tag is B, expected E or F"),
    ],
)
def test_a_plus_tag_is_refused(digits: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        plus.read_octets(bytes.fromhex(digits + "0" * (len(digits) % 2)))

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{HOST}/eh30742", "end of the path is 'eh30742', expected 'eh' and hexadecimal or 'ex' and base64"),
        (f"{HOST}/exAAAAAAAAAAAAA", "binary string is 13 characters long, expected whole octets in base64"),
        (f"{HOST}/eh3500E86F8000A9E000000586", "scheme of the tag is GID, expected one with a GS1 key"),
    ],
)
def test_a_binary_link_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        gs1_epc_binary_dl.parse(text)

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{HOST}/a.b", "end of the path is '/a.b', expected base64 for URIs"),
        (f"{HOST}/7777", "octet of the compressed string is EF, which stands for no application identifier"),
        (f"{HOST}/ARFK", "number of bits left in the compressed string is 16, expected 47"),
        (f"{HOST}/iaaa", "application identifier in the compressed string is '89', which GS1 does not know"),
    ],
)
def test_a_compressed_link_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        gs1_dl_compressed.parse(text)

    assert refusal.value.sentence == sentence
