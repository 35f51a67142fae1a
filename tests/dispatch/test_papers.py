"""The papers of a wave and of a handover, on a real warehouse: whose they are, what they say, and when there are none."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import select

from tests.shop import (
    add_orders,
    add_products,
    add_stock,
    add_waybills,
    do,
    ids_of,
    open_shop,
    order,
    pack,
    parcel_of,
    release_and_wave,
)
from warehouse_app.dispatch import papers
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.dispatch.papers import make_manifest, make_parcel_label, make_wave_papers
from warehouse_app.dispatch.queries import print_jobs
from warehouse_app.dispatch.tables import Handover
from warehouse_app.errors import Conflict, NotAllowed, WarehouseError
from warehouse_app.orders.commands import cancel, hold
from warehouse_app.people.commands import SYSTEM, add_person
from warehouse_app.people.rules import Role
from warehouse_app.picking.queries import parcels_page
from warehouse_app.store.warehouse import Actor, Warehouse, new_action

DPI, ORDERS = 203, 12


@pytest.fixture
def wave(local_warehouse: Warehouse) -> int:
    """A wave of twelve orders."""
    add_products(local_warehouse, 3)
    add_stock(local_warehouse, {"SKU1": 50, "SKU2": 50, "SKU3": 50})
    add_waybills(local_warehouse, ORDERS)
    add_orders(local_warehouse, *[order(f"35030000000000{n:05d}", {f"SKU{n % 3 + 1}": n % 4 + 1}) for n in range(ORDERS)])
    return release_and_wave(local_warehouse).made.id


def scanned(file: Path) -> list[list[str]]:
    """The bar codes of every page, as read from a 203 dpi print."""
    with closing(pypdfium2.PdfDocument(file)) as document:
        pages = [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document]
    return [[found.text for found in zxingcpp.read_barcodes(page)] for page in pages]


def words(file: Path) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(file).pages)


def make(warehouse: Warehouse, wave_id: int, actor: Actor = SYSTEM) -> papers.Papers:
    return make_wave_papers(warehouse, actor, "desk", wave_id, "zh_CN")


def test_every_label_is_its_own_parcels(local_warehouse: Warehouse, wave: int) -> None:
    made = make(local_warehouse, wave)
    with local_warehouse.reading() as session:
        waybills = {parcel.id: parcel.waybill for parcel in parcels_page(session, wave_id=wave).rows}
        jobs = [job for job in print_jobs(session) if job.paper == "label"]
    pages = scanned(made.labels)
    assert len(jobs) == len(pages) == ORDERS
    for job in jobs:
        assert waybills[job.parcel_id or 0] in pages[job.page - 1]
    assert len({job.parcel_id for job in jobs}) == ORDERS


def test_a_label_says_when_it_was_printed(local_warehouse: Warehouse, wave: int) -> None:
    made = make(local_warehouse, wave)
    assert f"{local_warehouse.clock().astimezone():%Y-%m-%d}" in words(made.labels)


def test_pick_list_and_slips_can_be_scanned(local_warehouse: Warehouse, wave: int) -> None:
    made = make(local_warehouse, wave)
    with local_warehouse.reading() as session:
        parcels = parcels_page(session, wave_id=wave).rows
    assert parcels[0].wave in scanned(made.pick_list)[0]
    assert [parcel.orders[0] in page for parcel, page in zip(parcels, scanned(made.slips), strict=True)] == [True] * ORDERS


def test_a_stopped_order_gets_no_label(local_warehouse: Warehouse, wave: int) -> None:
    with local_warehouse.reading() as session:
        parcels = parcels_page(session, wave_id=wave).rows
    do(local_warehouse, cancel, ids_of(local_warehouse, *parcels[0].orders), "不要了")
    do(local_warehouse, hold, ids_of(local_warehouse, *parcels[1].orders), "等一等")
    pages = scanned(make(local_warehouse, wave).labels)
    assert len(pages) == ORDERS - 2
    assert not {parcels[0].waybill, parcels[1].waybill} & {code for page in pages for code in page}
    with pytest.raises(Conflict) as stopped:
        make_parcel_label(local_warehouse, SYSTEM, "desk", parcels[0].id, "zh_CN")
    assert stopped.value.code == "dispatch.label_stopped"


def test_nothing_is_left_to_label(local_warehouse: Warehouse, wave: int) -> None:
    with local_warehouse.reading() as session:
        numbers = [parcel.orders[0] for parcel in parcels_page(session, wave_id=wave).rows]
    do(local_warehouse, cancel, ids_of(local_warehouse, *numbers), "不要了")
    with pytest.raises(Conflict) as empty:
        make(local_warehouse, wave)
    assert empty.value.code == "dispatch.nothing_to_label"


def test_a_reprint_is_counted_and_a_second_asks_for_the_right(local_warehouse: Warehouse, wave: int) -> None:
    person = do(local_warehouse, add_person, "店主", "1234", Role.OWNER)
    assert person.role is Role.OWNER
    clerk = do(local_warehouse, add_person, "小周", "1234", Role.CLERK)
    actor = Actor(clerk.id, clerk.name, clerk.role)
    make(local_warehouse, wave, actor)
    with local_warehouse.reading() as session:
        parcel = parcels_page(session, wave_id=wave).rows[0]
    file, _ = make_parcel_label(local_warehouse, actor, "desk", parcel.id, "zh_CN")
    assert parcel.waybill in scanned(file)[0]
    assert "补打 1" in words(file)
    with pytest.raises(NotAllowed):
        make_parcel_label(local_warehouse, actor, "desk", parcel.id, "zh_CN")
    make_parcel_label(local_warehouse, SYSTEM, "desk", parcel.id, "zh_CN")
    with local_warehouse.reading() as session:
        assert len([job for job in print_jobs(session, parcel_id=parcel.id) if job.paper == "label"]) == 3


def test_what_cannot_be_written_is_not_recorded(local_warehouse: Warehouse, wave: int) -> None:
    labels = local_warehouse.folder / "labels"
    labels.rmdir()
    labels.write_text("a file in the folder's place", encoding="utf-8")
    with pytest.raises(WarehouseError) as refused:
        make(local_warehouse, wave)
    assert refused.value.code == "paper.cannot_write"
    with local_warehouse.reading() as session:
        assert print_jobs(session) == []


def test_the_manifest_names_every_parcel_and_is_remembered(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 2}), order("2", {"SKU1": 1}))
    release_and_wave(warehouse)
    parcels = [pack(warehouse, number) for number in ("1", "2")]
    trip = do(warehouse, open_handover, parcels[0].courier)
    for parcel in parcels:
        do(warehouse, hand_over, trip, (parcel.waybill,), new_action())
    do(warehouse, close_handover, trip)
    file = make_manifest(warehouse, SYSTEM, "desk", trip, "zh_CN")
    text = words(file)
    assert all(parcel_of(warehouse, number).waybill in text for number in ("1", "2"))
    assert "张三" not in text  # the courier's copy shows no buyer's whole name
    with warehouse.reading() as session:
        assert session.scalar(select(Handover.manifest)) == str(file)
