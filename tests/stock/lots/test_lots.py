"""Lots: the last day is said once and shown everywhere, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.shop import do, problems_of
from tests.stock.shelves import CLERK, put, refused, shelves, statements
from warehouse_app.errors import NotAllowed
from warehouse_app.stock.lots.commands import set_expiry
from warehouse_app.stock.lots.queries import expiring, lots_page
from warehouse_app.stock.lots.rules import days_left, expired
from warehouse_app.store.warehouse import Warehouse

TODAY = date(2026, 11, 3)


def test_the_last_day_is_the_last_day() -> None:
    assert [days_left(TODAY + timedelta(n), TODAY) for n in (-1, 0, 1)] == [-1, 0, 1]
    assert [expired(TODAY + timedelta(n), TODAY) for n in (-1, 0, 1)] == [True, False, False]
    assert (days_left(None, TODAY), expired(None, TODAY)) == (None, False)


def test_lots_are_listed_the_most_urgent_first(warehouse: Warehouse) -> None:
    shelves(warehouse)
    for lot, days in (("late", 40), ("gone", -2), ("soon", 5), ("empty", 1)):
        do(warehouse, set_expiry, 1, lot, TODAY + timedelta(days))
    do(warehouse, set_expiry, 2, "never", None)
    for place, sku, pieces, lot in (
        ("A-1", 1, 4, "late"), ("A-2", 1, 1, "late"), ("DOCK", 1, 2, "soon"), ("QUARANTINE", 1, 3, "gone"), ("A-1", 2, 1, "never")
    ):  # fmt: skip
        put(warehouse, place, sku, pieces, lot)
    with warehouse.reading() as session:
        page = lots_page(session, today=TODAY)
        soon = expiring(session, TODAY, 30)
        by_pieces = lots_page(session, today=TODAY, sort="pieces", descending=True, limit=1)
        assert [row.lot for row in lots_page(session, today=TODAY, text="sku2").rows] == ["never"]
        assert lots_page(session, today=TODAY, held_only=True).total == 4
    assert [(row.lot, row.days_left, row.pieces) for row in page.rows] == [
        ("gone", -2, 3), ("empty", 1, 0), ("soon", 5, 2), ("late", 40, 5), ("never", None, 1),
    ]  # fmt: skip
    assert [row.lot for row in soon] == ["gone", "soon"]
    assert ([row.lot for row in by_pieces.rows], by_pieces.total) == (["late"], 5)
    assert statements(warehouse, lots_page, today=TODAY) == 2
    assert problems_of(warehouse) == ["check.dock"]  # put there without a receipt


def test_a_last_day_can_be_changed_by_a_supervisor(warehouse: Warehouse) -> None:
    shelves(warehouse)
    do(warehouse, set_expiry, 1, " L1 ", TODAY)
    do(warehouse, set_expiry, 1, "L1", None)
    with warehouse.reading() as session:
        assert [(row.lot, row.expires) for row in lots_page(session, today=TODAY).rows] == [("L1", None)]
    for lot in ("", " ", "x" * 61):
        with refused("shelves.lot_missing"):
            do(warehouse, set_expiry, 1, lot, TODAY)
    with refused("shelves.no_such_sku"):
        do(warehouse, set_expiry, 99, "L1", TODAY)
    with pytest.raises(NotAllowed):
        do(warehouse, set_expiry, 1, "L1", TODAY, actor=CLERK)
