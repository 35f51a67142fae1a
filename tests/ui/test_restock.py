"""The restock list on the screen: ticks, quantities, orders and taking them back, snoozing, terms, scans, files and papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from tests.restock.figures import TODAY, alert, enough, figure, put, run, sku_ids, supplier
from tests.restock.house import every_day, sold
from tests.shop import DAY, add_orders, add_products, add_stock, barcode, do, order
from tests.ui.desks import Heard, Told, open_desk, settle, sit_down_as
from ui import language, preferences
from ui.bursts import Scan
from ui.desk import Desk
from ui.preferences import ListChoice
from ui.restock import list_page
from ui.restock.forms import DismissForm, SnoozeForm
from ui.restock.list_page import RestockPage
from ui.restock.station import RestockStation
from ui.restock.terms_form import ManyTermsForm, TermsForm
from warehouse_app.inbound.buying.commands import set_price
from warehouse_app.inbound.buying.queries import orders_page
from warehouse_app.inbound.tables import Supplier
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.restock.looks.queries import sku_look
from warehouse_app.restock.ordering import order_ticked
from warehouse_app.restock.queries import NO_SUPPLIER
from warehouse_app.restock.tables import RestockFigure, RestockTerms
from warehouse_app.store.warehouse import Warehouse

Form = TypeVar("Form", SnoozeForm, DismissForm, TermsForm, ManyTermsForm)


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    """Five SKUs: SKU1 and SKU2 of one supplier and SKU3 of another are to be ordered, of SKU4 there is enough, SKU5 is new."""
    local_warehouse.clock = lambda: DAY
    add_products(local_warehouse, 5)
    add_stock(local_warehouse, {"SKU1": 40, "SKU2": 40, "SKU3": 40, "SKU4": 200})
    add_orders(local_warehouse, order("N1", {"SKU1": 6, "SKU2": 6, "SKU3": 6}))
    skus = sku_ids(local_warehouse)
    cloth, cups = supplier(local_warehouse, "布料厂"), supplier(local_warehouse, "杯子厂")
    made = run(local_warehouse)
    put(
        local_warehouse,
        figure(skus["SKU1"], made, supplier_id=cloth), figure(skus["SKU2"], made, supplier_id=cloth, suggested=24, steps=[]),
        figure(skus["SKU3"], made, supplier_id=cups), figure(skus["SKU4"], made, supplier_id=cups, **enough()),
    )  # fmt: skip
    for code, sells in (("SKU1", cloth), ("SKU2", cloth), ("SKU3", cups)):
        do(local_warehouse, set_price, sells, skus[code], Decimal("12.50"))
        alert(local_warehouse, skus[code])
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> RestockPage:
    station = RestockStation(desk)
    qtbot.addWidget(station)
    station.resize(1210, 640)
    station.show()
    station.enter()
    shown = station.page
    assert isinstance(shown, RestockPage)
    return shown


def form_of(page: RestockPage, kind: type[Form]) -> Form:
    return next(form for form in page.window().findChildren(kind) if form.is_open)


def listed(page: RestockPage) -> list[str]:
    return [line.seller_code for line in page.list.table.model.rows()]


def choose(page: RestockPage, code: str) -> None:
    page.list.table.go_to(next(line for line, one in page.list.table.model.lines() if one.seller_code == code))


def ticked(page: RestockPage) -> dict[str, int]:
    return {each.row.seller_code: each.pieces for each in page.list.ticked()}


def type_pieces(page: RestockPage, qtbot: QtBot, text: str) -> None:
    """F2, the number, Enter: in the cell of the line under the cursor."""
    page.list.type_pieces()
    view = page.list.table.view
    cell = view.viewport().findChild(QLineEdit)
    assert cell is not None
    cell.setText(text)
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    QCoreApplication.processEvents()  # Qt hands the text over with the next turn of the event loop
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def drafts(desk: Desk) -> dict[str, int]:
    found = desk.read(orders_page, TODAY, state="draft").rows
    return {order.supplier: order.pieces for order in found}


def test_the_list_says_what_to_order_and_why(page: RestockPage, qtbot: QtBot) -> None:
    assert sorted(listed(page)) == ["SKU1", "SKU2", "SKU3"]
    choose(page, "SKU1")
    assert page.pane.sum.text() == (
        "每天 3.2 件 ×（到货 14 天 + 备货 14 天）= 90，+ 安全 22 − 在库 40 − 在途 0 + 占用 6 = 78"
        " → 起订量 80 → 凑整箱 96：订 96 件"
    )  # fmt: skip
    assert page.pane.state.words.text() == "现在订"
    said = "\n".join(page.pane.lines())
    for words in ("是：日均卖 2 件以上，现在 3.2", "（没启用）最近没有变少", "A 类，按 98% 有货", "补货点 67"):
        assert words in said
    language.switch("en")
    told = "= 78 → minimum order 80 → whole cartons 96: order 96"
    qtbot.waitUntil(lambda: page.pane.sum.text().endswith(told))
    language.switch("zh_CN")


def test_space_ticks_and_a_key_ticks_all_of_the_supplier(page: RestockPage, qtbot: QtBot) -> None:
    choose(page, "SKU3")
    qtbot.keyClick(page.list.table.view, Qt.Key.Key_Space)
    assert ticked(page) == {"SKU3": 96}
    choose(page, "SKU1")
    page.buttons["supplier"].click()
    assert ticked(page) == {"SKU1": 96, "SKU2": 24, "SKU3": 96}
    assert (page.list.total.code, page.list.total.text()) == (
        "restock.ticked", "勾了 3 个规格 · 2 家供应商 · 216 件 · ¥2,700.00",
    )  # fmt: skip
    page.buttons["supplier"].click()
    assert ticked(page) == {"SKU3": 96}


def test_a_quantity_is_typed_into_the_list(page: RestockPage, desk: Desk, qtbot: QtBot) -> None:
    told = Told(desk)
    choose(page, "SKU1")
    type_pieces(page, qtbot, "1,200")
    assert ticked(page) == {"SKU1": 1200}
    type_pieces(page, qtbot, "many")
    type_pieces(page, qtbot, "2000001")
    assert told.codes == ["purchasing.no_pieces", "restock.bad_pieces"]
    assert ticked(page) == {"SKU1": 1200}, "what cannot be taken changes nothing"
    page.refresh()
    assert ticked(page) == {"SKU1": 1200}, "what was typed outlives reading the list again"
    type_pieces(page, qtbot, "0")
    assert ticked(page) == {}
    qtbot.keyClick(page.list.table.view, Qt.Key.Key_Space)
    assert told.codes[-1] == "restock.type_pieces"
    type_pieces(page, qtbot, "")
    assert ticked(page) == {"SKU1": 96}, "nothing typed is as suggested"


def headings(page: RestockPage) -> dict[int, str]:
    model = page.list.table.model
    return {line: str(model.data(model.index(line, 0))) for line in model.heading_places}


def test_by_supplier_a_line_above_each_sums_up_and_keys_pass_over_it(page: RestockPage, desk: Desk, qtbot: QtBot) -> None:
    with desk.warehouse.transaction(SYSTEM, "office") as tx:
        few = update(Supplier).values(minimum_pieces=100, minimum_amount=Decimal(2000))
        tx.connection.execute(few.where(Supplier.name == "布料厂"))
        tx.connection.execute(update(Supplier).values(minimum_pieces=90).where(Supplier.name == "杯子厂"))
    QAbstractItemModelTester(page.list.table.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.list.by_supplier.click()
    view, model = page.list.table.view, page.list.table.model
    assert headings(page) == {
        0: "布料厂 · 2 个规格 · 建议订 120 件 · ¥1,500.00 · 没到起订量（¥2,000.00、100 件）",
        3: "杯子厂 · 1 个规格 · 建议订 96 件 · ¥1,200.00 · 够起订量（90 件）",
    }
    assert [model.data(model.index(line, 0), Qt.ItemDataRole.DecorationRole) is None for line in (0, 3)] == [False, True]
    assert (view.columnSpan(0, 0), view.columnSpan(1, 0)) == (len(model.columns), 1)
    assert listed(page) == ["SKU1", "SKU2", "SKU3"]
    assert page.list.total.text().startswith("3 个规格"), "a heading is no SKU"
    view.setFocus()
    stops = []
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Up):
        qtbot.keyClick(view, key)
        line = page.list.current()
        assert line is not None
        stops.append(line.seller_code)
    assert stops == ["SKU1", "SKU2", "SKU3", "SKU3", "SKU1", "SKU1"]
    qtbot.keyClick(page, Qt.Key.Key_F6)
    assert ticked(page) == {"SKU1": 96, "SKU2": 24}
    view.selectAll()
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert set(ticked(page)) == {"SKU1", "SKU2", "SKU3"}
    page.take_scan(Scan(barcode(3)))
    shown = page.list.current()
    assert shown is not None
    assert (listed(page), shown.seller_code) == (["SKU3"], "SKU3")
    page.list.chips["sell_out"].click()
    assert (headings(page), page.list.table.model.rowCount()) == ({}, 0)
    page.list.chips["order"].click()
    page.list.by_supplier.click()
    assert (headings(page), view.columnSpan(0, 0)) == ({}, 1)


def test_what_was_chosen_above_the_list_is_there_again_the_next_time(page: RestockPage, desk: Desk, qtbot: QtBot) -> None:
    cloth = next(line.supplier_id for line in page.list.table.model.rows() if line.supplier == "布料厂")
    page.list.by_supplier.click()
    page.list.chips["all"].click()
    page.list.table.view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    page.list.supplier.choose(cloth)
    page.list.supplier.activated.emit(page.list.supplier.currentIndex())
    page.take_scan(Scan(barcode(4)))  # shows one SKU of another supplier: that was no choice
    page.list.show_only(shown="snoozed", text="x")

    def opened() -> RestockPage:
        again = RestockPage(desk)
        qtbot.addWidget(again)
        again.refresh()
        return again

    again = opened()
    chosen = again.list.chips["all"].isChecked(), again.list.by_supplier.isChecked(), again.list.supplier.value()
    assert (*chosen, again.list.search.text()) == (True, True, cloth, "")
    assert listed(again) == ["SKU2", "SKU1"]
    header = again.list.table.view.horizontalHeader()
    assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (1, Qt.SortOrder.DescendingOrder)
    with desk.warehouse.transaction(SYSTEM, "office") as tx:
        tx.connection.execute(update(RestockFigure).values(supplier_id=None))
    assert len(listed(opened())) == 4, "a supplier of whom nothing is listed hides nothing"
    preferences.keep(desk.folder.root, restock_list=ListChoice(shown="what", supplier_id=-1))
    assert sorted(listed(opened())) == ["SKU1", "SKU2", "SKU3"]


def test_a_number_being_typed_outlives_a_reading(page: RestockPage, desk: Desk, qtbot: QtBot) -> None:
    choose(page, "SKU1")
    page.list.type_pieces()
    cell = page.list.table.view.viewport().findChild(QLineEdit)
    assert cell is not None
    cell.setText("120")
    desk.changed.emit(frozenset({"restock"}))
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.list.pieces != {})
    assert ticked(page) == {"SKU1": 120}


def test_what_another_desk_ordered_is_ticked_no_more(page: RestockPage, desk: Desk) -> None:
    choose(page, "SKU1")
    page.list.toggle(page.list.table.selected())
    with desk.warehouse.transaction(SYSTEM, "another desk") as tx:
        order_ticked(tx, [(page.list.ticked()[0].row.sku_id, 96)])
    page.enter()
    assert ticked(page) == {}
    assert "SKU1" not in listed(page)


def test_below_a_suppliers_minimum_it_is_said_while_ticking(page: RestockPage, desk: Desk, qtbot: QtBot) -> None:
    with desk.warehouse.transaction(SYSTEM, "office") as tx:
        tx.connection.execute(update(Supplier).values(minimum_pieces=100))
    choose(page, "SKU3")
    qtbot.keyClick(page.list.table.view, Qt.Key.Key_Space)
    (line,) = page.list.ticked()
    assert (page.list.total.code, line.row.supplier in page.list.total.text()) == ("restock.ticked_small", True)
    type_pieces(page, qtbot, "100")
    assert page.list.total.code == "restock.ticked"


def test_ticked_lines_become_orders_by_supplier_and_are_taken_back(page: RestockPage, desk: Desk, qtbot: QtBot) -> None:
    for code in ("SKU1", "SKU2", "SKU3"):
        choose(page, code)
        qtbot.keyClick(page.list.table.view, Qt.Key.Key_Space)
    choose(page, "SKU2")
    type_pieces(page, qtbot, "30")
    page.buttons["order"].click()
    assert drafts(desk) == {"布料厂": 126, "杯子厂": 96}
    assert (page.done.isVisible(), page.done.words.code, ticked(page)) == (True, "restock.orders_made", {})
    assert listed(page) == []
    with qtbot.waitSignal(page.goto) as asked:
        page.done.open_button.click()
    assert asked.args is not None
    assert asked.args[0].startswith("inbound/orders/PO")
    page.done.undo_button.click()
    assert (drafts(desk), page.done.isVisible()) == ({}, False)
    assert sorted(listed(page)) == ["SKU1", "SKU2", "SKU3"]
    assert ticked(page) == {"SKU1": 96, "SKU2": 30, "SKU3": 96}, "what was ticked and typed is again"


def test_an_alert_sleeps_is_dismissed_and_comes_back(page: RestockPage, desk: Desk) -> None:
    choose(page, "SKU1")
    page.buttons["snooze"].click()
    sleep = form_of(page, SnoozeForm)
    sleep.choice.choose("two_weeks")
    assert (sleep.until, sleep.day.isEnabled()) == (TODAY + timedelta(days=14), False)
    sleep.accept()
    choose(page, "SKU2")
    page.buttons["dismiss"].click()
    why = form_of(page, DismissForm)
    why.choice.choose("other")
    why.accept()
    assert (why.is_open, why.mistake.code) == (True, "restock.say_why")
    why.note.setText("换了面料")
    why.accept()
    assert listed(page) == ["SKU3"]
    for shown, code in (("snoozed", "SKU1"), ("dismissed", "SKU2")):
        page.list.chips[shown].click()  # type: ignore[index]  # the words are parts of the list
        assert listed(page) == [code]
        page.buttons["back"].click()
        assert listed(page) == []
    page.list.chips["order"].click()
    assert sorted(listed(page)) == ["SKU1", "SKU2", "SKU3"]


def test_terms_are_kept_and_seen(page: RestockPage, desk: Desk) -> None:
    choose(page, "SKU1")
    page.buttons["terms"].click()
    form = form_of(page, TermsForm)
    form.fields["pack"].setText("a box")
    form.accept()
    assert form.mistake.code == "purchasing.no_pieces"
    form.fields["pack"].setText("12")
    form.fields["safety"].setText("30")
    form.has_season.setChecked(True)
    form.season.show_day(TODAY + timedelta(days=50))
    form.accept()
    look = desk.read(sku_look, sku_ids(desk.warehouse)["SKU1"], TODAY)
    assert look is not None
    assert (look.terms.pack, look.terms.safety, look.terms.lead_days) == (12, 30, None)
    assert look.terms.season_ends == TODAY + timedelta(days=50)
    assert page.done.words.code == "restock.terms_kept"
    model = page.list.table.model
    shown = model.index(listed(page).index("SKU1"), 1)
    assert model.data(shown, Qt.ItemDataRole.DecorationRole) is not None, "what a person set stands out"
    choose(page, "SKU1")
    assert "安全库存 30 件（算出来是 22）" in page.pane.lines()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # the form is gone, what it did is not
    page.done.undo_button.click()
    look = desk.read(sku_look, sku_ids(desk.warehouse)["SKU1"], TODAY)
    assert look is not None
    assert (look.terms.pack, look.terms.safety, look.terms.season_ends) == (None, None, None)
    assert model.data(model.index(listed(page).index("SKU1"), 1), Qt.ItemDataRole.DecorationRole) is None


def test_many_lines_get_the_same_terms_and_the_rest_stays(
    page: RestockPage, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skus = sku_ids(desk.warehouse)
    put(desk.warehouse, RestockTerms(sku_id=skus["SKU1"], safety=7, note="kept"))
    choose(page, "SKU1")
    page.buttons["supplier"].click()
    page.buttons["terms"].click()
    form = form_of(page, ManyTermsForm)
    form.accept()
    assert form.mistake.code == "restock.nothing_filled"
    form.fields["pack"].setText("12")
    form.never.choose(True)
    form.accept()

    def kept(code: str) -> tuple[int | None, int | None, bool, str]:
        look = desk.read(sku_look, skus[code], TODAY)
        assert look is not None
        return look.terms.pack, look.terms.safety, look.terms.never, look.terms.note

    assert [kept(code) for code in ("SKU1", "SKU2", "SKU3")] == [
        (12, 7, True, "kept"), (12, None, True, ""), (None, None, False, ""),
    ]  # fmt: skip
    monkeypatch.setattr(list_page, "ask_save", lambda *_: tmp_path / "terms.csv")
    page.buttons["file"].click()
    assert len((tmp_path / "terms.csv").read_text(encoding="utf-8-sig").splitlines()) == 3
    page.done.undo_button.click()
    assert [kept(code)[0] for code in ("SKU1", "SKU2")] == [None, None]


def test_the_curve_comes_after_the_line_and_speaks_both_languages(page: RestockPage, desk: Desk, qtbot: QtBot) -> None:
    sold(desk.warehouse, every_day(sku_ids(desk.warehouse)["SKU1"], 4))
    choose(page, "SKU1")
    view = page.pane.curve
    qtbot.waitUntil(lambda: view.curve is not None and bool(view.curve.sold))
    assert view.demand is not None
    assert view.stock is not None
    assert {span.value for span in view.demand.past[:-1]} == {28.0}
    assert all(span.low <= span.value <= span.high for span in view.demand.coming)
    assert (view.stock.left[0], view.stock.level) == ((TODAY, 34.0), 67)
    assert [mark.words for mark in view.stock.marks] == ["11-14 卖完"]
    assert view.demand.accessibleName() == view.demand_words.text() != ""
    language.switch("en")
    qtbot.waitUntil(lambda: view.stock is not None and view.stock.marks[0].words == "out 11-14")
    assert "34 in stock, gone about 2026-11-14" in view.stock.accessibleName()
    language.switch("zh_CN")
    page.list.show_only(text="nothing like it")
    assert (view.curve, view.demand.points) == (None, ())


def test_what_makes_the_figures_doubtful_is_said_above_the_list(page: RestockPage, desk: Desk) -> None:
    assert not page.doubt.isVisible()
    end = {"code": "restock.orders_end", "fields": {"day": "2026-10-20", "days": 14}}
    run(desk.warehouse, warning=end | {"also": [{"code": "restock.days_ahead", "fields": {"days": 2, "day": "2027-01-01"}}]})
    page.refresh()
    assert page.doubt.isVisible()
    assert all(day in page.doubt.words.text() for day in ("2026-10-20", "2027-01-01"))


def test_scanned_goods_show_themselves(page: RestockPage) -> None:
    heard = Heard(page)
    page.take_scan(Scan(barcode(4)))
    assert (listed(page), heard.last) == (["SKU4"], ("information", "restock.shown"))
    assert page.pane.sum.text().endswith("现在不用订")
    page.take_scan(Scan(barcode(5)))
    page.take_scan(Scan("nobody knows"))
    assert [answer[1] for answer in heard.answers[1:]] == ["restock.not_in_run", "purchasing.unknown_code"]


def test_a_clerk_looks_and_changes_nothing(page: RestockPage, desk: Desk) -> None:
    sit_down_as(desk, Role.CLERK)
    page.refresh()
    enabled = {name for name, button in page.buttons.items() if button.isEnabled()}
    assert enabled == {"supplier", "export", "print", "file"}
    assert page.pane.look is not None


def test_empty_screens_say_what_to_do(desk: Desk, page: RestockPage) -> None:
    page.list.chips["unknown"].click()
    assert page.list.empty.title.code == "restock.none_here"
    page.list.show_only(text="nothing like it")
    assert page.list.empty.title.code == "restock.none_found"
    page.run = None
    page._say_empty()
    assert (page.list.empty.title.code, page.first_run.isVisibleTo(page.list.empty)) == ("restock.none_run", True)


def test_the_list_goes_into_a_file_and_onto_paper(
    page: RestockPage, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(page, "SKU2")
    type_pieces(page, qtbot, "30")
    monkeypatch.setattr(list_page, "ask_save", lambda *_: tmp_path / "list.csv")
    qtbot.keyClick(page.list.table.view, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, desk)
    text = (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
    assert "订 96 件" in text
    assert any("SKU2" in row and ",30," in row for row in text.splitlines()), "what was typed, not what was suggested"
    page.buttons["print"].click()
    settle(qtbot, desk)
    assert page.papers.files[0].is_file()


def test_goods_nobody_sells_are_a_choice_that_stays(page: RestockPage) -> None:
    page.list.supplier.choose(NO_SUPPLIER)
    page.list.supplier.activated.emit(page.list.supplier.currentIndex())
    assert listed(page) == []
    page.refresh()
    assert (page.list.supplier.value(), listed(page)) == (NO_SUPPLIER, [])
    page.list.show_only()
    assert len(listed(page)) == 3


def test_the_table_never_raises(page: RestockPage) -> None:
    model = page.list.table.model
    assert model.setData(model.index(0, 1), "x") is False
    assert model.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags
