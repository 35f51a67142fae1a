"""Labels: they scan, nothing leaves the frame, one parcel to a page, and a file stays small."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from tests.paper.reading import DPIS, bytes_of, font_files, ink, pages_of, scanned, sizes_of, texts_of
from warehouse_app.dispatch.labels import LABEL_SIZES, SIZE_76X130, SIZE_100X180, Label, LabelSize, write_labels
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.words import Language, say

SIZES = pytest.mark.parametrize("size", LABEL_SIZES.values(), ids=list(LABEL_SIZES))
LANGUAGES: tuple[Language, ...] = ("zh_CN", "en")
FRAME_DOTS = 4  # half the frame's stroke, 0.35 mm, at 300 dpi, and its soft edge
KB_PER_LABEL = 4.0
LONG_ADDRESS = "浙江省杭州市余杭区文一西路九百六十九号海创园三期十二号楼B座1808室，靠近地铁五号线西门，" * 5
LONG_NAME = "阿卜杜拉·买买提江·Alexandra Konstantinopoulou-Fitzgerald the Third"


def label(number: int = 1, **fields: object) -> Label:
    """A parcel as most are."""
    told: dict[str, object] = {
        "waybill": f"75{number:012d}", "courier_name": "中通快递", "recipient": f"张三{number}", "phone": "13800000001",
        "address": f"浙江省 杭州市 西湖区 示例路{number}号", "sender_name": "测试店", "sender_phone": "0571-80000000",
        "sender_address": "浙江省 金华市 义乌市 仓库路8号", "contents": (f"W261103-01 #{number}", f"商品{number} 黑色 / M ×2"),
        "order_numbers": (f"3{number:018d}",), "shop": "测试店",
    }  # fmt: skip
    return Label(**(told | fields))  # type: ignore[arg-type]


FULL = label(
    address=LONG_ADDRESS[:200], recipient=LONG_NAME[:60], phone="13800000001-123456789", routing_mark="570A-11 B2-03-88",
    hub="杭州转运中心集包二十八号", contents=tuple(f"加绒连帽卫衣男女同款秋冬 {n} 藏青色 / XXXL ×{n}" for n in range(40)),
    order_numbers=tuple(f"3{n:018d}" for n in range(9)), note="生日礼物不要放价格单，请放门口，电话联系" * 6, page=88, pages=99,
    shop="杭州某某某服饰旗舰店分店很长的名字" * 3, printed_at=datetime(2026, 11, 3, 9, 0), reprint=12,
    courier_name="中国邮政速递物流特快专递" * 2,
    sender_name="义乌发货中心" * 9, sender_address=LONG_ADDRESS[:200], cash_on_delivery=Decimal("1234567.89"),
)  # fmt: skip


def _frame(size: LabelSize, dpi: int) -> tuple[int, int, int, int]:
    """The frame's outer edge in pixels."""
    dots = dpi / 25.4
    frame = next(field for field in size.fields if field.kind == "box")
    left, top = int(frame.x * dots) - FRAME_DOTS, int(frame.y * dots) - FRAME_DOTS
    return left, top, int((frame.x + frame.w) * dots) + FRAME_DOTS, int((frame.y + frame.h) * dots) + FRAME_DOTS


def _outside(image: Image.Image, size: LabelSize, dpi: int) -> tuple[int, int, int, int] | None:
    """What is drawn outside the frame; the line to tear along runs to the edges and is not counted."""
    draw = ImageDraw.Draw(image)
    draw.rectangle(_frame(size, dpi), fill=255)
    for field in size.fields:
        if field.kind == "tear":
            at = field.y * dpi / 25.4
            draw.rectangle((0, at - FRAME_DOTS, image.width, at + FRAME_DOTS), fill=255)
    return ink(image)


@SIZES
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dpi", DPIS)
def test_fifty_labels_in_one_file_all_scan(size: LabelSize, language: Language, dpi: int, tmp_path: Path) -> None:
    labels = [label(n) for n in range(1, 51)]
    write_labels(tmp_path / "l.pdf", labels, size, language, dpi)
    codes = 2 if size is SIZE_100X180 else 1  # the stub for the sender carries it again
    assert scanned(tmp_path / "l.pdf", dpi) == [[told.waybill] * codes for told in labels]


@SIZES
@pytest.mark.parametrize("dpi", DPIS)
def test_the_longest_number_of_each_courier_fits_every_size(size: LabelSize, dpi: int, tmp_path: Path) -> None:
    waybills = [
        "SFA123456789012", "123456789012", "75123456789012", "YT1234567890123", "43123456789012345", "JT1234567890123",
        "JDVB12345678901-99-99", "EA123456785CN", "PA12345678901", "DPK12345678901234",
    ]  # fmt: skip
    write_labels(tmp_path / "l.pdf", [label(waybill=waybill) for waybill in waybills], size, "zh_CN", dpi)
    assert [set(found) for found in scanned(tmp_path / "l.pdf", dpi)] == [{waybill} for waybill in waybills]


@SIZES
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dpi", DPIS)
def test_the_fullest_label_stays_inside_its_frame_and_scans(
    size: LabelSize, language: Language, dpi: int, tmp_path: Path
) -> None:
    write_labels(tmp_path / "l.pdf", [FULL], size, language, dpi)
    (image,) = pages_of(tmp_path / "l.pdf", dpi)
    assert _outside(image, size, dpi) is None
    assert set(scanned(tmp_path / "l.pdf", dpi)[0]) == {FULL.waybill}


@SIZES
def test_a_long_address_and_name_are_shown_to_the_last_character(size: LabelSize, tmp_path: Path) -> None:
    told = label(address=LONG_ADDRESS[:200], recipient=LONG_NAME[:60])
    write_labels(tmp_path / "l.pdf", [told], size)
    (text,) = texts_of(tmp_path / "l.pdf")
    assert "".join(told.address.split()) in text
    assert "".join(told.recipient.split()) in text


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), size=st.sampled_from(list(LABEL_SIZES.values())))
def test_no_text_whatever_leaves_the_frame(data: st.DataObject, size: LabelSize, tmp_path: Path) -> None:
    words = st.text(st.one_of(st.sampled_from("浙江省杭州市ABCxyz0189 ，（）-"), st.characters()), max_size=200)
    told = replace(
        FULL, **{name: data.draw(words) for name in ("recipient", "phone", "address", "hub", "note", "shop", "routing_mark")}
    )
    write_labels(tmp_path / "l.pdf", [told], size)
    (image,) = pages_of(tmp_path / "l.pdf", 203)
    assert _outside(image, size, 203) is None


@SIZES
def test_pages_have_the_stock_size(size: LabelSize, tmp_path: Path) -> None:
    write_labels(tmp_path / "l.pdf", [label(1), label(2)], size)
    assert sizes_of(tmp_path / "l.pdf") == [(size.width, size.height)] * 2


@SIZES
def test_two_parcels_never_share_a_page(size: LabelSize, tmp_path: Path) -> None:
    labels = [label(n, recipient=f"收件人{n}号", address=f"第{n}街") for n in range(11, 31)]
    write_labels(tmp_path / "l.pdf", labels, size)
    pages = texts_of(tmp_path / "l.pdf")
    assert len(pages) == len(labels)
    for told, text in zip(labels, pages, strict=True):
        assert set(re.findall(r"75\d{12}", text)) == {told.waybill}
        assert set(re.findall(r"收件人\d+号", text)) == {told.recipient}
        assert set(re.findall(r"第\d+街", text)) == {told.address}
        assert set(re.findall(r"3\d{18}", text)) == set(told.order_numbers)


@SIZES
def test_the_font_is_in_the_file_once_and_a_label_is_small(size: LabelSize, tmp_path: Path) -> None:
    few, many = tmp_path / "few.pdf", tmp_path / "many.pdf"
    names = [chr(0x4E00 + n) * 2 for n in range(400)]  # more characters than one byte could number
    write_labels(few, [label(1)], size)
    write_labels(many, [label(n, recipient=name) for n, name in enumerate(names, 1)], size)
    assert len(font_files(few)) == 1
    assert len(font_files(many)) == 1
    assert (bytes_of(many) - sum(font_files(many))) / 1024 / len(names) <= KB_PER_LABEL


@pytest.mark.parametrize("language", LANGUAGES)
@SIZES
def test_a_reprint_says_so_and_a_first_print_does_not(size: LabelSize, language: Language, tmp_path: Path) -> None:
    write_labels(tmp_path / "l.pdf", [label(reprint=0), label(reprint=2)], size, language)
    first, again = texts_of(tmp_path / "l.pdf")
    mark = "".join(say("paper.reprint", language, count=2).split())
    assert mark in again
    assert mark[:-1] not in first


@pytest.mark.parametrize("language", LANGUAGES)
@SIZES
def test_what_a_label_carries_when_there_is_something_to_carry(size: LabelSize, language: Language, tmp_path: Path) -> None:
    told = label(routing_mark="570A-11", hub="杭州转运中心", note="轻放", page=2, pages=3, cash_on_delivery=Decimal("99.5"))
    write_labels(tmp_path / "l.pdf", [told, label()], size, language)
    full, plain = texts_of(tmp_path / "l.pdf")
    codes = {
        "page_of": {"page": 2, "pages": 3},
        "label_note": {"note": "轻放"},
        "cash_on_delivery": {"amount": "99.50"},
    }
    wanted = [say(f"paper.{code}", language, **fields) for code, fields in codes.items()] + ["570A-11", "杭州转运中心"]  # type: ignore[arg-type]
    for text in wanted:
        squeezed = "".join(text.split())
        assert squeezed in full
        assert squeezed not in plain


@pytest.mark.parametrize(
    ("waybill", "code"),
    [
        ("", "paper.barcode_characters"),
        ("运单75", "paper.barcode_characters"),
        ("75\n01", "paper.barcode_characters"),
        ("A" * 60, "paper.barcode_too_wide"),
    ],
)
def test_one_number_that_cannot_scan_leaves_no_file(waybill: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        write_labels(tmp_path / "l.pdf", [label(1), label(waybill=waybill), label(2)], SIZE_76X130)
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_no_labels_and_no_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        write_labels(tmp_path / "l.pdf", [], SIZE_76X130)
    assert caught.value.code == "paper.nothing_to_print"
    with pytest.raises(WarehouseError) as troubled:
        write_labels(tmp_path / "gone" / "l.pdf", [label()], SIZE_76X130)
    assert troubled.value.code == "paper.cannot_write"
    assert list(tmp_path.iterdir()) == []
