"""On and off sale: what a shop must be told, the files that tell it, and the pieces it keeps back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import add_orders, add_products, add_stock, order, parsed, problems_of
from tests.ui.desks import Told, open_desk, settle, sit_down_as
from ui.catalog.selling_page import SellingPage
from ui.catalog.station import CatalogStation
from ui.desk import Desk
from warehouse_app.orders.selling.queries import shops
from warehouse_app.people.rules import Role
from warehouse_app.stock.commands import import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> SellingPage:
    """A shop with four SKUs: two on the shelves, two with nothing."""
    add_products(desk.warehouse, 4)
    add_stock(desk.warehouse, {"SKU1": 5, "SKU2": 1})
    add_orders(desk.warehouse, order("1001", {"SKU1": 1}))
    return shown(desk, qtbot)


def shown(desk: Desk, qtbot: QtBot) -> SellingPage:
    station = CatalogStation(desk)
    qtbot.addWidget(station)
    station.resize(1190, 640)
    station.show()
    station.enter()
    page = station.show_page("selling")
    assert isinstance(page, SellingPage)
    settle(qtbot, desk)
    return page


def off(page: SellingPage) -> list[str]:
    return [row.seller_code for row in page.off.rows]


def back(page: SellingPage) -> list[str]:
    return [row.seller_code for row in page.back.rows]


def test_the_first_list_is_all_there_is_nothing_of(page: SellingPage) -> None:
    assert off(page) == ["SKU3", "SKU4"]
    assert back(page) == []
    assert page.last.code == "goods.never_told"


def test_an_export_tells_the_shop_and_only_news_come_after_it(
    page: SellingPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    page.export_changes(tmp_path / "told.csv")
    settle(qtbot, desk)
    with (tmp_path / "told.csv").open(encoding="utf-8-sig", newline="") as written:
        assert [row[0] for row in csv.reader(written)][1:] == ["SKU3", "SKU4"]
    assert page.told.words.code == "goods.changes_exported"
    assert off(page) == back(page) == []
    assert not page.tell.isEnabled()
    assert page.last.code == "goods.last_told"
    assert "王店主" in page.last.text()
    desk.command(import_stock, parsed([StockRow(2, "A-3", "SKU3", 8)], "more.csv"))
    settle(qtbot, desk)
    assert back(page) == ["SKU3"]
    assert problems_of(desk.warehouse) == []


def test_a_reserve_takes_the_last_pieces_off_sale(page: SellingPage, desk: Desk, qtbot: QtBot) -> None:
    assert not page.save_reserve.isEnabled()
    page.reserve.setValue(1)
    page.save_reserve.click()
    settle(qtbot, desk)
    assert off(page) == ["SKU2", "SKU3", "SKU4"]
    assert desk.read(shops)[0].reserve == 1


def test_everything_can_be_listed_and_nothing_counts_as_told(
    page: SellingPage, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.kind.choose("xlsx")
    monkeypatch.setattr("ui.catalog.selling_page.ask_save", lambda *_: tmp_path / "all")
    page.everything.click()
    settle(qtbot, desk)
    assert (tmp_path / "all.xlsx").read_bytes().startswith(b"PK")
    assert page.told.words.code == "goods.available_exported"
    assert off(page) == ["SKU3", "SKU4"]


def test_a_file_that_cannot_be_written_tells_nobody(page: SellingPage, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    told = Told(desk)
    page.export_changes(tmp_path / "missing" / "told.csv")
    settle(qtbot, desk)
    assert told.codes == ["sheets.cannot_write"]
    assert off(page) == ["SKU3", "SKU4"]
    assert not page.told.isVisible()


def test_a_clerk_exports_but_sets_no_reserve(page: SellingPage, desk: Desk, qtbot: QtBot) -> None:
    sit_down_as(desk, Role.CLERK)
    page.refresh()
    settle(qtbot, desk)
    assert not page.reserve.isEnabled()
    assert not page.save_reserve.isVisible()
    assert page.tell.isVisible()


def test_without_a_shop_the_page_leads_to_the_files(desk: Desk, qtbot: QtBot) -> None:
    page = shown(desk, qtbot)
    qtbot.waitUntil(page.bring_in.isVisible)
    with qtbot.waitSignal(page.goto) as went:
        page.bring_in.click()
    assert went.args == ["intake"]
