"""A great sale rehearsed: plans at the left; at the right what is assumed, and below it what that asks of the house."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.inbound.buying.papers import Papers
from ui.inbound.buying.words import today_at
from ui.language import tr
from ui.restock.done_banner import DoneBanner
from ui.restock.rehearsal_asking import Asking
from ui.restock.rehearsal_drafts import Draft, Drafts
from ui.restock.rehearsal_edits import Edits, Entry, free_name, saved_edit
from ui.restock.rehearsal_inputs import Edit, RehearsalInputs
from ui.restock.rehearsal_papers import write_papers
from ui.restock.rehearsal_reader import RehearsalReader
from ui.restock.rehearsal_results import RehearsalResults
from ui.restock.rehearsal_tables import plan_columns
from ui.restock.rehearsal_words import say_what_follows
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.pages import Pages
from ui.widgets.remembered import remember_split
from ui.widgets.text import Button, Heading
from ui.widgets.toned import Toned
from warehouse_app.errors import Cancelled, WarehouseError
from warehouse_app.people.rules import Right
from warehouse_app.restock.rehearsing.commands import RemovedPlan, copy_plan, remove_plan, restore_plan, save_plan
from warehouse_app.restock.rehearsing.outcome import Outcome
from warehouse_app.restock.rehearsing.queries import PlanCard, plan_card, plans
from warehouse_app.restock.rehearsing.rehearse import usual_wishes
from warehouse_app.restock.rehearsing.sections import PlanPaper


class RehearsalPage(Page):
    """See the module. What is typed and not saved stays until it is saved or given up, also when the program is closed."""

    topics = frozenset({"promotions", "purchases", "suppliers", "restock", "settings"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._edits = Edits(Drafts(desk))
        self._key: int | None = None
        self._card: PlanCard | None = None
        self._scans: list[Scan] = []
        self.came: Outcome | None = None
        self.title = Heading("rehearsal.title", parent=self)
        self.done = DoneBanner(self)
        self.papers = Papers(desk, self)
        self.reader = RehearsalReader(desk, self)
        self.inputs = RehearsalInputs(desk, self)
        self.said = Toned(parent=self)
        self.results = RehearsalResults(desk, self)
        self.asking = Asking(desk, self, self.inputs, self.reader, self.results, self.done)
        nothing = EmptyState("restock", "rehearsal.none", "rehearsal.none_words", self)
        self.first = nothing.add_button(Button("rehearsal.do_new", kind="primary", icon="plus", parent=nothing))
        self._nothing = nothing
        self.list: ShortTable[Entry] = ShortTable(
            plan_columns(), EmptyState("restock", "rehearsal.no_plans", "", self), self, many=False
        )
        self.pages = Pages(self)
        self._make_buttons()
        self._lay_out()
        self._connect()

    def _make_buttons(self) -> None:
        self.fold = Button("rehearsal.do_fold", kind="quiet", icon="chevron-up", shortcut="F4", parent=self)
        self.new = Button("rehearsal.do_new", icon="plus", shortcut="F3", parent=self)
        self.copy = Button("rehearsal.do_copy", icon="copy", parent=self)
        self.remove = Button("rehearsal.do_remove", icon="minus", parent=self)
        self.paper = Button("rehearsal.do_paper", icon="print", shortcut="Ctrl+P", parent=self)
        self.order = Button("rehearsal.do_order", icon="inbound", shortcut="F8", parent=self)
        self.save = Button("rehearsal.do_save", kind="primary", icon="check", shortcut="Ctrl+S", parent=self)

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(3), 0, 0)
        head = row(gap=2)
        head.addWidget(self.title, 1)
        for button in (self.fold, self.new, self.copy, self.remove, self.paper, self.order, self.save):
            head.addWidget(button)
        inside.addLayout(head)
        inside.addWidget(self.done)
        inside.addWidget(self.papers)
        right = QWidget(self)
        shown = column(right, gap=2)
        shown.addWidget(self.inputs)
        shown.addWidget(self.said)
        shown.addWidget(self.results, 1)
        both = QSplitter(Qt.Orientation.Horizontal, self)
        both.setChildrenCollapsible(False)
        both.addWidget(self.list)
        both.addWidget(right)
        both.setStretchFactor(1, 1)
        self.list.setMinimumWidth(space(56))
        both.setSizes([space(57), space(240)])
        remember_split(both, self.desk.lists, "split_rehearsal")
        self.pages.addWidget(self._nothing)
        self.pages.addWidget(both)
        inside.addWidget(self.pages, 1)

    def _connect(self) -> None:
        self.desk.changed.connect(self._shifts_changed)
        self.reader.reckoned.connect(self._show_found)
        self.reader.shifted.connect(self._show_days)
        self.reader.mistaken.connect(self._show_mistake)
        self.reader.told.connect(self._show_came)
        self.done.open_asked.connect(lambda number: self.goto.emit(f"inbound/orders/{number}"))
        for button in (self.new, self.first):
            button.clicked.connect(self.begin)
        self.fold.clicked.connect(self.fold_inputs)
        self.copy.clicked.connect(self.copy_it)
        self.remove.clicked.connect(self.remove_it)
        self.paper.clicked.connect(self.make_papers)
        self.order.clicked.connect(self.asking.order)
        self.save.clicked.connect(self.save_it)
        self.inputs.changed.connect(self._changed)
        self.inputs.goods_asked.connect(self.asking.goods)
        self.results.pieces_asked.connect(self.asking.pieces)
        self.list.table.current_changed.connect(self._chosen)
        shortcut = QShortcut(QKeySequence("F5"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.refresh)

    # --- the list ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready for the keyboard."""
        (self.first if self._key is None else self.inputs.name).setFocus()

    def refresh(self) -> None:
        """Read everything again; the plan that was looked at stays, and so does what was typed."""
        self._show_list()
        if self._key is not None:
            before, self._card = self._card, self.desk.read(plan_card, self._key) if self._key > 0 else None
            saved = saved_edit(self._card)
            if before is not None and self._card is not None and before.at != self._card.at and saved is not None:
                self.inputs.show_edit(self._edits.of(self._key) or saved)  # somebody else changed it
            self._read()

    def _show_list(self) -> None:
        rows = self.desk.read(plans)
        for key in self._edits.orphans(rows):  # somebody removed the plan: what was typed is none of theirs
            self._set_aside(key)
        entries = self._edits.entries(rows)
        self.list.show_rows(entries)
        self.pages.setCurrentIndex(1 if entries else 0)
        keys = [one.key for one in entries]
        self._go_to(self._key if self._key in keys else keys[0] if keys else None)
        self._fit_buttons()

    def _go_to(self, key: int | None) -> None:
        """Look at a plan, unless it is looked at already."""
        place = next((n for n, one in enumerate(self.list.table.model.rows()) if one.key == key), None)
        if place is None:
            self._open(None)
            return
        self.list.table.view.selectRow(place)
        self._open(key)

    def _chosen(self, entry: Entry | None) -> None:
        if entry is not None:
            self._open(entry.key)

    def _open(self, key: int | None) -> None:
        if key == self._key:
            return
        self.reader.forget()
        self._key, self.came = key, None
        self._card = self.desk.read(plan_card, key) if key is not None and key > 0 else None
        if key is not None:
            edit = self._edits.of(key) or saved_edit(self._card)
            if edit is not None:
                self.inputs.show_edit(edit)
                self.results.go_to_days(edit.wishes.begins)
            self._read()
        self._fit_buttons()

    def _fit_buttons(self) -> None:
        may, shown, saved = self.desk.may(Right.RESTOCK), self._key is not None, self._card is not None
        for button in (self.new, self.first):
            button.setEnabled(may)
            button.show_tip("" if may else "stockroom.no_right")
        self.save.setEnabled(may and self.reader.current is not None and (not saved or (self._key or 0) in self._edits))
        self.copy.setEnabled(may and saved)
        self.remove.setEnabled(may and shown)
        self.fold.setEnabled(shown)
        self.paper.setEnabled(self.reader.current is not None)
        self.order.setEnabled(may and self.reader.current is not None and bool(self.reader.current.to_order))

    # --- what is assumed, and what follows ------------------------------------------------------------------------------

    def _changed(self) -> None:
        """Something was typed: kept as it is, and reckoned anew."""
        if self._key is None:
            return
        try:
            edit = self.inputs.edit()
        except WarehouseError as error:
            self._show_mistake(error)
            return
        self._edits.put(self._key, edit, self._card)
        self._name_entry(edit)
        self.reader.follow(edit.wishes)
        self._fit_buttons()

    def _names(self) -> set[str]:
        return {one.name for one in self.list.rows}

    def _set_aside(self, key: int) -> None:
        made = self._edits.set_aside(key, self._names())
        if made is not None and self._key == key:
            self._key, self._card = made, None
            edit = self._edits.of(made)
            self.inputs.show_name(edit.name if edit is not None else "")

    def _name_entry(self, edit: Edit) -> None:
        """The list says at once that something is not saved."""
        for place, one in enumerate(self.list.rows):
            if one.key == self._key:
                entry = self._edits.entry(one.key, edit)
                if entry != one:
                    self.list.rows[place] = entry
                    self.list.table.refresh()

    def _read(self) -> None:
        """Read everything about the plan that is looked at."""
        self.came = None
        self.results.show_came(None, saved=self._card is not None)
        self.reader.read_outcome(None if self._card is None else self._card.id)
        try:
            self.reader.read(self.inputs.wishes())
        except WarehouseError as error:
            self._show_mistake(error)

    def _show_found(self) -> None:
        found, ground = self.reader.current, self.reader.ground
        if found is None or ground is None:
            return
        self.inputs.show_speeds(found.speed)
        say_what_follows(self.said, found)
        self.results.show_found(found, ground)
        self._fit_buttons()
        self._take_waiting()

    def _shifts_changed(self, topics: frozenset[str]) -> None:
        """Other people are planned: nothing else is read again for that."""
        if "shifts" not in topics or topics & self.topics:
            return
        if not self.isVisible():
            self.stale = True
        elif self.reader.current is None:
            self.results.shifts.refresh()
        else:
            self.reader.take_shifts()

    def _show_days(self) -> None:
        if self.reader.found is not None:
            say_what_follows(self.said, self.reader.found)
            self.results.show_days(self.reader.found)

    def _show_mistake(self, error: WarehouseError) -> None:
        """What cannot be is said; what was reckoned before is shown no longer."""
        self.reader.found = None
        stopped = isinstance(error, Cancelled)
        self.said.show_said("information" if stopped else "wrong", "rehearsal.stopped" if stopped else error.code, error.fields)
        self.results.show_nothing()
        self._fit_buttons()
        self._take_waiting()

    def _show_came(self, came: Outcome) -> None:
        self.came = came
        self.results.show_came(came, saved=True)

    # --- what can be done -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A new plan, with what is usual in its fields."""
        if not self.desk.may(Right.RESTOCK):
            return
        known = next((one.key for one in self.list.rows if one.key > 0), None)
        last = None if known is None else self.desk.read(plan_card, known).wishes
        wishes = usual_wishes(today_at(self.desk), last)
        made = self._edits.begin(Edit(tr("rehearsal.new_name", day=f"{wishes.begins:%Y-%m-%d}"), True, wishes), untouched=True)
        self._show_list()
        self._go_to(made)
        self.inputs.name.setFocus()
        self.inputs.name.selectAll()

    def save_it(self) -> None:
        """Keep the plan as it stands; when somebody changed it meanwhile, what was typed becomes a plan of its own."""
        if self.reader.current is None or self._key is None:
            return
        edit, key, before = self.inputs.edit(), self._key, self._card
        try:
            plan_id = self.desk.command(
                save_plan, edit.name, self.reader.current, before.id if before is not None else None, mark=edit.mark,
                note=before.note if before is not None else "", seen=self._edits.seen(key),
            )  # fmt: skip
        except WarehouseError as error:
            self.desk.messages.error(error)
            if error.code == "rehearsal.changed_meanwhile":
                self._set_aside(key)
                self.refresh()
            return
        self._edits.take(key)
        self._key, self._card = plan_id, self.desk.read(plan_card, plan_id)
        self._show_list()
        self._read()
        self.desk.messages.tell("right", "rehearsal.saved", name=self._card.name)

    def copy_it(self) -> None:
        """The same plan once more, under a name of its own."""
        if self._card is None:
            return
        made = self.desk.try_command(copy_plan, self._card.id, free_name(self._card.name, self._names()))
        if made is not None:
            self._show_list()
            self._go_to(made)
            self.inputs.name.setFocus()
            self.inputs.name.selectAll()

    def remove_it(self) -> None:
        """Forget the plan; a banner brings it back."""
        key, card = self._key, self._card
        if key is None:
            return
        draft = self._edits.take(key)  # before the plan goes: it would be set aside
        if card is None:
            self._show_list()
            if draft is not None:
                self.done.show_done(lambda: self._bring_draft(draft), "rehearsal.removed", name=draft.edit.name)
            return
        removed = self.desk.try_command(remove_plan, card.id)
        if removed is not None:
            self._show_list()
            self.done.show_done(lambda: self._bring_back(removed, draft), "rehearsal.removed", name=card.name)
        elif draft is not None:
            self._edits.put_back(key, draft)

    def _bring_draft(self, draft: Draft) -> bool:
        made = self._edits.begin(draft.edit)
        self._show_list()
        self._go_to(made)
        return True

    def _bring_back(self, removed: RemovedPlan, draft: Draft | None) -> bool:
        """The plan, and what had been typed into it and not saved."""
        made = self.desk.try_command(restore_plan, removed)
        if made is None:
            return False
        if draft is not None:
            self._edits.put_back(made, replace(draft, seen=self.desk.read(plan_card, made).at))
            self._key = None  # it may be looked at already, without that
        self._show_list()
        self._go_to(made)
        return True

    def fold_inputs(self) -> None:
        """Put what is assumed out of sight, or show it again: the tables get the room."""
        shown = self.inputs.isHidden()
        self.inputs.setVisible(shown)
        self.fold.show_icon("chevron-up" if shown else "chevron-down")
        self.fold.show_code("rehearsal.do_fold" if shown else "rehearsal.do_unfold")

    def make_papers(self) -> None:
        """The plan as a PDF and a workbook."""
        found = self.reader.current
        if found is None:
            return
        name = self.inputs.name.text()
        paper = PlanPaper(name, self._card.note if self._card else "", found, self.results.called, self.came)
        write_papers(self.papers, self.desk.folder.documents, paper)

    def take_scan(self, scan: Scan) -> None:
        """Goods that are scanned show themselves among those of the sale; they wait while these are not known."""
        if self.results.shifts.take_typed(scan.text):
            return
        if self.reader.found is None and self.reader.is_under_way:
            self._scans.append(scan)
            self.answered.emit("information", "rehearsal.reads_first", {"scanned": scan.text}, "")
            return
        code = self.results.show_scanned((scan.text, *scan.alternatives))
        tone = "information" if code == "rehearsal.shown" else "warning"
        self.answered.emit(tone, code, {"scanned": scan.text}, "")

    def _take_waiting(self) -> None:
        """What was scanned while the sale was reckoned, unless somebody went to another page meanwhile."""
        scans, self._scans = self._scans, []
        for scan in scans if self.isVisible() else ():
            self.take_scan(scan)
