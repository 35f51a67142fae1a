"""The restock station: the list of what to order comes first; what is kept about goods, clearance and rehearsals beside it."""

from __future__ import annotations

from ui.tabbed import PageEntry, TabbedStation


class RestockStation(TabbedStation):
    """See the module."""

    name = "restock"
    title_code = "restock.title"
    icon = "restock"
    entries = (
        PageEntry("list", "restock.tab_list", "ui.restock.list_page", "RestockPage"),
        PageEntry("clearance", "restock.tab_clearance", "ui.restock.clearance_page", "ClearancePage"),
        PageEntry("rehearsal", "restock.tab_rehearsal", "ui.restock.rehearsal_page", "RehearsalPage"),
        PageEntry("days", "restock.tab_days", "ui.restock.days_page", "DaysPage"),
    )
