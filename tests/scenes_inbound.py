"""Scenes of goods in, shelves and catalogue for ``tests.screens``: the sample shop with a van at the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from tests.shop import do
from ui.app import App
from ui.bursts import Scan
from ui.tabbed import Page, TabbedStation
from warehouse_app.catalog.editing.commands import set_measure
from warehouse_app.catalog.tables import Sku
from warehouse_app.inbound.account.commands import pay
from warehouse_app.inbound.putaway.commands import put_away
from warehouse_app.inbound.receiving.closing import close_receipt
from warehouse_app.inbound.receiving.commands import open_receipt, set_head
from warehouse_app.inbound.receiving.inspecting import inspect
from warehouse_app.inbound.receiving.scanning import receive
from warehouse_app.inbound.sendback.commands import draft_return, send_return
from warehouse_app.inbound.sendback.rules import BackLine
from warehouse_app.inbound.tables import PurchaseOrder
from warehouse_app.stock.bins.commands import save_bin
from warehouse_app.stock.moving.commands import move_goods, take_out
from warehouse_app.stock.tables import Location
from warehouse_app.store.warehouse import Actor, Warehouse, new_action


def play_goods_in(warehouse: Warehouse, owner: Actor) -> None:
    """One order has come: counted, looked at, half put away; one defective piece went back; the other order is overdue."""
    with warehouse.reading() as session:
        orders = {row.supplier_id: row.id for row in session.execute(select(PurchaseOrder.supplier_id, PurchaseOrder.id))}
        skus = {row.seller_code: row.id for row in session.execute(select(Sku.seller_code, Sku.id))}
    supplier, order_id = min(orders.items())
    first = do(warehouse, open_receipt, order_id, delivery_note="TX-20817", actor=owner)
    for code, pieces in (("WJ-01-MB", 12), ("WJ-01-JH", 10), ("KS-02-YM-M", 6)):
        do(warehouse, receive, first, (code,), new_action(), quantity=pieces, actor=owner)
    do(warehouse, inspect, first, skus["WJ-01-JH"], "", 10, 2, "stain", actor=owner)
    do(warehouse, set_head, first, supplier, "TX-20817", Decimal("45.00"), True, "", actor=owner)
    do(warehouse, close_receipt, first, actor=owner)
    do(warehouse, put_away, first, skus["WJ-01-MB"], "A01-02-1", 12, new_action(), actor=owner)
    back = do(warehouse, draft_return, supplier, "exchange", [BackLine(skus["WJ-01-JH"], 1, reason="stain")], actor=owner)
    do(warehouse, send_return, back, actor=owner)
    do(warehouse, pay, supplier, Decimal("500.00"), date.today() - timedelta(days=1), "bank", actor=owner)
    _shelves(warehouse, owner, skus)


def _shelves(warehouse: Warehouse, owner: Actor, skus: dict[str, int]) -> None:
    """Bins with limits, a measured size, and two slips."""
    for code, most in (("A01-02-1", 40), ("A01-02-2", 10), ("A02-01-1", 30), ("B01-01-1", 24), ("B10-01-1", 60)):
        do(warehouse, save_bin, code, code[:1], most, None, None, True, True, 120, actor=owner)
    do(warehouse, save_bin, "A03-01-1", "A", 30, None, None, True, True, 200, actor=owner)
    with warehouse.reading() as session:
        bins = {row.code: row.id for row in session.execute(select(Location.code, Location.id))}
    for name, mm in (("胸围", 980), ("衣长", 640)):
        do(warehouse, set_measure, skus["KS-02-YM-M"], name, mm, actor=owner)
    do(warehouse, move_goods, skus["MZ-03-HS"], bins["A01-10-3"], bins["A03-01-1"], 2, new_action(), actor=owner)
    do(warehouse, take_out, skus["TB-04-YS"], bins["A10-01-1"], 1, "小周", "拍照", new_action(), actor=owner)


def page_of(program: App, name: str) -> Page:
    """Open a page of the station that is shown."""
    station = cast(TabbedStation, program.window.workplace.current)
    page = station.show_page(name)
    for _ in range(4):
        QApplication.processEvents()
    return page


def _page(name: str) -> Callable[[App], None]:
    return lambda program: page_of(program, name) and None


def _counting(program: App) -> None:
    """The rest of the order, being counted: right, one too many, and something nobody ordered."""
    page_of(program, "receive")
    with program.warehouse.reading() as session:
        number = session.scalars(select(PurchaseOrder.number).where(PurchaseOrder.state == "partly")).first()
    assert number is not None
    codes = [number, "KS-02-YM-L", "KS-02-YM-L", "KS-02-ML-M", "WJ-01-JH", "WJ-01-JH", "WJ-01-JH", "BW-05-WL", "KS-02-ML-L"]
    for code in codes:
        program.window.take_scan(Scan(code, (), 0.0, "typed"))
        for _ in range(3):
            QApplication.processEvents()


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {
    "receive": ("inbound", _page("receive")),
    "receive-counting": ("inbound", _counting),
    "put-away": ("inbound", _page("put_away")),
    "purchase-orders": ("inbound", _page("orders")),
    "goods-back": ("inbound", _page("back")),
    "suppliers": ("inbound", _page("suppliers")),
    "stock-moves": ("stock", _page("moves")),
    "stock-bins": ("stock", _page("bins")),
    "stock-lots": ("stock", _page("lots")),
    "catalog": ("catalog", _page("products")),
    "selling": ("catalog", _page("selling")),
}
