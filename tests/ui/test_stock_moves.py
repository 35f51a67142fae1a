"""Goods moved by hand at the screen: scans in, answers in the band, slips out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import add_products, add_stock, barcode, do, problems_of
from tests.stock.shelves import held, places, put, refused
from tests.ui.desks import PIN, Told, open_desk, settle, sit_down_as
from ui.bursts import Scan
from ui.desk import Desk
from ui.stock.hand_rules import Mode
from ui.stock.moves_page import MovesPage
from ui.stock.slip_list import UndoForm
from ui.stock.station import StockStation
from warehouse_app.people.commands import add_person
from warehouse_app.people.rules import Role
from warehouse_app.stock.lots.commands import set_expiry
from warehouse_app.stock.moving.commands import move_goods, undo_slip
from warehouse_app.store.warehouse import Warehouse, new_action


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    add_products(local_warehouse, 4)
    add_stock(local_warehouse, {"SKU1": 10, "SKU2": 5})
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> MovesPage:
    station = StockStation(desk)
    qtbot.addWidget(station)
    station.resize(1190, 640)
    station.show()
    station.enter()
    shown = station.show_page("moves")
    assert isinstance(shown, MovesPage)
    shown.setProperty("station", station)
    return shown


class Band:
    """What was answered."""

    def __init__(self, page: MovesPage) -> None:
        self.codes: list[str] = []
        self.kinds: list[str] = []
        page.answered.connect(self._heard)

    def _heard(self, kind: str, code: str, _fields: object, _sound: str) -> None:
        self.kinds.append(kind)
        self.codes.append(code.removeprefix("stockroom."))


def scan(page: MovesPage, *codes: str) -> None:
    for code in codes:
        page.take_scan(Scan(code))


def test_bin_goods_bin_moves_them_and_the_next_goes_on_the_same_slip(page: MovesPage, desk: Desk) -> None:
    band = Band(page)
    scan(page, "A-1", barcode(1), "x4", "A-3")
    assert band.codes == ["said_bin_opened", "said_took", "said_took", "did_move"]
    assert held(desk.warehouse) == {("A-1", 1): 6, ("A-3", 1): 4, ("A-2", 2): 5}
    scan(page, "A-2", "SKU2", "A-3")
    (slip,) = page.slips.table.model.rows()
    assert (slip.kind, slip.lines, slip.pieces) == ("move", 2, 5)
    page.slip_button.click()
    scan(page, "A-2", "SKU2", "A-3")
    assert page.slips.table.model.total == 2
    assert problems_of(desk.warehouse) == []


def test_several_goods_in_hand_stand_or_fall_together(page: MovesPage, desk: Desk) -> None:
    put(desk.warehouse, "A-1", 2, 1)
    scan(page, "A-1", "SKU1", "SKU2")
    put_away = places(desk.warehouse)
    desk.command(move_goods, 2, put_away["A-1"], put_away["A-4"], 1, new_action())  # another desk was quicker
    with refused("stock.not_enough"):
        scan(page, "A-3")
    assert held(desk.warehouse)[("A-1", 1)] == 10
    assert page.slips.table.model.total == 1
    assert len(page.hand.taken) == 2


def test_what_does_not_fit_is_said_loudly_and_nothing_moves(page: MovesPage, desk: Desk) -> None:
    band = Band(page)
    scan(page, "SKU1", "A-1", "SKU2", "x11", "SKU1", "PD-UNDO", "A-3", "4006381333931", "DOCK")
    assert band.codes == [
        "said_bin_first", "said_bin_opened", "said_not_here", "said_pieces_next", "said_too_many", "said_nothing_taken",
        "said_bin_opened", "hand_strange", "said_no_shelf",
    ]  # fmt: skip
    assert band.kinds[2] == "wrong"
    assert held(desk.warehouse) == {("A-1", 1): 10, ("A-2", 2): 5}


def test_a_whole_bin(page: MovesPage, desk: Desk) -> None:
    put(desk.warehouse, "A-1", 3, 2)
    page.modes.chips[Mode.BIN].click()
    scan(page, "A-1", "A-4")
    assert held(desk.warehouse) == {("A-4", 1): 10, ("A-4", 3): 2, ("A-2", 2): 5}


def test_taking_out_needs_a_name_and_each_person_has_a_slip(page: MovesPage, desk: Desk) -> None:
    page.modes.chips[Mode.TAKE_OUT].click()
    scan(page, "A-1", "SKU1", "x2")
    with refused("shelves.person_missing"):
        scan(page, "PD-CONFIRM")
    assert page.panel.asked.person.property("mistake") is True
    page.panel.asked.person.setText("小周")
    page.confirm_button.click()
    scan(page, "SKU1", "PD-CONFIRM")
    (slip,) = page.slips.table.model.rows()
    assert (slip.kind, slip.person, slip.pieces) == ("take_out", "小周", 3)
    page.panel.asked.person.setText("阿敏")
    scan(page, "SKU1", "PD-CONFIRM")
    assert page.slips.table.model.total == 2


def test_a_badge_says_who_takes_goods_and_means_nothing_elsewhere(page: MovesPage, desk: Desk) -> None:
    band = Band(page)
    taken_on = desk.command(add_person, "小周", PIN, Role.CLERK)
    scan(page, taken_on.badge)
    page.modes.chips[Mode.TAKE_OUT].click()
    scan(page, taken_on.badge)
    assert band.codes == ["said_badge", "said_person"]
    assert page.panel.asked.person.text() == "小周"


def test_damage_goes_to_quarantine_and_what_turns_out_good_comes_back(page: MovesPage, desk: Desk) -> None:
    page.modes.chips[Mode.WRITE_OFF].click()
    scan(page, "A-1", "SKU1", "x3")
    page.panel.asked.reason.setText("压坏")
    page.panel.asked.to_quarantine.setChecked(True)
    scan(page, "PD-CONFIRM")
    assert held(desk.warehouse)[("QUARANTINE", 1)] == 3
    page.modes.chips[Mode.RELEASE].click()
    assert page.panel.source.code == "stockroom.place_quarantine"
    page.panel.lines.table.activated.emit(page.panel.lines.rows[0])
    page.panel.asked.reason.setText("没坏")
    scan(page, "A-2")
    assert held(desk.warehouse) == {("A-1", 1): 7, ("QUARANTINE", 1): 2, ("A-2", 1): 1, ("A-2", 2): 5}
    assert problems_of(desk.warehouse) == []


def test_counting_posts_the_difference_and_takes_goods_nobody_knew_of(page: MovesPage, desk: Desk) -> None:
    band = Band(page)
    page.modes.chips[Mode.CORRECT].click()
    scan(page, "A-1")
    page.panel.lines.table.activated.emit(page.panel.lines.rows[0])
    page.panel.pieces.setText("8")
    page.panel.pieces.returnPressed.emit()
    page.panel.asked.reason.setText("点错")
    scan(page, "PD-CONFIRM", "SKU3", "x2", "PD-CONFIRM", "SKU3", "x2", "PD-CONFIRM")
    assert held(desk.warehouse) == {("A-1", 1): 8, ("A-1", 3): 2, ("A-2", 2): 5}
    assert band.codes[-1] == "did_nothing"


def test_of_two_lots_the_first_to_expire_is_meant_unless_another_is_chosen(page: MovesPage, desk: Desk) -> None:
    for lot, day in (("L1", date(2030, 6, 1)), ("L2", date(2030, 1, 1))):
        do(desk.warehouse, set_expiry, 3, lot, day)
        put(desk.warehouse, "A-4", 3, 2, lot)
    scan(page, "A-4", "SKU3")
    assert page.hand.taken[0].lot == "L2"
    page.panel.lines.table.view.selectRow(1)
    scan(page, "SKU3")
    assert page.hand.taken[-1].lot == "L1"
    scan(page, "SKU3", "SKU3")
    assert {one.lot: one.pieces for one in page.hand.taken} == {"L1": 2, "L2": 2}


def test_a_slip_is_undone_by_whoever_may(page: MovesPage, desk: Desk, qtbot: QtBot) -> None:
    band = Band(page)
    scan(page, "A-1", "SKU1", "A-3")
    page.slips.table.view.selectRow(0)
    page.slips.undo_button.click()
    form = page.window().findChild(UndoForm)
    assert form is not None
    form.accept()
    assert band.codes[-1] == "did_undo"
    assert page.slip_id is None
    assert held(desk.warehouse) == {("A-1", 1): 10, ("A-2", 2): 5}
    assert not page.slips.undo_button.isEnabled()


def test_a_slip_undone_elsewhere_is_not_gone_on_with(page: MovesPage, desk: Desk) -> None:
    scan(page, "A-1", "SKU1", "A-3", "A-1", "SKU1")
    assert page.slip_id is not None
    desk.command(undo_slip, page.slip_id)
    with refused("shelves.slip_undone"):
        scan(page, "A-3")
    scan(page, "A-3")
    assert held(desk.warehouse)[("A-3", 1)] == 1


def test_a_clerk_moves_and_takes_out_but_writes_nothing_off(page: MovesPage, desk: Desk) -> None:
    sit_down_as(desk, Role.CLERK)
    page.refresh()
    allowed = {mode for mode, chip in page.modes.chips.items() if chip.isEnabled()}
    assert allowed == {Mode.MOVE, Mode.BIN, Mode.TAKE_OUT}
    assert not page.slips.undo_button.isVisible()


def test_a_slip_is_made_as_a_paper(page: MovesPage, desk: Desk, qtbot: QtBot) -> None:
    told = Told(desk)
    scan(page, "A-1", "SKU1", "A-3")
    page.slips.table.view.selectRow(0)
    page.slips.print_button.click()
    settle(qtbot, desk)
    assert told.messages == []
    assert page.papers.isVisible()
    assert page.papers.files[0].is_file()
