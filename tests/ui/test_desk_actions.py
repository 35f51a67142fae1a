"""What the desk can do besides scanning goods, by scanner alone and by keys: reasons, lists, mistakes, paper, figures, sound."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests import shop
from tests.packing.desk import make_set
from tests.paper.reading import scanned, texts_of
from tests.shop import barcode, order, problems_of, states_of
from tests.ui.program import PIN, Scanner, actor, packing, program, take_on, view
from ui import printing
from ui.app import App
from ui.exporting import export_table
from ui.packing.actions import ACTIONS
from ui.packing.aside_card import AsideCard
from ui.packing.asides_page import AsidesPage
from ui.packing.asking import AskCard, AskingHand
from ui.packing.force_form import ForceForm
from ui.packing.mistake_form import MistakeForm, WithdrawForm
from ui.packing.mistakes_page import MistakesPage
from ui.packing.paper_hand import ON_THE_CARD, write_card
from ui.packing.reason_form import ReasonForm
from ui.packing.station import PackingStation
from ui.packing.verdicts import LOOKS
from ui.packing.weight import AskWeight
from ui.sounds import SOUND_NAMES
from ui.widgets.form_dialog import FormDialog
from warehouse_app.packing.mistakes.queries import MispackFilter, mispacks_page
from warehouse_app.packing.queries import waiting_parcels
from warehouse_app.packing.rules import Command, Verdict
from warehouse_app.people.queries import people
from warehouse_app.people.rules import Role
from warehouse_app.people.settings import change_settings
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Warehouse


class Desk:
    """Two parcels (SKU1 x2 and SKU2; SKU3), a clerk logged in, and a supervisor somewhere."""

    def __init__(self, running: App, qtbot: QtBot, warehouse: Warehouse, parcels: list[int]) -> None:
        self.running, self.warehouse, self.qtbot, self.parcels = running, warehouse, qtbot, parcels
        self.scanner = Scanner(running, qtbot)
        self.waybills = [view(warehouse, parcel_id).waybill for parcel_id in parcels]

    @property
    def station(self) -> PackingStation:
        return packing(self.running)

    @property
    def band(self) -> str:
        return self.running.window.workplace.band.code.removeprefix("packing.verdict_")

    @property
    def told(self) -> str:
        return self.running.desk.messages.log[-1].code

    def scan(self, *codes: str) -> str:
        """Codes one after the other, each taken by the station or by the form before it."""
        for code in codes:
            self.scanner.send(code)
            self.qtbot.waitUntil(lambda: not self.running.scans.queue.waiting)
        return self.band

    def form(self, kind: type[FormDialog]) -> FormDialog:
        return next(form for form in self.running.window.findChildren(kind) if form.is_open)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.running.desk.jobs.running == 0)


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    shop.open_shop(
        local_warehouse, {"SKU1": 9, "SKU2": 9, "SKU3": 9}, order("1001", {"SKU1": 2, "SKU2": 1}), order("1002", {"SKU3": 1})
    )
    made = shop.release_and_wave(local_warehouse).made
    parcels = sorted(made.parcel_ids, key=lambda parcel_id: view(local_warehouse, parcel_id).order_numbers)
    take_on(local_warehouse)
    clerk = take_on(local_warehouse, "小周", Role.CLERK)
    with program(local_warehouse, qapp, "packing") as running:
        running.desk.sit_down(actor(clerk))
        yield Desk(running, qtbot, local_warehouse, parcels)
    assert problems_of(local_warehouse) == []


def badge_of(desk: Desk, name: str) -> str:
    return next(person.badge for person in desk.running.desk.read(people) if person.name == name)


def test_by_the_scanner_alone_a_parcel_is_set_aside_found_and_opened_again(desk: Desk) -> None:
    desk.scan(desk.waybills[0], barcode(1), "PD-SKIP", barcode(2))
    form = desk.form(ReasonForm)
    assert form.mistake.code == "aside.answer_first"  # goods do not slip past the question
    desk.scan("PD-YES")
    assert form.mistake.code == "aside.reason_wanted"
    desk.scan("PD-REASON-9")
    assert form.mistake.code == "aside.no_such_reason"
    assert desk.scan("PD-REASON-1") == "left"
    desk.station._read_side()
    assert desk.station.buttons["asides"].text().endswith(" 1")
    desk.scan("PD-ASIDES")
    page = desk.station.pages.currentWidget()
    assert isinstance(page, AsidesPage)
    assert [(row.waybill, row.reason.code, row.who) for row in page.waiting.rows] == [(desk.waybills[0], "missing", "小周")]
    assert desk.scan(desk.waybills[0]) == "opened"
    assert desk.station.pages.currentWidget() is desk.station.panel
    assert desk.scan("PD-ASIDES", "PD-UNDO") == "opened"  # nothing is done to a parcel out of sight: back to it first
    assert desk.station.pages.currentWidget() is desk.station.panel
    assert desk.scan("PD-REASON-2") == "left"  # without a question
    desk.scan("PD-REASON-2")
    assert desk.running.window.workplace.band.code == "aside.no_parcel"


def test_no_from_the_sheet_closes_any_form_past_the_codes_that_wait(desk: Desk) -> None:
    desk.scan(desk.waybills[0], "PD-SKIP", "PD-NO")
    assert desk.station.parcel is not None
    desk.scan("PD-WEIGH")
    form = desk.form(AskWeight)
    desk.scanner.send(barcode(1))
    desk.scanner.send("PD-NO")
    desk.qtbot.waitUntil(lambda: desk.band == "right")
    assert not any(other.is_open for other in desk.running.window.findChildren(AskWeight) if other is not form)


def test_a_parcel_held_with_ones_own_words(desk: Desk) -> None:
    desk.scan(desk.waybills[1])
    desk.qtbot.keyClick(desk.station, Qt.Key.Key_F11)
    form = desk.form(ReasonForm)
    assert isinstance(form, ReasonForm)
    form.words.setText("贺卡缺字")
    form.accept()
    assert desk.band == "held"
    assert desk.station.pages.currentWidget() is desk.station.refused
    assert desk.scan(desk.waybills[1]) == "held"


def test_a_clerk_sends_a_parcel_short_with_a_supervisors_badge_and_stays_logged_in(desk: Desk) -> None:
    desk.scan(desk.waybills[0], "PD-FORCE")
    assert desk.told == "aside.nothing_in"
    desk.scan(barcode(1), "PD-FORCE", "PD-REASON-1", "PD-YES")
    form = desk.form(ForceForm)
    assert form.mistake.code == "aside.who_missing"
    desk.scan(badge_of(desk, "小周"))
    assert form.mistake.code == "aside.may_not"
    assert desk.scan(badge_of(desk, "王店主")) == "complete_short"
    assert desk.running.desk.actor.name == "小周"
    assert states_of(desk.warehouse) == {"1001": "packed", "1001-2": "waiting", "1002": "in_wave"}
    desk.station._read_side()
    assert not desk.station.side.short.isHidden()
    desk.scan("PD-ASIDES")
    page = desk.station.pages.currentWidget()
    assert isinstance(page, AsidesPage)
    assert {(row.part, row.packer, row.allowed_by) for row in page.short.rows} == {("1001-2", "小周", "王店主")}


def test_what_does_not_fit_goes_in_the_next_parcel_by_the_scanner_alone(desk: Desk) -> None:
    desk.scan("PD-NEXT")
    assert desk.told == "aside.no_parcel"
    desk.scan(desk.waybills[0], "PD-NEXT")
    assert desk.told == "further.nothing_in"
    assert not desk.station.buttons["next"].isEnabled()
    desk.scan(barcode(1))
    assert desk.station.buttons["next"].isEnabled()
    assert desk.scan("PD-NEXT") == "complete"
    assert states_of(desk.warehouse) == {"1001": "packed", "1001-2": "in_wave", "1002": "in_wave"}
    band = desk.running.window.workplace.band
    further = next(row.waybill for row in desk.running.desk.read(waiting_parcels) if row.waybill not in desk.waybills)
    assert (band.detail_code, further in band._detail.sentence) == ("further.detail_complete", True)
    assert desk.scan("PD-UNDO") == "undone"  # one parcel again, and its label is here already
    assert desk.station.parcel is not None
    assert (desk.station.parcel.left, desk.station.parcel.label_first) == (2, True)
    desk.qtbot.keyClick(desk.station, Qt.Key.Key_F5)
    desk.settle()
    assert desk.told == "further.nothing_in"  # no label was made: it began with its own
    assert desk.scan(barcode(2)) == "right"
    assert desk.station.panel.about.text().startswith("第 2 箱，共 2 箱")
    assert desk.scan(barcode(1)) == "complete"
    desk.settle()
    assert desk.told == "packing.label_made"
    desk.scan(desk.waybills[1], barcode(3), "PD-NEXT")
    assert desk.told == "further.is_full"


def test_a_set_that_was_begun_comes_before_the_next_parcel(desk: Desk) -> None:
    make_set(desk.warehouse)
    desk.scan(desk.waybills[0], barcode(1), barcode(3))
    assert desk.scan("PD-NEXT") == "asked_first"
    band = desk.running.window.workplace.band
    assert (band.detail_code, desk.station.panel.middle.currentWidget()) == ("packing.detail_asked_first", asking(desk))
    desk.scan("PD-UNDO")
    assert desk.scan("PD-NEXT") == "complete"
    assert problems_of(desk.warehouse) == []


def asking(desk: Desk) -> AskCard:
    return next(hand.card for hand in desk.station.hands if isinstance(hand, AskingHand))


def test_or_with_a_supervisors_pin(desk: Desk) -> None:
    desk.scan(desk.waybills[0], barcode(2))
    desk.qtbot.keyClick(desk.station, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    form = desk.form(ForceForm)
    assert isinstance(form, ForceForm)
    form.choose(1)
    form.pin.setText("9999")
    form.accept()
    assert form.mistake.code == "aside.wrong_pin"
    form.pin.setText(PIN)
    form.accept()
    assert desk.band == "complete_short"
    assert desk.running.desk.actor.name == "小周"


def test_mistakes_are_recorded_by_scan_corrected_exported_and_withdrawn_by_a_supervisor(desk: Desk, tmp_path: Path) -> None:
    desk.scan(desk.waybills[1], barcode(3), "PD-MISTAKES")
    assert desk.told == "mispack.may_not"
    desk.scan(badge_of(desk, "王店主"), "PD-MISTAKES", desk.waybills[0])
    assert desk.told == "mispack.not_packed"
    desk.scan(desk.waybills[1])
    form = desk.form(MistakeForm)
    assert isinstance(form, MistakeForm)
    assert form.packer.currentText() == "小周"
    form.cost.setText("12,5")
    form.accept()
    assert form.mistake.code == "goods.bad_amount"
    form.cost.setText("12.50")
    desk.scanner.send("PD-YES")
    desk.qtbot.waitUntil(lambda: not form.is_open)
    page = desk.station.pages.currentWidget()
    assert isinstance(page, MistakesPage)
    (row,) = page.table.model.rows()
    assert (row.kind, row.seller_code, str(row.cost), row.by) == ("wrong_item", "SKU3", "12.50", "王店主")
    page.edit.click()
    changed = desk.form(MistakeForm)
    assert isinstance(changed, MistakeForm)
    changed.kind.choose("damaged")
    changed.accept()
    export_table(desk.running.desk, page, tmp_path / "mistakes.csv", page.table.model.columns, page._fetch())
    desk.settle()
    assert desk.waybills[1] in (tmp_path / "mistakes.csv").read_text("utf-8-sig")
    page.withdraw.click()
    why = desk.form(WithdrawForm)
    why.accept()
    assert why.mistake.code == "mispack.why_missing"
    assert isinstance(why, WithdrawForm)
    why.why.setText("买家看错了")
    why.accept()
    (row,) = desk.running.desk.read(mispacks_page, MispackFilter()).rows
    assert (row.kind, row.withdrawn) == ("damaged", "买家看错了")
    page.kind.choose("missing")
    assert page.table.model.total == 0
    desk.qtbot.keyClick(desk.station, Qt.Key.Key_Escape)
    assert desk.station.pages.currentWidget() is not page


def test_ones_own_figures_stand_beside_the_desk(desk: Desk) -> None:
    desk.scan(desk.waybills[1], barcode(1), barcode(3))
    desk.station._read_side()
    today, accuracy, caught = desk.station.side.own
    assert (today.code, accuracy.code, caught.code) == ("aside.own_today", "aside.own_accuracy", "aside.own_caught")
    assert "100%" in accuracy.text()
    desk.scan(badge_of(desk, "王店主"))
    desk.station._read_side()
    assert accuracy.isHidden()  # nothing of the clerk's is shown to anybody else


def test_the_label_comes_again_and_the_card_is_printed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(printing, "open_file", opened.append)
    desk.scan("PD-REPRINT")
    assert desk.told == "aside.no_parcel"
    desk.scan(desk.waybills[0], "PD-REPRINT")
    desk.settle()
    assert desk.told == "aside.label_made"
    desk.scan("PD-SHEET")
    desk.settle()
    assert [path.name for path in opened] == ["wall-card.pdf"]


@pytest.mark.parametrize("spoken", ["zh_CN", "en"])
def test_every_code_on_the_card_for_the_wall_can_be_scanned(qapp: QApplication, tmp_path: Path, spoken: str) -> None:
    path = write_card(tmp_path, [str(n) * 8 for n in range(9)], "en" if spoken == "en" else "zh_CN")
    wanted = {command.value for command in Command} | {f"PD-REASON-{n}" for n in range(1, 10)}
    assert {code for page in scanned(path, 300) for code in page} == wanted
    assert len(texts_of(path)) == 1


def test_the_card_tells_every_sound_of_the_desk_and_different_things_to_do_sound_different() -> None:
    heard = {look.sound for look in LOOKS.values()}
    assert heard <= set(SOUND_NAMES)
    assert {LOOKS[verdict].sound for verdict in ON_THE_CARD} >= heard - {"ticked", "check"}
    families = [
        {Verdict.OPENED}, {Verdict.RIGHT}, {Verdict.COMPLETE}, {Verdict.COMPLETE_SHORT}, {Verdict.WRONG_ITEM}, {Verdict.LEFT},
        {Verdict.BELONGS_ELSEWHERE}, {Verdict.ONE_TOO_MANY}, {Verdict.UNKNOWN},
        {Verdict.CANCELLED, Verdict.HELD, Verdict.CHANGED}, {Verdict.PACKED_ALREADY, Verdict.SHIPPED_ALREADY},
        {Verdict.UNDONE, Verdict.UNTICKED}, {Verdict.CHECK_FIRST},
        {Verdict.BOX_FIRST, Verdict.WEIGH_FIRST, Verdict.PHOTO_FIRST}, {Verdict.TICKED, Verdict.NOTED, Verdict.STEP_DONE},
    ]  # fmt: skip
    sounds = [{LOOKS[verdict].sound for verdict in family} for family in families]
    assert all(len(sound) == 1 for sound in sounds)
    assert len(set.union(*sounds)) == len(families)


@pytest.mark.parametrize(("level", "said"), [("off", 0), ("alarms", 1), ("counts", 4), ("notes", 5)])
def test_as_much_is_said_at_the_desk_as_the_level_asks_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, level: str, said: int
) -> None:
    spoken: list[str] = []

    class Voice:
        def stop(self) -> None:
            pass

        def setLocale(self, locale: object) -> None:
            pass

        def say(self, text: str) -> None:
            spoken.append(text)

    sounds = desk.running.desk.sounds
    monkeypatch.setattr(sounds, "_find_voice", Voice)
    sounds.speech = level  # type: ignore[assignment]  # one of SPEECH_LEVELS
    desk.scan(desk.waybills[0], barcode(1), barcode(3), "PD-UNDO", "PD-LEAVE")  # opened, right, alarm, undone, left
    assert len(spoken) == said


def test_every_action_has_a_large_button_with_its_key_and_does_something(desk: Desk) -> None:
    station = desk.station
    assert set(station.buttons) == {action.name for action in ACTIONS} == set(station._does)
    for name, button in station.buttons.items():
        assert button.height() >= 44, name
        assert button.accessibleName().endswith(button.action.key)
    desk.running.window.resize(1180, 660)
    QApplication.processEvents()
    words = [button.fontMetrics().horizontalAdvance(button.text()) for button in station.bar.buttons.values()]
    assert max(words) < station.buttons["confirm"].width()


def test_the_shops_own_reasons_are_a_setting_and_stand_in_the_question(desk: Desk) -> None:
    desk.scan(badge_of(desk, "王店主"))
    card = AsideCard(desk.running.desk, desk.running.window)
    card.reasons.setPlainText("缺货\n\n  等 客服 ")
    card.minutes.setValue(5)
    assert desk.running.desk.command(change_settings, card.wanted()) == ["aside_reasons", "stuck_minutes"]
    card.show_values({name: desk.running.desk.read(settings.get, name) for name in card.wanted()})
    assert card.reasons.toPlainText() == "缺货\n等 客服"
    desk.scan(desk.waybills[0], "PD-SKIP", "PD-REASON-3")
    assert desk.form(ReasonForm).mistake.code == "aside.no_such_reason"
    assert desk.scan("PD-REASON-2") == "left"
    desk.scan("PD-ASIDES")
    page = desk.station.pages.currentWidget()
    assert isinstance(page, AsidesPage)
    assert [row.reason.note for row in page.waiting.rows] == ["等 客服"]
