"""The shown window, every key through the application's filter: a morning's parcels from the waybill to the box."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests import shop
from tests.shop import barcode, order
from tests.ui.program import Scanner, program, take_on, view
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field
from warehouse_app.packing.tables import Scan
from warehouse_app.reports.check import check
from warehouse_app.store.warehouse import Warehouse


def _shop(warehouse: Warehouse, orders: int) -> list[int]:
    shop.add_products(warehouse, 3)
    shop.add_stock(warehouse, {f"SKU{n}": 100 for n in range(1, 4)})
    shop.add_waybills(warehouse, orders)
    shop.add_orders(warehouse, *[order(f"30{n:03d}", {"SKU1": 1 + n % 2, "SKU2": 1}) for n in range(orders)])
    return shop.release_and_wave(warehouse).made.parcel_ids


def _verdicts(warehouse: Warehouse) -> list[str]:
    with warehouse.reading() as session:
        return list(session.scalars(select(Scan.verdict).order_by(Scan.id)))


def test_parcels_are_packed_by_typed_codes_alone(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    parcels = _shop(local_warehouse, 12)
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        scanner = Scanner(running, qtbot)
        scanner.scan(owner.badge)
        for number, parcel in enumerate(parcels):
            pieces = [barcode(1)] * (1 + number % 2) + [barcode(2)]
            scanner.scan(view(local_warehouse, parcel).waybill, *pieces)
            assert running.window.workplace.band.code == "packing.verdict_complete"
    assert {view(local_warehouse, parcel).state for parcel in parcels} == {"packed"}
    with local_warehouse.reading() as session:
        assert check(session) == []


def test_ten_scans_without_a_pause_are_all_there_in_order(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    parcels = _shop(local_warehouse, 4)
    owner = take_on(local_warehouse)
    waybills = [view(local_warehouse, parcel).waybill for parcel in parcels]
    codes = [waybills[0], barcode(1), barcode(2), waybills[1], barcode(1), barcode(3), barcode(1), barcode(2), waybills[2],
             barcode(2)]  # fmt: skip
    with program(local_warehouse, qapp, "packing") as running:
        scanner = Scanner(running, qtbot)
        scanner.scan(owner.badge)
        scanner.scan(*codes)
        assert scanner.heard[1:] == codes
    assert _verdicts(local_warehouse) == [
        "opened", "right", "complete", "opened", "right", "wrong_item", "right", "complete", "opened", "right",
    ]  # fmt: skip


def test_codes_that_run_into_an_opening_form_wait_for_it_in_order(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    parcels = _shop(local_warehouse, 2)
    owner = take_on(local_warehouse)
    waybill = view(local_warehouse, parcels[0]).waybill
    with program(local_warehouse, qapp, "packing") as running:
        scanner = Scanner(running, qtbot)
        scanner.scan(owner.badge, waybill)
        form = FormDialog("packing.weigh_title", running.window, waybill="1")
        form.add_field("packing.weight_label", Field("packing.grams", parent=form.sheet))
        scanner.send(barcode(1)[:5], suffix=False)
        form.open()
        scanner.send(barcode(1)[5:])
        scanner.send(barcode(2))
        assert scanner.heard[2:] == []
        form.reject()
        qtbot.waitUntil(lambda: len(scanner.heard) == 4)
        assert scanner.heard[2:] == [barcode(1), barcode(2)]
        assert running.window.workplace.band.code == "packing.verdict_complete"


def test_codes_without_enter_are_taken_apart(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    parcels = _shop(local_warehouse, 1)
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        scanner = Scanner(running, qtbot)
        scanner.scan(owner.badge)
        for code in (view(local_warehouse, parcels[0]).waybill, barcode(1), barcode(2)):
            scanner.send(code, suffix=False)
        qtbot.waitUntil(lambda: len(scanner.heard) == 4, timeout=5_000)
    assert _verdicts(local_warehouse) == ["opened", "right", "complete"]


def test_a_code_held_up_in_its_middle_by_a_busy_machine_is_still_one(
    local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot
):
    parcels = _shop(local_warehouse, 1)
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        scanner = Scanner(running, qtbot)
        scanner.scan(owner.badge, view(local_warehouse, parcels[0]).waybill)
        scanner.send(barcode(1)[:3], suffix=False)
        scanner.pause(90)
        scanner.send(barcode(1)[3:])
        qtbot.waitUntil(lambda: len(scanner.heard) == 3)
        assert scanner.heard[-1] == barcode(1)
        assert running.window.workplace.top.box.buffer == ""
