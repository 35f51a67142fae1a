"""Product lists as shops keep them: one row per SKU, Chinese or English column names in any order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from warehouse_app.errors import BadInput
from warehouse_app.sheets import values
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import RowView, open_table
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import Parsed

PRODUCT_FIELDS = (
    Field("seller_code", ("商家编码", "规格商家编码", "规格编码", "商品编码", "SKU编码", "SKU", "货号", "编码",
                          "Seller code", "SKU code", "Variant SKU", "Item code", "Product code", "Item number"),
          required=True),
    Field("name", ("商品名称", "品名", "名称", "商品标题", "宝贝标题", "标题", "商品", "产品名称",
                   "Product name", "Name", "Title", "Item name", "Description", "Product")),
    Field("colour", ("颜色", "颜色分类", "Colour", "Color")),
    Field("size", ("尺码", "尺寸", "规格", "Size")),
    Field("barcode", ("条码", "商品条码", "条形码", "国际条码", "69码", "EAN", "EAN13", "UPC", "GTIN", "Barcode",
                      "Variant Barcode")),
    Field("multiple", ("装数", "每箱数量", "箱规", "装箱数", "包装数量", "Pack multiple", "Pack quantity", "Pack size",
                       "Units per pack")),
    Field("price", ("价格", "售价", "单价", "销售价", "零售价", "吊牌价", "Price", "Unit price", "Variant Price")),
    Field("weight_g", ("重量(克)", "重量(g)", "克重", "重量克", "重量", "Weight (g)", "Weight g", "Grams", "Weight",
                       "Variant Grams")),
    Field("weight_kg", ("重量(千克)", "重量(kg)", "重量(公斤)", "Weight (kg)", "Weight kg")),
    Field("bin_code", ("库位", "货位", "库位号", "仓位", "默认库位", "Bin", "Bin code", "Location", "Shelf")),
    Field("category", ("类目", "分类", "商品类目", "品类", "Category", "Type")),
    Field("picture", ("图片", "商品图片", "主图", "图片地址", "Picture", "Image", "Image src", "Photo")),
)  # fmt: skip
PRODUCTS = Layout("products", PRODUCT_FIELDS)

BARCODE_SEPARATORS = str.maketrans(dict.fromkeys(",;|/、\n\t", " "))
HEAVIEST_G = 1_000_000  # one ton: more than any parcel, so a kilogram taken for a gram or a slipped column


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One SKU of a product list. "" and None mean an absent column or an empty cell: nothing to overwrite with.

    ``multiple``: pieces that one scan of ``barcodes`` stands for (a carton's code); ``weight_g``: grams of one piece.
    """

    row: int
    seller_code: str
    name: str = ""
    colour: str = ""
    size: str = ""
    barcodes: tuple[str, ...] = ()
    price: Decimal | None = None
    weight_g: int | None = None
    bin_code: str = ""
    category: str = ""
    picture: str = ""
    multiple: int = 1


def read_products(path: Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None) -> Parsed[ProductRow]:
    """The good rows and what is wrong with the others: a row with a problem is left out as a whole.

    A seller code seen twice with the same content counts once; with other content it is a problem of the later row, as
    is a barcode that an earlier row has given to another seller code. Raises Unreadable as ``open_table`` does.
    """
    table = open_table(path, [PRODUCTS], mapping, progress)
    rows: dict[str, ProductRow] = {}
    owners: dict[str, ProductRow] = {}
    for view in table.views():
        row = _product(view)
        if view.broken or _is_repeat(view, row, rows) or _barcode_is_taken(view, row, owners):
            continue
        rows[row.seller_code] = row
        owners.update(dict.fromkeys(row.barcodes, row))
    return table.parsed(list(rows.values()))


def _product(view: RowView) -> ProductRow:
    return ProductRow(
        row=view.number,
        seller_code=view.needed_code("seller_code"),
        name=view.text("name"),
        colour=view.text("colour"),
        size=view.text("size"),
        barcodes=tuple(dict.fromkeys(view.code("barcode").translate(BARCODE_SEPARATORS).split())),
        price=view.money("price"),
        weight_g=_weight(view),
        bin_code=view.code("bin_code"),
        category=view.text("category"),
        picture=view.text("picture"),
        multiple=_multiple(view),
    )


def _weight(view: RowView) -> int | None:
    """Whole grams, rounded half up; from a column in kilograms where there is none in grams."""
    name, unit = ("weight_g", 1) if view.text("weight_g") else ("weight_kg", 1000)
    try:
        weight = values.decimal(view.cell(name))
    except BadInput as error:
        view.fault(name, "sheets.not_a_weight", **error.fields)
        return None
    if weight is None:
        return None
    if not 0 <= weight * unit <= HEAVIEST_G:
        view.fault(name, "sheets.not_a_weight", value=view.text(name))
        return None
    return int((weight * unit).to_integral_value(ROUND_HALF_UP))


def _multiple(view: RowView) -> int:
    pieces = view.whole("multiple")
    if pieces == 0:
        view.fault("multiple", "sheets.zero", value=view.text("multiple"))
    return pieces or 1


def _is_repeat(view: RowView, row: ProductRow, rows: Mapping[str, ProductRow]) -> bool:
    before = rows.get(row.seller_code)
    if before is None:
        return False
    if replace(row, row=before.row) != before:
        view.fault("seller_code", "sheets.twice_different", value=row.seller_code, first=before.row)
    return True


def _barcode_is_taken(view: RowView, row: ProductRow, owners: Mapping[str, ProductRow]) -> bool:
    for barcode in row.barcodes:
        if barcode in owners:
            owner = owners[barcode]
            view.fault("barcode", "sheets.barcode_twice", value=barcode, first=owner.row, owner=owner.seller_code)
            return True
    return False
