"""Labels for goods and bins: they scan in every stock size, and nothing leaves its label."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from tests.paper.reading import codes_on, ink, pages_of, scanned, sizes_of, texts_of
from tests.shop import barcode
from warehouse_app.catalog.labelling.documents import write_bin_labels, write_item_labels
from warehouse_app.catalog.labelling.rules import KINDS, STOCKS, BinLabel, ItemLabel, LabelKind, LabelStock, centimetres, places
from warehouse_app.errors import BadInput
from warehouse_app.words import Language

DOTS = 203 / 25.4
LANGUAGES: tuple[Language, ...] = ("zh_CN", "en")
PLAIN = ItemLabel("S0001-01-XL", barcode(1), "针织开衫", "藏青", "XL", Decimal("129.00"), (("腰围", 720), ("衣长", 655)))
LONG = ItemLabel(
    "S0001-LONGCODE-WITH-MANY-PARTS-0123456789", "", "加绒连帽卫衣男女同款秋冬新款加厚保暖宽松外套" * 3, "奶油杏仁拿铁配色加长",
    "均码（建议九十到一百四十斤）", Decimal("1234567.89"), tuple((f"很长的尺寸名称{n}", 1234 + n) for n in range(8)),
)  # fmt: skip
STOCK = pytest.mark.parametrize("stock", STOCKS.values(), ids=list(STOCKS))
KIND = pytest.mark.parametrize("kind", KINDS)


def _cut_out(page: Image.Image, stock: LabelStock, number: int = 1) -> Image.Image:
    """The picture of one label of a page."""
    place = next(place for at, place in enumerate(places(stock), 1) if at == number)
    corners = (place.x, place.y, place.x + stock.width, place.y + stock.height)
    return page.crop(tuple(round(corner * DOTS) for corner in corners))  # type: ignore[arg-type]  # four of them


def _read(path: Path, stock: LabelStock, number: int = 1) -> list[str]:
    """What a scanner held over one label reads."""
    return codes_on(_cut_out(next(pages_of(path, 203)), stock, number))


def _read_each(path: Path, stock: LabelStock, count: int) -> list[list[str]]:
    """The same for each of the first labels of the file."""
    pages = list(pages_of(path, 203))
    return [codes_on(_cut_out(pages[n // stock.fields], stock, n % stock.fields + 1)) for n in range(count)]


@STOCK
@pytest.mark.parametrize("kind", ["barcode", "both"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_ean_13_scans_on_every_stock(tmp_path: Path, stock: LabelStock, kind: LabelKind, language: Language) -> None:
    path = tmp_path / "labels.pdf"
    assert write_item_labels(path, [PLAIN], stock.name, language, kind=kind) == 1
    assert _read(path, stock) == [barcode(1)]


@STOCK
@pytest.mark.parametrize("kind", ["barcode", "both"])
def test_any_seller_code_scans_as_it_is_written(tmp_path: Path, stock: LabelStock, kind: LabelKind) -> None:
    path = tmp_path / "labels.pdf"
    codes = ["A1", "S0001-01-XL", "15056BL", "6901234567890", LONG.seller_code, "x" * 60]
    write_item_labels(path, [ItemLabel(code, "", "围巾", "白色", "均码") for code in codes], stock.name, kind=kind)
    assert _read_each(path, stock, len(codes)) == [[code] for code in codes]


@STOCK
@KIND
@pytest.mark.parametrize("label", [PLAIN, LONG, ItemLabel("A1")], ids=["plain", "long", "bare"])
def test_nothing_leaves_the_label(tmp_path: Path, stock: LabelStock, kind: LabelKind, label: ItemLabel) -> None:
    path = tmp_path / "labels.pdf"
    write_item_labels(path, [label], stock.name, kind=kind)
    (page,) = pages_of(path, 203)
    inked = ink(page)
    assert inked is not None
    (place, *_) = [next(places(stock))]
    slack = 3  # dots: the soft edge of a bold stroke
    assert inked[0] >= (place.x + stock.margin) * DOTS - slack
    assert inked[1] >= (place.y + stock.rim) * DOTS - slack
    assert inked[2] <= (place.x + stock.width - stock.margin) * DOTS + slack
    assert inked[3] <= (place.y + stock.height - stock.rim) * DOTS + slack


@pytest.mark.parametrize("stock", ["40x30", "50x30", "60x40"])
def test_a_roll_has_one_label_to_a_page(tmp_path: Path, stock: str) -> None:
    path = tmp_path / "labels.pdf"
    labels = [ItemLabel(f"SKU{n}", barcode(n), copies=n) for n in (1, 2, 3)]
    assert write_item_labels(path, labels, stock) == 6
    width, height = (float(side) for side in stock.split("x"))
    assert sizes_of(path) == [(width, height)] * 6
    assert scanned(path) == [[barcode(n)] for n in (1, 2, 2, 3, 3, 3)]


@pytest.mark.parametrize("name", ["a4-65", "a4-24"])
def test_a_sheet_is_filled_from_the_field_that_is_free(tmp_path: Path, name: str) -> None:
    stock, path = STOCKS[name], tmp_path / "labels.pdf"
    labels = [ItemLabel(f"SKU{n}", barcode(n)) for n in range(1, 5)]
    write_item_labels(path, labels, name, first_field=stock.fields - 1)
    first, second = pages_of(path, 203)
    assert [codes_on(_cut_out(first, stock, at)) for at in (1, stock.fields - 1, stock.fields)] == [
        [],
        [barcode(1)],
        [barcode(2)],
    ]
    assert [codes_on(_cut_out(second, stock, at)) for at in (1, 2, 3)] == [[barcode(3)], [barcode(4)], []]


@pytest.mark.parametrize("name", ["a4-65", "a4-24"])
def test_every_field_of_a_full_sheet_scans(tmp_path: Path, name: str) -> None:
    stock, path = STOCKS[name], tmp_path / "labels.pdf"
    write_item_labels(path, [ItemLabel(f"SKU{n}", barcode(n), "围巾") for n in range(stock.fields)], name)
    (page,) = pages_of(path, 203)
    assert [codes_on(_cut_out(page, stock, n + 1)) for n in range(stock.fields)] == [[barcode(n)] for n in range(stock.fields)]


def test_a_size_label_says_size_and_measures_in_centimetres(tmp_path: Path) -> None:
    path = tmp_path / "labels.pdf"
    write_item_labels(path, [PLAIN], "50x30", "en", kind="size")
    (text,) = texts_of(path)
    assert "XL" in text
    assert "腰围72cm" in text
    assert "衣长65.5cm" in text
    assert [centimetres(mm) for mm in (5, 720, 655)] == ["0.5", "72", "65.5"]


@STOCK
def test_a_bin_label_scans_as_its_plain_code(tmp_path: Path, stock: LabelStock) -> None:
    path = tmp_path / "labels.pdf"
    codes = ["A-1", "A16-15-3", "A16-15-3-LONG-BIN-CODE-12", "东区-一-3"]
    assert (
        write_bin_labels(
            path, [BinLabel(code, f"7{letter}", "A") for code, letter in zip(codes, "pqrs", strict=True)], stock.name
        )
        == 4
    )
    assert _read_each(path, stock, 4) == [[code] for code in codes]
    text = "".join(texts_of(path))
    assert [step for step in ("7p", "7q", "7r", "7s") if step not in text] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stock": "30x20"}, "labelling.bad_stock"),
        ({"kind": "round"}, "labelling.bad_kind"),
        ({"first_field": 0}, "labelling.bad_field"),
        ({"first_field": 66}, "labelling.bad_field"),
        ({"labels": [ItemLabel("A", copies=0)]}, "labelling.bad_copies"),
        ({"labels": [ItemLabel("A", copies=True)]}, "labelling.bad_copies"),
        ({"labels": [ItemLabel("A", copies=5000), ItemLabel("B")]}, "labelling.too_many"),
        ({"labels": [ItemLabel("A" * 900)]}, "labelling.no_barcode"),
        ({"labels": []}, "paper.nothing_to_print"),
    ],
)
def test_what_cannot_be_printed_is_said_and_leaves_no_file(tmp_path: Path, change: dict[str, object], code: str) -> None:
    path = tmp_path / "labels.pdf"
    told: dict[str, object] = {"labels": [PLAIN], "stock": "a4-65", "kind": "barcode", "first_field": 1} | change
    with pytest.raises(BadInput) as caught:
        write_item_labels(path, **told)  # type: ignore[arg-type]  # as a person may say it
    assert caught.value.code == code
    assert not path.exists()
