"""The real program on a real X server: keys every 10 ms, the answer read from the database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests import shop
from tests.e2e.screen import Program, wait_for, x_server
from tests.shop import barcode, order
from tests.ui.program import take_on, view
from warehouse_app.packing.tables import Scan
from warehouse_app.reports.check import check
from warehouse_app.store.warehouse import Warehouse

pytestmark = pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="Xvfb or xdotool is not installed")


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with x_server() as name:
        yield name


@pytest.fixture
def parcels(local_warehouse: Warehouse) -> list[int]:
    shop.add_products(local_warehouse, 3)
    shop.add_stock(local_warehouse, {f"SKU{n}": 30 for n in range(1, 4)})
    shop.add_waybills(local_warehouse, 6)
    shop.add_orders(local_warehouse, *[order(f"20{n}", {"SKU1": 2, "SKU3": 1}) for n in range(6)])
    return shop.release_and_wave(local_warehouse).made.parcel_ids


def verdicts(warehouse: Warehouse) -> list[str]:
    with warehouse.reading() as session:
        return list(session.scalars(select(Scan.verdict).order_by(Scan.id)))


def count(warehouse: Warehouse) -> int:
    with warehouse.reading() as session:
        return session.scalar(select(func.count()).select_from(Scan)) or 0


def start(display: str, warehouse: Warehouse, tmp_path: Path, repo: Path) -> Program:
    program = Program(display, warehouse.folder, tmp_path / f"program-{os.urandom(2).hex()}.log", repo)
    program.focus()
    return program


def test_badge_waybills_and_items_typed_at_scanner_speed(
    local_warehouse: Warehouse, parcels: list[int], display: str, tmp_path: Path, repo: Path
):
    owner = take_on(local_warehouse)
    waybills = [view(local_warehouse, parcel).waybill for parcel in parcels]
    codes = [code for waybill in waybills for code in (waybill, barcode(1), barcode(2), barcode(3), barcode(1))]
    program = start(display, local_warehouse, tmp_path, repo)
    try:
        program.type_codes(owner.badge, *codes)
        wait_for(lambda: count(local_warehouse) == len(codes), program)
    finally:
        program.stop()
    with local_warehouse.reading() as session:
        kept = list(session.scalars(select(Scan.code).order_by(Scan.id)))
    assert kept == codes
    assert verdicts(local_warehouse) == ["opened", "right", "wrong_item", "right", "complete"] * len(parcels)
    assert {view(local_warehouse, parcel).state for parcel in parcels} == {"packed"}
    with local_warehouse.reading() as session:
        assert check(session) == []
        assert {row.desk for row in session.execute(select(Scan.desk))} == {"e2e"}


def test_killed_in_the_middle_nothing_answered_is_lost(
    local_warehouse: Warehouse, parcels: list[int], display: str, tmp_path: Path, repo: Path
):
    owner = take_on(local_warehouse)
    waybill = view(local_warehouse, parcels[0]).waybill
    program = start(display, local_warehouse, tmp_path, repo)
    try:
        program.type_codes(owner.badge, waybill, barcode(1), barcode(1))
        wait_for(lambda: count(local_warehouse) == 3, program)
    finally:
        program.kill()
    assert view(local_warehouse, parcels[0]).scanned == 2
    program = start(display, local_warehouse, tmp_path, repo)
    try:
        program.type_codes(owner.badge, barcode(3))
        wait_for(lambda: count(local_warehouse) == 4, program)
    finally:
        program.stop()
    assert view(local_warehouse, parcels[0]).state == "packed"
    with local_warehouse.reading() as session:
        assert check(session) == []


def test_a_scanner_that_ends_its_codes_with_linefeed(
    local_warehouse: Warehouse, parcels: list[int], display: str, tmp_path: Path, repo: Path
):
    owner = take_on(local_warehouse)
    waybill = view(local_warehouse, parcels[0]).waybill
    program = start(display, local_warehouse, tmp_path, repo)
    try:
        program.type_text("".join(f"{code}\n" for code in (owner.badge, waybill, barcode(1), barcode(1), barcode(3))))
        wait_for(lambda: count(local_warehouse) == 4, program)
    finally:
        program.stop()
    assert verdicts(local_warehouse) == ["opened", "right", "right", "complete"]
