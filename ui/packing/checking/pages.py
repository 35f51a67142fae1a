"""After a count: what differs, for who counted; and for who packed it, that somebody else checks it and what was found."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.icons import IconView
from ui.packing.checking.differences import Differences
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Button, Text
from warehouse_app.packing.checking.queries import Found


class DifferencePage(QWidget):
    """Stands instead of the parcel when a count ended different."""

    def __init__(self, pictures: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = card(self)
        self.title = Text(role="item", wrap=True, parent=self.sheet)
        self.found = Differences(pictures, self.sheet)
        self.again = Button("checking.again", kind="primary", icon="redo", parent=self.sheet)
        self.again.setMinimumHeight(space(13))
        self.again.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses it by chance
        column(self).addWidget(self.sheet)
        inside = column(self.sheet, gap=3, margin=5)
        head = row(gap=4)
        head.addWidget(IconView("wrong", 48, "wrong", self.sheet), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.title, 1)
        inside.addLayout(head)
        inside.addWidget(Text("checking.differs_words", wrap=True, parent=self.sheet))
        inside.addWidget(self.found, 1)
        inside.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)

    def show_found(self, waybill: str, found: Found) -> None:
        """Show what a count of this parcel found."""
        self.title.show_code("checking.differs_title", waybill=waybill)
        self.found.show_found(found)


class PackerPage(QStackedWidget):
    """Stands where the wanted item stood when who packed it opens a parcel that waits for its check."""

    def __init__(self, pictures: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.waits = EmptyState("person", "checking.other_title", "checking.other_words", self)
        self.waits.icon.show_icon("person", "warning")
        self.differs = QWidget(self)
        self.found = Differences(pictures, self.differs)
        inside = column(self.differs, gap=2)
        inside.addWidget(Text("checking.other_differs", role="large", wrap=True, parent=self.differs))
        inside.addWidget(self.found, 1)
        for page in (self.waits, self.differs):
            self.addWidget(page)

    def show_found(self, found: Found | None) -> None:
        """What the last count found; None when nobody has counted to the end yet."""
        if found is not None:
            self.found.show_found(found)
        self.setCurrentWidget(self.waits if found is None else self.differs)
