"""Product lists as shops keep them: one row per SKU, Chinese or English column names in any order.

Sizes and weights come in a small or a large unit, each a column of its own whose name says the unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from warehouse_app.catalog.rules import LONGEST_LOOK, LONGEST_MM, LONGEST_STYLE, MOST_AT_PACKING, Packs, is_whole, printable
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
    Field("length_mm", ("长(mm)", "长(毫米)", "长度(mm)", "长度(毫米)", "Length (mm)", "Length mm")),
    Field("length_cm", ("长(cm)", "长(厘米)", "长度(cm)", "长度(厘米)", "Length (cm)", "Length cm")),
    Field("width_mm", ("宽(mm)", "宽(毫米)", "宽度(mm)", "宽度(毫米)", "Width (mm)", "Width mm")),
    Field("width_cm", ("宽(cm)", "宽(厘米)", "宽度(cm)", "宽度(厘米)", "Width (cm)", "Width cm")),
    Field("height_mm", ("高(mm)", "高(毫米)", "高度(mm)", "高度(毫米)", "Height (mm)", "Height mm")),
    Field("height_cm", ("高(cm)", "高(厘米)", "高度(cm)", "高度(厘米)", "Height (cm)", "Height cm")),
    Field("style", ("款号", "商品款号", "款式编号", "款式编码", "Style", "Style number", "Style no", "Style no.", "Style code")),
    # Not "Material" nor "材质": there shops write what the goods are made of.
    Field("material", ("耗材", "是否耗材", "包材", "是否包材", "Packing material", "Packaging material", "Consumable")),
    Field("packs", ("耗材类型", "包材类型", "耗材种类", "Kind of packing material", "Packaging kind", "Packaging type")),
    Field("inner_length_mm", ("内长(mm)", "内长(毫米)", "内径长(mm)", "Inner length (mm)", "Inner length mm")),
    Field("inner_length_cm", ("内长(cm)", "内长(厘米)", "内径长(cm)", "Inner length (cm)", "Inner length cm")),
    Field("inner_width_mm", ("内宽(mm)", "内宽(毫米)", "内径宽(mm)", "Inner width (mm)", "Inner width mm")),
    Field("inner_width_cm", ("内宽(cm)", "内宽(厘米)", "内径宽(cm)", "Inner width (cm)", "Inner width cm")),
    Field("inner_height_mm", ("内高(mm)", "内高(毫米)", "内径高(mm)", "Inner height (mm)", "Inner height mm")),
    Field("inner_height_cm", ("内高(cm)", "内高(厘米)", "内径高(cm)", "Inner height (cm)", "Inner height cm")),
    Field("carries_g", ("可装重量(克)", "可装重量(g)", "Carries (g)", "Carries g")),
    Field("least", ("最低库存", "库存下限", "预警库存", "Low-stock limit", "Low stock limit", "Minimum stock")),
    Field("lots", ("批次管理", "是否批次管理", "按批次管理", "批号管理", "Lots", "Kept by lot", "Lot tracking",
                   "Batch tracking")),
    Field("serials", ("序列号管理", "是否扫序列号", "扫序列号", "序列号", "Serial numbers", "Ask for serial numbers",
                      "Serial tracking")),
    Field("quality_look", ("打包检查", "质量检查", "打包前检查", "检查要点", "Look before packing", "Quality look",
                           "Quality check")),
    Field("fragile", ("易碎", "易碎品", "是否易碎", "Fragile")),
    Field("key_limit", ("手输数量上限", "手输上限", "Most keyed", "Keyed quantity limit")),
)  # fmt: skip
PRODUCTS = Layout("products", PRODUCT_FIELDS)

# How shops write that a product comes in one size for all, folded (NFKC, lower case).
ONE_SIZE = frozenset({"均码", "均", "均一码", "均一", "通码", "单码", "自由码", "one size", "onesize", "one-size", "free size",
                      "free", "f", "os", "o/s"})  # fmt: skip
BARCODE_SEPARATORS = str.maketrans(dict.fromkeys(",;|/、\n\t", " "))
# How shops write what a packing material is, folded.
PACKS = {
    "纸箱": Packs.CARTON, "箱": Packs.CARTON, "箱子": Packs.CARTON, "飞机盒": Packs.CARTON, "纸盒": Packs.CARTON,
    "carton": Packs.CARTON, "box": Packs.CARTON, "袋": Packs.BAG, "袋子": Packs.BAG, "快递袋": Packs.BAG, "气泡袋": Packs.BAG,
    "bag": Packs.BAG, "mailer": Packs.BAG, "填充": Packs.FILLING, "填充物": Packs.FILLING, "气泡膜": Packs.FILLING,
    "filling": Packs.FILLING, "filler": Packs.FILLING, "void fill": Packs.FILLING, "胶带": Packs.TAPE, "tape": Packs.TAPE,
    "其他": Packs.OTHER, "其它": Packs.OTHER, "other": Packs.OTHER,
}  # fmt: skip
YES = frozenset({"是", "可", "可以", "有", "yes", "y", "true", "1", "√", "✓", "v"})
NO = frozenset({"否", "不", "不是", "不可", "不可以", "无", "no", "n", "false", "0", "×", "x"})
HEAVIEST_G = 1_000_000  # one ton: more than any parcel, so a kilogram taken for a gram or a slipped column


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One SKU of a product list. "" and None mean an absent column or an empty cell: nothing to overwrite with.

    ``multiple``: pieces that one scan of ``barcodes`` stands for (a carton's code); ``weight_g``: grams of one piece.
    ``packs`` and what follows it are of packing materials: what it is (``rules.Packs``), its room inside, the grams it may
    carry, and the pieces at which it runs low. Style, ``material`` (used for packing, not sold) and ``lots`` (kept by lot and
    expiry date) are the whole product's.
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
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    style: str = ""
    material: bool | None = None
    lots: bool | None = None
    packs: str = ""
    inner_length_mm: int | None = None
    inner_width_mm: int | None = None
    inner_height_mm: int | None = None
    carries_g: int | None = None
    least: int | None = None
    serials: bool | None = None
    quality_look: str = ""
    fragile: bool | None = None
    key_limit: int | None = None


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
        length_mm=_millimetres(view, "length"),
        width_mm=_millimetres(view, "width"),
        height_mm=_millimetres(view, "height"),
        style=_style(view),
        material=yes_or_no(view, "material"),
        lots=yes_or_no(view, "lots"),
        packs=_packs(view),
        inner_length_mm=_millimetres(view, "inner_length"),
        inner_width_mm=_millimetres(view, "inner_width"),
        inner_height_mm=_millimetres(view, "inner_height"),
        carries_g=_carries(view),
        least=view.whole("least"),
        serials=yes_or_no(view, "serials"),
        quality_look=_look(view),
        fragile=yes_or_no(view, "fragile"),
        key_limit=_key_limit(view),
    )


def _packs(view: RowView) -> str:
    said = values.folded(view.text("packs")).casefold()
    if said and said not in PACKS:
        view.fault("packs", "sheets.not_a_packing_kind", value=view.text("packs"))
    return PACKS.get(said, "")


def _look(view: RowView) -> str:
    """What to look at at packing."""
    look = view.text("quality_look")
    if len(look) > LONGEST_LOOK:
        view.fault("quality_look", "capture.look_long", most=LONGEST_LOOK)
    return look


def _key_limit(view: RowView) -> int | None:
    limit = view.whole("key_limit")
    if limit is not None and not is_whole(limit, 0, MOST_AT_PACKING):
        view.fault("key_limit", "catalog.bad_number", value=view.text("key_limit"), most=MOST_AT_PACKING)
    return limit


def _carries(view: RowView) -> int | None:
    grams = view.whole("carries_g")
    if grams is not None and not 0 < grams <= HEAVIEST_G:
        view.fault("carries_g", "sheets.not_a_weight", value=view.text("carries_g"))
        return None
    return grams


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


def _millimetres(view: RowView, side: str) -> int | None:
    """Whole millimetres, rounded half up; from the column in centimetres where there is nothing in millimetres."""
    name, unit = (f"{side}_mm", 1) if view.text(f"{side}_mm") else (f"{side}_cm", 10)
    try:
        figure = values.decimal(view.cell(name))
    except BadInput as error:
        view.fault(name, error.code, **error.fields)
        return None
    if figure is None:
        return None
    millimetres = int((figure * unit).to_integral_value(ROUND_HALF_UP))
    if not 1 <= millimetres <= LONGEST_MM:
        code = "sheets.negative" if figure < 0 else "sheets.too_large" if millimetres else "sheets.zero"
        view.fault(name, code, value=view.text(name))
        return None
    return millimetres


def _style(view: RowView) -> str:
    style = view.code("style")
    if style and (len(style) > LONGEST_STYLE or not printable(style)):
        view.fault("style", "catalog.bad_style", style=style, longest=LONGEST_STYLE)
    return style


def yes_or_no(view: RowView, name: str) -> bool | None:
    """True for yes, False for no, None for an empty cell; anything else is a problem of the row."""
    said = values.folded(view.text(name)).casefold()
    if said and said not in YES | NO:
        view.fault(name, "sheets.yes_or_no", value=view.text(name))
        return None
    return said in YES if said else None


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
