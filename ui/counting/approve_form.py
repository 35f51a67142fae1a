"""Differences approved with a cause, and an approval taken back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Combo, Field, Text
from warehouse_app.counting.approving import Approved, approve, undo_approval
from warehouse_app.counting.differences import Variance
from warehouse_app.counting.rules import Cause
from warehouse_app.store.warehouse import new_action


class ApproveForm(FormDialog):
    """``result`` is what the approval did. ``likely`` causes stand first."""

    def __init__(
        self, desk: Desk, parent: QWidget, stocktake_id: int, rows: Sequence[Variance], likely: Sequence[Cause] = ()
    ) -> None:  # fmt: skip
        super().__init__("counting.approve_title", parent, accept="counting.approve_ok", width=600, lines=len(rows))
        self._desk, self._stocktake_id, self._action = desk, stocktake_id, new_action()
        self._ids = [row.id for row in rows]
        self.result: Approved | None = None
        plus, minus = [row for row in rows if row.difference > 0], [row for row in rows if row.difference < 0]
        self.body.addWidget(
            Text(
                "counting.approve_words", wrap=True, parent=self.sheet, plus=sum(row.difference for row in plus),
                minus=-sum(row.difference for row in minus), plus_value=_yuan(plus), minus_value=_yuan(minus),
            )
        )  # fmt: skip
        ordered = [*likely, *(cause for cause in Cause if cause not in likely)]
        self.cause = Combo([(f"counting.cause_{cause.value}", cause.value) for cause in ordered], parent=self.sheet)
        if not likely:
            self.cause.setCurrentIndex(-1)  # nobody's judgement but the person's
        self.note = Field(parent=self.sheet)
        self.note.setMaxLength(200)
        self.add_field("counting.approve_cause", self.cause)
        self.add_field("counting.approve_note", self.note)

    def submit(self) -> None:
        """Post them. Raises what ``approve`` raises."""
        cause = str(self.cause.value() or "")
        self.result = self._desk.command(approve, self._stocktake_id, self._ids, cause, self.note.text(), self._action)


class UndoForm(FormDialog):
    """An approval is taken back, with all that was approved together."""

    def __init__(self, desk: Desk, parent: QWidget, row: Variance, together: int) -> None:
        super().__init__("counting.undo_title", parent, accept="counting.undo_ok", width=600)
        self._desk, self._row = desk, row
        self.body.addWidget(Text("counting.undo_words", wrap=True, parent=self.sheet, lines=together))
        self.reason = Field(parent=self.sheet)
        self.reason.setMaxLength(200)
        self.add_field("counting.undo_field", self.reason)

    def submit(self) -> None:
        """Take it back. Raises what ``undo_approval`` raises."""
        self._desk.command(undo_approval, self._row.action, self.reason.text())


def _yuan(rows: Sequence[Variance]) -> str:
    return f"{sum((abs(row.value) for row in rows), Decimal(0)):.2f}"
