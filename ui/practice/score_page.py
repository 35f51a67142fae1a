"""The score sheet at the end of a practice: points, those of the last time, each parcel, and what to practise."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.language import tr
from ui.moments import day_and_time
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.table import Table
from ui.widgets.text import Button, Heading, Text
from ui.widgets.toned import Toned
from warehouse_app.practice.commands import LastScore
from warehouse_app.practice.scoring import ParcelResult, Score

_TIPS_SHOWN = 6


class ScorePage(QWidget):
    """``show_score`` fills it; ``again`` and ``back`` are its buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parcels: Sequence[ParcelResult] = ()
        self.points = Text(role="count", parent=self)
        self.words = Text(wrap=True, parent=self)
        self.last = Text(role="text", wrap=True, parent=self)
        self.tips = tuple(Toned(parent=self) for _ in range(_TIPS_SHOWN))
        self.again = Button("practice.again", icon="refresh", parent=self)
        self.back = Button("practice.back", kind="primary", icon="parcel", parent=self)
        columns = [
            Column[ParcelResult]("waybill", "practice.column_parcel", width=120, sortable=False),
            Column[ParcelResult](
                "seconds", "practice.column_seconds", lambda p: f"{p.seconds:.0f}", width=120, align="right", sortable=False
            ),
            Column[ParcelResult](
                "slips", "practice.column_slips", tone=lambda p: "wrong" if p.slips else "right", width=100, sortable=False
            ),
            Column[ParcelResult]("traps", "practice.column_traps", _traps, width=0, sortable=False),
        ]
        self.table = Table(columns, self._fetch, EmptyState("parcel", "practice.score_none", parent=self), self, many=False)
        self._lay_out()
        for tip in self.tips:
            tip.hide()

    def _lay_out(self) -> None:
        inside = row(self, gap=4, margin=5)
        sheet = card(self)
        sheet.setFixedWidth(space(120))
        left = column(sheet, gap=3, margin=5)
        left.addWidget(Heading("practice.score_title", parent=sheet))
        left.addWidget(self.points)
        left.addWidget(self.words)
        left.addWidget(self.last)
        left.addSpacing(space(3))
        left.addWidget(Heading("practice.to_practise", parent=sheet))
        for tip in self.tips:
            left.addWidget(tip)
        left.addStretch(1)
        left.addWidget(Text("practice.kept_for_you", role="muted", wrap=True, parent=sheet))
        buttons = row(gap=2)
        buttons.addWidget(self.again)
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        left.addLayout(buttons)
        inside.addWidget(sheet)
        inside.addWidget(self.table, 1)

    def show_score(self, score: Score, last: LastScore | None) -> None:
        """Show how it went, and how it went the last time."""
        self._parcels = score.parcels
        self.points.show_code("practice.points", points=score.points)
        self.words.show_code(
            "practice.score_words", parcels=len(score.parcels), codes=score.codes, slips=score.slips, caught=score.caught,
            traps=score.traps, seconds=round(score.seconds),
        )  # fmt: skip
        if last is not None:
            self.last.show_code("practice.last_time", points=last.points, when=day_and_time(last.at))
        self.last.setVisible(last is not None)
        self._show_tips(score)
        self.table.refresh()

    def _show_tips(self, score: Score) -> None:
        wrong = score.to_practise[:_TIPS_SHOWN]
        for number, tip in enumerate(self.tips):
            tip.setVisible(number < max(1, len(wrong)))
            if number < len(wrong):
                tip.show_toned("warning", f"practice.tip_{wrong[number]}")
        if not wrong:
            self.tips[0].show_toned("right", "practice.all_well")

    def _fetch(self, offset: int, limit: int, _sort: str | None, _descending: bool) -> tuple[Sequence[ParcelResult], int]:
        return self._parcels[offset : offset + limit], len(self._parcels)


def _traps(parcel: ParcelResult) -> str:
    return tr("ui.separator").join(tr(f"practice.trap_{trap}") for trap in parcel.traps)
