"""The couriers' pools of waybill numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.language import tr
from ui.tabbed import Page
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Text
from warehouse_app.dispatch.queries import LOW_POOL, PoolRow, pools


def low(pool: PoolRow) -> ToneName | None:
    """Whether a pool that is in use runs out."""
    if not pool.used and not pool.free:
        return None
    if not pool.free:
        return "wrong"
    return "warning" if pool.free < LOW_POOL else "right"


def running_low(rows: Sequence[PoolRow]) -> list[PoolRow]:
    """The pools to say aloud."""
    return [pool for pool in rows if low(pool) in ("wrong", "warning")]


class NumbersPage(Page):
    """Free numbers per courier, and the way to bring in more."""

    topics = frozenset({"waybills", "parcels"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        columns = [
            Column[PoolRow]("courier", "dispatch.col_courier", width=220),
            Column[PoolRow]("free", "dispatch.col_free", align="right", width=140),
            Column[PoolRow]("used", "dispatch.col_used", align="right", width=140),
            Column[PoolRow]("state", "dispatch.col_pool", _pool_words, low, width=0, sortable=False),
        ]
        empty = EmptyState("label", "dispatch.no_couriers", parent=self)
        self.list = ShortTable(columns, empty, self, many=False)
        self.import_button = Button("dispatch.bring_in_numbers", kind="primary", icon="import", parent=self)
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(3), 0, 0)
        top = row(gap=2)
        top.addWidget(Text("dispatch.pools_words", role="muted", wrap=True, parent=self), 1)
        top.addWidget(self.import_button)
        inside.addLayout(top)
        inside.addWidget(self.list, 1)
        self.import_button.clicked.connect(lambda: self.goto.emit("intake"))

    def refresh(self) -> None:
        """Count the numbers again."""
        self.list.show_rows(self.desk.read(pools))


def _pool_words(pool: PoolRow) -> str:
    tone = low(pool)
    return tr("dispatch.pool_unused") if tone is None else tr(f"dispatch.pool_{tone}")
