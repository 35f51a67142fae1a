"""The rows of a bill's file that could not be taken, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui import language
from ui.dispatch.lists import ShortTable
from ui.language import tr
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.paged_model import Column
from ui.widgets.text import Text
from warehouse_app.sheets.mapping import column_words
from warehouse_app.sheets.table import RowProblem


class ProblemsForm(FormDialog):
    """Shows them; there is nothing to do here but read."""

    def __init__(self, problems: Sequence[RowProblem], parent: QWidget) -> None:
        super().__init__("freight.problems_title", parent, accept="ui.ok", width=860)
        self.reject_button.hide()
        self.body.addWidget(Text("freight.problems_words", role="muted", wrap=True, parent=self.sheet))
        empty = EmptyState("complete", "freight.no_differences", parent=self.sheet)
        columns = [
            Column[RowProblem]("row", "freight.col_row", align="right", width=70),
            Column[RowProblem]("column", "freight.col_column", _column, width=150),
            Column[RowProblem]("code", "freight.col_problem", lambda one: tr(one.code, **one.fields), width=0, sortable=False),
        ]
        self.list = ShortTable(columns, empty, self.sheet)
        self.list.setFixedHeight(space(90))
        self.list.show_rows(problems)
        self.body.addWidget(self.list)


def _column(one: RowProblem) -> str:
    return column_words(one.column, language.current())
