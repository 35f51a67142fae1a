"""Scenes of the printers for ``tests.screens``: the queue, the printers, setting one up, a label that is wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication
from sqlalchemy import select, update

from tests.shop import do
from ui import language
from ui.app import App
from ui.bursts import Scan
from ui.couriers.printers_page import PrintersPage
from ui.couriers.station import CouriersStation
from ui.dispatch.station import DispatchStation
from warehouse_app.dispatch.papers import make_parcel_label
from warehouse_app.dispatch.printing.printers import add_printer, pause_printer
from warehouse_app.dispatch.printing.rules import Kind, PrinterSetup
from warehouse_app.dispatch.tables import PrintJob
from warehouse_app.orders.editing import edit_order
from warehouse_app.picking.queries import ParcelRow, parcels_page
from warehouse_app.picking.tables import ParcelOrder
from warehouse_app.store.warehouse import Tx

DESK = "打包台 1"
ENDS = (("printed", ""), ("sent", "printing.unknown"), ("failed", "dispatch.paper_gone"), ("failed", "printing.broken_off"))


def _parcels(program: App, state: str) -> list[ParcelRow]:
    with program.warehouse.reading() as session:
        return list(parcels_page(session, state=state).rows)


def _set_up(program: App) -> None:
    """Three printers, one of them paused so that its labels wait, and labels that ended in every way."""
    with program.warehouse.reading() as session:
        if session.scalar(select(PrintJob.id).where(PrintJob.printer == DESK)) is not None:
            return
    do(program.warehouse, add_printer, PrinterSetup(DESK, Kind.TSPL, "192.168.1.50:9100"))
    do(program.warehouse, add_printer, PrinterSetup("Zebra ZD421", Kind.ZPL, "queue:Zebra_ZD421", dpi=300, copies=1))
    do(program.warehouse, add_printer, PrinterSetup("Office", Kind.QT, "HP LaserJet"))
    do(program.warehouse, pause_printer, DESK, paused=True)
    parcels = _parcels(program, "open")[:9]
    for parcel in parcels:
        make_parcel_label(program.warehouse, program.desk.actor, program.desk.name, parcel.id, "zh_CN", queued=True)

    def end(tx: Tx) -> None:
        ids = list(tx.session.scalars(select(PrintJob.id).where(PrintJob.printer == DESK).order_by(PrintJob.id)))
        for job_id, (state, error) in zip(ids, ENDS, strict=False):
            tx.connection.execute(update(PrintJob).where(PrintJob.id == job_id).values(state=state, error=error))

    do(program.warehouse, end)


def _queue(program: App) -> None:
    _set_up(program)
    station = program.window.workplace.current
    assert isinstance(station, DispatchStation)
    station.tabs.setCurrentWidget(station.print_queue)
    station._refresh_now()
    QApplication.processEvents()


def _page(program: App) -> PrintersPage:
    _set_up(program)
    station = program.window.workplace.current
    assert isinstance(station, CouriersStation)
    page = station.show_page("printers")
    assert isinstance(page, PrintersPage)
    page.refresh()
    return page


def _printers(program: App) -> None:
    _page(program)


def _form(program: App) -> None:
    _page(program).add.click()


def _new_label(program: App) -> None:
    """A packed parcel whose address alone was changed."""
    language.switch("zh_CN")
    parcel = _parcels(program, "packed")[-1]
    with program.warehouse.reading() as session:
        order_id = session.scalars(select(ParcelOrder.order_id).where(ParcelOrder.parcel_id == parcel.id)).first()
    assert order_id is not None
    do(program.warehouse, edit_order, order_id, {"address": "江苏省 南京市 玄武区 新路2号"})
    for code in ("PD-LEAVE", "PD-LEAVE", parcel.waybill):
        program.window.take_scan(Scan(code, (), 0.0, "typed"))
        QApplication.processEvents()


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {
    "print-queue": ("dispatch", _queue),
    "printers": ("couriers", _printers),
    "printer-form": ("couriers", _form),
    "new-label": ("packing", _new_label),
}
