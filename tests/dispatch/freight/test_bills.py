"""A courier's bill from its file to its disputes, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from tests.dispatch.freight.bills import (
    COLUMNS,
    FAR,
    HEADER,
    NEAR,
    PRICES,
    bill_file,
    bring,
    by_number,
    differences,
    price_list,
    shipped,
    this_month,
    waybill_of,
    weigh,
)
from tests.shop import COURIER, DESK, add_orders, do, order, parcel_of, release_and_wave
from warehouse_app.dispatch.freight import comparing
from warehouse_app.dispatch.freight.bringing import BillOrder, bring_in_bill, remove_bill
from warehouse_app.dispatch.freight.commands import decide, decide_all, finish_bill, hide_bill, mark_sent
from warehouse_app.dispatch.freight.comparing import compare, write_missing
from warehouse_app.dispatch.freight.costs import bring_costs_up, freight_of
from warehouse_app.dispatch.freight.figures import figures
from warehouse_app.dispatch.freight.queries import Wanted, bill_summary, bills, differences_page, how_many_open, problems, wanted
from warehouse_app.dispatch.freight.rules import Kind
from warehouse_app.dispatch.freight.tables import BillDifference, BillLine, BillProblem, CourierBill, ParcelCost
from warehouse_app.errors import BadInput, Busy, Cancelled, Conflict, NotAllowed, NotFound, Unreadable
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.picking.tables import Parcel
from warehouse_app.store.warehouse import Actor, Tx, Warehouse

D = Decimal


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Six parcels with the courier: four near, two far, the first weighed at 1.2 kg, the others computed at 150 g."""
    shipped(warehouse, [NEAR] * 4 + [FAR] * 2, {0: 1200})
    price_list(warehouse)
    return warehouse


def numbers(warehouse: Warehouse) -> list[str]:
    return [waybill_of(warehouse, str(n)) for n in range(6)]


def left(warehouse: Warehouse) -> list[int]:
    """Rows in the tables of bills."""
    with warehouse.reading() as session:
        tables = (CourierBill, BillLine, BillProblem, BillDifference)
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_every_kind_of_mistake_and_the_sums_by_kind(shop: Warehouse, tmp_path: Path) -> None:
    a, b, c, d, e, f = numbers(shop)
    path = bill_file(
        tmp_path,
        f"{a},4.00,2,浙江,2026-11-03",  # 1.2 kg charged as 2 kg: right
        f"{b},5.00,2.5,浙江省杭州市,2026-11-03",  # 150 g charged as 2.5 kg
        f"{c},5.00,0.15,广东,2026-11-03",  # charged as far
        f'{d},"1,003.50",0.15,杭州,2026-11-03',  # a wrong price
        f"{e},5.00,0.2,二区,2026-11-03",  # the zone by its name: right
        f"{a},4.00,2,浙江,2026-11-04",  # twice
        "99999999999999,8.80,1,上海,2026-11-03",  # not ours
        "合计,,,,",
    )
    bill = bring(shop, path)
    assert by_number(shop, bill) == {
        b: ("weight", D("2.00")),
        c: ("zone", D("2.00")),
        d: ("price", D("1000.50")),
        a: ("twice", D("4.00")),
        "99999999999999": ("unknown", D("8.80")),
        f: ("missing", D("-5.00")),
    }
    with shop.reading() as session:
        summary = bill_summary(session, bill)
        (row,) = bills(session)
    assert summary is not None
    assert summary.row == row
    assert (row.lines, row.refused, row.total, row.courier) == (7, 0, D("1035.30"), COURIER)
    assert (row.differences, row.undecided, row.at_stake) == (6, 6, D("1017.30"))
    assert {one.kind: (one.lines, one.at_stake) for one in summary.kinds} == {
        Kind.UNKNOWN: (1, D("8.80")), Kind.TWICE: (1, D("4.00")), Kind.WEIGHT: (1, D("2.00")), Kind.ZONE: (1, D("2.00")),
        Kind.PRICE: (1, D("1000.50")), Kind.MISSING: (1, D("0.00")),
    }  # fmt: skip
    assert (summary.too_little, summary.matched, summary.unpriced) == (D("5.00"), 5, 0)
    told = {one.waybill: one for one in differences(shop, bill)}
    assert (told[b].weight_g, told[b].source, told[b].their_weight_g) == (150, "computed", 2500)
    assert (told[c].place, told[c].their_place, told[c].ours, told[c].theirs) == ("浙江省 杭州市", "广东", D("3.00"), D("5.00"))
    assert (told[a].row, told[a].detail) == (9, "4")
    assert told["99999999999999"].detail == "not_ours"


def test_rows_that_cannot_be_read_are_told_and_the_others_come_in(shop: Warehouse, tmp_path: Path) -> None:
    a, b, c, *_ = numbers(shop)
    bad = ["7.5E+13,3.00,1,浙江,", f"{b},three,1,浙江,", f"{c},3.00,1,浙江,yesterday", ",3.00,1,,", f"{a}x!,3,,,"]
    bill = bring(shop, bill_file(tmp_path, f"{a},4.00,2,浙江,", *bad, *(f"{n},3.00,1,," for n in numbers(shop)[1:])))
    with shop.reading() as session:
        told = [(one.row, one.column, one.code, one.fields["value"]) for one in problems(session, bill)]
        (row,) = bills(session)
    assert told == [
        (5, "运单号", "sheets.ruined_number", "7.5E+13"), (6, "金额", "sheets.not_money", "three"),
        (7, "日期", "sheets.not_a_time", "yesterday"), (8, "运单号", "sheets.missing", ""),
        (9, "运单号", "sheets.not_a_waybill", f"{a}x!"),
    ]  # fmt: skip
    assert (row.lines, row.refused) == (6, 5)


def test_a_refused_row_says_all_its_sentence_needs(shop: Warehouse, tmp_path: Path) -> None:
    a, b, *_ = numbers(shop)
    bad = [f"{a},4.00,2,浙江,2026-11-03,slipped", f"{b},three,1,浙江,"]
    bill = bring(shop, bill_file(tmp_path, *bad, f"{a},4.00,2,浙江,", f"{b},3.00,1,浙江,"))
    with shop.engine.begin() as connection:  # as an earlier version kept it
        connection.execute(update(BillProblem).where(BillProblem.code == "sheets.not_money").values(value="3.x"))
    with shop.reading() as session:
        told = [(one.row, one.code, one.fields) for one in problems(session, bill)]
    assert told == [
        (4, "sheets.too_many_cells", {"value": "", "cells": 6, "width": 5}),
        (5, "sheets.not_money", {"value": "3.x"}),
    ]


@pytest.mark.parametrize(
    ("columns", "code", "column"),
    [
        (COLUMNS | {"waybill": "目的地"}, "freight.wrong_columns", "目的地"),
        (COLUMNS | {"bill_total": "目的地"}, "freight.wrong_columns", "目的地"),
        (COLUMNS | {"waybill": "没有这列"}, "sheets.unknown_layout", None),
    ],
)
def test_wrong_columns_are_refused_and_nothing_stays(
    warehouse: Warehouse, tmp_path: Path, columns: dict[str, str], code: str, column: str | None
) -> None:
    path = bill_file(tmp_path, *(f"{number},3.00,1,浙江,2026-11-03" for number in range(73000000000000, 73000000000009)))
    with pytest.raises(Unreadable) as refused:
        bring(warehouse, path, columns)
    assert (refused.value.code, refused.value.fields.get("column")) == (code, column)
    assert left(warehouse) == [0, 0, 0, 0]


def test_numbers_ruined_by_a_spreadsheet_are_said_as_such(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        bring(warehouse, bill_file(tmp_path, *["7.50001E+13,3.00,1,浙江,"] * 500))
    assert (refused.value.code, refused.value.fields["row"]) == ("freight.ruined_numbers", 4)
    assert left(warehouse) == [0, 0, 0, 0]


def test_the_same_file_comes_in_once_until_its_bill_is_removed(shop: Warehouse, tmp_path: Path) -> None:
    a, *_ = numbers(shop)
    path = bill_file(tmp_path, f"{a},4.00,2,浙江,")
    first = bring(shop, path)
    with pytest.raises(Conflict) as refused:
        bring(shop, path.rename(tmp_path / "again.csv"))
    assert (refused.value.code, refused.value.fields["courier"]) == ("freight.bill_twice", COURIER)
    other = bring(shop, bill_file(tmp_path, f"{a},4.00,2,浙江,", "99999999999999,1,,,", name="other.csv"))
    twice = {one.waybill: one.detail for one in differences(shop, other)}
    assert twice[a] == "4 bill.csv"
    assert {one.waybill for one in differences(shop, other)} == {a, "99999999999999"}  # what neither has, the first lacks
    remove_bill(shop, SYSTEM, DESK, first)
    assert a not in by_number(shop, other)  # now it is billed once
    remove_bill(shop, SYSTEM, DESK, other)
    assert left(shop) == [0, 0, 0, 0]
    bring(shop, tmp_path / "again.csv")


def test_a_number_counts_on_its_couriers_bill_whatever_others_say(shop: Warehouse, tmp_path: Path) -> None:
    a, b, *_ = numbers(shop)
    line = f"{a},4.00,2,浙江,"
    other = BillOrder(bill_file(tmp_path, line, name="other.csv"), "EMS", this_month(shop), COLUMNS)
    bring_in_bill(shop, SYSTEM, DESK, other)
    bring(shop, half := bill_file(tmp_path, f"{b},3.00,1,浙江,", name="half.csv"))
    with shop.engine.begin() as connection:  # another desk is still reading it
        connection.execute(update(CourierBill).where(CourierBill.name == half.name).values(state="reading"))
    bill = bring(shop, bill_file(tmp_path, line, f"{b},3.00,1,浙江,"))
    assert not {a, b} & set(by_number(shop, bill))
    with shop.reading() as session:
        assert [one.counts for one in session.scalars(select(BillLine).where(BillLine.bill_id == bill))] == [True, True]


def test_a_number_billed_before_it_was_sent_counts_on_the_next_bill(shop: Warehouse, tmp_path: Path) -> None:
    a, *_ = numbers(shop)
    line = f"{a},4.00,2,浙江,"
    sent = update(Parcel).where(Parcel.waybill == a)
    with shop.engine.begin() as connection:
        connection.execute(sent.values(state="packed"))
    early = bring(shop, bill_file(tmp_path, line, name="early.csv"))
    with shop.engine.begin() as connection:
        connection.execute(sent.values(state="shipped"))
    bill = bring(shop, bill_file(tmp_path, line, "99999999999999,1,,,"))
    assert a not in by_number(shop, bill)
    compare(shop, SYSTEM, DESK, early)
    assert by_number(shop, early)[a] == ("twice", D("4.00"))  # only one of them counts


def test_what_a_removed_bill_said_is_missing_the_next_bill_says(
    shop: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(tx: Tx, bill_id: int, *, opens: bool = False) -> None:
        if opens:
            raise Busy("store.busy")
        finish_bill(tx, bill_id)

    a, b, *rest = numbers(shop)
    first = bring(shop, bill_file(tmp_path, f"{a},4.00,2,浙江,", name="first.csv"))
    second = bring(shop, bill_file(tmp_path, f"{b},3.00,1,浙江,", name="second.csv"))
    assert set(by_number(shop, first)) == set(rest)
    remove_bill(shop, SYSTEM, DESK, first, Stop())  # done to its end all the same
    assert set(by_number(shop, second)) == {a, *rest}
    monkeypatch.setattr(comparing, "finish_bill", broken)
    with pytest.raises(Busy):
        bring(shop, bill_file(tmp_path, *(f"{n},3.00,1,浙江," for n in (a, *rest)), name="late.csv"))
    assert set(by_number(shop, second)) == {a, *rest}


class Stop:
    def step(self, done: int, total: int) -> None:
        raise Cancelled


def test_disputes_that_were_sent_keep_the_bill(warehouse: Warehouse, tmp_path: Path) -> None:
    bill = bring(warehouse, bill_file(tmp_path, "99999999999999,8.80,1,上海,"))
    do(warehouse, mark_sent, bill, "disputes.xlsx", 1)
    with pytest.raises(Conflict) as refused:
        remove_bill(warehouse, SYSTEM, DESK, bill)
    assert refused.value.code == "freight.sent_already"
    assert len(differences(warehouse, bill)) == 1


def test_stopped_half_way_nothing_of_it_stays(shop: Warehouse, tmp_path: Path) -> None:
    class Stop:
        def step(self, done: int, total: int) -> None:
            if done * 2 > total:  # while it is compared
                raise Cancelled

    path = bill_file(tmp_path, *(f"{number},3.00,1,浙江," for number in numbers(shop)))
    with pytest.raises(Cancelled):
        bring_in_bill(shop, SYSTEM, DESK, BillOrder(path, COURIER, this_month(shop), COLUMNS), Stop())
    assert left(shop) == [0, 0, 0, 0]


def test_a_person_decides_and_comparing_again_keeps_it(shop: Warehouse, tmp_path: Path) -> None:
    a, b, c, *rest = numbers(shop)
    path = bill_file(tmp_path, f"{a},9.00,2,浙江,", f"{b},8.00,1,浙江,", f"{c},7.00,1,浙江,", *(f"{n},6,1,," for n in rest))
    bill = bring(shop, path)
    ids = {one.waybill: one.id for one in differences(shop, bill)}
    assert do(shop, decide, [ids[a]], "disputed", " too dear ") == 1
    assert do(shop, decide, [ids[b]], "settled", credited=D("2.50")) == 1
    assert do(shop, decide_all, wanted(Wanted(bill, Kind.PRICE, "open")), "accepted") == 4
    do(shop, decide, [ids[c]], "")
    weigh(shop, a, 9_000)
    compare(shop, SYSTEM, DESK, bill)
    told = {one.waybill: one for one in differences(shop, bill)}
    assert (told[a].state, told[a].note, told[a].difference) == ("disputed", "too dear", D("5.00"))
    assert (told[b].state, told[b].credited, told[c].state) == ("settled", D("2.50"), "")
    with shop.reading() as session:
        summary = bill_summary(session, bill)
        assert len(differences_page(session, Wanted(bill, state="accepted")).rows) == 3
        assert [row.waybill for row in differences_page(session, Wanted(bill, text=a[-4:])).rows] == [a]
    assert summary is not None
    assert (summary.disputed, summary.credited, summary.row.undecided) == (D("5.00"), D("2.50"), 1)
    for bad in ({"state": "accepted", "credited": D(1)}, {"state": "settled", "credited": D(-1)}):
        with pytest.raises(BadInput, match=r"freight\.bad_credit"):
            do(shop, decide, [ids[a]], **bad)
    with pytest.raises(BadInput, match=r"freight\.note_too_long"):
        do(shop, decide, [ids[a]], "disputed", "x" * 301)


def test_to_dispute_all_takes_only_what_is_open_and_too_dear(shop: Warehouse, tmp_path: Path) -> None:
    a, b, c, *_ = numbers(shop)
    bill = bring(shop, bill_file(tmp_path, f"{a},9.00,2,浙江,", f"{b},8.00,1,浙江,", f"{c},1.00,1,浙江,"))
    ids = {one.waybill: one.id for one in differences(shop, bill)}
    do(shop, decide, [ids[a]], "settled", "agreed", credited=D("2.50"))
    with shop.reading() as session:
        assert how_many_open(session, Wanted(bill), "disputed") == 1
    assert do(shop, decide_all, wanted(Wanted(bill)), "disputed", "all") == 1
    told = {one.waybill: (one.state, one.note, one.credited) for one in differences(shop, bill)}
    assert told[a] == ("settled", "agreed", D("2.50"))
    assert {number for number, one in told.items() if one[0] == "disputed"} == {b}


def test_what_was_compared_again_meanwhile_is_not_decided_silently(shop: Warehouse, tmp_path: Path) -> None:
    a, b, *_ = numbers(shop)
    bill = bring(shop, bill_file(tmp_path, f"{a},9.00,2,浙江,", f"{b},8.00,1,浙江,"))
    before = [one.id for one in differences(shop, bill)]
    compare(shop, SYSTEM, DESK, bill)
    with pytest.raises(Conflict, match=r"freight\.compared_meanwhile"):
        do(shop, decide, [*before, differences(shop, bill)[0].id], "disputed")
    assert {one.state for one in differences(shop, bill)} == {""}


def test_comparing_again_does_not_bring_back_a_bill_that_is_being_removed(shop: Warehouse, tmp_path: Path) -> None:
    a, *_ = numbers(shop)
    bill = bring(shop, bill_file(tmp_path, f"{a},9.00,2,浙江,"))
    do(shop, hide_bill, bill)  # at another desk
    with pytest.raises(NotFound, match=r"freight\.no_bill"):
        compare(shop, SYSTEM, DESK, bill)
    with pytest.raises(NotFound, match=r"freight\.no_bill"):  # hidden while it was compared
        do(shop, finish_bill, bill)
    with shop.reading() as session:
        assert session.scalars(select(CourierBill.state)).all() == ["reading"]


def test_two_desks_say_once_that_a_parcel_is_missing(shop: Warehouse, tmp_path: Path) -> None:
    bill = bring(shop, bill_file(tmp_path, f"{numbers(shop)[0]},4.00,2,浙江,"))
    with shop.reading() as session:
        of_them = BillDifference.line_id.is_(None)
        columns = [column for column in BillDifference.__table__.c if column.name != "id"]
        rows = [dict(row) for row in session.execute(select(*columns).where(of_them)).mappings()]
    assert len(rows) == 5
    do(shop, write_missing, rows)
    assert len(differences(shop, bill)) == 5


def test_costs_are_as_old_as_the_prices_they_were_worked_out_by(shop: Warehouse) -> None:
    begun, seconds = shop.clock(), count()
    later = replace(shop, clock=lambda: begun + timedelta(seconds=next(seconds)))
    assert bring_costs_up(later, SYSTEM, DESK, this_month(shop), begun.astimezone().date()) == 6
    with shop.reading() as session:
        assert set(session.scalars(select(ParcelCost.priced_at))) == {begun}


def test_the_fee_for_collecting_money_belongs_to_the_price(warehouse: Warehouse, tmp_path: Path) -> None:
    plain, cod = shipped(warehouse, [NEAR] * 2, cod=1)
    price_list(warehouse, replace(PRICES, cod_fee=D("2.00")))
    path = bill_file(tmp_path, f"{plain},5.00,0.15,浙江,2026-11-03", f"{cod},5.00,0.15,浙江,2026-11-03")
    assert by_number(warehouse, bring(warehouse, path)) == {plain: ("price", D("2.00"))}
    day = warehouse.clock().astimezone().date()
    with warehouse.reading() as session:
        assert freight_of(session, parcel_of(warehouse, "1").id, day) == D("5.00")


def test_figures_are_worked_out_and_then_billed(shop: Warehouse, tmp_path: Path) -> None:
    a, b, *_ = numbers(shop)
    month = this_month(shop)
    day = shop.clock().astimezone().date()
    assert bring_costs_up(shop, SYSTEM, DESK, month, day) == 6
    assert bring_costs_up(shop, SYSTEM, DESK, month, day) == 0
    with shop.reading() as session:
        (courier,) = figures(session, "courier", month, day)
        provinces = {one.key: (one.parcels, one.cost) for one in figures(session, "province", month, day)}
        assert [one.key for one in figures(session, "month", month, day)] == [f"{month:%Y-%m}"]
        assert figures(session, "shop", month, day, shop="another") == []
    assert (courier.parcels, courier.cost, courier.billed, courier.computed) == (6, D("23.00"), 0, 5)
    assert courier.each == D("3.83")
    assert provinces == {"浙江省": (4, D("13.00")), "广东省": (2, D("10.00"))}
    bill = bring(shop, bill_file(tmp_path, f"{a},9.00,2,浙江,", f"{b},3.00,1,浙江,", f"{b},3.00,1,浙江,"))
    first = next(one for one in differences(shop, bill) if one.waybill == a)
    do(shop, decide, [first.id], "settled")  # all of the 5.00 comes back
    with shop.reading() as session:
        (courier,) = figures(session, "courier", month, day)
    assert (courier.cost, courier.billed, courier.computed) == (D("23.00"), 2, 4)


def test_new_prices_make_costs_anew(warehouse: Warehouse) -> None:
    shipped(warehouse, [NEAR, FAR])
    month, day = this_month(warehouse), warehouse.clock().astimezone().date()
    assert bring_costs_up(warehouse, SYSTEM, DESK, month, day) == 2
    with warehouse.reading() as session:
        (none,) = figures(session, "courier", month, day)
    assert (none.cost, none.unpriced, none.each) == (D("0.00"), 2, None)
    price_list(warehouse)
    assert bring_costs_up(warehouse, SYSTEM, DESK, month, day) == 2
    assert bring_costs_up(warehouse, SYSTEM, DESK, month, day) == 0
    assert bring_costs_up(warehouse, SYSTEM, DESK, month, day, anew=True) == 2
    with warehouse.reading() as session:
        (found,) = figures(session, "courier", month, day)
    assert found.cost == D("8.00")


def test_without_prices_a_wrong_zone_is_still_said(warehouse: Warehouse, tmp_path: Path) -> None:
    a, b = shipped(warehouse, [NEAR, FAR])
    bill = bring(warehouse, bill_file(tmp_path, f"{a},4.00,0.1,广东,", f"{b},4.00,0.1,广东,"))
    assert by_number(warehouse, bill) == {a: ("zone", D("0.00"))}
    with warehouse.reading() as session:
        summary = bill_summary(session, bill)
    assert summary is not None
    assert (summary.unpriced, summary.row.at_stake) == (1, D("0.00"))
    price_list(warehouse, PRICES)
    compare(warehouse, SYSTEM, DESK, bill)
    assert by_number(warehouse, bill) == {a: ("zone+price", D("1.00")), b: ("price", D("-1.00"))}


def test_a_bill_no_price_table_could_judge_says_so(warehouse: Warehouse, tmp_path: Path) -> None:
    a, b = shipped(warehouse, [NEAR, FAR])
    bill = bring(warehouse, bill_file(tmp_path, f"{a},3.00,0.1,浙江,", f"{b},4.00,0.1,广东,"))

    def unjudged() -> int:
        with warehouse.reading() as session:
            found = bill_summary(session, bill)
        assert found is not None
        return found.unjudged

    assert (by_number(warehouse, bill), unjudged()) == ({}, 2)
    price_list(warehouse)
    assert unjudged() == 2  # until it is compared again
    compare(warehouse, SYSTEM, DESK, bill)
    assert (by_number(warehouse, bill), unjudged()) == ({b: ("price", D("-1.00"))}, 0)


def test_a_parcel_that_never_left_has_no_place_on_the_bill(shop: Warehouse, tmp_path: Path) -> None:
    add_orders(shop, order("new", {"SKU1": 1}), name="more.csv")
    release_and_wave(shop)
    number = waybill_of(shop, "new")
    bill = bring(shop, bill_file(tmp_path, f"{number},4.00,0.1,浙江,"))
    (told,) = [one for one in differences(shop, bill) if one.waybill == number]
    assert (told.kinds, told.detail, told.difference) == ((Kind.UNKNOWN,), "not_sent", D("4.00"))


def test_who_may(local_warehouse: Warehouse, tmp_path: Path) -> None:
    path = bill_file(tmp_path, "99999999999999,8.80,1,上海,", header=HEADER)
    wanted_bill = BillOrder(path, COURIER, this_month(local_warehouse), COLUMNS)
    with pytest.raises(NotAllowed):
        bring_in_bill(local_warehouse, Actor(1, "clerk", Role.CLERK), DESK, wanted_bill)
    with pytest.raises(NotFound):
        bring_in_bill(local_warehouse, SYSTEM, DESK, BillOrder(path, "no such", this_month(local_warehouse), COLUMNS))
