"""The list of goods that go back: two copies that say which they are, complete however long."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest

from tests.inbound.putaway.docks import add_receipt, add_supplier
from tests.inbound.sendback.backs import back, drafted, sent
from tests.paper.reading import scanned
from tests.shop import add_products
from warehouse_app.errors import BadInput, NotFound
from warehouse_app.inbound.sendback.documents import PaperLine, ReturnPaper, make_return_list, write_return_list
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import LANGUAGES, Language, say


def pages(file: Path) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(file).pages]


def paper(lines: int, day: date | None = date(2026, 11, 10)) -> ReturnPaper:
    goods = tuple(
        PaperLine(f"SKU{n}", "羊毛混纺加厚保暖围巾" * (1 + n % 3), "藏青 / XL", "", n % 3 + 1, Decimal("12.50"), "脱线")
        for n in range(lines)
    )
    return ReturnPaper("RT261110-7", "示例针织厂", "exchange", day, "请尽快换货", goods)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lines", [1, 30, 200])
def test_both_copies_name_every_line_and_say_which_they_are(tmp_path: Path, lines: int, language: Language) -> None:
    file = tmp_path / "return.pdf"
    write_return_list(file, paper(lines), language)
    text = pages(file)
    half = len(text) // 2
    assert len(text) == 2 * half
    for number, key in enumerate(("sendback.paper_copy_ours", "sendback.paper_copy_theirs")):
        copy = text[number * half : (number + 1) * half]
        assert all(say(key, language) in page for page in copy)
        assert all(f"SKU{n}" in "".join(copy) for n in range(lines))
        assert say("sendback.paper_sign_out", language) in copy[-1]
        assert say("sendback.paper_sign_in", language) in copy[-1]
    assert scanned(file) == [["RT261110-7"]] * len(text)


def test_the_totals_say_what_has_no_price(tmp_path: Path) -> None:
    file = tmp_path / "return.pdf"
    goods = (PaperLine("A", "a", "", "", 2, Decimal("1.25"), "stain"), PaperLine("B", "b", "", "L1", 3, None, ""))
    write_return_list(file, ReturnPaper("RT261110-7", "厂", "credit", None, "", goods), "en")
    text = pages(file)[0]
    assert "2 kinds, 5 pieces, 2.50 yuan in all" in text
    assert "3 pieces have no price" in text
    assert say("sendback.paper_draft", "en") in text
    assert say("receiving.defect_stain", "en") in text


def test_nothing_to_print_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        write_return_list(tmp_path / "x.pdf", paper(0))
    assert caught.value.code == "paper.nothing_to_print"


def test_the_list_of_a_return_lies_in_the_documents_folder(warehouse: Warehouse) -> None:
    add_products(warehouse)
    supplier = add_supplier(warehouse)
    add_receipt(warehouse, {"SKU1": 5}, defective={"SKU1": 3}, supplier_id=supplier, price="12.50")
    made = sent(warehouse, supplier, back(warehouse, "SKU1", 3, reason="污渍"))
    path = make_return_list(warehouse, made)
    assert path.parent.name == "documents"
    text = "".join(pages(path))
    assert "37.50" in text
    assert "污渍" in text
    draft = make_return_list(warehouse, drafted(warehouse, supplier, back(warehouse, "SKU1", 1)), "en")
    assert say("sendback.paper_draft", "en") in pages(draft)[0]
    with pytest.raises(NotFound):
        make_return_list(warehouse, 999)
