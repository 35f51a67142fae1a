"""The page of waybill numbers: limits, the look-up of one number, voiding and returning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.dispatch.component_server import component
from tests.shop import add_waybills, do, open_shop, order, parcel_of, parsed, release_and_wave
from tests.ui.desks import Heard, Told, open_desk, settle, sit_down_as
from tests.ui.test_couriers import open_station
from ui import printing
from ui.bursts import Scan
from ui.couriers import numbers_page
from ui.couriers.number_forms import LimitForm
from ui.couriers.numbers_page import NumbersPage
from ui.desk import Desk
from ui.orders.forms import ReasonForm
from ui.people import component_printers
from ui.people.settings_page import SettingsPage
from ui.picking.wave_card import NewWaveCard
from ui.print_queue import PrintQueue
from warehouse_app.dispatch.components.rules import printer_setting
from warehouse_app.dispatch.files import WaybillRow
from warehouse_app.dispatch.numbers.commands import set_limit
from warehouse_app.dispatch.papers import LABEL, make_wave_papers
from warehouse_app.dispatch.queries import print_jobs, wave_papers
from warehouse_app.dispatch.waybills import import_waybills
from warehouse_app.people.rules import Role
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


def open_page(desk: Desk, qtbot: QtBot) -> NumbersPage:
    page = open_station(desk, qtbot).page_named("numbers")
    assert isinstance(page, NumbersPage)
    return page


def test_a_limit_is_set_where_the_pool_stands_and_counts_at_once(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_waybills(desk.warehouse, 20)
    page = open_page(desk, qtbot)
    assert page.list.rows[0].is_low
    page.list.table.view.selectRow(0)
    page.limit.click()
    form = page.window().findChild(LimitForm)
    assert form is not None
    assert form.low.value() == 50
    form.low.setValue(20)
    form.accept()
    assert (page.list.rows[0].low, page.list.rows[0].is_low) == (20, False)
    file = Path(desk.folder.root) / "pools.csv"
    monkeypatch.setattr(numbers_page, "ask_save", lambda *_: file)
    page.export.click()
    settle(qtbot, desk)
    assert "中通快递" in file.read_text(encoding="utf-8-sig")


def test_a_scanned_number_tells_its_story_and_can_be_voided(desk: Desk, qtbot: QtBot) -> None:
    numbers = open_shop(desk.warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}))
    release_and_wave(desk.warehouse)
    page, told = open_page(desk, qtbot), Told(desk)
    heard = Heard(page)
    page.take_scan(Scan("nothing", (), 0.0, "typed"))
    assert heard.last == ("unknown", "numbers.unknown")
    assert not page.pane.side.isVisible()
    page.take_scan(Scan(numbers[0], (), 0.0, "typed"))
    assert heard.last == ("information", "numbers.shown")
    assert [step.kind for step in page.pane.steps.rows] == ["brought", "used"]
    page.pane.give_back.click()  # the parcel is still to be sent
    page.pane.void.click()
    form = page.window().findChild(ReasonForm)
    assert form is not None
    form.reason.setText("糊了")
    form.accept()
    assert told.codes == ["numbers.still_needed", "numbers.voided_replaced"]
    assert parcel_of(desk.warehouse, "1").waybill == numbers[1]
    assert [(row.state, page.pane.void.isVisible()) for row in page.pane.list.rows] == [("void", False)]
    page.search.clear()
    qtbot.waitUntil(lambda: page.views.currentWidget() is page.list)


def test_who_has_no_right_sees_no_button_for_it(desk: Desk, qtbot: QtBot) -> None:
    numbers = add_waybills(desk.warehouse, 3)
    do(desk.warehouse, set_limit, "中通快递", "", 0)
    sit_down_as(desk, Role.CLERK)
    page = open_page(desk, qtbot)
    page.take_scan(Scan(numbers[0], (), 0.0, "typed"))
    assert [button.isVisible() for button in (page.pane.void, page.pane.give_back, page.limit)] == [False] * 3
    assert page.import_button.isVisible()


def test_a_components_printers_are_offered_and_print_the_labels(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = desk.warehouse
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}), waybills=0)
    do(warehouse, import_waybills, parsed([WaybillRow(2, "中通快递", "75000000000001", order="1", print_data={"data": {}})]))
    wave = release_and_wave(warehouse).made
    told = Told(desk)
    with component() as made:
        monkeypatch.setattr(component_printers, "addresses", lambda: [made.address])
        page = SettingsPage(desk)
        qtbot.addWidget(page)
        page.refresh()
        settle(qtbot, desk)
        combo, setting = page.printers["label_printer"], printer_setting(made.address, "KM-202")
        assert (combo.value(), combo.findText("菜鸟组件：KM-202")) == ("", combo.findData(setting))
        combo.choose(setting)
        page.save_shop()
        page.refresh()  # still shown, whether the component answers or not
        assert (combo.value(), combo.currentText()) == (setting, "菜鸟组件：KM-202")
        make_wave_papers(warehouse, desk.actor, desk.name, wave.id, "zh_CN", queued=True)
        PrintQueue.of(desk).start()
        qtbot.waitUntil(lambda: len(made.printed) == 1)
        settle(qtbot, desk)
        paper = desk.read(wave_papers, wave.id)[LABEL]
        printing.print_file(desk, desk, paper.file, setting)
        settle(qtbot, desk)
    assert [job.state for job in desk.read(print_jobs) if job.paper == LABEL] == ["printed"]
    assert told.codes[-2:] == ["packing.label_printed", "numbers.component_labels_only"]


def test_the_card_that_makes_waves_names_the_pools_that_run_low(desk: Desk, qtbot: QtBot) -> None:
    add_waybills(desk.warehouse, 60)
    card = NewWaveCard(desk)
    qtbot.addWidget(card)
    card.refresh()
    assert card.numbers.isHidden()
    do(desk.warehouse, set_limit, "中通快递", "", 61)
    card.refresh()
    assert (card.numbers.isHidden(), card.numbers.tone, card.numbers.words.code) == (False, "warning", "numbers.pools_low")
    assert "中通快递 60" in card.numbers.words.text()
