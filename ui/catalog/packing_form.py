"""What a SKU asks for at the packing desk: serial numbers, a look, a limit for keyed numbers; and what a set is made of."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import column, row
from ui.widgets.text import Check, Field, Text
from warehouse_app.catalog.editing.at_packing import at_packing, set_at_packing
from warehouse_app.catalog.editing.queries import SkuDetails
from warehouse_app.catalog.rules import LONGEST_LOOK, MOST_AT_PACKING
from warehouse_app.errors import BadInput

_PARTS = 5


class _Part(QWidget):
    """A component: its code, its pieces."""

    def __init__(self, code: str, pieces: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.code = Field("capture.part_code", parent=self)
        self.code.setText(code)
        self.pieces = Field("capture.part_pieces", parent=self)
        self.pieces.setText(pieces)
        self.pieces.setFixedWidth(space(26))
        inside = row(self, gap=2)
        inside.addWidget(self.code, 1)
        inside.addWidget(self.pieces)


class PackingForm(FormDialog):
    """One card for all of it; an empty line is no component."""

    def __init__(self, desk: Desk, parent: QWidget, sku: SkuDetails) -> None:
        super().__init__("capture.form_title", parent, accept="ui.save", width=560, sku=sku.line.seller_code)
        self._desk = desk
        self._sku_id = sku.line.id
        known = desk.read(at_packing, sku.line.id)
        self.serials = Check("capture.form_serials", parent=self.sheet)
        self.serials.setChecked(known.serials)
        self.fragile = Check("capture.form_fragile", parent=self.sheet)
        self.fragile.setChecked(known.fragile)
        self.look = Field("capture.form_look_example", parent=self.sheet)
        self.look.setMaxLength(LONGEST_LOOK)
        self.look.setText(known.look)
        self.limit = Field("capture.form_limit_example", parent=self.sheet)
        self.limit.setText("" if known.key_limit is None else str(known.key_limit))
        self.body.addWidget(self.serials)
        self.body.addWidget(self.fragile)
        self.add_field("capture.form_look", self.look)
        self.add_field("capture.form_limit", self.limit)
        self.body.addWidget(Text("capture.form_set", role="muted", parent=self.sheet))
        self.body.addWidget(Text("capture.form_set_words", role="small", wrap=True, parent=self.sheet))
        place = column(gap=2)
        self.body.addLayout(place)
        wanted = [(code, str(pieces)) for code, pieces in known.parts]
        wanted += [("", "")] * max(1, _PARTS - len(wanted))
        self.parts = [_Part(code, pieces, self.sheet) for code, pieces in wanted]
        for part in self.parts:
            place.addWidget(part)

    def submit(self) -> None:
        """Keep it. Raises what ``set_at_packing`` raises, BadInput ``capture.part_twice``."""
        limit = None if not self.limit.text().strip() else _whole(self.limit.text())
        told = (self._sku_id, self.serials.isChecked(), self.look.text(), limit, self._wanted())
        self._desk.command(set_at_packing, *told, fragile=self.fragile.isChecked())

    def _wanted(self) -> dict[str, int]:
        wanted: dict[str, int] = {}
        for part in self.parts:
            code, pieces = part.code.text().strip(), part.pieces.text().strip()
            if not code and not pieces:
                continue
            if not code:
                raise BadInput("capture.no_such_part", part="–")
            if code in wanted:
                raise BadInput("capture.no_such_part", part=code)
            wanted[code] = _whole(pieces or "1")
        return wanted


def _whole(text: str) -> int:
    """A whole number as people write it. Raises BadInput ``catalog.bad_number``."""
    try:
        return int(text.strip())
    except ValueError:
        raise BadInput("catalog.bad_number", value=text.strip(), most=MOST_AT_PACKING) from None
