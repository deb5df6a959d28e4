"""The question: paths decoded once, nasty ones refused; queries; paths made for identifiers lead back to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.edge.question import Question, identifier_in
from schemas.errors import Malformed
from schemas.target import parameters, path_of, target_parts
from schemas.value import Value


@pytest.mark.parametrize(
    ("path", "identifier"),
    [
        ("/88.1000.1/a", "88.1000.1/a"),
        ("/88.1000.1/a+b", "88.1000.1/a+b"),
        ("/88.1000.1/a%2Bb", "88.1000.1/a+b"),
        ("/88.1000.1/a%20b", "88.1000.1/a b"),
        ("/88.1000.1//a", "88.1000.1//a"),
        ("//88.1000.1/a", "/88.1000.1/a"),
        ("/88.1000.1/a/", "88.1000.1/a/"),
        ("/88.1000.1%2Fa", "88.1000.1/a"),
        ("/88.1000.1%2fa%2Fb", "88.1000.1/a/b"),
        ("/88.1000.1/%252e%252e%252f", "88.1000.1/%2e%2e%2f"),  # once, and no more
        ("/88.1000.1/../../../etc/passwd", "88.1000.1/../../../etc/passwd"),
        ("/88.1000.1/%2e%2e/x", "88.1000.1/../x"),
        ("/88.1000.1/%E4%BB%B6", "88.1000.1/件"),
        ("/88.1000.1/%e4%bb%b6", "88.1000.1/件"),
        ("/88.1000.1/件", "88.1000.1/件"),
        ("/88.1000.1/a%3Fb%23c%25", "88.1000.1/a?b#c%"),
        ("/88.1000.1/a%00", "88.1000.1/a\0"),  # refused by Handle.parse, as every control character is
        ("/", ""),
    ],
)
def test_a_path_names_an_identifier(path: str, identifier: str) -> None:
    assert identifier_in(path) == identifier


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/88.1/%", "cannot read the path: expected two hexadecimal digits after %, got '%'"),
        ("/88.1/%4", "cannot read the path: expected two hexadecimal digits after %, got '%4'"),
        ("/88.1/%zz", "cannot read the path: expected two hexadecimal digits after %, got '%zz'"),
        ("/88.1/%u4ef6", "cannot read the path: expected two hexadecimal digits after %, got '%u4'"),
        ("/88.1/%ff", "cannot read the path: expected UTF-8 after percent-decoding"),
        ("/88.1/%c0%af", "cannot read the path: expected UTF-8 after percent-decoding"),  # overlong slash
        ("/88.1/%e0%80%af", "cannot read the path: expected UTF-8 after percent-decoding"),
        ("/88.1/%ed%a0%80", "cannot read the path: expected UTF-8 after percent-decoding"),  # a surrogate
        ("/88.1/%f4%90%80%80", "cannot read the path: expected UTF-8 after percent-decoding"),  # above U+10FFFF
        ("/88.1/\udcff", "cannot read the path: expected UTF-8 after percent-decoding"),  # a bare octet FF
    ],
)
def test_a_path_that_cannot_be_read(path: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        identifier_in(path)

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        ("/a?b?c", ("/a", "b?c")),
        ("/a?", ("/a", "")),
        ("http://node.example:8000/88.1/x?y", ("/88.1/x", "y")),
        ("http://node.example", ("/", "")),
        ("*", ("/", "")),
    ],
)
def test_the_parts_of_a_target(target: str, parts: tuple[str, str]) -> None:
    assert target_parts(target) == parts


@pytest.mark.parametrize(
    ("query", "question"),
    [
        ("", Question()),
        ("noredirect", Question(stay=True, query="noredirect")),
        ("noredirect=yes", Question(stay=True, query="noredirect=yes")),
        ("noredirect=TRUE", Question(stay=True, query="noredirect=TRUE")),
        ("noredirect=false", Question(query="noredirect=false")),
        ("noredirect=0", Question(query="noredirect=0")),
        ("action=showvalues", Question(stay=True, query="action=showvalues")),
        ("action=showurls", Question(list_urls=True, query="action=showurls")),
        ("action=dance", Question(query="action=dance")),
        ("ignore_aliases", Question(ignore_aliases=True, query="ignore_aliases")),
        ("auth&cert=true", Question(query="auth&cert=true")),
        (
            "type=URL&type=email&index=3&index=5",
            Question(
                types=("URL", "email"),
                indexes=frozenset({3, 5}),
                query="type=URL&type=email&index=3&index=5",
            ),
        ),
        ("urlappend=%3Fa%3Db+c%23d", Question(urlappend="?a=b+c#d", query="urlappend=%3Fa%3Db+c%23d")),
        ("locatt=id:1:2", Question(locatt=("id", "1:2"), query="locatt=id:1:2")),
        ("locatt=", Question(query="locatt=")),
        ("&&=x&", Question(query="&&=x&")),
    ],
)
def test_a_query_is_read(query: str, question: Question) -> None:
    assert Question.read(query) == question


@pytest.mark.parametrize("index", ["", "0", "-1", "x", "1.0", "4294967296", "٣", "9" * 5000])
def test_an_index_that_is_none(index: str) -> None:
    with pytest.raises(Malformed) as refused:
        Question.read(f"index={index.encode('unicode_escape').decode() if not index.isascii() else index}")

    assert "as an index: expected a number from 1 to 4294967295" in str(refused.value)


def test_it_narrows_in_stored_order() -> None:
    values = (Value(5, "URL", b"a"), Value(2, "EMAIL", b"b"), Value(3, "url.alt", b"c"), Value(4, "X", b"d"))

    assert [value.index for value in Question.read("type=url.&index=2").of(values)] == [5, 2, 3]
    assert Question.read("noredirect").of(values) == values


@given(st.text())
def test_a_path_leads_back_to_its_identifier(identifier: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in identifier):
        return
    path = path_of(identifier)

    assert path.isascii()
    assert path.isprintable()
    assert "/../" not in path + "/"
    assert identifier_in(path) == identifier


@given(st.text())
def test_strangers_text_is_read_or_refused(text: str) -> None:
    for read in (identifier_in, Question.read, parameters):
        try:
            read(text)
        except Malformed:
            continue
