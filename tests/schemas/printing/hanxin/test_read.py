"""The reader of Han Xin codes: what libzint draws it reads, and nothing that was touched."""

import pytest
import zint
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import Malformed
from schemas.printing.hanxin.grid import grid
from schemas.printing.hanxin.message import read_message
from schemas.printing.hanxin.read import read_hanxin
from schemas.printing.hanxin.table import VERSIONS, version

LATIN_1, UTF_8, GB_18030 = 0, 26, 32


def drawn(text: str, level: int = 2, interpretation: int = GB_18030, size: int = 0, mask: int = 0) -> list[int]:
    """The rows of a code as libzint draws it."""
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.HANXIN
    symbol.input_mode = zint.InputMode.UNICODE
    symbol.option_1, symbol.option_2, symbol.option_3 = level, size, mask << 8
    symbol.eci = interpretation
    symbol.encode(text)
    flat = bytes(symbol.encoded_data.cast("B"))
    return [int.from_bytes(flat[y * 144 : (y + 1) * 144], "little") for y in range(symbol.rows)]


@pytest.mark.parametrize("number", range(1, VERSIONS + 1))
def test_every_version_at_every_level_is_read(number: int) -> None:
    for level in (1, 2, 3, 4):
        assert read_hanxin(drawn("A-7", level, LATIN_1, number)) == "A-7"


@pytest.mark.parametrize("mask", [1, 2, 3, 4])
def test_every_mask_is_read(mask: int) -> None:
    assert read_hanxin(drawn("工业互联网标识", mask=mask)) == "工业互联网标识"


@pytest.mark.parametrize(
    ("text", "interpretation"),
    [
        ("0", LATIN_1),
        ("12345678901", LATIN_1),
        ("1234567890123456789012345678901234567890", LATIN_1),
        ("https://id.example.cn/88.1000.1/SN-000001?a=b#c", LATIN_1),
        ("AbC{}|~[]^_`", LATIN_1),
        ("Ærøskøbing", LATIN_1),
        ("工业互联网标识解析", GB_18030),
        ("离心泵 XG-7，２０２６年①Ⅳㄅ〇", GB_18030),
        ("鑫龘𠮷𪚥", GB_18030),
        ("ḿ龴龵龶龷龸龹龺龻︐︑︒︓︔︕︖︗︘︙𠂇𠂉𠃌𡗗𢦏𤇾", GB_18030),
        ("叁槫镕", GB_18030),
        ("工业 1234567890 abc 镕 é", GB_18030),
        ("工业互联网 é", UTF_8),
        ("标识" * 700, GB_18030),
        ("7" * 7000, LATIN_1),
    ],
)
def test_every_mode_is_read(text: str, interpretation: int) -> None:
    assert read_hanxin(drawn(text, 1, interpretation)) == text


@settings(max_examples=400, deadline=None)
@given(st.text(st.characters(codec="gb18030", exclude_categories=("Cs", "Cn", "Co")), min_size=1, max_size=60))
def test_any_text_of_gb_18030_comes_back(text: str) -> None:
    assert read_hanxin(drawn(text)) == text


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 30), st.integers(0, 30))
def test_no_module_can_be_turned_over_unseen(x: int, y: int) -> None:
    rows = drawn("88.1000.1/SN-0001", size=5)
    laid = grid(version(5))
    rows[y] ^= 1 << x
    # Six modules of each copy of the function information say nothing, and a few are left over behind the data.
    silent = {place for copy in laid.information for place in copy[28:]}
    free = [(place % 31, place // 31) for place, one in enumerate(laid.data) if one]
    silent |= set(free[8 * sum(map(sum, version(5).levels[1])) :])

    if (x, y) in silent:
        assert read_hanxin(rows) == "88.1000.1/SN-0001"
    else:
        with pytest.raises(Malformed):
            read_hanxin(rows)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([0] * 22, "size of the Han Xin code is 22, expected 23 to 189 by twos"),
        ([], "size of the Han Xin code is 0, expected 23 to 189 by twos"),
        ([0] * 23, "a fixed module of the Han Xin code is not as it should be"),
    ],
)
def test_what_is_no_code_is_refused(rows: list[int], sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read_hanxin(rows)

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("bits", "sentence"),
    [
        ("1001", "mode of the Han Xin code is 9, expected 1 to 8"),
        ("0001" + f"{1021:010b}", "number of the Han Xin code ends with 1021, expected 1021, 1022 or 1023"),
        ("0010" + "111110", "Han Xin code ends after 16 bits, expected 6 more"),
        ("1000" + "00000101", "interpretation of the Han Xin code is 5, expected 0, 26 or 32"),
    ],
)
def test_a_message_that_cannot_be_is_refused(bits: str, sentence: str) -> None:
    padded = bits.ljust((len(bits) + 7) // 8 * 8, "0")
    with pytest.raises(Malformed) as refusal:
        read_message(int(padded, 2).to_bytes(len(padded) // 8))

    assert refusal.value.sentence == sentence


def test_numbers_of_interpretations_have_three_lengths() -> None:
    for bits in ("0" + f"{26:07b}", "10" + f"{26:014b}", "110" + f"{26:021b}"):
        message = "1000" + bits + "0011" + f"{3:013b}" + "".join(f"{octet:08b}" for octet in "工".encode())
        padded = message.ljust((len(message) + 7) // 8 * 8, "0")
        assert read_message(int(padded, 2).to_bytes(len(padded) // 8)) == ("工".encode(), "utf-8")
