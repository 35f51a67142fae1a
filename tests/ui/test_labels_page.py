"""The editor of label designs, with real mouse and key events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.dispatch.test_labels import label
from tests.shop import COURIER, add_orders, add_products, do, open_shop, order, release_and_wave
from tests.ui.desks import Told, open_desk, settle, sit_down_as
from ui import language, printing
from ui.couriers.card_form import CardForm
from ui.couriers.label_draft import Draft
from ui.couriers.label_forms import LogoForm, NameForm, UseForm
from ui.couriers.labels_page import LabelsPage
from ui.couriers.station import CouriersStation
from ui.couriers.troubles import TroublesForm, seen_first
from ui.desk import Desk
from ui.picking.papers import PaperMaker
from warehouse_app.dispatch.designs.commands import add_design
from warehouse_app.dispatch.designs.documents import label_troubles
from warehouse_app.dispatch.designs.measuring import Calibration
from warehouse_app.dispatch.designs.queries import calibration, designs, designs_in_use, logos, own_design
from warehouse_app.dispatch.designs.rules import LabelField
from warehouse_app.dispatch.designs.shipped import shipped_designs
from warehouse_app.dispatch.queries import print_jobs
from warehouse_app.people.rules import Role
from warehouse_app.people.settings import change_settings
from warehouse_app.store.warehouse import Warehouse

OWN = replace(shipped_designs()["76x130"], name="自己的")
KEYS, NONE, LEFT = Qt.Key, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    do(local_warehouse, add_design, OWN)
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> LabelsPage:
    """The page with the shop's own design."""
    station = CouriersStation(desk)
    qtbot.addWidget(station)
    station.resize(1190, 680)
    station.show()
    station.enter()
    shown = station.show_page("labels")
    assert isinstance(shown, LabelsPage)
    shown.show_row(next(row for row in shown.list.rows if row.id is not None))
    qtbot.waitUntil(lambda: not shown.canvas._picture.isNull())
    return shown


def place_of(page: LabelsPage, kind: str) -> int:
    return next(place for place, field in enumerate(page.draft.design.fields) if field.kind == kind)


def field_of(page: LabelsPage, kind: str) -> LabelField:
    return page.draft.design.fields[place_of(page, kind)]


def saved(desk: Desk) -> tuple[LabelField, ...]:
    with desk.warehouse.reading() as session:
        return own_design(session, 1).fields


def test_a_field_is_moved_by_mouse_and_keys_and_every_step_is_undone(page: LabelsPage, desk: Desk, qtbot: QtBot) -> None:
    canvas, before = page.canvas, field_of(page, "address")
    at = canvas.middle_of(place_of(page, "address"))
    qtbot.mousePress(canvas, LEFT, NONE, at)
    qtbot.mouseMove(canvas, at + QPoint(0, round(2 * canvas.scale)))
    qtbot.mouseRelease(canvas, LEFT, NONE, at + QPoint(0, round(2 * canvas.scale)))
    assert (field_of(page, "address").x, field_of(page, "address").y) == (before.x, pytest.approx(before.y + 2))
    dragged = field_of(page, "address")
    canvas.setFocus()
    for _ in range(3):
        qtbot.keyClick(canvas, KEYS.Key_Up)
    qtbot.keyClick(canvas, KEYS.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert field_of(page, "address").y == pytest.approx(dragged.y - 1.5)
    assert field_of(page, "address").x == pytest.approx(dragged.x - 5)
    qtbot.keyClick(canvas, KEYS.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert field_of(page, "address").w == pytest.approx(before.w + 0.5)
    for _ in range(3):  # the size, the moves by key as one step, the mouse
        page.undo.click()
    assert page.draft.design == OWN
    assert not page.undo.isEnabled()
    page.redo.click()
    assert field_of(page, "address") == dragged
    assert saved(desk) == OWN.fields


def test_a_field_is_sized_at_its_edge_and_stays_on_the_label(page: LabelsPage, qtbot: QtBot) -> None:
    canvas, place = page.canvas, place_of(page, "hub")
    canvas.choose(place)
    edge = canvas.rect_of(place).bottomRight().toPoint()
    qtbot.mousePress(canvas, LEFT, NONE, edge)
    qtbot.mouseMove(canvas, edge - QPoint(round(4 * canvas.scale), 0))
    qtbot.mouseRelease(canvas, LEFT, NONE, edge - QPoint(round(4 * canvas.scale), 0))
    hub = next(field for field in OWN.fields if field.kind == "hub")
    assert field_of(page, "hub").w == pytest.approx(hub.w - 4)
    for _ in range(40):
        qtbot.keyClick(canvas, KEYS.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert field_of(page, "hub").x + field_of(page, "hub").w == 76


def test_fields_are_added_hidden_removed_and_kept(page: LabelsPage, desk: Desk, qtbot: QtBot) -> None:
    told = Told(desk)
    page.kind.choose("text")
    page.add.click()
    page.panel.caption.setFocus()
    page.panel.caption.selectAll()
    qtbot.keyClicks(page.panel.caption, "Fragile")
    page.panel.numbers["x"].setValue(30.0)
    page.panel.numbers["y"].setValue(60.0)
    page.canvas.choose(place_of(page, "time"))
    page.panel.shown.click()
    page.canvas.choose(place_of(page, "orders"))
    page.canvas.setFocus()
    qtbot.keyClick(page.canvas, KEYS.Key_Delete)
    page.save.click()
    kept = saved(desk)
    assert [(field.caption, field.x, field.y) for field in kept if field.kind == "text"] == [("Fragile", 30.0, 60.0)]
    assert [field.shown for field in kept if field.kind == "time"] == [False]
    assert "orders" not in {field.kind for field in kept}
    assert told.codes == ["designs.saved"]
    assert not page.save.isEnabled()


def test_a_design_without_its_barcode_is_refused_and_nothing_is_lost(page: LabelsPage, desk: Desk, qtbot: QtBot) -> None:
    told = Told(desk)
    page.canvas.choose(place_of(page, "barcode"))
    page.panel.shown.click()
    page.save.click()
    assert told.codes == ["designs.no_barcode"]
    qtbot.waitUntil(lambda: page.banner.tone == "wrong")
    page.panel.shown.click()
    page.panel.numbers["w"].setValue(30.0)
    page.save.click()
    assert told.messages[-1].code == "designs.bars_narrow"
    assert language.tr("designs.kind_barcode") in told.messages[-1].sentence
    assert field_of(page, "barcode").w == 30
    assert saved(desk) == OWN.fields
    page.discard.click()
    assert page.draft.design == OWN


def test_shipped_designs_are_only_copied_and_a_copy_is_used_renamed_and_deleted(
    page: LabelsPage, desk: Desk, qtbot: QtBot
) -> None:
    page.show_row(next(row for row in page.list.rows if row.design.name == "100x150"))
    assert not page.save.isVisible()
    assert not page.delete.isEnabled()
    page.copy.click()
    form = page.window().findChild(NameForm)
    assert form is not None
    form.name.setText("自己的")
    form.accept_button.click()
    assert form.mistake.code == "designs.name_taken"
    form.name.setText("中通大件")
    form.accept_button.click()
    assert page.draft.design == replace(shipped_designs()["100x150"], name="中通大件")
    page.use.click()
    use = page.window().findChild(UseForm)
    assert use is not None
    use.courier.choose(COURIER)
    use.accept_button.click()
    assert desk.read(designs_in_use).of(COURIER).name == "中通大件"
    told = Told(desk)
    page.delete.click()
    assert told.codes == ["designs.in_use"]
    page.use.click()
    again = page.window().findChildren(UseForm)[-1]
    again.courier.choose(COURIER)
    again.forget.click()
    page.delete.click()
    assert [row.design.name for row in desk.read(designs) if row.id is not None] == ["自己的"]
    assert page.draft.design.name == "76x130"


def test_a_clerk_looks_and_changes_nothing(page: LabelsPage, desk: Desk, qtbot: QtBot) -> None:
    sit_down_as(desk, Role.CLERK)
    page.refresh()
    page.canvas.choose(place_of(page, "hub"))
    page.canvas.setFocus()
    qtbot.keyClick(page.canvas, KEYS.Key_Right)
    assert not page.draft.is_changed
    assert not page.copy.isEnabled()
    qtbot.waitUntil(lambda: page.banner.words.code == "designs.supervisor_words")


def test_what_was_measured_is_entered_once_for_a_printer(
    page: LabelsPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "printer_names", lambda: ["Zebra"])
    sent: list[tuple[Path, str]] = []
    monkeypatch.setattr(printing, "print_file", lambda _desk, _owner, file, printer: sent.append((file, printer)))
    form = CardForm(desk, page, "76x130")
    form.open()
    form.print_button.click()
    settle(qtbot, desk)
    assert [(file.name, printer) for file, printer in sent] == [("test-card-76x130.pdf", "Zebra")]
    straight = form.preview.pixmap().toImage()
    form.figures["ruler_y"].setValue(46.0)
    assert form.mistake.code == "designs.ruler_off"
    form.figures["ruler_y"].setValue(49.5)
    form.figures["cross_x"].setValue(12.0)
    assert form.preview.pixmap().toImage() != straight
    form.accept_button.click()
    assert desk.read(calibration, "Zebra", "76x130") == Calibration(12.0, 10.0, 50.0, 49.5)


def test_a_logo_is_chosen_and_taken_away(page: LabelsPage, desk: Desk, tmp_path: Path) -> None:
    add_products(desk.warehouse, 1)
    add_orders(desk.warehouse, order("1", {"SKU1": 1}))
    form = LogoForm(desk, page)
    form.open()
    form.set_logo("测试店", tmp_path / "none.png")
    assert form.mistake.code == "designs.no_picture"
    Image.new("L", (9, 9)).save(tmp_path / "logo.png")
    form.set_logo("测试店", tmp_path / "logo.png")
    assert list(desk.read(logos)) == ["测试店"]
    form.take_away["测试店"].click()
    assert desk.read(logos) == {}
    form.accept()


@pytest.mark.parametrize(("printer", "accept", "ways"), [("Zebra", True, ["p"]), ("Zebra", False, ["l"]), ("", True, ["p"])])
def test_characters_that_cannot_be_printed_are_seen_before_printing(
    page: LabelsPage, desk: Desk, printer: str, accept: bool, ways: list[str]
) -> None:
    told, went = Told(desk), list[str]()
    troubles = label_troubles([label(1, recipient="䶮𠮷"), label(2)], OWN)
    seen_first(desk, page, troubles, lambda: went.append("p"), lambda: went.append("l"), printer=printer)
    form = page.window().findChild(TroublesForm)
    if printer:
        assert form is not None
        assert went == []
        assert [words.code for words in form.lines] == ["designs.trouble_missing"]
        assert label(1).waybill in form.lines[0].text()
        assert "䶮 U+4DAE 𠮷 U+20BB7" in form.lines[0].text()
        (form.accept_button if accept else form.reject_button).click()
    else:
        assert told.codes == ["designs.troubles_told"]
    assert went == ways


@pytest.mark.parametrize(("button", "state"), [("accept_button", "waiting"), ("reject_button", "failed")])
def test_a_waves_labels_wait_until_it_was_seen_what_they_cannot_show(desk: Desk, qtbot: QtBot, button: str, state: str) -> None:
    open_shop(desk.warehouse, {"SKU1": 2}, order("1", {"SKU1": 1}, recipient="䶮𠮷"))
    wave = release_and_wave(desk.warehouse).made
    do(desk.warehouse, change_settings, {"label_printer": "Zebra"})
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    PaperMaker(desk, owner).make(wave.id)
    settle(qtbot, desk)
    form = owner.findChild(TroublesForm)
    assert form is not None
    assert [job.state for job in desk.read(print_jobs) if job.paper == "label"] == ["failed"]
    getattr(form, button).click()
    assert [job.state for job in desk.read(print_jobs) if job.paper == "label"] == [state]


def test_a_draft_forgets_what_was_taken_back_once_something_else_is_done() -> None:
    draft = Draft(OWN)
    draft.set_place(3, 5, 5, 20, 10)
    draft.undo()
    draft.remove(0)
    assert not draft.can_redo
    draft.keep()
    assert not draft.is_changed
    draft.undo()
    assert draft.is_changed
    assert draft.design == OWN
