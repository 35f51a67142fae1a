"""Inspection: before closing, after it, with a photo; defective pieces never reach a sellable bin."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select

from tests.inbound.receiving.arrivals import add_goods, count, lying, receipt_of, scans_agree, sent_order
from tests.shop import do, problems_of
from warehouse_app.errors import BadInput, Conflict, NotFound, WarehouseError
from warehouse_app.inbound.putaway.commands import put_away
from warehouse_app.inbound.receiving.closing import close_receipt, reverse_receipt
from warehouse_app.inbound.receiving.commands import cancel_receipt
from warehouse_app.inbound.receiving.inspecting import inspect, keep_photo
from warehouse_app.inbound.receiving.queries import inspections, last_scans
from warehouse_app.inbound.receiving.scanning import receive
from warehouse_app.inbound.tables import ReceiptLine
from warehouse_app.store.folder import Folder
from warehouse_app.store.warehouse import Warehouse

PHOTO = b"\xff\xd8\xff\xe0 a stain"


@pytest.fixture
def counted(warehouse: Warehouse) -> int:
    """A receipt with 8 SKU1 and 2 SKU2 counted."""
    supplier = add_goods(warehouse)
    receipt_id = receipt_of(warehouse, sent_order(warehouse, supplier, {"SKU1": 8, "SKU2": 2}))
    count(warehouse, receipt_id, "SKU1", 8)
    count(warehouse, receipt_id, "SKU2", 2)
    return receipt_id


def test_samples_add_up_and_nothing_moves_before_closing(warehouse: Warehouse, counted: int) -> None:
    do(warehouse, inspect, counted, 1, "", 2, 0)
    found = do(warehouse, inspect, counted, 1, "", 3, 2, "hole")
    assert (found.counted, found.inspected, found.defective) == (8, 5, 2)
    assert lying(warehouse, "QUARANTINE") == {}
    do(warehouse, close_receipt, counted)
    assert (lying(warehouse, "QUARANTINE"), lying(warehouse, "DOCK")) == ({1: 2}, {1: 6, 2: 2})
    assert problems_of(warehouse) == []


def test_what_is_found_after_closing_leaves_the_dock_at_once(warehouse: Warehouse, counted: int) -> None:
    do(warehouse, close_receipt, counted)
    do(warehouse, inspect, counted, 1, "", 4, 1, "stain")
    do(warehouse, put_away, counted, 1, "A-1", 5, "put")
    do(warehouse, inspect, counted, 1, "", 2, 2, "stain")
    assert (lying(warehouse, "QUARANTINE"), lying(warehouse, "DOCK")) == ({1: 3}, {2: 2})
    with pytest.raises(BadInput) as caught:
        do(warehouse, inspect, counted, 1, "", 1, 1, "stain")
    assert (caught.value.code, caught.value.fields) == ("receiving.not_on_dock", {"there": 0, "defective": 1})
    do(warehouse, inspect, counted, 1, "", 1, 0)
    assert problems_of(warehouse) == []


@pytest.mark.parametrize(
    ("sku_id", "inspected", "defective", "reason", "error", "code"),
    [
        (1, 9, 0, "", BadInput, "more_than_counted"),
        (1, 0, 0, "", BadInput, "quantity_range"),
        (1, 2, 3, "hole", BadInput, "more_than_inspected"),
        (1, 2, 1, "", BadInput, "defect_reason_wanted"),
        (3, 1, 0, "", NotFound, "not_in_receipt"),
    ],
)
def test_what_cannot_be_found(
    warehouse: Warehouse, counted: int, sku_id: int, inspected: int, defective: int, reason: str, error: type[WarehouseError],
    code: str,
) -> None:  # fmt: skip
    with pytest.raises(error) as caught:
        do(warehouse, inspect, counted, sku_id, "", inspected, defective, reason)
    assert caught.value.code == f"receiving.{code}"
    with warehouse.reading() as session:
        assert inspections(session, counted) == []


def test_the_same_finding_twice_counts_once(warehouse: Warehouse, counted: int) -> None:
    do(warehouse, close_receipt, counted)
    first = do(warehouse, inspect, counted, 1, "", 2, 1, "hole", None, "look 1")
    again = do(warehouse, inspect, counted, 1, "", 2, 1, "hole", None, "look 1")
    assert (first.again, again.again, again.inspected) == (False, True, 2)
    assert lying(warehouse, "QUARANTINE") == {1: 1}
    with warehouse.reading() as session:
        assert len(inspections(session, counted)) == 1
        assert {row.how for row in last_scans(session, counted)} == {"scan"}
    assert scans_agree(warehouse)
    assert problems_of(warehouse) == []


def test_an_action_of_a_count_is_no_action_of_an_inspection_nor_the_other_way_round(warehouse: Warehouse, counted: int) -> None:
    count(warehouse, counted, "SKU1", action="count")
    do(warehouse, inspect, counted, 1, "", 1, 0, "", None, "look")
    with pytest.raises(Conflict) as caught:
        do(warehouse, inspect, counted, 1, "", 1, 0, "", None, "count")
    assert caught.value.code == "receiving.action_used"
    with pytest.raises(Conflict) as caught:
        do(warehouse, receive, counted, ("SKU1",), "look")
    assert caught.value.code == "receiving.action_used"


def test_a_receipt_given_up_or_reversed_is_not_inspected(warehouse: Warehouse, counted: int) -> None:
    do(warehouse, close_receipt, counted)
    do(warehouse, reverse_receipt, counted, "mistake")
    other = receipt_of(warehouse)
    count(warehouse, other, "SKU1")
    do(warehouse, cancel_receipt, other)
    for receipt_id in (counted, other):
        with pytest.raises(Conflict) as caught:
            do(warehouse, inspect, receipt_id, 1, "", 1, 0)
        assert caught.value.code == "receiving.not_open"
    with pytest.raises(NotFound):
        do(warehouse, inspect, 999, 1, "", 1, 0)


def test_a_photo_is_kept_as_a_file_named_by_its_hash(warehouse: Warehouse, counted: int) -> None:
    photo = keep_photo(warehouse.folder, PHOTO)
    assert photo == keep_photo(warehouse.folder, PHOTO)
    do(warehouse, inspect, counted, 1, "", 1, 1, "stain", photo)
    with warehouse.reading() as session:
        (row,) = inspections(session, counted)
        assert session.scalars(select(ReceiptLine.defective).where(ReceiptLine.sku_id == 1)).one() == 1
    sha256 = hashlib.sha256(PHOTO).hexdigest()
    assert (row.photo, row.photo_sha256, row.reason, row.seller_code) == (f"{sha256}.jpg", sha256, "stain", "SKU1")
    assert [file.name for file in Folder(warehouse.folder).photos.iterdir()] == [row.photo]
    assert (Folder(warehouse.folder).photos / row.photo).read_bytes() == PHOTO
    with pytest.raises(BadInput) as caught:
        keep_photo(warehouse.folder, b"%PDF-1.7")
    assert caught.value.code == "receiving.not_a_photo"
