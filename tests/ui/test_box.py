"""The box at the packing desk, by scans and CONFIRM: what is shown, what is taken, what is told; its card and its form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from tests import shop
from tests.packing.boxes.materials import LARGE, PAPER, SMALL, add_materials, left
from tests.shop import barcode, do, order, problems_of, states_of
from tests.ui.desks import Told
from tests.ui.program import Scanner, actor, packing, program, take_on
from ui import language
from ui.app import App
from ui.catalog.edit_forms import SkuForm
from ui.language import tr
from ui.packing.box import BoxHand
from ui.packing.box_card import BoxCard
from ui.packing.box_page import BoxPage, BoxStrip
from ui.packing.station import PackingStation
from warehouse_app.catalog.editing.queries import sku_details
from warehouse_app.catalog.tables import Sku
from warehouse_app.packing.boxes.queries import materials_of
from warehouse_app.packing.rules import Step
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Warehouse

ONE, TWO = barcode(1), barcode(2)


@dataclass
class Desk:
    """Parcel 0 has two of SKU1 and one of SKU2, parcel 1 one of SKU2: that goes into the small box, the first does not."""

    running: App
    scanner: Scanner
    warehouse: Warehouse
    waybills: list[str]
    told: Told
    ids: dict[str, int]

    @property
    def station(self) -> PackingStation:
        return packing(self.running)

    @property
    def hand(self) -> BoxHand:
        return next(hand for hand in self.station.hands if isinstance(hand, BoxHand))

    @property
    def page(self) -> BoxPage:
        page = self.hand.page()
        assert isinstance(page, BoxPage)
        return page

    @property
    def strip(self) -> BoxStrip:
        strip = self.hand.aside()
        assert isinstance(strip, BoxStrip)
        return strip

    def scan(self, *codes: str) -> str:
        self.scanner.scan(*codes)
        self.scanner.qtbot.waitUntil(lambda: self.running.jobs.running == 0)
        return self.running.window.workplace.band.code.removeprefix("packing.verdict_")


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    stock = {"SKU1": 9, "SKU2": 9}
    shop.open_shop(local_warehouse, stock, order("1", {"SKU1": 2, "SKU2": 1}), order("2", {"SKU2": 1}))
    ids = add_materials(local_warehouse)
    shop.release_and_wave(local_warehouse)
    numbers = [shop.parcel_of(local_warehouse, number).waybill for number in ("1", "2")]
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        running.desk.sit_down(actor(owner))
        yield Desk(running, Scanner(running, qtbot), local_warehouse, numbers, Told(running.desk), ids)
    assert problems_of(local_warehouse) == []


def test_the_box_is_shown_big_and_scanned(desk: Desk):
    assert desk.scan(desk.waybills[1]) == "opened"
    assert desk.strip.isVisible()
    assert "小" in desk.strip.name.text()
    assert desk.scan(TWO) == "box_first"
    assert desk.station.panel.middle.currentWidget() is desk.page
    assert ("小" in desk.page.name.text(), desk.page.bin.text()) == (True, "P-1")
    assert "填充纸" in desk.page.filling.text()
    assert [button.text() for button in desk.page._buttons if button.isVisible()] == ["纸箱 大"]
    assert desk.scan(SMALL) == "complete"
    assert left(desk.warehouse, "BOX-S") == 4
    assert desk.scan(LARGE) == "step_done"  # it was the large one after all
    assert "大" in desk.strip.name.text()
    assert (left(desk.warehouse, "BOX-S"), left(desk.warehouse, "BOX-L")) == (5, 4)
    assert desk.scan(desk.waybills[0]) == "opened"


def test_confirm_takes_what_is_suggested_and_nothing_else(desk: Desk, qtbot: QtBot):
    assert desk.scan(desk.waybills[0], ONE, ONE, TWO) == "box_first"
    qtbot.keyClick(desk.station, Qt.Key.Key_Return)  # pressed once too often: a box is taken on purpose
    assert states_of(desk.warehouse)["1"] == "in_wave"
    assert desk.station.buttons["confirm"].isEnabled()
    assert desk.scan("PD-CONFIRM") == "complete"
    assert not desk.station.buttons["confirm"].isEnabled()
    desk.scan("PD-CONFIRM")
    assert left(desk.warehouse, "BOX-L") == 4
    assert desk.scan("PD-UNDO") == "undone"
    assert left(desk.warehouse, "BOX-L") == 5
    assert not desk.station.buttons["confirm"].isEnabled()
    assert desk.scan(TWO) == "box_first"
    qtbot.mouseClick(desk.page.as_it_is, Qt.MouseButton.LeftButton)
    assert states_of(desk.warehouse)["1"] == "packed"
    assert left(desk.warehouse, "BOX-L") == 5


def test_the_filling_is_told_in_pieces_put_right_and_booked_out_with_the_box(desk: Desk, qtbot: QtBot):
    paper = update(Sku).where(Sku.seller_code == "PAPER").values(length_mm=200, width_mm=100, height_mm=100)
    do(desk.warehouse, lambda tx: tx.connection.execute(paper))  # a piece fills two litres
    assert desk.scan(desk.waybills[0], ONE, ONE, TWO) == "box_first"
    assert "填充纸 × 5" in desk.page.filling.text()
    qtbot.mouseClick(desk.page.less, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(desk.page.less, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(desk.page.more, Qt.MouseButton.LeftButton)
    assert "填充纸 × 4" in desk.page.filling.text()
    assert desk.scan("PD-CONFIRM") == "complete"
    assert (left(desk.warehouse, "BOX-L"), left(desk.warehouse, "PAPER")) == (4, 1)
    assert desk.scan(desk.waybills[1], TWO) == "box_first"
    assert "填充纸 × 1" in desk.page.filling.text()
    assert desk.scan(SMALL) == "complete"
    assert (left(desk.warehouse, "BOX-S"), left(desk.warehouse, "PAPER")) == (4, 0)


@pytest.mark.parametrize("by_scan", [True, False])
def test_a_box_that_needs_no_filling_takes_the_earlier_boxs_filling_out(desk: Desk, by_scan: bool):
    sizes = {"PAPER": (200, 100, 100), "SKU2": (118, 88, 58)}  # a piece of paper fills two litres; SKU2 fills the small box
    for code, (length, width, height) in sizes.items():
        told = update(Sku).where(Sku.seller_code == code).values(length_mm=length, width_mm=width, height_mm=height)
        do(desk.warehouse, lambda tx, told=told: tx.connection.execute(told))
    assert desk.scan(desk.waybills[1], TWO) == "box_first"
    assert not desk.page.filling.isVisible()
    for box, code, paper in (("BOX-L", LARGE, 0), ("BOX-S", SMALL, 5)):
        if by_scan:
            desk.scan(code)
        else:
            desk.page._choose([desk.ids[box]])
        assert (left(desk.warehouse, box), left(desk.warehouse, "PAPER")) == (4, paper)
    assert states_of(desk.warehouse)["2"] == "packed"


def test_a_suggestion_stands_beside_the_parcel_and_is_not_owed(desk: Desk):
    do(desk.warehouse, settings.put, "box_policy", "suggest")
    desk.running.desk.changed.emit(frozenset({"settings"}))
    desk.scan(desk.waybills[1])
    assert desk.strip.isVisible()
    assert "P-1" in desk.strip.about.text()
    assert desk.scan(PAPER) == "step_done"
    desk.scan("PD-CONFIRM")  # pressed by habit: the goods come first
    assert not desk.station.buttons["confirm"].isEnabled()
    assert desk.scan(TWO) == "complete"
    assert (left(desk.warehouse, "BOX-S"), left(desk.warehouse, "PAPER")) == (5, 4)
    assert desk.scan("PD-CONFIRM") == "step_done"
    assert desk.strip.title.text() == tr("boxes.taken")
    assert (left(desk.warehouse, "BOX-S"), left(desk.warehouse, "PAPER")) == (4, 4)
    do(desk.warehouse, settings.put, "box_policy", "off")
    desk.running.desk.changed.emit(frozenset({"settings"}))
    desk.scan(desk.waybills[0])
    assert not desk.strip.isVisible()


def test_what_runs_low_is_told_once_a_day_and_listed(desk: Desk, qtbot: QtBot):
    form = SkuForm(desk.running.desk, desk.running.window, _details(desk, "BOX-S"))
    form.open()
    form.least.setText("5")
    form.inner[0].setText("13.5")
    form.accept_button.click()
    with desk.warehouse.reading() as session:
        small = next(one for one in materials_of(session) if one.seller_code == "BOX-S")
    assert (small.least, small.size) == (5, (135, 90, 60))
    desk.scan(desk.waybills[1])
    desk.scan("PD-LEAVE", desk.waybills[0])
    assert desk.told.codes.count("boxes.low_told") == 1
    assert "纸箱 小 5" in desk.strip.low.text()
    language.switch("en")
    qtbot.waitUntil(lambda: desk.strip.low.text().startswith("Running low"))


def _details(desk: Desk, code: str):
    details = desk.running.desk.read(sku_details, desk.ids[code])
    assert details is not None
    return details


def test_the_settings_card_keeps_the_policy(desk: Desk):
    card = BoxCard(desk.running.desk, desk.running.window)
    card.show_values({"box_policy": "suggest"})
    assert card.wanted() == {"box_policy": "suggest"}
    assert desk.hand.step is Step.BOX
