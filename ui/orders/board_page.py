"""The board: what is late, what must leave today, what is at risk and with how much money; each number opens its list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QSizePolicy, QWidget

from ui.desk import Desk
from ui.icons import IconView
from ui.language import tr
from ui.theme import ToneName, space
from ui.widgets.layouts import column, row
from ui.widgets.text import Combo, Heading, Text
from ui.widgets.toned import Toned
from warehouse_app.orders.board import WAY, Board, Tile, board
from warehouse_app.orders.due import Moments, moments
from warehouse_app.orders.queries import NOT_LEFT, OrderFilter, shops

_LOOK_EVERY_MS = 60_000
_TILES: Mapping[str, tuple[ToneName, str]] = {
    "late": ("wrong", "clock"), "penalty": ("wrong", "warning"), "risk": ("warning", "clock"), "today": ("next", "clock"),
    "pickup_risk": ("warning", "truck"), "pickup_late": ("wrong", "truck"), "stopped": ("blocked", "blocked"),
    "held": ("blocked", "pause"), "after_sales": ("information", "undo"),
}  # fmt: skip
"""Each number with its tone and icon: what comes first is read first."""
_ACROSS = 3


class BoardTile(QPushButton):
    """A number as large as can be, what it counts, and the money behind it. Pressed, it opens its list."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        tone, icon = _TILES[name]
        self._tone: ToneName = tone
        self.setProperty("kind", "plain")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.sign = IconView(icon, 32, tone, self)
        self.count = Text(role="count", parent=self)
        self.words = Toned(parent=self)
        self.more = Text(role="small", parent=self)
        inside = row(self, gap=4, margin=4)
        inside.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignVCenter)
        inside.addWidget(self.count)
        lines = column(gap=0)
        lines.addStretch(1)
        lines.addWidget(self.words)
        lines.addWidget(self.more)
        lines.addStretch(1)
        inside.addLayout(lines, 1)
        for child in (self.sign, self.count, self.words, self.more):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """As high as a number that is read from two metres needs."""
        return QSize(super().sizeHint().width(), space(24))

    def show_tile(self, tile: Tile, more: str) -> None:
        """Show the number; ``more`` is the small line, the money when it is empty."""
        self.count.show_plain(f"{tile.orders:,}")
        tone = self._tone if tile.orders else None
        self.words.show_toned(tone, f"board.{self.name}", icon="" if tile.orders else "check")
        self.sign.show_icon(_TILES[self.name][1], tone or "muted")
        self.more.show_plain(more or tr("board.money", money=f"{tile.money:,.2f}"))
        self.setEnabled(tile.orders > 0)
        self.setAccessibleName(f"{tr(f'board.{self.name}')}: {tile.orders}")


class BoardPage(QWidget):
    """``asked(OrderFilter)`` when a number was pressed: its orders and no others."""

    asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._at: Moments | None = None
        self.board: Board | None = None
        self.shop = Combo(parent=self)
        self.since = Text(role="small", parent=self)
        self.tiles = {name: BoardTile(name, self) for name in _TILES}
        self.states = {state: QPushButton(self) for state in WAY}
        self._clock = QTimer(self, interval=_LOOK_EVERY_MS)
        self._clock.timeout.connect(self.refresh)
        self._lay_out()
        self.shop.activated.connect(lambda _: self.refresh())
        for name, tile in self.tiles.items():
            tile.clicked.connect(lambda _=False, name=name: self._ask(due=name))
        for state, button in self.states.items():
            button.clicked.connect(lambda _=False, state=state: self._ask(states=(state,)))

    def _lay_out(self) -> None:
        page = QWidget(self)
        inside = column(page, gap=3)
        inside.setContentsMargins(0, space(2), space(2), 0)
        head = row(gap=3)
        head.addWidget(Heading("board.title", parent=page), 1)
        head.addWidget(self.since)
        head.addWidget(self.shop)
        inside.addLayout(head)
        grid = QGridLayout()
        grid.setSpacing(space(3))
        for number, tile in enumerate(self.tiles.values()):
            grid.addWidget(tile, number // _ACROSS, number % _ACROSS)
        inside.addLayout(grid)
        inside.addSpacing(space(2))
        inside.addWidget(Heading("board.way", parent=page))
        way = row(gap=2)
        for button in self.states.values():
            button.setProperty("kind", "plain")
            button.setMinimumHeight(space(14))
            way.addWidget(button, 1)
        inside.addLayout(way)
        inside.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        column(self).addWidget(scroll)

    # --- showing ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Count anew, while somebody looks."""
        if not self.isVisible() or not self._desk.logged_in:
            return
        self._fill_shops()
        now = self._desk.warehouse.clock()
        self._at = self._desk.read(moments, now)
        self.board = self._desk.read(board, self._at, str(self.shop.value() or ""))
        self._show(self.board, now)

    def _show(self, shown: Board, now: datetime) -> None:
        for name, tile in self.tiles.items():
            tile.show_tile(shown.due[name], self._today_words(shown) if name == "today" else "")
        for state, button in self.states.items():
            button.setText(f"{shown.states[state]:,}\n{tr(f'orders.state_{state}')}")
            button.setEnabled(shown.states[state] > 0)
        self.since.show_code("board.since", at=now.astimezone().strftime("%H:%M"))

    def _today_words(self, shown: Board) -> str:
        """What is left to do with today's orders."""
        left = [tr(f"board.to_{step}", n=n) for step, n in shown.today.items() if n]
        return tr("orders.separator").join(left) or tr("board.nothing_left")

    def _fill_shops(self) -> None:
        names: Sequence[str] = self._desk.read(shops)
        chosen = self.shop.value()
        self.shop.clear_entries()
        self.shop.add_code("orders.all_shops", "")
        for name in names:
            self.shop.add_plain(name, name)
        self.shop.choose(chosen or "")
        self.shop.setVisible(len(names) > 1)

    def _ask(self, due: str = "", states: tuple[str, ...] = ()) -> None:
        shop = str(self.shop.value() or "")
        gone = due in ("pickup_risk", "pickup_late", "after_sales")
        self.asked.emit(OrderFilter(states=states or (() if gone else NOT_LEFT), shop=shop, due=due, at=self._at))

    # --- Qt ---------------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Fresh whenever it comes into sight, and every minute while it is."""
        super().showEvent(event)
        self.refresh()
        self._clock.start()

    def changeEvent(self, event: QEvent) -> None:
        """Counts and words in the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.board is not None:
            self._show(self.board, self._desk.warehouse.clock())
