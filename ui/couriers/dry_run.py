"""A dry run beside the list of rules: any address, or an order's number, and why which courier would take it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.catalog.entering import grams, price
from ui.couriers.rule_words import TONES, checked_words, decision_words, offer_words
from ui.desk import Desk
from ui.theme import ToneName, space
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Button, Check, Field, Heading, Text
from ui.widgets.toned import Toned
from warehouse_app.dispatch.choosing.queries import DryRun, try_order, try_out
from warehouse_app.dispatch.choosing.rules import By, Shipment
from warehouse_app.errors import WarehouseError
from warehouse_app.orders.addresses.regions import region_words


class DryRunPane(QFrame):
    """What is typed above, what the rules say of it below."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._run: DryRun | None = None
        self._lines: list[Toned] = []
        self.setProperty("role", "card")
        self.setMinimumWidth(space(100))
        self.address = Field("couriers.try_example", takes="typing", parent=self)
        self.weight = Field("couriers.try_weight", parent=self)
        self.value = Field("couriers.try_value", parent=self)
        self.cod = Check("couriers.cod", parent=self)
        self.do = Button("couriers.try_it", kind="primary", icon="search", parent=self)
        self.mistake = Text(role="mistake", wrap=True, parent=self)
        self.mistake.hide()
        self.said = QScrollArea(self)
        self._lay_out()
        self.do.clicked.connect(self.try_it)
        for field in (self.address, self.weight, self.value):
            field.returnPressed.connect(self.try_it)

    def _lay_out(self) -> None:
        inside = column(self, gap=2, margin=4)
        inside.addWidget(Heading("couriers.try_title", parent=self))
        inside.addWidget(self.address)
        for widgets in ((self.weight, self.value), (self.cod, self.do)):
            line = row(gap=2)
            for widget in widgets:
                line.addWidget(widget, 1)
            inside.addLayout(line)
        inside.addWidget(self.mistake)
        self.said.setWidgetResizable(True)
        self.said.setFrameShape(QFrame.Shape.NoFrame)
        self.said.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.said.viewport().setAutoFillBackground(False)
        inside.addWidget(self.said, 1)
        self._show()

    def try_it(self) -> None:
        """Ask the rules; an order is known by its number, everything else is an address."""
        text = self.address.text().strip()
        now = self._desk.warehouse.clock()
        self.mistake.hide()
        try:
            weight, value = grams(self.weight.text()), price(self.value.text())
        except WarehouseError as error:
            self.mistake.show_code(error.code, **error.fields)
            self.mistake.show()
            return
        found = self._desk.read(try_order, now, text) if text else None
        if found is None and text:
            parcel = Shipment(weight_g=weight, value=value, cod=self.cod.isChecked())
            found = self._desk.read(try_out, now, text, parcel)
        self._run = found
        self._show()

    def again(self) -> None:
        """The rules changed: ask again what stands there."""
        if self._run is not None:
            self.try_it()

    def shown(self) -> list[str]:
        """The codes of the outcome and of each rule's line, from the top; tests assert these."""
        return [line.words.code for line in self._lines]

    def changeEvent(self, event: QEvent) -> None:
        """The reasons in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _show(self) -> None:
        page = QWidget()
        self._lines = []
        inside = column(page, gap=2)
        inside.setContentsMargins(0, space(1), space(3), space(1))
        run = self._run
        if run is None:
            inside.addWidget(Text("couriers.try_words", role="muted", wrap=True, parent=page))
        else:
            self._fill(run, page)
        inside.addStretch(1)
        self.said.setWidget(page)
        page.setAutoFillBackground(False)

    def _fill(self, run: DryRun, page: QWidget) -> None:
        inside = page.layout()
        assert inside is not None
        where = Text(role="muted", wrap=True, parent=page)
        places = run.shipment.places
        if len(places) == 1:
            where.show_code("couriers.goes_to", place=region_words(places[0]))
        else:
            where.show_code("couriers.goes_where" if not places else "couriers.goes_either", n=len(places))
        inside.addWidget(where)
        answer = Toned(role="heading", size=24, parent=page)
        tone: ToneName = "warning" if run.decision.by is By.ASK else "wrong" if run.decision.by is By.NONE else "right"
        code, fields = decision_words(run.decision)
        answer.show_said(tone, code, fields)
        inside.addWidget(answer)
        self._lines.append(answer)
        if run.decision.checked:
            inside.addWidget(_part("couriers.rules_asked", page))
        for checked in run.decision.checked:
            line = Toned(parent=page)
            code, fields = checked_words(checked)
            line.show_said(TONES[checked.step], code, fields)
            inside.addWidget(line)
            self._lines.append(line)
        inside.addWidget(_part("couriers.others_cost", page))
        for offer in run.offers:
            inside.addWidget(_offer(offer.courier, offer_words(offer), offer.courier in run.numbers, page))


def _part(code: str, parent: QWidget) -> Text:
    return Text(code, role="small", parent=parent)


def _offer(courier: str, words: str, has_numbers: bool, parent: QWidget) -> QWidget:
    frame = card(parent, role="plain")
    inside = row(frame, gap=2)
    name = Text(parent=frame)
    name.show_plain(courier)
    name.setFixedWidth(space(26))
    said = Text(role="text" if has_numbers else "muted", wrap=True, parent=frame)
    said.show_code("couriers.offer" if has_numbers else "couriers.offer_without_numbers", words=words)
    inside.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
    inside.addWidget(said, 1)
    return frame
