"""Marked days and gaps that nobody explained; seasons by hand and by file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.database import Server
from tests.shop import DAY, DESK, add_orders, add_products, do, order
from warehouse_app.errors import BadInput, Conflict, NotAllowed, NotFound
from warehouse_app.intake import Intake, bring_in
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.restock.marking.commands import Mark, change_mark, mark_days, remove_mark
from warehouse_app.restock.marking.queries import marks, unexplained
from warehouse_app.restock.marking.rules import Gap, gaps
from warehouse_app.restock.seasons.commands import set_seasons
from warehouse_app.restock.seasons.queries import season_counts, seasons_page
from warehouse_app.store.imports import ImportResult
from warehouse_app.store.warehouse import Actor, Warehouse

FEB = date(2026, 2, 16)
TODAY = DAY.astimezone().date()
SPRING = Mark("closed", FEB, FEB + timedelta(days=8), "春节")


def kinds(warehouse: Warehouse) -> list[tuple[str, date, date, str]]:
    with warehouse.reading() as session:
        return [(one.kind, one.begins, one.ends, one.note) for one in marks(session)]


# --- marks ----------------------------------------------------------------------------------------------------------------


def test_days_are_marked_changed_taken_away_and_put_back(warehouse: Warehouse) -> None:
    made = do(warehouse, mark_days, SPRING)
    before = do(warehouse, change_mark, made, Mark("promotion", FEB, FEB, " 年货节 "))
    assert before == SPRING
    assert kinds(warehouse) == [("promotion", FEB, FEB, "年货节")]
    taken = do(warehouse, remove_mark, made)
    assert kinds(warehouse) == []
    do(warehouse, mark_days, taken)
    assert kinds(warehouse) == [("promotion", FEB, FEB, "年货节")]
    with pytest.raises(NotFound):
        do(warehouse, remove_mark, made + 100)


def test_a_mark_that_two_desks_take_away_at_once_is_gone_for_the_second_on_postgresql(server_house: Server) -> None:
    house = server_house.empty()
    made = do(house, mark_days, SPRING)
    with ThreadPoolExecutor(1) as desks:
        with house.transaction(SYSTEM, "first") as tx, house.reading() as watch:
            remove_mark(tx, made)
            second = desks.submit(do, house, remove_mark, made)
            while not second.done() and not watch.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                pass
        with pytest.raises(NotFound):
            second.result()


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        (Mark("holiday", FEB, FEB), "past.mark_kind"),
        (Mark("closed", FEB, FEB - timedelta(days=1)), "past.mark_days"),
        (Mark("closed", FEB, FEB + timedelta(days=400)), "past.mark_long"),
        (Mark("closed", date(1026, 2, 1), date(1026, 2, 1)), "past.mark_year"),
        (Mark("closed", FEB, FEB, "x" * 201), "past.mark_note"),
    ],
)
def test_marks_that_cannot_be_are_refused(local_warehouse: Warehouse, mark: Mark, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        do(local_warehouse, mark_days, mark)
    assert caught.value.code == code


def test_the_same_days_are_not_marked_twice_as_the_same_thing(warehouse: Warehouse) -> None:
    made = do(warehouse, mark_days, SPRING)
    with pytest.raises(Conflict) as caught:
        do(warehouse, mark_days, Mark("closed", SPRING.ends, SPRING.ends + timedelta(days=3)))
    assert caught.value.fields["begins"] == "2026-02-16"
    do(warehouse, mark_days, Mark("missing", SPRING.ends, SPRING.ends))  # something else is true of them, too
    do(warehouse, change_mark, made, Mark("closed", SPRING.begins, SPRING.ends, "itself"))


def test_a_clerk_marks_no_days(warehouse: Warehouse) -> None:
    with pytest.raises(NotAllowed):
        do(warehouse, mark_days, SPRING, actor=Actor(1, "小李", Role.CLERK))


# --- gaps -----------------------------------------------------------------------------------------------------------------


def test_gaps_between_orders_and_since_the_last_one() -> None:
    first = date(2026, 1, 1)
    known = {first, first + timedelta(days=8), first + timedelta(days=10)}
    today = first + timedelta(days=20)  # it is not over
    between = Gap(first + timedelta(days=1), first + timedelta(days=7))
    since = Gap(first + timedelta(days=11), today - timedelta(days=1), open=True)
    assert (between.days, since.days) == (7, 9)
    assert gaps(known, today, 7) == [since, between]
    assert gaps(known, today, 8) == [since]
    assert gaps(known, today, 7, [(between.begins, between.ends)]) == [since]
    assert gaps(known | {today + timedelta(days=5)}, today, 7) == [since, between]  # the clock was set back
    assert gaps(known | {today}, today, 7) == [Gap(since.begins, since.ends), between]
    assert gaps(set(), today, 7) == []
    half = (since.begins, since.begins + timedelta(days=1))
    assert gaps(known, today, 7, [half]) == [Gap(since.begins + timedelta(days=2), since.ends, open=True), between]


@given(
    known=st.sets(st.integers(0, 120), min_size=1),
    least=st.integers(2, 20),
    marked=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 30)), max_size=3),
)
def test_every_long_run_without_an_order_is_asked_about_once(known: set[int], least: int, marked: list[tuple[int, int]]) -> None:
    zero = date(2026, 1, 1)
    today = zero + timedelta(days=100)
    days = {zero + timedelta(days=n) for n in known}
    spans = [(zero + timedelta(days=a), zero + timedelta(days=a + b)) for a, b in marked]
    explained = {a + timedelta(days=n) for a, b in spans for n in range((b - a).days + 1)}
    found = gaps(days, today, least, spans)
    asked = [one.begins + timedelta(days=n) for one in found for n in range(one.days)]
    assert len(asked) == len(set(asked))
    assert not set(asked) & days
    assert all(one.ends < today and not {one.begins, one.ends} & explained for one in found)
    begun = zero + timedelta(days=min(known))
    run = 0
    for n in range(101):
        day = zero + timedelta(days=n)
        run = run + (day not in explained) if day not in days and begun < day < today else 0
        if run == least and day not in explained:
            assert day in asked


def test_days_without_orders_are_offered_until_they_are_marked(warehouse: Warehouse) -> None:
    add_products(warehouse)
    add_orders(
        warehouse, order("1", {"SKU1": 1}, paid_at=DAY - timedelta(days=40)), order("2", {"SKU1": 1}, paid_at=DAY),
    )  # fmt: skip
    with warehouse.reading() as session:
        [gap] = unexplained(session, TODAY)
    assert (gap.days, gap.open) == (39, False)
    do(warehouse, mark_days, Mark("missing", gap.begins, gap.ends))
    with warehouse.reading() as session:
        assert unexplained(session, TODAY) == []
        [since] = unexplained(session, TODAY + timedelta(days=9))
    assert (since.begins, since.days, since.open) == (TODAY + timedelta(days=1), 8, True)


# --- seasons --------------------------------------------------------------------------------------------------------------


def ends(warehouse: Warehouse) -> dict[str, date | None]:
    with warehouse.reading() as session:
        return {row.name: row.ends for row in seasons_page(session, TODAY).rows}


def ids(warehouse: Warehouse) -> dict[str, int]:
    with warehouse.reading() as session:
        return {row.name: row.id for row in seasons_page(session, TODAY).rows}


def bring(warehouse: Warehouse, folder: Path, text: str) -> ImportResult:
    path = folder / "seasons.csv"
    path.write_text(text, encoding="utf-8")
    return bring_in(warehouse, SYSTEM, DESK, Intake("seasons", (path,)))


def test_many_products_get_a_season_and_lose_it_by_undo(warehouse: Warehouse) -> None:
    add_products(warehouse)
    of = ids(warehouse)
    do(warehouse, set_seasons, {of["商品1"]: date(2026, 9, 30)})
    before = do(warehouse, set_seasons, {of["商品1"]: date(2026, 12, 31), of["商品2"]: date(2026, 12, 31)})
    assert ends(warehouse) == {"商品1": date(2026, 12, 31), "商品2": date(2026, 12, 31), "商品3": None}
    do(warehouse, set_seasons, before)
    assert ends(warehouse) == {"商品1": date(2026, 9, 30), "商品2": None, "商品3": None}
    with pytest.raises(BadInput):
        do(warehouse, set_seasons, {})
    with pytest.raises(NotFound):
        do(warehouse, set_seasons, {999: None})


def test_a_list_of_seasons_by_name_and_by_code(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    do(warehouse, set_seasons, {ids(warehouse)["商品3"]: date(2026, 9, 30)})
    result = bring(
        warehouse, tmp_path, "商品名称,商家编码,季末日期\n商品1,,2026-12-31\n,SKU2,20261130\n商品3,,无\n"
        "商品9,,2026-12-31\n商品2,,哪天\n",
    )  # fmt: skip
    assert ends(warehouse) == {"商品1": date(2026, 12, 31), "商品2": date(2026, 11, 30), "商品3": None}
    assert {(one.row, one.code) for one in result.errors} == {(5, "past.unknown_product"), (6, "sheets.not_a_day")}
    assert [change.kind for change in result.changes] == ["new", "new", "changed"]


def test_two_days_for_one_product_are_a_problem(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    result = bring(warehouse, tmp_path, "商品名称,季末\n商品1,2026-12-31\n商品1,2026-11-30\n商品1,2026-12-31\n")
    assert [(one.row, one.code, one.fields["first"]) for one in result.errors] == [(3, "past.season_twice", 2)]
    assert ends(warehouse)["商品1"] == date(2026, 12, 31)


def test_products_are_searched_sorted_and_filtered_by_season(warehouse: Warehouse) -> None:
    add_products(warehouse)
    of = ids(warehouse)
    do(warehouse, set_seasons, {of["商品2"]: TODAY - timedelta(days=1), of["商品3"]: TODAY})
    with warehouse.reading() as session:
        assert season_counts(session, TODAY) == {"all": 3, "set": 2, "over": 1, "unset": 1}
        assert [row.name for row in seasons_page(session, TODAY).rows] == ["商品2", "商品3", "商品1"]
        assert [row.name for row in seasons_page(session, TODAY, text="sku1").rows] == ["商品1"]
        assert [row.name for row in seasons_page(session, TODAY, look="over").rows] == ["商品2"]
        down = seasons_page(session, TODAY, sort="name", descending=True, limit=2)
    assert ([row.name for row in down.rows], down.total) == (["商品3", "商品2"], 3)


def test_an_empty_house_has_no_gap(warehouse: Warehouse) -> None:
    with warehouse.reading() as session:
        assert unexplained(session, TODAY) == []
