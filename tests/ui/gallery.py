"""Every widget on one page, to be looked at: python tests/ui/gallery.py FOLDER writes it in both languages and themes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QHBoxLayout, QSpinBox, QWidget

from ui import language, theme
from ui.messages import Message
from ui.theme import ThemeName, ToneName
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.item_card import Item, ItemCard
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.scan_box import ScanBox
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Button, Check, Combo, Field, Heading, Text
from ui.widgets.toast import Toast
from ui.widgets.verdict_band import TONE_OF, VerdictBand
from warehouse_app.words import Language


@dataclass(frozen=True)
class Shown:
    """A row of the gallery's table."""

    number: str
    name: str
    state: str
    tone: ToneName
    pieces: int


ROWS = [
    Shown("3120250988123450001", "羊毛围巾 939款 白色/XL", "ok", "right", 2),
    Shown("3120250988123450002", "针织开衫 藏青/XL", "stop", "blocked", 1),
    Shown("3120250988123450003", "保温杯 浅灰/均码", "search", "warning", 12),
    Shown("3120250988123450004", "Cotton T-shirt, blue / M", "undo", "wrong", 3),
]


def rows(offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[Shown], int]:
    """The page of a table that has four rows."""
    return ROWS[offset : offset + limit], len(ROWS)


def gallery() -> QWidget:
    """The page."""
    page = QWidget()
    page.resize(1366, 1720)
    inside = column(page, gap=3, margin=5)
    top = row(gap=3)
    top.addWidget(ScanBox(parent=page), 1)
    box = ScanBox(parent=page)
    box.show_buffer("75000003888232")
    top.addWidget(box, 1)
    inside.addLayout(top)
    banner = Banner(page)
    inside.addWidget(banner)
    banner.show_banner("warning", "ui.crash_title", icon="message")
    banner.add_button(Button("ui.ok", parent=banner))
    middle = row(gap=3)
    item = ItemCard(page)
    item.show_item(Item("羊毛围巾 939款", "白色 / XL", "A13-04-1", 1, 2))
    middle.addWidget(item, 3)
    middle.addWidget(_form(page), 2)
    inside.addLayout(middle)
    inside.addLayout(_tables(page))
    for kind in TONE_OF:
        band = VerdictBand(page)
        band.show_verdict(kind, "ui.crash_title")
        if kind in ("right", "wrong"):
            band.set_detail("ui.scan_or_type")
        inside.addWidget(band)
    return page


def _form(page: QWidget) -> QWidget:
    frame = card(page)
    inside = column(frame, gap=3, margin=5)
    inside.addWidget(Heading("ui.search", parent=frame))
    inside.addWidget(SearchField(parent=frame))
    wrong = Field("ui.scan_or_type", parent=frame)
    wrong.show_mistake(True)
    inside.addWidget(wrong)
    inside.addWidget(Text("ui.crash_title", role="mistake", parent=frame))
    more = row(gap=2)
    more.addWidget(Combo([("ui.theme_light", 1), ("ui.theme_dark", 2)], parent=frame))
    more.addWidget(QSpinBox(frame))
    more.addWidget(Check("ui.yes", parent=frame))
    inside.addLayout(more)
    buttons = row(gap=2)
    buttons.addWidget(Button("ui.save", kind="primary", icon="check", parent=frame))
    buttons.addWidget(Button("ui.back", parent=frame))
    buttons.addWidget(Button("ui.stop", kind="danger", icon="cancel", parent=frame))
    buttons.addWidget(Button("ui.undo", kind="quiet", icon="undo", parent=frame))
    disabled = Button("ui.next", parent=frame, icon="next")
    disabled.setEnabled(False)
    buttons.addWidget(disabled)
    inside.addLayout(buttons)
    rail = Button("ui.working", kind="rail", icon="parcel", parent=frame)
    rail.setCheckable(True)
    rail.setChecked(True)
    inside.addWidget(rail)
    inside.addStretch(1)
    return frame


def _tables(page: QWidget) -> QHBoxLayout:
    columns = [
        Column[Shown]("number", "ui.search", width=190),
        Column[Shown]("name", "ui.save", width=0),
        Column[Shown]("state", "ui.next", lambda shown: language.tr("ui." + shown.state), lambda shown: shown.tone),
        Column[Shown]("pieces", "ui.ok", align="right", width=80),
    ]
    table: Table[Shown] = Table(columns, rows, EmptyState("orders", "ui.search", parent=page), page)
    table.refresh()
    table.view.selectRow(1)
    empty = EmptyState("orders", "ui.crash_title", "ui.crash_words", page)
    empty.add_button(Button("ui.next", kind="primary", icon="import", parent=empty))
    empty.add_button(Button("ui.back", kind="quiet", parent=empty))
    both = row(gap=3)
    both.addWidget(table, 3)
    both.addWidget(empty, 2)
    return both


class ExampleForm(FormDialog):
    """A form with two fields."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("ui.crash_title", parent)
        self.add_field("ui.search", Field("ui.scan_or_type", parent=self.sheet))
        self.add_field("ui.next", QSpinBox(self.sheet))


def main(folder: Path) -> None:
    """Write the pictures."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    themes: tuple[ThemeName, ...] = ("light", "dark")
    languages: tuple[Language, ...] = ("zh_CN", "en")
    folder.mkdir(parents=True, exist_ok=True)
    language.switch("zh_CN")
    theme.apply(app, "light")
    page = gallery()
    page.show()
    for look in themes:
        for spoken in languages:
            language.switch(spoken)
            theme.apply(app, look)
            app.processEvents()
            page.grab().save(str(folder / f"gallery-{spoken}-{look}.png"))
    form = ExampleForm(page)
    form.open()
    toast = Toast(page)
    toast.show_message(Message("right", "ui.crash_words"))
    app.processEvents()
    page.grab().save(str(folder / "gallery-form.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
