"""The counting station: counting first, because that is what most people come for; planning and approval beside it."""

from __future__ import annotations

from ui.tabbed import PageEntry, TabbedStation


class CountingStation(TabbedStation):
    """See the module."""

    name = "counting"
    title_code = "counting.title"
    icon = "barcode"
    entries = (
        PageEntry("count", "counting.tab_count", "ui.counting.count_page", "CountingPage"),
        PageEntry("stocktakes", "counting.tab_stocktakes", "ui.counting.stocktakes_page", "StocktakesPage"),
        PageEntry("differences", "counting.tab_differences", "ui.counting.differences_page", "DifferencesPage"),
        PageEntry("results", "counting.tab_results", "ui.counting.results_page", "ResultsPage"),
    )
