"""Parcels in a courier's hands, price tables and bills to test with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import update

from tests.shop import COURIER, DESK, do, open_shop, order, pack, parcel_of, release_and_wave
from warehouse_app.dispatch.freight.bringing import BillOrder, bring_in_bill
from warehouse_app.dispatch.freight.queries import DifferenceRow, Wanted, differences_page
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.dispatch.prices.commands import put_back_prices
from warehouse_app.dispatch.prices.rules import PriceTable, Zone
from warehouse_app.orders.addresses.files import Area
from warehouse_app.people.commands import SYSTEM
from warehouse_app.picking.tables import Parcel
from warehouse_app.store.warehouse import Warehouse, new_action

NEAR, FAR = "浙江省 杭州市 西湖区 示例路1号", "广东省 深圳市 南山区 示例路2号"
COLUMNS = {"waybill": "运单号", "bill_total": "金额", "bill_weight": "重量", "bill_place": "目的地", "bill_day": "日期"}
HEADER = ",".join(COLUMNS.values())
PRICES = PriceTable(
    COURIER,
    date(2020, 1, 1),
    (
        Zone("一区", (Area("浙江省"),), 1000, Decimal("3.00"), 1000, Decimal("1.00")),
        Zone("二区", (), 1000, Decimal("5.00"), 1000, Decimal("2.50")),
    ),
)


def price_list(warehouse: Warehouse, table: PriceTable = PRICES) -> None:
    """The courier's prices: Zhejiang 3 + 1 a kilogram, elsewhere 5 + 2.50."""
    do(warehouse, put_back_prices, table)


def shipped(
    warehouse: Warehouse, addresses: Sequence[str], grams: Mapping[int, int] | None = None, cod: int | None = None
) -> list[str]:
    """Parcels packed and handed over, one for each address; their waybills. ``grams``: what those by place were weighed at;
    ``cod``: the place of one whose buyer pays the courier.
    """
    orders = [
        order(str(n), {"SKU1": 1}, address=address, payment="货到付款" if n == cod else "", amount=Decimal(60))
        for n, address in enumerate(addresses)
    ]
    open_shop(warehouse, {"SKU1": 50}, *orders)
    release_and_wave(warehouse)
    waybills = [pack(warehouse, one.number).waybill for one in orders]
    trip = do(warehouse, open_handover, COURIER)
    for place, waybill in enumerate(waybills):
        do(warehouse, hand_over, trip, (waybill,), new_action())
        if place in (grams or {}):
            weigh(warehouse, waybill, (grams or {})[place])
    do(warehouse, close_handover, trip)
    return waybills


def weigh(warehouse: Warehouse, waybill: str, grams: int | None) -> None:
    """The parcel stood on the scale."""
    with warehouse.engine.begin() as connection:
        connection.execute(update(Parcel).where(Parcel.waybill == waybill).values(weight_g=grams))


def this_month(warehouse: Warehouse) -> date:
    return warehouse.clock().astimezone().date().replace(day=1)


def bill_file(folder: Path, *rows: str, name: str = "bill.csv", header: str = HEADER, encoding: str = "gb18030") -> Path:
    """A bill as couriers send it: in GBK, a title above the header."""
    path = folder / name
    path.write_bytes("\n".join(["中通快递对账单,,", "", header, *rows, ""]).encode(encoding))
    return path


def bring(warehouse: Warehouse, path: Path, columns: Mapping[str, str] = COLUMNS) -> int:
    return bring_in_bill(warehouse, SYSTEM, DESK, BillOrder(path, COURIER, this_month(warehouse), columns))


def differences(warehouse: Warehouse, bill_id: int) -> list[DifferenceRow]:
    with warehouse.reading() as session:
        return differences_page(session, Wanted(bill_id), limit=10_000).rows


def by_number(warehouse: Warehouse, bill_id: int) -> dict[str, tuple[str, Decimal]]:
    """Kinds and difference of each number; of one that differs more than once the row is told too."""
    found: dict[str, tuple[str, Decimal]] = {}
    for one in differences(warehouse, bill_id):
        key = one.waybill if one.waybill not in found else f"{one.waybill} {one.row}"
        found[key] = ("+".join(one.kinds), one.difference)
    return found


def waybill_of(warehouse: Warehouse, number: str) -> str:
    return parcel_of(warehouse, number).waybill
