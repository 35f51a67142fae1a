"""Claims against couriers: the list, its sums by courier and month, their papers, and what the courier answered."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui import language, printing
from ui.desk import Desk
from ui.dispatch.follow.claim_forms import AnswerForm, ClaimForm, SendForm
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_save, export_table
from ui.jobs import Progress
from ui.language import tr
from ui.orders.wording import local
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Combo, Text
from warehouse_app.people.rules import Right
from warehouse_app.returns.claims.queries import ClaimRow, ClaimSum, claim_sums, claims
from warehouse_app.returns.claims.rules import STATES

_TONES: dict[str, ToneName] = {"accepted": "information", "refused": "wrong", "paid": "right", "sent": "warning"}


class ClaimsPage(QWidget):
    """See the module."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        states = [("claims.show_open", "open"), ("claims.show_all", ""), *((f"claims.state_{state}", state) for state in STATES)]
        self.which = Combo(states, parent=self)
        self.send_button = Button("claims.send", kind="primary", icon="next", parent=self)
        self.answer_button = Button("claims.answer_do", kind="primary", icon="check", parent=self)
        self.change_button = Button("claims.change", icon="note", parent=self)
        self.paper_button = Button("claims.papers", icon="print", parent=self)
        self.export_button = Button("claims.export", icon="export", parent=self)
        self.list = ShortTable(_columns(), EmptyState("export", "claims.none", "claims.none_words", self), self, many=False)
        none_yet = EmptyState("history", "claims.no_sums", parent=self, margin=1)
        self.sums = ShortTable(_sum_columns(), none_yet, self, many=False)
        self._lay_out()
        self.which.currentIndexChanged.connect(lambda _: self.refresh())
        self.list.table.current_changed.connect(lambda _: self._offer())
        self.send_button.clicked.connect(lambda: self._ask(SendForm))
        self.answer_button.clicked.connect(lambda: self._ask(AnswerForm))
        self.change_button.clicked.connect(self._change)
        self.paper_button.clicked.connect(self.make_papers)
        self.list.table.activated.connect(lambda _: self.make_papers())
        self.export_button.clicked.connect(self._export)

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(3), 0, 0)
        top = row(gap=2)
        top.addWidget(self.which)
        top.addStretch(1)
        for button in (self.export_button, self.paper_button, self.change_button, self.send_button, self.answer_button):
            top.addWidget(button)
        inside.addLayout(top)
        inside.addWidget(self.list, 3)
        inside.addWidget(Text("claims.sums", role="small", parent=self))
        inside.addWidget(self.sums, 2)

    def refresh(self) -> None:
        """Read the claims again."""
        self.list.show_rows(self._desk.read(claims, state=str(self.which.value() or "")))
        self.sums.show_rows(claim_sums(self._desk.read(claims)))
        if self.list.rows and self.list.table.current() is None:
            self.list.table.view.selectRow(0)
        self._offer()

    def _offer(self) -> None:
        chosen, may = self.list.table.current(), self._desk.may(Right.CLAIM)
        state = chosen.state if chosen is not None else ""
        for button in (self.send_button, self.change_button):
            button.setVisible(state in ("", "draft"))
            button.setEnabled(may and state == "draft")
        self.answer_button.setVisible(state not in ("", "draft"))
        self.answer_button.setEnabled(may and state in ("sent", "accepted"))
        self.paper_button.setEnabled(chosen is not None)
        self.export_button.setEnabled(bool(self.list.rows))

    # --- doing ------------------------------------------------------------------------------------------------------

    def make_papers(self) -> None:
        """The claim and the packing record as files; the folder with both is shown."""
        chosen = self.list.table.current()
        if chosen is None:
            return
        desk, spoken, claim_id = self._desk, language.current(), chosen.id

        def work(_progress: Progress) -> tuple[Path, Path]:
            from warehouse_app.returns.claims.papers import make_claim_papers  # brings reportlab along

            return make_claim_papers(desk.warehouse, claim_id, spoken)

        desk.work(work, self._made, title_code="claims.making_papers", owner=self)

    def _made(self, files: tuple[Path, Path]) -> None:
        self._desk.messages.tell("right", "claims.papers_made", claim=files[0].name, record=files[1].name)
        printing.open_file(files[0])

    def _ask(self, form: type[SendForm] | type[AnswerForm]) -> None:
        chosen = self.list.table.current()
        if chosen is not None:
            form(self._desk, chosen, self).open()

    def _change(self) -> None:
        chosen = self.list.table.current()
        if chosen is not None:
            ClaimForm(self._desk, chosen.case_id, self, chosen).open()

    def _export(self) -> None:
        path = ask_save(self, "claims.export", tr("claims.file_name") + ".xlsx", "*.xlsx *.csv")
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """What the list shows, with what it has no room for."""
        rows = tuple(self.list.rows)

        def fetch(offset: int, limit: int, _sort: str | None, _down: bool) -> tuple[Sequence[ClaimRow], int]:
            return rows[offset : offset + limit], len(rows)

        export_table(self._desk, self, path, (*self.list.table.model.columns, *_more()), fetch)


def _columns() -> list[Column[ClaimRow]]:
    return [
        Column[ClaimRow]("id", "claims.col_number", lambda r: f"C{r.id}", width=60),
        Column[ClaimRow]("at", "claims.col_at", lambda r: local(r.at), width=104),
        Column[ClaimRow]("courier", "claims.col_courier", width=92),
        Column[ClaimRow]("waybill", "claims.col_waybill", width=0),
        Column[ClaimRow]("kind", "claims.col_kind", lambda r: tr(f"follow.case_{r.kind}"), width=110),
        Column[ClaimRow](
            "state", "claims.col_state", lambda r: tr(f"claims.state_{r.state}"), lambda r: _TONES.get(r.state), width=110
        ),
        Column[ClaimRow]("goods", "claims.col_goods", lambda r: _yuan(r.goods), align="right", width=92),
        Column[ClaimRow]("freight", "claims.col_freight", lambda r: _yuan(r.freight), align="right", width=80),
        Column[ClaimRow]("claimed", "claims.col_claimed", lambda r: _yuan(r.claimed), align="right", width=92),
        Column[ClaimRow]("paid", "claims.col_paid", lambda r: _yuan(r.paid), align="right", width=92),
        Column[ClaimRow]("sent_on", "claims.col_sent", width=104),
    ]


def _more() -> list[Column[ClaimRow]]:
    return [
        Column[ClaimRow]("orders", "claims.col_orders", lambda r: ", ".join(r.orders)),
        Column[ClaimRow]("answered_on", "claims.col_answered"),
        Column[ClaimRow]("paid_on", "claims.col_paid_on"),
        Column[ClaimRow]("note", "claims.note"),
        Column[ClaimRow]("who", "claims.col_who"),
    ]


def _sum_columns() -> list[Column[ClaimSum]]:
    return [
        Column[ClaimSum]("month", "claims.col_month", width=104),
        Column[ClaimSum]("courier", "claims.col_courier", width=0),
        Column[ClaimSum]("claims", "claims.col_claims", align="right", width=80),
        Column[ClaimSum]("claimed", "claims.col_claimed", lambda s: _yuan(s.claimed), align="right", width=120),
        Column[ClaimSum]("paid", "claims.col_paid", lambda s: _yuan(s.paid), align="right", width=120),
        Column[ClaimSum]("refused", "claims.col_refused", lambda s: _yuan(s.refused), align="right", width=120),
        Column[ClaimSum]("open", "claims.col_open", lambda s: _yuan(s.open), align="right", width=120),
    ]


def _yuan(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"
