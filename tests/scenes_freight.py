"""Scenes of freight for ``tests.screens``: prices, parcels handed over, a courier's bill with every kind of mistake."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QApplication
from sqlalchemy import select, update

from tests.scenes_inbound import page_of
from tests.shop import do
from ui.app import App
from ui.couriers.freight.page import BILLS, COSTS, FreightPage
from warehouse_app.dispatch.freight.bringing import BillOrder, bring_in_bill
from warehouse_app.dispatch.freight.commands import decide
from warehouse_app.dispatch.freight.queries import Wanted, differences_page
from warehouse_app.dispatch.freight.tables import CourierBill
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.dispatch.prices.commands import put_back_prices
from warehouse_app.dispatch.prices.rules import PriceTable, Zone
from warehouse_app.dispatch.tables import Handover
from warehouse_app.orders.addresses.files import Area
from warehouse_app.picking.tables import Parcel
from warehouse_app.store.warehouse import new_action

COLUMNS = {"waybill": "运单号", "bill_total": "合计", "bill_weight": "计费重量", "bill_place": "目的省", "bill_day": "揽收日期"}


def _play(program: App) -> FreightPage:
    """Every packed parcel goes, and two of the couriers send their bills."""
    page = page_of(program, "freight")
    assert isinstance(page, FreightPage)
    with program.warehouse.reading() as session:
        packed = session.execute(select(Parcel.courier, Parcel.waybill).where(Parcel.state == "packed")).all()
        played = session.scalars(select(CourierBill.id)).first() is not None  # a parcel that is stopped stays packed
    if played or not packed:
        return page
    by_courier: dict[str, list[str]] = {}
    for courier, waybill in packed:
        by_courier.setdefault(courier, []).append(waybill)
    for courier, waybills in by_courier.items():
        for month, waybill in enumerate(waybills):
            trip = do(program.warehouse, open_handover, courier)
            if not do(program.warehouse, hand_over, trip, (waybill,), new_action()).good:
                continue  # stopped by another scene
            do(program.warehouse, close_handover, trip)
            with program.warehouse.engine.begin() as connection:
                day = program.warehouse.clock().astimezone().date() - timedelta(days=30 * month)
                connection.execute(update(Handover).where(Handover.id == trip).values(day=day))
        _prices(program, courier)
    for number, (courier, waybills) in enumerate(by_courier.items()):
        _bill(program, courier, waybills, number)
    program.desk.changed.emit(frozenset({"freight", "handover"}))
    return page


def _prices(program: App, courier: str) -> None:
    near = tuple(map(Area, ("浙江省", "江苏省", "上海市")))
    zones = (
        Zone("一区", near, 1000, Decimal("3.20"), 1000, Decimal("1.00")),
        Zone("二区", (), 1000, Decimal("4.80"), 1000, Decimal("2.50")),
    )
    do(program.warehouse, put_back_prices, PriceTable(courier, date(2020, 1, 1), zones))


def _bill(program: App, courier: str, waybills: list[str], number: int) -> None:
    today = program.warehouse.clock().astimezone().date()
    ways = ("9.80,3.2,广东", "12.30,0.5,浙江", "4.80,0.4,新疆", "3.20,0.3,江苏")
    rows = [f"{waybill},{ways[place % 4]},{today}" for place, waybill in enumerate(waybills)]
    rows += [f"{waybills[0]},4.80,1,广东,{today}", f"7500012345678{number},1,288.50,,{today}", f"7.5E+13,4.80,1,广东,{today}"]
    rows[-2] = f"7500012345678{number},288.50,1,广东,{today}"
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"{courier}对账单{today:%Y%m}.csv"
        path.write_text(",".join(COLUMNS.values()) + "\n" + "\n".join(rows) + "\n", encoding="gb18030")
        bring_in_bill(program.warehouse, program.desk.actor, "desk", BillOrder(path, courier, today, COLUMNS))


def _bills(program: App) -> None:
    page = _play(program)
    page.tabs.setCurrentIndex(BILLS)
    page.bills.show_list()


def _bill_shown(program: App) -> None:
    page = _play(program)
    page.tabs.setCurrentIndex(BILLS)
    bill = page.bills.list.rows[-1].id
    with program.warehouse.reading() as session:
        rows = differences_page(session, Wanted(bill)).rows
    do(program.warehouse, decide, [rows[0].id], "disputed", "不是我们的包裹", actor=program.desk.actor)
    page.bills.show_bill(bill)
    page.bills.pane.table.view.selectRow(0)


def _remove(program: App) -> None:
    """A bill with a decision is to go."""
    _bill_shown(program)
    bills = _play(program).bills
    bills.ask_remove(bills.list.rows[-1].id)


def _form(program: App) -> None:
    page = _play(program)
    page.tabs.setCurrentIndex(BILLS)
    page.bills.show_list()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "中通快递对账单.csv"
        path.write_text(
            "中通快递月结对账单\n单号,扫描日期,到付省,计费重(kg),应付金额,备注\n75000012345678,2026-11-03,广东,1.2,4.80,\n"
            "75000012345679,2026-11-03,浙江,0.6,3.20,\n",
            encoding="gb18030",
        )
        page.bills.look_at(path)
        while program.jobs.running:
            QApplication.processEvents()


def _costs(program: App, by: str) -> None:
    page = _play(program)
    page.tabs.setCurrentIndex(COSTS)
    while program.jobs.running:
        QApplication.processEvents()
    if by != "month":
        page.costs.period.period.choose("all")
    page.costs.choose(by)  # type: ignore[arg-type]  # one of the four
    while program.jobs.running:
        QApplication.processEvents()


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {
    "freight-none": ("couriers", lambda program: page_of(program, "freight") and None),
    "freight-bills": ("couriers", _bills),
    "freight-bill": ("couriers", _bill_shown),
    "freight-costs": ("couriers", lambda program: _costs(program, "province")),
    "freight-months": ("couriers", lambda program: _costs(program, "month")),
    "freight-remove": ("couriers", _remove),
    "freight-form": ("couriers", _form),
}
