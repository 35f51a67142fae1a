"""Scenes of waybill numbers for ``tests.screens``: pools by branch, one number's story, and voiding it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from tests.scenes_inbound import page_of
from tests.shop import do, parsed
from ui.app import App
from ui.bursts import Scan
from ui.couriers.numbers_page import NumbersPage
from warehouse_app.dispatch.files import WaybillRow
from warehouse_app.dispatch.numbers.commands import set_limit, void_number
from warehouse_app.dispatch.numbers.queries import pools
from warehouse_app.dispatch.waybills import import_waybills
from warehouse_app.picking.queries import parcels_page

_YTO = "圆通速递"


def _fill(program: App) -> None:
    """Two branches of one courier, one of them running low."""
    with program.warehouse.reading() as session:
        if any(pool.branch for pool in pools(session)):
            return
    rows = [
        WaybillRow(
            2, _YTO, f"YT{n:013d}", branch="萧山网点" if n < 120 else "临平网点", routing_mark="310-B12 05", hub="沪东集包"
        )
        for n in range(132)
    ]
    do(program.warehouse, import_waybills, parsed(rows, "yto.xlsx"), actor=program.desk.actor)
    do(program.warehouse, set_limit, _YTO, "临平网点", 20, actor=program.desk.actor)


def _page(program: App) -> NumbersPage:
    _fill(program)
    page = page_of(program, "numbers")
    assert isinstance(page, NumbersPage)
    page.refresh()
    return page


def _pools(program: App) -> None:
    page = _page(program)
    page.search.clear()
    page.list.table.view.selectRow(0)


def _story(program: App) -> None:
    """A parcel's number was voided after its label came out."""
    page = _page(program)
    with program.warehouse.reading() as session:
        number = parcels_page(session, state="open").rows[0].waybill
    do(program.warehouse, void_number, number, "面单打印歪了", actor=program.desk.actor)
    page.take_scan(Scan(number, (), 0.0, "typed"))


def _void(program: App) -> None:
    page = _page(program)
    with program.warehouse.reading() as session:
        number = parcels_page(session, state="open").rows[0].waybill
    page.take_scan(Scan(number, (), 0.0, "typed"))
    page.pane.void.click()
    QApplication.processEvents()


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {
    "numbers": ("couriers", _pools),
    "numbers-story": ("couriers", _story),
    "numbers-void": ("couriers", _void),
}
