"""A tile for each kind of mistake: the sum at stake, and of how many lines; the chosen one filters the list."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from ui.couriers.freight.words import KIND_TONES, yuan
from ui.intake.tiles import CountTile
from ui.language import tr
from warehouse_app.dispatch.freight.queries import KindSum
from warehouse_app.dispatch.freight.rules import Kind


class StakeTile(CountTile):
    """Money big, the kind and its lines below."""

    figure_px = 22

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        self._sum = Decimal(0)
        super().__init__(f"freight.kind_{kind}", KIND_TONES[kind], parent)
        self.kind = kind

    def figure(self) -> str:
        """The sum at stake; of what is missing on the bill nothing is."""
        return yuan(self._sum)

    def words(self) -> str:
        """The kind and how many lines."""
        return tr("freight.tile", kind=tr(self._code), n=f"{self.count:,}")

    def show_sum(self, found: KindSum) -> None:
        """Show another sum."""
        self._sum = found.at_stake
        self.show_count(found.lines)
