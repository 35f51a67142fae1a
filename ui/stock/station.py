"""The stock station: what lies where, goods moved by hand, the bins themselves, and lots with their last day."""

from __future__ import annotations

from ui.tabbed import PageEntry, TabbedStation


class StockStation(TabbedStation):
    """The list first: looking is what people come for."""

    name = "stock"
    title_code = "stock.title"
    icon = "shelves"
    entries = (
        PageEntry("list", "stockroom.tab_list", "ui.stock.list_page", "StockListPage"),
        PageEntry("moves", "stockroom.tab_moves", "ui.stock.moves_page", "MovesPage"),
        PageEntry("bins", "stockroom.tab_bins", "ui.stock.bins_page", "BinsPage"),
        PageEntry("lots", "stockroom.tab_lots", "ui.stock.lots_page", "LotsPage"),
    )
