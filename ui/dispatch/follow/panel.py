"""Following: cases with filters and the chosen one beside them, and parcels that no courier has scanned."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QStackedLayout, QWidget

from ui.desk import Desk
from ui.dispatch.follow.detail import CaseDetail
from ui.dispatch.follow.forms import OpenCaseForm
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_save, export_table
from ui.language import tr
from ui.orders.wording import clock, local
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column, Fetch
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Button, Combo
from warehouse_app.dispatch.following.commands import find_still_parcels
from warehouse_app.dispatch.following.queries import (
    CaseFilter,
    CaseRow,
    UnscannedRow,
    case_couriers,
    cases_page,
    find_away,
    unscanned,
)
from warehouse_app.dispatch.following.rules import KINDS
from warehouse_app.people.queries import people
from warehouse_app.people.rules import Right

OPEN, CLOSED, UNSCANNED = "open", "closed", "unscanned"
MINE, NOBODYS = "mine", "nobodys"


class FollowPanel(QWidget):
    """``claim_made`` when a claim was made from a case; ``files_asked`` to bring in tracking results."""

    claim_made = Signal()
    files_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.which = Combo([(f"follow.show_{name}", name) for name in (OPEN, UNSCANNED, CLOSED)], parent=self)
        self.kind = Combo([("follow.all_kinds", ""), *((f"follow.case_{kind}", kind) for kind in KINDS)], parent=self)
        self.courier = Combo(parent=self)
        self.owner = Combo(parent=self)
        self.search = SearchField("follow.search", self)
        self.open_button = Button("follow.open", kind="primary", icon="plus", parent=self)
        self.files_button = Button("follow.bring_in", icon="import", parent=self)
        self.look_button = Button("follow.look_again", kind="quiet", icon="refresh", parent=self)
        self.export_button = Button("follow.export", kind="quiet", icon="export", parent=self)
        none = EmptyState("complete", "follow.none", "follow.none_words", self)
        self.list: Table[CaseRow] = Table(_columns(), self._fetch(), none, self, many=False)
        self.list.remember(desk.lists, "cases", sorting=False)
        all_scanned = EmptyState("complete", "follow.all_scanned", "follow.all_scanned_words", self)
        self.unscanned = ShortTable(self._unscanned_columns(), all_scanned, self, many=False)
        self.detail = CaseDetail(desk, self)
        self._lists = QStackedLayout()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(3), 0, 0)
        filters = row(gap=2)
        for combo in (self.which, self.kind, self.courier, self.owner):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            filters.addWidget(combo)
        filters.addWidget(self.search, 1)
        filters.addWidget(self.open_button)
        inside.addLayout(filters)
        halves = row(gap=4)
        self._lists.addWidget(self.list)
        self._lists.addWidget(self.unscanned)
        left = column(gap=2)
        left.addLayout(self._lists, 1)
        foot = row(gap=2)
        for button in (self.files_button, self.look_button, self.export_button):
            foot.addWidget(button)
        foot.addStretch(1)
        left.addLayout(foot)
        halves.addLayout(left, 1)
        self.detail.setFixedWidth(space(112))
        halves.addWidget(self.detail)
        inside.addLayout(halves, 1)

    def _connect(self) -> None:
        for combo in (self.which, self.kind, self.courier, self.owner):
            combo.currentIndexChanged.connect(lambda _: self.show_wanted())
        self.search.searched.connect(lambda _: self.show_wanted())
        self.list.current_changed.connect(self._show_case)
        self.list.model.failed.connect(self._desk.messages.error)
        self.unscanned.table.activated.connect(lambda shown: self.ask_open(shown.waybill))
        self.unscanned.table.current_changed.connect(lambda _: self._offer())
        self.open_button.clicked.connect(lambda: self.ask_open(self._chosen_number()))
        self.files_button.clicked.connect(self.files_asked)
        self.look_button.clicked.connect(self.look_again)
        self.export_button.clicked.connect(self._export)
        self.detail.claim_made.connect(self.claim_made)

    # --- showing ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything again; the chosen case stays."""
        self._fill(self.courier, "follow.all_couriers", [(name, name) for name in self._desk.read(case_couriers)])
        named = [(person.name, person.id) for person in self._desk.read(people)]
        self._fill(self.owner, "follow.all_owners", named, ("follow.of_nobody", NOBODYS))
        self.show_wanted()

    def _fill(self, combo: Combo, every: str, names: Sequence[tuple[str, object]], *more: tuple[str, object]) -> None:
        chosen = combo.value()
        combo.blockSignals(True)
        combo.clear_entries()
        combo.add_code(every, "")
        for code, value in more:
            combo.add_code(code, value)
        for text, value in names:
            combo.add_plain(text, value)
        combo.choose(chosen if chosen is not None else "")
        if combo.currentIndex() < 0:
            combo.choose("")
        combo.blockSignals(False)

    def show_wanted(self) -> None:
        """Show what the filters ask for."""
        which = self.which.value()
        for widget in (self.kind, self.courier, self.owner, self.search):
            widget.setEnabled(which != UNSCANNED)
        self.detail.setVisible(which != UNSCANNED)
        if which == UNSCANNED:
            self._lists.setCurrentWidget(self.unscanned)
            self.unscanned.show_rows(self._desk.read(unscanned, self._desk.warehouse.clock()))
            self.detail.show_case(None)
            self._offer()
            return
        self._lists.setCurrentWidget(self.list)
        before = self.detail.case.id if self.detail.case is not None else None
        plain = self._wanted() in (CaseFilter(), CaseFilter(closed=True))
        self.list.empty.show_state(
            "complete", "follow.none" if plain else "follow.none_found", "follow.none_words" if plain else ""
        )
        self.list.show_fetch(self._fetch())
        place = 0 if before is None else self._place_of(before)
        if place is None:  # the clerk chooses the next case: nobody's half-typed note goes into another one
            self.detail.show_case(before)
            self._offer()
            return
        self.list.view.selectRow(place)
        self._show_case(self.list.current())

    def _place_of(self, case_id: int) -> int | None:
        """The row of this case in the list, however long that is; None when the filters hide it."""
        return next((number for number, shown in enumerate(self.list.model.rows()) if shown.id == case_id), None)

    def show_case(self, case_id: int) -> None:
        """Show this open case, whatever the filters hid."""
        self.which.choose(OPEN)
        self.kind.choose("")
        self.courier.choose("")
        self.owner.choose("")
        self.search.clear()
        self.detail.show_case(case_id)
        self.show_wanted()

    def _show_case(self, shown: CaseRow | None) -> None:
        self.detail.show_case(None if shown is None else shown.id)
        self._offer()

    def _offer(self) -> None:
        may = self._desk.may(Right.FOLLOW)
        self.open_button.setEnabled(may)
        self.look_button.setEnabled(may)
        self.export_button.setEnabled(bool(self.unscanned.rows if self._is_unscanned else self.list.model.total))

    @property
    def _is_unscanned(self) -> bool:
        return self.which.value() == UNSCANNED

    def _wanted(self) -> CaseFilter:
        owner = self.owner.value()
        owner_id = 0 if owner == NOBODYS else owner if isinstance(owner, int) else None
        return CaseFilter(
            self.which.value() == CLOSED, str(self.kind.value() or ""), str(self.courier.value() or ""), owner_id,
            self.search.text().strip(),
        )  # fmt: skip

    def _fetch(self) -> Fetch[CaseRow]:
        desk, wanted = self._desk, self._wanted()
        today = desk.warehouse.clock().astimezone().date()

        def fetch(offset: int, limit: int, _sort: str | None, _descending: bool) -> tuple[Sequence[CaseRow], int]:
            page = desk.read(cases_page, wanted, today, limit, offset)
            return page.rows, page.total

        return fetch

    # --- doing ------------------------------------------------------------------------------------------------------

    def take_code(self, codes: tuple[str, ...]) -> bool:
        """A scanned label of a parcel that has left: its case, or the form that opens one. False: it is not for us."""
        found = self._desk.read(find_away, *codes)
        if found is None:
            return False
        if found.case_id is not None:
            self.show_case(found.case_id)
        else:
            self.ask_open(found.waybill)
        return True

    def ask_open(self, number: str = "") -> None:
        """Open a case by hand."""
        form = OpenCaseForm(self._desk, self, number)
        form.accepted.connect(lambda: self.show_case(form.opened))
        form.open()

    def look_again(self) -> None:
        """Look for parcels that stand still."""
        found = self._desk.try_command(find_still_parcels)
        if found is not None:
            self._desk.messages.tell("information", "follow.looked", n=found)

    def _chosen_number(self) -> str:
        chosen = self.unscanned.table.current() if self._is_unscanned else None
        return chosen.waybill if chosen is not None else ""

    def _export(self) -> None:
        path = ask_save(self, "follow.export", tr("follow.file_name") + ".xlsx", "*.xlsx *.csv")
        if path is None:
            return
        if self._is_unscanned:
            rows = tuple(self.unscanned.rows)

            def fetch(offset: int, limit: int, _sort: str | None, _down: bool) -> tuple[Sequence[UnscannedRow], int]:
                return rows[offset : offset + limit], len(rows)

            export_table(self._desk, self, path, self.unscanned.table.model.columns, fetch)
        else:
            export_table(self._desk, self, path, (*self.list.model.columns, *_MORE), self._fetch())

    def _unscanned_columns(self) -> list[Column[UnscannedRow]]:
        return [
            Column[UnscannedRow]("waybill", "follow.col_waybill", width=160),
            Column[UnscannedRow]("courier", "follow.col_courier", width=110),
            Column[UnscannedRow]("orders", "follow.col_orders", lambda r: ", ".join(r.orders), width=0),
            Column[UnscannedRow]("left_at", "follow.col_left", lambda r: local(r.left_at), width=110),
            Column[UnscannedRow](
                "pickup_by", "follow.col_pickup", lambda r: clock(r.pickup_by, self._desk.warehouse.clock()).words,
                lambda _: "wrong", width=150,
            ),
        ]  # fmt: skip


def _columns() -> list[Column[CaseRow]]:
    return [
        Column[CaseRow]("promised", "follow.col_promised", _promised, _promise_tone, width=88, sortable=False),
        Column[CaseRow]("kind", "follow.col_kind", lambda r: tr(f"follow.case_{r.kind}"), width=96, sortable=False),
        Column[CaseRow]("waybill", "follow.col_waybill", width=150, sortable=False),
        Column[CaseRow]("status", "follow.col_status", _said, width=146, sortable=False),
        Column[CaseRow]("next_step", "follow.col_step", _step, width=0, sortable=False),
        Column[CaseRow]("owner", "follow.col_owner", width=72, sortable=False),
    ]


_MORE = (
    Column[CaseRow]("courier", "follow.col_courier"),
    Column[CaseRow]("orders", "follow.col_orders", lambda r: ", ".join(r.orders)),
    Column[CaseRow]("opened_at", "follow.col_opened", lambda r: local(r.opened_at)),
)
"""What a file tells besides what the screen has room for."""


def _promised(shown: CaseRow) -> str:
    return f"{shown.promised:%m-%d}" if shown.promised is not None else ""


def _promise_tone(shown: CaseRow) -> ToneName | None:
    return "wrong" if shown.overdue else None


def _said(shown: CaseRow) -> str:
    if not shown.status:
        return tr("follow.never_scanned")
    moved = f"{shown.moved_at.astimezone():%m-%d}" if shown.moved_at is not None else ""
    return f"{tr(f'follow.status_{shown.status}')} {moved}"


def _step(shown: CaseRow) -> str:
    return tr(f"follow.outcome_{shown.outcome}") if shown.outcome else shown.next_step
