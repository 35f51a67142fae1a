"""Lots at the screen: what expires stands out, the day is put right, a new lot is entered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import add_products, do
from tests.stock.shelves import put
from tests.ui.desks import open_desk, sit_down_as
from ui.bursts import Scan
from ui.desk import Desk
from ui.stock import entering
from ui.stock.lot_form import LotForm
from ui.stock.lots_page import LotsPage
from ui.stock.station import StockStation
from warehouse_app.errors import BadInput
from warehouse_app.people.rules import Role
from warehouse_app.stock.lots.commands import set_expiry
from warehouse_app.store.warehouse import Warehouse

DAYS = {"L1": -3, "L2": 10, "L3": 90, "L4": None}


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    add_products(local_warehouse, 5)
    today = local_warehouse.clock().astimezone().date()
    for number, (lot, days) in enumerate(DAYS.items(), 1):
        do(local_warehouse, set_expiry, number, lot, None if days is None else today + timedelta(days=days))
        if lot != "L3":
            put(local_warehouse, "A-1", number, 5, lot)
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> LotsPage:
    station = StockStation(desk)
    qtbot.addWidget(station)
    station.resize(1190, 640)
    station.show()
    station.enter()
    shown = station.show_page("lots")
    assert isinstance(shown, LotsPage)
    shown.setProperty("station", station)
    return shown


def lots(page: LotsPage) -> list[str]:
    return [line.lot for line in page.table.model.rows()]


def test_what_expires_first_stands_first_and_is_warned_of(page: LotsPage) -> None:
    assert lots(page) == ["L1", "L2", "L4"]
    tone = page.table.model.columns[1].tone
    assert tone is not None
    assert [tone(line) for line in page.table.model.rows()] == ["wrong", "warning", None]
    assert page.warning.words.code == "stockroom.expired_there"
    page.show_them.click()
    assert lots(page) == ["L1"]
    page.looks["soon"].click()
    assert lots(page) == ["L2"]
    page.looks["all"].click()
    assert lots(page) == ["L1", "L2", "L3", "L4"]


def test_the_last_day_is_put_right(page: LotsPage) -> None:
    page.table.view.selectRow(0)
    page.edit.click()
    form = page.window().findChild(LotForm)
    assert form is not None
    form.day.setText("31-12-2030")
    form.accept()
    assert form.mistake.code == "stockroom.bad_day"
    form.day.setText("2030-12-31")
    form.accept()
    assert lots(page) == ["L2", "L1", "L4"]
    assert not page.warning.isVisible()


def test_a_new_lot_is_entered_for_scanned_goods(page: LotsPage) -> None:
    page.new.click()
    form = page.window().findChild(LotForm)
    assert form is not None
    form.take_scan(Scan("SKU5"))
    form.accept()
    assert form.mistake.code == "shelves.lot_missing"
    form.lot.setText("L9")
    form.day.setText("20310101")
    form.accept()
    page.looks["all"].click()
    assert lots(page) == ["L1", "L2", "L3", "L9", "L4"]


def test_a_scanned_product_shows_its_lots(page: LotsPage, qtbot: QtBot) -> None:
    page.take_scan(Scan("SKU3"))
    assert lots(page) == ["L3"]
    with qtbot.waitSignal(page.answered) as answer:
        page.take_scan(Scan("SKU5"))
    assert answer.args is not None
    assert answer.args[1] == "stockroom.no_lot_of"
    page.back.click()
    assert lots(page) == ["L1", "L2", "L4"]


def test_a_clerk_only_looks(page: LotsPage, desk: Desk) -> None:
    sit_down_as(desk, Role.CLERK)
    page.refresh()
    assert not page.edit.isVisible()
    assert not page.new.isVisible()


@pytest.mark.parametrize(
    ("text", "day"),
    [("2030-1-5", date(2030, 1, 5)), ("２０３０/01/05", date(2030, 1, 5)), ("20300105", date(2030, 1, 5)), (" ", None)],
)
def test_days_as_people_write_them(text: str, day: date | None) -> None:
    assert entering.day(text) == day


@pytest.mark.parametrize("text", ["2030-02-30", "tomorrow", "5.1.2030"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(BadInput, match="bad_day"):
        entering.day(text)


def test_metres_and_figures_as_people_write_them() -> None:
    assert (entering.decimetres("12.5"), entering.decimetres(""), entering.metres(125), entering.metres(70)) == (
        125,
        None,
        "12.5",
        "7",
    )
    assert (entering.whole(" ５ "), entering.whole("")) == (5, None)
    assert entering.keyed_pieces(("x0",)) == 0
    for bad in ("-1", "1.5", "much", "nan"):
        with pytest.raises(BadInput):
            entering.whole(bad)
    with pytest.raises(BadInput, match="bad_metres"):
        entering.decimetres("1.25")
