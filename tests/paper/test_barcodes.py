"""Bars read back exactly from the rendered page, at the dots of both kinds of label printer."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.paper.reading import DPIS, codes_on, drawn, pages_of, scanned
from warehouse_app.errors import BadInput
from warehouse_app.paper.barcodes import MM_PER_INCH, SMALLEST_MODULE_MM, can_code128, code128, ean13, module_mm, qr
from warehouse_app.paper.page import Box, Paper

LABEL_MM = 72.0  # what the narrowest label (76 mm) leaves for its bars

# The couriers' current patterns, as their sites and labels show them; each courier is drawn as often as the others.
WAYBILLS = {
    "SF": r"SF[A-Z0-9][0-9]{12}",
    "SF, older": r"[0-9]{12}",
    "ZTO": r"7[3-68][0-9]{12}",
    "YTO": r"YT[0-9]{13}",
    "STO": r"(77|43)[0-9]{12,15}",
    "Yunda": r"([34][0-9]{14}|5[0-9]{12})",
    "J&T": r"JT[0-9]{12,13}",
    "JD": r"JD[A-Z0-9]{2}[0-9]{11}",
    "JD, one of several": r"JD[A-Z0-9]{2}[0-9]{11}-[1-9]-[1-9]",
    "EMS": r"([981][0-9]{12}|P[A-Z][0-9]{11}|[A-Z]{2}[0-9]{9}[A-Z]{2})",
    "Deppon": r"DPK[0-9]{12,14}",
}
SKU_CODES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)


def _check_digit(body: str) -> str:
    return str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(body)) % 10)


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("courier", WAYBILLS)
@settings(max_examples=12)
@given(data=st.data())
def test_every_couriers_waybill_reads_back_from_the_narrowest_label(courier: str, dpi: int, data: st.DataObject) -> None:
    number = data.draw(st.from_regex(WAYBILLS[courier], fullmatch=True))
    assert scanned(drawn(code128(number), LABEL_MM, 18, dpi), dpi) == [[number]]


@pytest.mark.parametrize("dpi", DPIS)
@settings(max_examples=60)
@given(text=SKU_CODES)
@example(text="A1-B2_c3.d4/e5")
@example(text="0")
@example(text="00")
@example(text="1a23b456c7890")
@example(text="~!@#$%^&*()")
def test_a_sku_code_of_any_printable_characters_reads_back(text: str, dpi: int) -> None:
    assert scanned(drawn(code128(text), 130, 15, dpi), dpi) == [[text]]


@pytest.mark.parametrize("dpi", DPIS)
@settings(max_examples=25)
@given(body=st.from_regex(r"[0-9]{12}", fullmatch=True))
@example(body="690123456789")
def test_ean13_reads_back(body: str, dpi: int) -> None:
    digits = body + _check_digit(body)
    (found,) = scanned(drawn(ean13(digits), 45, 20, dpi), dpi)
    assert found == [digits]


@pytest.mark.parametrize("dpi", DPIS)
@settings(max_examples=25)
@given(text=st.text(st.sampled_from("ABCxyz019 :/?=&-商品编码运单测试店，。"), min_size=1, max_size=60).filter(str.strip))
@example(text="https://example.com/p/690123456789?from=店")
@example(text="测0")  # once read back as Japanese
def test_qr_reads_back(text: str, dpi: int) -> None:
    assert scanned(drawn(qr(text), 40, 40, dpi), dpi) == [[text]]


def test_pairs_of_digits_take_half_the_room() -> None:
    # start, 7 pairs, check: 9 symbols of 11 modules, the stop of 13, and 10 quiet modules on both sides
    assert code128("75000000000001").width == 9 * 11 + 13 + 20
    # start B, Y, T, one digit, switch to C, 6 pairs, check
    assert code128("YT0000000000001").width == 12 * 11 + 13 + 20


@settings(max_examples=300)
@given(text=st.text(st.sampled_from("A7-0"), min_size=1, max_size=14))
def test_no_shorter_code128_exists(text: str) -> None:
    symbols = (code128(text).width - 33) // 11 - 2
    assert symbols == _fewest(text)


def _fewest(text: str) -> int:
    """Data and switch symbols of the shortest of all ways through code sets B and C, each way tried."""
    ways = {("B", 0): 0, ("C", 0): 0}
    best = len(text) * 2
    while ways:
        (current, at), cost = ways.popitem()
        if at == len(text):
            best = min(best, cost)
            continue
        steps = [("B", at + 1)]
        if len(text[at : at + 2]) == 2 and text[at : at + 2].isdigit():
            steps.append(("C", at + 2))
        for step in steps:
            price = cost + 1 + (step[0] != current)
            if price < min(ways.get(step, best + 1), best + 1):
                ways[step] = price
    return best


@pytest.mark.parametrize("text", ["", "运单75", "７５００", "75\n00", "75\t", "café", "75\x00", "75\u200b"])
def test_what_code128_cannot_carry_is_refused(text: str) -> None:
    assert not can_code128(text)
    with pytest.raises(BadInput) as caught:
        code128(text)
    assert (caught.value.code, caught.value.fields) == ("paper.barcode_characters", {"text": text})


@pytest.mark.parametrize(
    "digits",
    ["", "690123456789", "6901234567890", "69012345678922", "690123456789X", "６９０１２３４５６７８９２", "69012345678²2"],
)
def test_what_is_no_ean13_is_refused(digits: str) -> None:
    with pytest.raises(BadInput) as caught:
        ean13(digits)
    assert caught.value.code == "paper.ean13_digits"


@pytest.mark.parametrize(("text", "code"), [("", "paper.nothing_to_print"), ("长" * 3000, "paper.qr_text")])
def test_what_no_qr_holds_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        qr(text)
    assert caught.value.code == code


@given(modules=st.integers(20, 900), room=st.floats(5, 200), dpi=st.sampled_from((203, 300, 600)))
def test_a_module_is_whole_dots_the_most_that_fit(modules: int, room: float, dpi: int) -> None:
    dot = MM_PER_INCH / dpi
    module = module_mm(modules, room, dpi)
    if module is None:
        least = next(dots for dots in range(1, 99) if dots * dot >= SMALLEST_MODULE_MM)
        assert modules * least * dot > room
        return
    assert module / dot == pytest.approx(round(module / dot))
    assert SMALLEST_MODULE_MM <= module <= 0.51
    assert modules * module <= room + 1e-3
    assert modules * (module + dot) > room or module + dot > 0.51


def test_bars_too_wide_for_their_box_are_refused_before_anything_is_drawn() -> None:
    symbol, box = code128("ABCDEFGHIJKLMNOPQRSTUVWXYZ0"), Box(0, 0, 50, 20)
    paper = Paper(76, 130, "test")
    assert not paper.fits(symbol, box)
    with pytest.raises(BadInput) as caught:
        paper.bars(box, symbol)
    assert caught.value.code == "paper.barcode_too_wide"
    paper.end_page()
    (image,) = pages_of(paper.content(), 203)
    assert image.getextrema() == (255, 255)


@pytest.mark.parametrize("dpi", DPIS)
def test_every_bar_edge_falls_on_a_dot(dpi: int) -> None:
    (image,) = pages_of(drawn(code128("75000000000001"), 76, 20, dpi), dpi)
    row = [image.getpixel((x, image.height // 2)) for x in range(image.width)]
    assert set(row) == {0, 255}
    assert codes_on(image) == ["75000000000001"]
