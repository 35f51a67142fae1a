"""Things to do at the packing station and on the pick list, with a scanner, keys and the mouse; and their settings cards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests import shop
from tests.shop import barcode, do, order
from tests.ui.program import Scanner, actor, packing, program, take_on, view
from ui import language, theme
from ui.app import App
from ui.packing.station import PackingStation
from ui.packing.tick_box import TickBox
from ui.people.wish_cards import FlagsCard, WishWordsCard
from ui.picking.pick_list import PickList
from warehouse_app.orders.commands import pass_look
from warehouse_app.orders.queries import order_ids
from warehouse_app.orders.release import release
from warehouse_app.packing.ticking import tick
from warehouse_app.picking.tasks import Task
from warehouse_app.reports.check import check
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Warehouse, new_action
from warehouse_app.store.word_lists import WISH_WORDS

NOTE = "放贺卡：生日快乐；送货上门"


@dataclass
class Desk:
    """A packing desk: parcel 0 has a note with a card and a delivery wish, a red flag and an invoice; parcel 1 has an invoice."""

    running: App
    scanner: Scanner
    warehouse: Warehouse
    waybills: list[str]
    parcels: list[int]

    @property
    def station(self) -> PackingStation:
        return packing(self.running)

    @property
    def boxes(self) -> list[TickBox]:
        return [box for box in self.station.panel.note.tasks.boxes if box.isVisible()]

    @property
    def ticked(self) -> list[bool]:
        return [box.task.done for box in self.boxes]

    def scan(self, *codes: str) -> str:
        self.scanner.scan(*codes)
        return self.running.window.workplace.band.code.removeprefix("packing.verdict_")

    def state(self, which: int = 0) -> str:
        return view(self.warehouse, self.parcels[which]).state


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    shop.open_shop(
        local_warehouse, {"SKU1": 9, "SKU2": 9},
        order("1001", {"SKU1": 2}, note=NOTE, flag="红旗", invoice_title="示例公司"),
        order("1002", {"SKU2": 1}, invoice_title="示例公司"),
        order("1003", {"SKU2": 1}),
    )  # fmt: skip
    with local_warehouse.reading() as session:
        ids = order_ids(session, ["1001"])
    do(local_warehouse, release)
    do(local_warehouse, pass_look, list(ids.values()))
    made = shop.release_and_wave(local_warehouse).made
    views = sorted((view(local_warehouse, parcel) for parcel in made.parcel_ids), key=lambda parcel: parcel.order_numbers)
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        running.desk.sit_down(actor(owner))
        scanner = Scanner(running, qtbot)
        yield Desk(running, scanner, local_warehouse, [each.waybill for each in views], [each.id for each in views])
    with local_warehouse.reading() as session:
        assert check(session) == []


def test_a_scanner_alone_reads_the_note_ticks_and_packs(desk: Desk):
    panel = desk.station.panel
    assert desk.scan(desk.waybills[0]) == "opened"
    assert panel.note.flags.colours == ("red",)
    assert desk.boxes == []  # the note first
    assert desk.scan("PD-CONFIRM") == "noted"
    assert [(box.task.kind, box.task.text) for box in desk.boxes] == [
        ("card", "生日快乐"), ("invoice", "示例公司"), ("delivery", "送货上门"),
    ]  # fmt: skip
    assert desk.scan("PD-CONFIRM") == "ticked"
    assert desk.ticked == [True, False, False]
    assert desk.scan(barcode(1), barcode(1)) == "tick_first"
    assert panel.middle.currentWidget() is panel.left
    assert panel.left.title.text().count("2") == 1
    assert desk.scan(desk.waybills[1]) == "tick_first"  # this one first
    assert desk.scan("PD-CONFIRM") == "ticked"
    assert desk.state() == "open"
    assert desk.scan("PD-CONFIRM") == "complete"
    assert (desk.state(), panel.middle.currentWidget() is panel.done) == ("packed", True)
    assert desk.scan(desk.waybills[2]) == "opened"
    assert desk.boxes == []
    assert not panel.note.isVisible()


def test_the_band_says_what_is_to_be_done(desk: Desk):
    band = desk.running.window.workplace.band
    desk.scan(desk.waybills[1])
    assert "示例公司" in band.accessibleName()
    desk.scan(barcode(2))
    assert "示例公司" in band.accessibleName()
    assert (band.kind, band.code) == ("warning", "packing.verdict_tick_first")


def test_a_click_ticks_and_another_takes_the_tick_back(desk: Desk, qtbot: QtBot):
    desk.scan(desk.waybills[0], "PD-CONFIRM")
    qtbot.mouseClick(desk.boxes[1], Qt.MouseButton.LeftButton)
    assert desk.ticked == [False, True, False]
    qtbot.mouseClick(desk.boxes[1], Qt.MouseButton.LeftButton)
    assert desk.ticked == [False, False, False]
    assert desk.running.window.workplace.band.code == "packing.verdict_unticked"


def test_keys_tick_take_back_and_complete(desk: Desk, qtbot: QtBot):
    station = desk.station
    desk.scan(desk.waybills[0], "PD-CONFIRM")
    qtbot.keyClick(station, Qt.Key.Key_Return)
    assert desk.ticked == [False, False, False]  # Enter once too often ticks nothing while items are wanted
    for key, expected in (
        (Qt.Key.Key_F2, [True, False, False]), (Qt.Key.Key_F2, [True, True, False]), (Qt.Key.Key_F3, [True, False, False]),
    ):  # fmt: skip
        qtbot.keyClick(station, key)
        assert desk.ticked == expected
    desk.boxes[2].setFocus()
    qtbot.keyClick(desk.boxes[2], Qt.Key.Key_Space)
    assert desk.ticked == [True, False, True]
    assert desk.scan(barcode(1), barcode(1)) == "tick_first"
    qtbot.keyClick(station, Qt.Key.Key_Return)
    assert desk.state() == "packed"
    assert not station.buttons["untick"].isEnabled()


def test_the_command_barcode_takes_a_tick_back(desk: Desk):
    desk.scan(desk.waybills[1], "PD-CONFIRM")
    assert desk.ticked == [True]
    assert desk.scan("PD-UNTICK") == "unticked"
    assert desk.scan("PD-UNTICK") == "nothing_to_undo"
    assert desk.scan(barcode(2)) == "tick_first"


def test_undo_and_put_aside_with_something_left_to_do(desk: Desk):
    station = desk.station
    assert desk.scan(desk.waybills[1], barcode(2)) == "tick_first"
    assert desk.scan("PD-UNDO") == "undone"
    assert station.panel.middle.currentWidget() is station.panel.card
    desk.scan(barcode(2), "PD-LEAVE")
    assert station.pages.currentWidget() is station.idle
    assert desk.scan(desk.waybills[1]) == "opened"
    assert station.panel.middle.currentWidget() is station.panel.left
    assert desk.scan("PD-CONFIRM") == "complete"


def test_what_another_desk_ticked_counts_here(desk: Desk):
    desk.scan(desk.waybills[1])
    do(desk.warehouse, tick, desk.parcels[1], None, new_action())
    assert desk.scan(barcode(2)) == "complete"
    assert desk.ticked == [True]


def test_a_box_says_its_words_in_either_language_and_paints_in_either_theme(qtbot: QtBot, qapp: QApplication):
    box = TickBox()
    qtbot.addWidget(box)
    long = "很长的祝福" * 60
    for words in ("生日快乐", long):
        for spoken, look in (("zh_CN", "light"), ("en", "dark")):
            language.switch(spoken)  # type: ignore[arg-type]  # the loop's words are the languages' names
            theme.apply(qapp, look)  # type: ignore[arg-type]  # and the themes'
            box.show_task(Task(1, "card", words, done=False))
            box.setFixedSize(400, 52)
            shown = box._fitting(350)[1]
            assert shown.endswith("…") == (words is long)
            assert words in box.toolTip()
            box.grab()
    language.switch("zh_CN")
    theme.apply(qapp, "light")
    qtbot.waitUntil(lambda: box.text().startswith("贺卡"))


def test_the_pick_list_marks_what_is_to_be_taken_along(desk: Desk, qtbot: QtBot):
    picks = PickList(desk.running.desk)
    qtbot.addWidget(picks)
    picks.show_wave(1)
    model = picks.table.view.model()
    slots = {model.index(row, 0).data(): model.index(row, 4).data() for row in range(model.rowCount())}
    assert slots == {"A-1": "#1★×2", "A-2": "#2★, #3"}
    assert "#1, #2" in picks.along.words.text()
    picks.show_wave(None)
    assert picks.along.isHidden()


def test_the_words_and_the_flags_are_edited_on_cards(desk: Desk, qtbot: QtBot):
    words, flags = WishWordsCard(desk.running.desk), FlagsCard(desk.running.desk)
    values = {name: desk.running.desk.read(settings.get, name) for name in settings.DECLARED}
    for card in (words, flags):
        qtbot.addWidget(card)
        card.show_values(values)
        assert all(values[name] == value for name, value in card.wanted().items())  # nothing is lost on the way
    words.fields["gift"].setPlainText("小样， gift  bag、\n小样,")
    flags.fields["red"].setText(" 送小样 ")
    changed = words.wanted() | flags.wanted()
    assert changed["flag_meanings"] == {"red": "送小样"}
    assert isinstance(changed["wish_words"], dict)
    assert changed["wish_words"]["gift"] == ["小样", "gift bag"]
    for name, value in changed.items():
        assert settings.DECLARED[name].fits(value)
    words.usual.click()
    assert words.wanted()["wish_words"] == {kind: list(usual) for kind, usual in WISH_WORDS.items()}


@pytest.mark.parametrize(
    ("name", "value"),
    [("wish_words", {"card": ["x"]}), ("wish_words", {kind: [""] for kind in WISH_WORDS}), ("wish_words", []),
     ("flag_meanings", {"pink": "x"}), ("flag_meanings", {"red": 1}), ("flag_meanings", "red")],
)  # fmt: skip
def test_a_setting_takes_nothing_else(name: str, value: object):
    assert not settings.DECLARED[name].fits(value)
