"""One rule of the list, and where a courier goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from ui.catalog import entering
from ui.couriers.rule_words import FLAGS
from ui.desk import Desk
from ui.language import tr
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import row
from ui.widgets.text import Combo, Field, Text
from warehouse_app.dispatch.choosing.commands import save_rule, set_reach
from warehouse_app.dispatch.choosing.keeping import LONGEST_NAME, areas_of
from warehouse_app.dispatch.choosing.rules import Pick, Reach, Rule, Setup, Span, Then, When
from warehouse_app.orders.addresses.regions import regions_text

_COURIERS = 4  # as many as one rule names in the form
# condition, what reads its figures, and how many of ours one of them is
_SPANS: tuple[tuple[str, Callable[[str], Decimal | int | None], int], ...] = (
    ("weight_g", entering.grams, 1), ("value", entering.price, 1), ("side_mm", entering.millimetres, 10),
    ("volume_cm3", entering.cubic_centimetres, 1000),
)  # fmt: skip
NEW = Rule(0, "", When(), Then())


def _shown(bound: Decimal | int | None, unit: int) -> str:
    """A bound in its field, in a unit so many times as large; empty for none."""
    return "" if bound is None else f"{(Decimal(bound) / unit).normalize():f}"


class RuleForm(FormDialog):
    """Conditions above, the outcome below; what is left empty is not asked."""

    def __init__(self, desk: Desk, parent: QWidget, setup: Setup, shops: Sequence[str], rule: Rule = NEW) -> None:
        title = "couriers.edit_rule" if rule.id else "couriers.new_rule"
        super().__init__(title, parent, accept="ui.save", width=space(196))
        self._desk, self._rule = desk, rule
        self.name = Field("couriers.rule_example", parent=self.sheet)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setText(rule.name)
        self.shop = self._one_of(shops, rule.when.shops)
        self.wish = self._one_of(setup.couriers, rule.when.wishes)
        self.regions = Field("couriers.regions_example", parent=self.sheet)
        self.regions.setText(regions_text(rule.when.regions))
        self.spans = {name: self._bounds(getattr(rule.when, name), unit) for name, _, unit in _SPANS}
        self.flags = {flag: self._flag(getattr(rule.when, flag)) for flag in FLAGS}
        self.pick = Combo([(f"couriers.pick_{pick}", pick) for pick in Pick], parent=self.sheet)
        self.pick.choose(rule.then.pick)
        self.couriers = [self._courier(setup.couriers, rule.then.couriers[n : n + 1]) for n in range(_COURIERS)]
        self._place()
        self.pick.currentIndexChanged.connect(self._pick_changed)
        self._pick_changed()

    def _one_of(self, names: Sequence[str], chosen: tuple[str, ...]) -> Combo:
        """None of them, one of them, or the several the rule has already."""
        combo = Combo([("couriers.any", ())], parent=self.sheet)
        for name in names:
            combo.add_plain(name, (name,))
        if len(chosen) > 1:
            combo.add_plain(tr("ui.separator").join(chosen), chosen)
        combo.setCurrentIndex(next((n for n in range(combo.count()) if combo.itemData(n) == chosen), 0))
        return combo

    def _courier(self, names: Sequence[str], chosen: tuple[str, ...]) -> Combo:
        combo = Combo([("couriers.nobody", "")], parent=self.sheet)
        for name in names:
            combo.add_plain(name, name)
        combo.choose(chosen[0] if chosen else "")
        return combo

    def _bounds(self, span: Span, unit: int) -> tuple[Field, Field]:
        low, high = Field("couriers.from_example", parent=self.sheet), Field("couriers.to_example", parent=self.sheet)
        low.setText(_shown(span.low, unit))
        high.setText(_shown(span.high, unit))
        return low, high

    def _flag(self, asked: bool | None) -> Combo:
        combo = Combo([("couriers.any", None), ("couriers.yes", True), ("couriers.no", False)], parent=self.sheet)
        combo.setCurrentIndex({None: 0, True: 1, False: 2}[asked])
        return combo

    def _place(self) -> None:
        self.add_beside(("couriers.rule_name", self.name), ("couriers.ask_shop", self.shop), ("couriers.ask_wish", self.wish))
        self.add_field("couriers.ask_regions", self.regions)
        self.add_beside(*((f"couriers.ask_{name}", self._pair(name)) for name, _, _ in _SPANS))
        self.add_beside(*((f"couriers.ask_{flag}", combo) for flag, combo in self.flags.items()))
        self.add_field("couriers.ask_pick", self.pick)
        self.add_beside(*((f"couriers.courier_{n}", combo) for n, combo in enumerate(self.couriers, 1)))

    def _pair(self, name: str) -> QWidget:
        both = QWidget(self.sheet)
        line = row(both, gap=1)
        for field in self.spans[name]:
            line.addWidget(field)
        both.setFocusProxy(self.spans[name][0])
        return both

    def _pick_changed(self) -> None:
        for combo in self.couriers:
            combo.setEnabled(self.pick.value() is not Pick.WISHED)

    def rule(self) -> Rule:
        """The rule as it stands in the form. Raises BadInput for a figure or a region that cannot be."""
        spans = {
            name: Span(read(self.spans[name][0].text()), read(self.spans[name][1].text())) for name, read, _ in _SPANS
        }  # fmt: skip
        flags = {flag: combo.value() for flag, combo in self.flags.items()}
        shops, wishes = self.shop.value(), self.wish.value()
        assert isinstance(shops, tuple)
        assert isinstance(wishes, tuple)
        when = When(
            shops, wishes, areas_of(self.regions.text()), spans["weight_g"], spans["value"], spans["side_mm"],
            spans["volume_cm3"], **{flag: asked if isinstance(asked, bool) else None for flag, asked in flags.items()},
        )  # fmt: skip
        pick = Pick(str(self.pick.value()))
        named = tuple(dict.fromkeys(str(combo.value()) for combo in self.couriers if combo.value()))
        return Rule(self._rule.id, self.name.text(), when, Then(() if pick is Pick.WISHED else named, pick), self._rule.active)

    def submit(self) -> None:
        """Keep it. Raises what ``save_rule`` raises."""
        self._desk.command(save_rule, self.rule())


class ReachForm(FormDialog):
    """Where one courier goes and where not; empty fields are everywhere, and nowhere."""

    def __init__(self, desk: Desk, parent: QWidget, setup: Setup) -> None:
        super().__init__("couriers.reach_title", parent, accept="ui.save", width=space(140))
        self._desk, self._setup = desk, setup
        self.courier = Combo(parent=self.sheet)
        for name in setup.couriers:
            self.courier.add_plain(name, name)
        self.only = Field("couriers.reach_everywhere", parent=self.sheet)
        self.never = Field("couriers.reach_nowhere", parent=self.sheet)
        self.body.addWidget(Text("couriers.reach_words", role="muted", wrap=True, parent=self.sheet))
        self.add_field("couriers.reach_courier", self.courier)
        self.add_field("couriers.reach_only", self.only)
        self.add_field("couriers.reach_never", self.never)
        self.courier.currentIndexChanged.connect(self._show)
        self._show()

    def _show(self) -> None:
        reach = self._setup.reach.get(str(self.courier.value()), Reach())
        self.only.setText(regions_text(reach.only))
        self.never.setText(regions_text(reach.never))

    def submit(self) -> None:
        """Keep it. Raises what ``set_reach`` raises."""
        self._desk.command(set_reach, str(self.courier.value()), self.only.text(), self.never.text())
