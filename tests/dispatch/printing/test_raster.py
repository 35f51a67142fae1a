"""A label as dots: what the page shows is what the printer gets, bit by bit, in both languages."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.dispatch.printing.device import tspl_dots, zpl_dots
from tests.dispatch.test_labels import FULL, label
from warehouse_app.dispatch.labels import LABEL_SIZES, SIZE_100X180, LabelSize, write_labels
from warehouse_app.dispatch.printing.raster import Raster, page_raster
from warehouse_app.dispatch.printing.tspl import tspl
from warehouse_app.dispatch.printing.zpl import zpl
from warehouse_app.errors import NotFound, Unreadable


def picture(raster: Raster) -> Image.Image:
    return Image.frombytes("1", (raster.width, raster.height), bytes(255 - byte for byte in raster.data)).convert("L")


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("size", LABEL_SIZES.values(), ids=list(LABEL_SIZES))
def test_a_label_reaches_the_printer_bit_by_bit_and_scans(size: LabelSize, dpi: int, tmp_path: Path) -> None:
    file = tmp_path / "labels.pdf"
    write_labels(file, [label(1), FULL], size, "zh_CN", dpi)
    for page, number in ((1, label(1).waybill), (2, FULL.waybill)):
        raster = page_raster(file, page, dpi)
        with closing(pypdfium2.PdfDocument(file)) as document:
            smooth = document[page - 1].render(scale=dpi / 72, grayscale=True).to_pil()
        assert (raster.width, raster.height) == smooth.size
        assert {code.text for code in zxingcpp.read_barcodes(picture(raster))} == {number}
        wanted = (raster.width, raster.height, raster.data)
        assert zpl_dots(zpl(raster, 2)) == (wanted, 2)
        assert zpl_dots(zpl(raster, z64=False)) == (wanted, 1)
        dots, copies, told = tspl_dots(tspl(raster, 3), raster.height, raster.row_bytes)
        assert (dots, copies) == (raster.data, 3)
        assert told == pytest.approx((size.width, size.height), abs=0.2)


@st.composite
def rasters(draw: st.DrawFn) -> Raster:
    """Noise, blanks and straight pieces of any size."""
    width, height = draw(st.integers(1, 900)), draw(st.integers(1, 120))
    row_bytes = (width + 7) // 8
    image = Image.new("1", (width, height))
    for _ in range(draw(st.integers(0, 6))):
        left, top = draw(st.integers(0, width - 1)), draw(st.integers(0, height - 1))
        right, bottom = draw(st.integers(left + 1, width)), draw(st.integers(top + 1, height))
        image.paste(draw(st.sampled_from((255, 255, 0))), (left, top, right, bottom))
    for _ in range(draw(st.integers(0, 30))):
        image.putpixel((draw(st.integers(0, width - 1)), draw(st.integers(0, height - 1))), 255)
    made = Raster(width, height, 203, image.tobytes())
    assert made.row_bytes == row_bytes
    return made


@settings(max_examples=40)
@given(raster=rasters())
def test_any_picture_whatever_comes_out_as_it_went_in(raster: Raster) -> None:
    wanted = (raster.width, raster.height, raster.data)
    assert zpl_dots(zpl(raster))[0] == wanted
    assert zpl_dots(zpl(raster, z64=False))[0] == wanted
    assert tspl_dots(tspl(raster), raster.height, raster.row_bytes)[0] == raster.data


def test_a_label_is_small_on_the_wire(tmp_path: Path) -> None:
    write_labels(tmp_path / "l.pdf", [label(1)], SIZE_100X180)
    raster = page_raster(tmp_path / "l.pdf", 1, 203)
    assert len(zpl(raster)) < 16 * 1024
    assert len(tspl(raster)) < len(raster.data) / 5


def test_a_job_that_is_cut_off_anywhere_holds_no_command_to_print(tmp_path: Path) -> None:
    write_labels(tmp_path / "l.pdf", [label(1)], SIZE_100X180)
    raster = page_raster(tmp_path / "l.pdf", 1, 203)
    for job, last in ((zpl(raster), b"^XZ\n"), (tspl(raster), b"PRINT 1,1\r\n")):
        assert job.endswith(last)
        assert job.count(last.strip()) == 1


def test_what_is_no_page_is_told(tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.pdf"
    rubbish.write_bytes(b"%PDF-1.4\nnothing")
    write_labels(tmp_path / "l.pdf", [label(1)], SIZE_100X180)
    with pytest.raises(NotFound, match="paper_gone"):
        page_raster(tmp_path / "gone.pdf", 1, 203)
    for file, page in ((rubbish, 1), (tmp_path / "l.pdf", 0), (tmp_path / "l.pdf", 2)):
        with pytest.raises(Unreadable, match="paper_unreadable"):
            page_raster(file, page, 203)
