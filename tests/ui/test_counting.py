"""The counting station: a bin counted by scan, what is asked, differences approved; real forms, real scans."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from tests.counting.house import ONE, TWO, Counter, person, plan
from tests.shop import add_products, add_stock, do, problems_of, stock_of
from tests.ui.desks import Heard, Told, open_desk, sit_down_as
from ui.bursts import Scan
from ui.counting.approve_form import ApproveForm, UndoForm
from ui.counting.collector_form import CollectorForm, read_collector
from ui.counting.count_forms import AgainForm, PiecesForm, StrangePictureForm, SureForm
from ui.counting.count_page import CountingPage
from ui.counting.differences_page import DifferencesPage
from ui.counting.give_form import GiveForm
from ui.counting.plan_form import PlanForm
from ui.counting.progress_map import LOOK_OF
from ui.counting.results_page import ResultsPage
from ui.counting.station import CountingStation
from ui.counting.stocktakes_page import EndForm, StocktakesPage
from ui.counting.strange_pane import NameForm
from ui.desk import Desk
from warehouse_app.catalog.tables import Sku
from warehouse_app.counting.queries import stocktakes
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.people.settings import change_settings
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    add_products(local_warehouse)
    add_stock(local_warehouse, {"SKU1": 10, "SKU2": 10, "SKU3": 10})
    do(local_warehouse, change_settings, {"count_tolerance_pieces": 50})
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def station(desk: Desk, qtbot: QtBot) -> CountingStation:
    made = CountingStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 640)
    made.show()
    made.enter()
    return made


def form_of(station: CountingStation, kind: type) -> object:
    return next(form for form in station.window().findChildren(kind) if form.is_open)


def scan(page: CountingPage, *codes: str, source: str = "keyboard") -> None:
    for code in codes:
        page.take_scan(Scan(code, source=source))  # type: ignore[arg-type]  # the test's words are the scanner's


def test_a_bin_is_counted_by_scan_and_the_next_bin_ends_it(station: CountingStation, desk: Desk) -> None:
    page = station.page
    assert isinstance(page, CountingPage)
    assert page.idle.title.code == "counting.none_open"
    plan(desk.warehouse)
    station.refresh()
    heard = Heard(page)
    scan(page, "A-1", ONE, ONE)
    scan(page, "x7", source="typed")
    assert page.keyed.code == "counting.keyed"
    scan(page, ONE, TWO)
    assert (page.total.text(), heard.last) == ("10", ("information", "counting.verdict_misplaced"))
    scan(page, "PD-UNDO", "what is this")
    assert (page.total.text(), heard.last[0]) == ("9", "unknown")
    scan(page, "A-2")
    assert heard.answers[-1][2]["detail"] == "counting.detail_ended"
    scan(page, "PD-EMPTY")
    assert heard.last == ("complete", "counting.ended_bin")
    assert page.pages.currentIndex() == 0
    with desk.warehouse.reading() as session:
        assert stocktakes(session)[0].done == 2


def test_what_a_counter_is_asked(station: CountingStation, desk: Desk, qtbot: QtBot) -> None:
    plan(desk.warehouse)
    station.refresh()
    page = station.page
    assert isinstance(page, CountingPage)
    scan(page, "A-1")
    qtbot.keyClick(page, Qt.Key.Key_F8)
    pieces = form_of(station, PiecesForm)
    assert isinstance(pieces, PiecesForm)
    pieces.field.setText("6912345678901")
    pieces.accept()
    assert pieces.mistake.code == "counting.bad_pieces"
    pieces.field.setText("500")
    pieces.accept()
    scan(page, ONE)
    assert page.total.text() == "0"
    sure = form_of(station, SureForm)
    assert isinstance(sure, SureForm)
    sure.accept()
    assert page.total.text() == "500"
    qtbot.keyClick(page, Qt.Key.Key_F9)
    scan(page, "A-1")
    again = form_of(station, AgainForm)
    assert isinstance(again, AgainForm)
    again.anew.click()
    assert page.total.text() == "0"
    told = Told(desk)
    qtbot.keyClick(page, Qt.Key.Key_F2)
    assert told.codes == ["counting.nothing_counted"]
    qtbot.keyClick(page, Qt.Key.Key_F6)
    assert page.bin_id is None


def test_planned_with_its_progress_on_the_map(station: CountingStation, desk: Desk, qtbot: QtBot) -> None:
    listed = station.show_page("stocktakes")
    assert isinstance(listed, StocktakesPage)
    listed.first.click()
    form = form_of(station, PlanForm)
    assert isinstance(form, PlanForm)
    form.scope["bins"].setText("A-9")
    form.accept()
    assert form.mistake.code == "counting.no_such_bin"
    form.scope["bins"].setText("A-1，A-2")
    form.accept()
    assert [one.bin for one in listed.bins.rows] == ["A-1", "A-2"]
    listed.as_map.click()
    qtbot.waitUntil(lambda: bool(listed.map.plan.order))
    signs = {cell.bin.code: listed.map._shown(cell)[0] for cell in listed.map.plan.order}
    assert signs == {"A-1": LOOK_OF["todo"], "A-2": LOOK_OF["todo"], "A-3": LOOK_OF["none"]}
    heard = Heard(listed)
    listed.take_scan(Scan("A-2"))
    listed.take_scan(Scan("A-3"))
    assert [code for _, code, _, _ in heard.answers] == ["counting.verdict_bin_open", "counting.not_here"]
    listed.count.click()
    assert isinstance(station.page, CountingPage)
    assert listed.chosen is not None
    assert station.page.choice.stocktake_id == listed.chosen.id


def test_bins_are_given_to_somebody(station: CountingStation, desk: Desk) -> None:
    plan(desk.warehouse)
    wang = person(desk.warehouse, "王")
    listed = station.show_page("stocktakes")
    assert isinstance(listed, StocktakesPage)
    listed.bins.table.view.selectAll()
    listed.give.click()
    form = form_of(station, GiveForm)
    assert isinstance(form, GiveForm)
    form.who.choose(wang.id)
    form.accept()
    assert [one.assigned for one in listed.bins.rows] == ["王"] * 3


def test_counted_approved_and_taken_back(station: CountingStation, desk: Desk) -> None:
    plan(desk.warehouse)
    listed = station.show_page("stocktakes")
    assert isinstance(listed, StocktakesPage)
    listed.count.click()
    page = station.page
    assert isinstance(page, CountingPage)
    scan(page, "A-1", ONE, "PD-CONFIRM")
    station.show_page("stocktakes")
    listed.differences.click()
    differences = station.page
    assert isinstance(differences, DifferencesPage)
    assert [(one.bin, one.difference) for one in differences.table.rows] == [("A-1", -9)]
    assert differences.pane.told is not None
    differences.approve_button.click()
    approve = form_of(station, ApproveForm)
    assert isinstance(approve, ApproveForm)
    assert approve.cause.value() == "mispick"
    approve.accept()
    assert stock_of(desk.warehouse)["SKU1"] == (1, 0)
    differences.show_only("posted")
    differences.undo_button.click()
    undo = form_of(station, UndoForm)
    assert isinstance(undo, UndoForm)
    undo.accept()
    assert undo.mistake.code == "counting.undo_reason"
    undo.reason.setText("数错了")
    undo.accept()
    assert stock_of(desk.warehouse)["SKU1"] == (10, 0)


def test_papers_and_the_end(station: CountingStation, desk: Desk, qtbot: QtBot) -> None:
    Counter(desk.warehouse, plan(desk.warehouse)).counts("A-1", SKU1=9)
    differences = station.show_page("differences")
    assert isinstance(differences, DifferencesPage)
    for button in (differences.pdf, differences.xlsx):
        differences.paper.hide()
        button.click()
        qtbot.waitUntil(differences.paper.isVisible)
    listed = station.show_page("stocktakes")
    assert isinstance(listed, StocktakesPage)
    listed.sheets.click()
    qtbot.waitUntil(listed.paper.isVisible)
    assert len(list(desk.folder.documents.iterdir())) == 3
    listed.end.click()
    end = form_of(station, EndForm)
    assert isinstance(end, EndForm)
    end.accept()
    assert end.mistake.code == "counting.reason_missing"
    end.reason.setText("月底了")
    end.accept()
    assert [one.state for one in listed.table.rows] == ["closed"]
    assert problems_of(desk.warehouse) == []


def test_a_clerk_counts_and_neither_plans_nor_approves(station: CountingStation, desk: Desk) -> None:
    plan(desk.warehouse)
    sit_down_as(desk, Role.CLERK)
    station.refresh()
    page = station.page
    assert isinstance(page, CountingPage)
    scan(page, "A-1", ONE, "PD-CONFIRM")
    listed, differences = station.show_page("stocktakes"), station.show_page("differences")
    assert isinstance(listed, StocktakesPage)
    assert isinstance(differences, DifferencesPage)
    assert len(differences.table.rows) == 1
    assert not listed.new.isEnabled()
    assert not differences.approve_button.isEnabled()


def test_a_collectors_file_is_shown_before_it_comes_in(
    station: CountingStation, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:  # fmt: skip
    made = plan(desk.warehouse)
    file = tmp_path / "counts.txt"
    file.write_text(f"{ONE};9\n{TWO};1\n", encoding="utf-8")
    listed = station.show_page("stocktakes")
    assert isinstance(listed, StocktakesPage)
    read_collector(desk, listed, made, file)
    qtbot.waitUntil(lambda: any(form.is_open for form in station.window().findChildren(CollectorForm)))
    form = form_of(station, CollectorForm)
    assert isinstance(form, CollectorForm)
    assert not form.accept_button.isEnabled()
    form.usual_bin.setText("A-1")
    assert [(line.bin, line.pieces) for line in form.table.rows] == [("A-1", 9), ("A-1", 1)]
    form.columns["barcode"].choose(None)
    assert form.words.code == "counting.no_code_column"
    form.columns["barcode"].choose(0)
    told = Told(desk)
    form.accept()
    qtbot.waitUntil(lambda: told.codes == ["counting.file_done"])
    assert listed.table.rows[0].done == 1


def test_what_differs_again_and_again_by_goods_and_by_bin(station: CountingStation, desk: Desk) -> None:
    Counter(desk.warehouse, plan(desk.warehouse)).counts("A-1", SKU1=9)
    page = station.show_page("results")
    assert isinstance(page, ResultsPage)
    assert [one.sums.minus for one in page.past.rows] == [1]
    assert [one.key for one in page.chronic.rows] == ["SKU1"]
    assert page.accuracy.isHidden()  # one stocktake is no line
    page.chips["bin"].click()
    assert [one.key for one in page.chronic.rows] == ["A-1"]
    heard = Heard(page)
    page.take_scan(Scan("SKU1"))
    page.take_scan(Scan("A-2"))
    assert [code for _, code, _, _ in heard.answers] == ["counting.found_here", "counting.not_here"]
    assert page.chips["sku"].isChecked()


def test_a_code_nobody_knows_gets_a_picture_and_then_a_name(
    station: CountingStation, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    plan(desk.warehouse)
    station.refresh()
    page = station.page
    assert isinstance(page, CountingPage)
    scan(page, "A-1")
    assert not page.buttons["picture"].isVisible()
    scan(page, *[ONE] * 9, "690000X1")
    qtbot.keyClick(page, Qt.Key.Key_F7)
    form = form_of(station, StrangePictureForm)
    assert isinstance(form, StrangePictureForm)
    form.accept()
    assert form.mistake.code == "evidence.missing"
    file = tmp_path / "piece.png"
    QImage(40, 40, QImage.Format.Format_RGB32).save(str(file))
    form.use_file(file)
    told = Told(desk)
    form.accept()
    qtbot.waitUntil(lambda: told.codes == ["counting.picture_kept"])
    differences = station.show_page("differences")
    assert isinstance(differences, DifferencesPage)
    differences.strange_chip.click()
    pane = differences.strangers
    opened: list[Path] = []
    monkeypatch.setattr("ui.counting.strange_pane.open_file", opened.append)
    pane.open_button.click()
    assert [one.is_file() for one in opened] == [True]
    pane.name_button.click()
    naming = form_of(station, NameForm)
    assert isinstance(naming, NameForm)
    naming.take_scan(Scan("SKU1"))
    naming.accept()
    assert told.codes[-1] == "counting.named"
    assert pane.table.rows == []
    station.show_page("count")
    assert page.total.text() == "10"


def test_zones_are_locked_by_a_tick_and_unlocked_by_a_button(station: CountingStation, desk: Desk) -> None:
    listed = station.show_page("stocktakes")
    assert isinstance(listed, StocktakesPage)
    listed.new.click()
    form = form_of(station, PlanForm)
    assert isinstance(form, PlanForm)
    assert not form.lock.isChecked()
    form.lock.click()
    form.accept()
    assert [(one.locked, listed.unlock.isVisible()) for one in listed.table.rows] == [(3, True)]
    listed.unlock.click()
    assert [(one.locked, listed.unlock.isVisible()) for one in listed.table.rows] == [(0, False)]


def test_charts_of_accuracy_and_of_what_is_too_much_and_missing(station: CountingStation, desk: Desk) -> None:
    with desk.warehouse.transaction(SYSTEM, "office") as tx:
        tx.connection.execute(update(Sku).values(price=Decimal("12.50")))
    first = Counter(desk.warehouse, plan(desk.warehouse))
    first.counts("A-1", SKU1=8)
    first.counts("A-2", SKU2=10)
    Counter(desk.warehouse, plan(desk.warehouse)).counts("A-1", SKU1=13)
    page = station.show_page("results")
    assert isinstance(page, ResultsPage)
    accuracy, values = page.accuracy, page.values
    assert accuracy.chart is not None
    assert values.chart is not None
    assert [point.words for point in accuracy.chart.points] == ["50.00", "0.00 %"]
    accuracy.chips["by_value"].click()
    assert [point.words for point in accuracy.chart.points] == ["90.00", "70.00 %"]
    (row,) = page.chronic.rows
    assert (row.plus, row.minus) == (3, 2)  # the one does not make good the other
    assert ([point.value for point in values.chart.points], [point.value for point in values.chart.left]) == ([37.5], [25.0])
    assert values.words.code == "counting.chart_values"
