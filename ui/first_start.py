"""The first start: who owns this shop, and how to begin. Two pages, no manual needed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from ui.desk import Desk
from ui.icons import IconView
from ui.jobs import Progress
from ui.language import current
from ui.language_button import LanguageButton
from ui.login import in_the_middle, pin_field
from ui.people.papers import PaperBanner, write_badge
from ui.theme import space
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Button, Field, Heading, Text
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.orders.rules import BEIJING
from warehouse_app.people.commands import NewPerson, add_person
from warehouse_app.people.rules import Role
from warehouse_app.store.warehouse import Actor


class FirstStart(QWidget):
    """``done(station)`` when the owner is taken on and has chosen how to begin."""

    done = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.owner = OwnerForm(desk, self)
        self.begin = BeginPage(desk, self)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.owner)
        self.pages.addWidget(self.begin)
        outside = column(self, margin=4)
        corner = row()
        corner.addStretch(1)
        self.language = LanguageButton(self)
        corner.addWidget(self.language)
        outside.addLayout(corner)
        outside.addWidget(self.pages, 1)
        self.owner.taken_on.connect(self._taken_on)
        self.begin.done.connect(self.done)

    def enter(self) -> None:
        """Ready to type the name."""
        self.owner.name.setFocus()

    def _taken_on(self, person: NewPerson) -> None:
        self.desk.sit_down(Actor(person.id, person.name, person.role))
        self.begin.show_person(person)
        self.pages.setCurrentWidget(self.begin)
        self.begin.sample_button.setFocus()


class OwnerForm(QWidget):
    """The owner's name and, twice, the PIN. ``taken_on(NewPerson)``."""

    taken_on = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.sheet = card(self, role="sheet")
        self.sheet.setFixedWidth(space(115))
        self.name = Field("window.owner_name", takes="typing", parent=self.sheet)
        self.pin = pin_field("window.pin", self.sheet)
        self.again = pin_field("window.pin_again", self.sheet)
        self.mistake = Text(role="mistake", wrap=True, parent=self.sheet)
        self.next = Button("window.first_next", kind="primary", icon="next", parent=self.sheet)
        self.next.clicked.connect(self.submit)
        self.name.returnPressed.connect(self.pin.setFocus)
        self.pin.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self.submit)
        self._lay_out()

    def _lay_out(self) -> None:
        outside = column(self)
        outside.addStretch(1)
        outside.addLayout(in_the_middle(self.sheet))
        outside.addStretch(2)
        inside = column(self.sheet, gap=3, margin=8)
        inside.addWidget(IconView("parcel", 64, "accent", self.sheet), 0, Qt.AlignmentFlag.AlignHCenter)
        title = Text("window.first_title", role="large", parent=self.sheet)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words = Text("window.first_words", role="muted", wrap=True, parent=self.sheet)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(title)
        inside.addWidget(words)
        inside.addSpacing(space(2))
        for field in (self.name, self.pin, self.again, self.next):
            field.setMinimumHeight(space(11))
            inside.addWidget(field)
        inside.insertWidget(inside.count() - 1, self.mistake)

    def submit(self) -> None:
        """Take the owner on."""
        try:
            if self.pin.text() != self.again.text():
                raise BadInput("window.pins_differ")
            person = self._desk.command_as_program(add_person, self.name.text(), self.pin.text(), Role.OWNER)
        except WarehouseError as error:
            self._show_mistake(error)
            return
        self.taken_on.emit(person)

    def _show_mistake(self, error: WarehouseError) -> None:
        at = self.name if error.code.startswith("people.name") else self.pin
        self.mistake.show_code(error.code, **error.fields)
        for field in (self.name, self.pin, self.again):
            field.show_mistake(field is at)
        if at is self.pin:
            self.pin.clear()
            self.again.clear()
        at.setFocus()


class BeginPage(QWidget):
    """The owner's badge, and two ways to begin: the sample shop, or the shop's own files."""

    done = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._person: NewPerson | None = None
        self.sheet = QFrame(self)
        self.sheet.setMaximumWidth(space(220))
        self.welcome = Text(role="item", parent=self.sheet)
        self.badge = Text(role="bin", parent=self.sheet)
        self.badge.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.paper = PaperBanner(desk, self.sheet)
        self.save = Button("window.badge_save", icon="badge", parent=self.sheet)
        self.sample_button = Button("window.sample_button", kind="primary", icon="sample", parent=self.sheet)
        self.own_button = Button("window.own_button", icon="import", parent=self.sheet)
        self.working = Text("window.bringing_sample", role="muted", parent=self.sheet)
        self.working.hide()
        self._lay_out()
        self.save.clicked.connect(self.save_badge)
        self.sample_button.clicked.connect(self.open_sample)
        self.own_button.clicked.connect(lambda: self.done.emit("intake"))

    def _lay_out(self) -> None:
        outside = row(self)
        outside.addStretch(1)
        outside.addWidget(self.sheet, 10)
        outside.addStretch(1)
        inside = column(self.sheet, gap=4, margin=6)
        inside.addStretch(1)
        inside.addWidget(self.welcome)
        badge = card(self.sheet)
        beside = row(badge, gap=4, margin=5)
        beside.addWidget(IconView("badge", 40, "accent", badge))
        words = Text("window.badge_words", wrap=True, parent=badge)
        beside.addWidget(words, 1)
        beside.addWidget(self.badge)
        beside.addWidget(self.save)
        inside.addWidget(badge)
        inside.addWidget(self.paper)
        inside.addSpacing(space(4))
        inside.addWidget(Heading("window.how_to_begin", parent=self.sheet))
        ways = row(gap=4)
        ways.addWidget(self._way("sample", "window.sample_title", "window.sample_words", self.sample_button), 1)
        ways.addWidget(self._way("folder", "window.own_title", "window.own_words", self.own_button), 1)
        inside.addLayout(ways)
        inside.addWidget(self.working)
        inside.addStretch(2)

    def _way(self, icon: str, title: str, words: str, button: Button) -> QFrame:
        way = card(self.sheet)
        inside = column(way, gap=3, margin=6)
        inside.addWidget(IconView(icon, 48, "accent", way))
        inside.addWidget(Text(title, role="large", wrap=True, parent=way))
        inside.addWidget(Text(words, role="muted", wrap=True, parent=way))
        inside.addStretch(1)
        button.setMinimumHeight(space(12))
        inside.addWidget(button)
        return way

    def show_person(self, person: NewPerson) -> None:
        """Greet the owner and show the badge's code."""
        self._person = person
        self.welcome.show_code("window.welcome", name=person.name)
        self.badge.show_plain(person.badge)

    def save_badge(self) -> None:
        """Write the badge into the documents folder and say where."""
        assert self._person is not None
        person, folder = self._person, self._desk.folder.documents
        try:
            file = write_badge(folder, person.name, person.role, person.badge, current())
        except WarehouseError as error:
            self._desk.messages.error(error)
            return
        self.paper.show_paper(file, "people.badge_written")

    def open_sample(self) -> None:
        """Bring the sample shop in, in the background, then go to its orders."""
        from ui.sample import TOPICS, Sample, bring_in_sample

        desk = self._desk
        actor, today = desk.actor, desk.warehouse.clock().astimezone(BEIJING).date()
        self._set_working(True)

        def work(progress: Progress) -> Sample:
            return bring_in_sample(desk.warehouse, actor, desk.name, today, progress)

        def ready(sample: Sample) -> None:
            self.done.emit("orders")
            desk.messages.tell("right", "window.sample_ready", orders=sample.orders)

        def failed(error: WarehouseError) -> None:
            self._set_working(False)
            desk.messages.error(error)

        desk.work(work, ready, title_code="window.bringing_sample", owner=self, failed=failed, touches=TOPICS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, Button):
            focused.click()
            return
        super().keyPressEvent(event)

    def _set_working(self, working: bool) -> None:
        self.working.setVisible(working)
        self.sample_button.setEnabled(not working)
        self.own_button.setEnabled(not working)
