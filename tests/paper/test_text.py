"""Text stays in its box, breaks where readers expect it, and never loses a character without showing it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.paper.reading import ink, pages_of, texts_of
from warehouse_app.paper.fonts import MISSING, em_width, font, lacking, printable
from warehouse_app.paper.page import Box, Paper
from warehouse_app.paper.text import ELLIPSIS, LINE_HEIGHT, Fitted, fit_text

# What comes in files: Chinese, Latin, digits, punctuation that clings, spaces, what the font lacks.
SHOP_TEXT = st.text(
    st.one_of(
        st.sampled_from("浙江省杭州市西湖区文三路号楼单元，。；（）《》「」！"),
        st.sampled_from("abcXYZ0123456789 -_./#()[],.&"),
        st.sampled_from("😀𠮷\t\n\u3000\u200d\ufe0f\x00é"),
    ),
    max_size=220,
)
SKIN_TONES = "".join(map(chr, range(0x1F3FB, 0x1F400)))  # part of the emoji before them
WIDTHS = st.floats(4, 300)
SIZES = st.sampled_from([(34, 12), (13, 6), (11, 5), (8.5, 4.5), (7, 7)])


def _squeezed(text: str) -> str:
    return "".join(text.split())


@given(text=SHOP_TEXT, width=WIDTHS, height=st.floats(1, 120), sizes=SIZES, most=st.integers(1, 9))
@example(text="W" * 200, width=20, height=30, sizes=(11, 5), most=9)
@example(text="（（（（（（（（号", width=8, height=60, sizes=(11, 5), most=9)
@example(text="号，，，，，，，，，，，，", width=8, height=60, sizes=(11, 5), most=9)
def test_fitted_text_is_never_wider_or_higher_than_its_box(
    text: str, width: float, height: float, sizes: tuple[float, float], most: int
) -> None:
    largest, smallest = sizes
    fitted = fit_text(text, width, height, largest, smallest, most)
    assert smallest <= fitted.size <= largest
    assert len(fitted.lines) <= most
    # One character alone may be wider than a box, and one line higher: a box smaller than one character is no box.
    for line in fitted.lines:
        assert em_width(line) * fitted.size <= width + 1e-6 or len(line.removesuffix(ELLIPSIS)) <= 1
    assert fitted.height <= height + 1e-6 or (len(fitted.lines) == 1 and fitted.size == smallest)


@given(text=SHOP_TEXT, width=WIDTHS, height=st.floats(5, 120), sizes=SIZES)
def test_nothing_is_lost_unless_it_is_marked_as_cut(text: str, width: float, height: float, sizes: tuple[float, float]) -> None:
    fitted = fit_text(text, width, height, *sizes)
    shown, whole = _squeezed("".join(fitted.lines)), _squeezed(printable(text))
    if fitted.cut:
        assert shown.endswith(ELLIPSIS)
        assert whole.startswith(shown.removesuffix(ELLIPSIS))
        assert len(shown.removesuffix(ELLIPSIS)) < len(whole)
    else:
        assert shown == whole


@given(text=SHOP_TEXT, width=st.floats(12, 300), height=st.floats(5, 120))  # from one character's width on
@example(text="0。。。 0。。。", width=20.0, height=13.0)  # the space goes where the line breaks
def test_text_shrinks_only_as_far_as_it_must(text: str, width: float, height: float) -> None:
    fitted = fit_text(text, width, height, 11, 5)
    if fitted.lines and fitted.size < 11:
        bigger = fit_text(text, width, height, fitted.size + 0.5, fitted.size + 0.5)
        assert bigger.cut or bigger.height > height


@given(text=st.text(st.characters(categories=("L", "N", "P", "S"), exclude_characters=SKIN_TONES), max_size=60))
def test_every_character_is_drawn_or_visibly_replaced(text: str) -> None:
    glyphs = font().face.charToGlyph
    whole = text if all(glyphs.get(ord(char)) for char in text) else unicodedata.normalize("NFC", text)  # one code, one glyph
    assert printable(text) == "".join(char if glyphs.get(ord(char)) else MISSING for char in whole)
    assert lacking(text) == "".join(dict.fromkeys(char for char in whole if not glyphs.get(ord(char))))


@given(text=st.text(max_size=60))
def test_any_text_becomes_one_visible_line(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert printable(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("好的😀谢谢", f"好的{MISSING}谢谢"),
        ("👍🏽收到", f"{MISSING}收到"),  # a thumb with a skin tone is one picture
        ("❤️", "❤" if printable("❤") == "❤" else MISSING),
        ("𠮷野家", f"{MISSING}野家"),
        ("一\t二\r\n三", "一 二 三"),
        ("\ufeff零\u200b宽", " 零 宽"),
        ("\x00\x07", " "),
        ("\u202d13800000001\u202c", "13800000001"),  # as it is copied from a phone's contacts
        ("hy\u00adphen", "hyphen"),
        ("Cafe\u0301", "Café"),  # a letter and its accent as two characters
        ("שלום", MISSING * 4),
        ("\ud800", MISSING),
        ("", ""),
    ],
)
def test_what_the_font_lacks_is_shown_as_the_geta_mark(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_the_geta_mark_is_ink_on_the_paper() -> None:
    paper = Paper(40, 20, "test")
    paper.text(10, 12, "😀", 20)
    paper.end_page()
    (image,) = pages_of(paper.content(), 203)
    assert ink(image) is not None


@pytest.mark.parametrize(
    ("text", "ems", "lines"),
    [
        ("西湖区文三路", 3, ("西湖区", "文三路")),
        ("西湖区，文三路", 3, ("西湖", "区，文", "三路")),  # no line begins with a comma
        ("西湖（文三）路", 3, ("西湖", "（文", "三）路")),  # nor ends with an opening bracket
        ("Nike shoes red", 6, ("Nike shoes", "red")),  # words stay whole
        ("SKU-001黑色", 4.5, ("SKU-001", "黑色")),
        ("ABCDEFGHIJ", 3, None),  # a word longer than a line is broken where it must be
    ],
)
def test_lines_break_as_chinese_and_latin_readers_expect(text: str, ems: float, lines: tuple[str, ...] | None) -> None:
    fitted = fit_text(text, ems * 10 + 0.01, 200, 10, 10)
    assert not fitted.cut
    if lines is None:
        assert len(fitted.lines) > 1
        assert "".join(fitted.lines) == text
    else:
        assert fitted.lines == lines


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u3000"])
def test_no_text_takes_no_room(text: str) -> None:
    assert fit_text(text, 100, 100, 10, 5) == Fitted((), 10)
    assert fit_text(text, 100, 100, 10, 5).height == 0


def test_one_line_that_fits_is_not_touched() -> None:
    assert fit_text("张三", 100, 10 * LINE_HEIGHT, 10, 5) == Fitted(("张三",), 10)


@given(text=SHOP_TEXT, align=st.sampled_from(["left", "center", "right"]), bold=st.booleans())
@example(text="国" * 220, align="center", bold=True)
@example(text="Wg" * 110, align="right", bold=True)
def test_ink_stays_in_the_box(text: str, align: str, bold: bool) -> None:
    box = Box(10, 10, 40, 18)
    paper = Paper(60, 40, "test")
    paper.write(box, text, 12, 5, align=align, bold=bold)  # type: ignore[arg-type]
    paper.end_page()
    (image,) = pages_of(paper.content(), 203)
    found = ink(image)
    assert (found is None) == (not printable(text).strip())
    if found:
        dots, spare = 203 / 25.4, 2  # a bold outline and the soft edge of a glyph reach a dot beyond
        assert found[0] >= box.x * dots - spare
        assert found[1] >= box.y * dots - spare
        assert found[2] <= box.right * dots + spare
        assert found[3] <= box.bottom * dots + spare


def test_text_can_be_copied_from_the_file() -> None:
    paper = Paper(100, 40, "test")
    paper.write(Box(5, 5, 90, 30), "中通快递 75000000000001 收货人：张三😀", 12, 5)
    paper.end_page()
    assert texts_of(paper.content()) == [f"中通快递75000000000001收货人：张三{MISSING}"]
