"""The rules by which a courier is chosen, in their order, and a dry run beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from ui.couriers.dry_run import DryRunPane
from ui.couriers.rule_form import NEW, ReachForm, RuleForm
from ui.couriers.rule_words import then_words, when_words
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.language import tr
from ui.tabbed import Page
from ui.theme import ToneName, space
from ui.widgets.chips import Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.remembered import remember_split
from ui.widgets.text import Button, Combo, Text
from warehouse_app.dispatch.choosing.commands import move_rule, remove_rule, save_rule, set_fallback, switch_rule
from warehouse_app.dispatch.choosing.rules import Rule, Setup
from warehouse_app.dispatch.choosing.shipments import setup_of
from warehouse_app.orders.queries import shops
from warehouse_app.people.rules import Right


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as the list shows it; the words are said when they are painted, in the window's language."""

    number: int
    rule: Rule

    @property
    def name(self) -> str:
        return self.rule.name


class RulesPage(Page):
    """The page: Enter edits, Alt+Up and Alt+Down move, F6 switches on and off, Del takes out, Ctrl+Z puts back."""

    topics = frozenset({"courier_rules", "prices", "waybills"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setup = Setup()
        self._removed: tuple[Rule, int] | None = None
        empty = EmptyState("filter", "couriers.no_rules", "couriers.no_rules_words", self)
        self.list: ShortTable[RuleLine] = ShortTable(_columns(), empty, self, many=False)
        self.new = Button("couriers.new_rule", kind="primary", icon="plus", shortcut="Ctrl+N", parent=self)
        self.edit = Button("couriers.edit_rule", icon="note", parent=self)
        self.up = Button("couriers.move_up", icon="chevron-up", shortcut="Alt+Up", parent=self)
        self.down = Button("couriers.move_down", icon="chevron-down", shortcut="Alt+Down", parent=self)
        self.switch = Button("couriers.switch", icon="pause", shortcut="F6", parent=self)
        self.remove = Button("couriers.remove_rule", kind="quiet", icon="close", shortcut="Del", parent=self)
        self.undo = Button("couriers.put_back", icon="undo", shortcut="Ctrl+Z", parent=self)
        self.reach = Button("couriers.reach", icon="truck", parent=self)
        self.fallback = Combo(parent=self)
        self.dry_run = DryRunPane(desk, self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(3), 0, 0)
        inside.addWidget(Text("couriers.rules_words", role="muted", wrap=True, parent=self))
        left = QWidget(self)
        side = column(left, gap=2)
        buttons = Flow(left, gap=2)
        for button in (self.new, self.edit, self.up, self.down, self.switch, self.remove, self.undo):
            buttons.add(button)
        side.addWidget(buttons)
        side.addWidget(self.list, 1)
        foot = row(gap=2)
        foot.addWidget(Text("couriers.fallback", parent=left))
        foot.addWidget(self.fallback)
        foot.addStretch(1)
        foot.addWidget(self.reach)
        side.addLayout(foot)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(left)
        split.addWidget(self.dry_run)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        remember_split(split, self.desk.lists, "split_courier_rules")
        inside.addWidget(split, 1)

    def _connect(self) -> None:
        self.new.clicked.connect(lambda: self._open(NEW))
        self.edit.clicked.connect(lambda: self._with_current(self._open))
        self.list.table.activated.connect(lambda line: self._open(line.rule))
        self.list.table.current_changed.connect(lambda _: self._show_what_can_be_done())
        self.up.clicked.connect(lambda: self._move(up=True))
        self.down.clicked.connect(lambda: self._move(up=False))
        self.switch.clicked.connect(lambda: self._with_current(self._switch))
        self.remove.clicked.connect(lambda: self._with_current(self._remove))
        self.undo.clicked.connect(self._put_back)
        self.reach.clicked.connect(lambda: ReachForm(self.desk, self, self.setup).open())
        self.fallback.activated.connect(lambda _: self.desk.try_command(set_fallback, str(self.fallback.value())))

    # --- the page ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready to go through the list."""
        self.list.setFocus()

    def refresh(self) -> None:
        """Read the rules again; a dry run that stands there is made anew."""
        self.setup = self.desk.read(setup_of, self.desk.warehouse.clock().astimezone().date())
        self.list.show_rows([RuleLine(number, rule) for number, rule in enumerate(self.setup.rules, 1)])
        if self.list.table.current() is None and self.setup.rules:
            self.list.table.view.selectRow(0)
        self.fallback.clear_entries()
        for courier in self.setup.couriers:
            self.fallback.add_plain(courier, courier)
        self.fallback.choose(self.setup.fallback)
        self._show_what_can_be_done()
        self.dry_run.again()

    def _show_what_can_be_done(self) -> None:
        may = self.desk.may(Right.COURIERS)
        line = self.list.table.current()
        for button in (self.new, self.reach, self.fallback):
            button.setEnabled(may)
        for button in (self.edit, self.switch, self.remove):
            button.setEnabled(may and line is not None)
        self.up.setEnabled(may and line is not None and line.number > 1)
        self.down.setEnabled(may and line is not None and line.number < len(self.setup.rules))
        self.switch.show_code("couriers.switch_on" if line is not None and not line.rule.active else "couriers.switch_off")
        self.undo.setVisible(may and self._removed is not None)

    # --- what is done -----------------------------------------------------------------------------------------------

    def _with_current(self, do: Callable[[Rule], None]) -> None:
        line = self.list.table.current()
        if line is not None:
            do(line.rule)

    def _open(self, rule: Rule) -> None:
        if self.desk.may(Right.COURIERS):
            RuleForm(self.desk, self, self.setup, self.desk.read(shops), rule).open()

    def _move(self, *, up: bool) -> None:
        line = self.list.table.current()
        if line is not None and self.desk.try_command(move_rule, line.rule.id, up=up):
            self.list.table.view.selectRow(line.number - (2 if up else 0))
            self._show_what_can_be_done()

    def _switch(self, rule: Rule) -> None:
        self.desk.try_command(switch_rule, rule.id, active=not rule.active)

    def _remove(self, rule: Rule) -> None:
        removed = self.desk.try_command(remove_rule, rule.id)
        if removed is not None:
            self._removed = removed
            self.desk.messages.tell("information", "couriers.rule_removed", name=rule.name)
        self._show_what_can_be_done()

    def _put_back(self) -> None:
        if self._removed is None:
            return
        if self.desk.try_command(save_rule, *self._removed) is not None:
            self._removed = None
        self._show_what_can_be_done()


def _columns() -> list[Column[RuleLine]]:
    return [
        Column[RuleLine]("number", "couriers.col_number", align="right", width=52, sortable=False),
        Column[RuleLine]("on", "couriers.col_on", _on_words, _on_tone, width=96, sortable=False),
        Column[RuleLine]("name", "couriers.col_rule", width=140, sortable=False),
        Column[RuleLine]("when", "couriers.col_when", lambda line: when_words(line.rule.when), width=0, sortable=False),
        Column[RuleLine]("then", "couriers.col_then", lambda line: then_words(line.rule), width=216, sortable=False),
    ]


def _on_words(line: RuleLine) -> str:
    return tr("couriers.on" if line.rule.active else "couriers.off")


def _on_tone(line: RuleLine) -> ToneName | None:
    return "right" if line.rule.active else None
