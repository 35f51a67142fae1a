"""The put-away page: what waits, bin then items, item then bin, refusals that may be overruled, undo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.inbound.putaway.docks import add_receipt, at, change_bin, put_away_of, sku_id
from tests.shop import add_products, add_stock, barcode, problems_of
from tests.ui.desks import Heard, Told, open_desk
from ui import language
from ui.bursts import Scan
from ui.desk import Desk
from ui.inbound.put_away.lines import age_words, bins_words
from ui.inbound.put_away.page import PutAwayPage
from ui.inbound.station import InboundStation
from warehouse_app.catalog.making.commands import bind_barcode
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.inbound.putaway.rules import Suggestion, Wanted, Why
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> PutAwayPage:
    """Three of SKU1 and two of SKU2 came first, four of SKU1 later; SKU1 lies in A-1 already."""
    add_products(desk.warehouse, 4)
    add_stock(desk.warehouse, {"SKU1": 2})
    add_receipt(desk.warehouse, {"SKU1": 3, "SKU2": 2})
    add_receipt(desk.warehouse, {"SKU1": 4})
    return open_page(desk, qtbot)


def open_page(desk: Desk, qtbot: QtBot) -> PutAwayPage:
    made = PutAwayPage(desk)
    desk.changed.connect(lambda topics: made.refresh() if topics & made.topics else None)
    qtbot.addWidget(made)
    made.resize(1190, 620)
    made.show()
    made.refresh()
    made.enter()
    return made


@pytest.fixture
def heard(page: PutAwayPage) -> Heard:
    return Heard(page)


def scan(page: PutAwayPage, *codes: str) -> None:
    for code in codes:
        page.take_scan(Scan(code))


def waiting(page: PutAwayPage) -> dict[str, int]:
    page.read()
    return {line.seller_code: line.pieces for line in page.lines.rows}


def test_what_waits_stands_in_total_by_receipt_and_by_line_with_its_bin(page: PutAwayPage, qtbot: QtBot) -> None:
    QAbstractItemModelTester(page.tasks.table.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert page.total.count.text() == "9"
    assert [task.pieces for task in page.tasks.rows] == [5, 4]
    assert waiting(page) == {"SKU1": 7, "SKU2": 2}
    qtbot.waitUntil(lambda: [one.bin for one in page.hints.of(page.lines.rows[0])] == ["A-1"])
    page.tasks.table.view.selectRow(0)
    assert waiting(page) == {"SKU1": 3, "SKU2": 2}
    assert not page.all.isChecked()
    page.all.click()
    assert waiting(page) == {"SKU1": 7, "SKU2": 2}


def test_bin_first_then_every_scan_puts_one_piece_there(page: PutAwayPage, heard: Heard) -> None:
    scan(page, "A-3")
    assert heard.last == ("next", "inbound.put_bin_chosen")
    assert page.card.open_bin.text() == "A-3"
    scan(page, barcode(2))
    assert heard.last == ("right", "inbound.put_done")
    assert page.card.count.text() == "1"
    scan(page, barcode(2))
    assert heard.last == ("complete", "inbound.put_done")
    assert at(page.desk.warehouse, "A-3", "SKU2") == 2
    scan(page, "A-4", barcode(1))
    assert at(page.desk.warehouse, "A-4", "SKU1") == 1
    assert waiting(page) == {"SKU1": 6}
    assert problems_of(page.desk.warehouse) == []


def test_item_first_shows_its_bin_and_the_bin_takes_all(page: PutAwayPage, heard: Heard) -> None:
    scan(page, barcode(1))
    assert heard.last == ("next", "inbound.put_item_shown")
    assert page.card.count.text() == "7"
    assert page.card.bins[0].code.text() == "A-1"
    assert page.card.bins[0].words.code == "inbound.why_same_sku"
    scan(page, "A-1")
    assert heard.last == ("complete", "inbound.put_done")
    assert at(page.desk.warehouse, "A-1", "SKU1") == 9
    assert page.flow.wanted is Wanted.ANYTHING


def test_a_keyed_number_goes_into_the_bin(page: PutAwayPage, heard: Heard) -> None:
    scan(page, "x3")
    assert heard.last == ("warning", "inbound.put_item_first")
    scan(page, barcode(1), "x3")
    assert page.card.wanted.code == "inbound.want_bin_for"
    scan(page, "A-2")
    assert at(page.desk.warehouse, "A-2", "SKU1") == 3
    assert waiting(page)["SKU1"] == 4


def test_a_pack_counts_its_pieces(page: PutAwayPage, desk: Desk) -> None:
    desk.command(bind_barcode, "PACK-2", sku_id(desk.warehouse, "SKU2"), 2)
    scan(page, "A-3", "PACK-2")
    assert at(desk.warehouse, "A-3", "SKU2") == 2
    desk.command(bind_barcode, "PACK-8", sku_id(desk.warehouse, "SKU1"), 8)
    with pytest.raises(Conflict) as refused:  # seven wait; the workplace answers loudly
        scan(page, "PACK-8")
    assert refused.value.code == "putaway.not_so_many"


def test_one_receipt_only_while_it_is_chosen(page: PutAwayPage, desk: Desk) -> None:
    page.tasks.table.view.selectRow(1)
    scan(page, barcode(1), "A-2")
    assert [put_away_of(desk.warehouse, task) for task in (1, 2)] == [0, 4]
    page.read()
    assert page.receipt_id is None
    assert page.all.isChecked()


def test_what_does_not_wait_and_what_is_nothing_is_said(page: PutAwayPage, heard: Heard) -> None:
    scan(page, barcode(4))
    assert heard.last == ("wrong", "inbound.not_waiting")
    scan(page, "4006381333931")
    assert heard.last == ("unknown", "inbound.put_strange")
    assert waiting(page) == {"SKU1": 7, "SKU2": 2}


def test_a_full_bin_refuses_and_the_person_may_know_better(page: PutAwayPage, desk: Desk, heard: Heard, qtbot: QtBot) -> None:
    change_bin(desk.warehouse, "A-2", capacity_pieces=1)
    scan(page, barcode(1), "A-2")
    assert heard.last == ("blocked", "putaway.full_of_pieces")
    assert page.refusal.isVisible()
    assert at(desk.warehouse, "A-2", "SKU1") == 0
    qtbot.keyClick(page, Qt.Key.Key_F9)
    assert at(desk.warehouse, "A-2", "SKU1") == 7
    assert not page.refusal.isVisible()
    assert problems_of(desk.warehouse) == []


def test_after_a_refusal_another_bin_takes_the_same_item(page: PutAwayPage, desk: Desk) -> None:
    change_bin(desk.warehouse, "A-2", capacity_pieces=1)
    scan(page, barcode(1), "A-2", "A-3")
    assert at(desk.warehouse, "A-3", "SKU1") == 7
    assert not page.refusal.isVisible()


def test_anyway_with_an_open_bin_keeps_it_open(page: PutAwayPage, desk: Desk) -> None:
    change_bin(desk.warehouse, "A-1", mixed=False)
    scan(page, "A-1", barcode(2), "PD-CONFIRM")
    assert at(desk.warehouse, "A-1", "SKU2") == 1
    assert page.flow.wanted is Wanted.ITEM


def test_the_dock_is_no_shelf(page: PutAwayPage) -> None:
    with pytest.raises(Conflict) as refused:
        scan(page, barcode(1), "DOCK")
    assert refused.value.code == "putaway.not_a_shelf"
    assert page.flow.wanted is Wanted.BIN


def test_the_last_one_is_taken_back(page: PutAwayPage, desk: Desk, heard: Heard, qtbot: QtBot) -> None:
    scan(page, barcode(1), "A-1")
    qtbot.keyClick(page, Qt.Key.Key_F8)
    assert heard.last == ("information", "inbound.put_undone")
    assert waiting(page) == {"SKU1": 7, "SKU2": 2}
    with pytest.raises(NotFound):
        scan(page, "PD-UNDO")
    told = Told(desk)
    page.undo_button.click()
    assert told.codes == ["putaway.nothing_to_undo"]


def test_a_line_is_chosen_by_hand_and_the_choice_forgotten(page: PutAwayPage, qtbot: QtBot) -> None:
    page.lines.table.activated.emit(page.lines.rows[1])
    assert page.flow.wanted is Wanted.BIN
    assert page.reset_button.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_F4)
    assert page.flow.wanted is Wanted.ANYTHING


def test_lots_are_put_away_as_they_came(desk: Desk, qtbot: QtBot) -> None:
    add_products(desk.warehouse, 2)
    add_receipt(desk.warehouse, {"SKU1": 2}, lot="L1")
    add_receipt(desk.warehouse, {"SKU1": 3}, lot="L2")
    page = open_page(desk, qtbot)
    scan(page, barcode(1), "A-1")
    assert {line.lot: line.pieces for line in page.lines.rows} | {"L1": 0} == {"L1": 0, "L2": 3}
    assert at(desk.warehouse, "A-1", "SKU1") == 2
    page.read()
    assert [line.lot for line in page.lines.rows] == ["L2"]


def test_an_empty_dock_leads_to_receiving(desk: Desk, qtbot: QtBot) -> None:
    page = open_page(desk, qtbot)
    assert page.pages.currentWidget() is page.nothing
    with qtbot.waitSignal(page.page_asked) as asked:
        page.to_receiving.click()
    assert asked.args == ["receive", None]


def test_a_receipt_that_was_just_closed_is_put_away_first(page: PutAwayPage) -> None:
    second = page.tasks.rows[1].receipt_id
    page.take_subject(second)
    assert page.receipt_id == second
    assert sum(line.pieces for line in page.lines.rows) == 4


def test_the_page_follows_what_another_desk_did(page: PutAwayPage, desk: Desk, qtbot: QtBot) -> None:
    from warehouse_app.inbound.putaway.commands import put_away

    desk.command(put_away, None, sku_id(desk.warehouse, "SKU2"), "A-2", 2, "elsewhere")
    qtbot.waitUntil(lambda: page.total.count.text() == "7")
    assert [line.seller_code for line in page.lines.rows] == ["SKU1"]


def test_how_long_goods_wait(qapp: QApplication) -> None:
    language.switch("en")
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert age_words(None, now) == ""
    assert age_words(now - timedelta(minutes=5), now) == language.tr("inbound.age_new")
    assert age_words(now - timedelta(hours=23), now) == language.tr("inbound.age_hours", n=23)
    assert age_words(now - timedelta(days=3), now) == language.tr("inbound.age_days", n=3)
    language.switch("zh_CN")


def test_several_bins_say_how_many_go_into_each() -> None:
    one, other = Suggestion(1, "A-1", 3, Why.SAME_SKU), Suggestion(2, "A-2", 2, Why.EMPTY)
    assert bins_words((one,), 3) == "A-1"
    assert bins_words((one, other), 5) == "A-1 ×3  A-2 ×2"
    assert bins_words((), 5) == ""


def test_what_waits_on_the_dock_stands_on_its_tab(desk: Desk, qtbot: QtBot) -> None:
    add_products(desk.warehouse, 1)
    add_receipt(desk.warehouse, {"SKU1": 3})
    station = InboundStation(desk)
    qtbot.addWidget(station)
    station.show()
    station.enter()
    qtbot.waitUntil(lambda: "3" in station.tabs.tabText(1))
