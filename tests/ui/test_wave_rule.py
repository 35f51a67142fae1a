"""The form for a wave by rule, and what a single-item wave takes: said before it is made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import DAY, do, open_shop, order, states_of
from tests.ui.desks import open_desk, settle
from ui import language
from ui.desk import Desk
from ui.picking.rule_form import RuleForm, rule_words
from ui.picking.station import PickingStation
from warehouse_app.orders.release import release
from warehouse_app.picking.queries import waves_page
from warehouse_app.picking.saved_rules import saved_rules
from warehouse_app.picking.selecting import WaveRule
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    local_warehouse.clock = lambda: DAY
    RuleForm.last = WaveRule()
    yield from open_desk(local_warehouse, qapp)
    RuleForm.last = WaveRule()


@pytest.fixture
def station(desk: Desk, qtbot: QtBot) -> PickingStation:
    """Orders 1 to 3 of one SKU1 each, 1 paid a day before; 4 of two SKU1, 5 of SKU1 and SKU2."""
    open_shop(
        desk.warehouse, {"SKU1": 30, "SKU2": 9},
        order("1", {"SKU1": 1}, paid_at=DAY - timedelta(days=1)), order("2", {"SKU1": 1}), order("3", {"SKU1": 1}),
        order("4", {"SKU1": 2}), order("5", {"SKU1": 1, "SKU2": 1}),
    )  # fmt: skip
    do(desk.warehouse, release)
    made = PickingStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 760)
    made.show()
    made.enter()
    return made


def open_form(station: PickingStation) -> RuleForm:
    station.ask_rule()
    form = station.findChild(RuleForm)
    assert form is not None
    return form


def rule_of_last_wave(warehouse: Warehouse) -> str:
    with warehouse.reading() as session:
        return waves_page(session).rows[0].rule


def test_a_span_of_payment_is_chosen_kept_by_name_used_and_said(station: PickingStation, desk: Desk, qtbot: QtBot) -> None:
    form = open_form(station)
    assert not form.paid_from.isEnabled()
    qtbot.keyClick(form.paid, Qt.Key.Key_Space)
    start, end = DAY - timedelta(days=1, hours=1), DAY - timedelta(days=1) + timedelta(hours=1)
    form.paid_from.setDateTime(QDateTime.fromSecsSinceEpoch(int(end.timestamp())))
    form.paid_to.setDateTime(QDateTime.fromSecsSinceEpoch(int(start.timestamp())))
    qtbot.waitUntil(lambda: form.count.code == "waves.paid_span")
    assert not form.accept_button.isEnabled()
    form.paid_from.setDateTime(QDateTime.fromSecsSinceEpoch(int(start.timestamp())))
    form.paid_to.setDateTime(QDateTime.fromSecsSinceEpoch(int(end.timestamp())))
    qtbot.waitUntil(lambda: form.count.text() == language.tr("waves.takes", n=1))
    form.name.setText("双11")
    form.keep.click()
    kept = WaveRule(paid_from=start.isoformat(), paid_to=end.isoformat())
    assert desk.read(saved_rules) == {"双11": kept}
    form.accept()
    settle(qtbot, desk)
    assert [number for number, state in states_of(desk.warehouse).items() if state == "in_wave"] == ["1"]
    said = rule_words(rule_of_last_wave(desk.warehouse))
    spoken = [moment.astimezone().strftime("%Y-%m-%d %H:%M") for moment in (start, end)]
    assert said == language.tr("waves.said_paid", start=spoken[0], end=spoken[1])
    again = open_form(station)
    assert again.paid.isChecked()
    assert again.rule() == kept
    again.paid.setChecked(False)
    assert again.rule() == WaveRule()
    again.reject()


def test_a_kept_span_with_one_end_is_said_too() -> None:
    from_then = rule_words(WaveRule(paid_from=datetime(2026, 11, 11).astimezone().isoformat()).kept())
    until_then = rule_words(WaveRule(paid_to=datetime(2026, 11, 11).astimezone().isoformat()).kept())
    assert from_then == language.tr("waves.said_paid_from", value="2026-11-11 00:00")
    assert until_then == language.tr("waves.said_paid_to", value="2026-11-11 00:00")


@pytest.mark.parametrize("by_rule", [False, True])
def test_a_single_item_wave_takes_those_that_are_alike_and_says_so(
    station: PickingStation, desk: Desk, qtbot: QtBot, by_rule: bool
) -> None:  # fmt: skip
    card = station.card
    card.ways.combo.choose("single")
    assert (card.ways.slots.words.code, card.how_many.maximum()) == ("ways.fits_single", 3)
    assert (card.all_button.isEnabled(), card.next_button.isEnabled(), card.walk_button.isEnabled()) == (True, True, False)
    if by_rule:
        form = open_form(station)
        assert (form.count.code, form.count.text()) == (
            "waves.takes_alike", language.tr("waves.takes_alike", n=5, alike=3, sku="SKU1", pieces=1)
        )  # fmt: skip
        form.accept()
    else:
        card.all_button.click()
    settle(qtbot, desk)
    assert {n: s for n, s in states_of(desk.warehouse).items() if s == "released"} == {"4": "released", "5": "released"}
    assert station.view.pick_list.stops == 1
    with desk.warehouse.reading() as session:
        assert [(wave.way, wave.parcels) for wave in waves_page(session).rows] == [("single", 3)]
    card.next_button.click()  # the two pieces of order 4 are alike with themselves
    settle(qtbot, desk)
    assert card.ways.slots.words.code == "ways.fits_not_single"
    assert not card.next_button.isEnabled()
