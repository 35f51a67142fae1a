"""The whole house against a plain dictionary: random commands, right and wrong, and after each one both say the same."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from tests.database import LocalHouse, Server
from tests.shop import (
    add_orders,
    add_products,
    add_stock,
    add_waybills,
    barcode,
    carry_back,
    do,
    ids_of,
    on_desk,
    order,
    parcel_of,
    problems_of,
    scan,
    states_of,
    stock_of,
)
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.errors import Conflict
from warehouse_app.orders.commands import hold, unhold
from warehouse_app.orders.files import OrderStatus
from warehouse_app.orders.release import release
from warehouse_app.packing.commands import undo_last, unpack
from warehouse_app.packing.stopping import cancel
from warehouse_app.packing.ticking import tick, untick
from warehouse_app.store.warehouse import Warehouse, new_action

SKUS = ("SKU1", "SKU2", "SKU3")
LINES = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 3), min_size=1, max_size=2)
SELDOM = st.sampled_from([False] * 5 + [True])
WAITING, GONE = ("waiting", "short"), ("shipped", "done")
_files = itertools.count(1)


@dataclass
class Told:
    """What the dictionary knows of one order and the parcel it is in ("" before its wave)."""

    lines: dict[str, int]
    state: str = "waiting"
    held: bool = False
    parcel: str = ""
    scans: list[str] = field(default_factory=list)
    invoice: bool = False  # somebody has to put one in, and tick it
    ticked: bool = False

    def left(self, sku: str) -> int:
        return self.lines.get(sku, 0) - self.scans.count(sku)

    @property
    def to_tick(self) -> bool:
        return self.invoice and not self.ticked

    @property
    def promised(self) -> bool:
        return self.state in ("released", "in_wave", "picked")


class House(RuleBasedStateMachine):
    """Commands in any order. ``make`` opens an empty warehouse on either database."""

    make: Callable[[], Warehouse]

    def __init__(self) -> None:
        super().__init__()
        self.warehouse = type(self).make()
        self.orders: dict[str, Told] = {}
        self.stock = {"SKU1": 6, "SKU2": 9, "SKU3": 4}
        self.desk = dict.fromkeys(SKUS, 0)
        add_products(self.warehouse, 3)
        add_stock(self.warehouse, self.stock)
        add_waybills(self.warehouse, 60)

    def teardown(self) -> None:
        try:
            assert problems_of(self.warehouse) == []
        finally:
            self.warehouse.close()

    def promised(self, sku: str) -> int:
        return sum(told.lines.get(sku, 0) for told in self.orders.values() if told.promised)

    def pick(self, which: int, *, in_parcel: bool = False) -> tuple[str, Told]:
        names = [name for name, told in self.orders.items() if told.parcel or not in_parcel]
        return names[which % len(names)], self.orders[names[which % len(names)]]

    @property
    def any_order(self) -> bool:
        return bool(self.orders)

    @property
    def any_parcel(self) -> bool:
        return any(told.parcel for told in self.orders.values())

    @initialize(morning=st.lists(LINES, min_size=3, max_size=5), waved=st.integers(2, 4))
    def begin_the_day(self, morning: list[dict[str, int]], waved: int) -> None:
        """Most of what can go wrong goes wrong on the floor: the day begins with parcels there."""
        for place, lines in enumerate(morning):
            self.import_order(lines, invoice=place % 2 == 0)
        self.release()
        self.wave(waved)

    @rule(lines=LINES, invoice=st.booleans())
    def import_order(self, lines: dict[str, int], invoice: bool) -> None:
        number = f"N{len(self.orders):03}"
        self.orders[number] = Told(lines, invoice=invoice)
        self.tell(number)

    def tell(self, number: str, status: OrderStatus = OrderStatus.PAID) -> None:
        told = self.orders[number]
        title = "示例公司" if told.invoice else ""
        file = f"file {next(_files)}"
        add_orders(self.warehouse, order(number, told.lines, status=status, invoice_title=title), name=file)

    @precondition(lambda self: self.any_order)
    @rule(which=st.integers(0, 99), refunded=SELDOM)
    def import_again(self, which: int, refunded: bool) -> None:
        number, told = self.pick(which)
        self.tell(number, OrderStatus.CLOSED if refunded else OrderStatus.PAID)
        if refunded and told.state not in GONE:
            self.lay_on_desk(told)
            told.state = "cancelled"

    @rule(sku=st.sampled_from(SKUS), pieces=st.integers(0, 12))
    def count_a_bin(self, sku: str, pieces: int) -> None:
        add_stock(self.warehouse, {sku: pieces})
        if pieces >= self.promised(sku):  # else the row is refused: others count on those pieces
            self.stock[sku] = pieces

    @rule()
    def release(self) -> None:
        result = do(self.warehouse, release)
        expected: list[str] = []
        for number, told in self.orders.items():
            if told.state in WAITING and not told.held:
                fits = all(self.stock[sku] - self.promised(sku) >= pieces for sku, pieces in told.lines.items())
                told.state = "released" if fits else "short"
                expected += [number] if fits else []
        assert result.released == expected

    @rule(limit=st.one_of(st.none(), st.integers(1, 3)))
    def wave(self, limit: int | None) -> None:
        ready = [told for told in self.orders.values() if told.state == "released" and not told.held]
        taken = sorted(ready, key=lambda told: len(told.lines) > 1)[:limit]  # one deadline for all: a single line comes first
        if not taken:
            with pytest.raises(Conflict):
                do(self.warehouse, start_wave, None, limit)
            return
        do(self.warehouse, start_wave, None, limit)
        for told in taken:
            told.state, told.parcel, told.scans, told.ticked = "in_wave", "open", [], False

    def stop_of(self, told: Told) -> str:
        if told.state == "cancelled" or told.parcel == "cancelled":
            return "cancelled"
        if told.held:
            return "held"
        return "shipped_already" if told.parcel == "shipped" else ""

    def expected_scan(self, told: Told, sku: str) -> str:
        if self.stop_of(told):
            return self.stop_of(told)
        if sku not in told.lines:
            elsewhere = any(other.parcel == "open" and other.left(sku) > 0 for other in self.orders.values())
            return "belongs_elsewhere" if elsewhere else "wrong_item"
        if told.left(sku) == 0:
            return "one_too_many"
        if sum(map(told.left, told.lines)) > 1:
            return "right"
        return "tick_first" if told.to_tick else "complete"

    def takes(self, number: str, sku: str) -> bool:
        told = self.orders[number]
        return told.parcel == "open" and told.state == "picked" and not told.held and told.left(sku) > 0

    @precondition(lambda self: self.any_parcel)
    @rule(which=st.integers(0, 99), sku=st.sampled_from(SKUS), twice=st.booleans())
    def scan_item(self, which: int, sku: str, twice: bool) -> None:
        number, told = self.pick(which, in_parcel=True)
        self.scan_one(number, told, sku, twice=twice)

    @precondition(lambda self: self.any_parcel)
    @rule(which=st.integers(0, 99))
    def pack_whole(self, which: int) -> None:
        number, told = self.pick(which, in_parcel=True)
        if told.parcel == "open" and not self.stop_of(told):
            for sku in told.lines:
                for _ in range(told.left(sku)):
                    self.scan_one(number, told, sku, twice=False)
            if told.to_tick:
                self.tick_one(number, told, twice=False)

    @precondition(lambda self: any(told.invoice and told.parcel for told in self.orders.values()))
    @rule(which=st.integers(0, 99), twice=st.booleans())
    def tick_something(self, which: int, twice: bool) -> None:
        names = [name for name, told in self.orders.items() if told.invoice and told.parcel]
        number = names[which % len(names)]
        self.tick_one(number, self.orders[number], twice=twice)

    def tick_one(self, number: str, told: Told, *, twice: bool) -> None:
        full = not sum(map(told.left, told.lines))
        expected = self.stop_of(told) or ("packed_already" if told.parcel == "packed" else "")
        expected = expected or ("item_wanted" if told.ticked else "complete" if full else "ticked")
        action, parcel = new_action(), parcel_of(self.warehouse, number).id
        for _ in range(2 if twice else 1):
            assert do(self.warehouse, tick, parcel, None, action).verdict == expected
        told.ticked = told.ticked or expected in ("ticked", "complete")
        if expected == "complete":
            told.parcel = told.state = "packed"
            self.take_from_shelf(told, 1)

    @precondition(lambda self: any(told.ticked for told in self.orders.values()))
    @rule(which=st.integers(0, 99))
    def take_a_tick_back(self, which: int) -> None:
        names = [name for name, told in self.orders.items() if told.ticked]
        number = names[which % len(names)]
        told = self.orders[number]
        expected = self.stop_of(told) or ("packed_already" if told.parcel == "packed" else "unticked")
        assert do(self.warehouse, untick, parcel_of(self.warehouse, number).id, None, new_action()).verdict == expected
        told.ticked = expected != "unticked"

    def scan_one(self, number: str, told: Told, sku: str, *, twice: bool) -> None:
        parcel, action = parcel_of(self.warehouse, number).id, new_action()
        done = told.parcel == "packed" and not self.stop_of(told)  # then the item opens another parcel, if one is picked
        takers = {parcel_of(self.warehouse, name).id: name for name in self.orders if self.takes(name, sku)} if done else {}
        for _ in range(2 if twice else 1):
            answer = scan(self.warehouse, parcel, barcode(int(sku[3:])), action=action)
            told = self.orders[takers[answer.parcel_id]] if takers else told
            expected = self.expected_scan(told, sku) if takers or not done else "not_needed"
            assert answer.verdict == expected
        if expected in ("right", "complete", "tick_first"):
            told.scans.append(sku)
        if expected == "complete":
            told.parcel = told.state = "packed"
            self.take_from_shelf(told, 1)

    def take_from_shelf(self, told: Told, sign: int) -> None:
        for sku, pieces in told.lines.items():
            self.stock[sku] -= sign * pieces

    @precondition(lambda self: self.any_parcel)
    @rule(which=st.integers(0, 99))
    def undo(self, which: int) -> None:
        number, told = self.pick(which, in_parcel=True)
        expected = self.stop_of(told) or ("undone" if told.scans else "nothing_to_undo")
        assert do(self.warehouse, undo_last, parcel_of(self.warehouse, number).id, new_action()).verdict == expected
        if expected == "undone":
            told.scans.pop()
            if told.parcel == "packed":
                told.parcel, told.state = "open", "picked"
                self.take_from_shelf(told, -1)

    @precondition(lambda self: self.any_order)
    @rule(which=st.integers(0, 99), for_good=SELDOM)
    def stop(self, which: int, for_good: bool) -> None:
        number, told = self.pick(which)
        ids = ids_of(self.warehouse, number)
        act = cancel if for_good else hold
        if told.state in (*GONE, "cancelled"):
            with pytest.raises(Conflict):
                do(self.warehouse, act, ids, "a reason")
            return
        do(self.warehouse, act, ids, "a reason")
        if for_good:
            self.lay_on_desk(told)
            told.state = "cancelled"
        else:
            told.held = True

    @precondition(lambda self: self.any_order)
    @rule(which=st.integers(0, 99))
    def go_on(self, which: int) -> None:
        number, told = self.pick(which)
        do(self.warehouse, unhold, ids_of(self.warehouse, number))
        told.held = False

    @precondition(lambda self: self.any_parcel)
    @rule(which=st.integers(0, 99))
    def take_apart(self, which: int) -> None:
        number, told = self.pick(which, in_parcel=True)
        parcel = parcel_of(self.warehouse, number).id
        if told.parcel not in ("open", "packed") or not (told.state == "cancelled" or told.held):
            with pytest.raises(Conflict):
                do(self.warehouse, unpack, parcel, new_action())
            return
        do(self.warehouse, unpack, parcel, new_action())
        self.lay_on_desk(told)
        told.state, told.held = "waiting", False

    def lay_on_desk(self, told: Told) -> None:
        """The parcel, if there is one, is taken apart: what was in the box or scanned for it lies on the desk."""
        for sku in SKUS:
            if told.parcel == "packed":
                self.desk[sku] += told.lines.get(sku, 0)
            elif told.parcel == "open":
                self.desk[sku] += told.scans.count(sku)
                self.stock[sku] -= told.scans.count(sku)
        if told.parcel in ("open", "packed"):
            told.parcel = "cancelled"

    @rule()
    def carry_back(self) -> None:
        carry_back(self.warehouse)
        for sku in SKUS:
            self.stock[sku] += self.desk[sku]
            self.desk[sku] = 0

    @precondition(lambda self: self.any_parcel)
    @rule(which=st.integers(0, 99))
    def hand_over(self, which: int) -> None:
        number, told = self.pick(which, in_parcel=True)
        parcel = parcel_of(self.warehouse, number)
        trip = do(self.warehouse, open_handover, parcel.courier)
        answer = do(self.warehouse, hand_over, trip, (parcel.waybill,), new_action())
        goes = told.parcel == "packed" and not self.stop_of(told)
        assert (answer.verdict == "taken") == goes
        if goes:
            assert do(self.warehouse, close_handover, trip) == 1
            told.parcel = told.state = "shipped"

    @invariant()
    def both_say_the_same(self) -> None:
        assert on_desk(self.warehouse) == {sku: pieces for sku, pieces in self.desk.items() if pieces}
        assert stock_of(self.warehouse) == {sku: (self.stock[sku] + self.desk[sku], self.promised(sku)) for sku in SKUS}
        assert states_of(self.warehouse) == {number: told.state for number, told in self.orders.items()}


def _run(make: Callable[[], Warehouse], examples: int, steps: int) -> None:
    machine = type("House", (House,), {"make": staticmethod(make)})
    quick = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
    )
    run_state_machine_as_test(machine, settings=quick)


def test_the_house_on_sqlite(local_house: LocalHouse) -> None:
    _run(local_house.empty, 16, 40)


def test_the_house_on_postgresql(server_house: Server) -> None:
    _run(server_house.empty, 4, 40)
