"""Beside the lines: how the receipt stands, what was scanned last, whose goods these are, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.inbound.receiving.looks import LOOKS, variant_of
from ui.language import tr
from ui.packing.painted import PaintedRow, PaintedRows
from ui.theme import ToneName, space
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Button, Text
from ui.widgets.toned import Toned
from ui.widgets.verdict_band import TONE_OF
from warehouse_app.inbound.receiving.queries import ReceiptHead, ScanRow
from warehouse_app.inbound.receiving.rules import Verdict, verdict_code
from warehouse_app.packing.rules import Command

SCANS_SHOWN = 4

ActionName = Literal["grid", "inspect", "undo", "close", "leave", "head", "count", "labels"]


@dataclass(frozen=True, slots=True)
class Action:
    """One action: the words on its button, its icon, its key, and its barcode on the command sheet if it has one."""

    name: ActionName
    code: str
    icon: str
    key: str
    barcode: str = ""


ACTIONS = (
    Action("count", "inbound.do_count", "keyboard", "F5"),
    Action("grid", "inbound.do_grid", "sort", "F6"),
    Action("inspect", "inbound.do_inspect", "search", "F7"),
    Action("undo", "inbound.do_undo", "undo", "F8", Command.UNDO.value),
    Action("close", "inbound.do_close", "check", "F9", Command.CONFIRM.value),
    Action("leave", "inbound.do_leave", "pause", "F4", Command.LEAVE.value),
    Action("head", "inbound.do_head", "note", "F2"),
    Action("labels", "inbound.do_labels", "label", "F3"),
)
BY_BARCODE = {action.barcode: action.name for action in ACTIONS if action.barcode}
_IN_GRID: tuple[ActionName, ...] = ("count", "grid", "inspect", "undo")
ABOVE: tuple[ActionName, ...] = ("head", "labels", "leave")
"""Their buttons stand over the receipt, not beside it."""


class SidePanel(QWidget):
    """Built once; ``show_head`` and ``show_scans`` change what it says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(space(78))
        self._scans: list[ScanRow] = []
        self.sheet = card(self)
        self.counted = Text(role="count", parent=self.sheet)
        self.of_expected = Text(role="muted", parent=self.sheet)
        self.standing = {name: Toned(parent=self.sheet) for name in ("over", "unplanned", "under", "defective")}
        self.about = Text(role="small", wrap=True, parent=self.sheet)
        self.scans = PaintedRows(self.sheet, most=SCANS_SHOWN)
        self.buttons: dict[ActionName, Button] = {
            action.name: self._button(action) for action in ACTIONS if action.name not in ABOVE
        }
        self._lay_out()

    def _button(self, action: Action) -> Button:
        kind: Literal["primary", "plain"] = "primary" if action.name == "close" else "plain"
        button = Button(action.code, kind=kind, icon=action.icon, parent=self.sheet)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses a button by chance
        return button

    def _lay_out(self) -> None:
        column(self).addWidget(self.sheet)
        inside = column(self.sheet, gap=1, margin=4)
        head = row(gap=3)
        head.addWidget(self.counted)
        head.addWidget(self.of_expected, 1, Qt.AlignmentFlag.AlignBottom)
        inside.addLayout(head)
        standing = QGridLayout()
        standing.setSpacing(space(1))
        for place, toned in enumerate(self.standing.values()):
            toned.words.setWordWrap(False)
            standing.addWidget(toned, place // 2, place % 2)
        inside.addLayout(standing)
        inside.addSpacing(space(1))
        inside.addWidget(self.about)
        inside.addWidget(Text("inbound.last_scans", role="small", parent=self.sheet))
        inside.addWidget(self.scans)
        inside.addStretch(1)
        grid = QGridLayout()
        grid.setSpacing(space(2))
        for place, name in enumerate(_IN_GRID):
            grid.addWidget(self.buttons[name], place // 2, place % 2)
        inside.addLayout(grid)
        inside.addSpacing(space(1))
        self.buttons["close"].setMinimumHeight(space(12))
        inside.addWidget(self.buttons["close"])

    # --- showing ----------------------------------------------------------------------------------------------------

    def show_total(self, counted: int, expected: int | None) -> None:
        """The receipt's pieces; ``expected`` None for a blind one."""
        self.counted.show_plain(f"{counted:,}")
        if expected is None:
            self.of_expected.show_code("inbound.pieces")
        else:
            self.of_expected.show_code("inbound.of_expected", expected=f"{expected:,}")

    def show_head(self, head: ReceiptHead) -> None:
        """All that is said of the receipt."""
        self.show_total(head.counted, head.expected)
        tones: dict[str, ToneName] = {"over": "wrong", "unplanned": "warning", "under": "information", "defective": "blocked"}
        for name, toned in self.standing.items():
            pieces = int(getattr(head, name))
            toned.setVisible(pieces > 0)
            toned.show_toned(tones[name], f"inbound.total_{name}", n=pieces)
        freight = "inbound.freight_owed" if head.freight_owed else "inbound.freight_paid"
        parts = [
            tr("inbound.note_of", note=head.delivery_note) if head.delivery_note else tr("inbound.no_note"),
            tr(freight, amount=f"{head.freight:,.2f}") if head.freight else tr("inbound.no_freight"),
            head.note,
        ]
        self.about.show_plain("\n".join(part for part in parts if part))

    def show_scans(self, scans: Sequence[ScanRow]) -> None:
        """The last counts, the newest on top."""
        self._scans = list(scans[:SCANS_SHOWN])
        self._show_scans()

    def changeEvent(self, event: QEvent) -> None:
        """Words put together here, in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show_scans()
        super().changeEvent(event)

    def _show_scans(self) -> None:
        self.scans.show_rows([_scan_row(scan) for scan in self._scans])


def _scan_row(scan: ScanRow) -> PaintedRow:
    """Colour and size first: they are what two scans differ by. The icon's shape is the verdict's own."""
    kind = LOOKS[Verdict(scan.verdict)].kind
    about = "  ".join(part for part in (variant_of(scan.colour, scan.size), scan.name) if part) or scan.code
    number = f"{scan.quantity:+d}" if scan.quantity else ""
    if scan.undone:
        return PaintedRow("undo", "muted", "  ".join((tr("inbound.taken_back"), about)), number=number, faded=True)
    words = about if scan.seller_code else "  ".join((tr(verdict_code(scan.verdict)), about))
    return PaintedRow(kind, TONE_OF[kind], words, number=number)
