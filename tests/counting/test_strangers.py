"""Codes nobody knew: a picture is kept with them, and once somebody says what they are no piece is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from tests.counting.house import ONE, TWO, Counter, found, person, plan, results, rounds
from tests.shop import add_products, add_stock, do, problems_of
from tests.stock.shelves import refused
from warehouse_app.counting.finishing import ask_again
from warehouse_app.counting.queries import unknown_codes
from warehouse_app.counting.strangers import Named, keep_picture, name_code
from warehouse_app.counting.tables import CountBin
from warehouse_app.packing.evidence.commands import KeptFile, keep_file
from warehouse_app.people.settings import change_settings
from warehouse_app.store.warehouse import Warehouse, new_action

STRANGE = "690000X1"


@pytest.fixture
def counter(warehouse: Warehouse) -> Counter:
    """A stocktake of three bins with ten pieces each, where a difference does not matter."""
    add_products(warehouse)
    add_stock(warehouse, {"SKU1": 10, "SKU2": 10, "SKU3": 10})
    do(warehouse, change_settings, {"count_tolerance_pieces": 50, "count_tolerance_yuan": 100_000})
    return Counter(warehouse, plan(warehouse))


def names(counter: Counter, code: str = STRANGE, sku_id: int = 1, multiple: int = 1) -> Named:
    named: Named = counter.does(name_code, counter.stocktake, code, sku_id, multiple, new_action())
    return named


def listed(counter: Counter) -> list[tuple[str, str, int, int]]:
    with counter.warehouse.reading() as session:
        return [(one.code, one.bin, one.pieces, len(one.pictures)) for one in unknown_codes(session, counter.stocktake)]


def test_a_picture_is_kept_once_with_its_code(counter: Counter, tmp_path: Path) -> None:
    kept: KeptFile = keep_file(tmp_path, b"\xff\xd8\xff1", STRANGE, counter.warehouse.clock())
    counter.scans("A-1", ONE, STRANGE)
    action = new_action()
    for _ in range(2):
        counter.does(keep_picture, counter.bin_id, STRANGE, kept, action)
    assert listed(counter) == [(STRANGE, "A-1", 1, 1)]
    with refused("counting.no_such_code"):
        counter.does(keep_picture, counter.bin_id, "other", kept, new_action())


def test_pieces_under_a_named_code_join_the_open_count(counter: Counter, warehouse: Warehouse) -> None:
    counter.scans("A-1", STRANGE)
    counter.scan("A-1", mode="again")
    counter.scans(ONE, STRANGE)
    counter.scan(STRANGE, 2)
    counter.scan(STRANGE)
    counter.undo()
    assert names(counter, multiple=3) == Named(9, ("A-1",), ())
    assert listed(counter) == []
    assert counter.scan(STRANGE).total == 13
    assert counter.undo().total == 10
    assert counter.ends().again == 0
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("agreed", 0)}
    assert problems_of(warehouse) == []


def test_a_finished_bin_is_counted_again_and_only_the_new_count_decides(counter: Counter, warehouse: Warehouse) -> None:
    counter.scans("A-1", *[ONE] * 8, STRANGE, STRANGE)
    assert counter.ends().again == 0  # two short is within the tolerance
    assert names(counter) == Named(0, (), ("A-1",))
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("recount", -2)}
    assert rounds(warehouse, counter.stocktake)["A-1", 2] == ("todo", [1])
    counter.scans("A-1", *[ONE] * 8, STRANGE, STRANGE)
    counter.ends()
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("agreed", 0)}


def test_a_recount_that_is_open_asks_for_the_named_goods_too(counter: Counter, warehouse: Warehouse) -> None:
    """Counted in the first round, and in a second one that asked for other goods."""
    do(warehouse, change_settings, {"count_tolerance_pieces": 0})
    counter.scans("A-1", *[ONE] * 9, STRANGE)
    assert counter.ends().again == 1
    second = Counter(warehouse, counter.stocktake, person(warehouse, "王"), "desk 2")
    second.scans("A-1", *[ONE] * 10, STRANGE)
    assert names(counter, sku_id=2) == Named(1, ("A-1",), ("A-1",))
    assert second.ends().again == 2
    assert rounds(warehouse, counter.stocktake)["A-1", 3] == ("todo", [1, 2])
    assert found(warehouse, counter.stocktake)["A-1", 2] == ("recount", 1)


@pytest.mark.parametrize(
    ("code", "refusal"),
    [("A-2", "goods.not_goods"), ("nothing", "counting.no_such_code"), (ONE, "catalog.barcode_taken")],
)
def test_what_cannot_be_named_teaches_nothing(counter: Counter, code: str, refusal: str) -> None:
    counter.scans("A-1", STRANGE)
    with refused(refusal):
        names(counter, code, 2)
    assert listed(counter) == [(STRANGE, "A-1", 1, 0)]


def test_a_posted_difference_is_not_overwritten_by_a_name(counter: Counter) -> None:
    counter.scans("A-1", ONE, STRANGE)
    counter.ends()
    counter.approves()
    with refused("counting.bin_decided"):
        names(counter)
    assert listed(counter) == [(STRANGE, "A-1", 1, 0)]


def test_a_posted_difference_stays_when_its_goods_turn_up_in_an_open_recount(counter: Counter, warehouse: Warehouse) -> None:
    counter.counts("A-1", SKU1=8, SKU2=2)
    counter.approves(results(warehouse, counter.stocktake)["A-1", 1])
    with warehouse.transaction(counter.actor, "office") as tx:
        place = tx.connection.execute(select(CountBin.location_id).order_by(CountBin.id).limit(1)).scalar_one()
        ask_again(tx, counter.stocktake, place, [2], other=False)
    counter.scans("A-1", TWO, TWO, STRANGE)
    with refused("counting.bin_decided"):
        names(counter)
    assert counter.ends().again == 0
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("posted", -2), ("A-1", 2): ("agreed", 2)}
    assert problems_of(warehouse) == []


def test_a_strange_code_of_before_the_bin_was_begun_anew_counts_for_nothing(counter: Counter, warehouse: Warehouse) -> None:
    counter.scans("A-1", STRANGE)
    counter.scan("A-1", mode="again")
    assert listed(counter) == []
    with refused("counting.nothing_counted"):
        counter.ends()
    counter.scan(ONE, 10)
    counter.ends()
    with refused("counting.no_such_code"):
        names(counter)
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("agreed", 0)}
