"""Pictures of sets that come as components: at the desk, on the pick list, in the order, and short of one component."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select

from tests.scenes_packing import packing_of, scan
from tests.shop import do, parsed
from ui.app import App
from ui.orders.station import OrdersStation
from ui.picking.station import PickingStation
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.editing.at_packing import set_at_packing
from warehouse_app.catalog.files import ProductRow
from warehouse_app.catalog.tables import Sku
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.making import Made, Pieces, SendTo, make_order
from warehouse_app.orders.release import release
from warehouse_app.orders.tables import Shop
from warehouse_app.picking.queries import parcel_ids_of, parcels_page
from warehouse_app.stock.tables import Balance

GIFT = "GIFT-01"


def _sets(program: App, pieces: int) -> Made:
    """An order of a gift set that lies nowhere; its components are two SKUs with stock."""
    warehouse, actor = program.warehouse, program.desk.actor
    do(warehouse, import_products, parsed([ProductRow(2, GIFT, "暖冬礼盒", "", "", (), None, None, "", "", "")]), actor=actor)
    with warehouse.reading() as session:
        kit = session.scalars(select(Sku.id).where(Sku.seller_code == GIFT)).one()
        free = func.sum(Balance.on_hand - Balance.reserved)
        lying = select(Balance.sku_id).where(~Balance.virtual).group_by(Balance.sku_id).having(free.between(9, 40))
        parts = session.scalars(select(Sku.seller_code).where(Sku.id.in_(lying)).order_by(Sku.id).limit(2)).all()
        shop = session.scalars(select(Shop.id).limit(1)).one()
    do(warehouse, set_at_packing, kit, False, "", None, dict(zip(parts, (1, 2), strict=True)), actor=actor)
    to = SendTo("张三", "13800000001", "浙江省 杭州市 西湖区 示例路1号")
    return do(warehouse, make_order, shop, to, [Pieces(kit, pieces)], "gift", actor=actor)


def _packing(program: App) -> None:
    """One component is in."""
    scan(program, "PD-LEAVE")
    made = _sets(program, 2)
    do(program.warehouse, release, [made.id], actor=program.desk.actor)
    wave = do(program.warehouse, start_wave, [made.id], actor=program.desk.actor)
    with program.warehouse.reading() as session:
        (parcel_id,) = parcel_ids_of(session, wave.id)
        parcel = next(row for row in parcels_page(session, state="open").rows if row.id == parcel_id)
    scan(program, parcel.waybill)
    scan(program, "PD-CONFIRM")
    scan(program, parcel.lines[0].seller_code)
    assert packing_of(program).panel.isVisible()


def _picking(program: App) -> None:
    """The newest wave's list."""
    station = program.window.workplace.current
    assert isinstance(station, PickingStation)
    station.waves.view.selectRow(0)
    for _ in range(5):
        QApplication.processEvents()


def _short(program: App) -> None:
    """More sets than one component makes."""
    made = _sets(program, 60)
    do(program.warehouse, release, [made.id], actor=program.desk.actor)
    station = program.window.workplace.current
    assert isinstance(station, OrdersStation)
    station.tabs.setCurrentWidget(station.short)


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {
    "packing-set": ("packing", _packing),
    "picking-set": ("picking", _picking),
    "orders-set-short": ("orders", _short),
}
