"""What a question comes to: each row of the rules, without a server."""

import pytest

from resolver.gs1.asked import read
from resolver.gs1.decide import Decision, Offering, Refusal, Turn, Why, decide
from resolver.gs1.levels import levels_of
from resolver.redirect import LONGEST_STAY
from schemas.counting import Outcome
from schemas.handle import Handle
from schemas.link_types import NAMESPACE
from schemas.target import path_of
from schemas.value import Value
from tests.resolver.edge.standing import PaperShelf
from tests.resolver.gs1.goods import AT, BARE, BASE, OF_EACH_KEY, PLAIN, PUMP, TAGGED, mapping, shelf

SHELF = shelf()


def page_of(handle: Handle) -> str:
    return BASE + path_of(handle.text)


def asked(target: str, accept: str = "", language: str = "", on: PaperShelf = SHELF) -> Decision:
    path, _, query = target.partition("?")
    question = read(path, query, accept, language)
    return decide(question, levels_of(on, question.link), page_of, AT + 100)


def led(target: str, accept: str = "", language: str = "") -> str:
    decision = asked(target, accept, language)
    assert isinstance(decision, Turn), decision
    return decision.location


@pytest.mark.parametrize(
    ("target", "accept", "language", "location"),
    [
        (PUMP, "", "", "https://a.example/pump"),
        (PUMP, "*/*", "", "https://a.example/pump"),
        (PUMP, "", "vi,fr;q=0.5", "https://a.example/pump"),
        (PUMP, "", "zh-CN,zh;q=0.9,en;q=0.8", "https://a.example/zh"),
        (PUMP, "", "en-GB", "https://a.example/en"),
        (PUMP, "text/html,*/*;q=0.1", "en-GB", "https://a.example/en"),
        (PUMP, "application/json", "", "https://a.example/pump"),
        (f"{PUMP}?context=LK", "", "", "https://a.example/lk?context=LK"),
        (f"{PUMP}?linkType=gs1:defaultLink", "", "en", "https://a.example/pump?linkType=gs1:defaultLink"),
        (f"{PUMP}?linkType=", "", "", "https://a.example/pump?linkType="),
        # Walking up: nothing is known of this lot, this variant, this piece.
        (f"{PUMP}/10/NEW", "", "", "https://a.example/pump"),
        (f"{PUMP}/22/NEW/10/NEW", "", "en", "https://a.example/en"),
        (f"{PUMP}/10/LOT-1", "", "", "https://a.example/pump"),
        (f"{PUMP}/10/LOT-1/21/NEW", "", "", "https://a.example/pump"),
        (f"{PUMP}/22/2A/10/LOT-1", "", "zh", "https://a.example/variant-2A"),
        (f"{PUMP}/22/2A/10/LOT-1/21/S-1", "", "zh", "https://a.example/s/1"),
        (f"{PUMP}/10/NEW/21/S-1", "", "", "https://a.example/s/1"),
        (f"{PUMP}/235/TPX-1", "", "", "https://a.example/tpx"),
        (f"{PUMP}/235/NEW", "", "", "https://a.example/pump"),
        ("/414/9506000134376/254/GATE-3", "", "", "https://b.example/gate-3"),
        ("/414/9506000134376/254/GATE-4", "", "", "https://k.example/414"),
        (TAGGED, "", "", "https://b.example/tagged"),
        (PLAIN, "", "", "https://b.example/plain"),
        (BARE, "", "", f"{BASE}/88.1000.1/P-3"),
        (f"{BARE}/21/7", "", "", f"{BASE}/88.1000.1/P-3"),
    ],
)
def test_the_default_link_leads_unless_something_better_was_asked_for(
    target: str, accept: str, language: str, location: str
) -> None:
    assert led(target, accept, language) == location


@pytest.mark.parametrize(("ai", "path"), OF_EACH_KEY.items())
def test_every_primary_key_leads(ai: str, path: str) -> None:
    assert led(path) == f"https://k.example/{ai}"


@pytest.mark.parametrize(
    ("target", "accept", "language", "location"),
    [
        ("gs1:pip", "", "", "https://a.example/pump"),
        ("gs1:pip", "", "en", "https://a.example/en"),
        ("gs1:pip", "", "vi", "https://a.example/pump"),
        ("gs1:instructions", "application/pdf", "", "https://a.example/i.pdf"),
        ("gs1:instructions", "application/pdf", "en", "https://a.example/i-en.pdf"),
        ("gs1:instructions&context=LK", "application/pdf", "en", "https://a.example/i-en-lk.pdf"),
        ("gs1:instructions", "text/html,*/*;q=0.8", "", "https://a.example/i-zh.html"),
        ("gs1:certificationInfo", "", "fr", "https://a.example/c3"),
        ("gs1:sustainabilityInfo", "application/json", "", "https://a.example/s.json"),
        ("gs1:sustainabilityInfo", "text/html;q=0.3, application/json;q=0.2", "", "https://a.example/s.html"),
        ("gs1:defaultLinkMulti", "", "en", "https://a.example/en"),
        (
            "https://schema.org/video",
            "",
            "",
            "https://xn--fsqu00a.example/%E8%A7%86%E9%A2%91?a=1",
        ),
    ],
)
def test_a_link_type_leads_to_the_link_that_fits_best(target: str, accept: str, language: str, location: str) -> None:
    found = led(f"{PUMP}?linkType={target}", accept, language)

    assert found.startswith(location)
    assert f"linkType={target}" in found


@pytest.mark.parametrize(
    ("path", "location"),
    [
        (f"{PUMP}/10/LOT-1", "https://a.example/trace/LOT-1"),
        (f"{PUMP}/10/LOT-1/21/S-1", "https://a.example/trace/S-1"),
        (f"{PUMP}/10/LOT-1/21/NEW", "https://a.example/trace/LOT-1"),
        (f"{PUMP}/10/NEW/21/NEW", "https://a.example/trace?of=pump&"),
    ],
)
def test_a_link_type_is_looked_for_at_the_most_single_level_first(path: str, location: str) -> None:
    assert led(f"{path}?linkType=gs1:traceability").startswith(location)


@pytest.mark.parametrize(
    ("target", "accept", "language", "hrefs"),
    [
        ("gs1:certificationInfo", "", "", ["https://a.example/c1", "https://a.example/c2"]),
        ("gs1:certificationInfo", "text/html", "de", ["https://a.example/c1", "https://a.example/c2"]),
        ("gs1:sustainabilityInfo", "*/*", "", ["https://a.example/s.html", "https://a.example/s.json"]),
        ("gs1:review", "", "vi", ["https://a.example/fr", "https://a.example/de"]),
        ("gs1:review", "", "", ["https://a.example/fr", "https://a.example/de"]),
    ],
)
def test_where_nothing_decides_the_candidates_are_shown(
    target: str, accept: str, language: str, hrefs: list[str]
) -> None:
    decision = asked(f"{PUMP}/21/NEW?linkType={target}", accept, language)

    assert isinstance(decision, Offering)
    assert (decision.status, decision.outcome, len(decision.contexts)) == (300, Outcome.FOUND, 1)
    assert decision.contexts[0].path == PUMP
    assert [link.location for link in decision.contexts[0].links] == hrefs


def test_a_link_type_that_is_not_there_is_not_found_and_the_others_are_named() -> None:
    decision = asked(f"{PUMP}/10/LOT-1?linkType=gs1:nosuchlt")

    assert isinstance(decision, Offering)
    assert (decision.status, decision.outcome) == (404, Outcome.NO_SUCH_VALUE)
    assert decision.link_type == f"{NAMESPACE}nosuchlt"
    assert [context.path for context in decision.contexts] == [f"{PUMP}/10/LOT-1", PUMP]


@pytest.mark.parametrize(
    ("target", "accept"),
    [("?linkType=linkset", ""), ("?linkType=all", "text/html"), ("", "application/linkset+json")],
)
def test_the_linkset_is_the_union_of_all_levels(target: str, accept: str) -> None:
    decision = asked(f"{PUMP}/22/2A/10/LOT-1/21/S-1{target}", accept)

    assert isinstance(decision, Offering)
    assert (decision.status, decision.outcome, decision.handle.suffix) == (200, Outcome.FOUND, "P-1-S")
    assert [(context.path, context.description) for context in decision.contexts] == [
        (f"{PUMP}/21/S-1", "Piece 1"),
        (f"{PUMP}/22/2A/10/LOT-1", "Lot certificate"),
        (f"{PUMP}/10/LOT-1", "No recall"),
        (f"{PUMP}/22/2A", "Variant 2A, blue"),
        (PUMP, "园区水泵 P-1"),
    ]


def test_a_thing_without_any_address_has_the_nodes_page_in_its_linkset() -> None:
    decision = asked(f"{BARE}?linkType=linkset")

    assert isinstance(decision, Offering)
    assert [link.location for link in decision.contexts[0].links] == [f"{BASE}/88.1000.1/P-3"] * 2


def test_a_question_is_handed_over_whole_where_another_resolver_answers() -> None:
    for rest in ("", "/21/7?linkType=gs1:pip", "?linkType=linkset"):
        decision = asked(f"/01/09506000149318{rest}")
        assert isinstance(decision, Turn)
        assert decision.location == f"https://resolver.maker.example/dl/01/09506000149318{rest}"
        assert decision.handed_over


def test_a_delegated_prefix_hands_over_to_its_own_node() -> None:
    decision = asked("/01/09506000149332/21/7?a=b")

    assert isinstance(decision, Turn)
    assert decision.location == "https://node.maker.example/resolve/01/09506000149332/21/7?a=b"
    assert (decision.handed_over, decision.outcome) == (True, Outcome.ELSEWHERE)


def test_what_is_not_known_or_does_not_answer_is_said() -> None:
    assert asked("/01/09506000134383") == Refusal(Why.ABSENT)
    assert asked("/01/09506000149325") == Refusal(Why.SUSPENDED, Handle.parse("88.1000.2/P-1"))


@pytest.mark.parametrize(
    ("query", "location"),
    [
        ("foo=bar", "https://b.example/plain?foo=bar"),
        ("17=261231;3103=000189", "https://b.example/plain?17=261231;3103=000189"),
        ("flag", "https://b.example/plain?flag"),
        ("a=%2f%2F&b=+&&c", "https://b.example/plain?a=%2f%2F&b=+&&c"),
        ("x={y}|^`", "https://b.example/plain?x={y}|^`"),
        ("?", "https://b.example/plain??"),
        ("%", "https://b.example/plain?%"),
        ("件", "https://b.example/plain?%E4%BB%B6"),
        ("\udcff", "https://b.example/plain?%FF"),
    ],
)
def test_the_query_goes_along_as_it_came(query: str, location: str) -> None:
    assert led(f"{PLAIN}?{query}") == location


def test_the_query_stands_behind_the_targets_own_and_before_its_fragment() -> None:
    target = f"{PUMP}?linkType=gs1:traceability;x"

    assert led(target) == "https://a.example/trace?of=pump&linkType=gs1:traceability;x#now"


def test_a_way_may_be_kept_as_long_as_its_own_value() -> None:
    far = PaperShelf()
    far.grant("88.1000.1")
    far.put("88.1000.1/A", mapping(PUMP), Value(1, "URL", b"https://a.example/", LONGEST_STAY + 9, AT))
    far.put("88.1000.1/B", mapping(PLAIN), Value(1, "URL", b"https://a.example/", AT + 130, AT, absolute=True))

    stays = [decision.stay for path in (PUMP, PLAIN) if isinstance(decision := asked(path, on=far), Turn)]

    assert stays == [LONGEST_STAY, 30]
    assert isinstance(plain := asked(PLAIN), Turn)
    assert plain.stay == 600
