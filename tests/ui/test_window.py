"""The window around the stations: where a code goes, who works here, language, theme, the lock, and what can go wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests import shop
from tests.shop import order
from tests.squeezed import LOW_SCREEN, squeezed
from tests.ui.program import Scanner, actor, program, take_on
from ui import language, preferences, theme
from ui.__main__ import first_word
from ui.app import App, take_lock
from ui.bursts import Scan
from ui.options import STATION_NAMES, window_options
from ui.station import Station
from ui.stations import STATIONS, entry
from ui.top_bar import DataAge
from ui.widgets.search_field import SearchField
from warehouse_app.errors import Busy, Conflict
from warehouse_app.people.rules import Role
from warehouse_app.people.settings import change_settings
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import LANGUAGES, template


@pytest.fixture
def running(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[App]:
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as started:
        started.desk.sit_down(actor(owner))
        yield started


def test_every_station_can_be_opened_by_its_key_or_button_and_nothing_of_it_is_cut(running: App, qtbot: QtBot):
    running.window.resize(*LOW_SCREEN)
    for number, name in enumerate(STATION_NAMES, 1):
        button = running.window.workplace.rail.buttons[name]
        if number <= 10:
            qtbot.keyClick(running.window, Qt.Key(Qt.Key.Key_0.value + number % 10), Qt.KeyboardModifier.ControlModifier)
        else:
            assert button.toolTip() == ""  # there are ten digits
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        station = running.window.workplace.current
        assert station is not None
        assert station.name == name
        assert running.window.workplace.rail.buttons[name].isChecked()
        assert running.window.workplace.top.title.code == entry(name).title
        for spoken in LANGUAGES:
            language.switch(spoken)
            for _ in range(3):  # what wraps tells its height only when it has its width
                QApplication.processEvents()
            assert squeezed(running.window) == []


def test_ctrl_f_goes_to_the_search_field_of_what_is_shown(running: App, qtbot: QtBot):
    window = running.window
    for station in ("orders", "stock", "catalog"):
        window.workplace.show_station(station)
        window.workplace.setFocus()
        qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        field = QApplication.focusWidget()
        assert isinstance(field, SearchField), station
        field.setText("x")
        window.workplace.setFocus()
        qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        assert (QApplication.focusWidget(), field.selectedText()) == (field, "x")
    window.workplace.show_station("packing")
    before = QApplication.focusWidget()
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is before


def test_stations_are_built_when_they_are_first_shown(running: App):
    assert [station.name for station in running.window.findChildren(Station)] == ["packing"]


def test_the_window_fits_a_small_screen_in_both_languages(running: App):
    for spoken in LANGUAGES:
        language.switch(spoken)
        assert running.window.minimumWidth() <= 1366
        assert running.window.minimumSizeHint().width() <= 1366
        assert running.window.minimumSizeHint().height() <= 700


def test_a_badge_while_working_changes_the_person_and_keeps_the_station(running: App, local_warehouse: Warehouse, qtbot: QtBot):
    clerk = take_on(local_warehouse, "李小二", Role.CLERK)
    Scanner(running, qtbot).scan(clerk.badge)
    assert running.desk.actor.name == clerk.name
    assert running.window.workplace.current is not None
    assert running.window.workplace.current.name == "packing"
    assert clerk.badge not in running.window.workplace.top.box._last


def test_a_badge_nobody_carries_is_a_code_like_any_other(running: App, qtbot: QtBot):
    Scanner(running, qtbot).scan("PDB000000000000")
    assert running.window.workplace.band.code == "packing.verdict_unknown"


def test_the_log_out_command_and_back(running: App, qtbot: QtBot, local_warehouse: Warehouse):
    running.window.show_station("packing")
    Scanner(running, qtbot).scan("PD-LOGOUT")
    assert not running.desk.logged_in
    assert running.window.pages.currentWidget() is running.window.login


def test_after_the_log_in_what_is_next_to_do_is_open(local_warehouse: Warehouse, qapp: QApplication):
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp) as started:
        started.desk._actor = actor(owner)
        assert started.window.next_to_do() == "intake"
        shop.add_products(local_warehouse, 1)
        shop.add_stock(local_warehouse, {"SKU1": 5})
        shop.add_orders(local_warehouse, order("1", {"SKU1": 1}))
        assert started.window.next_to_do() == "orders"
        shop.add_waybills(local_warehouse, 1)
        shop.release_and_wave(local_warehouse)
        assert started.window.next_to_do() == "packing"


def test_a_busy_database_is_answered_as_loudly_as_a_wrong_scan(running: App, monkeypatch: pytest.MonkeyPatch):
    station = running.window.workplace.current
    assert station is not None

    def busy(scan: Scan) -> None:
        raise Busy("store.busy")

    monkeypatch.setattr(station, "take_scan", busy)
    running.window.workplace.take_scan(Scan("75000000000001"))
    assert running.window.workplace.band.kind == "blocked"
    assert running.window.workplace.band.code == "store.busy"


def test_the_other_language_reaches_everything_and_is_kept(running: App, qtbot: QtBot):
    running.window.workplace.top.language.click()
    try:
        assert language.current() == "en"
        qtbot.waitUntil(lambda: running.window.windowTitle() == template("window.title", "en"))
        assert running.window.workplace.rail.buttons["packing"].text() == template("window.station_packing", "en")
        assert preferences.load(running.desk.folder.root).language == "en"
    finally:
        language.switch("zh_CN")


def test_theme_and_sound_are_kept(running: App, qapp: QApplication):
    running.desk.sounds.on = True  # to be switched off: switching it on would look for a sound server
    running.window.workplace.top.theme.click()
    running.window.workplace.top.sound.click()
    try:
        kept = preferences.load(running.desk.folder.root)
        assert (kept.theme, kept.sound) == ("dark", False)
    finally:
        theme.apply(qapp, "light")
        running.desk.sounds.on = False


class Told(QObject):
    """How often widgets were told that their style changed."""

    times = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.StyleChange
        return False


def test_light_and_dark_do_not_go_through_all_widgets_again_and_again(running: App, qapp: QApplication):
    label, told = running.window.workplace.top.age.words, Told()
    label.setProperty("role", "small")
    before = label.grab().toImage()
    qapp.installEventFilter(told)
    theme.apply(qapp, "dark")
    qapp.removeEventFilter(told)
    try:
        widgets = len(running.window.findChildren(QWidget))
        assert widgets <= told.times <= 3 * widgets  # of the application's own sheet it would be ten times
        assert label.grab().toImage() != before
        assert qapp.styleSheet() == ""
    finally:
        theme.apply(qapp, "light")
    assert label.grab().toImage() == before


def test_orders_grow_old_in_words_and_then_in_colour(qapp: QApplication, qtbot: QtBot):
    age = DataAge()
    qtbot.addWidget(age)
    now = datetime(2026, 11, 3, 12, tzinfo=UTC)
    age.show_age(None, now, 120)
    assert (age.words.code, age.is_old) == ("window.no_orders_yet", False)
    age.show_age(now - timedelta(minutes=12), now, 120)
    assert (age.words.code, age.is_old) == ("window.orders_minutes_old", False)
    age.show_age(now - timedelta(hours=3), now, 120)
    assert (age.words.code, age.is_old) == ("window.orders_hours_old", True)
    age.show_age(now - timedelta(days=3), now, 120)
    assert age.words.code == "window.orders_days_old"
    age.show_age(now, now, 120)
    assert not age.is_old


def test_how_old_is_old_is_the_shops_to_say_and_counts_at_once(running: App, local_warehouse: Warehouse):
    age, now = running.window.workplace.top.age, shop.DAY
    local_warehouse.clock = lambda: now
    shop.add_products(local_warehouse, 1)
    shop.add_orders(local_warehouse, order("1", {"SKU1": 1}))
    for away, minutes, is_old in ((120, 120, False), (121, 120, True), (121, 180, False), (16, 15, True)):
        now = shop.DAY + timedelta(minutes=away)
        running.desk.command(change_settings, {"data_old_minutes": minutes})
        running.window.workplace.show_age()
        assert age.is_old is is_old, (away, minutes)
    now = shop.DAY + timedelta(minutes=16)
    running.desk.command(change_settings, {"data_old_minutes": 60})
    assert not age.is_old


def test_a_second_copy_on_the_same_folder_is_refused(tmp_path: Path):
    lock = take_lock(tmp_path)
    with pytest.raises(Conflict) as refused:
        take_lock(tmp_path)
    assert refused.value.code == "window.second_copy"
    lock.unlock()
    take_lock(tmp_path).unlock()


def test_the_second_copy_says_so_and_ends_with_1(tmp_path: Path, repo: Path):
    lock = take_lock(tmp_path)
    again = _packdesk("--data", str(tmp_path), "--language", "en", repo=repo)
    lock.unlock()
    assert again.returncode == 1
    assert "already open" in again.stderr
    assert "Traceback" not in again.stderr


def test_a_database_that_is_none_is_said_plainly(tmp_path: Path, repo: Path):
    (tmp_path / "packdesk.db").write_bytes(b"this is not a database, it is a letter" * 100)
    told = _packdesk("--data", str(tmp_path), "--language", "en", repo=repo)
    assert told.returncode == 1
    assert "packdesk.db" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ([], None),
        (["--station", "packing", "--data", "x"], None),
        (["--data=x"], None),
        (["import", "orders", "a.csv"], "import"),
        (["--data", "x", "check"], "check"),
        (["--json", "check"], "check"),
        (["demo", "--auto"], "demo"),
    ],
)
def test_what_the_arguments_ask_for(arguments: list[str], command: str | None):
    assert first_word(arguments) == command


def test_an_unknown_station_is_a_wrong_use():
    with pytest.raises(SystemExit) as ended:
        window_options(["--station", "kitchen"])
    assert ended.value.code == 2


def test_a_command_line_command_needs_no_qt(tmp_path: Path, repo: Path):
    code = (
        "import sys; from ui.__main__ import main; code = main(sys.argv[1:]);"
        "assert not [name for name in sys.modules if name.startswith('PySide6')]; sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "--data", str(tmp_path)], cwd=repo, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_station_in_the_rail_exists():
    for place in STATIONS:
        assert place.load().name == place.name


def _packdesk(*arguments: str, repo: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui", *arguments], cwd=repo, capture_output=True, text=True, check=False, encoding="utf-8",
        timeout=60,
    )  # fmt: skip
