"""The pictures of the console are those that the album names, and small enough for every clone."""

from tests.house.tree import ROOT
from tests.pictures.album import ALBUM, page

FOLDER = ROOT / "docs" / "console"
MOST_OCTETS = 3_000_000


def test_the_album_and_the_folder_are_the_same() -> None:
    named = {file for picture in ALBUM for file in picture.files}

    assert {path.name for path in FOLDER.iterdir()} == named | {"README.md"}
    assert all((FOLDER / file).read_bytes()[8:12] == b"WEBP" for file in named)


def test_the_page_shows_what_the_album_names() -> None:
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == page()


def test_pictures_weigh_little() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MOST_OCTETS
