"""Letters never leave the box of their field, whatever they are; what cannot be printed or does not fit is told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.dispatch.test_labels import label
from tests.paper.reading import DPIS, ink, pages_of, scanned, sizes_of, texts_of
from warehouse_app.dispatch.designs.card import CODE, draw_test_card
from warehouse_app.dispatch.designs.documents import LabelTrouble, draw_labels, label_troubles, write_labels
from warehouse_app.dispatch.designs.drawing import WRITINGS, fit_field, write_field
from warehouse_app.dispatch.designs.measuring import STRAIGHT, Calibration
from warehouse_app.dispatch.designs.rules import LEAST_LINE_HEIGHT, MM_PER_PT, SIDE_MM, STOCKS, LabelField
from warehouse_app.dispatch.designs.shipped import shipped_designs
from warehouse_app.paper.page import Box, Paper
from warehouse_app.paper.text import ELLIPSIS

PAGE = 58.0
EDGE_DOTS = 1.5  # the soft edge of a letter that ends on the box's edge
HANDS = st.one_of(
    st.sampled_from("浙江省杭州市西湖区文三路号楼单元，。；（）《》「」！藏龘"),
    st.sampled_from("abcgjyXYZQJÅÉÇ0123456789 -_./#()[],.&|"),
    st.sampled_from("😀𠮷\t\n\u3000\u200d\ufe0f\x00\u0301\u0e33שلى̈"),
    st.characters(),
)
ANYTHING = st.one_of(
    st.text(HANDS, max_size=80), st.text(HANDS, max_size=8).map(lambda part: part * 40), st.just("W" * 300), st.just("地" * 300)
)
PLACES = st.builds(
    Box, st.floats(2, 12), st.floats(2, 12), st.sampled_from([4.0, 9.0, 22.5, 44.0]), st.sampled_from([2.5, 4.4, 9.0, 21.0])
)
LOOKS = st.sampled_from([(34.0, 12.0), (13.0, 5.0), (11.0, 4.5), (7.0, 4.0)])


@settings(max_examples=25)
@given(
    text=ANYTHING, box=PLACES, sizes=LOOKS, bold=st.booleans(), align=st.sampled_from(["left", "center", "right"]),
    kind=st.sampled_from(["address", "recipient", "courier", "text"]),
)  # fmt: skip
@example(text="JJJJJJJJJ", box=Box(5, 5, 22.5, 9), sizes=(34.0, 12.0), bold=True, align="left", kind="courier")
@example(text="“龍國”", box=Box(5, 5, 44, 9), sizes=(24.0, 12.0), bold=True, align="left", kind="address")
@example(text="ÅÉÂg̈|ẤỔ" * 4, box=Box(5, 5, 44, 21), sizes=(13.0, 5.0), bold=True, align="left", kind="address")
def test_letters_never_leave_their_box(
    text: str, box: Box, sizes: tuple[float, float], bold: bool, align: str, kind: str
) -> None:
    room = min(box.height / LEAST_LINE_HEIGHT, (box.width - 2 * SIDE_MM) / 2) / MM_PER_PT  # what ``check_design`` asks for
    smallest = min(sizes[1], room)
    field = LabelField(kind, *box, sizes[0], smallest, bold, align)  # type: ignore[arg-type]  # the strategies' words
    paper = Paper(PAGE, PAGE, "test")
    write_field(paper, box, field, text, 1.0)
    paper.end_page()
    (image,) = pages_of(paper.content(), 203)
    marks = ink(image)
    if marks is not None:
        dots = 203 / 25.4
        assert marks[0] >= box.x * dots - EDGE_DOTS
        assert marks[1] >= box.y * dots - EDGE_DOTS
        assert marks[2] <= box.right * dots + EDGE_DOTS
        assert marks[3] <= box.bottom * dots + EDGE_DOTS


@pytest.mark.parametrize("stock", STOCKS)
def test_what_does_not_fit_is_cut_with_a_mark_and_told(stock: str) -> None:
    design = shipped_designs()[stock]
    long = label(1, address="浙江省杭州市余杭区文一西路九百六十九号" * 60)
    paper, told = draw_labels([label(2), long], design, "zh_CN")
    assert {(trouble.waybill, trouble.field, trouble.trouble) for trouble in told} == {(long.waybill, "address", "cut")}
    first, second = texts_of(paper.content())
    assert ELLIPSIS not in first
    assert ELLIPSIS in second
    assert label_troubles([label(2), long], design) == told
    address = next(field for field in design.fields if field.kind == "address")
    whole = label(3, address="浙江省杭州市余杭区文一西路九百六十九号" * 8)  # 152 characters: more than any real one
    assert not fit_field(address, Box(address.x, address.y, address.w, address.h), whole.address).cut


def test_characters_the_font_lacks_are_told_by_label_and_field() -> None:
    design = shipped_designs()["76x130"]
    odd = label(2, recipient="䶮𠮷", note="生日快乐🎂🎂", address="杭州שלום\u0301路\x07")
    _, told = draw_labels([label(1), odd], design, "zh_CN")
    assert told == [
        LabelTrouble(odd.waybill, "recipient", "missing", "䶮𠮷"),
        LabelTrouble(odd.waybill, "address", "missing", "שלום\u0301"),
        LabelTrouble(odd.waybill, "note", "missing", "🎂"),
    ]


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("stock", STOCKS)
def test_bars_are_whole_dots_also_on_a_printer_that_was_measured(stock: str, dpi: int) -> None:
    design = shipped_designs()[stock]
    measured = Calibration(10.7, 8.9, 49.4, 50.3)
    told = label(1, waybill="JDVB12345678901-1-1")
    content = draw_labels([told], design, "zh_CN", dpi, measured)[0].content()
    (image,) = pages_of(content, dpi)
    assert set(scanned(content, dpi)[0]) == {told.waybill}
    bars = next(field for field in design.fields if field.kind == "barcode")
    box = measured.box(Box(bars.x, bars.y, bars.w, bars.h))
    dots = dpi / 25.4
    row = round((box.y + box.height / 2) * dots)
    line = image.crop((round(box.x * dots) + 3, row, round(box.right * dots) - 3, row + 1))
    assert set(line.tobytes()) <= {0, 255}  # no bar ends within a dot


@pytest.mark.parametrize("kind", ["cross", "edge"])
def test_a_measured_printer_prints_where_the_design_says(kind: str) -> None:
    measured = Calibration(11.2, 9.1, 50.6, 49.5)
    x, y = {"cross": (10.0, 10.0), "edge": (76.0, 130.0)}[kind]
    assert measured.printed(*measured.drawn(x, y)) == pytest.approx((x, y))
    assert measured.printed(10, 10) == (11.2, 9.1)
    assert measured.printed(60, 60)[0] - measured.printed(10, 10)[0] == pytest.approx(50.6)
    assert STRAIGHT.box(Box(1, 2, 3, 4)) == Box(1, 2, 3, 4)
    assert measured.scale == pytest.approx(50 / 50.6)


@pytest.mark.parametrize("stock", STOCKS)
def test_the_test_card_is_of_the_stocks_size_and_scans(stock: str) -> None:
    content = draw_test_card(stock, "打印机 1", "zh_CN", 203, STRAIGHT).content()
    assert sizes_of(content) == [STOCKS[stock]]
    assert scanned(content) == [[CODE]]


def test_labels_of_several_designs_stand_in_one_file_each_on_its_own_stock(tmp_path: Path) -> None:
    small, large = shipped_designs()["76x130"], shipped_designs()["100x150"]
    labels = [label(number) for number in range(1, 5)]
    write_labels(tmp_path / "l.pdf", labels, [small, large, large, small])
    assert sizes_of(tmp_path / "l.pdf") == [(76, 130), (100, 150), (100, 150), (76, 130)]
    assert scanned(tmp_path / "l.pdf") == [[told.waybill] for told in labels]


def test_captions_gift_cash_and_hidden_fields() -> None:
    design = shipped_designs()["100x150"]
    fields = tuple(
        replace(field, caption={"hub": "至 ", "gift": "礼", "from_mark": "发"}.get(field.kind, ""), shown=field.kind != "sender")
        for field in design.fields
    )
    told = label(hub="杭州", gift=True, cash_on_delivery=Decimal("88.8"), sender_phone="0571-99")
    texts = texts_of(draw_labels([told, label()], replace(design, fields=fields), "zh_CN")[0].content())
    for words in ("至杭州", "礼", "代收货款¥88.80", "捌拾捌元捌角"):
        assert words in texts[0]
        assert words not in texts[1]
    assert "发" in texts[1]
    assert "0571-99" not in texts[0]
    assert {field.kind for field in design.fields} <= set(WRITINGS) | {
        "line",
        "tear",
        "box",
        "logo",
        "barcode",
        "stub_barcode",
        "sign_off",
    }


def test_a_logo_is_drawn_once_for_its_shop(tmp_path: Path) -> None:
    from PIL import Image

    logo = tmp_path / "logo.png"
    Image.new("L", (40, 40), 0).save(logo)
    design = shipped_designs()["76x130"]
    place = next(field for field in design.fields if field.kind == "logo")
    labels = [label(1, logo=str(logo)), label(2), label(3, logo=str(logo))]
    paper, _ = draw_labels(labels, design, "zh_CN")
    dots = 203 / 25.4
    middle = (round((place.x + place.w / 2) * dots), round((place.y + place.h / 2) * dots))
    assert [image.getpixel(middle) for image in pages_of(paper.content(), 203)] == [0, 255, 0]
