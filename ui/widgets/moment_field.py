"""A day and a time on this PC's clock, to the minute."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QDate, QDateTime, QTime
from PySide6.QtWidgets import QDateTimeEdit, QWidget

from ui.theme import space


class MomentField(QDateTimeEdit):
    """Typed or stepped through; ``moment`` is in UTC."""

    def __init__(self, moment: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.lineEdit().setTextMargins(space(2), 0, 0, 0)  # Qt's style sheets pad no field inside a spin box
        self.show_moment(moment)

    @property
    def moment(self) -> datetime:
        """The moment shown."""
        day, time = self.date(), self.time()
        return datetime(day.year(), day.month(), day.day(), time.hour(), time.minute()).astimezone(UTC)

    def show_moment(self, moment: datetime) -> None:
        """Show another moment."""
        here = moment.astimezone()
        self.setDateTime(QDateTime(QDate(here.year, here.month, here.day), QTime(here.hour, here.minute)))
