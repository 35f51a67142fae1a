"""The ledger: double entry, counter-moves, action ids, promises; nothing else changes stock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.database import LocalHouse, is_postgres
from tests.shop import DESK, add_products, do, problems_of, stock_of
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.people.commands import SYSTEM
from warehouse_app.stock import ledger
from warehouse_app.stock.ledger import Promise
from warehouse_app.stock.rules import Posting, Reason
from warehouse_app.stock.tables import Balance, Location, Move, Reservation
from warehouse_app.store.warehouse import Tx, Warehouse


def _places(warehouse: Warehouse) -> dict[str, int]:
    with warehouse.reading() as session:
        return {row.code: row.id for row in session.execute(select(Location.code, Location.id))}


def _balance(warehouse: Warehouse, code: str, sku_id: int = 1) -> tuple[int, int]:
    with warehouse.reading() as session:
        row = session.execute(
            select(Balance.on_hand, Balance.reserved)
            .join(Location, Location.id == Balance.location_id)
            .where(Location.code == code, Balance.sku_id == sku_id)
        ).one_or_none()
    return (row.on_hand, row.reserved) if row else (0, 0)


def _moves(warehouse: Warehouse) -> int:
    with warehouse.reading() as session:
        return session.scalar(select(func.count()).select_from(Move)) or 0


@pytest.fixture
def place(warehouse: Warehouse) -> dict[str, int]:
    """Two products, bins A-1 and A-2, and ten pieces of SKU 1 in A-1."""
    add_products(warehouse, 2)
    places = _places(warehouse)
    do(warehouse, ledger.post, "open", Reason.OPENING, [Posting(1, places["SUPPLIER"], places["A-1"], 10)])
    return places


def test_what_one_place_gains_another_loses(warehouse: Warehouse, place: dict[str, int]) -> None:
    do(warehouse, ledger.post, "move", Reason.MOVED, [Posting(1, place["A-1"], place["A-2"], 4)])
    assert [_balance(warehouse, code)[0] for code in ("SUPPLIER", "A-1", "A-2")] == [-10, 6, 4]
    with warehouse.reading() as session:
        assert session.scalar(select(func.sum(Balance.on_hand))) == 0
    assert problems_of(warehouse) == []


def test_the_same_action_twice_is_done_once(warehouse: Warehouse, place: dict[str, int]) -> None:
    first = do(warehouse, ledger.post, "twice", Reason.MOVED, [Posting(1, place["A-1"], place["A-2"], 3)])
    again = do(warehouse, ledger.post, "twice", Reason.MOVED, [Posting(1, place["A-1"], place["A-2"], 3)])
    assert first == again != []
    assert (_balance(warehouse, "A-1"), _moves(warehouse)) == ((7, 0), 2)


def test_an_action_of_many_lines_is_all_or_nothing(warehouse: Warehouse, place: dict[str, int]) -> None:
    lines = [Posting(1, place["A-1"], place["A-2"], 3), Posting(2, place["A-1"], place["A-2"], 1)]
    with pytest.raises(Conflict) as caught:
        do(warehouse, ledger.post, "both", Reason.MOVED, lines)
    assert caught.value.code == "stock.not_enough"
    assert caught.value.fields == {"sku": "SKU2", "bin": "A-1", "wanted": 1, "free": 0}
    assert (_balance(warehouse, "A-1"), _moves(warehouse)) == ((10, 0), 1)


def test_a_bin_never_falls_below_zero_or_below_what_it_promised(warehouse: Warehouse, place: dict[str, int]) -> None:
    for number, quantity, code in ((1, 11, "stock.not_enough"), (2, 7, "stock.not_enough")):
        if number == 2:
            do(warehouse, ledger.promise, [Promise(1, 1, place["A-1"], "", 4)])
        with pytest.raises(Conflict) as caught:
            do(warehouse, ledger.post, f"too much {number}", Reason.MOVED, [Posting(1, place["A-1"], place["A-2"], quantity)])
        assert caught.value.code == code
    do(warehouse, ledger.post, "just right", Reason.MOVED, [Posting(1, place["A-1"], place["A-2"], 6)])
    assert _balance(warehouse, "A-1") == (4, 4)


def test_lines_that_cancel_out_in_a_bin_are_judged_together(warehouse: Warehouse, place: dict[str, int]) -> None:
    lines = [Posting(1, place["A-2"], place["LOSS"], 5), Posting(1, place["A-1"], place["A-2"], 5)]
    do(warehouse, ledger.post, "through", Reason.CORRECTION, lines)
    assert (_balance(warehouse, "A-1"), _balance(warehouse, "A-2"), _balance(warehouse, "LOSS")) == ((5, 0), (0, 0), (5, 0))


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_move_takes_a_positive_whole_quantity(warehouse: Warehouse, place: dict[str, int], quantity: int) -> None:
    with pytest.raises(Exception, match=r"(?i)check constraint|ck_move_quantity"):
        do(warehouse, ledger.post, "none", Reason.MOVED, [Posting(1, place["A-1"], place["A-2"], quantity)])
    assert _balance(warehouse, "A-1") == (10, 0)


def test_undo_is_a_counter_move_and_only_once(warehouse: Warehouse, place: dict[str, int]) -> None:
    (move,) = do(warehouse, ledger.post, "oops", Reason.MOVED, [Posting(1, place["A-1"], place["A-2"], 4)])
    (back,) = do(warehouse, ledger.undo, "undo", [move])
    with warehouse.reading() as session:
        row = session.get_one(Move, back)
        assert (row.undoes_id, row.reason, row.from_id, row.to_id, row.quantity) == (move, "undo", place["A-2"], place["A-1"], 4)
    assert do(warehouse, ledger.undo, "undo", [move]) == [back]  # the same action again
    with pytest.raises(Conflict) as caught:
        do(warehouse, ledger.undo, "undo again", [move])
    assert caught.value.code == "stock.undone_already"
    assert (_balance(warehouse, "A-1"), _balance(warehouse, "A-2"), _moves(warehouse)) == ((10, 0), (0, 0), 3)


def test_undo_of_goods_that_have_moved_on_is_refused(warehouse: Warehouse, place: dict[str, int]) -> None:
    (move,) = do(warehouse, ledger.post, "first", Reason.MOVED, [Posting(1, place["A-1"], place["A-2"], 4)])
    do(warehouse, ledger.post, "second", Reason.MOVED, [Posting(1, place["A-2"], place["LOSS"], 1)])
    with pytest.raises(Conflict) as caught:
        do(warehouse, ledger.undo, "undo", [move])
    assert caught.value.code == "stock.not_enough"
    assert _balance(warehouse, "A-2") == (3, 0)


def test_undo_of_what_is_no_move(warehouse: Warehouse, place: dict[str, int]) -> None:
    with pytest.raises(NotFound) as caught:
        do(warehouse, ledger.undo, "undo", [1, 999])
    assert caught.value.code == "stock.no_such_move"
    assert _moves(warehouse) == 1


def test_promises_never_exceed_what_is_there(warehouse: Warehouse, place: dict[str, int]) -> None:
    do(warehouse, ledger.promise, [Promise(1, 1, place["A-1"], "", 6), Promise(2, 1, place["A-1"], "", 3)])
    with pytest.raises(Conflict) as caught:
        do(warehouse, ledger.promise, [Promise(3, 1, place["A-1"], "", 2)])
    assert caught.value.fields["free"] == 1
    with pytest.raises(Conflict):
        do(warehouse, ledger.promise, [Promise(3, 2, place["A-2"], "", 1)])  # a bin that never held any
    assert _balance(warehouse, "A-1") == (10, 9)


def test_unreserve_gives_back_the_line_and_no_other(warehouse: Warehouse, place: dict[str, int]) -> None:
    do(warehouse, ledger.promise, [Promise(1, 1, place["A-1"], "", 6), Promise(2, 1, place["A-1"], "", 3)])
    do(warehouse, ledger.unreserve, [1, 99])
    do(warehouse, ledger.unreserve, [1])
    assert _balance(warehouse, "A-1") == (10, 3)
    with warehouse.reading() as session:
        assert list(session.scalars(select(Reservation.order_line_id))) == [2]


def test_promised_goods_leave_with_their_promise(warehouse: Warehouse, place: dict[str, int]) -> None:
    do(warehouse, ledger.promise, [Promise(1, 1, place["A-1"], "", 10)])
    do(warehouse, ledger.post, "ship", Reason.SHIPPED, [Posting(1, place["A-1"], place["CUSTOMER"], 10, release=10)])
    assert (_balance(warehouse, "A-1"), _balance(warehouse, "CUSTOMER")) == ((0, 0), (10, 0))


def test_two_desks_post_to_a_place_that_has_no_balance_yet(warehouse: Warehouse, place: dict[str, int]) -> None:
    """Both find no row for CUSTOMER and make one: neither may fail, and no piece may be lost."""
    if not is_postgres(warehouse.engine):
        pytest.skip("SQLite lets one writer in at a time")
    import threading

    first_has_posted, failures = threading.Event(), []

    def second() -> None:
        first_has_posted.wait(10)
        try:
            do(warehouse, ledger.post, "b", Reason.SHIPPED, [Posting(1, place["A-2"], place["CUSTOMER"], 2)])
        except BaseException as error:  # a thread's failure must reach the test
            failures.append(error)

    do(warehouse, ledger.post, "there", Reason.MOVED, [Posting(1, place["A-1"], place["A-2"], 5)])
    other = threading.Thread(target=second)
    other.start()
    with warehouse.transaction(SYSTEM, DESK) as tx:
        ledger.post(tx, "a", Reason.SHIPPED, [Posting(1, place["A-1"], place["CUSTOMER"], 1)])
        first_has_posted.set()
        other.join(0.3)  # it waits for us, or goes on; both are right
    other.join(10)
    assert failures == []
    assert _balance(warehouse, "CUSTOMER") == (3, 0)


BINS = ("A-1", "A-2", "LOSS", "SUPPLIER")
_posting = st.tuples(st.integers(1, 2), st.sampled_from(BINS), st.sampled_from(BINS), st.integers(1, 6)).filter(
    lambda p: p[1] != p[2]
)
_step = st.one_of(
    st.tuples(st.just("post"), st.lists(_posting, min_size=1, max_size=3)),
    st.tuples(st.just("promise"), st.tuples(st.integers(1, 5), st.integers(1, 2), st.sampled_from(BINS[:2]), st.integers(1, 6))),
    st.tuples(st.just("unreserve"), st.integers(1, 5)),
    st.tuples(st.just("undo"), st.integers(0, 20)),
)


class _Model:
    """The ledger as dictionaries: pieces and promises by place, and the actions that can be undone."""

    def __init__(self) -> None:
        self.there: dict[tuple[str, int], int] = defaultdict(int)
        self.promised: dict[tuple[str, int], int] = defaultdict(int)
        self.lines: dict[int, list[tuple[str, int, int]]] = defaultdict(list)

    def fits(self, postings: Sequence[tuple[int, str, str, int]]) -> bool:
        after = dict(self.there)
        for sku, source, target, quantity in postings:
            after[source, sku] = after.get((source, sku), 0) - quantity
            after[target, sku] = after.get((target, sku), 0) + quantity
        touched = {(p, sku) for sku, source, target, _ in postings for p in (source, target) if p in BINS[:2]}
        return all(after[key] >= self.promised[key] for key in touched)

    def apply(self, postings: Sequence[tuple[int, str, str, int]]) -> None:
        for sku, source, target, quantity in postings:
            self.there[source, sku] -= quantity
            self.there[target, sku] += quantity


@settings(max_examples=25)
@given(steps=st.lists(_step, max_size=25))
def test_any_run_of_actions_ends_where_a_dictionary_does(steps: list[tuple[str, object]], local_house: LocalHouse) -> None:
    warehouse = local_house.empty()
    add_products(warehouse, 2)
    places, model = _places(warehouse), _Model()
    posted: list[tuple[list[int], list[tuple[int, str, str, int]]]] = []
    for number, (kind, what) in enumerate(steps):
        with warehouse.transaction(SYSTEM, DESK) as tx:
            savepoint = tx.connection.begin_nested()
            try:
                _take_step(tx, kind, what, f"action {number}", places, model, posted)
                savepoint.commit()
            except Conflict:
                savepoint.rollback()
    for code in BINS:
        for sku in (1, 2):
            assert _balance(warehouse, code, sku) == (model.there[code, sku], model.promised[code, sku])
    assert [code for code in problems_of(warehouse) if not code.startswith("check.reservation")] == []


def _take_step(tx: Tx, kind: str, what: object, action: str, places: dict[str, int], model: _Model, posted: list) -> None:  # type: ignore[type-arg]  # pairs of lists
    if kind == "post":
        lines: list[tuple[int, str, str, int]] = what  # type: ignore[assignment]  # drawn with its kind
        _expect(tx, model.fits(lines), lambda: posted.append((_post(tx, action, places, lines), lines)))
        model.apply(lines)
    elif kind == "promise":
        line, sku, code, quantity = what  # type: ignore[misc]  # drawn with its kind
        taken = any(place == code and held == sku for place, held, _ in model.lines[line])
        if taken:
            return
        free = model.there[code, sku] - model.promised[code, sku]
        _expect(tx, free >= quantity, lambda: ledger.promise(tx, [Promise(line, sku, places[code], "", quantity)]))
        model.promised[code, sku] += quantity
        model.lines[line].append((code, sku, quantity))
    elif kind == "unreserve":
        ledger.unreserve(tx, [what])  # type: ignore[list-item]  # drawn with its kind
        for code, sku, quantity in model.lines.pop(what, []):  # type: ignore[call-overload]  # drawn with its kind
            model.promised[code, sku] -= quantity
    elif posted:
        ids, lines = posted[what % len(posted)]  # type: ignore[operator]  # drawn with its kind
        back = [(sku, target, source, quantity) for sku, source, target, quantity in lines]
        _expect(tx, model.fits(back), lambda: ledger.undo(tx, action, ids))
        model.apply(back)
        posted.remove((ids, lines))


def _post(tx: Tx, action: str, places: dict[str, int], lines: Sequence[tuple[int, str, str, int]]) -> list[int]:
    return ledger.post(tx, action, Reason.MOVED, [Posting(sku, places[a], places[b], n) for sku, a, b, n in lines])


def _expect(tx: Tx, fits: bool, act) -> None:  # type: ignore[no-untyped-def]  # any command
    """Do it when the model says it can be done; else it must be refused (and the step ends there)."""
    if fits:
        act()
        return
    with pytest.raises(Conflict):
        act()
    raise Conflict("test.refused")


def test_walking_order_is_natural(tmp_path: Path) -> None:
    from warehouse_app.stock.rules import walk_key

    codes = ["A10-1", "A2-10", "a2-9", "A02-2", "B1", "A1"]
    assert sorted(codes, key=walk_key) == ["A1", "A02-2", "a2-9", "A2-10", "A10-1", "B1"]


def test_stock_as_a_person_sees_it_adds_up(warehouse: Warehouse, place: dict[str, int]) -> None:
    do(warehouse, ledger.promise, [Promise(1, 1, place["A-1"], "", 4)])
    assert stock_of(warehouse) == {"SKU1": (10, 4), "SKU2": (0, 0)}
