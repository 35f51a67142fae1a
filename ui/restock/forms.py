"""Forms about alerts: until when they sleep, and why they are not wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.inbound.buying.words import DayField, today_at
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Combo, Field, Text
from warehouse_app.errors import BadInput

_WEEKS = {"one_week": 7, "two_weeks": 14, "four_weeks": 28}
_REASONS = ("no_more", "other_source", "too_dear", "wrong_figure", "other")


class SnoozeForm(FormDialog):
    """``do(until)`` puts the alerts to sleep until that day."""

    def __init__(self, desk: Desk, skus: int, do: Callable[[date], object], parent: QWidget) -> None:
        super().__init__("restock.snooze_title", parent, accept="restock.snooze_ok", width=520, skus=skus)
        self._do, self._today = do, today_at(desk)
        self.body.addWidget(Text("restock.snooze_words", role="muted", wrap=True, parent=self.sheet))
        self.choice = Combo([(f"restock.snooze_{name}", name) for name in (*_WEEKS, "day")], parent=self.sheet)
        self.day = DayField(self._today + timedelta(days=7), self.sheet)
        self.add_field("restock.snooze_until", self.choice)
        self.add_field("restock.snooze_the_day", self.day)
        self.choice.currentIndexChanged.connect(self._show_day)
        self._show_day()

    @property
    def until(self) -> date:
        """The day chosen."""
        days = _WEEKS.get(str(self.choice.value()))
        return self.day.day if days is None else self._today + timedelta(days=days)

    def submit(self) -> None:
        """Put them to sleep. Raises what the command raises."""
        self._do(self.until)

    def _show_day(self) -> None:
        is_day = self.choice.value() == "day"
        if not is_day:
            self.day.show_day(self.until)
        self.day.setEnabled(is_day)


class DismissForm(FormDialog):
    """``do(reason)`` dismisses the alerts; one of the usual reasons, or one's own words."""

    def __init__(self, skus: int, do: Callable[[str], object], parent: QWidget) -> None:
        super().__init__("restock.dismiss_title", parent, accept="restock.dismiss_ok", width=520, skus=skus)
        self._do = do
        self.body.addWidget(Text("restock.dismiss_words", role="muted", wrap=True, parent=self.sheet))
        self.choice = Combo([(f"restock.reason_{name}", name) for name in _REASONS], parent=self.sheet)
        self.note = Field("restock.reason_note", parent=self.sheet)
        self.note.setMaxLength(200)
        self.add_field("restock.dismiss_why", self.choice)
        self.add_field("restock.dismiss_note", self.note)

    def submit(self) -> None:
        """Dismiss them. Raises what the command raises, BadInput ``restock.say_why`` for other reasons without a word."""
        note = self.note.text().strip()
        if self.choice.value() == "other" and not note:
            self.note.setFocus()
            raise BadInput("restock.say_why")
        usual = "" if self.choice.value() == "other" else self.choice.currentText()
        self._do(" · ".join(part for part in (usual, note) if part))
