"""Where files are dropped, what came in so far, and what the shop still lacks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.desk import Desk
from ui.icons import IconView
from ui.language import tr
from ui.moments import day_and_time
from ui.orders.wording import local
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.table import Table
from ui.widgets.text import Button, Heading, Text
from warehouse_app.intake import KINDS, Kind
from warehouse_app.recognising import ImportRow, imports_page
from warehouse_app.store.imports import last_import

# Past sales, seasons and what is kept of SKUs come in once or twice a year: they have no card.
CARDS: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind not in ("past_sales", "seasons", "terms"))
_ICONS: dict[Kind, str] = {
    "products": "products", "kits": "box-empty", "bins": "tray", "stock": "shelves", "orders": "orders", "waybills": "label",
    "tracking": "truck",
}  # fmt: skip


class DropArea(QWidget):
    """The dashed field files are dropped on; ``set_hot`` while something hangs over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hot = False
        self.icon = IconView("import", 56, "accent", self)
        self.title = Heading("intake.drop_title", parent=self)
        self.words = Text("intake.drop_words", role="muted", wrap=True, parent=self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose = Button("intake.choose_files", kind="primary", icon="folder", shortcut="Ctrl+O", parent=self)
        self.choose.show_tip("intake.choose_tip")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        inside = column(self, gap=2, margin=5)
        for widget in (self.icon, self.title):
            inside.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(self.words)
        inside.addSpacing(space(1))
        inside.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)

    def set_hot(self, hot: bool) -> None:
        """Show that letting go now brings the files here."""
        self._hot = hot
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the dashed line."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(tokens.selection if self._hot else tokens.raised))
        colour = QColor(tokens.accent if self._hot else tokens.outline)
        painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 16, 16)
        painter.end()


class KindCard(QWidget):
    """One kind of list: its name, and when it last came in."""

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        frame = card(self)
        outside = column(self)
        outside.addWidget(frame)
        inside = row(frame, gap=2, margin=2)
        self.icon = IconView(_ICONS[kind], 28, "muted", frame)
        inside.addWidget(self.icon)
        words = column(gap=0)
        self.title = Text(f"intake.kind_{kind}", parent=frame)
        self.state = Text(role="small", parent=frame)
        words.addWidget(self.title)
        words.addWidget(self.state)
        inside.addLayout(words, 1)
        self._kind = kind

    def show_last(self, desk: Desk) -> None:
        """Read again when this kind last came in."""
        moment = desk.read(last_import, self._kind)
        self.icon.show_icon("check" if moment else _ICONS[self._kind], "right" if moment else "muted")
        if moment is None:
            self.state.show_code("intake.never")
        else:
            self.state.show_code("intake.last", time=local(moment))


class StartPage(QWidget):
    """Drop or choose files; below, what came in."""

    choose = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.drop = DropArea(self)
        self.drop.choose.clicked.connect(self.choose)
        self.cards = [KindCard(kind, self) for kind in CARDS]
        self.table = self._table()
        inside = column(self, gap=4, margin=5)
        inside.addWidget(self.drop)
        cards = row(gap=3)
        for each in self.cards:
            cards.addWidget(each, 1)
        inside.addLayout(cards)
        inside.addWidget(Heading("intake.recent", parent=self))
        inside.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Read again what came in."""
        for each in self.cards:
            each.show_last(self._desk)
        self.table.refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Dates in the new language."""
        if event.type() == QEvent.Type.LanguageChange and self.table.model.is_loaded:
            self.refresh()
        super().changeEvent(event)

    def _table(self) -> Table[ImportRow]:
        columns = [
            Column[ImportRow]("at", "intake.column_at", lambda r: day_and_time(r.at), width=160, sortable=False),
            Column[ImportRow]("kind", "intake.column_kind", lambda r: tr(f"intake.kind_{r.kind}"), width=130, sortable=False),
            Column[ImportRow]("name", "intake.column_file", width=0, sortable=False),
            Column[ImportRow]("rows", "intake.column_rows", lambda r: f"{r.rows:,}", align="right", width=110, sortable=False),
            Column[ImportRow]("who", "intake.column_who", width=140, sortable=False),
        ]
        empty = EmptyState("history", "intake.none_title", "intake.none_words", self)
        table = Table(columns, self._fetch, empty, self)
        table.remember(self._desk.lists, "files_in")
        return table

    def _fetch(self, offset: int, limit: int, _sort: str | None, _descending: bool) -> tuple[Sequence[ImportRow], int]:
        page = self._desk.read(imports_page, offset=offset, limit=limit)
        return page.rows, page.total
