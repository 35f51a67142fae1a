"""Forty parcels typed into the shown window, each kind of error among them: every error is caught, nothing right refused."""

from __future__ import annotations

import random
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from tests.e2e.errors import ERRORS, cases_of, pack_all, shop_of, states
from tests.shop import add_orders, add_products, add_stock, barcode, carry_back, do, order, parsed, problems_of, release_and_wave
from tests.ui.program import Scanner, program, take_on
from warehouse_app.dispatch.files import WaybillRow
from warehouse_app.dispatch.waybills import import_waybills
from warehouse_app.packing.tables import Scan
from warehouse_app.people.rules import Role
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.store.warehouse import Warehouse

PARCELS, SKUS, SHARE = 40, 12, 0.05


@dataclass
class Typed:
    """Key events to the window."""

    scanner: Scanner

    def scan(self, *codes: str, rows: int) -> None:
        """Wait for each: the machine of a test may be busy."""
        for code in codes:
            self.scanner.scan(code)


def _wave(warehouse: Warehouse) -> list[int]:
    """Forty parcels of two to four pieces, half of them with JD; one product is in nobody's order."""
    add_products(warehouse, SKUS + 1)
    add_stock(warehouse, {f"SKU{n}": 99 for n in range(1, SKUS + 2)})
    numbers = [("中通快递", f"75{n:012}") for n in range(PARCELS // 2)]
    numbers += [("京东快递", f"JDVA{n:011}") for n in range(PARCELS // 2)]
    do(warehouse, import_waybills, parsed([WaybillRow(n, *pair) for n, pair in enumerate(numbers, 2)], "waybills.csv"))
    wanted = [{f"SKU{1 + n % SKUS}": 1 + n % 2, f"SKU{1 + (n + 5) % SKUS}": 1 + n % 3 // 2} for n in range(PARCELS)]
    add_orders(warehouse, *(order(f"50{n:03}", lines, courier=numbers[n][0]) for n, lines in enumerate(wanted)))
    made = release_and_wave(warehouse).made
    do(warehouse, confirm_picked, made.id)
    return made.parcel_ids


def test_every_error_is_caught_and_nothing_right_is_refused(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot) -> None:
    parcel_ids = _wave(local_warehouse)
    owner, second = take_on(local_warehouse), take_on(local_warehouse, "李示例", Role.CLERK)
    shop = shop_of(local_warehouse, parcel_ids, barcode(SKUS + 1), (owner.badge, second.badge))
    cases = cases_of(shop, SHARE, random.Random(5))
    with program(local_warehouse, qapp, "packing") as running:
        scanner = Scanner(running, qtbot)
        scanner.scan(owner.badge)
        outcome = pack_all(shop, cases, Typed(scanner))
    assert outcome.amiss == []
    assert outcome.injected == {error.__name__: 2 for error in ERRORS} | {"": PARCELS - 2 * len(ERRORS)}
    carry_back(local_warehouse)
    assert states(local_warehouse, cases) == {"cancelled": {"cancelled"}, "": {"packed"}}
    with local_warehouse.reading() as session:
        both = (
            select(Scan.parcel_id)
            .where(Scan.quantity > 0)
            .group_by(Scan.parcel_id)
            .having(func.count(Scan.who_id.distinct()) > 1)
        )
        assert set(session.scalars(both)) == {case.parcel.id for name, case in cases if name == "operator_changes"}
    assert problems_of(local_warehouse) == []
