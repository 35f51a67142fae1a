"""A choice of one supplier; keeps what is chosen while the list of suppliers changes."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QComboBox, QWidget

from ui.desk import Desk
from ui.inbound.buying.words import today_at
from ui.theme import space
from ui.widgets.text import Combo
from warehouse_app.inbound.buying.suppliers import suppliers


class SupplierChoice(Combo):
    """``none`` is the code of the entry that stands for no supplier."""

    def __init__(self, none: str, parent: QWidget | None = None) -> None:
        super().__init__([(none, None)], parent=parent)
        self._none = none
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.view().setMinimumWidth(space(60))

    @property
    def supplier_id(self) -> int | None:
        """The supplier chosen."""
        chosen = self.value()
        return chosen if isinstance(chosen, int) else None

    def fill(self, desk: Desk, *, also: tuple[int, str] | None = None) -> None:
        """Read the suppliers in use again; ``also`` is one (id and name) that is offered although it is retired."""
        known = [(row.id, row.name) for row in desk.read(suppliers, today_at(desk))]
        if also is not None and also[0] not in {supplier_id for supplier_id, _ in known}:
            known.append(also)
        self.offer(known)

    def offer(self, known: Iterable[tuple[int, str]]) -> None:
        """Offer these suppliers (id and name); what was chosen stays where it is among them."""
        chosen = self.supplier_id
        self.clear_entries()
        self.add_code(self._none, None)
        for supplier_id, name in known:
            self.add_plain(name, supplier_id)
        self.choose(chosen)
        if self.currentIndex() < 0:
            self.choose(None)
