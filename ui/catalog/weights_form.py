"""Weights the shop's own parcels have taught, to be taken over into the catalogue one by one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QScrollArea, QWidget

from ui.desk import Desk
from ui.language import Sentence
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import column
from ui.widgets.text import Check, Text
from warehouse_app.packing.weighing.commands import take_weights
from warehouse_app.packing.weighing.queries import WeightProposal


class WeightsForm(FormDialog):
    """Every proposal with a box to tick."""

    def __init__(self, desk: Desk, parent: QWidget, proposals: Sequence[WeightProposal]) -> None:
        super().__init__("weighing.learned_title", parent, accept="weighing.learned_take", width=760)
        self._desk = desk
        words = "weighing.learned_words" if proposals else "weighing.learned_none"
        self.body.addWidget(Text(words, role="muted", wrap=True, parent=self.sheet))
        inside = QWidget(self.sheet)
        lines = column(inside, gap=1)
        self.boxes: dict[int, Check] = {}
        for one in proposals:
            before = f"{one.weight_g} g" if one.weight_g else Sentence("weighing.learned_unknown")
            box = Check(parent=inside)
            box.show_code(
                "weighing.learned_line", sku=one.seller_code, name=f"{one.name} {one.variant}".strip(), before=before,
                learned=one.learned_g, parcels=one.parcels,
            )  # fmt: skip
            box.setChecked(True)
            self.boxes[one.sku_id] = box
            lines.addWidget(box)
        lines.addStretch(1)
        area = QScrollArea(self.sheet)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setMinimumHeight(space(60))
        area.setVisible(bool(proposals))
        self.body.addWidget(area)
        self.accept_button.setEnabled(bool(proposals))

    def submit(self) -> None:
        """Take over those that are ticked. Raises NotAllowed, and what ``edit_sku`` raises."""
        taken = self._desk.command(take_weights, [sku_id for sku_id, box in self.boxes.items() if box.isChecked()])
        self._desk.messages.tell("right", "weighing.learned_taken", n=taken)
