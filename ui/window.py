"""The window: first start, log-in or workplace; and the one place where every scanned code is sent on.

It holds no logic of the warehouse. A code is the log-out command, a badge, or the open station's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui import language, preferences, theme
from ui.bursts import Scan
from ui.desk import Desk
from ui.language import tr
from ui.login import Login
from ui.messages import Message
from ui.practice.door import PracticeDoor
from ui.scanner import ScanFilter
from ui.widgets.layouts import column
from ui.widgets.pages import Pages
from ui.widgets.toast import Toast
from ui.workplace import Workplace
from warehouse_app.errors import NotFound, WarehouseError
from warehouse_app.orders.queries import counts_by_state
from warehouse_app.packing.queries import waiting_parcels
from warehouse_app.packing.rules import Command
from warehouse_app.people.commands import BADGE_LENGTH, BADGE_PREFIX, log_in_by_badge, log_out
from warehouse_app.people.queries import has_owner
from warehouse_app.store.warehouse import Warehouse

SMALLEST = (1180, 640)  # leaves room for the system's bars on a screen of 1280 x 720, as a laptop's at 150 % is
USUAL = (1366, 768)


class Window(QWidget):
    """The one window. ``station`` is opened after the log-in; without it, what is next to do.

    ``ready``: something to scan into is on the screen for the first time.
    """

    ready = Signal()

    def __init__(self, desk: Desk, scans: ScanFilter, station: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.scans = scans
        self._wanted = station
        self._first_start: QWidget | None = None
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.pages = Pages(self)
        self.workplace = Workplace(desk, self.pages)
        self.login = Login(desk, scans, self.pages)
        self.pages.addWidget(self.login)
        self.pages.addWidget(self.workplace)
        self.practice = PracticeDoor(desk, scans, self.pages, self)
        self.toast = Toast(self)
        column(self, gap=0).addWidget(self.pages)
        self._connect()
        self._say_title()
        self.show_appearance()

    def _connect(self) -> None:
        top = self.workplace.top
        for button in (top.language, self.login.language):
            button.clicked.connect(self._keep_choices)
        top.theme_asked.connect(self.change_theme)
        top.sound_asked.connect(self.change_sound)
        top.log_out_asked.connect(self.log_out)
        self.workplace.practice_asked.connect(self.practice.open)
        self.practice.closed.connect(self._practice_over)
        self.scans.buffer_changed.connect(top.box.show_buffer)
        self.scans.scanned.connect(self.take_scan)
        self.desk.person_changed.connect(self._person_changed)
        self.desk.messages.told.connect(self._told)

    # --- which page -------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Show the first page: the first start where nobody works here yet, else the log-in."""
        if self.desk.read(has_owner):
            self.pages.setCurrentWidget(self.login)
            self.login.enter()
        else:
            self._open_first_start()
        self.show()
        self.ready.emit()

    def _open_first_start(self) -> None:
        from ui.first_start import FirstStart

        first = FirstStart(self.desk, self.pages)
        first.language.clicked.connect(self._keep_choices)
        first.done.connect(self._first_start_done)
        self._first_start = first
        self.pages.addWidget(first)
        self.pages.setCurrentWidget(first)
        first.enter()

    def _first_start_done(self, station: str) -> None:
        self._wanted = station
        if self._first_start is not None:
            self.pages.removeWidget(self._first_start)
            self._first_start.deleteLater()
            self._first_start = None
        self._person_changed()

    def _person_changed(self) -> None:
        if self._first_start is not None:
            return  # the owner has just been taken on and still chooses how to begin
        self.practice.close()
        if not self.desk.logged_in:
            self.pages.setCurrentWidget(self.login)
            self.login.enter()
            return
        self.toast.hide()  # it would lie over the verdicts
        self.workplace.show_person()
        was_open = self.pages.currentWidget() is self.workplace
        self.pages.setCurrentWidget(self.workplace)
        if was_open and self.workplace.current is not None:
            self.workplace.open_again()
        else:
            self.show_station(self._wanted or self.next_to_do())
            self._wanted = ""
        self.desk.sounds.play("login")

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse whose codes are scanned now."""
        return self.desk.warehouse if self.practice.room is None else self.practice.room.shop.warehouse

    def _practice_over(self) -> None:
        """The real desk, as it was left."""
        self.pages.setCurrentWidget(self.workplace)
        if self.desk.logged_in:
            self.workplace.open_again()

    def show_station(self, name: str) -> None:
        """Open a station."""
        self.workplace.show_station(name)

    def next_to_do(self) -> str:
        """The station where work waits: parcels to pack, else orders to look at, else files to bring in."""
        if self.workplace.current is not None:
            return self.workplace.current.name
        if self.desk.read(waiting_parcels, 1):
            return "packing"
        return "orders" if self.desk.read(counts_by_state) else "intake"

    # --- codes ------------------------------------------------------------------------------------------------------

    def take_scan(self, scan: Scan) -> None:
        """Send a code on to where it belongs."""
        readings = (scan.text, *scan.alternatives)
        badge = next((text for text in readings if is_badge(text)), None)
        if badge is not None and self._sit_down(badge):
            return
        if not self.desk.logged_in:
            self.login.take_code(scan.text)
        elif Command.LOG_OUT in readings:
            self.log_out()
        elif self.practice.room is not None:
            self.practice.room.take_scan(scan)
        else:
            self.workplace.top.box.show_scan(scan)  # a badge is never shown: it opens the desk like a key
            self.workplace.take_scan(scan)

    def _sit_down(self, badge: str) -> bool:
        """Log in by badge; False when nobody carries it."""
        try:
            actor = self.desk.command_as_program(log_in_by_badge, badge)
        except NotFound as error:
            if self.desk.logged_in:
                return False  # the station answers as to any unknown code
            self.login.show_mistake(error)
            return True
        self.desk.sit_down(actor)
        return True

    def log_out(self) -> None:
        """Leave the desk, and before that a practice; the next person logs in."""
        self.practice.close()
        self.desk.try_command(log_out)
        self.desk.stand_up()

    # --- theme and sound ----------------------------------------------------------------------------------------------

    def change_theme(self) -> None:
        """Light to dark, or back."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, "dark" if theme.current().name == "light" else "light")
        self._keep_choices()

    def change_sound(self) -> None:
        """Sound on or off."""
        self.desk.sounds.on = not self.desk.sounds.on
        self.desk.sounds.prepare()
        self._keep_choices()

    def _keep_choices(self) -> None:
        """This computer speaks, looks and sounds the same when it is opened again."""
        self.show_appearance()
        looks = {"language": language.current(), "theme": theme.current().name, "sound": self.desk.sounds.on}
        try:
            preferences.keep(self.desk.folder.root, **looks)
        except WarehouseError as error:
            self.desk.messages.error(error)

    def show_appearance(self) -> None:
        """The top bar shows how things look and sound now."""
        self.workplace.top.show_appearance(dark=theme.current().name == "dark", sound=self.desk.sounds.on)

    def _told(self, message: Message) -> None:
        at_work = self.pages.currentWidget() is self.workplace
        (self.workplace.toast if at_work else self.toast).show_message(message)

    # --- Qt ---------------------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """The title in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say_title()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is under way; every answered scan is in the database already."""
        self.desk.jobs.cancel_all()
        self.practice.close()
        event.accept()

    def _say_title(self) -> None:
        self.setWindowTitle(tr("window.title"))


def is_badge(text: str) -> bool:
    """Whether a code has the form of a badge; only the database knows whether it is one."""
    return text.startswith(BADGE_PREFIX) and len(text) == len(BADGE_PREFIX) + BADGE_LENGTH
