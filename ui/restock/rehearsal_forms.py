"""Forms of a rehearsal: which goods it is about, pieces by hand, a copy's name, and what is to be ordered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_open
from ui.inbound.buying.words import NONE, day_words, typed_pieces
from ui.inbound.sku_picker import SkuPicker
from ui.jobs import Progress
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Field, Text
from ui.widgets.toned import Toned
from warehouse_app.catalog.editing.queries import SkuLine
from warehouse_app.errors import BadInput
from warehouse_app.restock.rehearsing.files import PickRow, read_picks
from warehouse_app.restock.rehearsing.goods import GoodsNeed
from warehouse_app.restock.rehearsing.queries import codes_of, sku_ids_of
from warehouse_app.restock.rehearsing.rules import MOST_SKUS, MOST_TARGET
from warehouse_app.restock.rehearsing.sections import item_words
from warehouse_app.sheets.table import Parsed

_SHOWN = 5  # codes nobody knows that are named


@dataclass(frozen=True, slots=True)
class Chosen:
    """A SKU of the sale, and the pieces that stand by hand for it."""

    sku_id: int
    words: str
    pieces: int | None = None


class GoodsForm(FormDialog):
    """The goods one by one: searched, scanned or out of a file. ``taken(sku ids, pieces by hand)`` is called when it is done."""

    def __init__(
        self, desk: Desk, parent: QWidget, skus: Sequence[int], by_hand: Mapping[int, int],
        taken: Callable[[tuple[int, ...], tuple[tuple[int, int], ...]], None],
    ) -> None:  # fmt: skip
        super().__init__("rehearsal.goods_title", parent, width=940)
        self._desk, self._taken = desk, taken
        called = desk.read(codes_of, tuple(skus))
        self._chosen = {sku_id: Chosen(sku_id, called[sku_id], by_hand.get(sku_id)) for sku_id in skus if sku_id in called}
        self._by_hand = dict(by_hand)
        self.picker = SkuPicker(desk, self.sheet, rows=7)
        nothing = EmptyState("tag", "rehearsal.goods_none", "", self.sheet, margin=2)
        self.table: ShortTable[Chosen] = ShortTable(_chosen_columns(), nothing, self.sheet)
        self.take_out = Button("rehearsal.goods_out", icon="minus", shortcut="Ctrl+D", parent=self.sheet)
        self.file = Button("rehearsal.goods_file", icon="import", shortcut="F7", parent=self.sheet)
        self.told = Toned(parent=self.sheet)
        self._lay_out_fields()
        self.picker.picked.connect(self.add)
        self.take_out.clicked.connect(self._take_out)
        self.file.clicked.connect(self.ask_file)
        self._show()

    def _lay_out_fields(self) -> None:
        self.body.addWidget(Text("rehearsal.goods_words", role="muted", wrap=True, parent=self.sheet))
        both = row(gap=3)
        both.addWidget(self.picker, 1)
        right = column(gap=2)
        right.addWidget(self.table, 1)
        line = row(gap=2)
        line.addWidget(self.file)
        line.addWidget(self.take_out)
        line.addStretch(1)
        right.addLayout(line)
        both.addLayout(right, 1)
        self.body.addLayout(both)
        self.body.addWidget(self.told)
        self.table.setMinimumHeight(space(80))

    def _show(self) -> None:
        self.table.show_rows(list(self._chosen.values()))
        self.accept_button.show_code("rehearsal.goods_take", count=len(self._chosen))
        self.accept_button.setEnabled(bool(self._chosen))

    def take_scan(self, scan: Scan) -> None:
        """Goods that are scanned are among those of the sale."""
        if not self.picker.take_scan(scan):
            self.told.show_toned("warning", "purchasing.unknown_code", scanned=scan.text)

    def add(self, sku: SkuLine) -> None:
        """One more."""
        words = item_words(sku.name, sku.colour, sku.size, sku.seller_code)
        self._chosen.setdefault(sku.id, Chosen(sku.id, words, self._by_hand.get(sku.id)))
        self._show()

    def _take_out(self) -> None:
        for one in self.table.table.selected():
            del self._chosen[one.sku_id]
        self._show()

    def ask_file(self) -> None:
        """Goods out of a file, with pieces when it tells them."""
        paths = ask_open(self, "rehearsal.goods_file", "*.xlsx *.xls *.csv *.txt")
        if paths:
            self.read(paths[0])

    def read(self, path: Path) -> None:
        """Read a file of goods, off the window's thread."""

        def work(progress: Progress) -> Parsed[PickRow]:
            return read_picks(path, progress=progress)

        self._desk.work(work, self._read, title_code="rehearsal.reading_file", owner=self)

    def _read(self, parsed: Parsed[PickRow]) -> None:
        """The rows that are known are added; the first of the others is named."""
        known = self._desk.read(sku_ids_of, tuple(one.seller_code for one in parsed.rows))
        called = self._desk.read(codes_of, tuple(known.values()))
        for one in parsed.rows:
            sku_id = known.get(one.seller_code)
            if sku_id is not None:
                self._chosen[sku_id] = Chosen(sku_id, called[sku_id], one.pieces)
        strange = [one for one in parsed.rows if one.seller_code not in known]
        self._show()
        if strange:
            names = _named([f"{one.seller_code} ({one.row})" for one in strange])
            self.told.show_toned("warning", "rehearsal.file_strange", count=len(strange), codes=names)
        elif parsed.problems:
            first = parsed.problems[0]
            self.told.show_toned(
                "warning", "rehearsal.file_problem", count=len(parsed.problems), row=first.row, column=first.column
            )
        else:
            self.told.show_toned("right", "rehearsal.file_read", count=len(known), file=parsed.name)

    def submit(self) -> None:
        """Hand the goods over. Raises BadInput ``rehearsal.many_skus``."""
        if len(self._chosen) > MOST_SKUS:
            raise BadInput("rehearsal.many_skus", most=MOST_SKUS)
        by_hand = {one.sku_id: one.pieces for one in self._chosen.values() if one.pieces is not None}
        self._taken(tuple(self._chosen), tuple(by_hand.items()))


def _chosen_columns() -> list[Column[Chosen]]:
    return [
        Column[Chosen]("words", "rehearsal.col_item", width=0),
        Column[Chosen]("pieces", "rehearsal.col_by_hand", _by_hand, align="right", width=96),
    ]


def _by_hand(one: Chosen) -> str:
    return NONE if one.pieces is None else f"{one.pieces:,}"


class PiecesForm(FormDialog):
    """Pieces of a SKU that stand by hand (``by_hand``, before sets were told as components); an empty field: as reckoned."""

    def __init__(
        self, parent: QWidget, need: GoodsNeed, by_hand: int | None, taken: Callable[[int | None], None]
    ) -> None:  # fmt: skip
        super().__init__("rehearsal.pieces_title", parent, name=item_words(need.name, need.facts.colour, need.facts.size))
        self._taken = taken
        self.body.addWidget(Text("rehearsal.pieces_words", role="muted", wrap=True, parent=self.sheet))
        self.field = Field("rehearsal.pieces_reckoned", takes="typing", parent=self.sheet)
        self.field.setText("" if by_hand is None else str(by_hand))
        self.add_field("rehearsal.pieces_field", self.field)

    def submit(self) -> None:
        """Raises BadInput for what is no number of pieces."""
        text = self.field.text().strip()
        pieces = typed_pieces(text) if text else None
        if pieces is not None and not 0 <= pieces <= MOST_TARGET:
            raise BadInput("rehearsal.bad_by_hand", most=MOST_TARGET)
        self._taken(pieces)


class OrderForm(FormDialog):
    """What is to be ordered, and from whom; ``order(lines)`` is called with those that have a supplier."""

    def __init__(self, parent: QWidget, needs: Sequence[GoodsNeed], order: Callable[[list[tuple[int, int]]], object]) -> None:
        super().__init__("rehearsal.order_title", parent, accept="rehearsal.order_ok", width=900)
        self._order = order
        self._needs = [one for one in needs if one.facts.supplier_id is not None]
        without = [one.seller_code for one in needs if one.facts.supplier_id is None]
        words = Text(wrap=True, parent=self.sheet)
        words.show_code(
            "rehearsal.order_words", skus=len(self._needs), pieces=f"{sum(one.to_order for one in self._needs):,}",
            suppliers=len({one.facts.supplier_id for one in self._needs}),
        )  # fmt: skip
        self.body.addWidget(words)
        self.without = Toned(parent=self.sheet)
        self.body.addWidget(self.without)
        self.without.setVisible(bool(without))
        if without:
            self.without.show_toned("warning", "rehearsal.order_without", count=len(without), codes=_named(without))
        table: ShortTable[GoodsNeed] = ShortTable(
            _order_columns(), EmptyState("tag", "rehearsal.nothing_to_order", "", self.sheet), self.sheet
        )
        table.show_rows(sorted(self._needs, key=lambda one: (one.supplier, one.order_by is None, one.order_by)))
        table.setMinimumHeight(space(76))
        self.body.addWidget(table)
        self.accept_button.setEnabled(bool(self._needs))

    def submit(self) -> None:
        """Order. Raises what the command raises."""
        self._order([(one.sku_id, one.to_order) for one in self._needs])


def _named(codes: Sequence[str]) -> str:
    """The first of them; three dots when there are more."""
    return ", ".join([*codes[:_SHOWN], *(["…"] if len(codes) > _SHOWN else [])])


def _order_columns() -> list[Column[GoodsNeed]]:
    return [
        Column[GoodsNeed]("supplier", "rehearsal.col_supplier", width=160),
        Column[GoodsNeed]("seller_code", "rehearsal.col_seller_code", width=150),
        Column[GoodsNeed]("name", "rehearsal.col_item", _item, width=0),
        Column[GoodsNeed]("to_order", "rehearsal.col_to_order", lambda one: f"{one.to_order:,}", align="right", width=100),
        Column[GoodsNeed]("order_by", "rehearsal.col_order_by", lambda one: day_words(one.order_by), _urgency, width=130),
    ]


def _item(one: GoodsNeed) -> str:
    return item_words(one.name, one.facts.colour, one.facts.size)


def _urgency(one: GoodsNeed) -> ToneName | None:
    return "wrong" if one.overdue else None
