"""The sample shop: a small invented shop whose morning can be played at any date.

``write_sample_shop(folder, today)`` writes the files a shop really has when the day begins: products, stock, the two
order reports as the platform exports them (GBK and all), and a pool of waybill numbers. Everything in them is made up;
phone numbers begin with 1380000, which no subscriber has. Order and waybill numbers carry the date, so a new morning
never collides with an older one. Run as a module (``python -m resources.make_sample_shop``) it renews
``resources/sample_shop`` for the date kept in the repository.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from resources.sample_goods import ORDERS, PRODUCTS, SHORT_OF, SampleOrder, SampleProduct

SHOP_NAME = "青禾小铺"
KEPT_DATE = date(2026, 11, 3)
FOLDER = Path(__file__).resolve().parent / "sample_shop"
PICTURES = FOLDER / "pictures"

# The platform's own headers; the space after some names is really there.
ORDER_HEADER = (
    "订单编号,买家会员名,买家支付宝账号,支付单号,支付详情,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,"
    "买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,"
    "订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,"
    "买家服务费,发票抬头,是否手机订单,分阶段订单信息,特权订金订单id,是否上传合同照片,是否上传小票,是否代付,定金排名,"
    "修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,新零售交易类型,新零售导购门店名称,"
    "新零售导购门店id,新零售发货门店名称,新零售发货门店id,退款金额,预约门店,确认收货时间,打款商家金额,"
    "含应开票给个人的个人红包"
).split(",")
ITEM_HEADER = "订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码".split(",")
PRODUCT_HEADER = "商家编码,商品名称,颜色,尺码,条码,价格,重量(克),库位,类目,图片".split(",")
STATUS = {"paid": "买家已付款，等待卖家发货", "unpaid": "等待买家付款", "closed": "交易关闭"}
WAYBILLS_PER_COURIER = 20


@dataclass(frozen=True)
class SampleShop:
    """Where the files of one sample morning lie."""

    shop: str
    products: Path
    stock: Path
    order_report: Path
    item_report: Path
    waybills: Path
    pictures: Path


def ean13(body: str) -> str:
    """``body`` (12 digits) with its check digit: GS1 General Specifications, weights 1 and 3 from the left."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)


def barcode(product: SampleProduct) -> str:
    """The product's EAN-13 with China's prefix 69, by its place in the list."""
    return ean13(f"6900000{PRODUCTS.index(product) + 1:05d}")


def order_number(today: date, place: int) -> str:
    """19 digits, as the platform's are, told apart by date."""
    return f"35{today:%y%m%d}{place + 1:011d}"


def waybill_numbers(today: date) -> list[tuple[str, str]]:
    """Courier (full name) and number, 20 each, fitting the couriers' current patterns; fresh every day."""
    serial = today.toordinal() * 1000
    return [
        (courier, prefix + f"{serial + count:0{digits}d}")
        for courier, prefix, digits in (("中通快递", "75", 12), ("圆通速递", "YT", 13), ("韵达快递", "46", 13))
        for count in range(WAYBILLS_PER_COURIER)
    ]


def write_sample_shop(folder: Path, today: date) -> SampleShop:
    """Writes the five files of ``today``'s morning (Beijing time) into ``folder``; the pictures stay where they are.

    Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp = f"{today:%Y%m%d}"
    shop = SampleShop(
        shop=SHOP_NAME,
        products=folder / "products.csv",
        stock=folder / "stock.csv",
        order_report=folder / f"ExportOrderList{stamp}.csv",
        item_report=folder / f"ExportOrderDetailList{stamp}.csv",
        waybills=folder / "waybills.csv",
        pictures=PICTURES,
    )
    _write(shop.products, PRODUCT_HEADER, [_product_row(product) for product in PRODUCTS], "utf-8-sig")
    _write(shop.stock, ["库位", "商家编码", "数量"], _stock_rows(), "utf-8-sig")
    order_rows = [_order_row(order, today, place) for place, order in enumerate(ORDERS)]
    item_rows = [row for place, order in enumerate(ORDERS) for row in _item_rows(order, today, place)]
    _write(shop.order_report, ORDER_HEADER, order_rows, "gbk")
    _write(shop.item_report, ITEM_HEADER, item_rows, "gbk", row_end=",")
    _write(shop.waybills, ["快递公司", "运单号"], [list(pair) for pair in waybill_numbers(today)], "utf-8")
    return shop


def _product_row(product: SampleProduct) -> list[str]:
    return [
        product.seller_code,
        product.name,
        product.colour,
        product.size,
        barcode(product),
        product.price,
        str(product.weight_g),
        product.bin_code,
        product.category,
        product.picture,
    ]


def _stock_rows() -> list[list[str]]:
    """Enough for every paid order and some more, but of ``SHORT_OF`` one piece less than is wanted."""
    wanted = {product.seller_code: 0 for product in PRODUCTS}
    for order in ORDERS:
        if order.state == "paid":
            for seller_code, quantity in order.lines:
                wanted[seller_code] += quantity
    rows = []
    for place, product in enumerate(PRODUCTS):
        spare = -1 if product.seller_code == SHORT_OF else 3 + place * 5 % 11
        quantity = wanted[product.seller_code] + spare
        if quantity > 0:
            rows.append([product.bin_code, product.seller_code, str(quantity)])
    return rows


def _order_row(order: SampleOrder, today: date, place: int) -> list[str]:
    goods = [(_product(seller_code), quantity) for seller_code, quantity in order.lines]
    cents = sum(round(float(product.price) * 100) * quantity for product, quantity in goods)
    total = f"{cents // 100}.{cents % 100:02d}"
    created = datetime.combine(today, time()) + timedelta(minutes=order.minutes_after_midnight)
    paid_at = created + timedelta(seconds=41)
    filled = {
        "订单编号": f'="{order_number(today, place)}"',
        "买家会员名": f"sample_buyer_{place + 1:02d}",
        "买家应付货款": total,
        "买家应付邮费": "0.00",
        "总金额": total,
        "买家实际支付金额": total if order.state == "paid" else "0.00",
        "订单状态": STATUS[order.state],
        "买家留言": order.message,
        "收货人姓名": order.recipient,
        "收货地址 ": order.address,
        "运送方式": "快递",
        "联系手机": f"'1380000{place * 397 % 9000 + 1000:04d}",
        "订单创建时间": f"{created:%Y-%m-%d %H:%M:%S}",
        "订单付款时间 ": f"{paid_at:%Y-%m-%d %H:%M:%S}" if order.state == "paid" else "",
        "宝贝标题 ": "，".join(product.name for product, _ in goods),
        "宝贝种类 ": str(len(goods)),
        "订单备注": order.note,
        "发票抬头": order.invoice_title,
        "宝贝总数量": str(sum(quantity for _, quantity in goods)),
        "店铺Id": "0",
        "店铺名称": SHOP_NAME,
        "订单关闭原因": "买家不想要了" if order.state == "closed" else "订单未关闭",
        "卖家服务费": "0",
        "买家服务费": "0元",
        "是否手机订单": "手机订单",
        "特权订金订单id": '=""',
        "是否上传合同照片": "否",
        "是否上传小票": "否",
        "是否代付": "否",
        "退款金额": "0.00",
    }
    return [filled.get(name, "") for name in ORDER_HEADER]


def _item_rows(order: SampleOrder, today: date, place: int) -> list[list[str]]:
    rows = []
    for seller_code, quantity in order.lines:
        product = _product(seller_code)
        properties = f"颜色分类：{product.colour};尺码：{product.size}"
        code = product.seller_code
        number = f'="{order_number(today, place)}"'
        status = STATUS[order.state]
        rows.append([number, product.name, product.price, str(quantity), code, properties, "", "", status, code])
    return rows


def _product(seller_code: str) -> SampleProduct:
    return next(product for product in PRODUCTS if product.seller_code == seller_code)


def _write(path: Path, header: list[str], rows: list[list[str]], encoding: str, row_end: str = "") -> None:
    """The way the platform writes: all cells quoted but guarded numbers (="…"); item rows end in a comma too many."""

    def cell(value: str) -> str:
        return value if value.startswith('="') else '"' + value.replace('"', '""') + '"'

    lines = [",".join(map(cell, header))] + [",".join(map(cell, row)) + row_end for row in rows]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))


if __name__ == "__main__":
    write_sample_shop(FOLDER, KEPT_DATE)
