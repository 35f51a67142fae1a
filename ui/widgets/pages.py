"""A stack of pages that asks none of them how high it would be at this or that width.

Qt's own stack asks all its pages, twice, whenever a layout around it is measured; stacks in stacks multiply that until a
screen stands still. Wrapped words find their height inside their page, at the width it has.
"""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class Pages(QStackedWidget):
    """As a QStackedWidget; as small as the largest of its pages can be."""

    def hasHeightForWidth(self) -> bool:
        """Never: see the module."""
        return False

    def sizeHint(self) -> QSize:
        """No larger than it must be; layouts give it what there is."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """The largest of its pages, as small as that can be."""
        least = QSize(0, 0)
        for page in filter(None, map(self.widget, range(self.count()))):
            least = least.expandedTo(page.minimumSizeHint()).expandedTo(page.minimumSize())
        return least
