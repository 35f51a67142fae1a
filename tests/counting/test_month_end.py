"""A month-end with seeded errors of five kinds while orders ship: every one is found, none is invented."""

from __future__ import annotations

import random

from sqlalchemy import select

from tests.counting.house import Counter, found, person, plan, results, rounds
from tests.shop import add_orders, add_waybills, barcode, do, order, pack, parsed, problems_of
from tests.stock.shelves import held
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.counting.differences import explain
from warehouse_app.counting.rules import Kind
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.release import release
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.stock.commands import import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.stock.tables import Location, Reservation
from warehouse_app.store.warehouse import Warehouse

BINS, EACH, PIECES = 10, 2, 8
Truth = dict[tuple[str, int], int]


def open_house(warehouse: Warehouse) -> Truth:
    """Ten bins with two sizes of one product each; the shelf, which the books describe so far."""
    rows = []
    for n in range(1, BINS * EACH + 1):
        place, size = (n + 1) // 2, "SM"[n % 2]
        rows.append(ProductRow(n, f"SKU{n}", f"商品{place}", "黑色", size, (barcode(n),), None, 100, f"A-{place}", "", ""))
    do(warehouse, import_products, parsed(rows))
    stock = [StockRow(n, row.bin_code, row.seller_code, PIECES) for n, row in enumerate(rows, 2)]
    do(warehouse, import_stock, parsed(stock, "stock.csv"), new_bins=True)
    add_waybills(warehouse, 20)
    return {(row.bin_code, n): PIECES for n, row in enumerate(rows, 1)}


def seed(real: Truth) -> Truth:
    """Missing, extra, a swapped size, goods in the wrong bin; returns the differences a good count must find."""
    wrong = {("A-1", 1): -2, ("A-3", 5): 1, ("A-5", 9): -1, ("A-5", 10): 1, ("A-7", 13): -3, ("A-8", 13): 3}
    for place, difference in wrong.items():
        real[place] = real.get(place, 0) + difference
    return wrong


def ship(warehouse: Warehouse, real: Truth, number: int, sku: int, *, packed: bool) -> None:
    """An order is picked from where the books promise it, and packed at once or later."""
    add_orders(warehouse, order(str(number), {f"SKU{sku}": 1}), name=f"{number}.csv")
    do(warehouse, release)
    with warehouse.reading() as session:
        wanted = select(Location.code, Reservation.sku_id).join(Reservation, Reservation.location_id == Location.id)
        wanted = wanted.join(OrderLine, OrderLine.id == Reservation.order_line_id).join(Order, Order.id == OrderLine.order_id)
        taken = session.execute(wanted.where(Order.state == "released")).all()
    do(warehouse, confirm_picked, do(warehouse, start_wave).id)
    for row in taken:
        real[row.code, row.sku_id] -= 1
    if packed:
        pack(warehouse, str(number))


def count(counter: Counter, real: Truth, code: str, only: set[int] | None = None, *, twice: bool = False) -> None:
    """All that lies in a bin, or the goods asked for; ``twice``: the counter begins again and does not say so."""
    counter.scan(code)
    pieces = 0
    for (place, sku), many in real.items():
        if place == code and many and (only is None or sku in only):
            counter.scan(barcode(sku), many * (2 if twice else 1), sure=True)
            pieces += many
    counter.ends(empty=not pieces)


def test_every_seeded_error_is_found_and_none_invented(local_warehouse: Warehouse) -> None:
    warehouse = local_warehouse
    real = open_house(warehouse)
    wrong = seed(real)
    made = plan(warehouse, Kind.MONTHLY)
    first, second = (Counter(warehouse, made, person(warehouse, name), name) for name in ("甲", "乙"))
    shipped = iter(range(1, 20))
    order_of = list(range(1, BINS + 1))
    random.Random(11).shuffle(order_of)
    for bin_number, later in zip(order_of, [*order_of[1:], order_of[0]], strict=True):
        count(first, real, f"A-{bin_number}", twice=bin_number == 9)
        if bin_number % 2:
            ship(warehouse, real, next(shipped), 2 * later, packed=later % 4 > 1)  # from a bin that is counted next
    for (code, round_of), (state, skus) in rounds(warehouse, made).items():
        if round_of == 2 and state == "todo":
            count(second, real, code, set(skus))
    outcome = found(warehouse, made)
    assert {state for state, _ in outcome.values()} <= {"agreed", "recount"}
    third = Counter(warehouse, made, person(warehouse, "丙"), "丙")
    for (code, round_of), (state, skus) in rounds(warehouse, made).items():
        if round_of == 3 and state == "todo":
            count(third, real, code, set(skus))
    outcome = found(warehouse, made)
    assert {place: difference for place, (_, difference) in outcome.items() if difference} == wrong
    assert {state for state, _ in outcome.values()} == {"agreed"}
    likely = {}
    with warehouse.reading() as session:
        for place, result_id in results(warehouse, made).items():
            if place in wrong:
                likely[place] = explain(session, result_id, warehouse.clock()).causes[0].value
    assert (likely["A-5", 9], likely["A-7", 13], likely["A-8", 13]) == ("swapped", "wrong_bin", "wrong_bin")
    assert third.approves().lines == len(wrong)
    for number in range(1, next(shipped)):
        with warehouse.reading() as session:
            state = session.scalar(select(Order.state).where(Order.number == str(number)))
        if state == "picked":
            pack(warehouse, str(number))
    assert held(warehouse) == {place: pieces for place, pieces in real.items() if pieces}
    assert problems_of(warehouse) == []
