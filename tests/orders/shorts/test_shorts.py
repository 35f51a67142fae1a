"""Short orders: what they lack, what is on its way, what was offered, and who can go when stock arrives."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, update

from tests.inbound.buying.shop import add_supplier, ordered
from tests.shop import DAY, add_orders, add_stock, do, ids_of, open_shop, order, problems_of, states_of
from warehouse_app.errors import BadInput, Conflict, NotFound, WarehouseError
from warehouse_app.orders.commands import hold
from warehouse_app.orders.queries import order_view
from warehouse_app.orders.release import release
from warehouse_app.orders.shorts.commands import keep_offer
from warehouse_app.orders.shorts.queries import NO_OFFER, ShortFilter, can_go, lacks, shorts_page
from warehouse_app.orders.shorts.rules import Waiting, served
from warehouse_app.stock.tables import Location
from warehouse_app.store.warehouse import Warehouse

TODAY = date(2026, 11, 3)
SOON, LATE = DAY + timedelta(hours=5), DAY + timedelta(days=3)


def short_shop(warehouse: Warehouse) -> None:
    """Three orders short of SKU1, the youngest deadline brought in first; one of them of SKU2 as well."""
    open_shop(
        warehouse, {"SKU1": 1, "SKU2": 4},
        order("late", {"SKU1": 2}, ship_by=LATE), order("first", {"SKU1": 2, "SKU2": 9}, ship_by=DAY),
        order("second", {"SKU1": 3}, ship_by=SOON),
    )  # fmt: skip
    do(warehouse, release)
    assert set(states_of(warehouse).values()) == {"short"}


def numbers(warehouse: Warehouse, ids: list[int]) -> list[str]:
    with warehouse.reading() as session:
        return [order_view(session, order_id).row.number for order_id in ids]


def going(warehouse: Warehouse, today: date = TODAY) -> list[str]:
    with warehouse.reading() as session:
        ids = can_go(session, today)
    return numbers(warehouse, ids)


def test_the_list_says_what_is_missing_until_when_and_what_is_on_its_way(warehouse: Warehouse) -> None:
    short_shop(warehouse)
    supplier = add_supplier(warehouse)
    ordered(warehouse, supplier, {"SKU1": 5}, expected=date(2026, 11, 9))
    ordered(warehouse, supplier, {"SKU1": 2}, expected=date(2026, 11, 5))
    with warehouse.reading() as session:
        rows = lacks(session)
    assert [(row.number, row.seller_code, row.lacking, row.ship_by) for row in rows] == [
        ("first", "SKU1", 1, DAY), ("first", "SKU2", 5, DAY), ("second", "SKU1", 2, SOON), ("late", "SKU1", 1, LATE),
    ]  # fmt: skip
    assert [(row.pieces_coming, row.day) for row in rows] == [
        (7, date(2026, 11, 5)), (0, None), (7, date(2026, 11, 5)), (7, date(2026, 11, 5)),
    ]  # fmt: skip
    assert [arrival.pieces for arrival in rows[0].coming] == [2, 5]


def test_the_latest_word_counts_and_the_words_before_it_stay(warehouse: Warehouse) -> None:
    short_shop(warehouse)
    (first,) = ids_of(warehouse, "first")
    do(warehouse, keep_offer, first, "wait", note="等到周五")
    do(warehouse, keep_offer, first, "wait", note="等到周五")  # the same once more is no news
    do(warehouse, keep_offer, first, "refund", "accepted", "  买家要退 ")
    with warehouse.reading() as session:
        (row,) = shorts_page(session, ShortFilter(offer="refund")).rows
        told = [entry.fields for entry in order_view(session, first).history if entry.kind == "offered"]
    assert (row.number, row.answer, row.note) == ("first", "accepted", "买家要退")
    assert [lack.seller_code for lack in row.lacks] == ["SKU1", "SKU2"]
    assert told == [
        {"offer": "wait", "answer": "", "note": "等到周五"}, {"offer": "refund", "answer": "accepted", "note": "买家要退"}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "kind", "code"),
    [
        (("cash",), BadInput, "service.no_such_offer"),
        (("",), BadInput, "service.no_such_offer"),
        (("wait", "maybe"), BadInput, "service.no_such_offer"),
        (("wait", "", "字" * 501), BadInput, "service.too_long"),
    ],
)
def test_an_offer_that_is_none_is_refused(
    local_warehouse: Warehouse, told: tuple[str, ...], kind: type[WarehouseError], code: str
) -> None:  # fmt: skip
    short_shop(local_warehouse)
    with pytest.raises(kind) as caught:
        do(local_warehouse, keep_offer, ids_of(local_warehouse, "first")[0], *told)
    assert caught.value.code == code


def test_only_a_short_order_is_offered_anything(local_warehouse: Warehouse) -> None:
    short_shop(local_warehouse)
    add_orders(local_warehouse, order("4", {"SKU1": 1}), name="more.csv")
    with pytest.raises(Conflict) as caught:
        do(local_warehouse, keep_offer, ids_of(local_warehouse, "4")[0], "wait")
    assert caught.value.code == "service.not_short"
    with pytest.raises(NotFound):
        do(local_warehouse, keep_offer, 999, "wait")


def test_filters_by_offer_answer_and_deadline(warehouse: Warehouse) -> None:
    short_shop(warehouse)
    first, second = ids_of(warehouse, "first", "second")
    do(warehouse, keep_offer, first, "wait", "declined")
    do(warehouse, keep_offer, second, "swap")

    def found(wanted: ShortFilter, **page: object) -> list[str]:
        with warehouse.reading() as session:
            return [row.number for row in shorts_page(session, wanted, **page).rows]  # type: ignore[arg-type]  # any of them

    assert found(ShortFilter()) == ["first", "second", "late"]
    assert found(ShortFilter(offer=NO_OFFER)) == ["late"]
    assert found(ShortFilter(answer="declined")) == ["first"]
    assert found(ShortFilter(answer="")) == ["second"]
    assert found(ShortFilter(late_at=SOON)) == ["first"]
    assert found(ShortFilter(), sort="number", descending=True, limit=2) == ["second", "late"]
    assert found(ShortFilter(), offset=2) == ["late"]


def test_buyers_are_masked_unless_shown(local_warehouse: Warehouse) -> None:
    short_shop(local_warehouse)
    with local_warehouse.reading() as session:
        assert shorts_page(session).rows[0].buyer == "bu******"
        assert shorts_page(session, reveal=True).rows[0].buyer == "buyerfirst"


def test_stock_that_arrives_serves_the_oldest_deadline_first(warehouse: Warehouse) -> None:
    short_shop(warehouse)
    assert going(warehouse) == []
    add_stock(warehouse, {"SKU1": 5, "SKU2": 9})  # what the bin holds now: enough for the first and the second
    assert going(warehouse) == ["first", "second"]
    add_orders(warehouse, order("new", {"SKU1": 1}, ship_by=DAY - timedelta(days=1)), name="more.csv")
    with warehouse.reading() as session:
        ids = can_go(session, TODAY)
    assert do(warehouse, release, ids).released == ["first", "second"]  # those, though a new order is more urgent
    assert states_of(warehouse) == {"first": "released", "second": "released", "late": "short", "new": "waiting"}
    assert going(warehouse) == []
    assert problems_of(warehouse) == []


def test_what_may_not_be_promised_serves_nobody(warehouse: Warehouse) -> None:
    short_shop(warehouse)
    add_stock(warehouse, {"SKU1": 3})
    assert going(warehouse) == ["second"]
    do(warehouse, hold, ids_of(warehouse, "second"), "问买家")
    assert going(warehouse) == ["late"]
    with warehouse.engine.begin() as connection:
        connection.execute(update(Location).where(Location.code == "A-1").values(sellable=False))
    assert going(warehouse) == []


def test_who_can_go_is_two_statements(local_warehouse: Warehouse) -> None:
    short_shop(local_warehouse)
    add_stock(local_warehouse, {"SKU1": 9, "SKU2": 9})
    asked: list[str] = []
    with local_warehouse.reading() as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *told: asked.append(told[2]))
        assert len(can_go(session, TODAY)) == 3
    assert len(asked) == 2  # the orders with what is free, and which of their goods are sets


PIECES = st.dictionaries(st.integers(1, 3), st.integers(1, 4), max_size=3)


@given(st.lists(PIECES, max_size=8), st.dictionaries(st.integers(1, 3), st.integers(0, 8)))
def test_nothing_is_promised_twice_and_nobody_who_could_go_is_left(needs: list[dict[int, int]], free: dict[int, int]) -> None:
    found = served([Waiting(n, dict(pieces)) for n, pieces in enumerate(needs)], free)
    left = dict(free)
    for number, pieces in enumerate(needs):
        fits = bool(pieces) and all(left.get(sku, 0) >= n for sku, n in pieces.items())
        assert (number in found) == fits
        for sku, n in pieces.items() if fits else ():
            left[sku] -= n
    assert all(n >= 0 for n in left.values())
