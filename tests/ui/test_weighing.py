"""Weighing in the window: a scale simulator of ours on a pseudo-terminal, typed weights, the scale's card, learned weights."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests import shop
from tests.shop import barcode, do, order
from tests.ui.program import Scanner, actor, packing, program, take_on, view
from ui import preferences
from ui.app import App
from ui.catalog.weights_form import WeightsForm
from ui.orders.forms import ReasonForm
from ui.packing.scale import Scale
from ui.packing.weigh_card import ScaleCard
from ui.packing.weighing import Weighing
from ui.packing.weight import AskWeight
from ui.preferences import ScaleChoice
from warehouse_app.packing.weighing.queries import WeightProposal
from warehouse_app.packing.weighing.scales import State
from warehouse_app.people.settings import change_settings
from warehouse_app.store.warehouse import Warehouse

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are Unix", allow_module_level=True)


class ScaleSimulator:
    """The other end of the serial line: writes what a scale would."""

    def __init__(self) -> None:
        import pty
        import tty

        self.ours, theirs = pty.openpty()
        tty.setraw(theirs)
        self.port = os.ttyname(theirs)
        self._theirs = theirs
        self._open = True

    def says(self, *lines: str) -> None:
        self.writes("".join(f"{line}\r\n" for line in lines))

    def writes(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def was_asked(self) -> bytes:
        """What came down the line, nothing perhaps."""
        return os.read(self.ours, 100) if select.select([self.ours], [], [], 0)[0] else b""

    def unplug(self) -> None:
        if self._open:
            self._open = False
            os.close(self._theirs)
            os.close(self.ours)


@pytest.fixture
def scale() -> Iterator[ScaleSimulator]:
    simulator = ScaleSimulator()
    yield simulator
    simulator.unplug()


@pytest.fixture
def weighing(
    local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot, scale: ScaleSimulator
) -> Iterator[tuple[App, Scanner]]:
    """A desk with a scale in a shop that weighs every parcel: two orders, one of SKU1 twice (250 g with its box)."""
    shop.open_shop(local_warehouse, {"SKU1": 9, "SKU2": 9}, order("1", {"SKU1": 2}), order("2", {"SKU2": 1}))
    shop.release_and_wave(local_warehouse)
    do(local_warehouse, change_settings, {"weigh_policy": "must"})
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        folder = running.desk.folder.root
        preferences.save(folder, replace(preferences.load(folder), scale=ScaleChoice(port=scale.port)))
        running.desk.sit_down(actor(owner))
        yield running, Scanner(running, qtbot)


def hand_of(running: App) -> Weighing:
    return next(hand for hand in packing(running).hands if isinstance(hand, Weighing))


def band(running: App) -> str:
    return running.window.workplace.band.code.removeprefix("packing.verdict_")


def pack_first(running: App, scanner: Scanner, warehouse: Warehouse) -> None:
    scanner.scan(shop.parcel_of(warehouse, "1").waybill)
    scanner.scan(barcode(1))
    scanner.scan(barcode(1))
    assert band(running) == "weigh_first"


def test_by_the_scale(weighing: tuple[App, Scanner], scale: ScaleSimulator, local_warehouse: Warehouse, qtbot: QtBot) -> None:
    running, scanner = weighing
    hand = hand_of(running)
    pack_first(running, scanner, local_warehouse)
    assert packing(running).panel.middle.currentWidget() is hand.sheet
    scale.says("ST,GS,+  0.000kg", "US,GS,+  0.130kg", "ST,GS,-  0.004kg", "garbage")
    scale.writes("ST,GS,+  0.1")
    qtbot.waitUntil(lambda: hand.scale.state is State.EMPTY)
    assert view(local_warehouse, shop.parcel_of(local_warehouse, "1").id).state == "open"
    scale.writes("50kg\r\n")  # the second half of a line: one piece is missing
    qtbot.waitUntil(lambda: band(running) == "weight_off")
    assert hand.sheet.accept.isVisible()
    assert "商品1" in hand.sheet.why.text()
    scale.says("ST,GS,+  0.253kg")  # still on the platform: the parcel has to be lifted first
    qtbot.waitUntil(lambda: hand.scale.state is State.AGAIN)
    assert band(running) == "weight_off"
    scale.says("ST,GS,+  0.000kg", "ST,GS,+  0.253kg")
    qtbot.waitUntil(lambda: band(running) == "complete")
    assert view(local_warehouse, shop.parcel_of(local_warehouse, "1").id).weight_g == 253


def test_accepted_with_a_reason_and_unplugged(
    weighing: tuple[App, Scanner], scale: ScaleSimulator, local_warehouse: Warehouse, qtbot: QtBot
) -> None:
    running, scanner = weighing
    hand = hand_of(running)
    pack_first(running, scanner, local_warehouse)
    scale.says("ST,GS,+  0.000lb", "ST,GS,+  2.000lb")
    qtbot.waitUntil(lambda: band(running) == "weight_off")
    scale.unplug()
    qtbot.waitUntil(lambda: hand.sheet.words.code == "weighing.scale_gone")
    hand.weigh()  # nothing on the line: typed
    form = running.window.findChild(AskWeight)
    form.grams.setText("900")
    form.accept()
    assert band(running) == "weight_off"
    hand.sheet.accept.click()
    reason = running.window.findChild(ReasonForm)
    reason.accept()
    assert reason.mistake.code == "weighing.reason_missing"
    reason.reason.setText("double box")
    reason.accept()
    assert band(running) == "complete"
    assert view(local_warehouse, shop.parcel_of(local_warehouse, "1").id).weight_g == 900


def test_a_weight_typed_before_the_goods_are_in_is_refused(weighing: tuple[App, Scanner], local_warehouse: Warehouse) -> None:
    running, scanner = weighing
    scanner.scan(shop.parcel_of(local_warehouse, "1").waybill)
    hand_of(running).weigh()
    form = running.window.findChild(AskWeight)
    form.grams.setText("250")
    form.accept()
    assert (form.is_open, form.mistake.code) == (True, "weighing.when_full")
    form.reject()
    scanner.scan(barcode(1))
    scanner.scan(barcode(1))
    assert band(running) == "weigh_first"
    assert view(local_warehouse, shop.parcel_of(local_warehouse, "1").id).weight_g is None


def test_the_card_of_the_scale(weighing: tuple[App, Scanner], scale: ScaleSimulator, qtbot: QtBot) -> None:
    running, _ = weighing
    card = ScaleCard(running.desk)
    qtbot.addWidget(card)
    hand_of(running).left()
    card.show_values({})
    card.show()
    assert card.port.value() == scale.port
    scale.says("ST,GS,+  0.420kg")
    qtbot.waitUntil(lambda: card.says.code == "weighing.try_now")
    card.protocol.choose("own")
    card.pattern.setText("(")
    card.pattern.editingFinished.emit()
    assert preferences.load(running.desk.folder.root).scale.protocol == "comma"  # a pattern that cannot be read is not kept
    card.pattern.setText(r"W(?P<value>\d+)")
    card.pattern.editingFinished.emit()
    assert preferences.load(running.desk.folder.root).scale.pattern == r"W(?P<value>\d+)"
    scale.says("W1234")
    qtbot.waitUntil(lambda: "1234" in card.says.text())


def test_a_scale_that_is_asked(scale: ScaleSimulator, qtbot: QtBot) -> None:
    asked = Scale()
    asked.use(ScaleChoice(port=scale.port, protocol="sics"))
    qtbot.waitUntil(lambda: scale.was_asked().startswith(b"SI\r\n"))
    with qtbot.waitSignal(asked.read) as heard:
        scale.says("S D      0.100 kg")
    assert heard.args == [State.MOVING, 100]
    asked.stop()


def test_learned_weights_are_taken_over_one_by_one(weighing: tuple[App, Scanner], qtbot: QtBot) -> None:
    running, _ = weighing
    form = WeightsForm(running.desk, running.window, [WeightProposal(1, "SKU1", "商品1", "黑色 / M", None, 130, 7)])
    form.open()
    assert "130" in form.boxes[1].text()
    form.accept()
    assert not form.is_open
