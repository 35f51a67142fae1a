"""Beside the parcel: what is packed and waits for its second check, who counts, and what differs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from ui.language import tr
from ui.packing.painted import PaintedRow, PaintedRows
from ui.theme import space
from ui.widgets.layouts import column
from ui.widgets.text import Text
from warehouse_app.packing.checking.queries import WaitingCheck

_FEW, _MANY = 2, 6
"""Rows in a small window and in a tall one."""
_TALL = space(225)
_LOOKS = {"waits": ("clock", "muted"), "open": ("person", "information"), "different": ("wrong", "wrong")}


class WaitingList(QWidget):
    """The most urgent few, what differs on top; nothing at all when nothing waits. It says of no parcel what is in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parcels: list[WaitingCheck] = []
        self.title = Text("checking.waiting", role="small", parent=self, n=0)
        self.rows = PaintedRows(self)
        inside = column(self, gap=1)
        inside.addWidget(self.title)
        inside.addWidget(self.rows)
        inside.addSpacing(space(1))
        self.hide()

    def show_waiting(self, parcels: Sequence[WaitingCheck]) -> None:
        """Show what waits."""
        self._parcels = sorted(parcels, key=lambda parcel: parcel.state != "different")
        self.title.show_code("checking.waiting", n=len(parcels))
        self._show()
        self.setVisible(bool(parcels))

    def changeEvent(self, event: QEvent) -> None:
        """Words put together here, in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _show(self) -> None:
        most = _MANY if self.window().height() >= _TALL else _FEW
        self.rows.show_rows([_row(parcel) for parcel in self._parcels[:most]])


def _row(parcel: WaitingCheck) -> PaintedRow:
    icon, token = _LOOKS[parcel.state]
    return PaintedRow(icon, token, f"…{parcel.waybill[-6:]}", tr(f"checking.state_{parcel.state}", who=parcel.who))
