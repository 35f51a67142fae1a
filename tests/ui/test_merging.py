"""Merging and splitting in the window: the tab of suggestions, the menu's forms, and what the details say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import DAY, do, ids_of, open_shop, order, problems_of, states_of
from tests.ui.desks import open_desk, settle, sit_down_as
from ui import language
from ui.desk import Desk
from ui.orders import merge_page
from ui.orders.cancel_form import CancelPartForm
from ui.orders.merging_forms import SplitForm
from ui.orders.more import ACTIONS
from ui.orders.station import OrdersStation
from ui.widgets.text import Button, Text
from warehouse_app.errors import Conflict
from warehouse_app.orders.company import company
from warehouse_app.orders.merging import suggestions
from warehouse_app.orders.queries import order_view
from warehouse_app.orders.release import release
from warehouse_app.orders.splitting import split_order
from warehouse_app.people.rules import Role
from warehouse_app.store.warehouse import Tx, Warehouse


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    local_warehouse.clock = lambda: DAY + timedelta(hours=2)
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def station(desk: Desk, qtbot: QtBot) -> OrdersStation:
    """Two orders of buyer b, two of buyer c, and one that is short of one piece."""
    open_shop(
        desk.warehouse, {"SKU1": 9, "SKU2": 1},
        *(order(f"100{n}", {"SKU1": 1}, buyer="b" if n < 3 else "c") for n in range(1, 5)), order("2001", {"SKU1": 2, "SKU2": 2}),
    )  # fmt: skip
    made = OrdersStation(desk)
    qtbot.addWidget(made)
    made.resize(1280, 640)
    made.show()
    made.enter()
    settle(qtbot, desk)
    return made


def mates(desk: Desk, number: str) -> list[str]:
    return [mate.number for mate in desk.read(company, ids_of(desk.warehouse, number)[0]).together]


def run(station: OrdersStation, qtbot: QtBot, code: str, number: str) -> object:
    station.search_for(number)
    qtbot.waitUntil(lambda: [row.number for row in station.list.table.selected()] == [number])
    action = next(one for one in ACTIONS if one.code == code)
    rows = station.list.table.selected()
    assert action.fits(rows)
    return action.run(station.desk, station, rows)


def tab(station: OrdersStation) -> str:
    return station.tabs.tabText(station.tabs.indexOf(station.merging))


def test_suggestions_are_merged_or_left_alone_by_keys(station: OrdersStation, desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: tab(station) == "合并 2")
    page = station.merging
    assert page.table.model.total == 0, "a tab nobody looks at is counted, not read"
    station.tabs.setCurrentWidget(page)
    qtbot.waitUntil(lambda: page.table.current() is not None)
    qtbot.keyClick(page, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: mates(desk, "1001") == ["1002"])
    station.refresh()
    qtbot.waitUntil(lambda: tab(station) == "合并 1")
    qtbot.waitUntil(lambda: [group.orders[0].number for group in page.table.selected()] == ["1003"])
    qtbot.keyClick(page, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: not desk.read(suggestions))
    station.refresh()
    qtbot.waitUntil(lambda: tab(station) == "合并 0")
    assert mates(desk, "1003") == []
    assert not page.merge_button.isEnabled()


def test_all_are_merged_in_the_background(station: OrdersStation, desk: Desk, qtbot: QtBot) -> None:
    station.merging.all_button.click()
    qtbot.waitUntil(lambda: mates(desk, "1003") == ["1004"])
    settle(qtbot, desk)
    assert mates(desk, "1001") == ["1002"]


def test_a_merge_of_all_that_fails_can_be_tried_again(
    station: OrdersStation, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_tx: Tx) -> int:
        raise Conflict("merging.held", number="1001")

    with monkeypatch.context() as broken:
        broken.setattr(merge_page, "merge_all", fails)
        station.merging.all_button.click()
        settle(qtbot, desk)
    assert (station.merging.all_button.isEnabled(), mates(desk, "1001")) == (True, [])
    station.merging.all_button.click()
    settle(qtbot, desk)
    assert mates(desk, "1001") == ["1002"]


def test_the_details_lead_to_the_others_and_say_whom_they_wait_for(station: OrdersStation, desk: Desk, qtbot: QtBot) -> None:
    station.tabs.setCurrentWidget(station.merging)
    station.merging.merge()
    do(desk.warehouse, release, ids_of(desk.warehouse, "1001"))
    station.search_for("1001")
    qtbot.waitUntil(lambda: station.details.order is not None and bool(station.details.company))
    said = " ".join(words.text() for words in station.details.findChildren(Text))
    assert "1002" in said, said
    link = next(button for button in station.details.findChildren(Button) if "1002" in button.text())
    link.click()
    qtbot.waitUntil(lambda: station.details.order is not None and station.details.order.row.number == "1002")
    run(station, qtbot, "merging.undo_merge", "1001")
    assert mates(desk, "1001") == []


def test_the_form_is_filled_in_by_stock_and_shows_both_parts(station: OrdersStation, desk: Desk, qtbot: QtBot) -> None:
    do(desk.warehouse, release)
    form = run(station, qtbot, "merging.split", "2001")
    assert isinstance(form, SplitForm)
    assert [pieces.value() for pieces in form.pieces] == [2, 1]
    assert "3" in form.result.text()
    form.pieces[0].setValue(0)
    form.pieces[1].setValue(0)
    form.accept()
    assert form.is_open, "nothing chosen keeps it open"
    form.pieces[1].setValue(1)
    assert [rest.text() for rest in form.rests] == ["2", "1"]
    form.accept()
    assert states_of(desk.warehouse)["2001-2"] == "waiting"
    run(station, qtbot, "merging.undo_split", "2001")
    assert states_of(desk.warehouse)["2001-2"] == "cancelled"
    run(station, qtbot, "merging.split_by_stock", "2001")
    assert states_of(desk.warehouse)["2001-3"] == "released"
    assert problems_of(desk.warehouse) == []


def test_a_clerk_merges_without_seeing_the_address(station: OrdersStation, desk: Desk, qtbot: QtBot) -> None:
    sit_down_as(desk, Role.CLERK)
    station.tabs.setCurrentWidget(station.merging)
    station.refresh()
    why = station.merging.columns[-1].words
    shown = list(station.merging.table.model.rows(9))
    assert len(shown) == 2
    assert all("示例路" not in why(group) and "*" in why(group) for group in shown)
    language.switch("en")
    qtbot.waitUntil(lambda: tab(station) == "Merge 2")
    station.merging.merge()
    assert mates(desk, "1001") == ["1002"]


@pytest.mark.parametrize(("number", "ticked", "states"), [
    ("2001", True, {"2001": "cancelled", "2001-2": "cancelled"}),
    ("2001-2", False, {"2001": "waiting", "2001-2": "cancelled"}),
])  # fmt: skip
def test_cancelling_asks_whether_the_whole_order_is_meant(
    station: OrdersStation, desk: Desk, qtbot: QtBot, number: str, ticked: bool, states: dict[str, str]
) -> None:
    (order_id,) = ids_of(desk.warehouse, "2001")
    desk.command(split_order, order_id, {desk.read(order_view, order_id).lines[0].id: 1})
    station.show_number(number)
    qtbot.waitUntil(lambda: [row.number for row in station.list.table.selected()] == [number])
    qtbot.waitUntil(lambda: station.details.order is not None and station.details.order.row.number == number)
    station.cancel_button.click()
    form = station.window().findChild(CancelPartForm)
    assert form is not None
    assert form.whole.isChecked() is ticked
    qtbot.keyClicks(form.reason, "refund")
    form.accept()
    assert {each: state for each, state in states_of(desk.warehouse).items() if each in states} == states
    if not ticked:
        station.show_number("2001")
        qtbot.waitUntil(lambda: station.details.order is not None and station.details.order.row.number == "2001")
        said = {words.code for words in station.details.findChildren(Text)}
        assert {"merging.cancelled_parts", "merging.only_this_left", "merging.pieces_cancelled"} <= said
