"""A wave by rule: what its orders must be, with how many there are at every choice, and rules kept by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSpinBox, QWidget

from ui.desk import Desk
from ui.language import tr
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import row
from ui.widgets.moment_field import MomentField
from ui.widgets.text import Button, Check, Combo, Field, Text
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.orders.priorities import USUAL
from warehouse_app.picking.saved_rules import forget_rule, keep_rule, saved_rules
from warehouse_app.picking.selecting import PIECES, Offers, WaveRule, offers, rule_of, selected
from warehouse_app.picking.single import Alike, alike
from warehouse_app.picking.ways import Way
from warehouse_app.store.settings import LONGEST_NAME

_MOST = 500
_COUNT_AFTER_MS = 200  # thousands of orders take a moment: not at every key pressed


def rule_words(kept: str) -> str:
    """The rule a wave was made by, as a person reads it; empty when it took whatever came."""
    asked = rule_of(kept).asked
    span = {name: _moment(str(asked.pop(name))) for name in ("paid_from", "paid_to") if name in asked}
    words = [_part(name, value) for name, value in asked.items()]
    if len(span) == 2:
        words.append(tr("waves.said_paid", start=span["paid_from"], end=span["paid_to"]))
    else:
        words += [_part(name, value) for name, value in span.items()]
    return tr("orders.separator").join(words)


def _moment(kept: str) -> str:
    """A kept moment on this PC's clock."""
    return datetime.fromisoformat(kept).astimezone().strftime("%Y-%m-%d %H:%M")


def _part(name: str, value: object) -> str:
    if name == "pieces":
        return tr(f"waves.pieces_{value}")
    if name == "priority":
        return tr(f"waves.rule_{value}")
    return tr(f"waves.said_{name}", value=value)


class RuleForm(FormDialog):
    """``make(order_ids, rule)`` is called with the orders the rule takes. What was chosen last is chosen again.

    For a single-item wave (``way``) it takes those of them that are alike, and says so.
    """

    last = WaveRule()

    def __init__(
        self, desk: Desk, make: Callable[[list[int], WaveRule], object], parent: QWidget, *, way: str = "orders"
    ) -> None:  # fmt: skip
        super().__init__("waves.by_rule_title", parent, accept="waves.make", width=space(150))
        self._desk, self._make, self._way = desk, make, way
        self.combos = {name: Combo(parent=self.sheet) for name in ("courier", "shop", "pieces", "only_sku", "zone", "priority")}
        self.holds = Field("waves.holds_example", takes="scan", parent=self.sheet)
        today = desk.warehouse.clock().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        self.paid = Check("waves.ask_paid", parent=self.sheet)
        self.paid_from = MomentField(today, self.sheet)
        self.paid_to = MomentField(today.replace(hour=23, minute=59), self.sheet)
        self.most = QSpinBox(self.sheet)
        self.most.setRange(0, _MOST)
        self.most.setSpecialValueText(tr("waves.all_of_them"))
        self.most.lineEdit().setTextMargins(space(2), 0, 0, 0)
        self.saved = Combo(parent=self.sheet)
        self.name = Field("waves.rule_name_example", parent=self.sheet)
        self.name.setMaxLength(LONGEST_NAME)
        self.keep = Button("waves.keep", icon="check", parent=self.sheet)
        self.forget = Button("waves.forget", kind="quiet", icon="close", parent=self.sheet)
        self.count = Text(role="large", wrap=True, parent=self.sheet)
        self._taken: list[int] = []
        self._soon = QTimer(self, interval=_COUNT_AFTER_MS, singleShot=True)
        self._fill(desk.read(offers))
        self._arrange()
        self._show_saved()
        self.show_rule(RuleForm.last)
        self._connect()

    def _fill(self, there: Offers) -> None:
        names: dict[str, Iterable[str]] = {"courier": there.couriers, "shop": there.shops, "zone": there.zones}
        for name, values in names.items():
            self.combos[name].add_code("waves.any", "")
            for value in values:
                self.combos[name].add_plain(value, value)
        for piece in PIECES:
            self.combos["pieces"].add_code(f"waves.pieces_{piece}" if piece else "waves.any", piece)
        self.combos["only_sku"].add_code("waves.any", "")
        for code, words, n in there.single_skus:
            self.combos["only_sku"].add_plain(f"{words}  {code}  × {n}", code)
        self.combos["priority"].add_code("waves.any", "")
        for rule in USUAL:
            self.combos["priority"].add_code(f"waves.rule_{rule}", rule)

    def _arrange(self) -> None:
        self.add_beside(("waves.saved", self.saved), ("waves.size", self.most))
        for first, second in (("courier", "shop"), ("pieces", "zone"), ("only_sku", "priority")):
            self.add_beside((f"waves.ask_{first}", self.combos[first]), (f"waves.ask_{second}", self.combos[second]))
        self.add_field("waves.ask_holds", self.holds)
        self.body.addWidget(self.paid)
        self.add_beside(("waves.ask_paid_from", self.paid_from), ("waves.ask_paid_to", self.paid_to))
        line = row(gap=2)
        line.addWidget(self.name, 1)
        line.addWidget(self.keep)
        line.addWidget(self.forget)
        self.body.addLayout(line)
        self.body.addWidget(self.count)

    def _connect(self) -> None:
        self._soon.timeout.connect(self._count)
        for combo in self.combos.values():
            combo.currentIndexChanged.connect(self._soon.start)
        self.most.valueChanged.connect(self._soon.start)
        self.holds.textChanged.connect(self._soon.start)
        self.paid.toggled.connect(self._paid_toggled)
        self.paid_from.dateTimeChanged.connect(self._soon.start)
        self.paid_to.dateTimeChanged.connect(self._soon.start)
        self.saved.activated.connect(self._use_saved)
        self.keep.clicked.connect(self._keep)
        self.forget.clicked.connect(self._forget)
        self._count()

    # --- the rule ---------------------------------------------------------------------------------------------------

    def rule(self) -> WaveRule:
        """The rule as it stands in the form."""
        chosen = {name: str(combo.value() or "") for name, combo in self.combos.items()}
        if self.paid.isChecked():
            chosen |= {"paid_from": self.paid_from.moment.isoformat(), "paid_to": self.paid_to.moment.isoformat()}
        return WaveRule(**chosen, holds=self.holds.text().strip(), size=self.most.value())

    def show_rule(self, rule: WaveRule) -> None:
        """Show a rule; what is no longer among the offers asks nothing."""
        for name, combo in self.combos.items():
            combo.choose(getattr(rule, name))
        self.holds.setText(rule.holds)
        self.most.setValue(rule.size)
        self.paid.setChecked(bool(rule.paid_from and rule.paid_to))
        if self.paid.isChecked():
            self.paid_from.show_moment(datetime.fromisoformat(rule.paid_from))
            self.paid_to.show_moment(datetime.fromisoformat(rule.paid_to))
        self._paid_toggled()

    def _paid_toggled(self) -> None:
        for field in (self.paid_from, self.paid_to):
            field.setEnabled(self.paid.isChecked())
        self._soon.start()

    def _count(self) -> None:
        try:
            fit, found = self._fitting(self.rule())
        except WarehouseError as error:
            self.accept_button.setEnabled(False)
            self.count.show_code(error.code, **error.fields)
            return
        if self._way != Way.SINGLE:
            self.count.show_code("waves.takes", n=fit)
        elif found is None:
            self.count.show_code("waves.takes_none_alike", n=fit)
        else:
            named = {"alike": len(self._taken), "sku": found.seller_code, "pieces": found.pieces}
            self.count.show_code("waves.takes_alike", n=fit, **named)
        self.accept_button.setEnabled(bool(self._taken))

    def _fitting(self, rule: WaveRule) -> tuple[int, Alike | None]:
        """How many orders fit, and of a single-item wave those that are alike; what goes into the wave is kept."""
        if self._way != Way.SINGLE:
            self._taken = self._desk.read(selected, rule)
            return len(self._taken), None
        fit = self._desk.read(selected, replace(rule, size=0))
        found = self._desk.read(alike, fit)
        self._taken = [] if found is None else found.orders(rule.size or None)
        return len(fit), found

    def submit(self) -> None:
        """Make the wave of what the rule takes now. Raises BadInput when nothing fits any more, ``waves.paid_span``."""
        rule = self.rule()
        self._fitting(rule)
        if not self._taken:
            raise BadInput("waves.nothing_fits")
        RuleForm.last = rule
        self._make(self._taken, rule)

    # --- rules kept by name -----------------------------------------------------------------------------------------

    def _show_saved(self, name: str = "") -> None:
        self.saved.clear_entries()
        self.saved.add_code("waves.no_saved", "")
        for kept in self._desk.read(saved_rules):
            self.saved.add_plain(kept, kept)
        self.saved.choose(name)
        self.forget.setEnabled(bool(name))

    def _use_saved(self) -> None:
        name = str(self.saved.value() or "")
        self.forget.setEnabled(bool(name))
        if name:
            self.name.setText(name)
            self.show_rule(self._desk.read(saved_rules).get(name, WaveRule()))

    def _keep(self) -> None:
        name = self.name.text().strip()
        self._desk.try_command(keep_rule, name, self.rule())
        self._show_saved(name)

    def _forget(self) -> None:
        self._desk.try_command(forget_rule, str(self.saved.value() or ""))
        self._show_saved()
