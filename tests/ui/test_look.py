"""The look before release on the screen: reasons with their facts, counts, letting pass in bulk, and the card of settings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import DAY, add_orders, add_products, add_stock, do, ids_of, order, states_of
from tests.ui.desks import Told, open_desk, settle
from ui import language
from ui.desk import Desk
from ui.language import Sentence, tr
from ui.orders.look_card import LookCard
from ui.orders.look_words import passed_said, reason_count, why_said
from ui.orders.station import OrdersStation
from ui.people.settings_page import SettingsPage
from ui.widgets.text import Text
from warehouse_app.orders.commands import hold
from warehouse_app.orders.looking.commands import Passed
from warehouse_app.orders.looking.why import Why
from warehouse_app.orders.release import release
from warehouse_app.people.settings import change_settings
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import room_sentences


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    local_warehouse.clock = lambda: DAY + timedelta(hours=2)
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def station(desk: Desk, qtbot: QtBot) -> OrdersStation:
    """Orders that wait for a look for several reasons, the list narrowed to them."""
    do(desk.warehouse, change_settings, {"look_high_value": True, "look_twice": True})
    add_products(desk.warehouse, 2)
    add_stock(desk.warehouse, {"SKU1": 90, "SKU2": 90})
    tibet = "西藏自治区 拉萨市 城关区 示例路1号"
    add_orders(
        desk.warehouse,
        order("note1", {"SKU1": 1}, note="贺卡"),
        order("note2", {"SKU1": 1}, note="贺卡"),
        order("dear", {"SKU1": 1}, note="贺卡", paid_amount=Decimal("2580.00")),
        order("stuck", {"SKU9": 1}, note="贺卡"),
        order("first", {"SKU2": 1}, buyer="tb_1"),
        order("second", {"SKU2": 1}, buyer="tb_1", paid_at=DAY + timedelta(minutes=5)),
        order("far", {"SKU2": 1}, address=tibet, courier="中通"),
        order("unclear", {"SKU2": 1}, address="鼓楼区中山路1号"),
        order("nocity", {"SKU2": 1}, address="浙江省示例大厦"),
        order("nowhere", {"SKU2": 1}, address="示例大厦"),
        order("half", {"SKU2": 1}, item_count=3),
        order("plain", {"SKU2": 1}),
    )
    do(desk.warehouse, change_settings, {"look_refused_places": "中通快递: 西藏"})
    do(desk.warehouse, release)
    made = OrdersStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 640)
    made.show()
    made.enter()
    made.list.chips["look"].click()
    return made


def shown(station: OrdersStation) -> set[str]:
    return {row.number for row in station.list.table.model.rows()}


def press(station: OrdersStation, qtbot: QtBot, with_key: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """F6, and wait for the answer: a button pressed by its key goes down before it acts."""
    qtbot.keyClick(station, Qt.Key.Key_F6, with_key)
    qtbot.waitUntil(station.banner.isVisible)
    settle(qtbot, station.desk)


def chip_texts(station: OrdersStation) -> list[str]:
    return [chip.text() for chip in station.list.looks.chips.values() if chip.isVisible()]


def counted(reason: str, n: int) -> str:
    return tr("look.reason_count", reason=Sentence(f"orders.look_{reason}"), n=n)


def test_reasons_are_counted_and_narrow_the_list(station: OrdersStation, qtbot: QtBot) -> None:
    looks = station.list.looks
    assert looks.all.text() == tr("look.all_reasons", n=11)
    wanted = {"note": 4, "twice": 2, "high_value": 1, "refused": 1, "unparsable": 3, "incomplete": 1, "unknown_sku": 1}
    assert chip_texts(station) == [counted(reason, n) for reason, n in wanted.items()]
    chip = looks.chips["note"]
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert shown(station) == {"note1", "note2", "dear", "stuck"}
    assert station.list.looks.pass_button.text() == tr("look.pass_shown", n=2)
    model = station.list.table.model
    row = [row.number for row in model.rows()].index("dear")
    assert model.data(model.index(row, 3)) == tr("ui.separator").join((tr("orders.look_note"), tr("orders.look_high_value")))
    station.list.chips["open"].click()
    assert not looks.isVisible()
    assert not looks.pass_button.isVisible()
    assert len(shown(station)) == 12


def test_all_of_one_reason_pass_with_one_press(station: OrdersStation, qtbot: QtBot) -> None:
    station.list.looks.chips["note"].click()
    do(station.desk.warehouse, hold, ids_of(station.desk.warehouse, "note2"), "等客户")
    press(station, qtbot, Qt.KeyboardModifier.ControlModifier)
    states = states_of(station.desk.warehouse)
    assert (states["note1"], states["note2"], states["dear"], states["stuck"]) == ("released", "look", "look", "look")
    left = (
        Sentence("look.left_stay", {"n": 1, "reasons": (reason_count("unknown_sku", 1),)}),
        Sentence("look.left_further", {"n": 1}),
        Sentence("look.left_held", {"n": 1}),
    )
    assert station.banner.words.text() == tr("look.passed_and_left", released=1, short=0, left=left)
    assert station.go_pick.isVisible()
    assert station.list.looks.pass_button.text() == tr("look.pass_shown", n=0)
    assert not station.list.looks.pass_button.isEnabled()
    language.switch("en")
    qtbot.waitUntil(lambda: "unknown code 1" in station.banner.words.text())


def test_all_that_wait_pass_with_one_press(station: OrdersStation, qtbot: QtBot) -> None:
    assert station.list.looks.pass_button.text() == tr("look.pass_shown", n=10)
    press(station, qtbot, Qt.KeyboardModifier.ControlModifier)
    assert {number for number, state in states_of(station.desk.warehouse).items() if state == "look"} == {"stuck"}
    assert chip_texts(station) == [counted("unknown_sku", 1)]


def test_what_cannot_be_waved_through_is_said_for_one_as_well(station: OrdersStation, qtbot: QtBot) -> None:
    choose(station, qtbot, "stuck")
    press(station, qtbot)
    assert station.banner.words.code == "look.passed_and_left"
    assert station.banner.tone == "warning"
    assert states_of(station.desk.warehouse)["stuck"] == "look"


def choose(station: OrdersStation, qtbot: QtBot, number: str) -> None:
    place = [row.number for row in station.list.table.model.rows()].index(number)
    station.list.table.view.selectRow(place)
    qtbot.waitUntil(lambda: station.details.order is not None and station.details.order.row.number == number)


FACTS: list[tuple[str, list[Why]]] = [
    ("dear", [Why("note"), Why("high_value", "high_value", {"amount": "2,580.00", "limit": "2,000"})]),
    ("second", [Why("twice", "before", {"number": "first", "minutes": 5, "state": "look"})]),
    ("first", [Why("twice", "after", {"number": "second", "minutes": 5, "state": "look"})]),
    ("far", [Why("refused", "refused", {"courier": "中通快递", "text": "西藏"})]),
    ("unclear", [Why("unparsable", "unclear", {"name": "鼓楼区", "cities": ("南京市", "徐州市", "福州市", "开封市")})]),
    ("nocity", [Why("unparsable", "no_city", {"province": "浙江省"})]),
    ("nowhere", [Why("unparsable", "nowhere")]),
    ("half", [Why("incomplete", "incomplete", {"told": 1, "wanted": 3})]),
    ("stuck", [Why("note"), Why("unknown_sku", "unknown_sku", {"codes": ("SKU9",)})]),
]


def test_the_details_say_the_fact_behind_a_reason(station: OrdersStation, qtbot: QtBot) -> None:
    for number, why in FACTS:
        choose(station, qtbot, number)
        assert station.details.order is not None
        assert list(station.details.order.why) == why, number
        words = {text.text() for text in station.details.findChildren(Text)}
        assert {why_said(one).words for one in why} <= words, number


def test_every_reason_and_fact_has_its_words() -> None:
    facts = {"before", "after", "same_time", "unusual", "high_value", "refused", "unclear", "no_city", "nowhere", "incomplete",
             "unknown_sku"}  # fmt: skip
    assert {key.removeprefix("why_") for key in room_sentences("look") if key.startswith("why_")} == facts


def test_the_result_is_short_when_nothing_is_left() -> None:
    assert passed_said(Passed(["1"], [], [], {}, 0, 0)).code == "orders.released_result"
    assert passed_said(Passed([], ["1"], [], {}, 0, 0)).tone == "warning"


# --- settings -------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> SettingsPage:
    made = SettingsPage(desk)
    qtbot.addWidget(made)
    made.resize(1190, 640)
    made.show()
    made.refresh()
    return made


def card_of(page: SettingsPage) -> LookCard:
    return next(card for card in page.cards if isinstance(card, LookCard))


def test_the_rules_are_switched_and_set(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    card, told = card_of(page), Told(desk)
    qtbot.keyClick(card.rules["note"], Qt.Key.Key_Space)
    qtbot.keyClick(card.rules["twice"], Qt.Key.Key_Space)
    assert card.figures["look_twice_minutes"].isEnabled()  # it was off and is on now
    assert not card.figures["look_high_value_yuan"].isEnabled()
    card.figures["look_high_value_yuan"].setValue(500)
    card.places.setPlainText("中通快递: 西藏")
    card.places.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClick(card.places, Qt.Key.Key_Return)
    page.save.click()
    assert told.codes == ["people.settings_saved"]
    values = desk.read(settings.get_all, [name for name in settings.DECLARED if name.startswith("look_")])
    changed = {name: value for name, value in values.items() if value != settings.DECLARED[name].default}
    assert changed == {
        "look_note": False, "look_twice": True, "look_high_value_yuan": 500, "look_refused_places": "中通快递: 西藏",
    }  # fmt: skip
    page.refresh()
    assert card.wanted() == values  # every setting of the rules has its place on the card


def test_places_that_cannot_be_read_are_told_and_nothing_is_saved(page: SettingsPage, desk: Desk) -> None:
    card, told = card_of(page), Told(desk)
    card.rules["note"].setChecked(False)
    card.places.setPlainText("中通快递: 西藏\n新疆")
    page.save.click()
    assert told.codes == ["look.bad_refusal"]
    assert desk.read(settings.get, "look_note") is True
