"""Refusals in Chinese: the same facts, whatever stands in the holes, in time in proportion to the text."""

from time import process_time

import pytest

from schemas.complaint import Complaint, Incomplete
from schemas.sentences.chinese import Catalogue, in_chinese, refusal_in_chinese
from schemas.sentences.pattern import Pattern


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("there is no enterprise 'Kiln' (at enterprise)", "没有企业“Kiln”（位置：enterprise）"),
        ('there is no enterprise "it\'s"', "没有企业“it's”"),
        ("there is no enterprise '张三\\n公司'", "没有企业“张三\\n公司”"),
        (
            "2 enterprises are called '窑炉': name it by its 统一社会信用代码",
            "有 2 家企业名为“窑炉”，请改用统一社会信用代码指定",
        ),
        ("a rejection has a reason, got none (at note)", "驳回须填写理由（位置：note）"),
        ("窑炉公司 is closing and gets no prefix", "窑炉公司当前状态为“注销中”，不能获得前缀"),
        ("key:7f may not review applications", "密钥 7f 无权审核申请"),
        ("purpose has at most 2000 characters, got 2001", "用途最多 2000 个字符，实际为 2001 个"),
        ("name the park by its id: a, b", "请用 ID 指定园区：a、b"),
        ("person:li may not read hidden 88.1/x", "账号 li 无权查看 88.1/x 的非公开内容"),
        ("unknown parameter 'x': expected prefix, limit", "没有参数“x”，应为：prefix、limit"),
        # A sentence within another counts for it.
        (
            "label 2: text is 'x', expected an identifier of a known scheme",
            "第 2 个标签：“x”不属于任何已知的标识体系",
        ),
        ("88.1/a, 88.1/b and 3 more are retired", "标识 88.1/a、88.1/b 等（另有 3 个）已注销"),
        # What has no pair stays as it is.
        ("", ""),
        ("what nobody ever said (at a.b)", "what nobody ever said (at a.b)"),
        ("there is no enterprise Kiln", "there is no enterprise Kiln"),
        ("there is no enterprise 'Kiln' or so", "there is no enterprise 'Kiln' or so"),
    ],
)
def test_a_refusal_is_said_in_chinese(sentence: str, said: str) -> None:
    assert in_chinese(sentence) == said


def test_of_two_pairs_that_fit_the_one_that_says_more_is_meant() -> None:
    catalogue = Catalogue(
        [("{a} may not {b}", "一"), ("{a} may not see {b} here", "二"), ("{a} may not see {b}", "三")]
    )

    found = {text: catalogue.find(text) for text in ("x may not fly", "x may not see y here", "x may not see y")}

    assert {text: each[0].english for text, each in found.items() if each} == {
        "x may not fly": "{a} may not {b}",
        "x may not see y here": "{a} may not see {b} here",
        "x may not see y": "{a} may not see {b}",
    }


@pytest.mark.parametrize(
    ("english", "text", "holes"),
    [
        ("no {a!r} in {b}", "no 'x' in y' in z", ("'x'", "y' in z")),
        ("no {a!r}, {b!r}", "no 'x\\', \\'y', 'z'", ("'x\\', \\'y'", "'z'")),
        ("{a} is {b!r}", "it is is 'so'", ("it is", "'so'")),
        ("{a} to {b} of {c}", "1 to 3 of 4 of 5", ("1", "3", "4 of 5")),
        ("a {{brace}} {a}", "a {brace} x", ("x",)),
        ("{a}{b}!", "ab!", ("", "ab")),
        ("at {a} end", "at end", None),
        ("no {a!r}", "no 'x' more", None),
        ("no {a!r}", "no 'x", None),
        ("same", "samesame", None),
    ],
)
def test_holes_are_found(english: str, text: str, holes: tuple[str, ...] | None) -> None:
    assert Pattern(english, "中").match(text) == holes


def test_a_hole_that_the_english_has_not_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="is not in list"):
        Pattern("no {a}", "没有{b}")


HOSTILE = [
    "there is no enterprise ",
    "there is no enterprise '\\",
    " may not change ",
    " is closing and gets no prefix ",
    "a is at version a, and this is meant for ",
    "cannot read a change: ",
    " has the code , which stays, got ",
    "'",
    "\\'",
    "(at ",
    "{} ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_text_and_not_faster(piece: str) -> None:
    """Eight times the text takes about eight times as long; sixty-four times would be the square."""

    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        fastest = 1e9
        for _ in range(3):
            begun = process_time()
            in_chinese(text)
            in_chinese(f"there is no enterprise {text!r}")
            in_chinese(f"cannot read a change: {text}")
            fastest = min(fastest, process_time() - begun)
        return fastest

    seconds(1_000)

    assert seconds(160_000) < 24 * seconds(20_000) + 0.01


def test_what_stands_in_a_hole_is_taken_over_and_nothing_else() -> None:
    text = "<b>{0}{x:zh}&amp;</b> %s \\1"

    assert in_chinese(f"there is no enterprise {text!r}") == f"没有企业“{text}”".replace("\\1", "\\\\1")


def test_all_that_is_wrong_is_counted() -> None:
    one = Complaint("/uscc", "missing", "缺少统一社会信用代码", "uscc is missing")
    other = Complaint("/name", "missing", "缺少企业名称", "name is missing")

    assert (
        refusal_in_chinese(Incomplete("the application", [one]))
        == "申请有 1 处问题：缺少统一社会信用代码（位置：uscc）"
    )
    assert refusal_in_chinese(Incomplete("the application", [one, other])) == (
        "申请有 2 处问题：缺少统一社会信用代码（位置：uscc）；另有 1 处"
    )
