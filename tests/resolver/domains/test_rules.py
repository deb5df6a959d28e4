"""NAPTR records of strangers: which lead somewhere, in which order, and that nothing in them is ever run."""

import random
import time

import pytest

from resolver.domains.rules import MOST_LEADS, Lead, Rule, leads, literal


def rule(target: str, service: str = "ORS+UINF", order: int = 100, preference: int = 10) -> Rule:
    return Rule(order, preference, "U", service, f"!^.*$!{target}!")


@pytest.mark.parametrize(
    ("regexp", "target"),
    [
        ("!^.*$!https://a.example/x!", "https://a.example/x"),
        ("!^.*$!https://a.example/x!i", "https://a.example/x"),
        ("/^.*$/oid:1.3/", "oid:1.3"),
        ("|^.*$|https://a.example/a!b|", "https://a.example/a!b"),
        ("!^.*$!https://[2001:db8::1]/?a=%E4%BB%B6#x!", "https://[2001:db8::1]/?a=%E4%BB%B6#x"),
        ("!^.*$!urn:oid:1.3!", "urn:oid:1.3"),
        ("", None),
        ("!", None),
        ("!!!", None),
        ("!^.*$!", None),
        ("!^.*$!https://a.example/x", None),
        ("!^.*$!https://a.example/x!g", None),
        ("!^.*$!https://a.example/x!!", None),
        ("!^.*$!a!b!", None),
        ("!^.*$!!", None),
        ("!.*!https://a.example/!", None),
        ("!^(.*)$!https://a.example/!", None),
        (r"!^.*$!https://a.example/\1!", None),
        (r"!^.*$!https://a.example/\!x!", None),
        (r"\^.*$\https://a.example/\ "[:-1], None),
        ("1^.*$1https://a.example/1", None),
        ("i^.*$ihttps://a.example/i", None),
        ("!^.*$!no address!", None),
        ("!^.*$!//a.example/!", None),
        ("!^.*$!https://a.example/ x!", None),
        ("!^.*$!https://a.example/\n!", None),
        ("!^.*$!https://a.example/\x1b[2J!", None),
        ("!^.*$!https://a.example/\u202egnp!", None),
        ("!^.*$!https://例子.example/!", None),
        (f"!^.*$!https://a.example/{'x' * 300}!", None),
    ],
)
def test_an_expression_is_text(regexp: str, target: str | None) -> None:
    assert literal(regexp) == target


def test_an_expression_that_would_run_for_years_is_not_run() -> None:
    costly = "!^((((a+)+)+)+)+$!https://a.example/!"
    began = time.process_time()

    assert [literal(costly) for _ in range(1_000)] == [None] * 1_000
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize(
    "other",
    [
        Rule(100, 10, "S", "ORS+UINF", "!^.*$!https://a.example/!"),
        Rule(100, 10, "", "ORS+UINF", "!^.*$!https://a.example/!"),
        Rule(100, 10, "U", "EPC+html", "!^.*$!https://a.example/!"),
        Rule(100, 10, "U", "E2U+sip", "!^.*$!sip:x@a.example!"),
        Rule(100, 10, "U", "ORS+", "!^.*$!https://a.example/!"),
        Rule(100, 10, "U", "ORS+UI-NF", "!^.*$!https://a.example/!"),
        Rule(100, 10, "U", "ORS+UINF", "!^.*$!https://a.example/!", replacement=True),
    ],
)
def test_rules_that_are_none_of_ours_are_passed_over(other: Rule) -> None:
    assert leads([other]) == ()
    assert leads([other, rule("https://b.example/", order=65_535)]) == (Lead("UINF", "https://b.example/"),)


def test_rules_are_taken_in_their_order_whatever_order_they_came_in() -> None:
    rules = [
        rule("https://late.example/", order=200, preference=1),
        rule("https://second.example/", preference=20),
        rule("oid:/1/3/7", "ors+coid", order=300),
        rule("https://first.example/", preference=10),
        rule("https://second.example/", preference=30),
    ]
    expected = (Lead("UINF", "https://first.example/"), Lead("UINF", "https://second.example/"))

    for seed in range(50):
        mixed = random.Random(seed).sample(rules, len(rules))
        assert leads(mixed) == (*expected, Lead("COID", "oid:/1/3/7"))


def test_a_rule_that_cannot_be_read_does_not_hide_one_of_a_higher_order() -> None:
    broken = Rule(1, 1, "U", "ORS+UINF", r"!^(.*)$!https://a.example/\1!")

    assert leads([broken, rule("https://b.example/")]) == (Lead("UINF", "https://b.example/"),)


def test_so_many_and_no_more() -> None:
    assert len(leads([rule(f"https://a.example/{number}") for number in range(1_000)])) == MOST_LEADS
