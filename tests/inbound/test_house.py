"""Goods in against a plain dictionary: random commands, right and wrong, and after each one both say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from tests.database import LocalHouse, Server
from tests.inbound.receiving.arrivals import version_of
from tests.inbound.sendback.backs import sheet
from tests.shop import add_products, add_stock, barcode, do, problems_of
from tests.stock.shelves import held, places
from warehouse_app.errors import WarehouseError
from warehouse_app.inbound.account.commands import pay
from warehouse_app.inbound.buying import commands as buying
from warehouse_app.inbound.buying.rules import SupplierFields, WantedLine
from warehouse_app.inbound.putaway.commands import put_away, undo_put_away
from warehouse_app.inbound.receiving.closing import close_receipt, reverse_receipt
from warehouse_app.inbound.receiving.commands import open_receipt
from warehouse_app.inbound.receiving.inspecting import inspect
from warehouse_app.inbound.receiving.scanning import receive, set_count, take_back
from warehouse_app.inbound.sendback.commands import credit_line, draft_return, send_return, undo_return
from warehouse_app.inbound.sendback.rules import BackLine
from warehouse_app.inbound.tables import PurchaseOrder, Receipt, SupplierEntry, SupplierReturn
from warehouse_app.stock.moving import commands as moving
from warehouse_app.store.warehouse import Warehouse, new_action

T = TypeVar("T")
SKUS = (1, 2, 3)
BINS = ("A-1", "A-2", "A-3")
PRICE = {1: Decimal("10.00"), 2: Decimal("2.50"), 3: Decimal("0.33")}
OPENING = 4  # of each SKU, in its own bin
REAL = (*BINS, "DOCK", "QUARANTINE")

SKU = st.sampled_from(SKUS)
BIN = st.sampled_from(BINS)
WHICH = st.integers(0, 99)
PIECES = st.integers(1, 4)
LINES = st.dictionaries(SKU, st.integers(1, 6), min_size=1)
OPEN = ("open",)
SELDOM = st.sampled_from([False] * 5 + [True])


def pick(which: int, told: list[T], suits: Callable[[T], bool]) -> T:
    """Nearly always one it can be done to; now and then any."""
    good = [one for one in told if suits(one)]
    chosen = good if good and which % 7 != 3 else told
    return chosen[which % len(chosen)]


@dataclass
class Order:
    id: int
    lines: dict[int, int]
    state: str = "draft"


@dataclass
class Arrival:
    """A receipt: its counts in the order they were made, what was found and what was put away, by SKU."""

    id: int
    order: Order | None = None
    replaces: Back | None = None
    state: str = "open"
    counts: list[tuple[int, int]] = field(default_factory=list)
    looked: Counter[int] = field(default_factory=Counter)
    bad: Counter[int] = field(default_factory=Counter)
    put: Counter[int] = field(default_factory=Counter)

    @property
    def counted(self) -> Counter[int]:
        found: Counter[int] = Counter()
        for sku, pieces in self.counts:
            found[sku] += pieces
        return +found

    def waiting(self, sku: int) -> int:
        return self.counted[sku] - self.bad[sku] - self.put[sku] if self.state == "closed" else 0

    @property
    def amount(self) -> Decimal:
        return Decimal(0) if self.replaces else sum((PRICE[sku] * n for sku, n in self.counted.items()), Decimal(0))


@dataclass
class Back:
    """A return of one line."""

    id: int
    sku: int
    place: str
    pieces: int
    state: str = "draft"
    replaced: int = 0
    credited: int = 0

    def settle(self) -> None:
        self.state = "sent" if self.pieces > self.replaced + self.credited else "closed"


@dataclass
class Done:
    """Something that can be undone: pieces of a SKU that went from one place to another."""

    name: Any
    sku: int
    pieces: int
    source: str
    target: str
    parts: list[tuple[Arrival, int]] = field(default_factory=list)
    undone: bool = False


class GoodsIn(RuleBasedStateMachine):
    """Commands in any order. ``make`` opens an empty warehouse on either database."""

    make: Callable[[], Warehouse]

    def __init__(self) -> None:
        super().__init__()
        self.steps = 0
        self.warehouse = type(self).make()
        add_products(self.warehouse, len(SKUS))
        add_stock(self.warehouse, {f"SKU{sku}": OPENING for sku in SKUS})
        self.place = places(self.warehouse)
        self.supplier = do(self.warehouse, buying.save_supplier, SupplierFields("示例服装厂"))
        for sku, price in PRICE.items():
            do(self.warehouse, buying.set_price, self.supplier, sku, price)
        self.held = Counter({(f"A-{sku}", sku): OPENING for sku in SKUS})
        self.owed = Decimal(0)
        self.orders: list[Order] = []
        self.arrivals: list[Arrival] = []
        self.closed: list[Arrival] = []  # in the order they were closed
        self.backs: list[Back] = []
        self.puts: list[Done] = []
        self.slips: list[Done] = []

    def teardown(self) -> None:
        try:
            assert problems_of(self.warehouse) == []
        finally:
            self.warehouse.close()

    def attempt(self, fits: bool, command: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """The command does what the dictionary allows, and refuses in plain words what it does not; None when refused."""
        if fits:
            return do(self.warehouse, command, *args, **named)
        with pytest.raises(WarehouseError):
            do(self.warehouse, command, *args, **named)
        return None

    def move(self, sku: int, pieces: int, source: str, target: str) -> None:
        self.held[source, sku] -= pieces
        self.held[target, sku] += pieces

    # --- orders ---

    def came(self, order: Order) -> Counter[int]:
        return sum((arrival.counted for arrival in self.closed if arrival.order is order), Counter())

    def settle_order(self, order: Order, *, taken_back: bool = False) -> None:
        if order.state == "cancelled" or (order.state == "closed" and not taken_back):
            return
        came = self.came(order)
        some = any(came[sku] for sku in order.lines)
        whole = all(came[sku] >= wanted for sku, wanted in order.lines.items())
        order.state = "closed" if whole else "partly" if some else "sent"

    @rule(lines=LINES)
    def draft_order(self, lines: dict[int, int]) -> None:
        made = do(self.warehouse, buying.draft_order, self.supplier, [WantedLine(sku, n) for sku, n in lines.items()])
        self.orders.append(Order(made, dict(lines)))

    @rule(which=WHICH)
    def send_order(self, which: int) -> None:
        order = pick(which, self.orders, lambda order: order.state == "draft")
        if self.attempt(order.state == "draft", buying.send_order, order.id, "a reason"):
            order.state = "sent"

    @rule(which=WHICH, lines=LINES)
    def edit_order(self, which: int, lines: dict[int, int]) -> None:
        order = pick(which, self.orders, lambda order: order.state in ("draft", "sent", "partly"))
        came = self.came(order)
        keeps = all(lines.get(sku, 0) >= came[sku] for sku in order.lines)
        fits = order.state == "draft" or (order.state in ("sent", "partly") and keeps)
        wanted = [WantedLine(sku, pieces) for sku, pieces in lines.items()]
        version = version_of(self.warehouse, order.id)
        if self.attempt(fits, buying.edit_order, order.id, version, wanted, None, "", "a reason"):
            order.lines = dict(lines)
            if order.state != "draft":
                self.settle_order(order)

    @precondition(lambda self: len(self.orders) > 2)
    @rule(which=WHICH)
    def cancel_order(self, which: int) -> None:
        order = pick(which, self.orders, lambda order: order.state == "sent")
        arriving = any(arrival.order is order and arrival.state == "open" for arrival in self.arrivals)
        fits = order.state in ("draft", "sent") and not arriving
        self.attempt(fits, buying.cancel_order, order.id)
        if fits:
            order.state = "cancelled"

    # --- receiving ---

    @initialize(lines=LINES)
    def begin_the_day(self, lines: dict[int, int]) -> None:
        """An order is on its way, something has arrived and lies on the dock, and something is being counted."""
        self.draft_order(lines)
        self.send_order(0)
        self.open_receipt(0, "blind")
        self.scan(0, 1, 4, False)
        self.inspect(0, 1, 2, 1)
        self.close(0)
        self.put_away(1, False, 1, "A-2", 2)
        self.open_receipt(1, "order")
        self.scan(1, 2, 2, False)
        self.draft_return(1, 3, 3)
        self.send_return(1)
        self.open_receipt(1, "return")

    @rule(which=WHICH, source=st.sampled_from(("order", "order", "blind", "return")))
    def open_receipt(self, which: int, source: str) -> None:
        if source == "blind":
            self.arrivals.append(Arrival(do(self.warehouse, open_receipt, None, self.supplier)))
        elif source == "order":
            order = pick(which, self.orders, lambda order: order.state in ("sent", "partly"))
            made = self.attempt(order.state in ("sent", "partly"), open_receipt, order.id)
            self.arrivals += [Arrival(made, order=order)] if made else []
        elif self.backs:
            back = pick(which, self.backs, lambda back: back.state == "sent")
            made = self.attempt(back.state == "sent", open_receipt, None, None, back.id)
            if made:
                self.arrivals.append(Arrival(made, replaces=back))
                self.scan_into(self.arrivals[-1], back.sku, 1)

    def an_arrival(self, which: int, *states: str) -> Arrival:
        return pick(which, self.arrivals, lambda arrival: arrival.state in states and bool(arrival.counted or states == OPEN))

    @rule(which=WHICH, sku=SKU, pieces=PIECES, strange=SELDOM)
    def scan(self, which: int, sku: int, pieces: int, strange: bool) -> None:
        self.scan_into(self.an_arrival(which, *OPEN), sku, pieces, strange)

    def scan_into(self, arrival: Arrival, sku: int, pieces: int, strange: bool = False) -> None:
        codes, action = ("no such code",) if strange else (barcode(sku),), new_action()
        for _ in range(2):  # the second time it is the same action
            if not self.attempt(arrival.state == "open", receive, arrival.id, codes, action, quantity=pieces):
                return
        if not strange:
            arrival.counts.append((sku, pieces))

    @rule(which=WHICH, sku=SKU, pieces=st.integers(0, 8))
    def key_a_figure(self, which: int, sku: int, pieces: int) -> None:
        arrival = self.an_arrival(which, *OPEN)
        fits = arrival.state == "open" and pieces >= arrival.looked[sku]
        if self.attempt(fits, set_count, arrival.id, sku, "", pieces, new_action()) and pieces != arrival.counted[sku]:
            arrival.counts.append((sku, pieces - arrival.counted[sku]))

    @rule(which=WHICH)
    def take_back(self, which: int) -> None:
        arrival = self.an_arrival(which, *OPEN)
        sku, pieces = arrival.counts[-1] if arrival.counts else (1, 0)
        fits = arrival.state == "open" and arrival.counted[sku] - pieces >= arrival.looked[sku]
        answer = self.attempt(fits, take_back, arrival.id, new_action())
        if answer:
            assert answer.pieces == -pieces
            arrival.counts[-1:] = []

    @rule(which=WHICH, sku=SKU, looked=PIECES, bad=st.integers(0, 5))
    def inspect(self, which: int, sku: int, looked: int, bad: int) -> None:
        arrival = self.an_arrival(which, "open", "closed")
        sku = pick(which, list(SKUS), lambda sku: arrival.counted[sku] - arrival.looked[sku] >= looked)
        bad = min(bad, looked) if which % 5 != 3 else bad
        closed = arrival.state == "closed"
        fits = (
            arrival.state in ("open", "closed")
            and bad <= looked <= arrival.counted[sku] - arrival.looked[sku]
            and (not closed or bad <= arrival.waiting(sku))
        )
        if self.attempt(fits, inspect, arrival.id, sku, "", looked, bad, "stain"):
            arrival.looked[sku] += looked
            arrival.bad[sku] += bad
            if closed:
                self.move(sku, bad, "DOCK", "QUARANTINE")

    @precondition(lambda self: any(arrival.state == "open" for arrival in self.arrivals))
    @rule(which=WHICH)
    def close(self, which: int) -> None:
        arrival = pick(which, self.arrivals, lambda arrival: arrival.state == "open" and bool(arrival.counted))
        if not self.attempt(arrival.state == "open" and bool(arrival.counted), close_receipt, arrival.id):
            return
        arrival.state = "closed"
        self.closed.append(arrival)
        for sku, pieces in arrival.counted.items():
            self.move(sku, pieces - arrival.bad[sku], "SUPPLIER", "DOCK")
            self.move(sku, arrival.bad[sku], "SUPPLIER", "QUARANTINE")
        self.owed += arrival.amount
        if arrival.order:
            self.settle_order(arrival.order)
        if back := arrival.replaces:
            back.replaced += min(arrival.counted[back.sku], back.pieces - back.replaced - back.credited)
            back.settle()

    @rule(which=WHICH)
    def reverse(self, which: int) -> None:
        arrival = self.an_arrival(which, "closed")
        here = all(self.held["QUARANTINE", sku] >= arrival.bad[sku] for sku in SKUS) and not +arrival.put
        given_up = arrival.replaces is not None and arrival.replaces.state == "cancelled"  # it brought nothing of that return
        fits = arrival.state == "closed" and here and not given_up
        self.attempt(fits, reverse_receipt, arrival.id, "a reason")
        if not fits:
            return
        for sku, pieces in arrival.counted.items():
            self.move(sku, pieces - arrival.bad[sku], "DOCK", "SUPPLIER")
            self.move(sku, arrival.bad[sku], "QUARANTINE", "SUPPLIER")
        arrival.state = "reversed"
        self.closed.remove(arrival)
        self.owed -= arrival.amount
        if arrival.order:
            self.settle_order(arrival.order, taken_back=True)
        if (back := arrival.replaces) and arrival.counted[back.sku]:
            left = sum(other.counted[back.sku] for other in self.closed if other.replaces is back)
            back.replaced = min(back.replaced, left)
            back.settle()

    # --- shelves ---

    @rule(which=WHICH, of_any=SELDOM, sku=SKU, place=BIN, pieces=PIECES)
    def put_away(self, which: int, of_any: bool, sku: int, place: str, pieces: int) -> None:
        sku = pick(which, list(SKUS), lambda sku: self.held["DOCK", sku] >= pieces)
        lines = self.closed if of_any else [pick(which, self.arrivals, lambda arrival: arrival.waiting(sku) >= pieces)]
        fits = sum(arrival.waiting(sku) for arrival in lines) >= pieces
        action, receipt = new_action(), None if of_any else lines[0].id
        for _ in range(2):  # the second time it is the same action
            if not self.attempt(fits, put_away, receipt, sku, place, pieces, action):
                return
            if not of_any and lines[0].waiting(sku) == pieces:
                break  # nothing waits any more: a repetition is answered all the same, and proven elsewhere
        done, left = Done(action, sku, pieces, "DOCK", place), pieces
        for arrival in lines:
            taken = min(left, arrival.waiting(sku))
            arrival.put[sku] += taken
            done.parts.append((arrival, taken))
            left -= taken
        self.move(sku, pieces, "DOCK", place)
        self.puts.append(done)

    @precondition(lambda self: self.puts)
    @rule(which=WHICH)
    def undo_put_away(self, which: int) -> None:
        done = pick(which, self.puts, lambda done: not done.undone)
        if self.undo(done, undo_put_away, done.name, new_action()):
            for arrival, taken in done.parts:
                arrival.put[done.sku] -= taken

    def undo(self, done: Done, command: Callable[..., Any], *args: Any) -> bool:
        there = done.target not in REAL or self.held[done.target, done.sku] >= done.pieces
        if not self.attempt(there and not done.undone, command, *args):
            return False
        done.undone = True
        self.move(done.sku, done.pieces, done.target, done.source)
        return True

    def slip(self, moved: Any, sku: int, pieces: int, source: str, target: str) -> None:
        if moved:
            self.slips.append(Done(moved.slip_id, sku, pieces, source, target))
            self.move(sku, pieces, source, target)

    @rule(which=WHICH, sku=SKU, to=BIN, pieces=PIECES)
    def move_goods(self, which: int, sku: int, to: str, pieces: int) -> None:
        source = self.a_place(which, sku, pieces)
        fits = source != to and self.held[source, sku] >= pieces
        told = (sku, self.place[source], self.place[to], pieces, new_action())
        self.slip(self.attempt(fits, moving.move_goods, *told), sku, pieces, source, to)

    @rule(which=WHICH, sku=SKU, pieces=PIECES, kind=st.sampled_from(("damage", "damage", "loss")), keep=st.booleans())
    def write_off(self, which: int, sku: int, pieces: int, kind: str, keep: bool) -> None:
        source = self.a_place(which, sku, pieces, (*BINS, "QUARANTINE"))
        fits = self.held[source, sku] >= pieces and not (keep and (kind == "loss" or source == "QUARANTINE"))
        told = (kind, sku, self.place[source], pieces, "a reason", new_action(), "", keep)
        moved = self.attempt(fits, moving.write_off, *told)
        self.slip(moved, sku, pieces, source, "QUARANTINE" if keep else "LOSS")

    @rule(which=WHICH, sku=SKU, pieces=PIECES)
    def take_out(self, which: int, sku: int, pieces: int) -> None:
        source = self.a_place(which, sku, pieces)
        told = (sku, self.place[source], pieces, "张三", "", new_action())
        moved = self.attempt(self.held[source, sku] >= pieces, moving.take_out, *told)
        self.slip(moved, sku, pieces, source, "CONSUMED")

    @rule(sku=SKU, place=BIN, pieces=st.integers(-1, 12))
    def correct(self, sku: int, place: str, pieces: int) -> None:
        there = self.held[place, sku]
        moved = self.attempt(pieces >= 0, moving.correct, sku, self.place[place], pieces, "counted", new_action())
        if moved and pieces > there:
            self.slip(moved, sku, pieces - there, "FOUND", place)
        elif moved and pieces < there:
            self.slip(moved, sku, there - pieces, place, "LOSS")

    @precondition(lambda self: self.slips)
    @rule(which=WHICH)
    def undo_slip(self, which: int) -> None:
        done = pick(which, self.slips, lambda done: not done.undone)
        self.undo(done, moving.undo_slip, done.name)

    # --- back to the supplier, and money ---

    def a_place(self, which: int, sku: int, pieces: int, of: tuple[str, ...] = BINS) -> str:
        return pick(which, list(of), lambda place: self.held[place, sku] >= pieces)

    @rule(which=WHICH, sku=SKU, pieces=st.integers(1, 9))
    def draft_return(self, which: int, sku: int, pieces: int) -> None:
        place = self.a_place(which, sku, pieces, ("QUARANTINE", *BINS))
        line = BackLine(sku, pieces, location_id=self.place[place], price=PRICE[sku])
        self.backs.append(Back(do(self.warehouse, draft_return, self.supplier, "exchange", [line]), sku, place, pieces))

    @precondition(lambda self: self.backs)
    @rule(which=WHICH)
    def send_return(self, which: int) -> None:
        back = pick(which, self.backs, lambda back: back.state == "draft")
        bought = sum(arrival.counted[back.sku] for arrival in self.closed) + OPENING
        returned = sum(other.pieces for other in self.backs if other.sku == back.sku and other.state in ("sent", "closed"))
        there = self.held[back.place, back.sku] >= back.pieces
        if self.attempt(back.state == "draft" and there and bought - returned >= back.pieces, send_return, back.id):
            back.state = "sent"
            self.move(back.sku, back.pieces, back.place, "SUPPLIER")

    @precondition(lambda self: self.backs)
    @rule(which=WHICH)
    def undo_return(self, which: int) -> None:
        back = pick(which, self.backs, lambda back: back.state == "sent")
        arriving = any(arrival.replaces is back and arrival.state == "open" for arrival in self.arrivals)
        fits = back.state == "sent" and not (back.replaced or back.credited or arriving)
        if self.attempt(fits, undo_return, back.id):
            back.state = "cancelled"
            self.move(back.sku, back.pieces, "SUPPLIER", back.place)

    @precondition(lambda self: self.backs)
    @rule(which=WHICH, pieces=PIECES)
    def credit(self, which: int, pieces: int) -> None:
        back = pick(which, self.backs, lambda back: back.state == "sent")
        fits = back.state == "sent" and pieces <= back.pieces - back.replaced - back.credited
        if self.attempt(fits, credit_line, sheet(self.warehouse, back.id).lines[0].id, pieces):
            back.credited += pieces
            back.settle()
            self.owed -= PRICE[back.sku] * pieces

    @rule(cents=st.integers(-1, 5000))
    def pay(self, cents: int) -> None:
        amount = Decimal(cents) / 100
        if self.attempt(cents > 0, pay, self.supplier, amount, self.warehouse.clock().date()):
            self.owed -= amount

    # --- after every step ---

    @invariant()
    def both_say_the_same(self) -> None:
        assert held(self.warehouse) == {place: n for place, n in self.held.items() if n and place[0] in REAL}
        with self.warehouse.reading() as session:
            owed = session.scalar(select(func.sum(SupplierEntry.amount))) or Decimal(0)
            states = [
                {row.id: row.state for row in session.execute(select(table.id, table.state))}
                for table in (PurchaseOrder, Receipt, SupplierReturn)
            ]
        assert owed == self.owed
        assert states == [{one.id: one.state for one in told} for told in (self.orders, self.arrivals, self.backs)]

    @invariant()
    def nothing_is_wrong(self) -> None:
        """The whole check takes longer than a step: after every fourth, and at the end; what is wrong stays wrong."""
        self.steps += 1
        if self.steps % 4 == 0:
            assert problems_of(self.warehouse) == []


def _run(make: Callable[[], Warehouse], examples: int, steps: int) -> None:
    machine = type("GoodsInHere", (GoodsIn,), {"make": staticmethod(make)})
    quick = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
    )
    run_state_machine_as_test(machine, settings=quick)


def test_goods_in_on_sqlite(local_house: LocalHouse) -> None:
    _run(local_house.empty, 5, 50)


def test_goods_in_on_postgresql(server_house: Server) -> None:
    _run(server_house.empty, 2, 30)
