"""What is asked in forms over a rehearsal: its goods, pieces that stand by hand, and whether what is lacking is ordered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.restock.done_banner import DoneBanner
from ui.restock.rehearsal_forms import GoodsForm, OrderForm, PiecesForm
from ui.restock.rehearsal_inputs import RehearsalInputs
from ui.restock.rehearsal_reader import RehearsalReader
from ui.restock.rehearsal_results import RehearsalResults
from warehouse_app.errors import WarehouseError
from warehouse_app.people.rules import Right
from warehouse_app.restock.ordering import Ordered, order_ticked, undo_ordered
from warehouse_app.restock.rehearsing.goods import GoodsNeed
from warehouse_app.restock.rehearsing.rules import Source


class Asking:
    """The forms of one page; what was answered goes into its inputs, what was ordered into its banner."""

    def __init__(
        self, desk: Desk, page: QWidget, inputs: RehearsalInputs, reader: RehearsalReader, results: RehearsalResults,
        done: DoneBanner,
    ) -> None:  # fmt: skip
        self._desk, self._page = desk, page
        self._inputs, self._reader, self._results, self._done = inputs, reader, results, done

    def goods(self) -> None:
        """Which goods the sale is about, one by one."""
        try:
            wishes = self._inputs.wishes()
        except WarehouseError as error:
            self._desk.messages.error(error)
            return
        GoodsForm(self._desk, self._page, wishes.skus, dict(wishes.by_hand), self._take_goods).open()

    def _take_goods(self, skus: tuple[int, ...], by_hand: tuple[tuple[int, int], ...]) -> None:
        self._inputs.source.choose(Source.SKUS)
        self._inputs.show_goods(skus, by_hand)

    def pieces(self, need: GoodsNeed) -> None:
        """Pieces of a SKU by hand."""
        found = self._reader.found
        if found is not None and self._desk.may(Right.RESTOCK):
            by_hand = dict(found.wishes.by_hand).get(need.sku_id)
            PiecesForm(self._page, need, by_hand, lambda pieces: self._take_pieces(need.sku_id, pieces)).open()

    def _take_pieces(self, sku_id: int, pieces: int | None) -> None:
        wishes = self._inputs.wishes()
        by_hand = {key: many for key, many in wishes.by_hand if key != sku_id}
        if pieces is not None:
            by_hand[sku_id] = pieces
        self._inputs.show_goods(wishes.skus, tuple(sorted(by_hand.items())))

    def order(self) -> None:
        """Purchase orders of what is lacking: the lines that are selected, or all."""
        current = self._reader.current
        if current is not None and self._desk.may(Right.BUY):
            chosen = [one for one in self._results.selected() if one.to_order] or list(current.to_order)
            OrderForm(self._page, chosen, self._order).open()

    def _order(self, lines: Sequence[tuple[int, int]]) -> None:
        made = self._desk.command(order_ticked, list(lines))
        numbers = [order.number for order in made.orders]
        self._done.show_done(
            lambda: self._undo(made), "rehearsal.ordered", number=numbers[0], numbers=", ".join(numbers), skus=len(lines)
        )  # fmt: skip

    def _undo(self, made: Ordered) -> bool:
        return self._desk.try_command(undo_ordered, made) is not None
