"""Goods are shipped, moved, received and put right while a shop is counted: what is approved makes the books true."""

from __future__ import annotations

import random
from collections import Counter as Bag

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.counting.house import Counter, plan, results, rounds
from tests.database import House
from tests.shop import add_orders, add_products, add_waybills, barcode, do, order, pack, problems_of
from tests.stock.shelves import held, places, put
from warehouse_app.counting.rules import Kind
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.errors import WarehouseError
from warehouse_app.orders.release import release
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.stock.ledger import post
from warehouse_app.stock.moving.commands import move_goods
from warehouse_app.stock.rules import Posting, Reason
from warehouse_app.stock.tables import Reservation
from warehouse_app.store.warehouse import Warehouse, new_action

BINS = ("A-1", "A-2", "A-3")
STEPS = st.lists(
    st.sampled_from(["count", "begin", "go_on", "end", "move", "receive", "wave", "pack", "approve"]), min_size=6, max_size=14
)


class Shelf:
    """The shop with its real shelves beside the books; what people do, they do to both."""

    def __init__(self, warehouse: Warehouse, seed: int) -> None:
        self.warehouse, self.random = warehouse, random.Random(seed)
        add_products(warehouse, 3)
        add_waybills(warehouse, 30)
        # Every first count stands unless goods moved during it, so that no recount hides a wrong moment.
        do(warehouse, change_settings, {"count_same_person": True, "count_tolerance_pieces": 50})
        self.at = places(warehouse)
        self.real: Bag[tuple[str, int]] = Bag()
        for number, code in enumerate(BINS, 1):
            put(warehouse, code, number, 12)
            self.real[code, number] = 12 + self.random.choice([-2, -1, 0, 0, 1, 2])  # what nobody knows
        self.counter = Counter(warehouse, plan(warehouse, Kind.MONTHLY))
        self.open = ""
        self.left: list[int] = []
        self.waves: list[tuple[int, list[str]]] = []
        self.orders = 0

    def does(self, step: str) -> None:
        getattr(self, step)()

    def count(self) -> None:
        """A bin from its first piece to its last, with nothing in between."""
        if not self.open and self._begin(self.random.choice(BINS)):
            self._all_the_rest()
            self.end()

    def begin(self) -> None:
        if not self.open:
            self._begin(self.random.choice(BINS))

    def go_on(self) -> None:
        """Half of what lies there when one looks."""
        if self.open and self.left:
            sku = self.left.pop()
            self._scan(sku)

    def end(self) -> None:
        if self.open:
            self._all_the_rest()
            self.counter.ends(empty=not self.counted)
            self.open = ""

    def _begin(self, code: str) -> bool:
        answer = self.counter.scan(code)
        if answer.verdict != "bin_open":
            return False
        ours = {key[1]: listed for key, (_, listed) in rounds(self.warehouse, self.counter.stocktake).items() if key[0] == code}
        newest = max(ours)
        only = set(ours[newest]) if newest > 1 else {1, 2, 3}
        self.open, self.counted = code, 0
        self.left = sorted(only, key=lambda sku: self.real[code, sku])  # what there is most of is counted first
        return True

    def _all_the_rest(self) -> None:
        while self.left:
            self._scan(self.left.pop())

    def _scan(self, sku: int) -> None:
        pieces = self.real[self.open, sku]
        if pieces:
            self.counter.scan(barcode(sku), pieces, sure=True)
            self.counted += pieces

    def move(self) -> None:
        source, target = self.random.sample(BINS, 2)
        if self.open and target == self.open:
            source, target = target, source  # out of the bin that is being counted
        sku = max((1, 2, 3), key=lambda one: self.real[source, one])
        if self.real[source, sku]:
            try:
                do(self.warehouse, move_goods, sku, self.at[source], self.at[target], 1, new_action())
            except WarehouseError:
                return  # the books know of none that are free
            self.real[source, sku] -= 1
            self.real[target, sku] += 1

    def receive(self) -> None:
        code, sku = self.random.choice(BINS), self.random.randint(1, 3)
        line = Posting(sku, self.at["SUPPLIER"], self.at[code], 2)
        do(self.warehouse, post, new_action(), Reason.RECEIVED, [line], "receipt:test")
        self.real[code, sku] += 2

    def wave(self) -> None:
        """An order is released and picked: its pieces leave the shelf, and the books only when it is packed."""
        self.orders += 1
        number, sku = str(self.orders), self.random.randint(1, 3)
        add_orders(self.warehouse, order(number, {f"SKU{sku}": 1}), name=f"{number}.csv")
        do(self.warehouse, release)
        with self.warehouse.reading() as session:
            taken = session.execute(
                select(Reservation.location_id, Reservation.sku_id, Order.number)
                .join(OrderLine, OrderLine.id == Reservation.order_line_id)
                .join(Order, Order.id == OrderLine.order_id)
                .where(Order.state == "released")
            ).all()
        codes = {place: code for code, place in self.at.items()}
        if not taken or any(not self.real[codes[row.location_id], row.sku_id] for row in taken):
            return  # nobody can pick what is not there
        made = do(self.warehouse, start_wave).id
        do(self.warehouse, confirm_picked, made)
        for row in taken:
            self.real[codes[row.location_id], row.sku_id] -= 1
        self.waves.append((made, [row.number for row in taken]))

    def pack(self) -> None:
        if self.waves:
            for number in self.waves.pop(0)[1]:
                pack(self.warehouse, number)

    def approve(self) -> None:
        if results(self.warehouse, self.counter.stocktake, state="agreed"):
            self.counter.approves()


@given(STEPS, st.integers(0, 10_000))
@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_approval_the_books_are_the_shelf(house: House, steps: list[str], seed: int) -> None:
    shop = Shelf(house.empty(), seed)
    for step in steps:
        shop.does(step)
    shop.end()
    while shop.waves:
        shop.pack()
    for _ in range(6):  # what is still to be counted, in as many rounds as it takes
        for code in BINS:
            if shop._begin(code):
                shop.end()
        if results(shop.warehouse, shop.counter.stocktake, state="agreed"):
            shop.counter.approves()
    assert results(shop.warehouse, shop.counter.stocktake, state="recount") == {}
    assert held(shop.warehouse) == dict(+shop.real)
    assert problems_of(shop.warehouse) == []
