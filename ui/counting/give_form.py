"""Bins of a stocktake are given to somebody, or to nobody in particular."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Combo
from warehouse_app.counting.commands import assign
from warehouse_app.people.queries import people

_NOBODY = 0


class GiveForm(FormDialog):
    """``given``: how many bins somebody has now, once accepted; counted ones stay with who counted them."""

    def __init__(self, desk: Desk, parent: QWidget, stocktake_id: int, bin_ids: Sequence[int]) -> None:
        super().__init__("counting.give_title", parent, accept="counting.give_ok", width=520, bins=len(bin_ids))
        self._desk, self._stocktake_id, self._bin_ids = desk, stocktake_id, bin_ids
        self.given = 0
        self.who = Combo([("counting.give_nobody", _NOBODY)], parent=self.sheet)
        for person in desk.read(people, active_only=True):
            self.who.add_plain(person.name, person.id)
        self.add_field("counting.col_assigned", self.who)

    def submit(self) -> None:
        """Give them. Raises what ``assign`` raises."""
        who = self.who.value()
        person_id = who if isinstance(who, int) and who != _NOBODY else None
        self.given = self._desk.command(assign, self._stocktake_id, self._bin_ids, person_id)
