"""Mistakes that came back: found by label or number and recorded, listed with filters, corrected, withdrawn, exported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.exporting import ask_save, export_table
from ui.language import tr
from ui.orders.wording import local
from ui.packing.mistake_form import MistakeForm, WithdrawForm
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column, Fetch
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Button, Combo, Field, Heading, Text
from warehouse_app.packing.mistakes.queries import MispackFilter, MispackRow, find_parcel, mispack_cost, mispacks_page
from warehouse_app.packing.mistakes.rules import KINDS
from warehouse_app.people.queries import people
from warehouse_app.store.warehouse import new_action

_DAYS = (("mispack.days_30", 30), ("mispack.days_7", 7), ("mispack.days_365", 365), ("mispack.days_all", 0))


class MistakesPage(QWidget):
    """``left`` to go back to the desk."""

    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.number = Field("mispack.find_hint", takes="typing", parent=self)
        self.record = Button("mispack.find", kind="primary", icon="plus", parent=self)
        self.days = Combo(_DAYS, parent=self)
        self.kind = Combo([("mispack.kind_all", ""), *((f"mispack.kind_{kind}", kind) for kind in KINDS)], parent=self)
        self.packer = Combo([("mispack.packer_all", None)], parent=self)
        self.search = SearchField("mispack.search", self)
        self.total = Text(role="small", parent=self)
        self.edit = Button("mispack.edit", icon="note", parent=self)
        self.withdraw = Button("mispack.withdraw", kind="danger", icon="undo", parent=self)
        self.export_button = Button("mispack.export", icon="export", parent=self)
        self.back = Button("mispack.back", icon="undo", parent=self)
        self.table = self._make_table()
        self.setFocusProxy(self.number)
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the list again; the people, too, because somebody may have come or gone."""
        chosen = self.packer.value()
        self.packer.blockSignals(True)
        self.packer.clear_entries()
        self.packer.add_code("mispack.packer_all", None)
        for person in self.desk.read(people):
            self.packer.add_plain(person.name, person.id)
        self.packer.choose(chosen)
        self.packer.blockSignals(False)
        self.show_wanted()

    def show_wanted(self) -> None:
        """Show what the filters ask for."""
        wanted = self._wanted()
        nothing = wanted != MispackFilter(since=wanted.since) or self.days.value()
        self.table.empty.show_state(
            "right", "mispack.none_found" if nothing else "mispack.none", "" if nothing else "mispack.none_words"
        )
        self.table.show_fetch(self._fetch())
        self.table.view.selectRow(0)
        cost = self.desk.read(mispack_cost, wanted)
        self.total.show_code("mispack.total", n=self.table.model.total, cost=f"{cost:,.2f}")
        self._offer()

    def find_parcel(self, codes: tuple[str, ...]) -> None:
        """The parcel of a label or number: its form opens, else it is said that there is none."""
        parcel = self.desk.read(find_parcel, codes)
        if parcel is None:
            self.desk.sounds.play("unknown")
            self.desk.messages.tell("wrong", "mispack.not_found", text=codes[0])
            return
        if parcel.state not in ("packed", "shipped"):
            self.desk.sounds.play("warn")
            self.desk.messages.tell("warning", "mispack.not_packed")
            return
        self.number.clear()
        form = MistakeForm(self.desk, parcel, self, action=new_action())
        form.accepted.connect(self.show_wanted)
        form.open()

    # --- parts ------------------------------------------------------------------------------------------------------

    def _make_table(self) -> Table[MispackRow]:
        columns = [
            Column[MispackRow]("at", "mispack.col_at", lambda r: local(r.at), width=105, sortable=False),
            Column[MispackRow]("waybill", "mispack.col_waybill", width=148, sortable=False),
            Column[MispackRow]("orders", "mispack.col_orders", _tail, width=90, sortable=False),
            Column[MispackRow](
                "kind", "mispack.col_kind", lambda r: tr(f"mispack.kind_{r.kind}"), _tone, width=140, sortable=False
            ),
            Column[MispackRow]("name", "mispack.col_goods", _goods, width=0, sortable=False),
            Column[MispackRow]("packer", "mispack.col_packer", width=85, sortable=False),
            Column[MispackRow]("checker", "mispack.col_checker", width=95, sortable=False),
            Column[MispackRow]("cost", "mispack.col_cost", _cost, align="right", width=80, sortable=False),
        ]
        table: Table[MispackRow] = Table(
            columns, self._fetch(), EmptyState("right", "mispack.none", "mispack.none_words", self), self, many=False
        )
        table.model.is_struck = lambda shown: bool(shown.withdrawn)
        return table

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        head = row(gap=2)
        head.addWidget(Heading("mispack.title", parent=self))
        head.addStretch(1)
        for button in (self.export_button, self.withdraw, self.edit, self.back):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            head.addWidget(button)
        inside.addLayout(head)
        inside.addWidget(Text("mispack.find_words", role="muted", wrap=True, parent=self))
        find = row(gap=2)
        self.number.setMinimumWidth(space(70))
        find.addWidget(self.number)
        find.addWidget(self.record)
        find.addStretch(1)
        inside.addLayout(find)
        filters = row(gap=2)
        for widget in (self.days, self.kind, self.packer):
            filters.addWidget(widget)
        filters.addWidget(self.search, 1)
        inside.addLayout(filters)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.total)

    def _connect(self) -> None:
        self.number.returnPressed.connect(self._typed)
        self.record.clicked.connect(self._typed)
        for combo in (self.days, self.kind, self.packer):
            combo.currentIndexChanged.connect(lambda _: self.show_wanted())
        self.search.searched.connect(lambda _: self.show_wanted())
        self.table.current_changed.connect(lambda _: self._offer())
        self.table.activated.connect(self._edit)
        self.table.model.failed.connect(self.desk.messages.error)
        self.edit.clicked.connect(lambda: self._edit(self.table.current()))
        self.withdraw.clicked.connect(self._withdraw)
        self.export_button.clicked.connect(self._export)
        self.back.clicked.connect(self.left)

    def _typed(self) -> None:
        text = self.number.text().strip()
        if text:
            self.find_parcel((text,))

    def _wanted(self) -> MispackFilter:
        days, packer = self.days.value(), self.packer.value()
        since = self.desk.warehouse.clock() - timedelta(days=days) if isinstance(days, int) and days else None
        named = packer if isinstance(packer, int) else None
        return MispackFilter(since, str(self.kind.value() or ""), named, self.search.text().strip())

    def _fetch(self) -> Fetch[MispackRow]:
        desk, wanted = self.desk, self._wanted()

        def fetch(offset: int, limit: int, _sort: str | None, _descending: bool) -> tuple[Sequence[MispackRow], int]:
            page = desk.read(mispacks_page, wanted, limit, offset)
            return page.rows, page.total

        return fetch

    def _offer(self) -> None:
        shown = self.table.current()
        for button in (self.edit, self.withdraw):
            button.setEnabled(shown is not None and not shown.withdrawn)
        self.export_button.setEnabled(self.table.model.total > 0)

    def _edit(self, shown: MispackRow | None) -> None:
        if shown is None or shown.withdrawn:
            return
        parcel = self.desk.read(find_parcel, (), shown.parcel_id)
        if parcel is not None:
            form = MistakeForm(self.desk, parcel, self, record=shown)
            form.accepted.connect(self.show_wanted)
            form.open()

    def _withdraw(self) -> None:
        shown = self.table.current()
        if shown is not None:
            form = WithdrawForm(self.desk, shown.id, self)
            form.accepted.connect(self.show_wanted)
            form.open()

    def _export(self) -> None:
        path = ask_save(self, "mispack.export", tr("mispack.file_name") + ".xlsx", "*.xlsx *.csv")
        if path is not None:
            export_table(
                self.desk, self, path, (*(one for one in self.table.model.columns if one.key != "orders"), *_MORE), self._fetch()
            )


_MORE = (
    Column[MispackRow]("orders", "mispack.col_orders"),
    Column[MispackRow]("seller_code", "mispack.label_sku"),
    Column[MispackRow]("pieces", "mispack.col_pieces"),
    Column[MispackRow]("cause", "mispack.col_cause", lambda r: tr(f"mispack.cause_{r.cause}")),
    Column[MispackRow]("note", "mispack.col_note"),
    Column[MispackRow]("withdrawn", "mispack.col_withdrawn"),
)
"""What a file tells besides what the screen has room for."""


def _tone(shown: MispackRow) -> ToneName | None:
    return None if shown.withdrawn else "warning"


def _tail(shown: MispackRow) -> str:
    return f"…{shown.orders[-6:]}"


def _goods(shown: MispackRow) -> str:
    return f"{shown.name} × {shown.pieces}" if shown.name else ""


def _cost(shown: MispackRow) -> str:
    return "" if shown.cost is None else f"{Decimal(shown.cost):,.2f}"
