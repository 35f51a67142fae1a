"""What a rehearsal tells of its waves: metres, how they would be by deadline, what is stopped, and what goes on half done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.shop import barcode, do, ids_of, open_shop, order
from warehouse_app.catalog.editing.at_packing import set_at_packing
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.commands import hold
from warehouse_app.orders.release import release
from warehouse_app.packing.taking_out import cancel_wave
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.confirming.commands import take
from warehouse_app.picking.confirming.queries import walk
from warehouse_app.picking.sorting.commands import sort
from warehouse_app.store.warehouse import Warehouse, new_action


@pytest.fixture
def desk(local_warehouse: Warehouse, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Two orders in a wave, one of them held since; one more released."""
    monkeypatch.delenv("PACKDESK_DATABASE", raising=False)
    orders = order("1001", {"SKU1": 1}), order("1002", {"SKU1": 1}), order("1003", {"SKU1": 2})
    open_shop(local_warehouse, {"SKU1": 9}, *orders)
    do(local_warehouse, set_at_packing, 1, True, "看拉链", None, {})  # a rehearsal answers what goods ask for
    steps = {"weigh_policy": "must", "photo_policy": "must", "check_all": True}  # nobody is there to do them
    do(local_warehouse, change_settings, steps)
    do(local_warehouse, release)
    do(local_warehouse, start_wave, ids_of(local_warehouse, "1001", "1002"))
    do(local_warehouse, hold, ids_of(local_warehouse, "1002"), "问买家")
    return Desk(local_warehouse.folder, capsys)


@pytest.mark.parametrize("way", ["sort", "cart", "orders"])
def test_open_waves_and_new_ones_are_walked_and_what_is_blocked_is_named(desk: Desk, tmp_path: Path, way: str) -> None:
    answer = desk.run("rehearse", "--out", tmp_path / "rehearsal", "--way", way)
    assert (answer["parcels"], len(answer["blocked"]), answer["blocked_orders"]) == (2, 1, ["1002"])
    assert (answer["waves"], answer["metres"], answer["metres_by_deadline"]) == (2, 4.0, 2.0)  # A-1 stands a metre from the desk
    assert answer["stopped"] == [{"order": "1002", "why": "by_hand", "note": "问买家"}]
    assert (answer["way"], answer["seconds"]["take"]["n"]) == (way, 3)  # in the open wave and in the new one
    assert answer["seconds"].get("sort", {"n": 0})["n"] == (2 if way == "sort" else 0)
    assert answer["problems"] == []


@pytest.mark.parametrize(
    ("language", "walk", "stopped"),
    [
        ("en", "2 waves, 4 m walked", "Stopped: order 1002 (held 问买家)"),
        ("zh_CN", "波次 2 个，走路 4 米", "被拦下：订单 1002（已暂停 问买家）"),
    ],
)
def test_it_is_said_in_both_languages(desk: Desk, tmp_path: Path, language: str, walk: str, stopped: str) -> None:
    said = desk.say("rehearse", "--out", tmp_path / "rehearsal", language=language)
    assert walk in said
    assert stopped in said


def test_waves_that_are_half_picked_or_half_sorted_are_finished(
    local_warehouse: Warehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = local_warehouse
    monkeypatch.delenv("PACKDESK_DATABASE", raising=False)
    open_shop(warehouse, {"SKU1": 9}, *(order(number, {"SKU1": 2}) for number in ("1", "2", "3")))
    do(warehouse, release)
    sorting, picking, cancelled = (do(warehouse, start_wave, ids_of(warehouse, n), way="sort").id for n in ("1", "2", "3"))
    with warehouse.reading() as session:
        place = walk(session, picking).stops[0].place
    do(warehouse, confirm_picked, sorting)
    do(warehouse, sort, sorting, [barcode(1)], new_action())
    do(warehouse, take, picking, place, [barcode(1)], new_action(), bin_open=True)
    do(warehouse, cancel_wave, cancelled, "x")
    answer = Desk(warehouse.folder, capsys).run("rehearse", "--out", tmp_path / "rehearsal")
    assert (answer["parcels"], answer["blocked"], answer["problems"]) == (3, [], [])
    steps = answer["seconds"]
    assert (steps["take"]["n"], steps["sort"]["n"]) == (3, 5)  # 2 and 3 want three pieces more, the wall five
    assert answer["waves"] == 2  # the one cancelled is waved anew, the one at the wall is walked
