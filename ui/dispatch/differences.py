"""Orders of which the shop's file says something else than we do: looked into, ticked off with a reason, exported."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_save, export_table
from ui.language import tr
from ui.orders.forms import Question, ReasonForm
from ui.orders.wording import local
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Combo, Text
from warehouse_app.dispatch.telling.commands import tick_off
from warehouse_app.dispatch.telling.queries import DifferenceRow, differences
from warehouse_app.people.rules import Right

_TICK = Question(
    "telling.tick_title", "telling.tick_off", ("telling.usual_uploaded", "telling.usual_slow", "telling.usual_by_hand")
)


class Differences(QWidget):
    """See the module."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.which = Combo((("telling.show_open", False), ("telling.show_settled", True)), parent=self)
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.tick_button = Button("telling.tick_off", kind="primary", icon="check", parent=self)
        self.export_button = Button("telling.export", icon="export", parent=self)
        self.list = ShortTable(_columns(), EmptyState("complete", "telling.none", "telling.none_words", self), self)
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(3), 0, 0)
        top = row(gap=2)
        top.addWidget(Text("telling.words", role="muted", wrap=True, parent=self), 1)
        for widget in (self.which, self.export_button, self.tick_button):
            top.addWidget(widget)
        inside.addLayout(top)
        inside.addWidget(self.list, 1)
        self.which.currentIndexChanged.connect(lambda _: self.refresh())
        self.tick_button.clicked.connect(self.ask_tick_off)
        self.export_button.clicked.connect(self._export)
        self.list.table.view.selectionModel().selectionChanged.connect(lambda *_: self._offer())

    def refresh(self) -> None:
        """Read the list again."""
        settled = bool(self.which.value())
        none, words = ("telling.none_settled", "") if settled else ("telling.none", "telling.none_words")
        self.list.table.empty.show_state("history" if settled else "complete", none, words)
        self.list.show_rows(self._desk.read(differences, settled=settled))
        self.list.table.view.setColumnHidden(len(self.list.table.model.columns) - 1, not settled)
        self._offer()

    def _offer(self) -> None:
        chosen = bool(self.list.table.selected()) and not self.which.value()
        self.tick_button.setEnabled(chosen and self._desk.may(Right.EXPORT))
        self.export_button.setEnabled(bool(self.list.rows))

    def ask_tick_off(self) -> None:
        """Ask what it was, and tick the chosen ones off."""
        chosen = self.list.table.selected()
        if not chosen:
            return
        ids = [row.id for row in chosen]
        named = chosen[0].number if len(chosen) == 1 else tr("telling.several", n=len(chosen))
        ReasonForm(_TICK, lambda reason: self._desk.command(tick_off, ids, reason), self, orders=named).open()

    def _export(self) -> None:
        path = ask_save(self, "telling.export", tr("telling.file_name") + ".xlsx", "*.xlsx *.csv")
        if path is not None:
            rows = tuple(self.list.rows)

            def fetch(offset: int, limit: int, _sort: str | None, _down: bool) -> tuple[Sequence[DifferenceRow], int]:
                return rows[offset : offset + limit], len(rows)

            export_table(self._desk, self, path, self.list.table.model.columns, fetch)


def _columns() -> list[Column[DifferenceRow]]:
    return [
        Column[DifferenceRow]("number", "telling.col_number", width=180),
        Column[DifferenceRow]("shop", "telling.col_shop", width=110),
        Column[DifferenceRow](
            "kind", "telling.col_kind", lambda row: tr(f"telling.kind_{row.kind}"),
            lambda row: None if row.settled_how else "warning", width=236,
        ),
        Column[DifferenceRow]("state", "telling.col_state", lambda row: tr(f"orders.state_{row.state}"), width=84),
        Column[DifferenceRow]("waybill", "telling.col_waybill", width=150),
        Column[DifferenceRow](
            "told", "telling.col_told", lambda row: tr("telling.told_yes" if row.told else "telling.told_no"), width=76
        ),
        Column[DifferenceRow]("file", "telling.col_file", width=0),
        Column[DifferenceRow]("at", "telling.col_at", lambda row: local(row.at), width=104),
        Column[DifferenceRow]("settled_how", "telling.col_settled", _settled, width=150),
    ]  # fmt: skip


def _settled(row: DifferenceRow) -> str:
    return tr(f"telling.how_{row.settled_how}", who=row.settled_by, reason=row.reason) if row.settled_how else ""
