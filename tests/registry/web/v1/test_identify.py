"""`GET /api/v1/identify`: what a text can be, for everybody, and how it is asked for wrongly."""

from urllib.parse import quote

import pytest

from schemas.identifiers.opinion import by_all
from tests.schemas.identifiers.published import vectors
from tests.support.own_api import OwnApi

VECTORS = [*vectors("gs1"), *vectors("beside_gs1")]


async def test_a_text_is_explained_to_everybody(own: OwnApi) -> None:
    answer = await own.ask("GET", "/identify?text=0614141123452")

    assert (answer.status, answer.headers["Cache-Control"]) == (200, "public, max-age=3600")
    assert answer.json["text"] == "0614141123452"
    assert [(one["scheme"], one["sureness"], one["valid"]) for one in answer.json["likenesses"]] == [
        ("gtin", "likely", True),
        ("gln", "possible", True),
    ]
    assert answer.json["likenesses"][1] == {
        "scheme": "gln",
        "sureness": "possible",
        "reason": {"zh": "13 位数字且校验位正确", "en": "13 digits whose check digit is right"},
        "valid": True,
        "canonical": "0614141123452",
        "components": {"check_digit": "2"},
        "parts": [
            {
                "position": 1,
                "text": "061414112345",
                "meaning": {
                    "zh": "厂商识别代码与物理位置全球位置码参考号",
                    "en": "company prefix and reference of the GLN of a physical location",
                },
            },
            {"position": 13, "text": "2", "meaning": {"zh": "校验位", "en": "check digit"}},
        ],
        "refusal": None,
        "refusal_zh": None,
        "place": None,
    }


async def test_a_refusal_says_what_is_wrong_and_where(own: OwnApi) -> None:
    answer = await own.ask("GET", f"/identify?text={quote('(01)09506000134353')}")

    (only,) = answer.json["likenesses"]
    assert (only["valid"], only["canonical"], only["components"], only["parts"]) == (False, None, {}, [])
    assert only["refusal"] == "check digit of AI 01 is 3, expected 2"
    assert only["refusal_zh"] == "AI 01 的校验位为 3，应为 2"
    assert only["place"] == {"position": 18, "length": 1}


async def test_association_rules_can_be_left_out_and_a_scheme_asked_for(own: OwnApi) -> None:
    text = quote("(21)ABC123")

    (held,) = (await own.ask("GET", f"/identify?text={text}")).json["likenesses"]
    (free,) = (await own.ask("GET", f"/identify?text={text}&no_associations=true")).json["likenesses"]
    (other,) = (await own.ask("GET", f"/identify?text={text}&scheme=gtin")).json["likenesses"]

    assert (held["valid"], free["valid"]) == (False, True)
    assert (other["scheme"], other["sureness"], other["reason"], other["valid"]) == ("gtin", None, None, False)


async def test_what_is_like_nothing_is_an_answer_too(own: OwnApi) -> None:
    answer = await own.ask("GET", "/identify?text=hello")

    assert (answer.status, answer.json) == (200, {"text": "hello", "likenesses": []})


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "which text? expected the parameter text"),
        ("?text=1&text=2", "the parameter text is given 2 times, expected once"),
        ("?text=1&colour=red", "unknown parameter 'colour': expected text, scheme, no_associations"),
        ("?text=1&no_associations=maybe", "cannot read no_associations='maybe': expected true or false"),
        ("?text=%FF", "cannot read the query: expected UTF-8 after percent-decoding"),
    ],
)
async def test_a_wrong_question_is_refused(own: OwnApi, query: str, sentence: str) -> None:
    assert (await own.ask("GET", f"/identify{query}")).detail == (400, "malformed", sentence)


async def test_an_unknown_scheme_is_refused_with_all_names(own: OwnApi) -> None:
    status, code, sentence = (await own.ask("GET", "/identify?text=1&scheme=morse")).detail

    assert (status, code) == (400, "malformed")
    assert sentence.startswith("scheme is 'morse', expected one of bid, bid-keypair, did,")


async def test_every_published_text_can_be_asked_for(own: OwnApi) -> None:
    for vector in VECTORS:
        answer = await own.ask("GET", f"/identify?text={quote(vector['input'], safe='')}")

        assert answer.status == 200, vector
        assert [one["scheme"] for one in answer.json["likenesses"]] == [
            opinion.scheme for opinion in by_all(vector["input"])
        ]
