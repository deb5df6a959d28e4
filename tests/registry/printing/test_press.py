"""The press: what it prints is measured on paper in millimetres and read from there by a scanner."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest

from registry.printing.draw import draw
from registry.printing.job import Job
from registry.printing.press import press
from schemas.errors import Malformed
from schemas.printing.arrangement import arrange, module_of, placed
from schemas.printing.content import content_of
from schemas.printing.layout import Layout, LayoutDocument
from schemas.printing.layouts import LAYOUTS
from schemas.printing.length import MM
from schemas.printing.lines import LineDocument, Thing
from schemas.printing.symbology import SYMBOLOGIES, symbology
from tests.registry.printing.jobs import BASE, job, pumps
from tests.registry.printing.pictures import read_png
from tests.support.label_font import font
from tests.support.paper import MILLIMETRE, Page, printed, words_of

# A pixel at 600 dpi, and what drawing programs make of half of one.
NEAR = 1.5 / MILLIMETRE


@pytest.fixture(autouse=True)
def _there_is_a_font() -> None:
    font()


def done(wanted: Job) -> bytes:
    return press(wanted, lambda _: None)


def codes_of(wanted: Job) -> list[tuple[float, float, float, float]]:
    """Where the dark modules of each code must lie on their page, in millimetres: left, top, right, bottom."""
    layout, kind = Layout.parse(wanted.layout), symbology(wanted.symbology)
    room = arrange(layout, kind, bool(wanted.lines)).code
    cells = list(layout.cells())
    found = []
    for number, thing in enumerate(wanted.things):
        symbol = draw(content_of(wanted.content, thing.said, wanted.base, kind), kind, wanted.level)
        module = module_of(symbol, room, wanted.module, wanted.dpi)
        cell = cells[(number + wanted.skip) % layout.labels]
        box = placed(symbol, room, module).moved(cell.x, cell.y)
        side = kind.quiet * module
        above = 0 if kind.linear else side
        found.append(
            (
                (box.x + side) / MM,
                (box.y + above) / MM,
                (box.x + box.width - side) / MM,
                (box.y + box.height - above) / MM,
            )
        )
    return found


def contents_of(wanted: Job) -> list[bytes]:
    kind = symbology(wanted.symbology)
    return [content_of(wanted.content, thing.said, wanted.base, kind).octets for thing in wanted.things]


def ink_around(page: Page, edges: tuple[float, float, float, float]) -> tuple[float, float, float, float] | None:
    """What is dark around a place where a code should be: a bit more than the code, less than its quiet zone."""
    left, top, right, bottom = edges
    return page.ink(left - 0.4, top - 0.3, right - left + 0.8, bottom - top + 0.6)


@pytest.mark.parametrize(
    ("layout", "kind", "count", "other"),
    [
        ("a4-3x8", "qr", 24, {}),
        ("a4-5x13", "data-matrix", 65, {}),
        ("a4-2x7", "gs1-data-matrix", 14, {}),
        ("a4-2x4", "gs1-128", 8, {}),
        ("a4-2x7", "code-128", 14, {}),
        ("roll-50x30", "gs1-qr", 2, {}),
        ("roll-40x20", "data-matrix", 2, {}),
        ("roll-100x70", "qr", 2, {"level": "H"}),
        ("a4-3x8", "qr", 5, {"skip": 21, "dpi": 203}),
        ("a4-3x8", "qr", 3, {"module": 400_000}),
        ("a4-3x8", "qr", 3, {"lines": ()}),
    ],
)
def test_codes_stand_where_the_layout_says_and_are_read_from_paper(
    tmp_path: Path, layout: str, kind: str, count: int, other: dict[str, Any]
) -> None:
    content = "element-string" if symbology(kind).gs1 else "identifier" if symbology(kind).linear else "url"
    wanted = job(count, layout=LAYOUTS[layout].document, symbology=kind, content=content, **other)
    a_page = Layout.parse(wanted.layout).labels
    size = Layout.parse(wanted.layout).page

    pages = list(printed(done(wanted), tmp_path))

    assert len(pages) == Layout.parse(wanted.layout).pages(count, wanted.skip)
    for number, (edges, content_) in enumerate(zip(codes_of(wanted), contents_of(wanted), strict=True)):
        page = pages[(number + wanted.skip) // a_page]
        assert page.millimetres == pytest.approx((size.width / MM, size.height / MM), abs=NEAR)
        ink = ink_around(page, edges)
        assert ink is not None
        if symbology(kind).linear:
            assert (ink[0], ink[2]) == pytest.approx((edges[0], edges[2]), abs=NEAR)
            assert ink[1] == pytest.approx(edges[1], abs=NEAR)
        else:
            assert ink == pytest.approx(edges, abs=NEAR)
        left, top, right, bottom = edges
        (read,) = page.part(left - 1, max(0, top - 0.9), right - left + 2, bottom - top + 1.5).read()
        assert read.bytes == content_
        assert read.symbology_identifier == symbology(kind).identifier


def test_a_whole_sheet_is_read_at_once(tmp_path: Path) -> None:
    wanted = job(24)

    (page,) = printed(done(wanted), tmp_path)

    assert sorted(one.bytes for one in page.read()) == sorted(contents_of(wanted))


@pytest.mark.parametrize("layout", ["a4-3x8", "a4-5x13", "roll-60x40", "roll-30x30", "roll-40x20"])
@pytest.mark.parametrize("kind", ["qr", "code-128"])
def test_no_ink_leaves_a_label(tmp_path: Path, layout: str, kind: str) -> None:
    long = Thing(
        "88.1/7" if symbology(kind).linear else "88.1000.1/SN-000001-2026",
        "苏州工业园区江南造船集团精密机械制造股份有限公司第二分公司（高新区）",
        ((1, "MODEL", "XG-7 离心泵 " * 12 + "gjpqy｜ÅÉ"),),
    )
    parsed = Layout.parse(LAYOUTS[layout].document)
    wanted = job(
        layout=LAYOUTS[layout].document,
        things=(long,) * parsed.labels,
        symbology=kind,
        content="identifier",
        lines=(LineDocument("{identifier}", rows=3), LineDocument("{enterprise}"), LineDocument("{value:MODEL}")),
    )

    (page,) = printed(done(wanted), tmp_path)

    # Half of what stays free along the edges: the deepest letters and the highest accents keep off it.
    edge = parsed.padding / MM / 2
    for cell in parsed.cells():
        x, y, width, height = (length / MM for length in (cell.x, cell.y, cell.width, cell.height))
        for strip in (
            (x, y, width, edge),
            (x, y + height - edge, width, edge),
            (x, y, edge, height),
            (x + width - edge, y, edge, height),
        ):
            assert page.ink(*strip) is None
        assert page.ink(x, y, width, height) is not None
    cells = list(parsed.cells())
    first, last = cells[0], cells[-1]
    right, bottom = (last.x + last.width) / MM, (last.y + last.height) / MM
    assert page.ink(0, 0, page.millimetres[0], first.y / MM) is None
    assert page.ink(right, 0, page.millimetres[0] - right, page.millimetres[1]) is None
    assert page.ink(0, bottom, page.millimetres[0], page.millimetres[1] - bottom) is None


def test_text_is_text_in_chinese(tmp_path: Path) -> None:
    words = words_of(done(job(2)), tmp_path)

    for number in range(2):
        assert f"88.1000.1/SN-00000{number}" in words
        assert f"型号 XG-{number} 离心泵" in words
    assert words.count("苏州工业园区精密机械制造有限公司") == 2


@pytest.mark.parametrize(
    "text", ["#pagebreak()", "$x^2$ *bold* _it_ `raw`", "\\u{0}<script>@import", '"]) #panic("x")', "= 标题", "{{}}"]
)
def test_nothing_in_a_text_is_markup(tmp_path: Path, text: str) -> None:
    things = (Thing("88.1000.1/A", text, ()),)

    words = words_of(done(job(things=things, lines=(LineDocument("{enterprise}"),))), tmp_path)

    assert words.strip() == text


def test_only_what_is_used_of_the_font_is_in_the_file() -> None:
    made = done(job(24))

    assert font().path.stat().st_size > 5_000_000
    assert len(made) < 60_000


def test_the_same_job_gives_the_same_octets() -> None:
    for form in ("pdf", "svg", "png", "preview"):
        assert done(job(3, form=form)) == done(job(3, form=form))


def test_cut_marks_stand_at_the_corners(tmp_path: Path) -> None:
    document = LayoutDocument(
        50, 30, page_width=210, page_height=297, columns=2, rows=2, gap_x=10, gap_y=10, cut_marks=True
    )

    (page,) = printed(done(job(1, layout=document)), tmp_path)

    for cell in Layout.parse(document).cells():
        for x in (cell.x / MM, (cell.x + cell.width) / MM):
            for y in (cell.y / MM, (cell.y + cell.height) / MM):
                ink = page.ink(x - 0.2, y - 0.2, 0.4, 0.4)
                assert ink is not None
                assert ink[0] <= x + NEAR
                assert ink[2] >= x - NEAR


def test_a_preview_is_the_first_page_as_a_picture(tmp_path: Path) -> None:
    picture = done(job(30, form="preview"))

    assert picture.startswith(b"\x89PNG")
    width, height = int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])
    assert (width / 200 * 25.4, height / 200 * 25.4) == pytest.approx((210, 297), abs=0.2)


@pytest.mark.parametrize("form", ["svg", "png"])
def test_codes_alone_come_with_a_table_of_them(form: str) -> None:
    with zipfile.ZipFile(io.BytesIO(done(job(3, form=form)))) as archive:
        names = archive.namelist()
        table = list(csv.DictReader(io.StringIO(archive.read("labels.csv").decode("utf-8-sig"))))
        pictures = [archive.read(name) for name in names[:3]]

    assert names == [f"00001.{form}", f"00002.{form}", f"00003.{form}", "labels.csv"]
    assert table[1] == {
        "number": "2",
        "file": f"00002.{form}",
        "identifier": "88.1000.1/SN-000001",
        "content": f"{BASE}/88.1000.1/SN-000001",
    }
    if form == "png":
        assert [read_png(one).read()[0].text for one in pictures] == [row["content"] for row in table]
    else:
        assert all(one.startswith(b"<svg ") for one in pictures)


def test_a_formula_in_the_table_is_text() -> None:
    things = (Thing("=HYPERLINK(1)"),)

    with zipfile.ZipFile(io.BytesIO(done(job(things=things, content="identifier", form="svg")))) as archive:
        assert ",'=HYPERLINK(1),'=HYPERLINK(1)" in archive.read("labels.csv").decode()


def test_progress_is_told() -> None:
    told: list[int] = []

    press(job(250, form="svg"), told.append)

    assert told == [100, 200, 250]


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (
            {"symbology": "gs1-qr", "content": "element-string", "things": (Thing("(01)09506000134353"),)},
            "check digit of AI 01 is 3, expected 2",
        ),
        (
            {"symbology": "gs1-qr", "content": "element-string", "things": (*pumps(1), Thing("9506000134353"))},
            "label 2: check digit of the GTIN is 3, expected 2",
        ),
        ({"symbology": "aztec"}, f"symbology is 'aztec', expected one of {', '.join(SYMBOLOGIES)}"),
        ({"layout": LayoutDocument(70, 400, page_height=297)}, "label_height"),
        ({"lines": (LineDocument("{"),)}, "line '{' has '{' alone, expected a field in braces"),
        ({"lines": (LineDocument("\U000f0000"),)}, "has no '\\U000f0000' as in '\\U000f0000': name another one"),
        (
            {"lines": (LineDocument("标识"),) * 20, "layout": LAYOUTS["roll-40x20"].document},
            "expected more for 20 lines",
        ),
        ({"font": Path("nowhere.ttf")}, "cannot read the font nowhere.ttf: No such file or directory"),
    ],
)
def test_a_job_that_cannot_be_done_is_refused(other: dict[str, Any], sentence: str) -> None:
    if sentence == "label_height":
        sentence = "labels take -51.5 to 348.5 of a page 297 high, expected them within it"
    with pytest.raises(Malformed) as refusal:
        done(job(**other))

    assert refusal.value.sentence.endswith(sentence)


def test_every_layout_takes_every_code_of_a_usual_length() -> None:
    for name, layout in LAYOUTS.items():
        for kind, one in SYMBOLOGIES.items():
            content = "element-string" if one.gs1 else "identifier"
            things = pumps(1)
            if one.linear:
                # The smallest labels have no room for bars with lot and serial number.
                things = (msgspec.structs.replace(things[0], identifier="88.1/7", others=("(01)09506000134352",)),)
            wanted = job(layout=layout.document, symbology=kind, content=content, things=things)
            assert done(wanted).startswith(b"%PDF"), (name, kind)
