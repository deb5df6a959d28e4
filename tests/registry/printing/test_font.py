"""Fonts: widths as the font has them, what it lacks, and which one is taken."""

from pathlib import Path

import pytest

from registry.printing.font import Font
from registry.printing.fonts import label_font
from schemas.errors import Malformed
from tests.support.label_font import font


def test_widths_are_those_of_the_font() -> None:
    found = font()

    assert found.measure("") == 0
    assert found.measure("标识") == pytest.approx(2 * found.measure("标"))
    assert 0.9 <= found.measure("标") <= 1.1
    assert found.measure("ii") < found.measure("WW")
    assert found.measure("A标") == pytest.approx(found.measure("A") + found.measure("标"))


def test_what_is_lacking_is_named() -> None:
    assert font().lacks("工业互联网 88.1000.1/SN-1") == ""
    assert font().lacks("工\U000f0000业") == "\U000f0000"
    assert font().measure("\U000f0000") == 1.0


def test_a_font_by_name_is_read_anew_when_it_changes(tmp_path: Path) -> None:
    own = tmp_path / "own.ttc"
    own.symlink_to(font().path)

    assert label_font(own).family == font().family


def test_the_best_font_in_a_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / font().path.name).symlink_to(font().path)
    (tmp_path / "NotoSansSC-Regular.otf").write_bytes(b"broken")

    assert label_font(None, [tmp_path]).path == tmp_path / "deep" / font().path.name


@pytest.mark.parametrize(
    ("octets", "sentence"),
    [
        (None, "cannot read the font {path}: No such file or directory"),
        (b"", "cannot read the font {path}: expected TrueType or OpenType, or a collection"),
        (b"ttcf" + bytes(40), "cannot read the font {path}: expected TrueType or OpenType, or a collection"),
        (b"\0\1\0\0" + b"\xff" * 200, "cannot read the font {path}: expected TrueType or OpenType, or a collection"),
    ],
)
def test_what_is_no_font_is_refused(tmp_path: Path, octets: bytes | None, sentence: str) -> None:
    path = tmp_path / "some.ttf"
    if octets is not None:
        path.write_bytes(octets)

    with pytest.raises(Malformed) as refusal:
        Font.read(path)

    assert refusal.value.sentence == sentence.format(path=path)


def test_without_any_font_it_is_said_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(Malformed) as refusal:
        label_font(None, [tmp_path, tmp_path / "nowhere"])

    assert refusal.value.sentence == (
        "no font with simplified Chinese is known here: install one (Debian: apt-get install fonts-noto-cjk), "
        "or name its file in the setting label_font"
    )
