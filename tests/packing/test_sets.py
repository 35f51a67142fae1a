"""Sets made of components on the floor: picked, packed, taken back, sent in two parcels; no piece is lost or promised twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from tests.database import LocalHouse, Server
from tests.orders.sets.kits import make_kits
from tests.packing.desk import counted, id_of, sku_id
from tests.shop import (
    add_orders,
    barcode,
    carry_back,
    do,
    ids_of,
    on_desk,
    open_shop,
    order,
    pack,
    parcel_of,
    problems_of,
    release_and_wave,
    scan,
    states_of,
    stock_of,
)
from warehouse_app.dispatch.further import next_parcel
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.errors import Conflict
from warehouse_app.orders.queries import order_view
from warehouse_app.orders.release import release
from warehouse_app.packing.aside.rules import Reason
from warehouse_app.packing.commands import undo_last
from warehouse_app.packing.forcing import complete_short
from warehouse_app.packing.queries import parcel_view
from warehouse_app.packing.short_pick import short_pick
from warehouse_app.packing.stopping import cancel
from warehouse_app.packing.taking_out import take_out
from warehouse_app.people.commands import SYSTEM
from warehouse_app.picking.confirming.commands import take
from warehouse_app.picking.confirming.queries import WalkStop, walk
from warehouse_app.picking.counting import count_tasks
from warehouse_app.picking.queries import pick_stops
from warehouse_app.stock.tables import Move
from warehouse_app.store.warehouse import Tx, Warehouse, new_action

STOCK = {"SKU1": 5, "SKU2": 8, "SKU3": 4, "SKU4": 1, "SKU5": 0}
CODES, KITS = tuple(STOCK), ("SKU4", "SKU5")


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Order 1: three of the set SKU4, of which one is in stock, and one of its component SKU1."""
    open_shop(warehouse, STOCK, order("1", {"SKU4": 3, "SKU1": 1}))
    make_kits(warehouse)
    release_and_wave(warehouse)
    return warehouse


def needed(warehouse: Warehouse, number: str = "1") -> dict[str, int]:
    return {line.seller_code: line.needed for line in parcel_of(warehouse, number).lines}


def here(warehouse: Warehouse) -> dict[str, tuple[int, int]]:
    """On hand and reserved pieces of what is in the house at all."""
    return {code: figures for code, figures in stock_of(warehouse).items() if figures[0]}


def put_in(warehouse: Warehouse, number: str, *codes: str) -> None:
    for code in codes:
        assert scan(warehouse, id_of(warehouse, number), barcode(int(code[3:]))).good


def test_the_pick_list_and_the_desk_show_components_and_their_set(shop: Warehouse) -> None:
    with shop.reading() as session:
        stops = pick_stops(session, 1)
        view = parcel_view(session.connection(), id_of(shop))
        card = order_view(session, ids_of(shop, "1")[0])
        walked = walk(session, 1)
    assert [(stop.seller_code, stop.quantity, stop.of_sets) for stop in stops] == [
        ("SKU1", 3, ("商品4 黑色 M",)), ("SKU2", 4, ("商品4 黑色 M",)), ("SKU4", 1, ()),
    ]  # fmt: skip
    assert [(line.seller_code, line.needed, line.of_sets) for line in view.lines] == [
        (stop.seller_code, stop.quantity, stop.of_sets) for stop in stops
    ]
    assert [stop.of_sets for stop in walked.stops] == [stop.of_sets for stop in stops]
    assert [line.made_of for line in card.lines] == [(("SKU1", 1, 2), ("SKU2", 2, 2)), ()]


def test_completion_takes_components_out_of_their_bins_and_undo_brings_them_back(shop: Warehouse) -> None:
    pack(shop, "1")
    assert states_of(shop) == {"1": "packed"}
    assert here(shop) == {"SKU1": (2, 0), "SKU2": (4, 0), "SKU3": (4, 0)}
    assert problems_of(shop) == []
    do(shop, undo_last, id_of(shop), new_action())
    assert stock_of(shop)["SKU2"] == (8, 4)
    assert problems_of(shop) == []
    put_in(shop, "1", "SKU4")
    assert states_of(shop) == {"1": "packed"}


@pytest.mark.parametrize("packed", [False, True])
def test_a_stopped_parcel_gives_components_back_and_the_next_release_makes_the_sets_anew(shop: Warehouse, packed: bool) -> None:
    if packed:
        pack(shop, "1")
    else:
        put_in(shop, "1", "SKU1", "SKU2")
    do(shop, cancel, ids_of(shop, "1"), "不要了")
    assert on_desk(shop) == ({"SKU1": 3, "SKU2": 4, "SKU4": 1} if packed else {"SKU1": 1, "SKU2": 1})
    carry_back(shop)
    assert {code: free for code, (free, _) in stock_of(shop).items()} == STOCK
    add_orders(shop, order("2", {"SKU4": 5}), name="later.csv")
    do(shop, release)
    assert (states_of(shop)["2"], problems_of(shop)) == ("released", [])


def test_a_wave_taken_apart_keeps_what_is_promised(shop: Warehouse) -> None:
    do(shop, take_out, ids_of(shop, "1"), "later")
    assert (states_of(shop), stock_of(shop)["SKU2"]) == ({"1": "released"}, (8, 4))
    do(shop, start_wave)
    assert needed(shop) == {"SKU1": 3, "SKU2": 4, "SKU4": 1}
    assert problems_of(shop) == []


def test_a_set_goes_whole_into_the_next_parcel_and_comes_whole_back(shop: Warehouse) -> None:
    put_in(shop, "1", "SKU1", "SKU1", "SKU2", "SKU2", "SKU4")
    do(shop, next_parcel, id_of(shop), new_action())
    assert (needed(shop), needed(shop, "1-2")) == ({"SKU1": 2, "SKU2": 2, "SKU4": 1}, {"SKU1": 1, "SKU2": 2})
    assert problems_of(shop) == []
    do(shop, undo_last, id_of(shop, "1-2"), new_action())
    assert needed(shop) == {"SKU1": 3, "SKU2": 4, "SKU4": 1}
    assert problems_of(shop) == []
    do(shop, next_parcel, id_of(shop), new_action())
    pack(shop, "1-3")
    assert (stock_of(shop).get("SKU2", (0, 0)), problems_of(shop)) == ((4, 0), [])


def test_half_a_set_is_neither_left_out_nor_sent_on(shop: Warehouse) -> None:
    put_in(shop, "1", "SKU1", "SKU1", "SKU2", "SKU4")
    for refused in (
        lambda: do(shop, next_parcel, id_of(shop), new_action()),
        lambda: do(shop, complete_short, id_of(shop), Reason("missing"), SYSTEM.id, new_action()),
    ):
        with pytest.raises(Conflict, match="set_begun") as error:
            refused()
        assert error.value.fields == {"name": "商品4 黑色 M"}
    put_in(shop, "1", "SKU2")
    do(shop, complete_short, id_of(shop), Reason("missing"), SYSTEM.id, new_action())
    assert (states_of(shop), problems_of(shop)) == ({"1": "packed", "1-2": "waiting"}, [])
    assert counted(shop) == {"SKU1": 2, "SKU2": 2, "SKU4": 1}
    assert stock_of(shop)["SKU1"] == (3, 0)


def test_only_the_bins_of_what_is_missing_are_counted(shop: Warehouse) -> None:
    put_in(shop, "1", "SKU1", "SKU1", "SKU1", "SKU2", "SKU2", "SKU2", "SKU2")
    do(shop, complete_short, id_of(shop), Reason("missing"), SYSTEM.id, new_action())
    with shop.reading() as session:
        assert [task.seller_code for task in count_tasks(session)] == ["SKU4"]  # its components were all there
    assert problems_of(shop) == []


def test_a_component_that_is_not_in_its_bin_comes_from_another_or_the_order_waits(shop: Warehouse) -> None:
    with shop.reading() as session:
        place = next(stop.place for stop in walk(session, 1).stops if stop.seller_code == "SKU2")
    found = do(shop, short_pick, 1, place, 1, new_action())
    assert found.waiting == ("1",)
    assert (states_of(shop), stock_of(shop)["SKU1"]) == ({"1": "short"}, (5, 0))
    assert problems_of(shop) == []


def _take(tx: Tx, wave_id: int, stop: WalkStop) -> None:
    """Everything of a stop, one scan a piece."""
    for _ in range(stop.left):
        assert take(tx, wave_id, stop.place, (barcode(int(stop.seller_code[3:])),), new_action(), bin_open=True).good


class Sets(RuleBasedStateMachine):
    """Commands in any order on orders full of sets; after each the books agree and no piece is lost."""

    make: Callable[[], Warehouse]

    def __init__(self) -> None:
        super().__init__()
        self.warehouse = type(self).make()
        open_shop(self.warehouse, STOCK, waybills=60)
        make_kits(self.warehouse)
        self.ids = {code: sku_id(self.warehouse, code) for code in CODES}
        self.orders = 0
        self.refusals: list[str] = []

    def teardown(self) -> None:
        self.warehouse.close()
        assert not {"stock.not_enough", "packing.not_promised"} & set(self.refusals)

    def try_to(self, command: Callable[..., object], *args: object) -> None:
        """A refusal is an answer, too; the books have to agree after it."""
        try:
            do(self.warehouse, command, *args)
        except Conflict as refusal:
            self.refusals.append(refusal.code)

    def numbers(self, *states: str) -> list[str]:
        return sorted(number for number, state in states_of(self.warehouse).items() if state in states)

    @initialize(
        lines=st.lists(st.dictionaries(st.sampled_from(CODES[3:]), st.integers(1, 2), min_size=1), min_size=2, max_size=3)
    )
    def morning(self, lines: list[dict[str, int]]) -> None:
        for each in lines:
            self.bring(each)
        self.wave()

    @rule(lines=st.dictionaries(st.sampled_from(CODES), st.integers(1, 2), min_size=1, max_size=3))
    def bring(self, lines: dict[str, int]) -> None:
        self.orders += 1
        add_orders(self.warehouse, order(f"N{self.orders}", lines), name=f"{self.orders}.csv")

    @rule()
    def wave(self) -> None:
        do(self.warehouse, release)
        self.try_to(start_wave)

    @precondition(lambda self: self.numbers("in_wave", "picked"))
    @rule(which=st.integers(0, 9), pieces=st.integers(1, 9))
    def pack(self, which: int, pieces: int) -> None:
        parcel = parcel_of(self.warehouse, self.one(which, "in_wave", "picked"))
        wanted = [line.seller_code for line in parcel.lines for _ in range(line.needed - line.scanned)]
        for code in wanted[:pieces]:
            scan(self.warehouse, parcel.id, barcode(int(code[3:])))

    def one(self, which: int, *states: str) -> str:
        numbers = self.numbers(*states)
        return numbers[which % len(numbers)]

    @precondition(lambda self: self.numbers("in_wave", "picked", "packed"))
    @rule(which=st.integers(0, 9), how=st.sampled_from(("undo", "further", "short", "cancel", "take_out", "pick", "short_pick")))
    def change(self, which: int, how: str) -> None:
        number = self.one(which, "in_wave", "picked", "packed")
        parcel = parcel_of(self.warehouse, number)
        if how in ("cancel", "take_out"):
            self.try_to({"cancel": cancel, "take_out": take_out}[how], ids_of(self.warehouse, number), "x")
        elif how == "short":
            self.try_to(complete_short, parcel.id, Reason("missing"), SYSTEM.id, new_action())
        elif how == "further":
            self.try_to(next_parcel, parcel.id, new_action())
        elif how == "undo":
            self.try_to(undo_last, parcel.id, new_action())
        else:
            self.pick(parcel.wave, how)

    def pick(self, wave: str, how: str) -> None:
        wave_id = int(wave.rpartition("-")[2])
        with self.warehouse.reading() as session:
            stop = walk(session, wave_id).next
        if stop is not None and how == "short_pick":
            self.try_to(short_pick, wave_id, stop.place, 0, new_action())
        elif stop is not None:
            self.try_to(_take, wave_id, stop)

    @precondition(lambda self: on_desk(self.warehouse))
    @rule()
    def carry_back(self) -> None:
        carry_back(self.warehouse)

    @invariant()
    def the_books_agree(self) -> None:
        assert problems_of(self.warehouse) == []

    @invariant()
    def no_piece_is_lost(self) -> None:
        here = {code: figures[0] for code, figures in stock_of(self.warehouse).items()}
        with self.warehouse.reading() as session:
            moves = session.execute(select(Move.sku_id, Move.quantity, Move.reason, Move.undoes_id, Move.id)).all()
        undone = {move.undoes_id for move in moves}
        for code in CODES:
            gone = sum(m.quantity for m in moves if m.sku_id == self.ids[code] and m.reason == "shipped" and m.id not in undone)
            assert here.get(code, 0) + gone == STOCK[code], code


def _run(make: Callable[[], Warehouse], examples: int) -> None:
    machine = type("Sets", (Sets,), {"make": staticmethod(make)})
    quick = settings(max_examples=examples, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=quick)


def test_sets_in_any_order_on_sqlite(local_house: LocalHouse) -> None:
    _run(local_house.empty, 3)


def test_sets_in_any_order_on_postgresql(server_house: Server) -> None:
    _run(server_house.empty, 1)
