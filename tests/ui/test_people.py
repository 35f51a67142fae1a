"""People, settings, backups: what each role is offered, and that it does what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QTime
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from tests.shop import add_orders, add_products, add_stock, do, order
from tests.ui.desks import PIN, Told, open_desk, settle, sit_down_as
from ui import language, preferences, theme
from ui.desk import Desk
from ui.people.forms import PersonForm, PinForm, RoleForm
from ui.people.papers import write_commands
from ui.people.station import PeopleStation
from ui.preferences import Preferences
from warehouse_app.errors import BadInput, NotFound
from warehouse_app.orders.clocks import CLOCKS, ShopClocks, clocked_shops
from warehouse_app.packing.rules import Command
from warehouse_app.people.commands import log_in_by_badge, try_pin
from warehouse_app.people.queries import PersonRow, people
from warehouse_app.people.rules import Role
from warehouse_app.stock.tables import Balance
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def station(desk: Desk, qtbot: QtBot) -> PeopleStation:
    made = PeopleStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 700)
    made.show()
    made.enter()
    return made


def who(desk: Desk, name: str) -> PersonRow:
    return next(person for person in desk.read(people) if person.name == name)


def choose(station: PeopleStation, name: str) -> None:
    rows = list(station.people.table.model.rows())
    station.people.table.view.selectRow(next(n for n, person in enumerate(rows) if person.name == name))


def add_clerk(station: PeopleStation, qtbot: QtBot, name: str = "小陈") -> PersonRow:
    station.people.add.click()
    form = station.window().findChild(PersonForm)
    assert form is not None
    form.name.setText(name)
    form.pin.setText("2468")
    form.again.setText("2468")
    form.accept()
    settle(qtbot, station.desk)
    choose(station, name)
    return who(station.desk, name)


def text_of(pdf: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(pdf).pages)


def test_somebody_taken_on_can_log_in_and_has_a_badge(station: PeopleStation, desk: Desk, qtbot: QtBot) -> None:
    person = add_clerk(station, qtbot)
    assert person.role == Role.CLERK
    assert do(desk.warehouse, try_pin, "小陈", "2468").actor is not None
    assert person.badge in text_of(desk.folder.documents / "badge-小陈.pdf")
    assert station.people.paper.words.code == "people.badge_written"
    assert not station.people.paper.print_paper.isVisible()  # no printer is chosen


def test_two_different_pins_keep_the_form_open(station: PeopleStation, desk: Desk) -> None:
    station.people.add.click()
    form = station.window().findChild(PersonForm)
    assert form is not None
    form.name.setText("小陈")
    form.pin.setText("2468")
    form.again.setText("2469")
    form.accept()
    assert form.is_open
    assert form.mistake.code == "people.pins_differ"
    assert len(desk.read(people)) == 1
    form.reject()


def test_a_lost_badge_opens_nothing_once_it_is_renewed(station: PeopleStation, desk: Desk, qtbot: QtBot) -> None:
    lost = add_clerk(station, qtbot).badge
    station.people.renew.click()
    settle(qtbot, desk)
    with pytest.raises(NotFound):
        do(desk.warehouse, log_in_by_badge, lost)
    assert do(desk.warehouse, log_in_by_badge, who(desk, "小陈").badge).name == "小陈"


def test_role_and_pin_change(station: PeopleStation, desk: Desk, qtbot: QtBot) -> None:
    add_clerk(station, qtbot)
    station.people.role.click()
    role = station.window().findChild(RoleForm)
    assert role is not None
    role.role.choose("supervisor")
    role.accept()
    choose(station, "小陈")
    station.people.pin.click()
    pin = station.window().findChild(PinForm)
    assert pin is not None
    pin.pin.setText("13579")
    pin.again.setText("13579")
    pin.accept()
    assert who(desk, "小陈").role == "supervisor"
    assert do(desk.warehouse, try_pin, "小陈", "2468").actor is None
    assert do(desk.warehouse, try_pin, "小陈", "13579").actor is not None


def test_let_go_and_taken_back(station: PeopleStation, desk: Desk, qtbot: QtBot) -> None:
    add_clerk(station, qtbot)
    station.people.go.click()
    assert not who(desk, "小陈").active
    choose(station, "小陈")
    assert not station.people.go.isVisible()
    station.people.take_back.click()
    assert who(desk, "小陈").active


def test_the_last_owner_stays(station: PeopleStation, desk: Desk) -> None:
    told = Told(desk)
    choose(station, "王店主")
    station.people.go.click()
    assert told.codes == ["people.last_owner"]
    assert who(desk, "王店主").active


def test_a_clerk_sees_only_themselves_and_can_change_only_this_computer(station: PeopleStation, desk: Desk, qtbot: QtBot) -> None:
    actor = sit_down_as(desk, Role.CLERK)
    assert [person.id for person in station.people.table.model.rows()] == [actor.id]
    assert station.people.badge.isVisible()
    for offered in (station.people.add, station.people.role, station.people.pin, station.people.go):
        assert not offered.isVisible()
    assert not station.tabs.isTabVisible(2)
    station.tabs.setCurrentIndex(1)
    assert not station.settings.texts["sender_name"].isEnabled()
    assert not station.settings.save.isVisible()
    assert station.settings.desk_name.isEnabled()


def test_settings_are_saved_together(station: PeopleStation, desk: Desk) -> None:
    told = Told(desk)
    page = station.settings
    page.texts["sender_name"].setText(" 青禾小铺 ")
    page.label_size.choose("100x180")
    page.cut_off.setTime(QTime(9, 5))
    page.hours["promise_hours"].setValue(36)
    page.save.click()
    values = {name: desk.read(settings.get, name) for name in settings.DECLARED}
    assert (values["sender_name"], values["label_size"]) == ("青禾小铺", "100x180")
    assert (values["cut_off"], values["promise_hours"]) == ("09:05", 36)
    page.save.click()
    assert told.codes == ["people.settings_saved", "people.settings_same"]


def test_a_shop_has_a_card_for_its_own_clocks(station: PeopleStation, desk: Desk) -> None:
    told, page = Told(desk), station.settings
    assert page.shops.isHidden(), "there is no shop yet"
    add_products(desk.warehouse, 1)
    add_orders(desk.warehouse, order("1", {"SKU1": 1}, shop="青禾"))
    station.enter()
    (card,) = page.shops.cards.values()
    assert not page.shops.isHidden()
    assert {name: field.isEnabled() for name, field in card.fields.items()} == dict.fromkeys(CLOCKS, False)
    card.as_house["cut_off"].click()
    card.fields["cut_off"].setTime(QTime(8, 0))
    card.as_house["pickup_hours"].click()
    card.fields["pickup_hours"].setValue(12)
    page.save.click()
    assert [shop.clocks for shop in desk.read(clocked_shops)] == [ShopClocks(cut_off="08:00", pickup_hours=12)]
    assert (told.codes, told.messages[0].fields) == (["people.settings_saved_deadlines"], {"n": 1})
    card.as_house["latest_hours"].click()
    card.fields["latest_hours"].setValue(3)
    page.save.click()
    assert told.codes[-1] == "orders.latest_first"
    assert card.fields["latest_hours"].value() == 3, "what was typed stands there to be put right"
    card.as_house["latest_hours"].click()
    assert card.fields["latest_hours"].value() == 48
    page.hours["data_old_minutes"].setValue(30)
    page.save.click()
    assert told.codes[-1] == "people.settings_saved"
    assert desk.read(settings.get, "data_old_minutes") == 30


def test_a_printer_that_is_gone_stays_chosen(station: PeopleStation, desk: Desk) -> None:
    do(desk.warehouse, settings.put, "label_printer", "Old Zebra")
    station.settings.refresh()
    assert station.settings.printers["label_printer"].value() == "Old Zebra"
    assert station.settings.printers["paper_printer"].value() == ""


def test_choices_of_this_computer_count_at_once_and_are_kept(station: PeopleStation, desk: Desk) -> None:
    page = station.settings
    page.desk_name.setText("2号台")
    page.language.choose("en")
    page.theme.choose("dark")
    page.speech.choose("counts")
    page.theme.activated.emit(1)
    assert (desk.name, language.current(), theme.current().name, desk.sounds.speech) == ("2号台", "en", "dark", "counts")
    assert preferences.load(desk.folder.root) == Preferences("2号台", "en", "dark", sound=False, speech="counts")


def test_choices_made_elsewhere_are_shown(station: PeopleStation, qapp: QApplication) -> None:
    language.switch("en")
    theme.apply(qapp, "dark")
    assert (station.settings.language.value(), station.settings.theme.value()) == ("en", "dark")


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"language": "fr", "theme": 3, "sound": "yes", "speech": [], "x": 1}'])
def test_damaged_choices_count_as_none(tmp_path: Path, kept: str) -> None:
    (tmp_path / preferences.FILE).write_text(kept, encoding="utf-8")
    assert preferences.load(tmp_path) == Preferences()


def test_choices_that_cannot_be_kept_are_a_plain_mistake(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        preferences.save(tmp_path / "nowhere", Preferences())
    assert caught.value.code == "people.cannot_keep"


def test_a_backup_is_one_press_away(station: PeopleStation, desk: Desk, qtbot: QtBot) -> None:
    add_products(desk.warehouse, 2)
    station.tabs.setCurrentIndex(2)
    station.safety.now.click()
    settle(qtbot, desk)
    assert station.safety.answer.words.code == "people.backed_up"
    row = station.safety.files.model.row_at(0)
    assert row is not None
    assert row.path.parent == desk.folder.backups
    assert row.size > 0


def test_the_check_shows_what_does_not_add_up(station: PeopleStation, desk: Desk, qtbot: QtBot) -> None:
    add_products(desk.warehouse, 1)
    add_stock(desk.warehouse, {"SKU1": 5})
    station.tabs.setCurrentIndex(2)
    station.safety.check.click()
    settle(qtbot, desk)
    assert station.safety.answer.words.code == "people.check_clean"
    assert not station.safety.differences.isVisible()
    with desk.warehouse.engine.begin() as connection:
        connection.execute(update(Balance).where(~Balance.virtual).values(on_hand=6))
    station.safety.check.click()
    settle(qtbot, desk)
    assert station.safety.answer.words.code == "people.check_differences"
    assert [problem.code for problem in station.safety.differences.model.rows()] == ["check.balance"]


@pytest.mark.parametrize("spoken", ["zh_CN", "en"])
def test_every_command_has_its_bar_code_on_the_sheet(tmp_path: Path, spoken: str) -> None:
    text = text_of(write_commands(tmp_path, ["没货"], "en" if spoken == "en" else "zh_CN"))
    assert all(code in text for code in (*(command.value for command in Command), "PD-REASON-1"))


def test_pin_stays_out_of_sight(station: PeopleStation) -> None:
    station.people.add.click()
    form = station.window().findChild(PersonForm)
    assert form is not None
    form.pin.setText(PIN)
    assert PIN not in form.pin.displayText()
    form.reject()
