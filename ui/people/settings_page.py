"""The shop's settings, for those with the right, and the choices of this computer, for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from ui import language, preferences, theme
from ui.desk import Desk
from ui.orders.clock_cards import ShopClockCards, hours_box, show_clock, shown_clock, time_box
from ui.people.component_printers import ComponentPrinters, add_printer
from ui.people.settings_cards import CARDS
from ui.printing import printer_names
from ui.sounds import SPEECH_LEVELS, SpeechLevel
from ui.theme import ThemeName, space
from ui.widgets.banner import Banner
from ui.widgets.layouts import card, column, row
from ui.widgets.scrolled import Scrolled
from ui.widgets.search_field import SearchField
from ui.widgets.text import Button, Check, Combo, Field, Heading, Text
from warehouse_app.dispatch.printing.queries import printers
from warehouse_app.errors import WarehouseError
from warehouse_app.orders.retiming import save_settings
from warehouse_app.people.rules import Right
from warehouse_app.store import settings
from warehouse_app.words import Language

_LABEL_SIZES = ("76x130", "100x130", "100x150", "100x180")
_ITEM_LABELS = ("40x30", "50x30", "60x40", "a4-65", "a4-24")
_MOST_PIECES = 100_000
_LONGEST_MINUTES = 10_080


class SettingsPage(QWidget):
    """The page. What belongs to the shop is saved together; what belongs to this computer counts at once."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.not_allowed = Banner(self)
        self._make_sender()
        self._make_papers()
        self._make_clocks()
        self._make_goods()
        self._make_floor()
        self.cards = tuple(kind(desk, self) for kind in CARDS)
        self._make_computer()
        self.save = Button("people.save_settings", kind="primary", icon="check", shortcut="Ctrl+S", parent=self)
        self.save.clicked.connect(self.save_shop)
        self.search = SearchField("people.find_setting", self)
        self.search.setFixedWidth(space(100))
        self.search.searched.connect(self._narrow)
        self.none_found = Text("people.no_such_setting", role="muted", parent=self)
        self.none_found.hide()
        self._lay_out()

    def refresh(self) -> None:
        """Read the settings again."""
        may = self.desk.may(Right.SETTINGS)
        values = {name: self.desk.read(settings.get, name) for name in settings.DECLARED}
        for name, field in self.texts.items():
            field.setText(str(values[name]))
        self.label_size.choose(values["label_size"])
        self.label_dpi.choose(values["label_dpi"])
        for name, combo in self.printers.items():
            known = [one.name for one in self.desk.read(printers)] if name == "label_printer" else []
            _fill_printers(combo, str(values[name]), known)
        if may:
            self.components.look()
        show_clock(self.cut_off, values["cut_off"])
        for name, box in (self.hours | self.goods | self.floor).items():
            box.setValue(int(values[name]))
        self.code_rule.setText(str(values["sku_code_rule"]))
        self.item_label.choose(values["item_label_size"])
        self.both_sides.setChecked(bool(values["floor_both_sides"]))
        self.desk_aisle.setText(str(values["floor_desk_aisle"]))
        for own in self.cards:
            own.show_values(values)
        self.shops.show_shops(values)
        for part in self._shop_cards:
            part.setEnabled(may)
        self.save.setVisible(may)
        self.not_allowed.setVisible(not may)
        if not may:
            self.not_allowed.show_banner("information", "people.settings_of_owner", icon="lock")
        self._show_computer()

    def save_shop(self) -> None:
        """Save what belongs to the shop."""
        try:
            saved = self.desk.command(save_settings, self._wanted(), self.shops.wanted())
        except WarehouseError as error:
            self.desk.messages.error(error)
            return
        if saved.orders:
            self.desk.messages.tell("right", "people.settings_saved_deadlines", n=saved.orders)
        else:
            self.desk.messages.tell("right", "people.settings_saved" if saved.changed else "people.settings_same")

    def look_for_shops(self) -> None:
        """A file may have brought a shop since this was read."""
        if self.shops.lacks_a_shop():
            self.refresh()

    def _wanted(self) -> dict[str, object]:
        wanted: dict[str, object] = {name: field.text().strip() for name, field in self.texts.items()}
        wanted |= {name: str(combo.value() or "") for name, combo in self.printers.items()}
        wanted |= {name: box.value() for name, box in (self.hours | self.goods | self.floor).items()}
        wanted["sku_code_rule"] = self.code_rule.text().strip()
        wanted["item_label_size"] = self.item_label.value()
        wanted["floor_both_sides"] = self.both_sides.isChecked()
        wanted["floor_desk_aisle"] = self.desk_aisle.text().strip()
        wanted["label_size"] = self.label_size.value()
        wanted["label_dpi"] = self.label_dpi.value()
        wanted["cut_off"] = shown_clock(self.cut_off)
        for own in self.cards:
            wanted |= own.wanted()
        return wanted

    # --- parts ------------------------------------------------------------------------------------------------------

    def _make_sender(self) -> None:
        names = ("sender_name", "sender_phone", "sender_address")
        self.texts = {name: Field(f"people.{name}_example", parent=self) for name in names}
        for field in self.texts.values():
            field.setMaxLength(200)

    def _make_papers(self) -> None:
        self.label_size = Combo([(f"people.label_{size}", size) for size in _LABEL_SIZES], parent=self)
        self.label_dpi = Combo([(f"people.label_dpi_{dpi}", dpi) for dpi in (203, 300)], parent=self)
        self.printers = {name: Combo(parent=self) for name in ("label_printer", "paper_printer")}
        self.components = ComponentPrinters(self.desk, self.printers["label_printer"], self)

    def _make_clocks(self) -> None:
        self.cut_off = time_box(self)
        self.hours = {name: hours_box(self) for name in ("promise_hours", "latest_hours", "pickup_hours")}
        self.hours["data_old_minutes"] = hours_box(self)
        self.hours["data_old_minutes"].setRange(5, _LONGEST_MINUTES)
        self.hours["data_old_minutes"].setSingleStep(15)
        self.shops = ShopClockCards(self.desk, self)

    def _make_goods(self) -> None:
        self.goods = {name: QSpinBox(self) for name in ("first_order_limit", "expiry_warning_days")}
        for box in self.goods.values():
            box.setRange(0, _MOST_PIECES)
            box.lineEdit().setTextMargins(space(2), 0, 0, 0)
        self.code_rule = Field("people.sku_code_rule_example", parent=self)
        self.code_rule.setMaxLength(60)
        self.item_label = Combo([(f"people.item_label_{size.replace('-', '_')}", size) for size in _ITEM_LABELS], parent=self)

    def _make_floor(self) -> None:
        self.floor = {f"floor_{name}_cm": QSpinBox(self) for name in ("aisle", "bay", "middle")}
        for box in self.floor.values():
            box.setRange(10, 5_000)
            box.setSingleStep(10)
        self.floor["floor_middle_after"] = QSpinBox(self)
        self.floor["floor_middle_after"].setRange(0, 999)
        for box in self.floor.values():
            box.lineEdit().setTextMargins(space(2), 0, 0, 0)
        self.both_sides = Check("people.floor_both_sides", parent=self)
        self.desk_aisle = Field("people.floor_desk_aisle_example", parent=self)
        self.desk_aisle.setMaxLength(20)

    def _make_computer(self) -> None:
        self.desk_name = Field("people.desk_example", parent=self)
        self.desk_name.setMaxLength(40)
        self.language = Combo([("ui.language_zh_cn", "zh_CN"), ("ui.language_en", "en")], parent=self)
        self.theme = Combo([("ui.theme_light", "light"), ("ui.theme_dark", "dark")], parent=self)
        self.sound = Check("people.sound_on", parent=self)
        self.speech = Combo([(f"people.speech_{level}", level) for level in SPEECH_LEVELS], parent=self)
        self.desk_name.editingFinished.connect(self._computer_changed)
        self.language.activated.connect(self._computer_changed)
        self.theme.activated.connect(self._computer_changed)
        self.sound.clicked.connect(self._computer_changed)
        self.speech.activated.connect(self._computer_changed)

    def _lay_out(self) -> None:
        sender = self._card("people.sender", "people.sender_words", dict(self.texts.items()))
        sizes = {"label_size": self.label_size, "label_dpi": self.label_dpi}
        papers = self._card("people.papers", "people.papers_words", {**sizes, **self.printers})
        clocks = self._card("people.clocks", "people.clocks_words", {"cut_off": self.cut_off, **self.hours})
        goods = self._card(
            "people.goods_in", "people.goods_in_words",
            {"sku_code_rule": self.code_rule, "item_label_size": self.item_label, **self.goods},
        )  # fmt: skip
        floor = self._card("people.floor", "people.floor_words", {"floor_desk_aisle": self.desk_aisle, **self.floor})
        cast(QGridLayout, floor.layout()).addWidget(self.both_sides, 7, 1)
        self._shop_cards = (sender, papers, clocks, goods, floor, self.shops, *(own for own in self.cards if own.of_shop))
        choices = {"desk": self.desk_name, "language": self.language, "theme": self.theme, "speech": self.speech}
        computer = self._card("people.computer", "people.computer_words", choices)
        cast(QGridLayout, computer.layout()).addWidget(self.sound, 6, 1)
        page = QWidget(self)
        both = row(page, gap=4, margin=5)
        halves = ((sender, papers, goods, *self.cards[::2]), (clocks, self.shops, floor, computer, *self.cards[1::2]))
        self._every_card = [each for cards in halves for each in cards]
        self._left_out: list[QWidget] = []
        for cards in halves:
            half = column(gap=4)
            for each in cards:
                half.addWidget(each)
            half.addStretch(1)
            both.addLayout(half, 1)
        scroll = Scrolled(page, self)
        inside = column(self, gap=0)
        inside.addWidget(self.not_allowed)
        above = row(gap=4)
        above.setContentsMargins(space(5), space(3), space(5), space(2))
        above.addWidget(self.search)
        above.addWidget(self.none_found, 1)
        above.addStretch(1)
        inside.addLayout(above)
        inside.addWidget(scroll, 1)
        foot = row(gap=2)
        foot.setContentsMargins(space(5), space(2), space(5), space(4))
        foot.addStretch(1)
        foot.addWidget(self.save)
        inside.addLayout(foot)

    def _card(self, title: str, words: str, fields: dict[str, QWidget]) -> QFrame:
        frame = card(self)
        grid = QGridLayout(frame)
        grid.setContentsMargins(space(5), space(4), space(5), space(4))
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(2))
        grid.setColumnStretch(1, 1)
        grid.addWidget(Heading(title, parent=frame), 0, 0, 1, 2)
        grid.addWidget(Text(words, role="small", wrap=True, parent=frame), 1, 0, 1, 2)
        for line, (name, field) in enumerate(fields.items(), 2):
            label = Text(f"people.setting_{name}", parent=frame)
            label.setBuddy(field)
            grid.addWidget(label, line, 0)
            grid.addWidget(field, line, 1)
        return frame

    def _narrow(self, text: str) -> None:
        """Only cards in which all words of ``text`` stand somewhere: in a heading, beside a field, in what is chosen."""
        words = text.casefold().split()
        for each in self._left_out:
            each.show()
        there = [each for each in self._every_card if not each.isHidden()]
        self._left_out = [each for each in there if words and not all(word in _said(each) for word in words)]
        for each in self._left_out:
            each.hide()
        self.none_found.setVisible(len(self._left_out) == len(there))

    def changeEvent(self, event: QEvent) -> None:
        """Language and appearance may be switched elsewhere, too."""
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange) and hasattr(self, "speech"):
            self._show_computer()
        super().changeEvent(event)

    # --- this computer ----------------------------------------------------------------------------------------------

    def _show_computer(self) -> None:
        self.desk_name.setText(self.desk.name)
        self.language.choose(language.current())
        self.theme.choose(theme.current().name)
        self.sound.setChecked(self.desk.sounds.on)
        self.speech.choose(self.desk.sounds.speech)

    def _computer_changed(self) -> None:
        """Let the choice count at once, and keep it."""
        chosen = replace(
            preferences.load(self.desk.folder.root),
            desk=self.desk_name.text().strip() or self.desk.name, language=cast(Language, self.language.value()),
            theme=cast(ThemeName, self.theme.value()), sound=self.sound.isChecked(),
            speech=cast(SpeechLevel, self.speech.value()),
        )  # fmt: skip
        self.desk.name, self.desk.sounds.on, self.desk.sounds.speech = chosen.desk, chosen.sound, chosen.speech
        if chosen.language is not None and chosen.language != language.current():
            language.switch(chosen.language)
        app = QApplication.instance()
        if isinstance(app, QApplication) and chosen.theme != theme.current().name:
            theme.apply(app, chosen.theme)
        try:
            preferences.save(self.desk.folder.root, chosen)
        except WarehouseError as error:
            self.desk.messages.error(error)


def _said(card: QWidget) -> str:
    """All a card says, folded."""
    labels = [label.text() for label in card.findChildren(QLabel)]
    ticks = [tick.text() for tick in card.findChildren(QCheckBox)]
    chosen = [combo.currentText() for combo in card.findChildren(QComboBox)]
    return "\n".join([*labels, *ticks, *chosen]).casefold()


def _fill_printers(combo: Combo, chosen: str, known: Sequence[str] = ()) -> None:
    """PDF only, printers that were set up, the system's, and the one chosen even if it is not there now."""
    combo.clear_entries()
    combo.add_code("people.printer_none", "")
    names = list(dict.fromkeys([*known, *printer_names()]))
    for name in names:
        combo.add_plain(name, name)
    if chosen and chosen not in names:
        add_printer(combo, chosen)
    combo.choose(chosen)
