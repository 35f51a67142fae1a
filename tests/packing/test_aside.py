"""Parcels set aside with a reason are found again; those begun and forgotten are listed; a held one stops everywhere."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import func, select

from tests.packing.desk import ONE, TWO, id_of, recorded
from tests.shop import do, held_of, pack, parcel_of, problems_of, scan
from warehouse_app.errors import BadInput
from warehouse_app.packing.aside.commands import hold_parcel, set_aside
from warehouse_app.packing.aside.queries import AsideRow, asides, asides_count
from warehouse_app.packing.aside.rules import REASONS, Reason, reasons_of
from warehouse_app.packing.rules import MOST_REASONS, REASON, Command, Verdict, is_command, reason_number
from warehouse_app.packing.tables import Scan
from warehouse_app.store.warehouse import Warehouse, new_action

MISSING = Reason("missing")
LATER = timedelta(minutes=31)


def listed(warehouse: Warehouse, after: timedelta = timedelta(0), minutes: int = 30) -> list[AsideRow]:
    with warehouse.reading() as session:
        rows = asides(session, warehouse.clock() + after, minutes)
        assert asides_count(session, warehouse.clock() + after, minutes) == len(rows)
    return rows


def test_a_parcel_set_aside_is_listed_until_its_label_is_scanned(shop: Warehouse) -> None:
    waybill = parcel_of(shop, "1").waybill
    scan(shop, None, waybill)
    scan(shop, id_of(shop), ONE)
    action = new_action()
    assert do(shop, set_aside, id_of(shop), MISSING, action).verdict is Verdict.LEFT
    assert do(shop, set_aside, id_of(shop), MISSING, action).again
    (row,) = listed(shop)
    assert (row.waybill, row.scanned, row.needed, row.reason, row.who, row.aside) == (waybill, 1, 3, MISSING, "Packdesk", True)
    assert scan(shop, None, waybill).verdict is Verdict.OPENED
    assert listed(shop) == []
    assert [(row.aside, row.reason.given) for row in listed(shop, LATER)] == [(False, False)]  # opened and forgotten
    assert listed(shop, LATER, minutes=0) == []
    pack(shop, "1")
    assert listed(shop, LATER) == []
    assert problems_of(shop) == []


def test_setting_aside_wants_a_reason_and_a_parcel_that_may_be_worked_on(shop: Warehouse) -> None:
    for reason, code in (
        (Reason(), "aside.reason_wanted"), (Reason(note="  "), "aside.reason_wanted"),
        (Reason("whim"), "aside.no_reason"), (Reason(note="x" * 201), "aside.note_long"),
    ):  # fmt: skip
        with pytest.raises(BadInput) as caught:
            do(shop, set_aside, id_of(shop), reason, new_action())
        assert caught.value.code == code
    pack(shop, "2")
    assert do(shop, set_aside, id_of(shop, "2"), MISSING, new_action()).verdict is Verdict.PACKED_ALREADY
    assert listed(shop) == []


def test_a_parcel_held_at_the_desk_stops_at_the_next_scan_and_is_on_no_list_of_ours(shop: Warehouse) -> None:
    scan(shop, None, parcel_of(shop, "2").waybill)
    action = new_action()
    held = do(shop, hold_parcel, id_of(shop, "2"), "地址看不清", action)
    assert (held.verdict, held.fields["reason"]) == (Verdict.HELD, "地址看不清")
    assert do(shop, hold_parcel, id_of(shop, "2"), "地址看不清", action).again
    assert held_of(shop)["2"] == "by_hand"
    assert scan(shop, id_of(shop, "2"), TWO).verdict is Verdict.HELD
    assert listed(shop, LATER) == []
    assert [verdict for _, verdict, _ in recorded(shop)] == ["opened", "held", "held"]
    with pytest.raises(BadInput):
        do(shop, hold_parcel, id_of(shop, "1"), " ", new_action())


def test_stuck_is_at_least_so_many_minutes_and_never_when_switched_off(shop: Warehouse) -> None:
    scan(shop, None, parcel_of(shop, "1").waybill)
    with shop.reading() as session:
        touched = session.scalars(select(func.max(Scan.at))).one()
        for minutes, waited in product((0, 1, 29, 30, 31, 600), repeat=2):
            stuck = asides(session, touched + timedelta(minutes=waited), minutes)
            assert bool(stuck) == (0 < minutes <= waited)


def test_reasons_have_their_numbers_on_the_sheet() -> None:
    assert [reason.code for reason in reasons_of([])] == list(REASONS)
    assert reasons_of(["没货"]) == (Reason(note="没货"),)
    assert len(REASONS) <= MOST_REASONS
    numbers = [reason_number((f"{REASON}{n}",)) for n in (0, 1, MOST_REASONS, MOST_REASONS + 1, "x", "²")]
    assert numbers == [None, 1, MOST_REASONS, None, None, None]
    assert all(is_command(command) and command.words for command in Command)
    keys = [command.key for command in Command if command.key]
    assert len(set(keys)) == len(keys)
